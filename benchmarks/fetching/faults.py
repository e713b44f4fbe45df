"""A server that fails: what each program brings home, and for how many requests."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
from msgspec import Struct
from msgspec.structs import replace

from gallica_export.errors import Blocked, ServiceError
from gallica_export.gallica.client import USER_AGENT, Client
from gallica_export.gallica.fetch import fetch
from gallica_export.gallica.snapshot import Snapshot
from tests.emulator import HOSTILE, Fault, Gallica, Loopback, Plan
from tests.press import Book, Specimen, press

VIEWS = 200

Program = Callable[[str, Specimen, Path], None]


class Haul(Struct, frozen=True):
    """What a program brought home."""

    program: str
    #: Share of the requests that failed.
    rate: float
    #: Views that have OCR.
    wanted: int
    right: int
    wrong: int
    requests: int
    seconds: float


def requests_of_seeds(seeds: int, views: int = VIEWS) -> list[int]:
    """How many requests this program makes at 20 % of faults, which strike elsewhere each time."""
    book = press(Book.of_size(views=views, seed=11))
    found = [_haul("gallica-export", _ours, book, 0.2, seed) for seed in range(1, seeds + 1)]
    assert all(haul.right == haul.wanted and not haul.wrong for haul in found)
    return [haul.requests for haul in found]


def hauls(rates: tuple[float, ...], views: int = VIEWS) -> Iterator[Haul]:
    """Each program against each rate of faults."""
    book = press(Book.of_size(views=views, seed=11))
    programs: dict[str, Program] = {"gallica-export": _ours, "httpx, three tries": _python}
    peers = {"curl": _curl, "wget": _wget}
    programs |= {name: run for name, run in peers.items() if shutil.which(name)}
    for rate in rates:
        for name, program in programs.items():
            if rate < 1 or program is _ours:
                yield _haul(name, program, book, rate)


def outages() -> Iterator[tuple[str, int, int, float]]:
    """Each fault in every answer: its name, the exit code, the requests and seconds until then."""
    book = press(Book.of_size(views=8, seed=11))
    for fault in (*HOSTILE.faults, Fault.FORBIDDEN, Fault.HANG):
        plan = Plan(rate=1.0, faults=(fault,))
        with tempfile.TemporaryDirectory() as folder, Loopback(Gallica([book]), plan) as server:
            command = [sys.executable, "-m", "gallica_export", "fetch", "--base-url", server.url]
            began = time.monotonic()
            code = _run([*command, "--snapshots", folder, str(book.ark)])
            yield str(fault), code, len(server.log.lines), time.monotonic() - began


def _haul(name: str, program: Program, book: Specimen, rate: float, seed: int = 1) -> Haul:
    plan = replace(HOSTILE, rate=rate, retry_after=0, seed=seed)
    with tempfile.TemporaryDirectory() as folder, Loopback(Gallica([book]), plan) as server:
        home, began = Path(folder), time.monotonic()
        program(server.url, book, home)
        seconds = time.monotonic() - began
        asked = [line for line in server.log.lines if "E=ALTO" in line.target]
        truth = book.snapshot_files(images=False)
        right = wrong = 0
        for file in home.rglob("f*.xml"):
            is_right = truth.get(f"alto/{file.name}") == file.read_bytes()
            right, wrong = right + is_right, wrong + (not is_right)
        wanted = sum(path.startswith("alto/") for path in truth)
        return Haul(name, rate, wanted, right, wrong, len(asked), seconds)


def _ours(url: str, book: Specimen, home: Path) -> None:
    """Runs until all is there, as a person would who is told that a wall is up."""
    while True:
        try:
            with Client(url, sleep=lambda seconds: time.sleep(min(seconds, 0.01))) as client:
                fetch(book.ark, client, home / "s", gateway="gallica", images="none")
                break
        except Blocked:
            continue
        except ServiceError:
            if not (home / "s").exists() or not Snapshot.open(home / "s").has("pagination.xml"):
                break
    shutil.rmtree(home / "s" / "thumbnails", ignore_errors=True)


def _addresses(url: str, book: Specimen) -> list[tuple[str, str]]:
    views = (path[6:-4] for path in book.snapshot_files(images=False) if path.startswith("alto/"))
    return [
        (f"{url}/RequestDigitalElement?O={book.ark.name}&E=ALTO&Deb={view[0:]}", f"f{view}.xml")
        for view in views
    ]


def _python(url: str, book: Specimen, home: Path) -> None:
    """What most scripts do: three tries, and whatever comes with status 200 is kept."""
    with httpx.Client(headers={"User-Agent": USER_AGENT}, timeout=5) as client:
        for address, name in _addresses(url, book):
            for _ in range(3):
                try:
                    answer = client.get(address, follow_redirects=True)
                except httpx.HTTPError:
                    continue
                if answer.status_code == 200:
                    (home / name).write_bytes(answer.content)
                    break


def _curl(url: str, book: Specimen, home: Path) -> None:
    for address, name in _addresses(url, book):
        options = ["-sSfL", "--compressed", "--retry", "5", "--retry-all-errors"]
        options += ["--retry-delay", "0"]
        _run(["curl", *options, "-A", USER_AGENT, "-m", "20", "-o", str(home / name), address])


def _wget(url: str, book: Specimen, home: Path) -> None:
    for address, name in _addresses(url, book):
        codes = "--retry-on-http-error=429,500,503"
        options = ["-q", "--tries=5", "--waitretry=0", codes, "--compression=auto", "-T", "5"]
        _run(["wget", *options, "-U", USER_AGENT, "-O", str(home / name), address])


def _run(command: list[str]) -> int:
    return subprocess.run(command, check=False, capture_output=True, timeout=300).returncode
