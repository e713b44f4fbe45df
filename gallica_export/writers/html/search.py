"""What the site's search knows: files of script that each hand over one piece of data.

    search/index.js      which piece holds what, and the names of the views
    search/words-0.js    words of the alphabet from one to another, each with its positions
    search/text-0.js     passages of the text from one position to another, with their places

A collection has the same files but for the texts: there the positions are numbers of documents.

A page opened from a disk may load scripts but no data, so each file calls ``gallica.take``.

A position counts the words of the edition: those of the reading text in its order, then those set
aside. Between two passages (a paragraph, a line set aside) one position stays empty, so that no
phrase runs from one into the other; over a page turn or the end of a line it does.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from gallica_export.folding import folded_words
from gallica_export.model import (
    Added,
    Correction,
    Document,
    End,
    LineText,
    NoteCall,
    PageBreak,
    Reading,
    Words,
    inlines_of,
    lines_of,
    said,
)

#: How many bytes of positions a file of words has at least, and how many words one of text.
_WORDS_FILE = 24_000
_TEXT_FILE = 1_500
_END = b");\n"


class Stretch(Struct, frozen=True, array_like=True):
    """Words that stand together on one line of a view."""

    view: int
    #: The line's place in `ViewText.lines`, from 0; -1 for an editor's own words.
    line: int
    #: The place of the first word on its line, from 0.
    first: int
    text: str
    #: 1 if the last word goes on in the next stretch.
    is_glued: int = 0
    #: How many words of the line all this stands for, where a person corrected them; else 0.
    for_words: int = 0


Passage = tuple[Stretch, ...]


class TextFile(Struct, frozen=True):
    """The passages of one file of text."""

    #: The position of the first word of each.
    starts: tuple[int, ...]
    passages: tuple[Passage, ...]


class Directory(Struct, frozen=True):
    """Which file holds what, and which view a position stands on."""

    #: The first word of each file of words.
    words: tuple[str, ...]
    #: The position of the first word of each file of text.
    texts: tuple[int, ...]
    #: Each position at which another view begins, and that view.
    turns: tuple[tuple[int, int], ...]
    #: The name of each view, by its number.
    names: dict[int, str]


def search_files(document: Document, names: dict[int, str]) -> Iterator[tuple[str, bytes]]:
    """The files of the search of ``document``, each with its path; ``names`` are the views'."""
    index = _Index()
    texts = []
    for number, text in enumerate(_text_files(document.reading, index)):
        texts.append(text.starts[0])
        yield f"search/text-{number}.js", _handed_over("text", number, text)
    first_words = []
    for number, words in enumerate(_words_files(index.positions)):
        first_words.append(next(iter(words)))
        yield f"search/words-{number}.js", _handed_over("words", number, words)
    directory = Directory(tuple(first_words), tuple(texts), tuple(index.turns), names)
    yield "search/index.js", _handed_over("index", 0, directory)


def read_words(file: bytes) -> Iterable[str]:
    """The words of a file of words, "search/words-0.js"; raises ValueError for any other."""
    _, _, data = file.partition(b",")[2].partition(b",")
    return msgspec.json.decode(data.removesuffix(_END), type=dict[str, msgspec.Raw])


def vocabulary_files(
    documents: Iterable[Iterable[str]], catalogue: Sequence[Struct]
) -> Iterator[tuple[str, bytes]]:
    """The files of the search of a collection: of each word the documents that have it, from 0.

    ``catalogue`` says of each document what the page of results needs.
    """
    holders: dict[str, array[int]] = {}
    for number, words in enumerate(documents):
        for word in words:
            found = holders.get(word)
            if found is None:
                found = holders[word] = array("I")
            found.append(number)
    first_words = []
    for number, some in enumerate(_words_files(holders)):
        first_words.append(next(iter(some)))
        yield f"search/words-{number}.js", _handed_over("words", number, some)
    index = {"words": first_words, "documents": catalogue}
    yield "search/index.js", _handed_over("index", 0, index)


def passages_of(reading: Reading) -> Iterator[Passage]:
    """All that can be found, in the order of its positions."""
    view = 0
    for block in reading.blocks():
        if isinstance(block, PageBreak):
            view = block.view
            continue
        stretches: list[Stretch] = []
        for inline in inlines_of(block):
            if isinstance(inline, PageBreak):
                view = inline.view
                continue
            if isinstance(inline, NoteCall):  # whose sign is no word of the sentence
                if stretches and inline.sign.end is End.SPACE:
                    stretches[-1] = replace(stretches[-1], is_glued=0)
            elif inline.end is not End.DROPPED:
                stretches.append(_stretch(inline, view))
        if stretches:
            yield tuple(stretches)
    for aside in reading.asides:
        first = aside.words[0] if aside.words else 0
        yield (Stretch(aside.view, aside.line, first, aside.text),)


def _stretch(words: Words, view: int) -> Stretch:
    lines = lines_of(words)
    first = lines[0].words[0] if lines and lines[0].words else 0
    place = (lines[0].view, lines[0].line, first) if lines else (view, -1, 0)
    is_glued = int(words.end is not End.SPACE)
    match words:
        case LineText():
            return Stretch(*place, said(words), is_glued)
        case Correction():
            return Stretch(
                *place, words.text, is_glued, lines[0].text.count(" ") + 1 if lines else 0
            )
        case Added():
            return Stretch(*place, words.text, is_glued)


class _Index:
    """The positions of all words, gathered passage by passage."""

    def __init__(self) -> None:
        self.positions: dict[str, array[int]] = {}
        self.turns: list[tuple[int, int]] = []
        #: The next position.
        self.end = 0
        self._folded: dict[str, list[str]] = {}

    def add(self, passage: Passage) -> None:
        for word, view in _whole_words(passage):
            if not self.turns or self.turns[-1][1] != view:
                self.turns.append((self.end, view))
            terms = self._folded.get(word)
            if terms is None:
                terms = self._folded[word] = folded_words(word)
            for term in terms:
                found = self.positions.get(term)
                if found is None:
                    found = self.positions[term] = array("I")
                found.append(self.end)
                self.end += 1
        self.end += 1


def _whole_words(passage: Passage) -> Iterator[tuple[str, int]]:
    """The words as they read, each with the view on which it begins."""
    begun, view = "", 0
    for stretch in passage:
        words = stretch.text.split(" ")
        if begun:
            words[0] = begun + words[0]
            if stretch.is_glued and len(words) == 1:
                begun = words[0]
                continue
            yield words.pop(0), view
        view = stretch.view
        begun = words.pop() if stretch.is_glued and words else ""
        for word in words:
            yield word, view
    if begun:
        yield begun, view


def _text_files(reading: Reading, index: _Index) -> Iterator[TextFile]:
    """The files of text; their words are added to ``index``."""
    some: dict[int, Passage] = {}
    for passage in passages_of(reading):
        some[index.end] = passage
        index.add(passage)
        if index.end - next(iter(some)) >= _TEXT_FILE:
            yield TextFile(tuple(some), tuple(some.values()))
            some = {}
    if some:
        yield TextFile(tuple(some), tuple(some.values()))


def _words_files(positions: dict[str, array[int]]) -> Iterator[dict[str, list[int]]]:
    """The words in the order in which a browser compares them, some to a file."""
    some: dict[str, list[int]] = {}
    size = 0
    for word in sorted(positions, key=lambda word: word.encode("utf-16-be")):
        some[word] = _steps(positions[word])
        size += len(word) + 3 * len(some[word])
        if size >= _WORDS_FILE:
            yield some
            some, size = {}, 0
    if some:
        yield some


def _steps(positions: array[int]) -> list[int]:
    """Each position as its distance from the one before."""
    return [
        after - before for before, after in zip(chain((0,), positions), positions, strict=False)
    ]


def _handed_over(kind: str, number: int, data: object) -> bytes:
    return b'gallica.take("%s",%d,%s%s' % (kind.encode(), number, msgspec.json.encode(data), _END)
