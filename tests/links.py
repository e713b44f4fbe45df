"""A link checker for the HTML of an edition: it must hold together without a network."""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import unquote, urlsplit

import lxml.etree
import lxml.html

#: Names of canvases and ranges, at which nothing has to stand.
_ONLY_NAMES = re.compile(r"(?:[\w-]+-html/)?(?:canvas|range)/")
_POINTING = ("href", "src", "srcset", "poster", "data", "action")


def broken_links(files: Mapping[str, bytes], url: str = "") -> list[str]:
    """What is wrong with the addresses in the HTML among ``files``, which are named by their path.

    Links to no file or no anchor, absolute paths, and ids that stand twice in a file. A site that
    is published at ``url`` may name its own files by paths and addresses below it.
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
            told += _told_of(path, address, files, anchors, url)
    for path, address in _own_addresses(files, url):
        told += _told_of(path, address, files, anchors, url)
    return told


def _told_of(
    path: str,
    address: str,
    files: Mapping[str, bytes],
    anchors: Mapping[str, set[str]],
    url: str,
) -> Iterator[str]:
    relative = _below(address, url)
    parts = urlsplit(address if relative is None else relative)
    if relative is None and parts.scheme in ("http", "https", "ark", "data"):
        return
    start = posixpath.dirname(path) if relative is None else ""
    named = posixpath.join(start, unquote(parts.path))
    target = posixpath.normpath(named) if parts.path else path
    if relative is not None and (not parts.path or parts.path.endswith("/")):
        target = f"{parts.path}index.html"
    if parts.scheme or parts.netloc or parts.path.startswith("/") or target not in files:
        yield f"{path}: {address!r} leads nowhere"
    elif parts.fragment and parts.fragment not in anchors.get(target, ()):
        yield f"{path}: {address!r} names no anchor"


def _below(address: str, url: str) -> str | None:
    """``address`` relative to the site at ``url``, if it is written out in full."""
    for root in (url, urlsplit(url).path):
        if root and address.startswith(root):
            return address.removeprefix(root)
    return None


def _own_addresses(files: Mapping[str, bytes], url: str) -> Iterator[tuple[str, str]]:
    """What files for machines say of the site's own: those that are meant to be fetched."""
    for path, content in files.items():
        if path.endswith((".xml", ".atom")) and url:
            texts: Iterable[str] = map(str, lxml.etree.fromstring(content).itertext())
        elif path.endswith(".json") and url:
            texts = strings(json.loads(content))
        elif path.endswith(".html") and url:
            texts = (text for data in linked_data(content) for text in strings(data))
        else:
            continue
        for text in texts:
            if text.startswith(url) and not _ONLY_NAMES.match(text.removeprefix(url)):
                yield path, text


def linked_data(page: bytes) -> Iterator[Any]:
    """The JSON-LD of a page."""
    for script in _page(page).xpath("//script[@type='application/ld+json']"):
        yield json.loads(script.text)


def strings(data: Any) -> Iterator[str]:
    """Every string that is a value in ``data``, however deep."""
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict):
        for value in data.values():
            yield from strings(value)
    elif isinstance(data, list):
        for value in data:
            yield from strings(value)


def addresses(page: lxml.html.HtmlElement) -> Iterator[str]:
    """Every address on a page, of links and of what it loads."""
    for element in page.iter():
        yield from (element.attrib[name] for name in _POINTING if name in element.attrib)
        if element.tag == "meta" and element.get("property") in ("og:url", "og:image"):
            yield element.attrib["content"]


def _page(file: bytes) -> lxml.html.HtmlElement:
    return lxml.html.document_fromstring(file, parser=lxml.html.HTMLParser(encoding="utf-8"))
