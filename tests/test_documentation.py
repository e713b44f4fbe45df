from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "examples").glob("*/README.md"))]
#: A command as a page shows it, "    $ command", with the output that follows it.
_SHOWN = re.compile(r"^    \$ (.+)\n((?:    (?!\$ ).*\n)*)", re.MULTILINE)


def shown(page: Path) -> list[tuple[str, str]]:
    """The commands of a page, each with the output that the page shows."""
    found = _SHOWN.findall(page.read_text(encoding="utf-8"))
    return [(command, re.sub("^    ", "", output, flags=re.MULTILINE)) for command, output in found]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_what_a_page_shows_is_what_happens(page: Path, tmp_path: Path) -> None:
    """Each command that a page shows works in the project's folder and prints what it says."""
    (tmp_path / "gallica_export").symlink_to(ROOT / "gallica_export")
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    assert shown(page)
    for command, output in shown(page):
        done = subprocess.run(
            _typed(command),
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        assert done.stdout == output


def _typed(command: str) -> list[str]:
    """The command's words, its program taken from the environment that runs the tests."""
    program, *words = shlex.split(command)
    if program == "python":
        return [sys.executable, *words]
    assert program == "gallica-export"
    return [sys.executable, "-m", "gallica_export", *words]


def test_every_example_is_shown() -> None:
    """Each folder of examples has a page."""
    folders = {path for path in (ROOT / "examples").iterdir() if path.is_dir()}
    assert folders == {page.parent for page in PAGES if page.parent != ROOT}


def test_the_readme_says_where_the_command_is() -> None:
    """Before it types the command, README says how to install it and where `make` puts it."""
    before = (ROOT / "README.md").read_text("utf-8").partition("## Use it")[0]
    assert "`pip install .`" in before
    assert "`.venv/bin/gallica-export`" in before
    assert "venv .venv" in (ROOT / "Makefile").read_text("utf-8")
