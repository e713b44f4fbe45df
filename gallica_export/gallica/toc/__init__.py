"""The table of contents: TEI-like XML, or the HTML of older digitisations."""

from __future__ import annotations

import re

from msgspec import Struct

from gallica_export.ark import Ark
from gallica_export.gallica.toc.html import html_rows
from gallica_export.gallica.toc.lost_characters import restored
from gallica_export.gallica.toc.targets import Row, Targets
from gallica_export.gallica.toc.tei import tei_rows
from gallica_export.gallica.xml import decoded, parse_xml, refuse_wall, without_byte_order_mark
from gallica_export.model import Notice, NoticeKind, TocEntry

_WHAT = "the table of contents"
_FIRST_TAG = re.compile(rb"\s*(?:<[?!][^>]*>\s*)*<(?:\w+:)?([A-Za-z][\w.-]*)")
_HTML_TAGS = set(
    b"html head body div section nav main table ul ol dl p a span center h1 h2 h3 h4".split()
)


class Contents(Struct, frozen=True):
    """The entries of the contents, nested as the service has them."""

    entries: tuple[TocEntry, ...]
    notices: tuple[Notice, ...] = ()


def parse_toc(data: bytes, ark: Ark) -> Contents:
    """The contents of document ``ark``, in either of the two forms that the service has.

    Targets in other documents, which an index has, carry the other document's ARK. The œ and ’
    that the service itself lost are put back where they are certain, with a Notice.

    Raises DamagedAnswer.
    """
    data = without_byte_order_mark(data)
    refuse_wall(data, _WHAT)
    found = _FIRST_TAG.match(data)
    notices: list[Notice] = []
    if found and found[1].lower() in _HTML_TAGS:
        rows = _html(data, ark, notices)
    else:
        rows = _tei(data, ark, notices)
    entries = _nested(_mended(rows, notices))
    if not entries:
        notices.append(Notice(NoticeKind.TOC_EMPTY, f"{_WHAT} has no entries"))
    return Contents(entries, tuple(notices))


def _tei(data: bytes, ark: Ark, notices: list[Notice]) -> list[Row]:
    root, repairs = parse_xml(data, root=("TEI.2", "TEI"), what=_WHAT, recover=True)
    notices += repairs
    names = (text.get("id", "").removeprefix("tdm.") for text in root.iter("{*}text"))
    return tei_rows(root, Targets(ark, next(names, "")))


def _html(data: bytes, ark: Ark, notices: list[Notice]) -> list[Row]:
    text = decoded(data, _WHAT, notices, recover=True)
    return html_rows(text, _WHAT, Targets(ark, ""))


def _mended(rows: list[Row], notices: list[Notice]) -> list[Row]:
    """The rows with what was certainly lost in their titles put back."""
    count = 0
    for row in rows:
        row.title, restorations = restored(row.title)
        count += restorations
    if count:
        message = f"characters that the service had lost, put back into the contents: {count}"
        notices.append(Notice(NoticeKind.TOC_REPAIRED, message))
    return rows


def _nested(rows: list[Row]) -> tuple[TocEntry, ...]:
    """The rows as a tree, by their levels: each row holds the deeper ones that follow it."""
    following: list[tuple[int, TocEntry]] = []
    for row in reversed(rows):
        children = []
        while following and following[-1][0] > row.level:
            children.append(following.pop()[1])
        entry = TocEntry(title=row.title, children=tuple(children))
        if row.targets:
            first, *others = row.targets
            entry = TocEntry(
                title=row.title, target=first, others=tuple(others), children=tuple(children)
            )
        following.append((row.level, entry))
    return tuple(entry for _, entry in reversed(following))
