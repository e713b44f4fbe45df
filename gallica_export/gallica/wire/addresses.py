"""Which addresses may be asked: the BnF's over https, or one loopback gateway."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import urljoin, urlsplit

from gallica_export.errors import ServiceError
from gallica_export.gallica.services import GATEWAYS

_BNF_HOST = re.compile(r"(?:[a-z0-9-]+\.)*bnf\.fr")


def checked_base(url: str) -> str:
    """``url`` without a final slash, if it may stand for a gateway; raises ServiceError."""
    try:
        parts = urlsplit(url)
        is_web = parts.scheme in ("http", "https") and parts.port != 0 and not set("?#") & set(url)
    except ValueError:
        is_web = False
    if not is_web or not (is_loopback(url) or is_of_the_bnf(url)):
        raise ServiceError(
            f"not an address of the BnF: {url[:200]!r}",
            remedy=f"Give {GATEWAYS['gallica']}, or a loopback address like http://127.0.0.1:8000.",
        )
    return url.rstrip("/")


def is_of_the_bnf(url: str) -> bool:
    """Whether this is an address of the BnF over https."""
    return url.startswith("https://") and _BNF_HOST.fullmatch(host_of(url)) is not None


def is_loopback(url: str) -> bool:
    """Whether this is an address of this very machine."""
    host = host_of(url)
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def joined(url: str, location: str) -> str:
    """Where a redirect from ``url`` leads; empty if that is no address."""
    try:
        return urljoin(url, location)
    except ValueError:
        return ""


def host_of(url: str) -> str:
    """The host in lower case; empty if there is none."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""
