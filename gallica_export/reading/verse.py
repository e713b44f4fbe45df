"""Verse: lines that all begin with a capital, under one another, and end where they like.

The next line of prose begins with a capital by chance; of several lines each, only verse does.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from gallica_export.reading.frame import Frame
from gallica_export.reading.survey import SurveyedLine

#: A stanza amid prose stands inset and has so many lines; a page of verse shows itself in more.
_FEWEST, _FEWEST_FLUSH = 3, 6
#: In parts of the frame.
_INSET, _SHORT, _TURNED = 0.05, 0.03, 0.3
#: In steps from line to line.
_STANZA = 1.45
_OPENING = "«»\"'’(—-–“„ "

Stanza = list[list[SurveyedLine]]


def stanzas(lines: Sequence[SurveyedLine], frame: Frame | None) -> list[Stanza]:
    """The stanzas among ``lines``: verse lines, each with the words turned over from it."""
    if frame is None or frame.has_columns:
        return []
    found: list[Stanza] = []
    for run in _runs(lines, frame):
        insets = list(_insets(run, frame))
        if not insets and _is_verse(run, frame):
            insets = [run]
        found += (stanza for inset in insets for stanza in _stanzas(inset, frame))
    return found


def _runs(lines: Sequence[SurveyedLine], frame: Frame) -> list[Stanza]:
    """Longest stretches of lines that begin as verse does."""
    runs: list[Stanza] = [[]]
    for line in lines:
        if _begins_line(line, frame):
            if runs[-1] and line.middle < runs[-1][-1][-1].middle:
                runs.append([])
            runs[-1].append([line])
        elif runs[-1] and _is_turned_over(line, runs[-1][-1][-1], frame):
            runs[-1][-1].append(line)
        else:
            runs.append([])
    return [run for run in runs if run]


def _insets(run: Stanza, frame: Frame) -> Iterator[Stanza]:
    """The stretches of a run that stand clear of both edges of the text, as verse amid prose."""
    left, right = frame.left + _INSET * frame.width, frame.right - _SHORT * frame.width
    for is_clear, group in groupby(
        run, lambda line: left < line[0].box.x and line[0].box.right < right
    ):
        stretch = list(group)
        firsts = [line[0] for line in stretch]
        is_verse = len(stretch) >= _FEWEST and _are_lines(firsts, frame) and _differ(firsts, frame)
        if is_clear and is_verse and not _is_list(firsts):
            yield stretch


def _begins_line(line: SurveyedLine, frame: Frame) -> bool:
    text = line.text.lstrip(_OPENING)
    return (
        text[:1].isupper()
        and not line.text.endswith("-")
        and not line.text[-1:].isdigit()
        and line.box.height < 1.6 * frame.height
        and not line.gaps
        and not line.text.isupper()
    )


def _is_turned_over(line: SurveyedLine, previous: SurveyedLine, frame: Frame) -> bool:
    """Whether the line is the last word or two of a verse line too long for the page."""
    is_short = line.box.width < _TURNED * frame.width and line.text.count(" ") < 3
    return is_short and line.text[:1].islower() and line.box.x > previous.box.x + frame.height


def _is_verse(run: Stanza, frame: Frame) -> bool:
    """Whether the run is of verse set as wide as the page's text."""
    firsts = [line[0] for line in run]
    short = sum(line.box.right < frame.right - _SHORT * frame.width for line in firsts)
    return (
        len(run) >= _FEWEST_FLUSH
        and 4 * short >= 3 * len(run)
        and _are_lines(firsts, frame)
        and _are_short(firsts)
    )


def _are_lines(lines: Sequence[SurveyedLine], frame: Frame) -> bool:
    """Whether the lines begin under one another, and are not all in capitals."""
    lower = sum(any(c.islower() for c in line.text[1:]) for line in lines)
    return 4 * lower >= 3 * len(lines) and _are_aligned(lines, frame)


def _are_aligned(lines: Sequence[SurveyedLine], frame: Frame) -> bool:
    """Whether the lines begin at one or two places, as centred lines do not."""
    places: dict[int, int] = {}
    for line in lines:
        place = round((line.box.x - frame.left) / max(frame.height, 1))
        places[place] = places.get(place, 0) + 1
    most = sorted(places.values(), reverse=True)[:3]
    return 3 * sum(most) >= 2 * len(lines)


def _differ(lines: Sequence[SurveyedLine], frame: Frame) -> bool:
    """Whether the lines end at different places, as a justified quotation's do not."""
    rights = sorted(line.box.right for line in lines)
    return rights[-1] - rights[0] > frame.height


def _are_short(lines: Sequence[SurveyedLine]) -> bool:
    """Whether no line stands alone as a paragraph of dialogue does: few end in a full stop."""
    closed = sum(line.text.endswith((".", "!", "?")) for line in lines)
    dashes = sum(line.text.startswith(("—", "–", "-")) for line in lines)
    return 2 * closed < len(lines) and 4 * dashes < len(lines)


def _is_list(lines: Sequence[SurveyedLine]) -> bool:
    """Whether nearly every line ends in a full stop, as the entries of a list do."""
    return 4 * sum(line.text.endswith(".") for line in lines) >= 3 * len(lines)


def _stanzas(run: Stanza, frame: Frame) -> list[Stanza]:
    made: list[Stanza] = []
    for line in run:
        if made and line[0].middle - made[-1][-1][-1].middle < _STANZA * frame.leading:
            made[-1].append(line)
        else:
            made.append([line])
    return made
