"""The outside judges: one small function each, that returns what the judge complains of.

A judge that is not installed skips the test with the reason; where CI is set it fails it.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import pytest
from playwright.sync_api import Browser, sync_playwright

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
        [command("jing"), str(schema), *map(str, paths)],
        capture_output=True,
        text=True,
        check=False,
    )
    return run.stdout.splitlines() or [run.stderr] * bool(run.returncode)


def node_module(path: str) -> Path:
    """A file of a package from npm: installed in the project, or where NODE_PATH says."""
    folders = [PROJECT / "node_modules", *map(Path, os.environ.get("NODE_PATH", "").split(":"))]
    found = (folder / path for folder in folders if (folder / path).exists())
    return next(found, None) or absent(path)


#: The Nu checker takes 'self' for nobody in a file from disk; a test in Chromium shows that the
#: policy lets the site's own files through, and what the policy says is still checked.
_SELF_ON_DISK = "Resource violates Content Security Policy .* blocked by .*"


def nu(folder: Path) -> list[str]:
    """What the Nu checker says of the HTML and CSS files below ``folder``: errors and warnings."""
    jar = node_module("vnu-jar/build/dist/vnu.jar")
    pages = (str(path) for path in folder.rglob("*") if path.suffix in (".html", ".css"))
    options = ["--format", "json", "--stdout", "--exit-zero-always", "--also-check-css"]
    run = subprocess.run(
        [command("java"), "-jar", str(jar), *options, "--filterpattern", _SELF_ON_DISK, *pages],
        capture_output=True,
        text=True,
        check=True,
    )
    messages = json.loads(run.stdout)["messages"]
    return [f"{said['url']}:{said.get('lastLine')}: {said['message']}" for said in messages]


@contextmanager
def chromium() -> Iterator[Browser]:
    """A Chromium of this machine that asks nobody for anything by itself."""
    names = ("chromium", "chromium-browser", "google-chrome")
    path = next(filter(None, map(shutil.which, names)), None) or absent("Chromium")
    quiet = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=quiet)
        try:
            yield browser
        finally:
            browser.close()
