"""Lines become blocks, blocks become sections, sections nest as the contents do."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from gallica_export.model import Block, Heading, PageBreak, Paragraph, Section
from gallica_export.reading.headings import Start
from gallica_export.reading.paragraphs import Shape, begins_paragraph, line_texts, shapes
from gallica_export.reading.survey import Survey, SurveyedLine, SurveyedView


class Opened(Struct):
    """A section being filled."""

    start: Start | None
    view: int
    blocks: list[Block]


def build_sections(survey: Survey, starts: Sequence[Start], language: str) -> tuple[Section, ...]:
    """The reading text as a tree of sections; one without a title where there are no contents."""
    flow = _Flow(survey, language)
    for view in survey.views:
        flow.read(view, [start for start in starts if start.view == view.order])
    return _nested(flow.close())


class _Flow:
    """The reading text as it grows, line by line."""

    def __init__(self, survey: Survey, language: str) -> None:
        self._vocabulary = survey.vocabulary
        self._language = language
        self._sections: list[Opened] = []
        self._open: list[SurveyedLine | PageBreak] = []
        self._previous: tuple[SurveyedLine, Shape] | None = None
        self._breaks: list[PageBreak] = []
        self._numbers: dict[str, int] = {}

    def read(self, view: SurveyedView, starts: list[Start]) -> None:
        """Add one view, on which ``starts`` begin sections."""
        self._breaks.append(PageBreak(view.order))
        blocks = shapes(view)
        lines = list(view.lines)
        while lines:
            if any(start.heading[:1] == (lines[0].index,) for start in starts):
                lines = self._read_heading(starts, lines)
                continue
            if self._begins(lines[0], blocks[lines[0].block]):
                self._end_paragraph()
                while starts and not starts[0].heading:
                    self._begin_section(starts.pop(0))
            self._add(lines.pop(0), blocks)
        for start in starts:
            self._end_paragraph()
            self._begin_section(start)

    def close(self) -> list[Opened]:
        """The sections in reading order, each with its blocks."""
        self._end_paragraph()
        self._place_breaks()
        return self._sections

    def _begins(self, line: SurveyedLine, shape: Shape) -> bool:
        return self._previous is None or begins_paragraph(*self._previous, line, shape)

    def _add(self, line: SurveyedLine, blocks: dict[int, Shape]) -> None:
        if self._open:
            self._open.extend(self._breaks)
            self._breaks = []
        else:
            self._place_breaks()
        self._open.append(line)
        self._previous = (line, blocks[line.block])

    def _read_heading(self, starts: list[Start], lines: list[SurveyedLine]) -> list[SurveyedLine]:
        """Begin a section with its printed heading, which ``lines`` open with; return the rest."""
        self._end_paragraph()
        start = starts.pop(0)
        while start.heading[:1] != (lines[0].index,):
            self._begin_section(start)
            start = starts.pop(0)
        self._begin_section(start)
        self._place_breaks()
        printed = [line for line in lines if line.index in start.heading]
        inlines = line_texts(printed, self._vocabulary)
        self._sections[-1].blocks.append(Heading(self._number("h"), start.level, inlines))
        return [line for line in lines if line.index not in start.heading]

    def _begin_section(self, start: Start | None) -> None:
        """Open a section; the page breaks of earlier views stay in the one before."""
        view = start.view if start else self._breaks[0].view
        if self._sections:
            self._place_breaks(before=view)
        elif start and any(pending.view < view for pending in self._breaks):
            self._sections.append(Opened(None, self._breaks[0].view, []))
            self._place_breaks(before=view)
        self._sections.append(Opened(start, view, []))

    def _place_breaks(self, before: int | None = None) -> None:
        """Put the pending page breaks, or those of views before ``before``, between blocks."""
        placed = [pending for pending in self._breaks if before is None or pending.view < before]
        if placed and not self._sections:
            self._begin_section(None)
        if placed:
            self._sections[-1].blocks.extend(placed)
        self._breaks = self._breaks[len(placed) :]

    def _end_paragraph(self) -> None:
        if self._open:
            inlines = line_texts(self._open, self._vocabulary)
            paragraph = Paragraph(self._number("p"), inlines, self._foreign(self._open))
            self._sections[-1].blocks.append(paragraph)
        self._open = []
        self._previous = None

    def _foreign(self, flow: Sequence[SurveyedLine | PageBreak]) -> str | None:
        """The language of all the lines, if it is one and not the document's."""
        languages = {line.language for line in flow if isinstance(line, SurveyedLine)}
        language = languages.pop() if len(languages) == 1 else None
        return None if language is None or _same(language, self._language) else language

    def _number(self, kind: str) -> str:
        self._numbers[kind] = self._numbers.get(kind, 0) + 1
        return f"{kind}{self._numbers[kind]}"


def _same(language: str, other: str) -> bool:
    return language.partition("-")[0] == other.partition("-")[0]


def _nested(opened: Sequence[Opened], prefix: str = "s", level: int = 1) -> tuple[Section, ...]:
    """The sections as a tree: each takes in those of deeper levels that follow it."""
    made: list[Section] = []
    place = 0
    while place < len(opened):
        head = opened[place]
        own = head.start.level if head.start else 1
        stop = place + 1
        while stop < len(opened) and _level(opened[stop]) > own:
            stop += 1
        name = f"{prefix}{len(made) + 1}"
        made.append(
            Section(
                id=name,
                view=head.view,
                level=level,
                title=head.start.title if head.start else "",
                entry=head.start.entry if head.start else None,
                blocks=tuple(head.blocks),
                sections=_nested(opened[place + 1 : stop], f"{name}-", level + 1),
            )
        )
        place = stop
    return tuple(made)


def _level(opened: Opened) -> int:
    return opened.start.level if opened.start else 1
