"""A night at Gallica in a second: the clock runs fast, the meters are those of 2026."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import httpx
from msgspec import Struct

from gallica_export.errors import Blocked
from gallica_export.gallica.client import Client
from gallica_export.gallica.fetch import fetch
from gallica_export.gallica.wire.budgets import Budgets
from gallica_export.selection import Images
from tests.clock import FakeClock
from tests.emulator import Gallica
from tests.emulator.meters import Metered, gallica_2026
from tests.press import Book, press


class Use(Struct, frozen=True):
    """How a permitted rate was used."""

    gateway: str
    service: str
    requests: int
    refused: int
    #: Of what was permitted.
    share: float
    hours: float


def uses(views: int = 120, images: Images = "thumbnails") -> Iterator[Use]:
    """A book through each gateway, and the meters after it."""
    book = press(Book.of_size(views=views, seed=12))
    for gateway in ("gallica", "openapi"):
        clock = FakeClock()
        metered = Metered(Gallica([book]).transport.handler, clock, gallica_2026())  # type: ignore[arg-type]
        with tempfile.TemporaryDirectory() as folder, _client(metered, clock) as client:
            fetch(book.ark, client, Path(folder), gateway=gateway, images=images)
        for meter in metered.meters:
            if meter.asked > 1:
                found = meter.asked, meter.refused, meter.use
                yield Use(gateway, meter.name, *found, clock.passed / 3600)


def requests_after_a_wall() -> int:
    """How often a gateway is asked, in ten runs, between its refusal and its time."""
    book = press(Book.of_size(views=8, seed=12))
    clock, asked = FakeClock(), 0

    def refuse(_: httpx.Request) -> httpx.Response:
        nonlocal asked
        asked += 1
        return httpx.Response(403, content=b"Access Denied: 403 Access Interdit")

    budgets = Budgets(clock)
    for _ in range(10):
        with tempfile.TemporaryDirectory() as folder, _client(refuse, clock, budgets) as client:
            try:
                fetch(book.ark, client, Path(folder) / "s", gateway="gallica", images="none")
            except Blocked:
                clock.sleep(60)
    return asked - 2  # the first of gallica, and of the gateway for records


def _client(handler: object, clock: FakeClock, budgets: Budgets | None = None) -> Client:
    return Client(
        "http://127.0.0.1:9",  # stands for every gateway
        transport=httpx.MockTransport(handler),  # type: ignore[arg-type]
        budgets=budgets or Budgets(clock),
        clock=clock,
        sleep=clock.sleep,
    )
