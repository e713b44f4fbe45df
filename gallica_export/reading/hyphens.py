"""What becomes of the hyphen at the end of a line.

The book itself is the best witness: a form that stands whole elsewhere decides. Then French
grammar: clitics and compounds keep their hyphen. No modern lexicon is asked, since it would not
know "étoit" nor "enfans". The OCR's own guess (SUBS_CONTENT) is wrong one time in five and is
not asked at all.
"""

from __future__ import annotations

import re
from collections import Counter

from gallica_export.model import End

_LAST_PART = re.compile(r"([^\W_]+(?:[-'’][^\W_]+)*)-$")
_FIRST_PART = re.compile(r"^([^\W_]+(?:[-'’][^\W_]+)*)")
_PRONOUNS = frozenset(
    [
        *("je", "tu", "il", "elle", "on", "nous", "vous", "ils", "elles", "ce"),
        *("le", "la", "les", "lui", "leur", "moi", "toi", "y", "en"),
    ]
)
_TONIC = frozenset(["moi", "toi", "soi", "lui", "elle", "eux", "elles", "nous", "vous"])
_POINTED = frozenset(
    ["celui", "celle", "ceux", "celles", "ce", "cet", "cette", "ces", "par", "jusque"]
)
_COMPOUNDS = frozenset(
    ["peut-être", "c'est-à-dire", "c’est-à-dire", "vis-à-vis", "au-dessus", "au-dessous"]
)


def end_of_line(line: str, following: str, vocabulary: Counter[str]) -> tuple[End, str]:
    """How ``line`` meets the line that follows it in the same paragraph, and why."""
    first = _LAST_PART.search(line)
    if not line.endswith("-"):
        return End.SPACE, ""
    second = _FIRST_PART.match(following)
    if not first or not second:
        return End.SPACE, "dash"
    return _decide(first[1], second[1], vocabulary)


def _decide(first: str, second: str, vocabulary: Counter[str]) -> tuple[End, str]:
    joined, kept = f"{first}{second}".casefold(), f"{first}-{second}".casefold()
    times_joined, times_kept = vocabulary[joined], vocabulary[kept]
    if times_joined != times_kept:
        return (End.JOINED if times_joined > times_kept else End.KEPT), "vocabulary"
    if first[-1].isdigit() or second[0].isdigit():
        return End.KEPT, "number"
    if second[0].isupper() and not first.isupper():
        return End.KEPT, "capital"
    if kept in _COMPOUNDS or any(word.startswith(f"{kept}-") for word in _COMPOUNDS):
        return End.KEPT, "compound"
    if _is_clitic(first.casefold(), second.casefold(), vocabulary):
        return End.KEPT, "clitic"
    return End.JOINED, "default"


def _is_clitic(first: str, second: str, vocabulary: Counter[str]) -> bool:
    """Whether ``second`` leans on ``first``: "eût-elle", "lui-même", "celui-là", "a-t-il"."""
    head = second.partition("-")[0]
    stem = re.split("['’]", first)[-1]
    if head in ("même", "mêmes"):
        return stem in _TONIC
    if head in ("là", "ci"):
        return stem in _POINTED or vocabulary[stem] > 0
    if head == "t" and "-" in second:
        return True
    if first.endswith("-t") and head in _PRONOUNS:
        return True
    return head in _PRONOUNS and vocabulary[stem] > 0 and vocabulary[head] > 0 and len(stem) > 1
