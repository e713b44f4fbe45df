"""Headings that show themselves by their type: centred, and in capitals, large or clearly apart.

They are all there is where the services have no contents. A page that is mostly such lines is a
title page, and its lines are left alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby

from gallica_export.reading.frame import Frame, Frames
from gallica_export.reading.headings import Start
from gallica_export.reading.notes import note_sign
from gallica_export.reading.plates import CAPTION, plates
from gallica_export.reading.spelling import letters
from gallica_export.reading.survey import SurveyedLine, SurveyedView

#: In parts of the frame: white on either side of a centred line, and how unequal it may be.
_WHITE, _UNEQUAL = 0.06, 0.14
#: The same for lines that their type shows; and how wide a line is that is none.
_ABOUT, _WIDEST = 0.22, 1.1
#: How many lines before and after show the edges of a column.
_NEAR = 6
#: In parts of the text's: what is large type, and what white is more than between lines.
_LARGE, _APART = 1.25, 1.4
#: The share of capitals among the letters.
_CAPITALS = 0.7
#: A view with a larger share of such lines is a title page; one heading has at most so many.
_TITLE_PAGE, _MOST_LINES = 0.6, 8
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
    marked: list[bool] = []
    for place, line in enumerate(view.lines):
        is_free = line.index not in captions and (view.order, line.index) not in known
        goes_on = bool(marked) and marked[-1] and _goes_on(place, view.lines, frame)
        marked.append(is_free and (goes_on or _is_title(place, view.lines, frame)))
    if sum(marked) > _TITLE_PAGE * len(marked):
        return
    for is_title, group in groupby(zip(marked, view.lines, strict=True), key=lambda pair: pair[0]):
        run = [line for _, line in group]
        if is_title and len(run) <= _MOST_LINES and any(c.isalpha() for c in _text(run)):
            yield run


def _is_title(place: int, lines: Sequence[SurveyedLine], frame: Frame) -> bool:
    line = lines[place]
    if line.gaps or line.box.width > _WIDEST * frame.width or note_sign(line.text):
        return False
    if (
        line.text[-1:].isdigit()
        or CAPTION.match(line.text)
        or _is_beside_capital(place, lines, frame)
    ):
        return False
    is_bold = _is_in_capitals(line.text) or _is_large(line, frame)
    if not is_bold and not _is_apart(place, lines, frame):
        return False
    left, right = _whites(place, lines)
    if left < 0.5 * line.box.height and right > 2 * line.box.height:
        return False  # flush with the text below: an entry of a list
    if is_bold:
        return min(left, right) > -0.1 * frame.width and abs(left - right) < _ABOUT * frame.width
    return _is_centred(left, right, frame)


def _goes_on(place: int, lines: Sequence[SurveyedLine], frame: Frame) -> bool:
    """Whether the line goes on with the heading above it: centred, and not flush with the next."""
    line = lines[place]
    is_flush = any(
        abs(other.box.x - line.box.x) < 0.5 * line.box.height
        for other in lines[place + 1 : place + 3]
    )
    if (
        is_flush
        or _is_beside_capital(place, lines, frame)
        or line.gaps
        or line.middle - lines[place - 1].middle > 2 * frame.leading
    ):
        return False
    return _is_centred(*_whites(place, lines), frame)


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


def _is_large(line: SurveyedLine, frame: Frame) -> bool:
    return line.advance > _LARGE * frame.advance and line.box.height > frame.height
