"""Numbers as the services write them: in ASCII digits.

Python's own conversions also take other scripts' digits and underscores, and some more words.
"""

from __future__ import annotations

import re

_DECIMAL = re.compile(r"[+-]?[0-9]+(?:\.[0-9]*)?(?:[eE][+-]?[0-9]{1,3})?|[+-]?\.[0-9]+")


def whole_number(text: str, *, digits: int) -> int | None:
    """The number that ``text`` writes with at most so many ``digits``; None if it does not.

    >>> whole_number("12", digits=4), whole_number("١٢", digits=4), whole_number("²", digits=4)
    (12, None, None)
    """
    is_number = text.isascii() and text.isdecimal() and len(text) <= digits
    return int(text) if is_number else None


def decimal_number(text: str) -> float | None:
    """The number that ``text`` writes, as "12", "-1.5" or "1e2"; None if it writes none.

    >>> decimal_number("97.61"), decimal_number("1_000"), decimal_number("nan")
    (97.61, None, None)
    """
    return float(text) if _DECIMAL.fullmatch(text.strip()) else None


def percent(text: str) -> float | None:
    """A percentage from 0 to 100; None for anything else."""
    number = decimal_number(text)
    return number if number is not None and 0 <= number <= 100 else None
