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
from gallica_export.reading.plates import plates
from gallica_export.reading.spelling import letters
from gallica_export.reading.survey import SurveyedLine, SurveyedView

#: In parts of the frame: white on either side of a centred line, and how unequal it may be.
_WHITE, _UNEQUAL = 0.06, 0.14
#: In parts of the text's: what is large type, and what white is more than between lines.
_LARGE, _APART = 1.25, 1.4
#: The share of capitals among the letters.
_CAPITALS = 0.7
#: A view with a larger share of such lines is a title page; one heading has at most so many.
_TITLE_PAGE, _MOST_LINES = 0.5, 6
#: A heading that stands so often is the name of who speaks, or the like: it opens no section.
_OFTEN = 3


def titles(
    views: Sequence[SurveyedView], starts: Sequence[Start], *, opens: bool
) -> tuple[Start, ...]:
    """``starts`` with the headings added that only their type shows, in reading order.

    ``opens`` tells whether these open sections.
    """
    known = {(start.view, line) for start in starts for line in start.heading}
    frames = Frames()
    found = [run for view in views for run in _runs(view, frames.of(view), known)]
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
    return tuple(sorted((*starts, *made), key=lambda start: start.view)) if made else tuple(starts)


def _text(run: Sequence[SurveyedLine]) -> str:
    return " ".join(line.text for line in run)


def _runs(
    view: SurveyedView, frame: Frame | None, known: set[tuple[int, int]]
) -> Iterator[list[SurveyedLine]]:
    """The headings of a view: neighbouring lines that are titles."""
    if frame is None or not view.lines:
        return
    captions = {line.index for plate in plates(view, view.lines) for line in plate.caption}
    marked = [
        line.index not in captions
        and (view.order, line.index) not in known
        and _is_title(place, view.lines, frame)
        for place, line in enumerate(view.lines)
    ]
    if sum(marked) > _TITLE_PAGE * len(marked):
        return
    for is_title, group in groupby(zip(marked, view.lines, strict=True), key=lambda pair: pair[0]):
        run = [line for _, line in group]
        if is_title and len(run) <= _MOST_LINES and any(c.isalpha() for c in _text(run)):
            yield run


def _is_title(place: int, lines: Sequence[SurveyedLine], frame: Frame) -> bool:
    line = lines[place]
    if note_sign(line.text) or line.gaps or not _is_centred(line, frame):
        return False
    above = line.middle - lines[place - 1].middle if place else frame.leading * 2
    below = lines[place + 1].middle - line.middle if place + 1 < len(lines) else frame.leading * 2
    white = _APART * frame.leading
    is_apart = (above < 0 or above > white) and (below < 0 or below > white)
    return _is_in_capitals(line.text) or _is_large(line, frame) or is_apart


def _is_centred(line: SurveyedLine, frame: Frame) -> bool:
    left, right = line.box.x - frame.left, frame.right - line.box.right
    return min(left, right) > _WHITE * frame.width and abs(left - right) < _UNEQUAL * frame.width


def _is_in_capitals(text: str) -> bool:
    found = [c for c in text if c.isalpha()]
    return len(found) > 1 and sum(c.isupper() for c in found) >= _CAPITALS * len(found)


def _is_large(line: SurveyedLine, frame: Frame) -> bool:
    return line.advance > _LARGE * frame.advance and line.box.height > frame.height
