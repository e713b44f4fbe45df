"""Text compared as a person would: without what printers and OCR engines vary."""

from __future__ import annotations

import re
import unicodedata
from difflib import SequenceMatcher
from functools import lru_cache

_NOT_LETTERS = re.compile(r"[\W_]+")
_ALIKE = str.maketrans({"œ": "oe", "æ": "ae", "v": "u", "j": "i"})


@lru_cache(maxsize=4096)
def letters(text: str) -> str:
    """``text`` without accents, case, ligatures, spaces and punctuation; u is v, and i is j."""
    folded = text.casefold().translate(_ALIKE)
    if not folded.isascii():
        plain = unicodedata.normalize("NFKD", folded)
        folded = "".join(c for c in plain if not unicodedata.combining(c))
    return _NOT_LETTERS.sub("", folded)


def likeness(one: str, other: str, least: float) -> float:
    """How alike two strings are, 0 to 1; 0 at once if they cannot reach ``least``."""
    if one == other:
        return 1.0
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    if matcher.real_quick_ratio() < least or matcher.quick_ratio() < least:
        return 0.0
    return matcher.ratio()
