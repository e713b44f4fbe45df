"""Views made by hand for the tests of the reading text: every line a text and a place.

A full line is 900 pixels wide, of 45 characters; lines are 40 high and stand 50 apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from gallica_export.model import Box
from gallica_export.reading.frame import Frame, frame_of
from gallica_export.reading.survey import SurveyedLine, SurveyedView

LEFT, RIGHT, ADVANCE, STEP = 100, 1000, 20, 50
#: A line of prose from edge to edge.
FULL = "des pages qui se suivent sans jamais se finir"

#: Left edge, top edge, text, and what else a line has.
Made = tuple[int, int, str] | tuple[int, int, str, Mapping[str, object]]


def view_of(order: int, *lines: Made, label: str | None = None) -> SurveyedView:
    """A view of 1200 × 1800 with these lines, all in one block unless they say otherwise."""
    made = tuple(_line(order, index, line) for index, line in enumerate(lines))
    return SurveyedView(order, label, 1800, made, 1200)


def _line(order: int, index: int, made: Made) -> SurveyedLine:
    x, y, text, *rest = made
    more: dict[str, object] = dict(rest[0]) if rest else {}
    height = more.pop("height", 40)
    width = more.pop("width", ADVANCE * len(text))
    block = more.pop("block", 0)
    assert isinstance(height, int)
    assert isinstance(width, int)
    assert isinstance(block, int)
    box = Box(x, y, width, height)
    return SurveyedLine(order, index, block, text, box, None, None, **more)  # type: ignore[arg-type]  # keywords of a made line


def prose(y: int, count: int, text: str = FULL) -> list[Made]:
    """``count`` full lines from ``y`` down."""
    return [(LEFT, y + STEP * place, text) for place in range(count)]


def centred(y: int, text: str, advance: int = ADVANCE, **more: object) -> Made:
    """A line about the axis of the page."""
    width = advance * len(text)
    return ((LEFT + RIGHT - width) // 2, y, text, {"width": width, **more})


def frame(view: SurveyedView) -> Frame:
    found = frame_of(view)
    assert found
    return found


def texts(lines: Iterable[SurveyedLine]) -> list[str]:
    return [line.text for line in lines]
