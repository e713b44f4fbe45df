"""Two processes at once on one document, many times."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from gallica_export.gallica.snapshot import Snapshot
from tests.emulator import Gallica, Loopback
from tests.press import Book, press


def pairs(times: int) -> dict[str, int]:
    """What befell so many pairs: requests made twice, files altered, runs that failed."""
    book = press(Book.of_size(views=8, seed=13))
    truth = book.snapshot_files(images=False)
    found = {"pairs": times, "asked twice": 0, "wrong files": 0, "failed runs": 0}
    for _ in range(times):
        with tempfile.TemporaryDirectory() as folder, Loopback(Gallica([book])) as server:
            command = [sys.executable, "-m", "gallica_export", "fetch", "--images", "none"]
            command += ["--snapshots", folder, "--base-url", server.url, str(book.ark)]
            silent = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
            runs = [subprocess.Popen(command, **silent) for _ in range(2)]
            found["failed runs"] += sum(run.wait(timeout=120) != 0 for run in runs)
            found["asked twice"] += sum(n - 1 for n in server.log.targets().values())
            snapshot = Snapshot.open(Path(folder) / book.ark.name)
            for path in snapshot.paths:
                found["wrong files"] += path in truth and snapshot.read(path) != truth[path]
    return found
