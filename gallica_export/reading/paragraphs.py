"""Where a paragraph begins, and what its lines become."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from msgspec import Struct

from gallica_export.model import End, Inline, LineText, PageBreak
from gallica_export.reading.hyphens import divides_word, end_of_line
from gallica_export.reading.survey import SurveyedLine, SurveyedView

_CLOSED = re.compile(r"[.!?:»”\"…)*]\s*$")
#: In parts of the line's height: what counts as an indent, and as a gap between lines.
_INDENT, _GAP = 0.5, 1.0
#: In parts of the block's width: an indent is less than this; a line ends short by more than this.
_WIDEST_INDENT, _SHORT = 0.35, 0.12


class Shape(Struct, frozen=True):
    """The edges of a block of lines, in master pixels."""

    left: int
    right: int
    lines: int

    @property
    def width(self) -> int:
        return max(self.right - self.left, 1)


def shapes(view: SurveyedView) -> dict[int, Shape]:
    """The shape of each block of a view, by its place."""
    blocks: dict[int, list[SurveyedLine]] = {}
    for line in view.lines:
        blocks.setdefault(line.block, []).append(line)
    return {
        place: Shape(
            min(line.box.x for line in lines), max(line.box.right for line in lines), len(lines)
        )
        for place, lines in blocks.items()
    }


def begins_paragraph(
    previous: SurveyedLine, before: Shape, line: SurveyedLine, shape: Shape
) -> bool:
    """Whether ``line``, whose block is ``shape``, begins a paragraph after ``previous``.

    The lines may stand on different views; ``before`` is the shape of the block of ``previous``.
    """
    if (previous.view, previous.block) == (line.view, line.block):
        return _breaks_within_block(previous, line, shape)
    if divides_word(previous.text) or previous.hyphenated:
        return line.text[:1].isupper() and _is_indented(line, shape)
    if line.text[:1].islower():
        return bool(_CLOSED.search(previous.text)) and _ends_short(previous, before)
    turns_page = previous.view != line.view
    flows = turns_page and shape.lines > 1 and before.lines > 1
    return not (flows and not _ends_short(previous, before) and not _is_indented(line, shape))


def _breaks_within_block(previous: SurveyedLine, line: SurveyedLine, shape: Shape) -> bool:
    if divides_word(previous.text) and not line.text[:1].isupper():
        return False
    gap = line.box.y - previous.box.bottom
    if gap > _GAP * max(line.box.height, previous.box.height):
        return True
    closed = bool(_CLOSED.search(previous.text))
    if _is_indented(line, shape):
        return closed or not line.text[:1].islower()
    return closed and _ends_short(previous, shape)


def _is_indented(line: SurveyedLine, shape: Shape) -> bool:
    indent = line.box.x - shape.left
    return _INDENT * line.box.height < indent < _WIDEST_INDENT * shape.width


def _ends_short(line: SurveyedLine, shape: Shape) -> bool:
    return line.box.right < shape.right - _SHORT * shape.width


def line_texts(
    flow: Sequence[SurveyedLine | PageBreak], vocabulary: Counter[str]
) -> tuple[Inline, ...]:
    """The inlines of one paragraph, heading or note: each line with how it meets the next."""
    inlines: list[Inline] = []
    following = ""
    for item in reversed(flow):
        if isinstance(item, PageBreak):
            inlines.append(item)
        else:
            inlines.append(_line_text(item, following, vocabulary))
            following = item.text
    return tuple(reversed(inlines))


def _line_text(line: SurveyedLine, following: str, vocabulary: Counter[str]) -> LineText:
    end, reason = End.SPACE, ""
    if following:
        end, reason = end_of_line(line.text, following, vocabulary, line.hyphenated)
    return LineText(line.text, line.view, line.index, end, reason, line.words)
