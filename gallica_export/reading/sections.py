"""The reading text as a tree of sections, which nest as the contents do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import median

from gallica_export.model import Section
from gallica_export.reading.flow import Flow, Opened
from gallica_export.reading.frame import Frame
from gallica_export.reading.headings import Start
from gallica_export.reading.survey import Survey


def build_sections(
    survey: Survey, frames: Mapping[int, Frame | None], starts: Sequence[Start], language: str
) -> tuple[Section, ...]:
    """The sections of the text; one without a title where there are no contents."""
    flow = Flow(survey.vocabulary, language, _advance(frames))
    by_view: dict[int, list[Start]] = {}
    for start in starts:
        by_view.setdefault(start.view, []).append(start)
    for view in survey.views:
        flow.read(view, frames[view.order], by_view.get(view.order, []))
    return _nested(flow.close())


def _advance(frames: Mapping[int, Frame | None]) -> float:
    """The width of a character of the book's text; 0 if no view has enough of it."""
    return median([frame.advance for frame in frames.values() if frame] or [0.0])


def _nested(opened: Sequence[Opened], prefix: str = "s", level: int = 1) -> tuple[Section, ...]:
    """The sections as a tree: each takes in those of deeper levels that follow it."""
    made: list[Section] = []
    place = 0
    while place < len(opened):
        head = opened[place]
        own = head.start.level if head.start else 1
        stop = place + 1
        while stop < len(opened) and _level(opened[stop]) > own:
            stop += 1
        name = f"{prefix}{len(made) + 1}"
        made.append(
            Section(
                id=name,
                view=head.view,
                level=level,
                title=head.start.title if head.start else "",
                entry=head.start.entry if head.start else None,
                blocks=tuple(head.blocks),
                sections=_nested(opened[place + 1 : stop], f"{name}-", level + 1),
            )
        )
        place = stop
    return tuple(made)


def _level(opened: Opened) -> int:
    return opened.start.level if opened.start else 1
