"""The loopback Gallica as people use it who build on the library."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from gallica_export.errors import Blocked
from gallica_export.gallica.client import Client
from gallica_export.gallica.fetch import fetch
from gallica_export.gallica.wire.budgets import Budgets
from tests.emulator.__main__ import PLANS, server_of
from tests.press import Book, Specimen, press


def test_a_shell_can_start_it(tmp_path: Path) -> None:
    """Started at a shell it prints the command that exports what it serves, and that works."""
    command = [sys.executable, "-m", "tests.emulator"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        told = server.stdout.readline().split()
        more = ["--images", "none", "--format", "json", "--output", str(tmp_path)]
        places = ["--snapshots", str(tmp_path / "s")]
        done = subprocess.run(
            [sys.executable, "-m", "gallica_export", *told[1:], *more, *places],
            check=False,
            timeout=60,
        )
        server.terminate()
    assert done.returncode == 0
    assert list(tmp_path.glob("*.json"))


def test_a_snapshot_is_served_again(tmp_path: Path) -> None:
    """What one run kept can be served to the next, byte for byte, alone or among others."""
    book = press(Book.of_size(views=3, seed=9))
    first = taken("ideal", book, tmp_path / "snapshots")
    with (
        server_of("ideal", [tmp_path / "snapshots"], port=0, speed=1) as server,
        Client(server.url) as client,
    ):
        second = fetch(book.ark, client, tmp_path / "again", images="none", gateway="gallica")
    assert {path: second.read(path) for path in second.paths} == first


@pytest.mark.parametrize("preset", ["hostile", "gallica-2026"])
def test_a_preset_can_be_lived_with(tmp_path: Path, preset: str) -> None:
    """Under faults, and under the quotas of 2026 on a fast clock, everything comes in the end."""
    book = press(Book.of_size(views=6, seed=9))
    truth = book.snapshot_files(images=False)
    found = taken(preset, book, tmp_path)
    assert found
    assert all(truth[path] == data for path, data in found.items())


def test_a_blocked_gallica_gives_nothing(tmp_path: Path) -> None:
    """Under the preset that refuses everything, an export is told so and keeps nothing."""
    book = press(Book.of_size(views=3, seed=9))
    with server_of("blocked", [], port=0, speed=1) as server, Client(server.url) as client:
        with pytest.raises(Blocked):
            fetch(book.ark, client, tmp_path / "s", images="none")
        assert len(server.log.lines) <= 3
    assert not (tmp_path / "s").exists()
    assert PLANS.keys() == {"ideal", "gallica-2026", "hostile", "blocked"}


def taken(preset: str, book: Specimen, home: Path) -> dict[str, bytes]:
    """The answers that came of a book, run after run until all are there."""
    source = home / "source" / book.ark.name
    for path, data in book.snapshot_files(images=False).items():
        (source / path).parent.mkdir(parents=True, exist_ok=True)
        (source / path).write_bytes(data)
    (source / "snapshot.json").write_text(f'{{"ark": "{book.ark}"}}')
    with server_of(preset, [source], port=0, speed=3000) as server:
        for _ in range(20):
            budgets = None if preset == "ideal" else Budgets()
            slow = Client(server.url, budgets=budgets, sleep=lambda seconds: None)
            try:
                with slow as client:
                    folder = home / book.ark.name
                    snapshot = fetch(book.ark, client, folder, images="none", gateway="gallica")
            except Blocked:
                continue
            return {path: snapshot.read(path) for path in snapshot.paths}
    return {}
