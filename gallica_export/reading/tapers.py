"""Headings set as a taper: each line shorter than the one above it, all about one axis.

No paragraph is set so, save that the end of a text may taper: then its first line goes on from
the one above.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from gallica_export.reading.frame import Frame
from gallica_export.reading.survey import SurveyedLine

_CLOSED = re.compile(r"[.!?:»”)*]\s*$")
#: In parts of the frame: how far a line may stand from the axis, how much shorter each line is,
#: and the white on either side of the last.
_OFF_AXIS, _SHORTER, _LAST = 0.02, 0.015, 0.1
_FEWEST, _MOST = 2, 8


def tapers(lines: Sequence[SurveyedLine], frame: Frame) -> set[int]:
    """The places in ``lines`` that belong to a taper."""
    found: set[int] = set()
    start = 0
    while start < len(lines):
        stop = start + 1
        while stop < len(lines) and _narrows(lines[stop - 1], lines[stop], frame):
            stop += 1
        if _is_heading(lines, start, stop, frame):
            found.update(range(start, stop))
        start = stop
    return found


def _narrows(one: SurveyedLine, other: SurveyedLine, frame: Frame) -> bool:
    if other.box.x <= one.box.x or other.box.right >= one.box.right:
        return False
    if one.box.width - other.box.width < _SHORTER * frame.width:
        return False
    off = abs(one.box.x + one.box.right - other.box.x - other.box.right) / 2
    return off < _OFF_AXIS * frame.width and 0 < other.middle - one.middle < 2 * frame.leading


def _is_heading(lines: Sequence[SurveyedLine], start: int, stop: int, frame: Frame) -> bool:
    if not _FEWEST <= stop - start <= _MOST:
        return False
    first, last = lines[start], lines[stop - 1]
    white = min(last.box.x - frame.left, frame.right - last.box.right)
    above = lines[start - 1] if start else None
    goes_on = sum(line.text[:1].islower() for line in lines[start + 1 : stop])
    if 2 * goes_on < stop - start - 1:
        return False  # verse, which may narrow by chance
    begins = above is None or above.middle > first.middle or bool(_CLOSED.search(above.text))
    return begins and first.text[:1].isupper() and white > _LAST * frame.width
