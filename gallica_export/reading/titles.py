"""Headings that show themselves by their type: centred, and in capitals, large or clearly apart.

They are all there is where the services have no contents. A page that is mostly such lines is a
title page, and its lines are left alone.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby

from gallica_export.reading.frame import Frame, Frames
from gallica_export.reading.headings import Start
from gallica_export.reading.notes import note_sign
from gallica_export.reading.plates import CAPTION, plates
from gallica_export.reading.spelling import letters
from gallica_export.reading.survey import SurveyedLine, SurveyedView
from gallica_export.reading.tapers import tapers

#: In parts of the frame: white on either side of a centred line, and how unequal it may be.
_WHITE, _UNEQUAL = 0.06, 0.14
#: The same for lines that their type shows; and how wide a line is that is none.
_ABOUT, _WIDEST = 0.22, 1.1
#: The same for lines that stand on the axis of the page: white, and how unequal.
_INSET, _SAME = 0.1, 0.03
#: In parts of the text's type: another type than the text's; a letter taller than its line.
_OTHER, _TALL = 0.1, 1.4
#: In heights of a line: the white that parts columns rather than a letter from its word.
_NEXT = 1.5
#: How many lines before and after show the edges of a column.
_NEAR = 6
#: In parts of the text's: what is large type, and what white is more than between lines.
_LARGE, _APART = 1.25, 1.4
#: What is large type in a line that fills its measure: capitals make a line of text wider too.
_HUGE = 1.6
#: "N. M.", "D. L. S.": who signs a text; "Fin du second livre."
_CLOSING = re.compile(r"(?:[A-Z]\.\s?){2,}|fin\b.{0,40}|signé\b.*", re.IGNORECASE)
#: The share of capitals among the letters.
_CAPITALS = 0.7
#: A view with a larger share of such lines is a title page; one heading has at most so many.
_TITLE_PAGE, _MOST_LINES = 0.6, 10
#: A heading that stands so often is the name of who speaks, or the like: it opens no section.
_OFTEN = 3


def titles(views: Sequence[SurveyedView], starts: Sequence[Start]) -> tuple[Start, ...]:
    """``starts`` with the headings added that only their type shows, in reading order.

    Where the contents begin sections, these stand within them, and what precedes the first is
    title pages.
    """
    opens = not starts
    first = starts[0].view if starts else 0
    known = {(start.view, line) for start in starts for line in start.heading}
    frames = Frames()
    found = [run for view in views for run in _runs(view, frames.of(view), known)]
    found = [run for run in found if run[0].view >= first]
    times = Counter(letters(_text(run)) for run in found)
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
    captions = {line.index for plate in plates(view, view.lines) for line in plate.caption}
    tapering = tapers(view.lines, frame)
    marked: list[bool] = []
    for place, line in enumerate(view.lines):
        is_free = line.index not in captions and (view.order, line.index) not in known
        goes_on = bool(marked) and marked[-1] and _goes_on(place, view.lines, frame)
        is_title = goes_on or place in tapering or _is_title(place, view.lines, frame)
        marked.append(is_free and is_title)
    if sum(marked) > _TITLE_PAGE * len(marked):
        return
    for is_title, group in groupby(zip(marked, view.lines, strict=True), key=lambda pair: pair[0]):
        run = [line for _, line in group]
        if is_title and len(run) <= _MOST_LINES and _says_something(run, view.lines):
            yield run


def _says_something(run: Sequence[SurveyedLine], lines: Sequence[SurveyedLine]) -> bool:
    """Whether there is a word, or a letter with nothing beside it, as in an index."""
    count = sum(c.isalpha() for c in _text(run))
    return count > 1 or (count == 1 and not any(_are_level(run[0], line) for line in lines))


def _are_level(one: SurveyedLine, other: SurveyedLine) -> bool:
    """Whether ``other`` stands beside ``one``, which may be a drop capital."""
    white = max(other.box.x - one.box.right, one.box.x - other.box.right)
    if one is other or white > _NEXT * one.box.height:
        return False
    if one.box.height > _TALL * other.box.height:
        return one.box.y < other.middle < one.box.bottom
    return abs(one.middle - other.middle) < 0.4 * min(one.box.height, other.box.height)


def _is_title(place: int, lines: Sequence[SurveyedLine], frame: Frame) -> bool:
    line = lines[place]
    is_in_capitals = _is_in_capitals(line.text)
    if _cannot_be(line, frame, is_in_capitals) or _is_beside_capital(place, lines, frame):
        return False
    left, right = _whites(place, lines)
    is_bold = is_in_capitals or _is_large(line, min(left, right), frame)
    if not is_bold and not _is_apart(place, lines, frame):
        return False
    if left < 0.5 * line.box.height and right > 2 * line.box.height:
        return False  # flush with the text below: an entry of a list
    if is_bold:
        return min(left, right) > -0.1 * frame.width and abs(left - right) < _ABOUT * frame.width
    return _is_centred(left, right, frame)


def _cannot_be(line: SurveyedLine, frame: Frame, is_in_capitals: bool) -> bool:
    """Whether the line is no heading whatever its type: a cell, a note, a caption, a signature."""
    is_spaced = is_in_capitals and line.advance > _HUGE * frame.advance
    return bool(
        (line.gaps and not is_spaced)
        or (line.box.width > _WIDEST * frame.width and not is_spaced)
        or line.text[-1:].isdigit()
        or note_sign(line.text)
        or CAPTION.match(line.text)
        or _CLOSING.fullmatch(line.text)
    )


def _goes_on(place: int, lines: Sequence[SurveyedLine], frame: Frame) -> bool:
    """Whether the line goes on with the heading above it: centred, and not flush with the next."""
    line = lines[place]
    if (
        _is_beside_capital(place, lines, frame)
        or line.gaps
        or line.middle - lines[place - 1].middle > 2 * frame.leading
    ):
        return False
    left, right = _whites(place, lines)
    is_other_type = abs(line.advance - frame.advance) > _OTHER * frame.advance
    is_on_axis = min(left, right) > _INSET * frame.width and abs(left - right) < _SAME * frame.width
    if is_on_axis and (is_other_type or line.text[:1].islower()):
        return True
    is_flush = any(
        abs(other.box.x - line.box.x) < 0.5 * line.box.height
        for other in lines[place + 1 : place + 3]
    )
    return not is_flush and _is_centred(left, right, frame)


def _whites(place: int, lines: Sequence[SurveyedLine]) -> tuple[float, float]:
    """The white at the left and right of a line, up to the edges of its column."""
    box = lines[place].box
    near = [
        line.box
        for line in lines[max(0, place - _NEAR) : place + _NEAR + 1]
        if line is lines[place] or (line.box.x < box.right and box.x < line.box.right)
    ]
    return box.x - min(one.x for one in near), max(one.right for one in near) - box.right


def _is_apart(place: int, lines: Sequence[SurveyedLine], frame: Frame) -> bool:
    middle, white = lines[place].middle, _APART * frame.leading
    above = middle - lines[place - 1].middle if place else 0
    below = lines[place + 1].middle - middle if place + 1 < len(lines) else 0
    return (above <= 0 or above > white) and (below <= 0 or below > white)


def _is_centred(left: float, right: float, frame: Frame) -> bool:
    is_clear = min(left, right) > _WHITE * frame.width
    return is_clear and abs(left - right) < _UNEQUAL * frame.width


def _is_beside_capital(place: int, lines: Sequence[SurveyedLine], frame: Frame) -> bool:
    """Whether a letter far taller than the text stands at the line's left: the text begins."""
    line = lines[place]
    return any(
        len(other.text) <= 2
        and other.box.height > 1.4 * frame.height
        and other.box.y < line.middle < other.box.bottom
        for other in lines[max(0, place - 3) : place + 4]
        if other is not line
    )


def _is_in_capitals(text: str) -> bool:
    if text[1:].islower():
        return False
    found = [c for c in text if c.isalpha()]
    return bool(found) and sum(c.isupper() for c in found) >= _CAPITALS * len(found)


def _is_large(line: SurveyedLine, white: float, frame: Frame) -> bool:
    least = _LARGE if white > _WHITE * frame.width else _HUGE
    return line.advance > least * frame.advance and line.box.height > frame.height
