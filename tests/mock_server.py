from __future__ import annotations

import httpx

from gallica_export.ark import Ark
from gallica_export.gallica import services
from gallica_export.gallica.client import Client
from gallica_export.gallica.wire.budgets import Budgets
from tests.clock import FakeClock

ARK = Ark.parse("ark:/12148/bpt6k58017546")
SPECIMEN = Ark("99999", "bpt6k9990001w")
PAGINATION = services.PAGINATION.request(ARK)
ALTO = services.ALTO.request(ARK, view=12)
GOOD = b'<?xml version="1.0"?><livre><pages/></livre>'
CAPTCHA = (
    b'<!DOCTYPE html><html><body><altcha-widget challengeurl="/x"></altcha-widget></body></html>'
)


class Mock:
    """A client whose server is a function, and what was asked of it."""

    def __init__(self, *replies: httpx.Response | Exception, **options: object) -> None:
        self.asked: list[httpx.Request] = []
        self.clock = FakeClock()
        self._replies = list(replies)
        budgets = None if "base_url" in options else Budgets(self.clock)
        given = {
            "budgets": budgets,
            "clock": self.clock,
            "sleep": self.clock.sleep,
            "jitter": lambda: 1.0,
            **options,
        }
        self.client = Client(transport=httpx.MockTransport(self._answer), **given)  # type: ignore[arg-type]

    def _answer(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        reply = self._replies.pop(0) if len(self._replies) > 1 else self._replies[0]
        if isinstance(reply, Exception):
            raise reply
        return httpx.Response(reply.status_code, headers=reply.headers, stream=reply.stream)


def ok(body: bytes = GOOD, **headers: str) -> httpx.Response:
    return httpx.Response(200, headers=headers, content=body)


def fault(status: int, **headers: str) -> httpx.Response:
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx.Response(status, headers=names, content=b"sorry")


def gzipped(body: bytes) -> httpx.Response:
    return httpx.Response(200, headers={"content-encoding": "gzip"}, stream=httpx.ByteStream(body))
