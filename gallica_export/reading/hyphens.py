"""What becomes of the hyphen at the end of a line.

Clitics keep theirs whatever else stands in the book ("lui-même"). Then the book itself is the
best witness: a form that stands whole elsewhere decides. Then French compounds. No modern
lexicon is asked, since it would not know "étoit" nor "enfans". The OCR's own guess
(SUBS_CONTENT) is wrong one time in five; it is asked only where the halves are no words, or where
a space stands before the hyphen, which then may be a dash or a speck.
"""

from __future__ import annotations

import re
from collections import Counter

from gallica_export.model import End
from gallica_export.reading.clitics import divides_no_syllable, keeps_hyphen, stem_of

_LAST_PART = re.compile(r"([^\W_]+(?:[-'’][^\W_]+)*)-$")
#: "grand'-", "J.-": no word is divided there, so that the hyphen is its own.
_UNDIVIDED = re.compile(r"(?:[^\W\d_]['’]|(?<!\w)[A-ZÉ][a-zé]?\.)-$")
#: A hyphen that the engine saw apart from its word: "sou -".
_APART = re.compile(r"([^\W_]+(?:[-'’][^\W_]+)*) -$")
_FIRST_PART = re.compile(r"^([^\W_]+(?:[-'’][^\W_]+)*)")
#: Figures that OCR engines take letters for.
_AS_LETTERS = str.maketrans("0158", "olss")


def divides_word(line: str) -> bool:
    """Whether a line ends in a hyphen right after a letter or figure."""
    return line.endswith("-") and bool(_LAST_PART.search(_last_word(line)))


def _last_word(line: str) -> str:
    return line.rpartition(" ")[2]


def end_of_line(
    line: str, following: str, vocabulary: Counter[str], guess: str | None = None
) -> tuple[End, str]:
    """How ``line`` meets the line that follows it in the same paragraph, and why.

    ``guess`` is the whole word as the OCR engine divides it, if it says.
    """
    if not line.endswith("-"):
        return End.SPACE, ""
    last = _last_word(line)
    first, second = _LAST_PART.search(last), _FIRST_PART.match(following)
    apart = _APART.search(line)
    if apart and second and guess:
        return _decide_apart(apart[1], second[1], vocabulary, guess)
    if second and _UNDIVIDED.search(last):
        return _after_sign(last, second[1], vocabulary)
    if not first or not second:
        is_divided = guess and len(line) > 1 and line[-2] != " " and following[:1] != " "
        return (End.JOINED, "engine") if is_divided else (End.SPACE, "dash")
    return _decide(line[: len(line) - len(first[0])], first[1], second[1], vocabulary)


def _decide(line: str, first: str, second: str, vocabulary: Counter[str]) -> tuple[End, str]:
    left, right = _as_word(first), _as_word(second)
    reason = keeps_hyphen(line, left, right)
    if reason != "clitic":
        times_joined, times_kept = _witnesses(left, right, vocabulary)
        if times_joined != times_kept:
            return (End.JOINED if times_joined > times_kept else End.KEPT), "vocabulary"
        is_name = _is_capital(second) and not first.isupper()
        reason = "capital" if is_name else _form(left, right, vocabulary) or reason
    return (End.KEPT, reason) if reason else (End.JOINED, "default")


def _after_sign(first: str, second: str, vocabulary: Counter[str]) -> tuple[End, str]:
    """The hyphen after an apostrophe, or between two initials; a word that stands whole is joined.

    "grand'-mère", "J.-J."; but "aujourd'-" "hui".
    """
    if first[-2] == ".":
        return (End.KEPT, "initials") if second[:1].isupper() else (End.SPACE, "dash")
    whole = vocabulary[f"{first[:-1]}{second}".casefold()]
    return (End.JOINED, "vocabulary") if whole else (End.KEPT, "elision")


def _decide_apart(first: str, second: str, vocabulary: Counter[str], guess: str) -> tuple[End, str]:
    """Two halves are one word if the engine says so, or if it sees a division and the book a word.

    An engine that takes the hyphen for a word guesses the second half only.
    """
    left, right = _as_word(first), _as_word(second)
    whole = _FIRST_PART.match(guess)
    if whole and whole[1].casefold() == left + right:
        return End.JOINED, "engine"
    times_joined, times_kept = _witnesses(left, right, vocabulary)
    return (End.JOINED, "vocabulary") if times_joined > times_kept else (End.SPACE, "dash")


def _form(left: str, right: str, vocabulary: Counter[str]) -> str:
    """Why two halves are words of their own by their forms; empty if they may be one."""
    if left[-1].isdigit() or right[0].isdigit():
        return "number"
    if _is_plural(left, right, vocabulary):
        return "plural"
    if divides_no_syllable(left, right) and vocabulary[stem_of(left)]:
        return "syllable"
    return ""


def _as_word(half: str) -> str:
    """A half of a word in lower case, a figure among its letters read as the letter it is."""
    folded = half.casefold()
    letters = sum(c.isalpha() for c in folded)
    return folded.translate(_AS_LETTERS) if 2 * letters >= len(folded) else folded


def _witnesses(first: str, second: str, vocabulary: Counter[str]) -> tuple[int, int]:
    """How often the word stands joined, and how often with its hyphen, elsewhere in the book.

    An article or pronoun elided before it makes no difference, nor do further parts.
    """
    stem, head = stem_of(first), second.partition("-")[0]
    inner = f"{stem}{head}" if len(stem) > 1 else ""
    joined = max(vocabulary[f"{first}{second}"], vocabulary[inner])
    kept = max(vocabulary[f"{first}-{second}"], vocabulary[f"{stem}-{head}"])
    return joined, kept


def _is_plural(first: str, second: str, vocabulary: Counter[str]) -> bool:
    """Whether both halves bear the mark of the plural: "vicaires-généraux"."""
    both = first.endswith(("s", "x")) and second.endswith(("s", "x")) and second[0] != "s"
    return both and len(first) > 3 and vocabulary[first] > 0 < vocabulary[second]


def _is_capital(word: str) -> bool:
    """Whether a word begins with a capital, also after an elision: "Pierre", "d'Acre"."""
    return re.split("['’]", word)[-1][:1].isupper()
