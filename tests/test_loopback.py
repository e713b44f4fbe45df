"""The loopback Gallica on a real connection: it fails as it is told to."""

from __future__ import annotations

import gzip
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email.utils import parsedate_to_datetime

import httpx
import pytest

from tests.emulator import BLOCKED, HOSTILE, Fault, Gallica, Loopback, Plan
from tests.press import Specimen, bundled

NAMED = {"User-Agent": "gallica-export/tests (+https://example.org)"}
PEOPLE_ONLY = "altcha-widget"


@pytest.fixture(scope="module")
def book() -> Specimen:
    return bundled()


@pytest.fixture(scope="module")
def gallica(book: Specimen) -> Gallica:
    return Gallica([book])


@contextmanager
def faulty(
    gallica: Gallica, *faults: Fault, **options: float
) -> Iterator[tuple[Loopback, httpx.Client]]:
    """A server on which every request fails in one of these ways, and a client for it."""
    plan = Plan(rate=1.0, faults=faults, **options)  # type: ignore[arg-type]  # one of its floats
    with (
        Loopback(gallica, plan) as server,
        httpx.Client(base_url=server.url, headers=NAMED, timeout=5) as client,
    ):
        yield server, client


def pagination(book: Specimen) -> str:
    return f"/services/Pagination?ark={book.ark.name}"


def test_server_gives_what_the_function_gives(gallica: Gallica, book: Specimen) -> None:
    """Over a real connection, kept open, the answers are those of the pure function."""
    with (
        Loopback(gallica) as server,
        httpx.Client(base_url=server.url, headers=NAMED) as client,
    ):
        for order in (1, 8, 9, 20):
            target = f"/RequestDigitalElement?O={book.ark.name}&E=ALTO&Deb={order}"
            assert client.get(target).content == book.files[f"alto/f{order}.xml"]
        assert client.get(f"/{book.ark}.texteBrut").status_code == 302
        assert [line.status for line in server.log.lines] == [200, 200, 200, 200, 302]


def test_log_tells_what_was_asked(gallica: Gallica, book: Specimen) -> None:
    """The log has every request in order, with its time, target, sender, status and fault."""
    with faulty(gallica, Fault.ERROR) as (server, client):
        client.get(pagination(book))
        client.get(pagination(book))
        first, second = server.log.lines
    assert first.time <= second.time
    assert first.target == pagination(book)
    assert first.path == "/services/Pagination"
    assert first.user_agent == NAMED["User-Agent"]
    assert (first.status, first.fault) == (500, Fault.ERROR)
    assert server.log.targets() == {pagination(book): 2}


@pytest.mark.parametrize(
    ("fault", "status"),
    [
        (Fault.ERROR, 500),
        (Fault.UNAVAILABLE, 503),
        (Fault.TOO_MANY_SECONDS, 429),
        (Fault.TOO_MANY_DATE, 429),
        (Fault.TOO_MANY_GARBAGE, 429),
        (Fault.FORBIDDEN, 403),
        (Fault.CAPTCHA_PAGE, 200),
        (Fault.CAPTCHA_REDIRECT, 302),
        (Fault.WRONG_TYPE, 200),
    ],
)
def test_faults_that_are_answers(
    gallica: Gallica, book: Specimen, fault: Fault, status: int
) -> None:
    """A fault that is another answer comes with its status and its headers."""
    with faulty(gallica, fault, retry_after=7) as (_, client):
        answer = client.get(pagination(book))
    assert answer.status_code == status
    match fault:
        case Fault.UNAVAILABLE | Fault.TOO_MANY_SECONDS:
            assert answer.headers["retry-after"] == "7"
        case Fault.TOO_MANY_DATE:
            moment = parsedate_to_datetime(answer.headers["retry-after"]).timestamp()
            assert 4 < moment - time.time() < 9
        case Fault.TOO_MANY_GARBAGE:
            assert not answer.headers["retry-after"].isdigit()
        case Fault.CAPTCHA_PAGE:
            assert PEOPLE_ONLY in answer.text
        case Fault.WRONG_TYPE:
            assert answer.headers["content-type"].startswith("text/html")
            assert answer.content == book.files["pagination.xml"]


@pytest.mark.parametrize("fault", [Fault.RESET, Fault.SHORT_BODY])
def test_broken_connections_are_errors_to_a_client(
    gallica: Gallica, book: Specimen, fault: Fault
) -> None:
    """A reset and a body that stops short of its length cannot be taken for an answer."""
    with faulty(gallica, fault) as (_, client), pytest.raises(httpx.TransportError):
        client.get(pagination(book))


@pytest.mark.parametrize("fault", [Fault.LYING_LENGTH, Fault.CUT_BODY])
def test_cut_bodies_look_whole_to_a_client(gallica: Gallica, book: Specimen, fault: Fault) -> None:
    """A body with a false length, or none and an early end, arrives as half of the answer."""
    with faulty(gallica, fault) as (_, client):
        body = client.get(pagination(book)).content
    whole = book.files["pagination.xml"]
    assert body == whole[: len(whole) // 2]


def test_cut_gzip_lacks_its_end(gallica: Gallica, book: Specimen) -> None:
    """A gzip body that is cut has a true length and no trailer."""
    with (
        faulty(gallica, Fault.CUT_GZIP) as (_, client),
        client.stream("GET", pagination(book)) as answer,
    ):
        raw = b"".join(answer.iter_raw())
    assert answer.headers["content-encoding"] == "gzip"
    assert len(raw) == int(answer.headers["content-length"])
    with pytest.raises(EOFError):
        gzip.decompress(raw)


def test_slow_answers_are_slow(gallica: Gallica, book: Specimen) -> None:
    """Latency delays an answer, a hang outlasts a client's patience, a drip goes byte by byte."""
    with faulty(gallica, Fault.LATENCY, latency=0.15) as (_, client):
        start = time.monotonic()
        assert client.get(pagination(book)).status_code == 200
        assert time.monotonic() - start >= 0.15
    with faulty(gallica, Fault.HANG) as (_, client), pytest.raises(httpx.ReadTimeout):
        client.get(pagination(book), timeout=0.2)
    with faulty(gallica, Fault.DRIP, gap=0.02) as (server, _):
        port = int(server.url.rpartition(":")[2])
        with socket.create_connection(("127.0.0.1", port)) as connection:
            lines = [f"GET {pagination(book)} HTTP/1.1", "User-Agent: tests", "", ""]
            connection.sendall("\r\n".join(lines).encode())
            assert len(connection.recv(1)) == 1
            time.sleep(0.2)
            assert 1 <= len(connection.recv(65_536)) <= 20


def test_a_stopping_server_waits_for_no_hang(gallica: Gallica, book: Specimen) -> None:
    """Leaving the block ends a server at once, whatever hangs."""
    start = time.monotonic()
    with faulty(gallica, Fault.HANG, hang=60) as (_, client), pytest.raises(httpx.ReadTimeout):
        client.get(pagination(book), timeout=0.1)
    assert time.monotonic() - start < 5


def test_plans_fail_the_share_that_they_promise() -> None:
    """The hostile plan fails one request in five, whatever the order, and a blocked one all."""
    targets = [f"/RequestDigitalElement?O=x&E=ALTO&Deb={view}" for view in range(2_000)]
    faults = [HOSTILE.fault(target, 1) for target in targets]
    assert 0.17 < sum(fault is not None for fault in faults) / len(targets) < 0.23
    assert set(faults) == {None, *HOSTILE.faults}
    assert faults == [HOSTILE.fault(target, 1) for target in targets]
    assert faults != [HOSTILE.fault(target, 2) for target in targets]
    assert None not in {BLOCKED.fault(target, 1) for target in targets}
