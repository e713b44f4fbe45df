"""One pass over the views: what the later steps need, and no more, in memory."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from msgspec import Struct

from gallica_export.model import Aside, Box, Document, Notice, ViewText

#: A word as the vocabulary knows it: letters with inner hyphens and apostrophes.
WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")


class SurveyedLine(Struct, frozen=True):
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


class SurveyedView(Struct, frozen=True):
    """The lines of one view, in the document order of their blocks."""

    order: int
    label: str | None
    height: int
    lines: tuple[SurveyedLine, ...]


class Survey(Struct, frozen=True):
    """The whole document's lines, and how often each word form stands inside a line."""

    views: tuple[SurveyedView, ...]
    #: Casefolded; the halves that a line end divides do not count.
    vocabulary: Counter[str]
    #: What was odd in the OCR of the views.
    notices: tuple[Notice, ...] = ()

    def without(self, asides: Iterable[Aside]) -> Survey:
        """The survey of what is left when ``asides`` are taken away."""
        gone = {(aside.view, aside.line) for aside in asides}
        views = (
            SurveyedView(
                view.order,
                view.label,
                view.height,
                tuple(line for line in view.lines if (line.view, line.index) not in gone),
            )
            for view in self.views
        )
        return Survey(tuple(views), self.vocabulary, self.notices)


def survey(document: Document) -> Survey:
    """Read the OCR of every view once."""
    vocabulary: Counter[str] = Counter()
    views: list[SurveyedView] = []
    notices: list[Notice] = []
    for view in document.views:
        text = document.text(view.order)
        notices.extend(text.notices)
        lines = _lines(text)
        _count_words(lines, vocabulary)
        views.append(SurveyedView(view.order, view.label, text.height or view.height, lines))
    return Survey(tuple(views), vocabulary, tuple(notices))


def _lines(text: ViewText) -> tuple[SurveyedLine, ...]:
    found: list[SurveyedLine] = []
    for place, block in enumerate(text.blocks):
        for line in block.lines:
            found.append(
                SurveyedLine(
                    text.order,
                    len(found),
                    place,
                    line.text,
                    line.box,
                    line.hyphenated,
                    block.language,
                )
            )
    return tuple(found)


def _count_words(lines: Iterable[SurveyedLine], vocabulary: Counter[str]) -> None:
    """Count the words that stand whole: not the halves on either side of a divided line end."""
    divided = False
    for line in lines:
        words = line.text.casefold().split()
        if divided:
            words = words[1:]
        divided = line.text.endswith("-")
        if divided:
            words = words[:-1]
        vocabulary.update(WORD.findall(" ".join(words)))
