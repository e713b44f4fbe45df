from __future__ import annotations

import gzip
import socket
import socketserver
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from email.utils import formatdate
from pathlib import Path

import httpx
import pytest

from gallica_export import __version__
from gallica_export.ark import Ark
from gallica_export.errors import (
    AccessRestricted,
    Blocked,
    DamagedAnswer,
    GallicaExportError,
    NotFound,
    ServiceError,
)
from gallica_export.gallica import services
from gallica_export.gallica.client import USER_AGENT, Client
from gallica_export.gallica.pacing import Limits, Pacer
from gallica_export.gallica.services import Kind
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
        given = {"clock": self.clock, "sleep": self.clock.sleep, "jitter": lambda: 1.0, **options}
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


# --- good answers ------------------------------------------------------------------------------


def test_good_answer_carries_its_origin() -> None:
    """A good answer comes with its bytes, kind, address, status, label and time."""
    mock = Mock(httpx.Response(200, headers={"content-type": "text/xml"}, content=GOOD))
    answer = mock.client.get(PAGINATION)
    assert (answer.body, answer.kind, answer.status) == (GOOD, Kind.XML, 200)
    assert answer.url == "https://gallica.bnf.fr/services/Pagination?ark=bpt6k58017546"
    assert answer.content_type == "text/xml"
    assert answer.fetched == "2026-11-20T10:00:00Z"


def test_client_says_who_it_is() -> None:
    """Every request names the program, its version and where to learn more, and no browser."""
    mock = Mock(ok())
    mock.client.get(PAGINATION)
    assert mock.asked[0].headers["user-agent"] == USER_AGENT
    assert USER_AGENT.startswith(f"gallica-export/{__version__} (+https://")
    assert mock.asked[0].headers["accept-encoding"] == "gzip"


def test_gzip_of_several_members_is_read_whole() -> None:
    """All members of a gzip body are decoded, which httpx by itself does not do."""
    body = gzip.compress(GOOD[:20]) + gzip.compress(GOOD[20:])
    assert Mock(gzipped(body)).client.get(PAGINATION).body == GOOD


def test_each_gateway_has_its_address() -> None:
    """The OAI gateway is asked at its own host."""
    mock = Mock(ok(b"<OAI-PMH/>"))
    assert mock.client.get(services.OAI.request(ARK)).url.startswith("https://oai.bnf.fr/oai2/")


def gzipped(body: bytes) -> httpx.Response:
    return httpx.Response(200, headers={"content-encoding": "gzip"}, stream=httpx.ByteStream(body))


# --- what may pass -----------------------------------------------------------------------------


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_passing_faults_are_asked_again(status: int) -> None:
    """A fault that may pass is followed by the same question, and its answer counts."""
    mock = Mock(fault(status), ok())
    assert mock.client.get(PAGINATION).body == GOOD
    assert len(mock.asked) == 2


def test_retry_after_in_seconds_is_obeyed() -> None:
    """The server's wait is kept, and a little more."""
    mock = Mock(fault(503, retry_after="17"), ok())
    mock.client.get(PAGINATION)
    assert 17 <= max(mock.clock.pauses) <= 18


def test_retry_after_as_a_date_is_obeyed() -> None:
    """A wait that is given as a date is kept."""
    mock = Mock(ok())
    date = formatdate(mock.clock.now + 90, usegmt=True)
    mock = Mock(fault(503, retry_after=date), ok())
    mock.client.get(PAGINATION)
    assert 89 <= max(mock.clock.pauses) <= 91


@pytest.mark.parametrize("header", ["soon", "", "-5", "1e9", "Thu, 99 Foo"])
def test_senseless_retry_after_is_ignored(header: str) -> None:
    """A Retry-After that makes no sense changes nothing."""
    mock = Mock(fault(503, retry_after=header), ok())
    mock.client.get(PAGINATION)
    assert max(mock.clock.pauses) <= 12


def test_too_long_a_wait_ends_the_request() -> None:
    """A wait of an hour is an error that says so, not an hour of silence."""
    mock = Mock(fault(503, retry_after="3600"), ok())
    with pytest.raises(ServiceError, match=r"503.*asks to wait 60 minutes"):
        mock.client.get(PAGINATION)
    assert len(mock.asked) == 1


def test_six_tries_at_most() -> None:
    """A question is put six times and no more."""
    mock = Mock(fault(503), limits=Limits(outage=1e6))
    with pytest.raises(ServiceError, match=r"the pagination of ark:/12148/.*503 \(6 times\)"):
        mock.client.get(PAGINATION)
    assert len(mock.asked) == 6


def test_server_error_is_asked_thrice() -> None:
    """A 500 often means an unknown document, so it is not repeated for long."""
    mock = Mock(fault(500))
    with pytest.raises(ServiceError):
        mock.client.get(PAGINATION)
    assert len(mock.asked) == 3


def test_pauses_grow_and_are_jittered() -> None:
    """Without a Retry-After the pauses double, and chance shortens them."""
    longest = Mock(fault(503), base_url="http://127.0.0.1:9")
    with pytest.raises(ServiceError):
        longest.client.get(PAGINATION)
    assert longest.clock.pauses == [0.5, 1, 2, 4, 8]
    shortest = Mock(fault(503), base_url="http://127.0.0.1:9", jitter=lambda: 0.0)
    with pytest.raises(ServiceError):
        shortest.client.get(PAGINATION)
    assert sum(shortest.clock.pauses) == 0


def test_an_outage_ends_within_a_minute() -> None:
    """When nothing is answered at all, a run gives up before a minute has passed."""
    mock = Mock(httpx.ReadTimeout("silence"), base_url="http://127.0.0.1:9")
    mock.clock.each_request_takes = 15
    mock.client._exchange = mock.clock.timed(mock.client._exchange)  # type: ignore[method-assign]
    for service in (services.OAIRECORD, services.OAI):
        with pytest.raises(ServiceError, match="in time"):
            mock.client.get(service.request(ARK))
    assert mock.clock.passed < 60


def test_repeats_are_rationed() -> None:
    """A run that gets no good answer stops repeating, so that an outage is not made worse."""
    mock = Mock(fault(503), limits=Limits(outage=1e6))
    for _ in range(30):
        with pytest.raises(ServiceError):
            mock.client.get(PAGINATION)
    assert len(mock.asked) == 30 + Limits().repeats


@pytest.mark.parametrize(
    "error",
    [
        httpx.ConnectError("no route"),
        httpx.ReadError("reset"),
        httpx.RemoteProtocolError("cut"),
        httpx.ReadTimeout("late"),
        httpx.PoolTimeout("full"),
        httpx.TooManyRedirects("round"),
        httpx.UnsupportedProtocol("odd"),
        httpx.InvalidURL("bad"),
        httpx.DecodingError("gzip"),
        httpx.StreamClosed(),
        OverflowError("port must be 0-65535"),
        OSError("odd"),
        ValueError("odd"),
        ExceptionGroup("several", [OSError("odd")]),
        RuntimeError("client is closed"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_foreign_exceptions_are_mapped(error: Exception) -> None:
    """Whatever httpx raises becomes one of the program's own errors, in one line."""
    with pytest.raises(ServiceError) as caught:
        Mock(error).client.get(PAGINATION)
    assert "\n" not in str(caught.value)
    assert "the pagination of ark:/12148/bpt6k58017546" in str(caught.value)


# --- what is not there, or not for us ----------------------------------------------------------


def test_absence_is_final() -> None:
    """A 404 is said at once, as an absence and not as a fault."""
    mock = Mock(fault(404))
    with pytest.raises(NotFound, match="the OCR of view 12"):
        mock.client.get(ALTO)
    assert len(mock.asked) == 1


def test_restricted_document_is_told_from_a_wall() -> None:
    """A 403 about the document does not make the client give the gateway up."""
    body = b'{"reason":"Forbidden"}'
    mock = Mock(httpx.Response(403, content=body), ok())
    with pytest.raises(AccessRestricted):
        mock.client.get(PAGINATION)
    assert mock.client.get(PAGINATION).body == GOOD


WALLS = {
    "403": httpx.Response(403, content=b"Access Denied: 403 Access Interdit"),
    "captcha": ok(CAPTCHA),
    "captcha with 503": httpx.Response(503, content=CAPTCHA),
    "redirect": httpx.Response(302, headers={"location": "/services/engine/search/altcha?x=1"}),
}


@pytest.mark.parametrize("wall", WALLS.values(), ids=WALLS.keys())
def test_nothing_is_asked_after_a_wall(wall: httpx.Response) -> None:
    """After a refusal of programs the gateway is not asked again in this run; others are."""
    mock = Mock(wall, ok(b"<OAI-PMH/>"))
    for _ in range(3):
        with pytest.raises(Blocked):
            mock.client.get(PAGINATION)
    assert len(mock.asked) == 1
    mock.client.get(services.OAI.request(ARK))


def test_recorded_captcha_is_recognised(shared: Path) -> None:
    """The captcha page as Gallica really serves it is a wall, for XML and for pictures."""
    pages = sorted(shared.glob("samples/xerocr/*/error.altcha.*.html"))
    assert pages
    for page in pages:
        for request in (ALTO, services.IMAGE.request(ARK, view=1, size=",1000")):
            with pytest.raises(Blocked):
                Mock(ok(page.read_bytes())).client.get(request)


def test_silence_after_a_refusal_is_a_wall() -> None:
    """A server that falls silent after a 429 is refusing, and is left in peace."""
    mock = Mock(fault(429), httpx.ReadTimeout("silence"), ok())
    with pytest.raises(Blocked, match="fell silent"):
        mock.client.get(ALTO)
    with pytest.raises(Blocked):
        mock.client.get(PAGINATION)
    assert len(mock.asked) == 2


def test_specimens_are_never_asked_of_the_bnf() -> None:
    """A document of the test authority is asked only of a loopback gateway."""
    mock = Mock(ok())
    with pytest.raises(NotFound, match="specimen"):
        mock.client.get(services.PAGINATION.request(SPECIMEN))
    assert mock.asked == []
    loopback = Mock(ok(), base_url="http://localhost:9")
    loopback.client.get(services.PAGINATION.request(SPECIMEN))
    assert loopback.asked[0].url.host == "localhost"


# --- where to ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "url",
    [
        "",
        "file:///etc/passwd",
        "http://gallica.bnf.fr",
        "https://gallica.bnf.fr.example.org",
        "https://gallica.bnf.fr@example.org",
        "https://example.org\\.bnf.fr",
        "https://xbnf.fr",
        "http://192.168.1.1",
        "http://169.254.169.254/latest",
        "http://127.0.0.1:99999",
        "http://127.0.0.1:port",
        "http://[::1",
        "ftp://127.0.0.1",
    ],
)
def test_only_the_bnf_and_this_machine_are_asked(url: str) -> None:
    """A base address that is neither the BnF's nor a loopback one is refused before any request."""
    with pytest.raises(ServiceError, match="not an address of the BnF"):
        Client(url)


@pytest.mark.parametrize("url", ["http://127.0.0.1:8000/", "http://localhost", "http://[::1]:80"])
def test_a_loopback_gateway_stands_for_all(url: str) -> None:
    """A loopback address is accepted and asked in place of every gateway."""
    with Client(url) as client:
        for service in (services.OAIRECORD, services.OAI):
            assert client.url(service.request(ARK)).startswith(url.rstrip("/") + "/")


def test_redirects_stay_at_the_bnf() -> None:
    """A redirect within the BnF is followed, and the answer bears the address that was asked."""
    mock = Mock(httpx.Response(301, headers={"location": "https://www.bnf.fr/there"}), ok())
    assert mock.client.get(PAGINATION).url.startswith("https://gallica.bnf.fr/services/")
    assert mock.asked[1].url == "https://www.bnf.fr/there"


@pytest.mark.parametrize(
    "target",
    ["https://example.org/", "http://gallica.bnf.fr/", "http://127.0.0.1/", "//evil.org/x"],
)
def test_redirects_elsewhere_are_refused(target: str) -> None:
    """A redirect to another site, to plain http, to this machine or to nowhere is not followed."""
    mock = Mock(httpx.Response(302, headers={"location": target}))
    with pytest.raises(ServiceError):
        mock.client.get(PAGINATION)
    assert {request.url.host for request in mock.asked} == {"gallica.bnf.fr"}


def test_endless_redirects_end() -> None:
    """A chain of redirects is given up."""
    mock = Mock(httpx.Response(302, headers={"location": "/services/Pagination?again"}))
    with pytest.raises(ServiceError, match="from one address to the next"):
        mock.client.get(PAGINATION)
    assert len(mock.asked) == 4


def test_bad_settings_of_the_machine_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """A proxy that cannot be used is an error in one line, when something is asked for."""
    monkeypatch.setenv("HTTPS_PROXY", "gopher://nowhere")
    with Client() as client, pytest.raises(ServiceError, match="cannot be set up"):
        client.get(PAGINATION)


def test_a_client_that_asks_nothing_costs_nothing() -> None:
    """Httpx is not even imported before the first request."""
    code = (
        "import sys\n"
        "from gallica_export.gallica.client import Client\n"
        "with Client(): pass\n"
        "assert 'httpx' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


# --- wrong bytes -------------------------------------------------------------------------------

WRONG = {
    "empty": ok(b""),
    "html": ok(b"<!doctype html><html><body>Maintenance</body></html>"),
    "other root": ok(b"<results countResults='0'/>"),
    "json": ok(b'{"error": "?"}'),
    "text": ok(b"ok"),
    "cut gzip": gzipped(gzip.compress(GOOD)[:-9]),
    "altered gzip": gzipped(gzip.compress(GOOD)[:-5] + b"\0\0\0\0\0"),
    "garbage after gzip": gzipped(gzip.compress(GOOD) + b"garbage"),
    "unknown coding": httpx.Response(
        200, headers={"content-encoding": "br"}, stream=httpx.ByteStream(GOOD)
    ),
}


@pytest.mark.parametrize("reply", WRONG.values(), ids=WRONG.keys())
def test_wrong_bytes_are_refused(reply: httpx.Response) -> None:
    """What is not the service's answer is asked for once more; the same again is an error."""
    mock = Mock(reply)
    with pytest.raises(DamagedAnswer, match="the pagination of"):
        mock.client.get(PAGINATION)
    assert len(mock.asked) == 2


@pytest.mark.parametrize("reply", WRONG.values(), ids=WRONG.keys())
def test_wrong_bytes_may_pass(reply: httpx.Response) -> None:
    """A good answer after wrong bytes is taken."""
    assert Mock(reply, ok()).client.get(PAGINATION).body == GOOD


def test_short_body_is_noticed() -> None:
    """A body shorter than announced is a fault."""
    short = httpx.Response(200, headers={"content-length": "500"}, stream=httpx.ByteStream(GOOD))
    with pytest.raises(ServiceError, match=f"{len(GOOD)} of 500 bytes"):
        Mock(short).client.get(PAGINATION)


def test_a_bomb_is_not_unpacked() -> None:
    """A small body that unpacks to more than the service may give is refused unread."""
    bomb = gzip.compress(bytes(services.PAGINATION.largest + 1))
    started = time.process_time()
    with pytest.raises(DamagedAnswer, match="larger than 64 MiB"):
        Mock(gzipped(bomb)).client.get(PAGINATION)
    assert time.process_time() - started < 5


def test_an_answer_must_please_its_reader() -> None:
    """An answer that the reader refuses is asked for again, and never returned."""
    seen: list[bytes] = []

    def check(body: bytes) -> None:
        seen.append(body)
        if b"good" not in body:
            raise DamagedAnswer("cut in the middle")

    mock = Mock(ok(b"<livre>1"), ok(b"<livre>2"), ok(b"<livre>good"))
    assert mock.client.get(PAGINATION, check).body == b"<livre>good"
    assert len(seen) == 3


@pytest.mark.parametrize(
    "picture", [b"\xff\xd8\xff\xe0 cut", b"\x89PNG\r\n\x1a\n cut"], ids=["jpeg", "png"]
)
def test_a_cut_picture_is_refused(picture: bytes) -> None:
    """A picture without its end is not one."""
    with pytest.raises(DamagedAnswer, match="lacks its end"):
        Mock(ok(picture)).client.get(services.IMAGE.request(ARK, view=1, size=",1000"))


def test_recorded_pictures_are_whole(shared: Path) -> None:
    """Every picture that the BnF really sent passes."""
    pictures = sorted(shared.glob("samples/*/*/i*.jpg"))
    assert len(pictures) >= 5
    for picture in pictures:
        mock = Mock(ok(picture.read_bytes()))
        assert mock.client.get(services.IMAGE.request(ARK, view=1, size=",1000")).kind is Kind.JPEG


# --- pace --------------------------------------------------------------------------------------


def test_ocr_is_asked_for_at_the_pace_that_gallica_bears() -> None:
    """Four views at once, then one in 25 seconds."""
    mock = Mock(ok(b"<alto/>"))
    for view in range(1, 8):
        mock.client.get(services.ALTO.request(ARK, view=view))
    assert mock.clock.pauses == [25, 25, 25]


def test_a_refusal_empties_the_bucket() -> None:
    """After a 429 the burst is gone and the next request waits a full interval."""
    mock = Mock(fault(429), ok(b"<alto/>"), jitter=lambda: 0.0)
    mock.client.get(ALTO)
    assert mock.clock.passed == 25


def test_a_loopback_gateway_is_not_paced() -> None:
    """A gateway on this machine is asked as fast as it answers, unless a pacer is given."""
    fast = Mock(ok(b"<alto/>"), base_url="http://127.0.0.1:9")
    for _ in range(20):
        fast.client.get(ALTO)
    assert fast.clock.passed == 0
    clock = FakeClock()
    slow = Mock(ok(b"<alto/>"), base_url="http://127.0.0.1:9", pacer=Pacer(clock, clock.sleep))
    for _ in range(5):
        slow.client.get(ALTO)
    assert clock.passed == 25


# --- a real server -----------------------------------------------------------------------------

Behaviour = Callable[[socket.socket], None]
QUICK = Limits(silence=0.3, slowest=1000, longest=2, tries=2)


@contextmanager
def serving(behave: Behaviour) -> Iterator[str]:
    """A loopback server that reads each request's head, then does with the socket as it is told."""

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            head = b""
            while b"\r\n\r\n" not in head:
                part = self.request.recv(4096)
                if not part:
                    return
                head += part
            with suppress(OSError):  # the client may have gone, as it should
                behave(self.request)

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True
        block_on_close = False

    with Server(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()


def head(*lines: str) -> bytes:
    return "\r\n".join(("HTTP/1.1 200 OK", "Content-Type: text/xml", *lines, "", "")).encode()


def drip_body(connection: socket.socket) -> None:
    connection.sendall(head("Content-Length: 100000"))
    for _ in range(100):
        connection.sendall(b"x")
        time.sleep(0.05)


def drip_head(connection: socket.socket) -> None:
    for byte in head("X-Padding: " + "x" * 200):
        connection.sendall(bytes([byte]))
        time.sleep(0.05)


def hang(connection: socket.socket) -> None:
    connection.recv(1)


def reset(connection: socket.socket) -> None:
    connection.sendall(head("Content-Length: 500") + b"<livre>")
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def short_body(connection: socket.socket) -> None:
    connection.sendall(head("Content-Length: 500") + GOOD)


def cut_gzip(connection: socket.socket) -> None:
    body = gzip.compress(GOOD)[:-4]
    connection.sendall(head("Content-Encoding: gzip", f"Content-Length: {len(body)}") + body)


def cut_chunk(connection: socket.socket) -> None:
    connection.sendall(head("Transfer-Encoding: chunked") + b"20\r\n" + GOOD[:16])


def not_http(connection: socket.socket) -> None:
    connection.sendall(b"SSH-2.0-OpenSSH\r\n\r\n")


def elsewhere(connection: socket.socket) -> None:
    connection.sendall(
        b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/x\r\nContent-Length: 0\r\n\r\n"
    )


@pytest.mark.parametrize(
    "behave",
    [
        drip_body, drip_head, hang, reset, short_body, cut_gzip, cut_chunk, not_http, elsewhere,
    ],
)  # fmt: skip
def test_a_bad_server_is_an_error_in_time(behave: Behaviour) -> None:
    """Whatever a server does with the connection ends soon, in one of the program's errors."""
    with serving(behave) as url, Client(url, limits=QUICK, sleep=lambda _: None) as client:
        started = time.monotonic()
        with pytest.raises(ServiceError):
            client.get(PAGINATION)
        assert time.monotonic() - started < 2


def test_a_slow_but_steady_answer_is_awaited() -> None:
    """An answer that takes longer than the longest silence, but flows, is taken."""

    def steady(connection: socket.socket) -> None:
        body = GOOD[:-8] + b" " * 2000 + GOOD[-8:]
        connection.sendall(head(f"Content-Length: {len(body)}"))
        for place in range(0, len(body), 250):
            connection.sendall(body[place : place + 250])
            time.sleep(0.08)

    with serving(steady) as url, Client(url, limits=QUICK) as client:
        assert client.get(PAGINATION).body.startswith(GOOD[:-8])


def test_nobody_there_is_an_error() -> None:
    """A port on which nobody listens is a service that does not answer."""
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{unused.getsockname()[1]}"
    with Client(url, sleep=lambda _: None) as client, pytest.raises(GallicaExportError):
        client.get(PAGINATION)


def test_connections_are_used_again() -> None:
    """One client keeps its connection from one request to the next."""
    peers: list[object] = []

    def twice(connection: socket.socket) -> None:
        peers.append(connection.getpeername())
        for _ in range(2):
            connection.sendall(head(f"Content-Length: {len(GOOD)}") + GOOD)
            connection.recv(4096)

    with serving(twice) as url, Client(url, limits=QUICK) as client:
        client.get(PAGINATION)
        client.get(PAGINATION)
    assert len(peers) == 1
