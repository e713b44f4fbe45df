"""What the answers of IIIF services have in common: JSON whose members take many shapes.

The accessors never fail: a member of another shape than the one asked for is as good as absent.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote

import msgspec

from gallica_export.errors import DamagedAnswer
from gallica_export.gallica.wire.verification import is_challenge
from gallica_export.text import clean_text

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_VIEW = re.compile(r"/f([1-9][0-9]{0,5})(?![^/?#])")
#: Without a language, as Presentation 3 writes it.
NO_LANGUAGE = "none"


def parse_json(data: bytes, *, what: str) -> dict[str, object]:
    """The object that an answer is; ``what`` names it in messages ("the manifest").

    Raises DamagedAnswer.
    """
    data = data.removeprefix(_BYTE_ORDER_MARK).strip()
    if not data:
        raise DamagedAnswer(f"{what} is empty")
    if data.startswith(b"<"):
        if is_challenge(data):
            raise DamagedAnswer(f"{what} is Gallica's security check, a page for people")
        raise DamagedAnswer(f"{what} is HTML or XML where JSON was expected")
    try:
        answer: object = msgspec.json.decode(data)
    except (ValueError, RecursionError) as error:
        raise DamagedAnswer(f"{what} is not well-formed JSON: {error}") from None
    if not isinstance(answer, dict):
        raise DamagedAnswer(f"{what} is not a JSON object")
    return answer


def as_object(value: object) -> dict[str, object]:
    """An object; empty for anything else."""
    return value if isinstance(value, dict) else {}


def as_list(value: object) -> list[object]:
    """The values of a list; one value stands for a list of one, null for none."""
    if isinstance(value, list):
        return value
    return [] if value is None else [value]


def as_text(value: object) -> str:
    """A string, clean and on one line; empty for anything else."""
    return clean_text(value) if isinstance(value, str) else ""


def address_of(value: object) -> str:
    """The address that a resource has, or that a reference to it is; empty if there is none."""
    resource = as_object(value)
    return as_text(resource.get("id", resource.get("@id", value)))


def view_of(address: str) -> int | None:
    """The view that an address of a canvas or an image names: 12 for ".../f12/canvas"."""
    found = _VIEW.search(unquote(address))
    return int(found[1]) if found else None


def languages_of(value: object) -> list[str]:
    """The languages in which a label or a value is given, in its order."""
    return list(dict.fromkeys(language for language, _ in _in_languages(value)))


def texts_of(value: object) -> tuple[str, ...]:
    """The texts of a label or a value: in French, or else in the first language that it has."""
    languages = languages_of(value)
    chosen = "fr" if "fr" in languages else next(iter(languages), NO_LANGUAGE)
    return tuple(text for language, text in _in_languages(value) if language == chosen)


def _in_languages(value: object) -> Iterator[tuple[str, str]]:
    """Each text with its language, from a language map, or from strings and version 2's objects."""
    for one in as_list(value):
        said = as_object(one)
        if not said:
            pairs = [(NO_LANGUAGE, one)]
        elif "@value" in said:
            pairs = [(as_text(said.get("@language")) or NO_LANGUAGE, said["@value"])]
        else:
            pairs = list(said.items())
        for language, texts in pairs:
            yield from ((_short(language), text) for text in map(as_text, as_list(texts)) if text)


def _short(language: str) -> str:
    """Two letters: fr for "fr-FR" and "fre"."""
    return language if language == NO_LANGUAGE else language[:2].casefold()
