"""A link checker for the HTML of an edition: it must hold together without a network."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from urllib.parse import unquote, urlsplit

import lxml.html

_POINTING = ("href", "src", "srcset", "poster", "data", "action")


def broken_links(files: Mapping[str, bytes]) -> list[str]:
    """What is wrong with the addresses in the HTML among ``files``, which are named by their path.

    Links to no file or no anchor, absolute paths, and ids that stand twice in a file.
    """
    pages = {
        path: _page(content)
        for path, content in files.items()
        if path.endswith((".html", ".xhtml"))
    }
    told = []
    anchors: dict[str, set[str]] = {}
    for path, page in pages.items():
        ids = [str(found) for found in page.xpath("//@id")]
        anchors[path] = set(ids)
        told += [f"{path}: id {name!r} twice" for name in anchors[path] if ids.count(name) > 1]
    for path, page in pages.items():
        for address in addresses(page):
            parts = urlsplit(address)
            if parts.scheme in ("http", "https", "ark", "data"):
                continue
            named = posixpath.join(posixpath.dirname(path), unquote(parts.path))
            target = posixpath.normpath(named) if parts.path else path
            if parts.scheme or parts.netloc or parts.path.startswith("/") or target not in files:
                told.append(f"{path}: {address!r} leads nowhere")
            elif parts.fragment and parts.fragment not in anchors.get(target, ()):
                told.append(f"{path}: {address!r} names no anchor")
    return told


def addresses(page: lxml.html.HtmlElement) -> Iterator[str]:
    """Every address on a page, of links and of what it loads."""
    for element in page.iter():
        yield from (element.attrib[name] for name in _POINTING if name in element.attrib)


def _page(file: bytes) -> lxml.html.HtmlElement:
    return lxml.html.document_fromstring(file, parser=lxml.html.HTMLParser(encoding="utf-8"))
