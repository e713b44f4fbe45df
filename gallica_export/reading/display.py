"""Lines that their type shows to be headings: centred, and in capitals, large or clearly apart."""

from __future__ import annotations

import re
from collections.abc import Sequence

from gallica_export.reading.frame import Frame
from gallica_export.reading.notes import note_sign
from gallica_export.reading.plates import CAPTION
from gallica_export.reading.survey import SurveyedLine

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
#: In heights of a line: how exactly entries of a list stand under one another.
_FLUSH = 0.2
#: How many lines before and after show the edges of a column.
_NEAR = 6
#: In parts of the text's: what is large type, and what white is more than between lines.
_LARGE, _APART = 1.25, 1.4
#: What is large type in a line that fills its measure: capitals make a line of text wider too.
_HUGE = 1.6
#: "N. M.", "D. L. S.": who signs a text; "Fin du second livre."
_CLOSING = re.compile(
    r"(?:[A-Z]\.\s?){2,}|signé\b.*|fin\W*"
    r"|fin d.{1,20}(?:livre|tome|volume|partie|chapitre|acte|chant|prologue|table|ouvrage).*",
    re.IGNORECASE,
)
#: In characters, of a heading that is not in capitals; of one that seems cut out of a sentence.
_LONGEST, _LONG = 250, 45
#: The share of capitals among the letters.
_CAPITALS = 0.7


def letters_in_text(lines: Sequence[SurveyedLine], around: Sequence[SurveyedLine]) -> set[int]:
    """Lone letters among ``lines`` that head nothing: drop capitals, and the marks on a plan."""
    alone = [line for line in lines if sum(c.isalpha() for c in line.text) == 1]
    is_plan = len(alone) - len({line.text for line in alone}) > 1
    return {
        line.index for line in alone if is_plan or any(_are_level(line, other) for other in around)
    }


def _are_level(one: SurveyedLine, other: SurveyedLine) -> bool:
    """Whether ``other`` stands beside ``one``, which may be a drop capital."""
    white = max(other.box.x - one.box.right, one.box.x - other.box.right)
    if one is other or white > _NEXT * one.box.height:
        return False
    if one.box.height > _TALL * other.box.height:
        return one.box.y < other.middle < one.box.bottom
    return abs(one.middle - other.middle) < 0.4 * min(one.box.height, other.box.height)


def is_title(place: int, lines: Sequence[SurveyedLine], frame: Frame) -> bool:
    """Whether the type of a line, by its place in ``lines``, shows a heading."""
    line = lines[place]
    is_in_capitals = _is_in_capitals(line.text)
    may_be_large = line.advance > _LARGE * frame.advance and line.box.height > frame.height
    is_apart = _is_apart(place, lines, frame)
    if not (is_in_capitals or may_be_large or is_apart):
        return False
    if _cannot_be(line, frame, is_in_capitals) or _is_beside_capital(place, lines, frame):
        return False
    left, right = _whites(place, lines)
    if left < 0.5 * line.box.height and right > 2 * line.box.height:
        return False  # flush with the text below
    if _is_entry(place, lines, frame):
        return False
    is_clear = min(left, right) > _WHITE * frame.width
    is_large = may_be_large and (is_clear or line.advance > _HUGE * frame.advance)
    if is_in_capitals or is_large:
        return min(left, right) > -0.1 * frame.width and abs(left - right) < _ABOUT * frame.width
    return is_apart and _is_centred(left, right, frame)


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


def goes_on_with(place: int, lines: Sequence[SurveyedLine], frame: Frame) -> bool:
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


def reads_as_heading(lines: Sequence[SurveyedLine], following: str) -> bool:
    """Whether lines may be a heading by what they say: not what begins or ends amid a sentence."""
    if _is_in_capitals(lines[0].text):
        return True
    text = " ".join(line.text for line in lines)
    if text[:1].islower() or following[:1].islower():
        return False
    longest = _LONG if text.endswith(("-", ",", ";")) else _LONGEST
    return len(text) <= longest and any(c.isalpha() for c in text)


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


def _is_entry(place: int, lines: Sequence[SurveyedLine], frame: Frame) -> bool:
    """Whether the lines above and below begin right where this one does, and one ends elsewhere."""
    line, around = lines[place], (*lines[max(0, place - 1) : place], *lines[place + 1 : place + 2])
    is_under = [
        abs(other.box.x - line.box.x) < _FLUSH * line.box.height
        and abs(other.middle - line.middle) < 2 * frame.leading
        for other in around
    ]
    ends = [abs(other.box.right - line.box.right) for other in around]
    return len(around) == 2 and all(is_under) and max(ends) > 0.5 * line.box.height


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
    upper = sum(map(str.isupper, text))
    return upper > 0 and upper >= _CAPITALS * (upper + sum(map(str.islower, text)))
