"""One pass over the views: what the later steps need, and no more, in memory."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise

from msgspec import Struct
from msgspec.structs import replace

from gallica_export.model import Accuracy, Aside, Box, Document, Line, Notice, ViewText
from gallica_export.reading.confidence import (
    is_advertisement,
    measured,
    poor_ocr,
    shows_headings,
)

#: A word as the vocabulary knows it: letters with inner hyphens and apostrophes.
WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")


#: A drop capital is that much taller than the letters beside it.
_TALL = 1.7


class SurveyedLine(Struct, frozen=True, gc=False):
    """A line without its words' boxes."""

    view: int
    #: Its place in `ViewText.lines`.
    index: int
    #: The place of its block on the view, from 0.
    block: int
    text: str
    box: Box
    #: The OCR's guess of the whole word that its hyphen divides.
    hyphenated: str | None
    #: BCP 47 tag of its block.
    language: str | None
    #: The words, from 1, that stand clearly apart from the word before them.
    gaps: tuple[int, ...] = ()
    #: Whether its first word is one letter and far taller than the others.
    has_tall_initial: bool = False
    #: The words that stand here: first and one past last; None for all of them.
    words: tuple[int, int] | None = None
    #: Whether it is a drop capital, glued to the line that follows; whether it stands beside one.
    is_capital: bool = False
    is_beside_capital: bool = False
    #: Whether its type may show a heading: not in an advertisement, nor where the OCR is poor.
    may_head: bool = True
    #: Why it is taken for an advertisement; empty if it is not.
    advertised: str = ""
    #: Words that call notes, counted from its own first word, and the notes' ids.
    calls: tuple[tuple[int, str], ...] = ()

    @property
    def middle(self) -> float:
        """Half-way between its top and its foot."""
        return self.box.y + self.box.height / 2

    @property
    def advance(self) -> float:
        """The width of a character, which tells the size of the type better than the height."""
        return self.box.width / max(len(self.text), 1)


class SurveyedView(Struct, frozen=True):
    """The lines of one view, in the document order of their blocks."""

    order: int
    label: str | None
    height: int
    lines: tuple[SurveyedLine, ...]
    width: int = 0
    illustrations: tuple[Box, ...] = ()
    #: Whether a page with a printed number has no OCR: then nobody knows what stands on it. Plates
    #: and blanks bear none.
    is_unread: bool = False
    #: Whether some of its lines are advertisements.
    has_advertisements: bool = False


class Survey(Struct, frozen=True):
    """The whole document's lines, and how often each word form stands inside a line."""

    views: tuple[SurveyedView, ...]
    #: Casefolded; the halves that a line end divides do not count.
    vocabulary: Counter[str]
    #: What was odd in the OCR of the views.
    notices: tuple[Notice, ...] = ()
    #: What the views tell of their OCR.
    accuracy: Accuracy | None = None

    def without(self, asides: Iterable[Aside]) -> Survey:
        """The survey of what is left when ``asides`` are taken away."""
        gone: dict[tuple[int, int], set[int]] = {}
        for aside in asides:
            words = range(*aside.words) if aside.words else range(aside.text.count(" ") + 1)
            gone.setdefault((aside.view, aside.line), set()).update(words)
        views = (
            replace(view, lines=tuple(filter(None, (_left(line, gone) for line in view.lines))))
            for view in self.views
        )
        return replace(self, views=tuple(views))


def _left(line: SurveyedLine, gone: dict[tuple[int, int], set[int]]) -> SurveyedLine | None:
    """What is left of a line: at most one stretch, since asides stand at its ends."""
    taken = gone.get((line.view, line.index))
    if not taken:
        return line
    left = [place for place in range(line.text.count(" ") + 1) if place not in taken]
    return part_of(line, left[0], left[-1] + 1) if left else None


def part_of(line: SurveyedLine, first: int, last: int) -> SurveyedLine:
    """Some words of a line, counted from its own first word."""
    words = line.text.split(" ")
    start = line.words[0] if line.words else 0
    return replace(
        line,
        text=" ".join(words[first:last]),
        words=(start + first, start + last),
        hyphenated=line.hyphenated if last == len(words) else None,
        gaps=tuple(gap - first for gap in line.gaps if first < gap < last),
        has_tall_initial=line.has_tall_initial and first == 0,
    )


def survey(document: Document) -> Survey:
    """Read the OCR of every view once."""
    vocabulary: Counter[str] = Counter()
    views: list[SurveyedView] = []
    notices: list[Notice] = []
    accuracies: list[tuple[int, float]] = []
    for view in document.views:
        text = document.text(view.order)
        notices.extend(text.notices)
        notices.extend(poor_ocr(text))
        lines = tuple(_lines(text))
        _count_words(lines, vocabulary)
        if text.accuracy is not None:
            accuracies.append((sum(len(line.words) for line in text.lines), text.accuracy))
        views.append(
            SurveyedView(
                view.order,
                view.label,
                text.height or view.height,
                lines,
                text.width or view.width,
                tuple(illustration.box for illustration in text.illustrations),
                is_unread=view.label is not None and not view.has_ocr and not lines,
                has_advertisements=any(map(is_advertisement, text.blocks)),
            )
        )
    return Survey(tuple(views), vocabulary, tuple(notices), measured(accuracies))


def _lines(text: ViewText) -> Iterator[SurveyedLine]:
    index = 0
    for place, block in enumerate(text.blocks):
        may_head = shows_headings(block)
        advertised = "engine" if is_advertisement(block) else ""
        for line in block.lines:
            yield SurveyedLine(
                text.order,
                index,
                place,
                line.text,
                line.box,
                line.hyphenated,
                block.language,
                _gaps(line),
                _has_tall_initial(line),
                may_head=may_head,
                advertised=advertised,
            )
            index += 1


def _gaps(line: Line) -> tuple[int, ...]:
    """Where a space is wider than the line is high: between cells, before a folio."""
    boxes = [word.box for word in line.words]
    widest = line.box.height
    if not boxes or boxes[-1].x - boxes[0].x < widest:
        return ()
    return tuple(
        place
        for place, (one, other) in enumerate(pairwise(boxes), 1)
        if other.x - one.x - one.width > widest
    )


def _has_tall_initial(line: Line) -> bool:
    first = line.words[0]
    return (
        len(line.words) > 1
        and len(first.text) == 1
        and first.text.isupper()
        and first.box.height > _TALL * line.words[1].box.height
    )


def _count_words(lines: Iterable[SurveyedLine], vocabulary: Counter[str]) -> None:
    """Count the words that stand whole: not the halves on either side of a divided line end."""
    found: list[str] = []
    divided = False
    for line in lines:
        words = WORD.findall(line.text.casefold())
        if divided:
            del words[:1]
        divided = line.text.endswith("-")
        if divided:
            del words[-1:]
        found += words
        for word in words:
            if not word.isalpha():
                found += _parts(word)
    vocabulary.update(found)


def _parts(word: str) -> Iterator[str]:
    """What stands in a word: "amour-propre" in "l'amour-propre", its parts, and their pairs."""
    last = word.replace("’", "'").rpartition("'")[2]
    if last != word:
        yield last
    if "-" in last:
        parts = last.split("-")
        yield from parts
        if len(parts) > 2:
            yield from (f"{one}-{other}" for one, other in pairwise(parts))
