"""The order in which a view's blocks are read: the document's own, unless it cannot be.

Going from a block to one that stands right above it is no way to read. Where an engine's order
does that again and again, the blocks are ordered anew: the page is cut along its widest white
strips, across or down, until no cut is left.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from gallica_export.model import Box, Notice, NoticeKind
from gallica_export.reading.survey import SurveyedLine, SurveyedView

#: Of all steps from a block to the next, so many may lead up before the order is given up.
_MOST_STEPS_UP = 0.15
#: One block has no order, and more than these are beyond cutting.
_FEWEST, _MOST = 2, 600
#: So many blocks before are looked back at: columns may be mixed.
_REACH = 3
#: A white strip across the page parts what stands above and below it if so wide, in heights of a
#: line; one down the page is a gutter.
_STRIP, _GUTTER = 0.1, 0.3


class Block(Struct, frozen=True):
    """A block's lines and the box around them."""

    lines: tuple[SurveyedLine, ...]
    box: Box


def in_reading_order(view: SurveyedView) -> tuple[SurveyedView, Notice | None]:
    """The view with its blocks in an order that can be read, and a notice if the OCR's cannot."""
    blocks = _blocks(view.lines)
    if len(blocks) < _FEWEST or not _leads_up(blocks):
        return view, None
    ordered = _cut(blocks, _height(view.lines)) if len(blocks) <= _MOST else blocks
    if _steps_up(ordered) >= _steps_up(blocks):
        message = f"the OCR of view {view.order} is in disorder, and its layout shows no order"
        return view, Notice(NoticeKind.READING_ORDER_UNSURE, message, view.order)
    message = f"the OCR of view {view.order} is in disorder; it is read by its layout"
    lines = tuple(line for block in ordered for line in block.lines)
    return replace(view, lines=lines), Notice(
        NoticeKind.READING_ORDER_BY_LAYOUT, message, view.order
    )


def _blocks(lines: Sequence[SurveyedLine]) -> list[Block]:
    groups: dict[int, list[SurveyedLine]] = {}
    for line in lines:
        groups.setdefault(line.block, []).append(line)
    return [Block(tuple(group), _hull(group)) for group in groups.values()]


def _hull(lines: Sequence[SurveyedLine]) -> Box:
    x, y = min(line.box.x for line in lines), min(line.box.y for line in lines)
    right, bottom = max(line.box.right for line in lines), max(line.box.bottom for line in lines)
    return Box(x, y, right - x, bottom - y)


def _height(lines: Sequence[SurveyedLine]) -> float:
    heights = sorted(line.box.height for line in lines)
    return max(heights[len(heights) // 2], 1)


def _leads_up(blocks: Sequence[Block]) -> bool:
    return _steps_up(blocks) > _MOST_STEPS_UP * (len(blocks) - 1)


def _steps_up(blocks: Sequence[Block]) -> int:
    """How often a block stands right above one of those read just before it."""
    return sum(
        any(_is_above(block.box, other.box) for other in blocks[max(0, place - _REACH) : place])
        for place, block in enumerate(blocks)
    )


def _is_above(box: Box, other: Box) -> bool:
    shared = min(box.right, other.right) - max(box.x, other.x)
    return box.bottom <= other.y + other.height // 4 and 2 * shared > min(box.width, other.width)


def _cut(blocks: list[Block], height: float) -> list[Block]:
    """The blocks in order: cut across where that is possible, else down, else as they stand."""
    ordered: list[Block] = []
    waiting = [blocks]
    while waiting:
        region = waiting.pop()
        parts = _down(region, _GUTTER * height, least=len(region)) or _across(region, height)
        if len(region) > 1 and parts:
            waiting += reversed(parts)
        else:
            ordered += sorted(region, key=lambda block: (block.box.y, block.box.x))
    return ordered


def _across(blocks: list[Block], height: float) -> list[list[Block]]:
    """Above and below the widest strip that runs across; empty if there is none."""
    spans = [(block.box.y, block.box.bottom, block) for block in blocks]
    return _parted(spans, _STRIP * height) or _down(blocks, _GUTTER * height)


def _down(blocks: list[Block], width: float, least: int = 0) -> list[list[Block]]:
    """Left and right of the widest gutter; ``least`` asks for columns that hold as much."""
    parts = _parted([(block.box.x, block.box.right, block) for block in blocks], width)
    if least and any(len(part) * 5 < least for part in parts):
        return []
    return parts


def _parted(spans: list[tuple[int, int, Block]], least: float) -> list[list[Block]]:
    """The blocks before and after the widest gap between spans; empty if none is wide enough."""
    spans.sort(key=lambda span: span[:2])
    widest, place, reached = least, 0, spans[0][1]
    for number, (start, end, _) in enumerate(spans):
        if number and start - reached > widest:
            widest, place = start - reached, number
        reached = max(reached, end)
    if not place:
        return []
    return [[block for _, _, block in part] for part in (spans[:place], spans[place:])]
