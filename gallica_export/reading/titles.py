"""Headings that show themselves by their type: centred, and in capitals, large or clearly apart.

They are all there is where the services have no contents. A page that is mostly such lines is a
title page, and its lines are left alone. The rows of a table are no headings, capitals or not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import groupby, zip_longest

from gallica_export.reading.display import goes_on_with, is_title, letters_in_text, reads_as_heading
from gallica_export.reading.frame import Frame
from gallica_export.reading.headings import Start
from gallica_export.reading.plates import plates
from gallica_export.reading.spelling import letters
from gallica_export.reading.survey import SurveyedLine, SurveyedView
from gallica_export.reading.tables import tables
from gallica_export.reading.tapers import tapers

#: A view with a larger share of such lines is a title page; one heading has at most so many.
_TITLE_PAGE, _MOST_LINES = 0.6, 10
#: A heading that stands so often is the name of who speaks, or the like: it opens no section.
_OFTEN = 3


def titles(
    views: Sequence[SurveyedView], frames: Mapping[int, Frame | None], starts: Sequence[Start]
) -> tuple[Start, ...]:
    """``starts`` with the headings added that only their type shows, in reading order.

    Where the contents begin sections, these stand within them, and what precedes the first is
    title pages.
    """
    opens = not starts
    first = starts[0].view if starts else 0
    known = {(start.view, line) for start in starts for line in start.heading}
    found = [run for view in views for run in _runs(view, frames[view.order], known)]
    times = Counter(letters(_text(run)) for run in found)
    found += _speakers(views, found, known, times)
    found = sorted((run for run in found if run[0].view >= first), key=_place)
    made = [
        Start(
            entry=None,
            level=1,
            title=_text(run),
            view=run[0].view,
            heading=tuple(line.index for line in run),
            is_section=opens and times[letters(_text(run))] < _OFTEN,
        )
        for run in found
    ]
    return tuple(_merged(starts, made))


def _speakers(
    views: Sequence[SurveyedView],
    found: Sequence[Sequence[SurveyedLine]],
    known: set[tuple[int, int]],
    times: Counter[str],
) -> list[list[SurveyedLine]]:
    """Lines in capitals that stand elsewhere as headings again and again, wherever they stand."""
    names = {letters(run[0].text) for run in found if len(run) == 1}
    names = {name for name in names if times[name] >= _OFTEN and len(name) > 1}
    taken = known | {_place([line]) for run in found for line in run}
    if not names:
        return []
    return [
        [line]
        for view in views
        for line in view.lines
        if line.text.isupper() and _place([line]) not in taken and letters(line.text) in names
    ]


def _place(run: Sequence[SurveyedLine]) -> tuple[int, int]:
    return run[0].view, run[0].index


def _merged(starts: Sequence[Start], made: Sequence[Start]) -> Iterator[Start]:
    """Both in the order of their lines; a start that has none keeps its place among ``starts``."""
    waiting = list(made)[::-1]
    for start in starts:
        reached = (start.view, start.heading[0] if start.heading else -1)
        while waiting and (waiting[-1].view, waiting[-1].heading[0]) < reached:
            yield waiting.pop()
        yield start
    yield from reversed(waiting)


def _text(run: Sequence[SurveyedLine]) -> str:
    return " ".join(line.text for line in run)


def _runs(
    view: SurveyedView, frame: Frame | None, known: set[tuple[int, int]]
) -> Iterator[list[SurveyedLine]]:
    """The headings of a view: neighbouring lines that are titles."""
    if frame is None or not view.lines:
        return
    others = {line.index for plate in plates(view, view.lines) for line in plate.caption}
    others |= {row[0][0].index for rows in tables(view.lines) for row in rows}
    tapering = {view.lines[place].index for place in tapers(view.lines, frame)}
    found: set[int] = set()
    goes_on = False
    for place, line in enumerate(view.lines):
        goes_on = goes_on and goes_on_with(place, view.lines, frame)
        goes_on = goes_on or line.index in tapering or is_title(place, view.lines, frame)
        goes_on = goes_on and line.may_head and line.index not in others
        goes_on = goes_on and (view.order, line.index) not in known
        if goes_on:
            found.add(line.index)
    if len(found) > _TITLE_PAGE * len(view.lines):
        return
    found -= letters_in_text([line for line in view.lines if line.index in found], view.lines)
    stretches = [
        (is_heading, list(group))
        for is_heading, group in groupby(view.lines, key=lambda line: line.index in found)
    ]
    for (is_heading, run), after in zip_longest(stretches, stretches[1:]):
        is_found = is_heading and len(run) <= _MOST_LINES
        if is_found and _heads(run, after[1][0] if after else None, tapering):
            yield run


def _heads(
    run: Sequence[SurveyedLine], following: SurveyedLine | None, tapering: Collection[int]
) -> bool:
    """Whether lines that their type shows head what follows on their view, by what both say."""
    if following is None:
        return False  # no printer lets a heading close a page: it is an imprint, or "Fin"
    return run[0].index in tapering or reads_as_heading(run, following.text)
