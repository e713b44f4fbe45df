"""The one door through which text enters the model."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

# What no XML or HTML document may hold, or what hides in a terminal and a title: controls other
# than white space, lone surrogates, non-characters, the byte order mark, bidirectional overrides.
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff\ufeff"
    "\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069"
    + "".join(chr(plane * 0x10000 + last) for plane in range(1, 17) for last in (0xFFFE, 0xFFFF))
    + "]"
)
_WHITE_SPACE = re.compile(r"\s+")


def clean_text(text: str) -> str:
    r"""``text`` in NFC, on one line, without controls, surrogates or invisible overrides.

    >>> clean_text(" Nombre  total\x00 de vues ")
    'Nombre total de vues'
    """
    if text.isascii() and text.isalnum():
        return text
    stripped = _FORBIDDEN.sub("", unicodedata.normalize("NFC", text))
    return _WHITE_SPACE.sub(" ", stripped).strip()


def printable(text: str) -> str:
    """``text`` with a replacement character for each that a terminal could take for a command.

    Spaces of every width stay.
    """
    return "".join(
        c if c.isprintable() or unicodedata.category(c) == "Zs" else "\N{REPLACEMENT CHARACTER}"
        for c in text
    )


def ranges(numbers: Iterable[int]) -> tuple[tuple[int, int], ...]:
    """The runs of ascending ``numbers`` that follow each other: ((1, 20), (35, 35))."""
    made: list[tuple[int, int]] = []
    for number in numbers:
        if made and made[-1][1] == number - 1:
            made[-1] = (made[-1][0], number)
        else:
            made.append((number, number))
    return tuple(made)


def ranges_told(numbers: Iterable[int]) -> str:
    """Ascending ``numbers``, neighbours together: "1-20, 35"."""
    return ", ".join(
        str(first) if first == last else f"{first}-{last}" for first, last in ranges(numbers)
    )
