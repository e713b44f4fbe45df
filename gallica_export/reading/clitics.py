"""French words that keep the hyphen between them: clitics, and the commonest compounds.

These are closed classes of grammar, the same in 1650 and in 1900; nouns and verbs are not listed.
"""

from __future__ import annotations

import re
from collections.abc import Callable

_JOINT = re.compile("[-'’]")
_VOWELS = frozenset("aeiouyàâäéèêëîïôöùûüœæ")
_TONIC = frozenset(["moi", "toi", "soi", "lui", "elle", "eux", "elles", "nous", "vous"])
_POINTED = frozenset(
    ["celui", "celle", "ceux", "celles", "ce", "cet", "cette", "ces", "par", "jusque", "de"]
)
#: Words that end in "là" and are one.
_NOT_POINTED = frozenset(["voi", "ho", "ce", "de"])
_POINTING = re.compile(r"\b(?:ce|cet|cette|ces)\b(?:\s+\S+){0,2}$", re.IGNORECASE)
_COPULAS = frozenset(
    [
        "est",
        "sont",
        "fut",
        "fût",
        "soit",
        "serait",
        "seroit",
        "était",
        "étoit",
        "étaient",
        "étoient",
        "etait",
        "etoit",
        "etaient",
        "etoient",
    ]
)
_SMALL = frozenset(["à", "de", "du", "des", "en", "la", "le", "les", "sur", "sous", "lès", "et"])
_ALWAYS_BEFORE = frozenset(
    ["demi", "là", "très", "arrière", "quasi", "semi", "ultra", "vice", "saint"]
)
#: What keeps its hyphen after any smaller number: "deux-cents", "six-mille".
_ROUND = frozenset(["cent", "cents", "mille"])
_NUMBERS = frozenset(
    [
        *("deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze"),
        *("treize", "quatorze", "quinze", "seize", "vingt", "vingts", "trente", "quarante"),
        *("cinquante", "soixante", "cent", "un", "une"),
    ]
)
_TENS = frozenset(["dix", "vingt", "trente", "quarante", "cinquante", "soixante", "quatre"])
_PLACES = frozenset(["dessus", "dessous", "devant", "delà", "dedans", "dehors", "derrière"])
_KIN = frozenset(["père", "mère", "frère", "sœur", "fils", "fille", "neveu", "nièce", "maman"])
#: Prefixes after which printers divide though a vowel follows.
_DIVIDED_AFTER = frozenset(
    ["mal", "sur", "sub", "dés", "més", "trans", "bis", "inter", "super", "non", "bon", "pan"]
)
#: Prefixes that keep their hyphen before these letters, before which no syllable divides.
_BEFORE_LETTERS = {"sous": "abdefghijlmnopqruvéêœ", "ex": "bdfgjmnrsv", "contre": "aeioué"}
_BY_FIRST = {
    "peut": frozenset(["être", "estre"]),
    "vis": frozenset(["à"]),
    "c'est": frozenset(["à"]),
    "tête": frozenset(["à"]),
    "par": _PLACES | {"ci", "là"},
    "au": _PLACES,
    "ci": _PLACES | {"joint", "après", "contre", "inclus", "gît"},
    "soi": frozenset(["disant", "disans", "disants"]),
    "quelques": frozenset(["uns", "unes"]),
    "rendez": frozenset(["vous"]),
    "avant": frozenset(["hier", "veille", "scène", "garde", "propos", "coureur", "dernier"]),
    **dict.fromkeys(("beau", "beaux", "belle", "belles"), _KIN),
    **dict.fromkeys(("grand", "grands", "petit", "petits", "petite", "petites"), _KIN),
}


def keeps_hyphen(line: str, first: str, second: str) -> str:
    """Why the hyphen between ``first``, which ends ``line``, and ``second`` is the words' own.

    Both are in lower case; empty if there is no such reason.
    """
    *before, stem = _JOINT.split(first)
    if _is_clitic(line, before, stem, second):
        return "clitic"
    return "compound" if _is_compound(first, stem, second) else ""


def _is_compound(first: str, stem: str, second: str) -> bool:
    head, _, rest = second.partition("-")
    return (
        stem in _ALWAYS_BEFORE
        or head in _BY_FIRST.get(stem, ())
        or head in _BY_FIRST.get(first, ())
        or head[0] in _BEFORE_LETTERS.get(stem, "")
        or (head in _SMALL and rest not in ("", "ci", "là"))  # but "cel-les-ci"
        or (head.startswith(("d'", "d’")) and stem != "aujour")
        or _is_number(stem, head)
        or ("-" in first and stem in _SMALL)
    )


def _is_number(stem: str, head: str) -> bool:
    """Whether two numbers make a third: "quarante-deux", "vingt-cinquième", "deux-cents"."""
    if head in _ROUND:
        return stem in _NUMBERS
    return stem in _TENS and (head in _NUMBERS or head.endswith("ième"))


def stem_of(first: str) -> str:
    """What stands after the last elision or hyphen: "eût" of "n'eût"."""
    return _JOINT.split(first)[-1]


def divides_no_syllable(first: str, second: str) -> bool:
    """Whether no word is divided so: after a consonant and before a vowel."""
    stem = stem_of(first)
    parts = len(stem) > 2 and stem[-1] not in _VOWELS and second[0] in _VOWELS
    return parts and stem.isalpha() and stem not in _DIVIDED_AFTER


def _is_clitic(line: str, before: list[str], stem: str, second: str) -> bool:
    """Whether ``second`` leans on ``stem``: "eût-elle", "lui-même", "cet homme-là", "a-t-il"."""
    head, _, rest = second.partition("-")
    if head in ("même", "mêmes", "mesme", "mesmes"):
        return stem in _TONIC
    if head == "là":
        return stem not in _NOT_POINTED
    if head == "ci":
        return stem in _POINTED or bool(_POINTING.search(line))
    if head == "t":
        return bool(rest)
    if stem == "t" and before:
        return True
    return _is_pronoun_after(stem, head)


def _is_pronoun_after(verb: str, pronoun: str) -> bool:
    """Whether ``pronoun`` is a word of its own there: no word is divided so between syllables."""
    return bool(verb) and pronoun in _FITTING_VERBS and _FITTING_VERBS[pronoun](verb)


_AFTER_NOUS_VOUS = frozenset(["dites", "faites", "êtes", "estes", "sommes", "fûtes", "fîtes"])


def _ends_in_consonant(verb: str) -> bool:
    return len(verb) > 1 and verb[-1] not in _VOWELS


def _is_of_nous_or_vous(verb: str) -> bool:
    return verb.endswith(("ez", "ons"))


#: Which verbs a pronoun may follow with a hyphen.
_FITTING_VERBS: dict[str, Callable[[str], bool]] = {
    **dict.fromkeys(("il", "ils", "elle", "elles", "on", "en", "y"), _ends_in_consonant),
    **dict.fromkeys(
        ("vous", "nous"), lambda verb: _is_of_nous_or_vous(verb) or verb in _AFTER_NOUS_VOUS
    ),
    **dict.fromkeys(
        ("le", "la", "les", "leur"), lambda verb: _is_of_nous_or_vous(verb) and len(verb) > 3
    ),
    **dict.fromkeys(("moi", "toi", "lui"), lambda verb: len(verb) > 2 and verb != "cha"),
    "je": lambda verb: len(verb) > 1,
    "tu": lambda verb: verb.endswith(("s", "x")),
    "ce": lambda verb: verb in _COPULAS,
}
