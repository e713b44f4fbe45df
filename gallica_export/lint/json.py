"""A JSON file: the whole model of a document."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
from msgspec import Struct

from gallica_export.lint.bundle import Bundle
from gallica_export.lint.findings import Code, Finding
from gallica_export.lint.pages import credit
from gallica_export.lint.words import check_words
from gallica_export.model import Reading
from gallica_export.words import flow_of


class _Edition(Struct):
    """What is judged of the file."""

    reading: Reading
    words: str | None = None


def lint_json(bundle: Bundle, name: str) -> Iterator[Finding]:
    """The faults of one JSON file."""
    try:
        edition = msgspec.json.decode(bundle.files[name], type=_Edition)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        yield Finding(Code.ILL_FORMED, name, str(error))
        return
    yield from check_words(name, edition.words, flow_of(edition.reading))
    yield from credit(name, bundle.files[name])
