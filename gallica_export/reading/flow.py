"""The reading text as it grows, view by view and line by line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from msgspec import Struct

from gallica_export.model import (
    Advertisement,
    Block,
    Figure,
    Heading,
    Note,
    PageBreak,
    Paragraph,
    Table,
    Verse,
)
from gallica_export.reading.arrange import Arrangement, Piece, SetNote, arrange
from gallica_export.reading.frame import Frame
from gallica_export.reading.headings import Start
from gallica_export.reading.inlines import line_texts
from gallica_export.reading.paragraphs import Shape, begins_paragraph, is_speck, shapes
from gallica_export.reading.survey import SurveyedLine, SurveyedView
from gallica_export.reading.waiting import Waiting, goes_on, longer, view_of


class Opened(Struct):
    """A section being filled."""

    start: Start | None
    view: int
    blocks: list[Block]


class Flow:
    """Takes views in order, and gives sections.

    Notes, pictures and advertisements wait until the paragraph ends that they stand in, so that it
    stays whole.
    """

    def __init__(self, vocabulary: Counter[str], language: str, advance: float) -> None:
        self._vocabulary = vocabulary
        self._language = language
        self._advance = advance
        self._sections: list[Opened] = []
        self._open: list[SurveyedLine | PageBreak] = []
        self._previous: tuple[SurveyedLine, Shape] | None = None
        self._breaks: list[PageBreak] = []
        self._waiting: list[Waiting] = []
        #: The notes of the view that is being read which have not been reached.
        self._notes: list[SetNote] = []
        self._note_goes_on = False
        #: Where the last note at the foot was placed, which the next view may finish.
        self._last_placed: tuple[list[Block], int, SetNote] | None = None
        self._numbers: dict[str, int] = {}
        #: The view that was read last, and whether its text is unknown.
        self._last: SurveyedView | None = None

    def read(self, view: SurveyedView, frame: Frame | None, starts: list[Start]) -> None:
        """Add one view, which has this frame, and on which ``starts`` begin sections."""
        if self._is_gap_before(view):
            self._break_off()
        self._last = view
        self._breaks.append(PageBreak(view.order))
        headings = {line for start in starts for line in start.heading}
        page = arrange(
            view,
            headings,
            frame,
            self._advance,
            self._number,
            note_goes_on=self._note_goes_on,
        )
        self._note_goes_on = goes_on(page.notes)
        self._notes = list(page.notes)
        self._read_lines(page, shapes(page.lines), starts)
        for start in starts:
            self._end_paragraph()
            self._begin_section(start)
        self._waiting += ((view.order, plate) for plate in page.plates)
        self._wait(self._notes)
        if not self._open:
            self._end_paragraph()

    def close(self) -> list[Opened]:
        """The sections in reading order, each with its blocks."""
        self._break_off()
        return [one for number, one in enumerate(self._sections) if not self._is_idle(number)]

    def _is_idle(self, number: int) -> bool:
        """Whether a section of an extract turned out to have nothing in it."""
        one, *following = self._sections[number : number + 2]
        if one.blocks or not (one.start and one.start.is_continued):
            return False
        inner = following[0].start if following else None
        return inner is None or inner.level <= one.start.level

    def _is_gap_before(self, view: SurveyedView) -> bool:
        """Whether text may be missing before ``view``: then nothing runs on into it."""
        last = self._last
        if last is None:
            return False
        return view.order != last.order + 1 or last.is_unread or view.is_unread

    def _break_off(self) -> None:
        """End all that is open, and place it where it was printed."""
        self._note_goes_on = False
        self._last_placed = None
        self._end_paragraph()
        self._place_breaks()

    def _read_lines(self, page: Arrangement, blocks: dict[int, Shape], starts: list[Start]) -> None:
        lines = list(page.lines)
        while lines:
            line = lines[0]
            if any(start.heading[:1] == (line.index,) for start in starts):
                lines = self._read_heading(starts, lines)
            elif line.index in page.pieces:
                self._begin_unheaded(starts)
                lines = self._read_piece(page, lines)
            else:
                if self._begins(line, blocks[line.block]):
                    self._end_paragraph()
                    self._begin_unheaded(starts)
                self._add(lines.pop(0), blocks)
                self._wait_after(line.index)

    def _begin_unheaded(self, starts: list[Start]) -> None:
        """Begin the sections whose headings were not found, at the first block of their view."""
        while starts and not starts[0].heading:
            self._end_paragraph()
            self._begin_section(starts.pop(0))

    def _begins(self, line: SurveyedLine, shape: Shape) -> bool:
        if self._previous is None:
            return True
        return not is_speck(line, self._previous[0]) and begins_paragraph(
            *self._previous, line, shape
        )

    def _add(self, line: SurveyedLine, blocks: dict[int, Shape]) -> None:
        if self._open:
            self._open.extend(self._breaks)
            self._breaks = []
        else:
            self._place_breaks()
        self._open.append(line)
        if not (self._previous and is_speck(line, self._previous[0])):
            self._previous = (line, blocks[line.block])

    def _wait_after(self, line: int) -> None:
        """Let the notes wait that stand after the line."""
        if self._notes:
            self._wait([note for note in self._notes if note.after == line])
            self._notes = [note for note in self._notes if note.after != line]

    def _wait(self, notes: Sequence[SetNote]) -> None:
        """Let notes wait; one that goes on from the view before joins its beginning."""
        for note in notes:
            last = self._waiting[-1] if self._waiting else None
            if note.goes_on and isinstance(last, SetNote) and last.place == note.place:
                self._waiting[-1] = longer(last, note)
            elif note.goes_on and not last and self._last_placed:
                blocks, place, begun = self._last_placed
                whole = longer(begun, note)
                blocks[place] = self._waited(whole)
                self._last_placed = (blocks, place, whole)
            else:
                self._waiting.append(note)

    def _read_heading(self, starts: list[Start], lines: list[SurveyedLine]) -> list[SurveyedLine]:
        """Begin a section with its printed heading, which ``lines`` open with; return the rest."""
        self._end_paragraph()
        start = starts.pop(0)
        while start.heading[:1] != (lines[0].index,):
            self._begin_section(start)
            start = starts.pop(0)
        if start.is_section:
            self._begin_section(start)
        self._place_breaks()
        printed = [line for line in lines if line.index in start.heading]
        inlines = line_texts(printed, self._vocabulary)
        level = start.level if start.is_section else self._level() + 1
        self._blocks().append(Heading(self._number("h"), level, inlines))
        return [line for line in lines if line.index not in start.heading]

    def _level(self) -> int:
        """The level of the section that is being filled; 0 for what precedes the first."""
        start = self._sections[-1].start if self._sections else None
        return start.level if start else 0

    def _read_piece(self, page: Arrangement, lines: list[SurveyedLine]) -> list[SurveyedLine]:
        """Place the piece that ``lines`` open with; return the rest. A paragraph goes on behind
        an advertisement.
        """
        piece = page.pieces[lines[0].index]
        if piece.kind == "advertisement":
            self._waiting.append((lines[0].view, piece))
            if not self._open:
                self._end_paragraph()
        else:
            self._end_paragraph()
            self._place_breaks()
            self._blocks().append(self._piece(piece))
        taken = {part.index for part in piece.lines}
        for line in taken:
            self._wait_after(line)
        return [line for line in lines if line.index not in taken]

    def _piece(self, piece: Piece) -> Block:
        if piece.kind != "table":
            parts = tuple(line_texts(part, self._vocabulary) for (part,) in piece.rows)
            if piece.kind == "verse":
                return Verse(self._number("v"), parts)
            return Advertisement(self._number("a"), parts, next(piece.lines).advertised)
        rows = tuple(
            tuple(line_texts(cell, self._vocabulary) for cell in row) for row in piece.rows
        )
        return Table(self._number("t"), rows)

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

    def _blocks(self) -> list[Block]:
        """Where the next block goes."""
        if not self._sections:
            self._begin_section(None)
        return self._sections[-1].blocks

    def _end_paragraph(self) -> None:
        """Close the paragraph, if one is open, and place what waited for its end."""
        if self._open:
            inlines = line_texts(self._open, self._vocabulary)
            paragraph = Paragraph(self._number("p"), inlines, self._foreign(self._open))
            self._blocks().append(paragraph)
        self._open = []
        self._previous = None
        for item in self._waiting:
            self._place_breaks(before=view_of(item) + 1)  # no later ones: it is cited by its page
            blocks = self._blocks()
            blocks.append(self._waited(item))
            if isinstance(item, SetNote) and item.place == "foot":
                self._last_placed = (blocks, len(blocks) - 1, item)
        self._waiting = []

    def _waited(self, item: Waiting) -> Block:
        if isinstance(item, SetNote):
            inlines = line_texts(item.lines, self._vocabulary)
            return Note(item.id, item.place, inlines, item.is_called)
        view, shown = item
        if isinstance(shown, Piece):
            return self._piece(shown)
        caption = line_texts(shown.caption, self._vocabulary)
        return Figure(self._number("g"), view, shown.box, caption)

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
