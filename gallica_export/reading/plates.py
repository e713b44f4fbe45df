"""Plates and pictures: an illustration that takes up much of the view, and the lines below it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec import Struct

from gallica_export.model import Box
from gallica_export.reading.survey import SurveyedLine, SurveyedView

#: In parts of the view's area.
_LARGE = 0.08
#: In parts of the view's height.
_LEAST_SIDE = 0.03
#: A view with no more lines than these beside its picture is a plate: they are the caption.
_FEW_LINES = 6
#: "Fig. 4.", also where an engine made "FiS. 4." or "Fi g. 4." of it.
CAPTION = re.compile(
    r"(?:fig|pl|planche|figure|gravure|carte)\b\.?|fi\s?[gsqc]\.\s*(?=[\dIl])", re.IGNORECASE
)
_LONGEST = 3


class Plate(Struct, frozen=True):
    """A picture and the lines of its caption."""

    box: Box
    caption: tuple[SurveyedLine, ...] = ()


def plates(view: SurveyedView, lines: Sequence[SurveyedLine]) -> list[Plate]:
    """The pictures of a view that an edition shows, each line in one caption at most."""
    area = view.width * view.height
    found: list[Plate] = []
    taken: set[int] = set()
    for box in view.illustrations:
        if min(box.width, box.height) < _LEAST_SIDE * view.height:
            continue  # a rule
        inside = sum(_holds(box, line) for line in lines)
        if inside > len(lines) / 2 or inside > _FEW_LINES:
            continue  # a frame around text, or the ground that it stands on
        free = [line for line in lines if line.index not in taken]
        caption = _caption(box, free)
        if caption or (area and box.width * box.height > _LARGE * area):
            taken.update(line.index for line in caption)
            found.append(Plate(box, tuple(caption)))
    return found


def _holds(box: Box, line: SurveyedLine) -> bool:
    middle = line.box.x + line.box.width / 2
    return box.x <= middle <= box.right and box.y <= line.middle <= box.bottom


def _caption(box: Box, lines: Sequence[SurveyedLine]) -> list[SurveyedLine]:
    below = [line for line in lines if _is_under(box, line) and not _holds(box, line)]
    beside = [line for line in lines if _is_beside(box, line)]
    if len(lines) <= _FEW_LINES and below:
        return below
    first = below[:1]
    if not first or not CAPTION.match(first[0].text):
        return beside[:1]
    caption = first
    for line in below[1:_LONGEST]:
        if line.box.y - caption[-1].box.bottom > 0.8 * line.box.height or line.index != (
            caption[-1].index + 1
        ):
            break
        caption.append(line)
    return caption


def _is_beside(box: Box, line: SurveyedLine) -> bool:
    """Whether the line is a bare "Fig. 9." near the picture, on whatever side."""
    reach = 3 * line.box.height
    is_near = (
        box.x - reach < line.box.right
        and line.box.x < box.right + reach
        and box.y - reach < line.middle < box.bottom + reach
    )
    return is_near and line.text.count(" ") < _LONGEST and bool(CAPTION.match(line.text))


def _is_under(box: Box, line: SurveyedLine) -> bool:
    """Whether the line stands below the picture, near, and not far to its side."""
    is_near = 0 <= line.middle - box.bottom < 8 * line.box.height
    shared = min(box.right, line.box.right) - max(box.x, line.box.x)
    return is_near and 2 * shared > line.box.width
