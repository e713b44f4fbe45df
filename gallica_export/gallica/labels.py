"""Printed page labels: what they look like, where no service says how a page is numbered."""

from __future__ import annotations

import re

from gallica_export.model import Numbering
from gallica_export.text import clean_text

# Roman figures as printers set them: "viiij" and "LXXXX" as well as "IX" and "XC".
_ROMAN = re.compile(
    r"(?=.)m{0,4}(?:c[md]|d?c{0,4})(?:x[cl]|l?x{0,4})(?:ix|i?v|v?i{0,4}|v?i{0,3}j)", re.IGNORECASE
)


def numbering_of(label: str) -> tuple[str | None, Numbering]:
    """The label of a view, None where nothing is printed, and the kind of number that it is.

    >>> numbering_of("xij")
    ('xij', <Numbering.ROMAN: 'roman'>)

    "NP" (non paginé) is what the BnF writes for a view without a number.
    """
    label = clean_text(label)
    if label in ("", "NP"):
        return None, Numbering.NONE
    number = label.removeprefix("[").removesuffix("]")
    if number.isascii() and number.isdecimal():
        return label, Numbering.ARABIC
    is_roman = _ROMAN.fullmatch(number) and (number.islower() or number.isupper())
    return label, Numbering.ROMAN if is_roman else Numbering.OTHER
