"""What was searched for, marked in the reading text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from msgspec import Struct
from msgspec.structs import replace

from gallica_export.folding import Phrase, folded_words
from gallica_export.model import (
    Document,
    End,
    Inline,
    LineText,
    Section,
    parts_of,
    with_parts,
)

#: A word of a line: the place of the line among the inlines, and that of the word in its text.
Place = tuple[int, int]


class _Word(Struct):
    """A folded word, and where it stands: in two places if a line's end divides it."""

    folded: str
    places: tuple[Place, ...]


def with_hits(document: Document, phrases: Sequence[Phrase]) -> Document:
    """``document`` with each occurrence of a phrase in lines of its own, which say `is_hit`."""
    sections = tuple(_in_section(section, phrases) for section in document.reading.sections)
    return replace(document, reading=replace(document.reading, sections=sections))


def _in_section(section: Section, phrases: Sequence[Phrase]) -> Section:
    return replace(
        section,
        blocks=tuple(
            with_parts(block, tuple(_marked(part, phrases) for part in parts_of(block)))
            for block in section.blocks
        ),
        sections=tuple(_in_section(inner, phrases) for inner in section.sections),
    )


def _marked(inlines: Sequence[Inline], phrases: Sequence[Phrase]) -> tuple[Inline, ...]:
    words = list(_words(inlines))
    found = {place for phrase in phrases for place in _places(words, phrase)}
    if not found:
        return tuple(inlines)
    return tuple(part for number, one in enumerate(inlines) for part in _split(number, one, found))


def _places(words: Sequence[_Word], phrase: Phrase) -> Iterator[Place]:
    """Where the words of each occurrence of ``phrase`` stand."""
    length = len(phrase)
    for first in range(len(words) - length + 1):
        run = words[first : first + length]
        if tuple(word.folded for word in run) == phrase:
            for word in run:
                yield from word.places


def _words(inlines: Iterable[Inline]) -> Iterator[_Word]:
    """The words of ``inlines`` as they are read: the halves of a divided one are one."""
    half = ""
    places: tuple[Place, ...] = ()
    for number, line in enumerate(inlines):
        if not isinstance(line, LineText) or line.end is End.DROPPED:
            continue
        texts = line.text.split(" ")
        last = line.text.rstrip("- ").count(" ")
        for place, text in enumerate(texts):
            whole, places = half + text, (*places, (number, place))
            half = ""
            if place >= last and line.end in (End.JOINED, End.GLUED):
                half = whole.rstrip("-")
                continue
            for folded in folded_words(whole):
                yield _Word(folded, places)
            places = ()


def _split(number: int, inline: Inline, found: set[Place]) -> Iterator[Inline]:
    """A line in stretches, each of which is a hit or none."""
    if not isinstance(inline, LineText):
        yield inline
        return
    words = inline.text.split(" ")
    first = inline.words[0] if inline.words else 0
    done = 0
    for is_hit, group in groupby(range(len(words)), key=lambda place: (number, place) in found):
        stop = done + len(list(group))
        is_last = stop == len(words)
        yield replace(
            inline,
            text=" ".join(words[done:stop]),
            end=inline.end if is_last else End.SPACE,
            reason=inline.reason if is_last else "",
            words=(first + done, first + stop),
            is_hit=is_hit,
        )
        done = stop
