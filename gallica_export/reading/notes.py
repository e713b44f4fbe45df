"""Notes at the foot: the lines below the text that are set smaller and open with a number or sign.

Small type alone is not enough, nor is a sign: an enumeration has signs, a quotation small type.
A lone word at the right below them is no end of a note: it announces the next page.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from statistics import median

from msgspec import Struct

from gallica_export.reading.frame import Frame
from gallica_export.reading.survey import SurveyedLine

#: "(1)", "1.", "1)", "*", "(a)": how a note begins.
_MARK = re.compile(
    r"(?P<open>[(\[{]?)\s?(?P<sign>\d{1,3}|[lIi]|[a-z]|\*{1,4}|[†‡§])\s?(?P<close>[)\]}]?)[.,]?(?=\s|$|[A-ZÀ-Ý«])"
)
_AS_FIGURES = str.maketrans("lIiO", "1110")
_SIGNS = frozenset("*†‡§")
#: The type of notes, in parts of the text's; and how sure it must be where no call is found.
_SMALL, _SMALLER = 0.94, 0.88
#: White space above the first note, in parts of the usual step from line to line.
_APART = 1.25
#: Notes do not begin in the upper part of the frame.
_LOW = 0.2
#: In parts of the frame: where the word begins that stands at the right below the notes.
_RIGHT = 0.6
_MEASURABLE = 8  # characters that tell the size of the type
_SPECK = 3  # characters that an engine makes of one


class FootNote(Struct, frozen=True):
    """The lines of a note, or of the end of one that the view before began."""

    lines: tuple[SurveyedLine, ...]
    #: "1", "*"; empty for what goes on from the view before.
    sign: str = ""


def note_sign(text: str) -> str:
    """The sign with which a note opens: "1", "a", "**"; empty if the line opens with none.

    A bare letter opens sentences, so letters need a bracket.
    """
    found = _MARK.match(text)
    if not found:
        return ""
    if not any(c.islower() for c in text[found.end() :]):
        return ""
    sign, has_bracket = found["sign"], bool(found["close"])
    if sign.isdigit() or sign[0] in _SIGNS:
        return sign
    if not has_bracket:
        return ""
    return sign.translate(_AS_FIGURES) if sign in "lIi" else sign


def split_notes(
    lines: Sequence[SurveyedLine], frame: Frame | None, advance: float, *, goes_on: bool
) -> tuple[list[SurveyedLine], list[FootNote]]:
    """The lines of a view without the notes at its foot, and those notes.

    ``advance`` is the width of a character of the book's text; ``goes_on`` tells that the last
    note of the view before is not at its end.
    """
    start = _first_note(lines, frame, advance) if frame else len(lines)
    if frame and goes_on:
        start = _continuation(lines, frame, advance, start)
    stop = len(lines)
    if frame and stop - start > 1 and _stands_below(lines[-2], lines[-1], frame):
        stop -= 1
    return [*lines[:start], *lines[stop:]], _notes(lines[start:stop])


def _stands_below(last: SurveyedLine, line: SurveyedLine, frame: Frame) -> bool:
    """Whether ``line`` is one word at the right, apart from the ``last`` line of the notes."""
    is_right = line.box.x > frame.left + _RIGHT * frame.width
    return is_right and " " not in line.text and line.middle - last.middle > frame.leading


def _first_note(lines: Sequence[SurveyedLine], frame: Frame, advance: float) -> int:
    """The place of the first line of notes; that after the last line if there are none."""
    lowest = frame.top + _LOW * (frame.bottom - frame.top)
    for place, line in enumerate(lines):
        if place == 0 or line.middle < lowest or not note_sign(line.text):
            continue
        if _is_below(lines, place) and _is_band(lines, place, frame, advance):
            return place
    return len(lines)


def _is_below(lines: Sequence[SurveyedLine], place: int) -> bool:
    """Whether all that precedes stands above: notes close a page, or its last column."""
    top = lines[place].middle
    return all(line.middle > top - line.box.height for line in lines[place:]) and (
        lines[place - 1].middle < top
    )


def _is_band(lines: Sequence[SurveyedLine], place: int, frame: Frame, advance: float) -> bool:
    band, text = lines[place:], lines[:place]
    size = _size(band, advance)
    sign = note_sign(lines[place].text)
    limit = _SMALL if find_call(text, sign) or _is_apart(lines, place, frame) else _SMALLER
    own = max(advance, _size(text, advance))
    opening = _size(lines[place : place + 1], size)
    return max(size, opening) < limit * own and all(_fits(line, own) for line in band)


def _fits(line: SurveyedLine, advance: float) -> bool:
    """Whether a line may be of a note: none that is as large as the text is."""
    is_measured = len(line.text) >= 3 * _MEASURABLE and not _has_speck(line)
    return not is_measured or line.advance < 0.97 * advance


def _has_speck(line: SurveyedLine) -> bool:
    """Whether a mark stands far behind the line's end, which then tells no size of type."""
    last = line.text.split(" ")[line.gaps[-1] :] if line.gaps else []
    return 0 < len("".join(last)) <= _SPECK and not any(word.isdigit() for word in last)


def _size(lines: Sequence[SurveyedLine], otherwise: float) -> float:
    measured = (line for line in lines if len(line.text) >= _MEASURABLE)
    sizes = [line.advance for line in measured if not _has_speck(line)]
    return median(sizes) if sizes else otherwise


def _is_apart(lines: Sequence[SurveyedLine], place: int, frame: Frame) -> bool:
    return lines[place].middle - lines[place - 1].middle > _APART * frame.leading


def _continuation(lines: Sequence[SurveyedLine], frame: Frame, advance: float, start: int) -> int:
    """Where the end of the last view's note begins: small lines right above the first note."""
    place = start
    while place > 1 and _is_small(lines[place - 1], advance):
        place -= 1
        if _is_apart(lines, place, frame) and _is_below(lines, place):
            return place
    return start


def _is_small(line: SurveyedLine, advance: float) -> bool:
    return len(line.text) < _MEASURABLE or line.advance < _SMALL * advance


def _notes(lines: Sequence[SurveyedLine]) -> list[FootNote]:
    notes: list[FootNote] = []
    for line in lines:
        sign = note_sign(line.text)
        if sign and not (notes and notes[-1].lines[-1].text.endswith("-")):
            notes.append(FootNote((line,), sign))
        elif notes:
            notes[-1] = FootNote((*notes[-1].lines, line), notes[-1].sign)
        else:
            notes.append(FootNote((line,)))
    return notes


def find_call(
    lines: Sequence[SurveyedLine], sign: str, after: tuple[int, int] = (-1, -1)
) -> tuple[int, int] | None:
    """Where the text calls the note: the place in ``lines`` and the word, both from 0.

    A call stands in brackets, or is a sign that nothing else is; the search begins ``after`` the
    call of the note before.
    """
    for place, line in enumerate(lines):
        if place < after[0] or not _may_hold(line.text, sign):
            continue
        for number, word in enumerate(line.text.split(" ")):
            if (place, number) > after and (place, number) != (0, 0) and _is_call(word, sign):
                return place, number
    return None


def _may_hold(text: str, sign: str) -> bool:
    return "(" in text or ")" in text or "[" in text or (sign[:1] in _SIGNS and sign in text)


def _is_call(word: str, sign: str) -> bool:
    bare = word.strip(".,;:!?»«")
    if sign[0] in _SIGNS and bare.strip("()") == sign:
        return True
    inner = bare.strip("()[]")
    if len(bare) == len(inner):
        return False
    return inner == sign or (sign.isdigit() and inner.translate(_AS_FIGURES) == sign)
