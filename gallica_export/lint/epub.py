"""An EPUB: its archive, its package, its contents and its printed pages."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from urllib.parse import unquote

from lxml import etree

from gallica_export.lint.bundle import Bundle, leads_to, line_of, parsed
from gallica_export.lint.findings import Code, Finding
from gallica_export.lint.pages import Pages, credit, lint_each, xhtml_pages
from gallica_export.lint.words import check_words, told_by_pages, words_of_pages

_CONTAINER = "META-INF/container.xml"
_EPUB_TYPE = "{http://www.idpf.org/2007/ops}type"
_TEXT = re.compile(r"text-\d+\.xhtml")
_REQUIRED = ("identifier", "title", "language")


def lint_epub(bundle: Bundle) -> Iterator[Finding]:
    """The faults of an EPUB."""
    yield from _archive(bundle)
    package = _package(bundle)
    if isinstance(package, Finding):
        yield package
        return
    name, root = package
    yield from _metadata(name, root)
    items, faults = _items(name, root, bundle)
    yield from faults
    yield from _spine(name, root, items)
    pages, ill = xhtml_pages(bundle)
    yield from ill
    yield from lint_each(pages, set(bundle.files))
    yield from _navigation(pages)
    if any(_is_text(path) for path in pages):  # a facsimile has the words of its pictures alone
        texts = words_of_pages(_texts(root, items, pages))
        yield from check_words(name, told_by_pages(pages.values()), texts)
    yield from credit(name, bundle.files[name])


def _archive(bundle: Bundle) -> Iterator[Finding]:
    first = bundle.members[0] if bundle.members else None
    if first is not None and (
        first.filename != "mimetype" or first.compress_type != zipfile.ZIP_STORED
    ):
        yield Finding(Code.EPUB_MIMETYPE, first.filename, "mimetype must come first, stored")
    elif bundle.files.get("mimetype") != b"application/epub+zip":
        yield Finding(Code.EPUB_MIMETYPE, "mimetype", "it must say application/epub+zip")


def _package(bundle: Bundle) -> tuple[str, etree._Element] | Finding:
    if _CONTAINER not in bundle.files:
        return Finding(Code.EPUB_PACKAGE, _CONTAINER, "it is missing")
    container = parsed(_CONTAINER, bundle.files[_CONTAINER])
    if isinstance(container, Finding):
        return container
    rootfile = container.find(".//{*}rootfile")
    name = "" if rootfile is None else rootfile.get("full-path", "")
    if name not in bundle.files:
        return Finding(Code.EPUB_PACKAGE, name or _CONTAINER, "there is no such package document")
    root = parsed(name, bundle.files[name])
    return root if isinstance(root, Finding) else (name, root)


def _metadata(name: str, package: etree._Element) -> Iterator[Finding]:
    for element in _REQUIRED:
        found = package.find(f"{{*}}metadata/{{http://purl.org/dc/elements/1.1/}}{element}")
        if found is None or not (found.text or "").strip():
            yield Finding(Code.EPUB_METADATA, name, f"no dc:{element}")
    properties = {meta.get("property") for meta in package.iterfind("{*}metadata/{*}meta")}
    if "dcterms:modified" not in properties:
        yield Finding(Code.EPUB_METADATA, name, "no dcterms:modified")


def _items(
    name: str, package: etree._Element, bundle: Bundle
) -> tuple[dict[str, str], list[Finding]]:
    """The manifest's items, id → path, and where it differs from the archive."""
    items: dict[str, str] = {}
    faults: list[Finding] = []
    for item in package.iterfind("{*}manifest/{*}item"):
        target = leads_to(item.get("href", ""), name)
        path = target[0] if target else unquote(item.get("href", ""))
        items[item.get("id", "")] = path
        if path not in bundle.files:
            told = f"{path} is listed and not there"
            faults.append(Finding(Code.EPUB_MANIFEST, name, told, line_of(item)))
    known = {*items.values(), name, "mimetype"}
    faults += [
        Finding(Code.EPUB_MANIFEST, name, f"{path} is there and not listed")
        for path in bundle.files
        if path not in known and not path.startswith("META-INF/")
    ]
    return items, faults


def _spine(name: str, package: etree._Element, items: Mapping[str, str]) -> Iterator[Finding]:
    references = package.findall("{*}spine/{*}itemref")
    if not references:
        yield Finding(Code.EPUB_SPINE, name, "the spine is empty")
    for reference in references:
        if reference.get("idref") not in items:
            told = f"no item {reference.get('idref')!r}"
            yield Finding(Code.EPUB_SPINE, name, told, line_of(reference))


def _texts(
    package: etree._Element, items: Mapping[str, str], pages: Pages
) -> Iterator[etree._Element]:
    """The bodies of the files that hold the text, in reading order."""
    for reference in package.iterfind("{*}spine/{*}itemref"):
        path = items.get(reference.get("idref", ""), "")
        if path in pages and _is_text(path):
            yield from pages[path].iterfind("{*}body")


def _is_text(path: str) -> bool:
    return _TEXT.fullmatch(PurePosixPath(path).name) is not None


def _navigation(pages: Pages) -> Iterator[Finding]:
    navs = {
        nav.get(_EPUB_TYPE, ""): (name, nav)
        for name, page in pages.items()
        for nav in page.iter("{*}nav")
    }
    if "toc" not in navs or navs["toc"][1].find(".//{*}a") is None:
        yield Finding(Code.EPUB_CONTENTS, "nav.xhtml", "there are no contents")
    marks = dict(_page_marks(pages))
    if not marks:
        yield Finding(Code.PAGES_MISSING, "", "no page is marked")
        return
    listed: set[tuple[str, str] | None] = set()
    if "page-list" in navs:
        name, nav = navs["page-list"]
        listed = {leads_to(link.get("href", ""), name) for link in nav.iter("{*}a")}
    for place, line in marks.items():
        if place not in listed:
            yield Finding(Code.PAGE_UNLISTED, place[0], f"{place[1]!r} is in no page list", line)


def _page_marks(pages: Pages) -> Iterator[tuple[tuple[str, str], int]]:
    for name, page in pages.items():
        for element in page.iter(etree.Element):
            if "pagebreak" in (element.get(_EPUB_TYPE) or "").split():
                yield (name, element.get("id", "")), line_of(element)
