"""The frame of a view: where its running text stands, and how it is set."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from msgspec import Struct

from gallica_export.reading.survey import SurveyedLine, SurveyedView

#: Lines at least so wide, in parts of the widest but a few, are running text.
_WIDE = 0.6
#: Lines that are narrower than this part of the frame stand in columns.
_COLUMN = 0.6
#: So many lines tell where the text stands.
_FEWEST = 4


class Frame(Struct, frozen=True):
    """Edges in master pixels, and the usual measures of a line of text."""

    left: float
    right: float
    top: float
    bottom: float
    #: Of a line's box.
    height: float
    #: From one line to the next.
    leading: float
    #: Of a character.
    advance: float
    #: The width of a line of text: that of a column, where there are several.
    measure: float

    @property
    def width(self) -> float:
        return max(self.right - self.left, 1)

    @property
    def has_columns(self) -> bool:
        """Whether the text stands in columns, whose own edges the frame does not tell."""
        return self.measure < _COLUMN * self.width

    @property
    def centre(self) -> float:
        return (self.left + self.right) / 2


def frame_of(view: SurveyedView) -> Frame | None:
    """The frame that the view's long lines make; None if too few have a place on the view."""
    widths = sorted(line.box.width for line in view.lines if line.box.width)
    if len(widths) < _FEWEST:
        return None
    least = _WIDE * widths[int(0.9 * (len(widths) - 1))]
    wide = [line for line in view.lines if line.box.width >= least]
    if len(wide) < _FEWEST:
        return None
    lefts = sorted(line.box.x for line in wide)
    rights = sorted(line.box.right for line in wide)
    tenth = len(wide) // 10
    height = median(line.box.height for line in wide)
    return Frame(
        left=lefts[tenth],
        right=rights[-1 - tenth],
        top=min(line.box.y for line in wide),
        bottom=max(line.box.bottom for line in wide),
        height=height,
        leading=_leading(wide, height),
        advance=median(line.advance for line in wide),
        measure=median(line.box.width for line in wide),
    )


def frames_of(views: Sequence[SurveyedView]) -> dict[int, Frame | None]:
    """The frame of each view; one with too little text has that of the last like it.

    Left-hand and right-hand pages stand differently: like it are those of its parity.
    """
    frames: dict[int, Frame | None] = {}
    last: dict[int, Frame] = {}
    for view in views:
        side = view.order % 2
        frame = frame_of(view)
        if frame:
            last[side] = frame
        frames[view.order] = frame or last.get(side) or last.get(1 - side)
    return frames


def _leading(lines: Sequence[SurveyedLine], height: float) -> float:
    steps = [other.middle - one.middle for one, other in pairwise(lines)]
    steps = [step for step in steps if 0 < step < 4 * height]
    return max(median(steps), 1.0) if steps else 1.3 * height


def rows_of(lines: Sequence[SurveyedLine]) -> list[list[SurveyedLine]]:
    """Lines in rows from the top, those that stand side by side in one row from the left."""
    rows: list[list[SurveyedLine]] = []
    for line in sorted(lines, key=lambda line: line.middle):
        last = rows[-1][-1] if rows else None
        if last and line.middle - last.middle < 0.5 * min(line.box.height, last.box.height):
            rows[-1].append(line)
        else:
            rows.append([line])
    return [sorted(row, key=lambda line: line.box.x) for row in rows]
