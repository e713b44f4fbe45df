"""The example of a published site, and the project's own."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

from tests.links import broken_links
from tests.test_cli import SPECIMENS
from tests.workflows import ROOT, run_workflow

EXAMPLE = ROOT / "examples" / "published-site"
ADDRESS = "https://example.org/eveil"


def files_of(site: Path) -> dict[str, bytes]:
    found = (path for path in site.rglob("*") if path.is_file())
    return {path.relative_to(site).as_posix(): path.read_bytes() for path in found}


def test_the_workflow_publishes_a_committed_snapshot(tmp_path: Path) -> None:
    """The commands of the workflow make a site that is whole where the host says it will stand."""
    shutil.copytree(SPECIMENS, tmp_path / "snapshots")
    files = files_of(run_workflow(EXAMPLE / "pages.yml", tmp_path, ADDRESS))
    assert broken_links(files, f"{ADDRESS}/") == []
    assert json.loads(files["manifest.json"])["homepage"][0]["id"] == f"{ADDRESS}/"
    assert {"404.html", "feed.atom", "sitemap.xml"} <= files.keys()


def test_the_project_publishes_its_demonstration(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The workflow of the project makes the site of the specimen for the address it is given."""
    # The tests may themselves be run by make, whose options are not meant for this one.
    for name in [name for name in os.environ if name.startswith("MAKE")]:
        monkeypatch.delenv(name)
    for name in ("Makefile", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path)
    installed = tmp_path / ".venv" / "installed"
    installed.parent.mkdir()
    installed.touch()  # the program under test stands in for what would be installed
    (tmp_path / ".venv" / "bin").symlink_to(tmp_path / "bin")
    site = run_workflow(ROOT / ".github" / "workflows" / "pages.yml", tmp_path, ADDRESS)
    files = files_of(site)
    assert broken_links(files, f"{ADDRESS}/") == []
    assert json.loads(files["manifest.json"])["homepage"][0]["id"] == f"{ADDRESS}/"
