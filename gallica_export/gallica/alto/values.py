"""What the attributes of ALTO elements say: words, numbers, boxes, styles."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from lxml import etree

from gallica_export.gallica.numbers import decimal_number, whole_number
from gallica_export.model import Box, Style
from gallica_export.text import clean_text

# As bytes, since lxml would encode a name anew for each of a page's thousand look-ups.
SIDES = _X, _Y, _WIDTH, _HEIGHT = b"HPOS", b"VPOS", b"WIDTH", b"HEIGHT"

_LARGEST = 999_999
_T = TypeVar("_T")


class _Known(dict[str | None, _T], Generic[_T]):
    """What attribute values mean, remembered: the same few come back on every page.

    KeyError for an attribute that is absent or needs a second look.
    """

    def __init__(self, read: Callable[[str], _T | None]) -> None:
        super().__init__()
        self.read = read

    def __missing__(self, text: str | None) -> _T:
        value = None if text is None else self.read(text)
        if value is None:
            raise KeyError(text)
        if len(self) > 1 << 14:
            self.clear()
        self[text] = value
        return value


def box_of(get: Callable[[bytes], str | None]) -> Box:
    """The box of the element with these attributes; KeyError if there is anything odd about it."""
    return Box(_NUMBERS[get(_X)], _NUMBERS[get(_Y)], _NUMBERS[get(_WIDTH)], _NUMBERS[get(_HEIGHT)])


def style_of(element: etree._Element) -> Style:
    """The style that a TextStyle element defines."""
    kinds = (element.get("FONTSTYLE") or "").lower().split()
    size = decimal_number(element.get("FONTSIZE") or "")
    return Style(size or None, "bold" in kinds, "italics" in kinds)


def confidence(text: str) -> float | None:
    """A share between 0 and 1; None for anything else."""
    value = decimal_number(text)
    return value if value is not None and 0 <= value <= 1 else None


def measure(text: str | None) -> int | None:
    """A length in whole units, between 0 and a limit beyond any image; None if it is no number."""
    value = None if text is None else decimal_number(text)
    return None if value is None else round(min(max(value, 0), _LARGEST))


def _plain_word(text: str) -> str | None:
    """The text of a String that is one word."""
    word = clean_text(text)
    return word if word and " " not in word else None


def _plain_number(text: str) -> int | None:
    return whole_number(text, digits=len(str(_LARGEST)))


WORDS = _Known(_plain_word)
CONFIDENCES = _Known(confidence)
_NUMBERS = _Known(_plain_number)
