"""The head and the foot of a view, row by row: where furniture may stand."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from gallica_export.model import Aside, Role
from gallica_export.reading.frame import Frame, frame_of, frames_of, rows_of
from gallica_export.reading.margins import margin_notes
from gallica_export.reading.survey import SurveyedLine, SurveyedView

#: How many rows from the head or foot of a view may be furniture.
_DEPTH = 2


class Edges(Struct, frozen=True):
    """What stands at the head and at the foot of one view."""

    #: The view's place in the document, from 0: blank views count.
    place: int
    view: SurveyedView
    frame: Frame | None
    #: From the top down.
    head: list[list[SurveyedLine]]
    #: From the foot up.
    foot: list[list[SurveyedLine]]


def edges_of(views: Sequence[SurveyedView]) -> list[Edges]:
    """The edges of every view that has any lines; notes in the margin are no part of them.

    Nor is an advertisement that the engine names: it bears no furniture.
    """
    frames = frames_of(views)
    return [
        _edges(place, view, frames[view.order])
        for place, view in enumerate(map(_without_advertisements, views))
        if view.lines
    ]


def _without_advertisements(view: SurveyedView) -> SurveyedView:
    if not view.has_advertisements:
        return view
    return replace(view, lines=tuple(line for line in view.lines if not line.advertised))


def _edges(place: int, view: SurveyedView, frame: Frame | None) -> Edges:
    notes = margin_notes(view, frame)
    if notes:
        beside = {line.index for note in notes for line in note}
        text = tuple(line for line in view.lines if line.index not in beside)
        view = replace(view, lines=text)
        frame = frame_of(view) or frame
    lines = [(line.middle, line) for line in view.lines]
    middles = sorted(middle for middle, _ in lines)
    depth = min(len(middles), 3 * _DEPTH)
    upper, lower = middles[depth - 1], middles[-depth]
    head = rows_of([line for middle, line in lines if middle <= upper])
    foot = rows_of([line for middle, line in lines if middle >= lower])
    return Edges(place, view, frame, head[:_DEPTH], foot[: -_DEPTH - 1 : -1])


def aside(
    line: SurveyedLine, role: Role, reason: str, words: tuple[int, int] | None = None
) -> Aside:
    """The line set aside, or only its ``words``."""
    text = line.text if words is None else " ".join(line.text.split(" ")[slice(*words)])
    return Aside(line.view, line.index, role, text, reason, words)
