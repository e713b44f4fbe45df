from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from gallica_export.gallica.snapshot import Snapshot
from tests.dying import ARK, content, kept

no_fork = pytest.mark.skipif(sys.platform == "win32", reason="Windows cannot fork")


def dying(mode: str, folder: Path) -> list[list[str]]:
    """What runs said that died, a list for each."""
    command = [sys.executable, "-m", "tests.dying", mode, str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    return [line.split() for line in done.stdout.splitlines()]


def files_in(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@no_fork
def test_kill_9_loses_nothing_that_was_kept(tmp_path: Path) -> None:
    """After 60 kills at random each file is whole, and all that was reported kept is there."""
    home = tmp_path / "s"
    reported = {int(view) for run in dying("random", home) for view in run}
    snapshot = Snapshot.open(home)
    assert len(reported) > 30
    assert reported <= {int(path[6:-4]) for path in snapshot.paths}
    for path in snapshot.paths:
        assert snapshot.read(path) == content(int(path[6:-4]))
    Snapshot.create(home, ARK).close()
    assert not list(home.rglob("*.part"))


@no_fork
def test_death_at_each_step_loses_nothing(tmp_path: Path) -> None:
    """Dying before any open, fsync, rename or deletion leaves nothing partial and nothing lost."""
    assert list(kept(tmp_path / "undisturbed", 2)) == [1, 2]
    undisturbed = files_in(tmp_path / "undisturbed")
    runs = dying("steps", tmp_path)
    for step, *said in runs:
        home = tmp_path / step
        for file in home.glob("alto/f*.xml"):
            assert file.read_bytes() == content(int(file.stem[1:]))
        again = {str(view) for view in kept(home, 2)}
        assert not again & set(said)
        assert files_in(home) == undisturbed
    assert len(runs) > 15
