"""Citations of a document and of each of its views, as reference managers and styles read them.

    NAME-citations/
      NAME.bib        NAME.ris        NAME.csl.json          the document
      NAME-pages.bib  NAME-pages.ris  NAME-pages.csl.json    each of its views

BibTeX has the fields of biblatex; CSL-JSON has those of CSL 1.0.2.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import ClassVar

import msgspec

from gallica_export.citation import Citation, citations, cite
from gallica_export.model import Document
from gallica_export.output import OutputFile
from gallica_export.templating import Context, Templates
from gallica_export.writers.citations.csl import csl_item


class Entries(Context, frozen=True, kw_only=True):
    """The citations of one file."""

    #: Each with `key`, `title`, `people`… and `view`, which is none for the document as a whole;
    #: see `gallica_export/citation.py`. Made one by one, so they can be gone through only once.
    citations: Iterable[Citation]


class BibtexEntries(Entries, frozen=True, kw_only=True):
    """A file of BibTeX."""

    template: ClassVar[str] = "citations/entries.bib.j2"


class RisEntries(Entries, frozen=True, kw_only=True):
    """A file of RIS."""

    template: ClassVar[str] = "citations/entries.ris.j2"


def write_citations(document: Document, templates: Templates) -> Iterator[OutputFile]:
    """The citations of ``document`` and of its views, each file under "NAME-citations/"."""
    start = f"{document.name}-citations/{document.name}"
    makers: dict[str, Callable[[], Iterable[Citation]]] = {
        "": lambda: (cite(document),),
        "-pages": partial(citations, document),
    }
    for suffix, cited in makers.items():
        yield OutputFile(f"{start}{suffix}.bib", partial(_encoded, templates, BibtexEntries, cited))
        yield OutputFile(f"{start}{suffix}.ris", partial(_encoded, templates, RisEntries, cited))
        yield OutputFile(f"{start}{suffix}.csl.json", partial(_csl, templates, cited))


def _encoded(
    templates: Templates, kind: type[Entries], cited: Callable[[], Iterable[Citation]]
) -> Iterator[bytes]:
    for piece in templates.stream(kind(citations=cited())):
        yield piece.encode()


def _csl(templates: Templates, cited: Callable[[], Iterable[Citation]]) -> Iterator[bytes]:
    encoder, before = msgspec.json.Encoder(), b"[\n"
    for citation in cited():
        yield before + encoder.encode(csl_item(citation, templates.wording.cited_note(citation)))
        before = b",\n"
    yield b"\n]\n" if before == b",\n" else b"[]\n"
