from __future__ import annotations

import gzip
import time
from pathlib import Path

import httpx
import pytest

from gallica_export.errors import (
    DamagedAnswer,
    ServiceError,
)
from gallica_export.gallica import services
from gallica_export.gallica.services import Kind
from tests.mock_server import (
    ARK,
    GOOD,
    PAGINATION,
    Mock,
    gzipped,
    ok,
)

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
