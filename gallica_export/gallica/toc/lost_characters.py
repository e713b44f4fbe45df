"""Characters that the contents lost before they were served: "C?ur", "l?école", "?UVRES".

Only what Latin-1 lacks was lost, so among letters a question mark stands for œ or ’.
"""

from __future__ import annotations

import re

# A question mark between letters, or before some; one that ends a word is a question.
_LOST = re.compile(r"(?<!\w)(\w*)\?(?=(\w+))")
_WITH_LIGATURE = re.compile(
    r"(?:c|ch|s|ranc|contrec|m)œurs?|(?:é|dé)?cœur\w+|sœurette|(?:man|dés)?œuvr\w*|b?œufs?|vœux?"
    r"|nœuds?|œil|œill\w+|œdèm\w+|œdip\w+|œcumén\w+|œsophag\w+|œnolog\w+|fœt\w+|cœl\w+|phœni\w+"
    r"|œcono\w+",
    re.IGNORECASE,
)
_ELIDED = re.compile(
    r"[cdjlmnst]|aujourd|entr|jusqu|lorsqu|presqu|puisqu|qu|quelqu|quoiqu", re.IGNORECASE
)
_VOWELS = tuple("aàâeéèêëhiîïoôuùûyœæ")


def restored(text: str) -> tuple[str, int]:
    """``text`` with the œ and ’ that are certainly meant, and how many were put back.

    >>> restored("Sacré-C?ur, à l?école des ?uvres: miracle?")
    ('Sacré-Cœur, à l’école des œuvres: miracle?', 3)
    """
    # Ligatures first: "n?ud" is no elision, and "l??uvre" is one only once its œ is there.
    whole = _LOST.sub(_with_apostrophe, _LOST.sub(_with_ligature, text))
    return whole, text.count("?") - whole.count("?")


def _with_ligature(found: re.Match[str]) -> str:
    before, after = found.groups()
    if not _WITH_LIGATURE.fullmatch(f"{before}œ{after}"):
        return found[0]
    is_capital = after.isupper() or (found.start() == 0 and not before)
    return before + ("Œ" if is_capital else "œ")


def _with_apostrophe(found: re.Match[str]) -> str:
    before, after = found.groups()
    is_elision = _ELIDED.fullmatch(before) and after.casefold().startswith(_VOWELS)
    return f"{before}’" if is_elision else found[0]
