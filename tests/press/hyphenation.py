"""Where a French word may be divided at the end of a line."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise

from gallica_export.model import End

_VOWELS = frozenset("aeiouyàâäéèêëîïôöùûüœæáóú")
_INSEPARABLE = frozenset(
    first + second
    for second, firsts in {"h": "cpt", "l": "bcfgp", "n": "g", "r": "bcdfgptv"}.items()
    for first in firsts
)
_LETTERS = re.compile(r"[^\W\d_]+")
_LEAST_BEFORE = 2
_LEAST_AFTER = 3


@lru_cache(maxsize=50_000)
def cuts(word: str) -> tuple[tuple[int, End], ...]:
    """The places at which ``word`` may be cut, from left to right, and what the cut does.

    A word with a hyphen of its own is cut after it (`End.KEPT`: the hyphen belongs to the word),
    any other between two syllables (`End.JOINED`: the hyphen is only the line's).
    """
    own = [place + 1 for place, character in enumerate(word) if character == "-"]
    if own:
        return tuple((place, End.KEPT) for place in own if 1 < place < len(word) - 1)
    found = max(_LETTERS.finditer(word), key=lambda match: len(match[0]), default=None)
    if found is None or found[0].isupper():
        return ()
    syllables = _syllables(found[0].lower())
    return tuple((found.start() + place, End.JOINED) for place in syllables)


def _syllables(letters: str) -> list[int]:
    """The places in ``letters`` before which a new syllable begins, far enough from both ends."""
    vowels = [place for place, letter in enumerate(letters) if letter in _VOWELS]
    places = []
    for before, after in pairwise(vowels):
        consonants = letters[before + 1 : after]
        if not consonants or consonants in {"x", "'"}:
            continue
        together = 2 if consonants[-2:] in _INSEPARABLE else 1
        places.append(after - min(together, len(consonants)))
    return [p for p in places if _LEAST_BEFORE <= p <= len(letters) - _LEAST_AFTER]
