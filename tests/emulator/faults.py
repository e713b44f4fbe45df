"""What can go wrong between a Gallica and a client, and when it does."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from enum import StrEnum
from http import HTTPStatus
from random import Random

from msgspec import Struct
from msgspec.structs import replace

from tests.emulator import pages
from tests.emulator.messages import HTML, Answer


class Fault(StrEnum):
    """One way to fail."""

    LATENCY = "latency"
    ERROR = "error"
    UNAVAILABLE = "unavailable"
    TOO_MANY_SECONDS = "too-many-seconds"
    TOO_MANY_DATE = "too-many-date"
    TOO_MANY_GARBAGE = "too-many-garbage"
    FORBIDDEN = "forbidden"
    CAPTCHA_PAGE = "captcha-page"
    CAPTCHA_REDIRECT = "captcha-redirect"
    WRONG_TYPE = "wrong-type"
    RESET = "reset"
    HANG = "hang"
    DRIP = "drip"
    #: Content-Length promises more than comes.
    SHORT_BODY = "short-body"
    #: Content-Length admits to less than there is.
    LYING_LENGTH = "lying-length"
    #: No Content-Length, and the connection closes in mid-body.
    CUT_BODY = "cut-body"
    #: Content-Encoding gzip, without its end.
    CUT_GZIP = "cut-gzip"


class Plan(Struct, frozen=True, kw_only=True):
    """Which share of the requests fail, and how; the same seed fails the same requests."""

    rate: float = 0.0
    faults: tuple[Fault, ...] = ()
    seed: int = 1
    #: Seconds.
    retry_after: int = 1
    latency: float = 0.2
    hang: float = 30.0
    #: Between two bytes of a drip.
    gap: float = 0.05

    def fault(self, target: str, attempt: int) -> Fault | None:
        """What befalls the request for ``target`` when it is made for the ``attempt``-th time.

        It depends on nothing else, so threads that race do not change it.
        """
        random = Random(f"{self.seed}/{attempt}/{target}")
        if self.faults and random.random() < self.rate:
            return random.choice(self.faults)
        return None


IDEAL = Plan()
HOSTILE = Plan(
    rate=0.2,
    faults=(
        Fault.ERROR,
        Fault.UNAVAILABLE,
        Fault.TOO_MANY_SECONDS,
        Fault.RESET,
        Fault.SHORT_BODY,
        Fault.CUT_GZIP,
        Fault.CAPTCHA_PAGE,
        Fault.CUT_BODY,
    ),
)
BLOCKED = Plan(rate=1.0, faults=(Fault.FORBIDDEN, Fault.CAPTCHA_PAGE, Fault.CAPTCHA_REDIRECT))


class Ending(StrEnum):
    """How a connection is left."""

    KEEP = "keep"
    CLOSE = "close"
    RESET = "reset"


class Delivery(Struct, frozen=True, kw_only=True):
    """An answer as it goes over the wire."""

    payload: bytes
    #: Seconds before the first byte, and between two bytes.
    wait: float = 0.0
    gap: float = 0.0
    ending: Ending = Ending.KEEP


def deliver(answer: Answer, fault: Fault | None, plan: Plan) -> Delivery:
    """``answer`` over the wire, with ``fault`` if there is one."""
    if fault in _IN_ITS_STEAD:
        answer = _IN_ITS_STEAD[fault](answer, plan)
    if fault in _ON_THE_WIRE:
        return _ON_THE_WIRE[fault](answer, plan)
    return Delivery(payload=_whole(answer))


def _later(status: int, retry_after: str) -> Answer:
    return Answer(status, b"Too many requests", headers={"Retry-After": retry_after})


def _date_of(plan: Plan) -> str:
    return format_datetime(datetime.now(UTC) + timedelta(seconds=plan.retry_after), usegmt=True)


#: Faults that are another answer.
_IN_ITS_STEAD: dict[Fault | None, Callable[[Answer, Plan], Answer]] = {
    Fault.ERROR: lambda answer, plan: pages.broken(),
    Fault.UNAVAILABLE: lambda answer, plan: _later(503, str(plan.retry_after)),
    Fault.TOO_MANY_SECONDS: lambda answer, plan: _later(429, str(plan.retry_after)),
    Fault.TOO_MANY_DATE: lambda answer, plan: _later(429, _date_of(plan)),
    Fault.TOO_MANY_GARBAGE: lambda answer, plan: _later(429, "bientot"),
    Fault.FORBIDDEN: lambda answer, plan: pages.forbidden(),
    Fault.CAPTCHA_PAGE: lambda answer, plan: pages.altcha(),
    Fault.CAPTCHA_REDIRECT: lambda answer, plan: pages.to_altcha(),
    Fault.WRONG_TYPE: lambda answer, plan: replace(answer, content_type=HTML),
}


def _half(answer: Answer, length: int | None) -> Delivery:
    body = answer.body[: len(answer.body) // 2]
    return Delivery(payload=_written(answer, body, length), ending=Ending.CLOSE)


def _lying(answer: Answer) -> Delivery:
    payload = _written(answer, answer.body, len(answer.body) // 2)
    return Delivery(payload=payload, ending=Ending.CLOSE)


def _cut_gzip(answer: Answer) -> Delivery:
    packed = gzip.compress(answer.body, mtime=0)
    cut = packed[: max(len(packed) * 2 // 3, 12)]
    zipped = replace(answer, headers={**answer.headers, "Content-Encoding": "gzip"})
    return Delivery(payload=_written(zipped, cut, len(cut)))


#: Faults in how an answer is delivered.
_ON_THE_WIRE: dict[Fault | None, Callable[[Answer, Plan], Delivery]] = {
    Fault.RESET: lambda answer, plan: Delivery(payload=b"", ending=Ending.RESET),
    Fault.HANG: lambda answer, plan: Delivery(payload=b"", wait=plan.hang, ending=Ending.CLOSE),
    Fault.LATENCY: lambda answer, plan: Delivery(payload=_whole(answer), wait=plan.latency),
    Fault.DRIP: lambda answer, plan: Delivery(payload=_whole(answer), gap=plan.gap),
    Fault.SHORT_BODY: lambda answer, plan: _half(answer, len(answer.body)),
    Fault.LYING_LENGTH: lambda answer, plan: _lying(answer),
    Fault.CUT_BODY: lambda answer, plan: _half(answer, None),
    Fault.CUT_GZIP: lambda answer, plan: _cut_gzip(answer),
}


def _whole(answer: Answer) -> bytes:
    return _written(answer, answer.body, len(answer.body))


def _written(answer: Answer, body: bytes, length: int | None) -> bytes:
    """Status line, headers and body; ``length`` is what Content-Length says, None for no such."""
    lines = [
        f"HTTP/1.1 {answer.status} {HTTPStatus(answer.status).phrase}",
        f"Content-Type: {answer.content_type}",
        *(f"{name}: {value}" for name, value in answer.headers.items()),
        *([] if length is None else [f"Content-Length: {length}"]),
    ]
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + body
