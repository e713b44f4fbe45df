"""Each entry of the contents finds its place on its view, and its heading where it is printed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from gallica_export.model import TocEntry
from gallica_export.reading.spelling import letters, likeness
from gallica_export.reading.survey import SurveyedLine, SurveyedView

#: A heading has at most so many lines, and resembles its entry at least so much.
_MOST_LINES, _LEAST_RATIO = 5, 0.72
#: On another view than the contents say, a long heading has to be the very same.
_LONG, _SURE_RATIO = 8, 0.9


class Start(Struct, frozen=True):
    """Where a section begins."""

    #: The entry's place in the contents, preorder, from 0; None if only its type shows it.
    entry: int | None
    #: 1 for an entry at the top level.
    level: int
    title: str
    view: int
    #: The lines of the heading, as places in `ViewText.lines`; empty if it was not found, and
    #: then the section begins with the view's first paragraph.
    heading: tuple[int, ...] = ()
    #: False for a heading that stands within its section.
    is_section: bool = True
    #: Whether its beginning is not among the views: an extract has only its continuation.
    is_continued: bool = False


def place_entries(contents: Sequence[TocEntry], views: Sequence[SurveyedView]) -> tuple[Start, ...]:
    """The entries that begin sections, in reading order.

    An entry that points back before the one that precedes it (an index does) begins none: its
    link goes to the view. An entry without a link begins where the first below it does. One whose
    view is not among ``views``, as in an extract, begins at the first of them that is its own.
    """
    by_order = {view.order: view for view in views}
    starts: list[Start] = []
    reached = (0, -1)
    linked = list(_linked(contents, 1))
    for number, (level, entry, target) in enumerate(linked):
        view = target if target in by_order else _first_own(by_order, linked, number)
        if view < max(reached[0], 1):
            continue
        is_there = bool(entry.view) and view == target
        after = reached[1] if view == reached[0] else -1
        heading = _find_heading(entry.title, by_order[view], after) if is_there else ()
        if is_there and not heading:
            view, heading = _find_near(entry.title, by_order, view, reached)
            after = -1 if view != reached[0] else after
        reached = (view, heading[-1] if heading else after)
        is_continued = view != target and not heading
        starts.append(Start(number, level, entry.title, view, heading, is_continued=is_continued))
    return tuple(starts)


def _linked(entries: Sequence[TocEntry], level: int) -> Iterator[tuple[int, TocEntry, int]]:
    """Each entry in preorder with its level and its view, or that of the first linked below it."""
    for entry in entries:
        views = (below.view for below in entry.walk())
        yield level, entry, next((view for view in views if view), 0)
        yield from _linked(entry.children, level + 1)


def _first_own(
    by_order: Mapping[int, SurveyedView], linked: Sequence[tuple[int, TocEntry, int]], number: int
) -> int:
    """The first view at hand from that of an entry to the next one's beside it; 0 if none.

    On the view where the next one begins there may stand the end of this one.
    """
    level, _, target = linked[number]
    ends = (
        view for other, _, view in linked[number + 1 :] if other <= level and view >= target > 0
    )
    end = next(ends, max(by_order, default=0) + 1)
    return min((order for order in by_order if 0 < target < order <= end), default=0)


def _find_near(
    title: str, views: Mapping[int, SurveyedView], view: int, reached: tuple[int, int]
) -> tuple[int, tuple[int, ...]]:
    """The heading on a neighbouring view, where the contents are a leaf or two off."""
    if len(letters(title)) >= _LONG:
        for near in (view - 1, view + 1, view - 2, view + 2):
            if near in views and near >= reached[0]:
                after = reached[1] if near == reached[0] else -1
                heading = _find_heading(title, views[near], after, _SURE_RATIO)
                if heading:
                    return near, heading
    return view, ()


def _find_heading(
    title: str, view: SurveyedView, after: int, least: float = _LEAST_RATIO
) -> tuple[int, ...]:
    """The run of lines below line ``after`` that says ``title`` best; empty if none does."""
    wanted = letters(title)
    if not wanted:
        return ()
    best = least
    found: tuple[int, ...] = ()
    lines = [line for line in view.lines if line.index > after]
    for first in range(len(lines)):
        for run in _runs(lines[first : first + _MOST_LINES], len(wanted)):
            ratio = likeness(wanted, letters(" ".join(line.text for line in run)), _LEAST_RATIO)
            if ratio > best:
                best, found = ratio, tuple(line.index for line in run)
    return found


def _runs(lines: Sequence[SurveyedLine], length: int) -> Iterator[Sequence[SurveyedLine]]:
    """The first line, the first two…, as long as they are not much longer than the title."""
    for stop in range(1, len(lines) + 1):
        if sum(len(line.text) for line in lines[:stop]) > 2 * length + 10:
            return
        yield lines[:stop]
