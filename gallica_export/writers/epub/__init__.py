"""The EPUB: EPUB 3.3, reflowable, with the printed pages.

    EPUB/cover.xhtml titlepage.xhtml nav.xhtml
    EPUB/contents.xhtml      only where the navigation cannot hold all of Gallica's contents
    EPUB/text-001.xhtml …    a file a top-level section, or several
    EPUB/colophon.xhtml
    EPUB/views-001.xhtml …   every view with its link to Gallica and the lines set aside
    EPUB/style.css toc.ncx images/ thumbnails/

All markup is ours, from templates. ebooklib makes the package document, the container and the
archive, and is fenced in: it is given finished files only, never a page list or contents to write,
and the dates that it stamps go when the members are zipped anew.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import UTC, datetime
from html import unescape
from typing import Any
from xml.sax import parseString
from xml.sax.saxutils import XMLGenerator

from ebooklib import epub

from gallica_export import __version__
from gallica_export.model import Document
from gallica_export.output import OutputFile, unzipped, zipped
from gallica_export.templating import Context, Templates
from gallica_export.writers.epub.metadata import accessibility, dublin_core
from gallica_export.writers.epub.pages import Description, Rights, Summary, about_work, ncx, pages
from gallica_export.writers.epub.pictures import Pictures, choose_pictures
from gallica_export.writers.epub.plan import Plan, make_plan

#: Where ebooklib puts all that is ours.
_FOLDER = "EPUB/"


def write_epub(document: Document, templates: Templates) -> Iterator[OutputFile]:
    """The EPUB of ``document``: one file, "NAME.epub"."""
    plan = make_plan(document)
    pictures = choose_pictures(document, plan)
    members = unzipped(_archive(_book(document, templates, plan, pictures), document))
    yield OutputFile(f"{document.name}.epub", zipped(_finished(members, document, pictures)))


def _book(document: Document, templates: Templates, plan: Plan, pictures: Pictures) -> Any:
    book = epub.EpubBook()
    _describe(book, document, templates, pictures)
    for name, page in pages(document, plan, pictures):
        item = _item(name, "application/xhtml+xml", templates.render(page).encode())
        if name == "nav.xhtml":
            item.properties = ["nav"]
        book.add_item(item)
        book.spine.append(item)
    contents = templates.render(ncx(document, plan)).encode()
    book.add_item(epub.EpubItem("ncx", "toc.ncx", "application/x-dtbncx+xml", contents))
    book.add_item(_item("style.css", "text/css", templates.read("epub/style.css").encode()))
    for name, image in pictures.files.items():
        item = _item(name, image.media_type, b"")  # `_finished` puts the bytes in
        if name == pictures.cover:
            item.properties = ["cover-image"]
        book.add_item(item)
    return book


def _item(name: str, media_type: str, content: bytes) -> Any:
    return epub.EpubItem(_id(name), name, media_type, content)


def _id(name: str) -> str:
    return name.replace("/", "-").replace(".", "-")


def _describe(book: Any, document: Document, templates: Templates, pictures: Pictures) -> None:
    book.set_identifier(document.attribution.permalink)
    generator = {"name": "generator", "content": f"gallica-export {__version__}"}
    book.set_unique_metadata("OPF", "generator", "", generator)
    if pictures.cover:  # how old reading systems find the cover
        cover = {"name": "cover", "content": _id(pictures.cover)}
        book.add_metadata("OPF", "cover", "", cover)
    if document.direction == "rtl":
        book.set_direction("rtl")
    about, lang = about_work(document), templates.lang
    extract = _plain(templates, Description(**about)) if document.is_extract else None
    conditions = _plain(templates, Rights(**about))
    summary = _plain(templates, Summary(**about, has_plates=bool(pictures.of_figures)))
    for one in (
        *dublin_core(document, extract, conditions, lang),
        *accessibility(document, summary, lang, pictures),
    ):
        book.add_metadata(one.namespace, one.name, one.value, one.attributes)


def _plain(templates: Templates, context: Context) -> str:
    """The text of a template that is not part of a page: ebooklib escapes it itself."""
    return " ".join(unescape(templates.render(context)).split())


def _archive(book: Any, document: Document) -> bytes:
    """The archive that ebooklib makes of ``book``, not compressed yet."""
    buffer = io.BytesIO()
    modified = datetime.fromisoformat(document.retrieved).astimezone(UTC)
    options = {"mtime": modified, "compresslevel": 0, "raise_exceptions": True}
    epub.write_epub(buffer, book, options)
    return buffer.getvalue()


class _InLanguage(XMLGenerator):
    """Copies a package document and says its language, for which ebooklib has no way."""

    def __init__(self, out: io.BytesIO, language: str) -> None:
        super().__init__(out, "utf-8", short_empty_elements=True)
        self._language = language

    def startElement(self, name: str, attrs: Any) -> None:  # noqa: N802 - SAX names it so
        if name == "package":
            attrs = {**attrs, "xml:lang": self._language}
        super().startElement(name, attrs)


def _finished(
    members: Iterator[OutputFile], document: Document, pictures: Pictures
) -> Iterator[OutputFile]:
    """``members`` with the package's language, and with the pictures, which are held but once."""
    for member in members:
        image = pictures.files.get(member.path.removeprefix(_FOLDER))
        if image:
            yield OutputFile(member.path, document.image_bytes(image))
        elif member.path == f"{_FOLDER}content.opf":
            yield OutputFile(member.path, _in_language(member.content, document.language))
        else:
            yield member


def _in_language(package: bytes, language: str) -> bytes:
    out = io.BytesIO()
    parseString(package, _InLanguage(out, language))  # noqa: S317 - our own package document
    return out.getvalue()
