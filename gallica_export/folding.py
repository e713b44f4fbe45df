"""Words as a search sees them: without accents, ligatures, long s and case."""

from __future__ import annotations

import re
import unicodedata

_PHRASE = re.compile('["“”„«»‹›]([^"“”„«»‹›]*)["“”„«»‹›]|(\\S+)')
_WORD = re.compile(r"\w+")
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "ς": "σ"})

#: Words that have to follow each other.
Phrase = tuple[str, ...]


def folded_words(text: str) -> list[str]:
    """The words of ``text``, folded.

    >>> folded_words("L'Œuvre eſt près")
    ['l', 'oeuvre', 'est', 'pres']
    """
    if not text.isascii():
        parts = unicodedata.normalize("NFKD", text)
        text = "".join(c for c in parts if unicodedata.category(c)[0] != "M")
    return _WORD.findall(text.lower().translate(_LIGATURES))


def phrases_of(query: str) -> tuple[Phrase, ...]:
    """What ``query`` asks for: each word by itself, those between quotes of any kind together."""
    said = ("".join(groups) for groups in _PHRASE.findall(query))
    return tuple(tuple(words) for words in map(folded_words, said) if words)
