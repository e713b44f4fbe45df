"""Resources of IIIF Presentation 3, as every file for its viewers spells them."""

from __future__ import annotations

import re
from typing import Any

import msgspec

CONTEXT = "http://iiif.io/api/presentation/3/context.json"
#: The language tags that the schema of IIIF takes.
_TAG = re.compile("[a-zA-Z-]+")

Resource = dict[str, Any]
#: Values by language, "none" for those of no language that is known.
LanguageMap = dict[str, list[str]]


def tag(language: str | None) -> str:
    """``language`` as the key of a `LanguageMap`."""
    known = language and language != "und" and _TAG.fullmatch(language)
    return language if language and known else "none"


def plain(value: str) -> str:
    """``value``, which viewers would take for HTML if it began and ended as an element does."""
    return f"{value} " if value.startswith("<") and value.endswith(">") else value


def known(resource: Resource) -> Resource:
    """``resource`` without what is empty, which IIIF does not allow."""
    return {name: value for name, value in resource.items() if value}


def encoded(resource: Resource) -> bytes:
    """``resource`` as a file."""
    return msgspec.json.encode(resource) + b"\n"
