"""Runs that are killed: on the disk at every step and at random, and the whole program."""

from __future__ import annotations

import random
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from gallica_export.gallica.snapshot import Snapshot
from tests.dying import content, kept
from tests.emulator import Fault, Gallica, Loopback, Plan
from tests.press import Book, press

#: Each answer takes a moment, so that a run can be killed amid it.
_SLOWLY = Plan(rate=1.0, faults=(Fault.LATENCY,), latency=0.01)
_FETCHED = re.compile(rb'"fetched": ?"[^"]*"')


def at_every_step() -> dict[str, int]:
    """Death before each open, fsync, rename and deletion of a run, and what the next one finds."""
    found = {"steps": 0, "partial files": 0, "asked again": 0, "other bytes": 0}
    with tempfile.TemporaryDirectory() as folder:
        assert list(kept(Path(folder) / "undisturbed", 2)) == [1, 2]
        undisturbed = _files(Path(folder) / "undisturbed")
        for step, *said in _dying("steps", folder):
            home = Path(folder) / step
            found["steps"] += 1
            found["partial files"] += _partial(home)
            found["asked again"] += len({str(view) for view in kept(home, 2)} & set(said))
            found["other bytes"] += _files(home) != undisturbed
    return found


def at_random(kills: int) -> dict[str, int]:
    """Death by SIGKILL at any moment, again and again in one snapshot."""
    found = {"kills": kills, "partial files": 0, "lost views": 0, "other bytes": 0}
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "s"
        reported = [int(view) for run in _dying("random", home, kills) for view in run]
        found["kept twice"] = len(reported) - len(set(reported))
        found["partial files"] += _partial(home)
        there = {int(path[6:-4]) for path in Snapshot.open(home).paths}
        found["lost views"] += len(set(reported) - there)
        views = max(there) + 1  # the last run may have died with the file and not its entry
        list(kept(home, views))
        list(kept(Path(folder) / "undisturbed", views))
        found["other bytes"] += _files(home) != _files(Path(folder) / "undisturbed")
    return found


def of_the_program(kills: int) -> dict[str, int]:
    """``gallica-export fetch`` killed at random; the editions are compared with a calm run's."""
    found = {"kills": 0, "runs to the end": 0, "asked again": 0, "other editions": 0}
    book, chance = press(Book.of_size(views=60, seed=14)), random.Random(14)
    with tempfile.TemporaryDirectory() as folder, Loopback(Gallica([book]), _SLOWLY) as server:
        calm = Path(folder) / "calm"
        assert _start(server, calm, str(book.ark)).wait(timeout=120) == 0
        wanted = _edition(calm, str(book.ark))
        while found["kills"] < kills:
            home = Path(folder) / f"home{found['runs to the end']}"
            complete: set[str] = set()
            while True:
                before = len(server.log.lines)
                run = _start(server, home, str(book.ark))
                time.sleep(chance.uniform(0.2, 1.5))
                is_over = run.poll() is not None
                run.kill()
                run.wait(timeout=10)
                asked = {line.target for line in server.log.lines[before:]}
                found["asked again"] += len(asked & complete)
                if is_over:
                    break
                found["kills"] += 1
                complete = _complete(home / book.ark.name, server.url)
            found["runs to the end"] += 1
            found["other editions"] += _edition(home, str(book.ark)) != wanted
    return found


def _dying(mode: str, folder: Path | str, *more: int) -> list[list[str]]:
    command = [sys.executable, "-m", "tests.dying", mode, str(folder), *map(str, more)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return [line.split() for line in done.stdout.splitlines()]


def _partial(home: Path) -> int:
    files = home.glob("alto/f*.xml")
    return sum(file.read_bytes() != content(int(file.stem[1:])) for file in files)


def _files(folder: Path) -> dict[str, bytes]:
    """What stands in a folder."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def _complete(home: Path, url: str) -> set[str]:
    """The targets whose answers a killed run had kept."""
    if not (home / "snapshot.json").is_file():
        return set()
    return {entry.url.removeprefix(url) for entry in Snapshot.open(home).entries}


def _start(server: Loopback, home: Path, ark: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "gallica_export", "fetch", "--base-url", server.url]
    silent = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    return subprocess.Popen([*command, "--snapshots", str(home), ark], **silent)


def _edition(home: Path, ark: str) -> dict[str, bytes]:
    """Every format of a snapshot, made as if its answers had all come at one moment."""
    index = next(home.glob("*/snapshot.json"))
    index.write_bytes(_FETCHED.sub(b'"fetched": "2026-11-20T10:00:00Z"', index.read_bytes()))
    out = home / "editions"
    command = [sys.executable, "-m", "gallica_export", "--offline", "--format", "all"]
    places = ["--snapshots", str(home), "--output", str(out)]
    subprocess.run([*command, *places, ark], check=True, capture_output=True, timeout=120)
    return _files(out)
