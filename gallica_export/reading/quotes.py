"""Quotation marks that old printers repeat before each line of a quotation."""

from __future__ import annotations

from collections.abc import Sequence

from gallica_export.reading.survey import SurveyedLine

_OPENING, _CLOSING = "«“„", "»”"
_MARKS = frozenset([*_OPENING, *_CLOSING, '"', "''"])
_SIGNS = frozenset(mark[0] for mark in _MARKS)
#: In lines: how far above the mark is known to stand.
_REACH = 3


def repeating_quotes(lines: Sequence[SurveyedLine]) -> set[tuple[int, int]]:
    """The lines of a paragraph, by view and index, that open with a mark that repeats an open one.

    The mark is a word of its own, and a line not far above opens the quotation, or opens with the
    mark too, and nothing closes it since: some marks are misread. A mark that closes quotations
    stands so before two lines at least: one alone closes.
    """
    found: set[tuple[int, int]] = set()
    if not any(line.text[:1] in _SIGNS for line in lines[1:]):
        return found
    opened = -_REACH - 1
    for place, line in enumerate(lines):
        first, _, rest = line.text.partition(" ")
        is_mark = first in _MARKS and bool(rest)
        closes = is_mark and _may_close(first, lines, place)
        if is_mark and not closes and place - opened <= _REACH:
            found.add((line.view, line.index))
        inner = rest if is_mark else line.text
        last_opening = max(inner.rfind(sign) for sign in _OPENING)
        last_closing = max(inner.rfind(sign) for sign in _CLOSING)
        if last_opening > last_closing or (is_mark and not closes and last_closing < 0):
            opened = place
        elif closes or last_closing >= 0:
            opened = -_REACH - 1
    return found


def _may_close(mark: str, lines: Sequence[SurveyedLine], place: int) -> bool:
    """Whether the mark before a line closes a quotation: no line beside it opens with the same."""
    beside = (*lines[place - 1 : place], *lines[place + 1 : place + 2])
    return mark not in _OPENING and all(line.text.partition(" ")[0] != mark for line in beside)
