"""What an answer is, and whether it is what the service promises. Pure.

The services answer 200 with a captcha page, an error in HTML, or half a document; HTTP libraries
accept a compressed body that was cut. Nothing is stored before it has passed here.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping

from gallica_export.errors import (
    AccessRestricted,
    Blocked,
    DamagedAnswer,
    NotFound,
    ServiceError,
)
from gallica_export.gallica.services import Kind, Request, Service
from gallica_export.gallica.sniffing import is_challenge, is_whole, kind_of, root_of
from gallica_export.gallica.wire.pacing import TransientError, Trouble, seconds_to_wait
from gallica_export.gallica.wire.partner import throttle_of

_TRANSIENT = {429, 500, 502, 503, 504}
_LONGEST_EXPLANATION = 65_536
_TROUBLES = {429: Trouble.THROTTLED, 500: Trouble.ERROR}
_MOST_MEMBERS = 1_000  # each costs a copy of what follows it

CAPTCHA = "it asks for a captcha instead of answering"
REFUSAL = "it refuses programs for now (403)"
NO_ENTRY = "it does not accept these credentials (401)"


def judge(
    request: Request, status: int, headers: Mapping[str, str], raw: bytes, now: float
) -> None:
    """Return for status 200; raise what any other status means.

    Raises Blocked, NotFound, AccessRestricted, ServiceError, or TransientError for what may pass.
    """
    if status == 200:
        return
    body = _explanation(raw, headers.get("content-encoding", ""))
    if is_challenge(body):
        raise Blocked(CAPTCHA)
    if status in (404, 410):
        raise NotFound(f"the BnF does not have {request}")
    if status == 451 or (status in (401, 403) and _is_restriction(body)):
        raise AccessRestricted(f"{request} is not open to everyone")
    if status == 403:
        raise Blocked(REFUSAL)
    if status == 401 and request.service.gateway == "partner":
        raise Blocked(NO_ENTRY)
    if status in _TRANSIENT:
        spent = throttle_of(body, now)
        wait = seconds_to_wait(headers.get("retry-after"), now)
        wait = spent if wait is None else wait
        trouble = Trouble.OTHER if spent is None else Trouble.THROTTLED
        trouble = _TROUBLES.get(status, trouble)
        raise TransientError(f"the service answered {status}{_asking(wait)}", trouble, wait=wait)
    raise ServiceError(f"{request}: the service answered {status}")


def verify(service: Service, body: bytes) -> Kind:
    """The kind of ``body``, when it is one that ``service`` gives.

    Raises Blocked for the captcha page and DamagedAnswer for anything else that was not promised.
    """
    kind = kind_of(body)
    if kind is Kind.HTML and is_challenge(body):
        raise Blocked(CAPTCHA)
    if not body.strip():
        raise DamagedAnswer("the answer is empty")
    if kind is None or kind not in service.kinds:
        raise DamagedAnswer(f"the answer is {_named(kind)}, not {_named(service.kinds[0])}")
    if kind is Kind.XML and (root := root_of(body)) not in service.roots:
        raise DamagedAnswer(f"the answer begins with <{root}> instead of <{service.roots[0]}>")
    if not is_whole(kind, body):
        raise DamagedAnswer("the picture lacks its end")
    return kind


def decoded(raw: bytes, encoding: str, largest: int) -> bytes:
    """``raw`` without its content coding, which must be complete: every gzip member, its trailer.

    Raises DamagedAnswer for a body that was cut or altered, is coded in a way that was not asked
    for, or grows beyond ``largest`` bytes.
    """
    coding = encoding.strip().lower()
    if coding in ("", "identity"):
        return raw
    if coding not in ("gzip", "x-gzip"):
        raise DamagedAnswer(f"the answer is coded as {coding[:20]!r}, which was not asked for")
    parts: list[bytes] = []
    size = 0
    while raw:
        if len(parts) == _MOST_MEMBERS:
            raise DamagedAnswer("the compressed answer is in too many parts")
        member = zlib.decompressobj(wbits=31)
        try:
            part = member.decompress(raw, largest - size + 1)
        except zlib.error as error:
            raise DamagedAnswer("the compressed answer was altered on its way") from error
        size += len(part)
        if size > largest:
            raise DamagedAnswer(f"the answer is larger than {largest >> 20} MiB")
        if not member.eof:
            raise DamagedAnswer("the compressed answer was cut")
        parts.append(part)
        raw = member.unused_data
    return b"".join(parts)


def _explanation(raw: bytes, coding: str) -> bytes:
    """What a refusal says, as far as it can be read."""
    try:
        return decoded(raw, coding, len(raw) + _LONGEST_EXPLANATION)
    except DamagedAnswer:
        return raw


def _asking(wait: float | None) -> str:
    if not wait:
        return ""
    return (
        f" and asks to wait {wait:.0f} s"
        if wait < 120
        else (f" and asks to wait {wait / 60:.0f} minutes")
    )


def _is_restriction(body: bytes) -> bool:
    """Whether a refusal is about the document, rather than about programs."""
    try:
        said = json.loads(body)
    except ValueError:
        return False
    return isinstance(said, dict) and said.get("reason") == "Forbidden"


def _named(kind: Kind | None) -> str:
    return "of an unknown kind" if kind is None else str(kind).upper()
