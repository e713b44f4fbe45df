"""What bytes are, by themselves: their kind, their root element, a wall instead of an answer.

Neither labels nor names are believed: services answer 200 with a page for people, and people
save files under any name. Pure.
"""

from __future__ import annotations

import re

from gallica_export.errors import DamagedAnswer
from gallica_export.gallica.services import Kind

_MAGIC = {b"\xff\xd8\xff": Kind.JPEG, b"\x89PNG\r\n\x1a\n": Kind.PNG}
_LAST = {Kind.JPEG: b"\xff\xd9", Kind.PNG: b"IEND\xaeB`\x82"}
_BYTE_ORDER_MARKS = {
    b"\xef\xbb\xbf": "utf-8",
    b"\xff\xfe": "utf-16-le",
    b"\xfe\xff": "utf-16-be",
}
_HEAD = 65_536
_PROLOG = re.compile(r"(?:\s|<\?.*?\?>|<!--.*?-->|<!doctype\b[^>\[]*>)+", re.IGNORECASE | re.DOTALL)
_HTML_TYPE = re.compile(r"<!doctype\s+html\b", re.IGNORECASE)
_START_TAG = re.compile(r"<(?:[\w.-]+:)?([\w.-]+)")
#: The elements that a page of HTML, or a piece of one, may begin with; no service's XML does.
_HTML_ROOTS = {
    *("html", "head", "body", "section", "nav", "main", "div", "center"),
    *("h1", "h2", "h3", "h4", "table", "ul", "ol", "dl", "p", "span", "a"),
}
_CHALLENGE = re.compile(
    rb"<altcha-widget|customAltcha_checkbox|/services/engine/search/altcha", re.IGNORECASE
)


def kind_of(body: bytes) -> Kind | None:
    """What ``body`` is by its first bytes; None if it is nothing that a service gives."""
    for magic, kind in _MAGIC.items():
        if body.startswith(magic):
            return kind
    prolog, root = _opening(body)
    if root.casefold() in _HTML_ROOTS or _HTML_TYPE.search(prolog):
        return Kind.HTML
    if root:
        return Kind.XML
    return Kind.JSON if without_byte_order_mark(body).lstrip()[:1] in (b"{", b"[") else None


def root_of(body: bytes) -> str:
    """The local name of the first element; empty if ``body`` does not begin like XML or HTML."""
    return _opening(body)[1]


def is_whole(kind: Kind, body: bytes) -> bool:
    """Whether a picture has its end; readers see to that for the other kinds."""
    return kind not in _LAST or body.rstrip(b"\0\r\n ").endswith(_LAST[kind])


def is_challenge(body: bytes) -> bool:
    """Whether this is the page that asks a visitor to prove that it is no program."""
    return _CHALLENGE.search(body) is not None


def refuse_wall(body: bytes, what: str) -> None:
    """Raise DamagedAnswer for nothing at all, and for the page that asks for a captcha."""
    if not body or body.isspace():
        raise DamagedAnswer(f"{what} is empty")
    if kind_of(body) is Kind.HTML and is_challenge(body):
        raise DamagedAnswer(f"{what} is Gallica's security check, a page for people")


def without_byte_order_mark(body: bytes) -> bytes:
    """``body`` as it would be had its writer left the mark out, in UTF-8 if it was UTF-16."""
    for mark, encoding in _BYTE_ORDER_MARKS.items():
        if body.startswith(mark):
            rest = body[len(mark) :]
            return rest if encoding == "utf-8" else rest.decode(encoding, "replace").encode()
    return body


def _opening(body: bytes) -> tuple[str, str]:
    """What stands before the first element, and that element's local name."""
    text = without_byte_order_mark(body[:_HEAD]).decode(errors="replace")
    prolog = _PROLOG.match(text)
    start = _START_TAG.match(text, prolog.end() if prolog else 0)
    return prolog[0] if prolog else "", start[1] if start else ""
