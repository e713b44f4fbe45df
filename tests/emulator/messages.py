"""What goes to a Gallica and what comes back."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

XML = "text/xml;charset=UTF-8"
HTML = "text/html;charset=UTF-8"
JSON = "application/json;charset=UTF-8"
JPEG = "image/jpeg"


class Request(Struct, frozen=True, kw_only=True):
    """A request; names of headers are in lower case."""

    method: str = "GET"
    host: str = "gallica.bnf.fr"
    #: Path and query, as sent.
    target: str
    headers: Mapping[str, str] = {}


class Answer(Struct, frozen=True):
    """A whole answer, before any fault."""

    status: int
    body: bytes = b""
    content_type: str = HTML
    #: Further headers.
    headers: Mapping[str, str] = {}
