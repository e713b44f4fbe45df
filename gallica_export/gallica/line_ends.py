"""The sign that divides a word at the end of a line, which engines write in many ways."""

from __future__ import annotations

from msgspec.structs import replace

from gallica_export.model import Word

# Stand for a hyphen at the end of a line and for nothing else there; the last is that of Fraktur.
_HYPHENS = "\N{SOFT HYPHEN}\N{NOT SIGN}\N{HYPHEN}\N{NON-BREAKING HYPHEN}\N{DOUBLE OBLIQUE HYPHEN}"
_PRINTED = tuple("-\N{EN DASH}\N{EM DASH}")


def with_hyphen(word: Word, *, is_divided: bool = False) -> Word:
    """The last word of a line as printed, with one "-" at its end if it ends in any hyphen.

    ``is_divided`` tells that the source says so besides.
    """
    if not is_divided and word.text[-1] not in _HYPHENS:
        return word
    text = word.text.rstrip(_HYPHENS)
    return replace(word, text=text if text.endswith(_PRINTED) else text + "-")
