"""Where a paragraph begins: at an indent, after a short line, after white space."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from msgspec import Struct

from gallica_export.reading.hyphens import divides_word
from gallica_export.reading.survey import SurveyedLine

_OPENING = "'’«\"( "
_CLOSED = re.compile(r"[.!?:»”\"…)*]\s*$")
_DASHES = "—–"
#: In parts of the line's height: what counts as an indent, and as a gap between lines.
_INDENT, _GAP = 0.5, 1.0
#: In steps from line to line.
_STEP = 1.4
#: In parts of the height of the line before.
_SPECK = 0.5
#: So many lines above one another show how their edge leans, and no page leans more.
_FEWEST_LEANING, _MOST_LEAN = 5, 0.05
#: In parts of the block's width: an indent is less than this; a line ends short by more than this.
_WIDEST_INDENT, _SHORT = 0.35, 0.12


class Shape(Struct, frozen=True):
    """The edges of a block of lines, in master pixels, at the top of the view.

    They lean with the page: ``lean`` is how far to the right for each pixel down.
    """

    left: float
    right: float
    lines: int
    #: From one line to the next; 0 if there are too few to tell.
    leading: float
    lean: float = 0.0

    @property
    def width(self) -> float:
        return max(self.right - self.left, 1)

    def indent(self, line: SurveyedLine) -> float:
        """How far a line begins from the left edge."""
        return line.box.x - self.left - self.lean * line.middle

    def white(self, line: SurveyedLine) -> float:
        """How far a line ends before the right edge."""
        return self.right + self.lean * line.middle - line.box.right


def shapes(running: Sequence[SurveyedLine]) -> dict[int, Shape]:
    """The shape of each block of a view's running text, by its place."""
    blocks: dict[int, list[SurveyedLine]] = {}
    for line in running:
        blocks.setdefault(line.block, []).append(line)
    return {place: _shape(lines) for place, lines in blocks.items()}


def _shape(lines: Sequence[SurveyedLine]) -> Shape:
    middles = [line.middle for line in lines]
    lean = _lean(lines, middles)
    return Shape(
        min(line.box.x - lean * middle for line, middle in zip(lines, middles, strict=True)),
        max(line.box.right - lean * middle for line, middle in zip(lines, middles, strict=True)),
        len(lines),
        _leading(middles),
        lean,
    )


def _lean(lines: Sequence[SurveyedLine], middles: Sequence[float]) -> float:
    """How the left edge of a block leans: the middle of what lines half a block apart tell."""
    half = len(lines) // 2
    if half < _FEWEST_LEANING:
        return 0.0
    steps = [
        (lines[half + at].box.x - lines[at].box.x) / (middles[half + at] - middles[at])
        for at in range(half)
        if middles[half + at] > middles[at]
    ]
    lean = median(steps) if len(steps) >= half else 0.0
    return lean if abs(lean) < _MOST_LEAN else 0.0


def is_speck(line: SurveyedLine, previous: SurveyedLine) -> bool:
    """Whether the line is a mark far smaller than type, which an engine took for a sign."""
    is_small = line.box.height < _SPECK * previous.box.height
    return is_small and not any(c.isalnum() for c in line.text)


def begins_paragraph(
    previous: SurveyedLine, before: Shape, line: SurveyedLine, shape: Shape
) -> bool:
    """Whether ``line``, whose block is ``shape``, begins a paragraph after ``previous``.

    A drop capital begins one, and no line at its side does.
    The lines may stand on different views; ``before`` is the shape of the block of ``previous``.
    """
    if line.is_capital or previous.is_capital or line.is_beside_capital:
        return line.is_capital
    if (previous.view, previous.block) == (line.view, line.block):
        return _breaks_within_block(previous, line, shape)
    if divides_word(previous.text) or previous.hyphenated:
        return line.text[:1].isupper() and _is_indented(line, shape)
    if line.text.lstrip(_OPENING)[:1].islower():
        return bool(_CLOSED.search(previous.text)) and _ends_short(previous, before)
    flows = shape.lines > 1 and before.lines > 1
    if previous.view == line.view:
        flows = flows and not _CLOSED.search(previous.text)
    return not (flows and not _ends_short(previous, before) and not _is_indented(line, shape))


def _breaks_within_block(previous: SurveyedLine, line: SurveyedLine, shape: Shape) -> bool:
    if divides_word(previous.text) and _may_finish_word(line.text):
        return False
    if _is_apart(previous, line, shape):
        return True
    closed = bool(_CLOSED.search(previous.text))
    if _is_indented(line, shape):
        return closed or not line.text[:1].islower()
    return closed and _ends_short(previous, shape)


def _may_finish_word(text: str) -> bool:
    """Whether a line may open with the rest of a word: no dash of a speaker, no capital."""
    return text[:1] not in _DASHES and not text[:1].isupper()


def _leading(middles: Sequence[float]) -> float:
    steps = [other - one for one, other in pairwise(middles)]
    return median(steps) if len(steps) > 1 else 0.0


def _is_apart(previous: SurveyedLine, line: SurveyedLine, shape: Shape) -> bool:
    """Whether there is more white between two lines than the block has between others."""
    gap = line.box.y - previous.box.bottom
    step = line.middle - previous.middle
    return gap > _GAP * max(line.box.height, previous.box.height) and step > _STEP * shape.leading


def _is_indented(line: SurveyedLine, shape: Shape) -> bool:
    indent = shape.indent(line)
    return _INDENT * line.box.height < indent < _WIDEST_INDENT * shape.width


def _ends_short(line: SurveyedLine, shape: Shape) -> bool:
    return shape.white(line) > _SHORT * shape.width
