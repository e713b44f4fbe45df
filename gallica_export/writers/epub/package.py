"""The package of an EPUB: its archive, and the document that lists what is in it.

ebooklib makes the package document and the container, and is fenced in: it is given the names of
the files only, never a page list or contents to write. What it has no way to say is said here, and
the dates that it stamps go when the members are zipped anew. The files themselves are made one by
one as the archive is written, so that a book of thousands of pictures is never held.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any
from xml.sax import parseString
from xml.sax.saxutils import XMLGenerator

from ebooklib import epub
from msgspec import Struct

from gallica_export import __version__
from gallica_export.model import Document
from gallica_export.output import OutputFile, unzipped
from gallica_export.writers.epub.metadata import Metadatum

#: Where ebooklib puts all that is ours.
_FOLDER = "EPUB/"
NCX = "application/x-dtbncx+xml"
_PACKAGE = f"{_FOLDER}content.opf"


class Part(Struct, frozen=True):
    """A file of the book."""

    #: "text-001.xhtml", "images/f12.jpg".
    name: str
    media_type: str
    #: Makes its bytes, when they are written.
    content: Callable[[], bytes]
    #: What the manifest says of it: "nav", "cover-image".
    properties: tuple[str, ...] = ()
    #: Whether it is one of the pages, in reading order.
    is_page: bool = False
    #: How the page is laid out, where that is not as the package says for all.
    page_properties: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """Its name in the package document; ebooklib knows the NCX by its own."""
        if self.media_type == NCX:
            return "ncx"
        return self.name.replace("/", "-").replace(".", "-")


def packed(
    document: Document, identifier: str, metadata: Iterable[Metadatum], parts: Sequence[Part]
) -> Iterator[OutputFile]:
    """The members of the archive in their order, with the container and the package document."""
    by_path = {f"{_FOLDER}{part.name}": part for part in parts}
    book = _book(document, identifier, metadata, parts)
    for member in unzipped(_archive(book, document)):
        part = by_path.get(member.path)
        if part:
            yield OutputFile(member.path, part.content())
        elif member.path == _PACKAGE:
            yield OutputFile(member.path, _completed(member.content, document, parts))
        else:
            yield member


def _book(
    document: Document, identifier: str, metadata: Iterable[Metadatum], parts: Sequence[Part]
) -> Any:
    book = epub.EpubBook()
    book.set_identifier(identifier)
    generator = {"name": "generator", "content": f"gallica-export {__version__}"}
    book.set_unique_metadata("OPF", "generator", "", generator)
    if document.direction == "rtl":
        book.set_direction("rtl")
    for one in metadata:
        book.add_metadata(one.namespace, one.name, one.value, one.attributes)
    for part in parts:
        item = epub.EpubItem(part.id, part.name, part.media_type, b"")
        item.properties = list(part.properties)
        book.add_item(item)
        if part.is_page:
            book.spine.append(item)
        if "cover-image" in part.properties:  # how old reading systems find the cover
            book.add_metadata("OPF", "cover", "", {"name": "cover", "content": part.id})
    return book


def _archive(book: Any, document: Document) -> bytes:
    """The archive that ebooklib makes of ``book``, not compressed."""
    buffer = io.BytesIO()
    modified = datetime.fromisoformat(document.retrieved).astimezone(UTC)
    options = {"mtime": modified, "compresslevel": 0, "raise_exceptions": True}
    epub.write_epub(buffer, book, options)
    return buffer.getvalue()


class _Completing(XMLGenerator):
    """Copies a package document and says its language and the layout of single pages."""

    def __init__(self, out: io.BytesIO, language: str, layouts: dict[str, str]) -> None:
        super().__init__(out, "utf-8", short_empty_elements=True)
        self._language = language
        self._layouts = layouts

    def startElement(self, name: str, attrs: Any) -> None:  # noqa: N802 - SAX names it so
        if name == "package":
            attrs = {**attrs, "xml:lang": self._language}
        elif name == "itemref" and attrs["idref"] in self._layouts:
            attrs = {**attrs, "properties": self._layouts[attrs["idref"]]}
        super().startElement(name, attrs)


def _completed(package: bytes, document: Document, parts: Sequence[Part]) -> bytes:
    out = io.BytesIO()
    layouts = {part.id: " ".join(part.page_properties) for part in parts if part.page_properties}
    completing = _Completing(out, document.language, layouts)
    parseString(package, completing)  # noqa: S317 - our own package document
    return out.getvalue()
