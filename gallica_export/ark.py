"""Archival Resource Keys of the BnF: parsing, checking, writing."""

from __future__ import annotations

import re
from typing import Self
from urllib.parse import unquote

from msgspec import Struct

from gallica_export.errors import NotAnArk
from gallica_export.text import printable

BNF = "12148"
#: The test authority: specimens live here, and only a loopback gateway is ever asked for them.
TEST = "99999"

_ALPHABET = "0123456789bcdfghjkmnpqrstvwxz"
_EXAMPLE = "ark:/12148/bpt6k58017546"
_LONGEST = 2_000  # a pasted address is shorter; anything longer is a file pasted by mistake
# ASCII alone: a letter of another alphabet may look the same.
_FLAGS = re.IGNORECASE | re.ASCII
_ARK = re.compile(r"ark:/?(?P<naan>\d{5,9})/(?P<name>[0-9a-z]+)", _FLAGS)
_BARE = re.compile(r"(?P<name>(?:bpt6k|btv1b|bd6t|bc6p|cb)[0-9a-z]{5,})", _FLAGS)
_WRAPPING = " \t\r\n\"'«»‘’“”<>\u200b\u200c\u200d\u2060\ufeff\u00a0"


class Ark(Struct, frozen=True, order=True):
    """A document's identifier: ``ark:/{naan}/{name}``.

    The check character closes the name and is computed on the name alone, which holds for 265 of
    266 recorded ARKs of the BnF (the 266th lacks its last character).
    """

    naan: str
    name: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """The ARK in ``text``: ``ark:/12148/…``, ``ark:12148/…``, a bare name, or any address of
        a document on Gallica, with or without a view, a search or a percent encoding.

        Raises NotAnArk, with the likely identifier when only the check character is wrong.
        """
        given = text[:_LONGEST].strip(_WRAPPING)
        shown = printable(given[:80])
        if not given:
            raise NotAnArk("no identifier was given: expected ark:/12148/…")
        plain = unquote(given)
        found = _ARK.search(plain) or _BARE.fullmatch(plain)
        if not found:
            raise NotAnArk(f"not an ARK: {shown!r}; expected something like {_EXAMPLE}")
        if len(text) > _LONGEST or any(ord(c) < 32 or ord(c) == 127 for c in plain):
            raise NotAnArk(f"not an ARK: {shown!r} holds characters that no identifier has")
        stranger = plain[found.end() : found.end() + 1]
        if stranger.isalnum():
            raise NotAnArk(f"not an ARK: {shown!r} holds {stranger!r}, which no identifier has")
        naan, name = found.groupdict().get("naan", BNF), found["name"].lower()
        if naan not in (BNF, TEST):
            raise NotAnArk(f"not an ARK of the BnF, whose authority is {BNF}: ark:/{naan}/{name}")
        return cls._checked(naan, name)

    @classmethod
    def of_document_number(cls, number: str, *, naan: str = BNF) -> Self:
        """The ARK of a printed document by its number, as the contents name it: 9736027."""
        stem = f"bpt6k{number.lower()}"
        return cls(naan, stem + check_character(stem))

    @classmethod
    def _checked(cls, naan: str, name: str) -> Self:
        if len(name) < 3:
            raise NotAnArk(f"not an ARK: ark:/{naan}/{name} is too short")
        if name[-1] != check_character(name[:-1]):
            raise NotAnArk(
                f"wrong check character in ark:/{naan}/{name}: did you mean "
                f"{_suggestion(naan, name)}?"
            )
        return cls(naan, name)

    @property
    def is_periodical(self) -> bool:
        """Whether this names a catalogue record, hence a periodical and not one document."""
        return self.name.startswith("cb")

    def __str__(self) -> str:
        return f"ark:/{self.naan}/{self.name}"


def check_character(stem: str) -> str:
    """The character that closes a name: the sum of position × value, modulo 29."""
    values = (position * max(_ALPHABET.find(c), 0) for position, c in enumerate(stem, 1))
    return _ALPHABET[sum(values) % 29]


def _suggestion(naan: str, name: str) -> str:
    """The likeliest right spelling: the last character mended, or one appended where it is lost."""
    mended = f"ark:/{naan}/{name[:-1]}{check_character(name[:-1])}"
    if not name[-1].isdigit():
        return mended
    return f"{mended} or ark:/{naan}/{name}{check_character(name)}"
