"""How an OCR engine misreads letters."""

from __future__ import annotations

from random import Random

# Each mistaken for one of those beside it; one for one, so that words keep their places.
_CONFUSED = {
    "e": "céo",
    "c": "eo",
    "é": "èeo",
    "è": "éc",
    "a": "uo",
    "o": "ce0",
    "n": "ur",
    "u": "na",
    "h": "bli",
    "b": "h",
    "i": "l1t",
    "l": "1iI",
    "t": "lf",
    "f": "ft",
    "r": "t",
    "s": "f8",
    "m": "nw",
    "v": "y",
    "œ": "æ",
    "ç": "c",
    "I": "l1",
    "É": "E",
    "S": "8",
    "B": "8",
    "O": "0",
    "1": "l",
    "0": "O",
    "5": "S",
    ",": ".",
    ".": ",",
    ";": ":",
    "'": "’",
}


def misread(text: str, rate: float, random: Random) -> str:
    """``text`` with about ``rate`` of its letters taken for others, in the same number."""
    if random.random() > rate * len(text):  # most words are right: one draw decides
        return text
    place = random.randrange(len(text))
    others = _CONFUSED.get(text[place], "")
    return text[:place] + random.choice(others) + text[place + 1 :] if others else text
