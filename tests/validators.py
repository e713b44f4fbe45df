"""The outside judges: one small function each, that returns what the judge complains of.

A judge that is not installed skips the test with the reason; where CI is set it fails it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

import pytest

PROJECT = Path(__file__).parent.parent


def absent(what: str) -> NoReturn:
    """Skip the running test because ``what`` is not on this machine; in CI, fail it."""
    message = f"{what} is not on this machine"
    if os.environ.get("CI"):
        pytest.fail(message)
    pytest.skip(message)


def command(name: str) -> str:
    """The path of a program on the PATH."""
    return shutil.which(name) or absent(name)


def jing(schema: Path, paths: Sequence[Path]) -> list[str]:
    """What jing says of the XML files at ``paths`` against a RELAX NG schema."""
    run = subprocess.run(
        [command("jing"), str(schema), *map(str, paths)], capture_output=True, text=True, check=False
    )
    return run.stdout.splitlines() or [run.stderr] * bool(run.returncode)
