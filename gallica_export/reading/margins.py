"""Marginalia: narrow lines beside the text, outside the edges that its long lines keep."""

from __future__ import annotations

from collections.abc import Sequence

from gallica_export.reading.frame import Frame
from gallica_export.reading.survey import SurveyedLine, SurveyedView

#: In parts of the frame: how far a note may reach into the text, and how wide it may be.
_OVERLAP, _WIDEST = 0.03, 0.45
#: No note reaches further into the text, whatever its width.
_REACH = 0.1
#: So many long lines show where the text ends and the margin begins.
_FEWEST = 6
#: Lines of one note have no more white between them, in heights of a line.
_APART = 0.8


def margin_notes(view: SurveyedView, frame: Frame | None) -> list[list[SurveyedLine]]:
    """The notes beside the text of a view, whose ``frame`` is given: the lines of each."""
    if frame is None or frame.has_columns or len(view.lines) < _FEWEST:
        return []
    left, right = frame.left + _REACH * frame.width, frame.right - _REACH * frame.width
    outside = [
        line
        for line in view.lines
        if (line.box.right < left or line.box.x > right) and _is_outside(line, frame)
    ]
    if not outside or 2 * len(outside) > len(view.lines) * 1.3:
        return []
    return _notes(outside, frame)


def _is_outside(line: SurveyedLine, frame: Frame) -> bool:
    """Whether the line stands beside the text; a number alone may be of a verse or a table."""
    slack = min(_OVERLAP * frame.width, line.box.height) + 0.15 * line.box.width
    is_beside = line.box.right < frame.left + slack or line.box.x > frame.right - slack
    return (
        is_beside
        and line.box.width < _WIDEST * frame.width
        and frame.top < line.middle < frame.bottom
        and any(c.isalpha() for c in line.text)
        and not _is_drop_capital(line, frame)
    )


def _is_drop_capital(line: SurveyedLine, frame: Frame) -> bool:
    return len(line.text) <= 2 and line.box.height > 1.3 * frame.height


def _notes(lines: Sequence[SurveyedLine], frame: Frame) -> list[list[SurveyedLine]]:
    notes: list[list[SurveyedLine]] = []
    for line in sorted(lines, key=lambda line: (line.box.x > frame.centre, line.middle)):
        if notes and _goes_on(notes[-1][-1], line, frame):
            notes[-1].append(line)
        else:
            notes.append([line])
    return notes


def _goes_on(one: SurveyedLine, other: SurveyedLine, frame: Frame) -> bool:
    is_same_side = (one.box.x > frame.centre) == (other.box.x > frame.centre)
    white = other.box.y - one.box.bottom
    return is_same_side and white < _APART * max(one.box.height, other.box.height)
