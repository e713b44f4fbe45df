"""An EPUB taken apart, for the tests of both layouts."""

from __future__ import annotations

import zipfile
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from lxml import etree

from gallica_export.model import Document
from gallica_export.templating import Templates
from gallica_export.writers import Layout
from gallica_export.writers.epub import write_epub

NAMES = {
    "x": "http://www.w3.org/1999/xhtml",
    "epub": "http://www.idpf.org/2007/ops",
    "opf": "http://www.idpf.org/2007/opf",
    "dc": "http://purl.org/dc/elements/1.1/",
    "ncx": "http://www.daisy.org/z3986/2005/ncx/",
}
LANG = "{http://www.w3.org/XML/1998/namespace}lang"


@cache
def templates(lang: str = "fr") -> Templates:
    """Templates read once: reading them takes longer than rendering a small document."""
    return Templates(lang=lang)


def archive(document: Document, lang: str = "fr", layout: Layout = "reflowable") -> bytes:
    (file,) = write_epub(document, templates(lang), layout=layout)
    end = "-facsimile" if layout == "facsimile" else ""
    assert file.path == f"{document.name}{end}.epub"
    return file.content


def members(
    document: Document, lang: str = "fr", layout: Layout = "reflowable"
) -> dict[str, bytes]:
    """The files of the book by their path below EPUB/."""
    with zipfile.ZipFile(BytesIO(archive(document, lang, layout))) as opened:
        return {name.removeprefix("EPUB/"): opened.read(name) for name in opened.namelist()}


def saved(
    document: Document, folder: Path, lang: str = "fr", layout: Layout = "reflowable"
) -> Path:
    path = folder / f"{document.name}.epub"
    path.write_bytes(archive(document, lang, layout))
    return path


class Book:
    """An EPUB taken apart; every XML file in it is parsed, so it is well formed."""

    def __init__(self, document: Document, lang: str = "fr", layout: Layout = "reflowable") -> None:
        self.files = members(document, lang, layout)
        self.pages = {
            name: etree.fromstring(content)
            for name, content in self.files.items()
            if name.endswith((".xhtml", ".ncx", ".opf"))
        }

    def find(self, page: str, path: str) -> list[Any]:
        """The elements or attributes at ``path``."""
        found = self.pages[page].xpath(path, namespaces=NAMES)
        assert isinstance(found, list)
        return found

    def texts(self, page: str, path: str) -> list[str]:
        return [said(element) for element in self.find(page, path)]

    @property
    def text_files(self) -> list[str]:
        return [name for name in self.pages if name.startswith("text-")]

    @property
    def spine(self) -> list[str]:
        hrefs = {
            item.get("id"): item.get("href") for item in self.find("content.opf", "//opf:item")
        }
        refs = self.find("content.opf", "//opf:itemref/@idref")
        return [str(hrefs[str(ref)]) for ref in refs]

    def nav(self, kind: str) -> list[tuple[str, str]]:
        """The links of one of the navs, each with its text."""
        links = self.find("nav.xhtml", f"//x:nav[@epub:type='{kind}']//x:a")
        return [(said(link), str(link.get("href"))) for link in links]


def said(element: etree._Element) -> str:
    return " ".join("".join(map(str, element.itertext())).split())
