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

import httpx
import pytest

from gallica_export.errors import (
    GallicaExportError,
    ServiceError,
)
from gallica_export.gallica import services
from gallica_export.gallica.client import Client
from gallica_export.gallica.wire.pacing import Limits
from tests.mock_server import (
    ARK,
    GOOD,
    PAGINATION,
    Mock,
    ok,
)

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
