"""The example of a published site, and the project's own."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

from tests.links import broken_links
from tests.test_cli import SPECIMENS
from tests.workflows import ROOT, run_shell, run_workflow

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


def test_the_demonstration_site_is_made_the_same_way(tmp_path: Path) -> None:
    """`make site` makes the site of the specimen for the address that is given, in site/."""
    done = subprocess.run(
        [
            *("make", "--no-print-directory", "--dry-run", "--old-file=.venv/installed"),
            *("site", f"SITE_URL={ADDRESS}", "BIN="),
        ],
        # The tests may themselves be run by make, whose options are not meant for this one.
        env={name: value for name, value in os.environ.items() if not name.startswith("MAKE")},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    steps = done.stdout[done.stdout.index("/gallica-export") :].replace(
        "/gallica-export", "gallica-export"
    )
    run_shell(steps, tmp_path, {})
    files = files_of(tmp_path / "site")
    assert broken_links(files, f"{ADDRESS}/") == []
    assert {"index.html", "manifest.json"} <= files.keys()
