"""A book over a night at Gallica as it is: meters, lost connections, walls; the clock runs fast."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import pytest
from msgspec import to_builtins

from gallica_export.errors import Blocked, ServiceError
from gallica_export.gallica.assemble import assemble
from gallica_export.gallica.client import Client
from gallica_export.gallica.fetch import Step, fetch
from gallica_export.gallica.snapshot import Snapshot
from gallica_export.gallica.wire.budgets import Budgets
from gallica_export.gallica.wire.pacing import Limits
from gallica_export.model import Document
from gallica_export.reading import compose
from gallica_export.selection import Selection
from tests.clock import FakeClock
from tests.emulator import Gallica
from tests.emulator.meters import Metered, gallica_2026
from tests.press import Book, Specimen, press

VIEWS = 400
MINUTE, HOUR = 60.0, 3600.0
#: An hour's worth of OCR at Gallica's pace.
SOME = Selection.parse("1-120")
FEW = Selection.parse("1-40")
REFUSAL = b"Access Denied: 403 Access Interdit"

#: At a moment of the night, for a request: what befalls it, or None.
Event = Callable[[float, httpx.Request], httpx.Response | BaseException | None]


@cache
def book() -> Specimen:
    return press(Book.of_size(views=VIEWS, seed=12))


@pytest.fixture(autouse=True)
def bnf_document(monkeypatch: pytest.MonkeyPatch) -> None:
    """Specimens are asked only of loopback gateways; these gateways are no wire at all."""
    monkeypatch.setattr("gallica_export.gallica.client.TEST", "none")


class Night:
    """The gateways from evening to morning, as metered in 2026."""

    def __init__(self, *events: Event, links_alto: bool = True) -> None:
        self.events = events
        self.clock = FakeClock()
        self.budgets = Budgets(self.clock)
        gallica = Gallica([book()], links_alto=links_alto)
        self.metered = Metered(gallica.transport.handler, self.clock, gallica_2026())  # type: ignore[arg-type]
        self.asked: list[httpx.URL] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.clock.now += 0.3
        for event in self.events:
            befallen = event(self.clock.passed, request)
            if isinstance(befallen, BaseException):
                raise befallen
            if befallen is not None:
                self.asked.append(request.url)
                return befallen
        self.asked.append(request.url)
        return self.metered(request)

    def run(self, folder: Path, *, max_wait: float = 300, **options: Any) -> Snapshot:
        wanted: dict[str, Any] = {"images": "none", **options}
        limits = Limits(longest_wait=max_wait, disconnection=max(HOUR, max_wait))
        with Client(
            transport=httpx.MockTransport(self),
            limits=limits,
            budgets=self.budgets,
            clock=self.clock,
            sleep=self.clock.sleep,
        ) as client:
            return fetch(book().ark, client, folder, **wanted)

    @property
    def refused(self) -> int:
        """How many 429 there were."""
        return sum(meter.refused for meter in self.metered.meters)

    def asked_again(self) -> int:
        """Requests that were answered more than once, those behind a wall left out."""
        return sum(times - 1 for times in Counter(map(str, self.asked)).values())


def lost(since: float, until: float) -> Event:
    """No connection for a while."""

    def event(moment: float, _: httpx.Request) -> BaseException | None:
        is_silent = int(moment) % 2  # a cable that is out, and a line that is dead behind a router
        gone = httpx.ConnectTimeout("") if is_silent else httpx.ConnectError("no route")
        return gone if since <= moment < until else None

    return event


def refusing(host: str, since: float, until: float) -> Event:
    """A gateway refuses programs for a while."""

    def event(moment: float, request: httpx.Request) -> httpx.Response | None:
        is_shut = request.url.host == host and since <= moment < until
        return httpx.Response(403, content=REFUSAL) if is_shut else None

    return event


def is_right(snapshot: Snapshot, views: Selection | None = None) -> bool:
    """Whether every text of the views is there, byte for byte."""
    truth = book().snapshot_files(images=False)
    last = views.ranges[-1][1] if views else VIEWS
    wanted = [path for path in truth if int("0" + "".join(re.findall(r"/f(\d+)", path))) <= last]
    return all(snapshot.read(path) == truth[path] for path in wanted)


def test_a_night_with_everything_in_it(tmp_path: Path) -> None:
    """Two lost connections, a dead hour and a 403 later all views are there, none asked twice."""
    night = Night(
        lost(20 * MINUTE, 30 * MINUTE),
        refusing("gallica.bnf.fr", 80 * MINUTE, 85 * MINUTE),
        lost(120 * MINUTE, 170 * MINUTE),
    )
    snapshot = night.run(tmp_path / "s", gateway="gallica", max_wait=8 * HOUR)
    assert is_right(snapshot)
    assert night.refused == 0
    assert night.asked_again() == 1  # the one that met the wall
    assert night.clock.passed < 4.5 * HOUR


def test_a_wall_in_the_night_is_told_and_resumed(tmp_path: Path) -> None:
    """Where a wall is not sat out the error says what to do, and the next run asks for the rest."""
    night = Night(refusing("gallica.bnf.fr", 20 * MINUTE, 21 * MINUTE))
    with pytest.raises(Blocked, match=r"before .*\(\d+ answers are missing\)") as caught:
        night.run(tmp_path / "s", gateway="gallica", views=SOME)
    assert "What was fetched is kept" in caught.value.remedy
    assert "--gateway openapi, or with --max-wait 16m" in caught.value.remedy
    before = len(night.asked)
    with pytest.raises(Blocked):
        night.run(tmp_path / "s", gateway="gallica", views=SOME)
    assert len(night.asked) == before
    night.clock.sleep(15 * MINUTE)
    assert is_right(night.run(tmp_path / "s", gateway="gallica", views=SOME), SOME)
    assert night.asked_again() == 1
    assert night.refused == 0


def test_two_walls_one_after_the_other(tmp_path: Path) -> None:
    """When openapi refuses and then gallica, what is open goes on; nobody is asked in vain."""
    night = Night(
        refusing("openapi.bnf.fr", 2 * MINUTE, 24 * HOUR),
        refusing("gallica.bnf.fr", 10 * MINUTE, 11 * MINUTE),
    )
    snapshot = night.run(tmp_path / "s", max_wait=30 * MINUTE, views=SOME)
    assert is_right(snapshot, SOME)
    came = Counter(entry.gateway for entry in snapshot.entries if entry.path.startswith("alto/"))
    assert came["openapi"] > 40
    assert came["gallica"] > 40
    assert Snapshot.open(tmp_path / "s").entries == snapshot.entries
    assert night.refused == 0


def test_a_wall_before_the_contents_keeps_nothing_else_back(tmp_path: Path) -> None:
    """Contents that only a shut gateway has are asked for last; the views come through another."""
    night = Night(refusing("gallica.bnf.fr", 1, 24 * HOUR))
    with pytest.raises(Blocked, match=r"^gallica"):
        night.run(tmp_path / "s", views=FEW)
    snapshot = Snapshot.open(tmp_path / "s")
    assert snapshot.has("alto/f39.xml")
    assert not snapshot.has("toc.xml")
    assert sum(url.host == "gallica.bnf.fr" for url in night.asked) <= 3


@pytest.mark.parametrize(
    ("gateway", "images"), [("gallica", "none"), ("gallica", "thumbnails"), ("auto", "thumbnails")]
)
def test_the_announced_time_is_true(tmp_path: Path, gateway: str, images: str) -> None:
    """What is told before a fetch, and at its half, is right within a tenth."""
    night, told = Night(), []

    def report(step: Step) -> None:
        told.append((night.clock.passed, step))

    night.run(tmp_path / "s", gateway=gateway, images=images, views=FEW, progress=report)
    for moment, step in (told[0], told[len(told) // 2]):
        took = night.clock.passed - moment
        assert step.cost.seconds == pytest.approx(took, rel=0.1)
    assert told[0][1].cost.requests == len(told) - 1
    assert told[-1][1].cost.requests == 0


def test_the_time_left_follows_a_wall(tmp_path: Path) -> None:
    """When the fast gateway is shut amid a run, the time left is that of the slow one at once."""
    night, told = Night(refusing("openapi.bnf.fr", 2 * MINUTE, 24 * HOUR)), []

    def report(step: Step) -> None:
        told.append((night.clock.passed, step.cost.seconds))

    night.run(tmp_path / "s", views=SOME, progress=report)
    moment, left = next(one for one in told if one[0] > 2 * MINUTE + 10)
    assert left == pytest.approx(night.clock.passed - moment, rel=0.1)


def test_a_retry_after_of_an_hour_is_heeded_by_all(tmp_path: Path) -> None:
    """A long Retry-After ends the run with exit 7, and nobody asks that service before its end."""

    def event(moment: float, request: httpx.Request) -> httpx.Response | None:
        is_late = moment > MINUTE and "E=ALTO" in str(request.url)
        return httpx.Response(429, headers={"Retry-After": "3600"}) if is_late else None

    night = Night(event)
    with pytest.raises(ServiceError, match=r"asks to wait 60 minutes|has to wait"):
        night.run(tmp_path / "s", gateway="gallica", views=FEW)
    asked = len(night.asked)
    with pytest.raises(ServiceError, match="has to wait 60 minutes"):
        night.run(tmp_path / "s", gateway="gallica", views=FEW)
    assert len(night.asked) == asked
    night.events = ()
    night.clock.sleep(HOUR)
    assert is_right(night.run(tmp_path / "s", gateway="gallica", views=FEW), FEW)


def test_words_and_alto_side_by_side(tmp_path: Path) -> None:
    """A book of which half came as words and half as ALTO reads nearly as one of ALTO alone."""
    night = Night(links_alto=False)
    night.run(tmp_path / "s", gateway="openapi", images="none", views=Selection.parse("1-20"))
    mixed = night.run(tmp_path / "s", gateway="gallica", images="none", views=FEW)
    whole = Night().run(tmp_path / "t", gateway="gallica", views=FEW)
    kinds = Counter(path.partition("/")[0] for path in mixed.paths)
    assert min(kinds["alto"], kinds["annotations"]) > 15
    texts = [_words(assemble(one, views=FEW, images="none")) for one in (mixed, whole)]
    assert texts[1].total() > 3000
    assert sum((texts[0] - texts[1]).values()) < 0.02 * texts[1].total()
    assert sum((texts[1] - texts[0]).values()) < 0.02 * texts[1].total()


def _words(document: Document) -> Counter[str]:
    """The words of the reading text."""
    said = to_builtins(compose(document).reading)
    found: Counter[str] = Counter()

    def walk(value: object) -> None:
        if isinstance(value, dict):
            found.update(str(value.get("text", "")).split())
            value = list(value.values())
        if isinstance(value, list | tuple):
            for member in value:
                walk(member)

    walk(said)
    return found
