"""A page while it is being filled."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from msgspec import Struct

from gallica_export.model import Box, Numbering
from tests.press.pages import Drawing, Page, Picture, Placed, Style, Zone, roman
from tests.press.typeset import SetLine, calls, is_call, numbered

_NOTES_APART = 46


class Cell(Struct, frozen=True):
    """A line of a row, moved to the right and down from the row's own place."""

    line: SetLine
    region: int
    right: float = 0
    down: float = 0


class Row(Struct, frozen=True):
    """What stands side by side on the page; a row without cells is white space."""

    height: float
    cells: tuple[Cell, ...] = ()
    #: Whether no page turn may follow.
    keeps: bool = False

    @property
    def calls(self) -> list[str]:
        return [call for cell in self.cells for call in calls(cell.line)]


@dataclass
class Sheet:
    """A page that is being filled from the top; notes gather, to be set when it is finished."""

    style: Style
    order: int
    number: int | None
    is_roman: bool
    is_recto: bool
    shift: tuple[int, int]
    size: tuple[int, int]
    new_region: Callable[[], int]
    used: float = 0
    placed: list[Placed] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    called: list[list[SetLine]] = field(default_factory=list)
    beside: list[tuple[list[SetLine], float]] = field(default_factory=list)
    numbers: dict[str, str] = field(default_factory=dict)
    handwriting: tuple[str, ...] = ()
    caption: str | None = None
    #: A page that a heading opens bears neither running title nor number.
    opens: bool = False

    @property
    def left(self) -> float:
        inner, measure = self.style.inner, self.style.measure
        outer = self.style.width - measure - inner
        return (inner if self.is_recto else outer) + self.shift[0]

    @property
    def top(self) -> float:
        return self.style.top + self.shift[1]

    @property
    def foot(self) -> float:
        """Baseline of the signature and the catchword."""
        return self.top + self.style.depth + 78

    @property
    def is_empty(self) -> bool:
        return not self.placed

    @property
    def label(self) -> str | None:
        if self.number is None:
            return None
        return roman(self.number) if self.is_roman else str(self.number)

    @property
    def room(self) -> float:
        """The height that is left for the text."""
        return self.style.depth - self.used - self._foot_height(self.called)

    def fits(self, rows: list[Row], notes: dict[str, list[SetLine]]) -> bool:
        """Whether ``rows`` and the notes that they call still have room."""
        new = [notes[call] for row in rows for call in row.calls if is_call(call)]
        height = sum(row.height for row in rows) + self._foot_height(self.called + new)
        return self.used + height <= self.style.depth

    def place(self, row: Row, notes: dict[str, list[SetLine]]) -> None:
        """``row`` under what there is already, its notes to the foot or the margin."""
        baseline = self.top + self.used + row.height * 0.74
        for cell in row.cells:
            self.put(cell.line, baseline + cell.down, cell.region, right=cell.right)
        for call in row.calls:
            lines = notes.pop(call)
            if is_call(call):
                self.numbers[call] = str(len(self.called) + 1)
                self.called.append(lines)
            else:
                self.beside.append((lines, baseline))
        self.used += row.height

    def put(
        self,
        line: SetLine,
        baseline: float,
        region: int,
        *,
        right: float = 0,
        zone: Zone = Zone.BODY,
    ) -> None:
        """``line`` at its place, whatever stands there."""
        self.placed.append(Placed(line, self.left + right, baseline, zone, region))

    def picture(self, box: Box, drawing: Drawing, block: int | None = None) -> None:
        self.pictures.append(Picture(box, drawing, block))

    def finished(self) -> Page:
        """The page, its notes set in the margin and at the foot."""
        for lines, baseline in self.beside:
            self._put_in_margin(lines, baseline)
        self._put_foot()
        unnumbered = Numbering.NONE if self.number is None else Numbering.ARABIC
        return Page(
            order=self.order,
            width=self.size[0],
            height=self.size[1],
            label=self.label,
            left=self.left,
            foot=self.foot,
            numbering=Numbering.ROMAN if self.is_roman and self.number else unnumbered,
            placed=tuple(
                Placed(numbered(p.line, self.numbers), p.x, p.baseline, p.zone, p.region)
                for p in self.placed
            ),
            pictures=tuple(self.pictures),
            handwriting=self.handwriting,
            caption=self.caption,
            is_recto=self.is_recto,
        )

    def _foot_height(self, notes: list[list[SetLine]]) -> float:
        lines = sum(map(len, notes))
        return lines * self.style.small.leading + _NOTES_APART if lines else 0

    def _put_foot(self) -> None:
        if not self.called:
            return
        leading = self.style.small.leading
        lines = sum(map(len, self.called))
        y = self.top + self.style.depth - lines * leading
        rule = Box(round(self.left), round(y - _NOTES_APART / 2), 220, 3)
        self.picture(rule, Drawing.RULE)
        for note in self.called:
            region = self.new_region()
            for line in note:
                self.put(line, y + leading * 0.74, region)
                y += leading

    def _put_in_margin(self, lines: list[SetLine], baseline: float) -> None:
        outer = self.style.width - self.style.measure - self.style.inner
        gap = 28
        right = self.style.measure + gap if self.is_recto else gap - outer + 20
        region = self.new_region()
        for number, line in enumerate(lines):
            y = baseline + number * self.style.side.leading
            self.put(line, y, region, right=right)
