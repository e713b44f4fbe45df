"""The example of a corrected edition, as its repository would build it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from gallica_export.ark import Ark
from gallica_export.correcting import build_edition
from gallica_export.job import Job
from gallica_export.templating import Templates
from gallica_export.writers import TARGETS
from tests.test_cli import SPECIMENS
from tests.validators import epubcheck, jing
from tests.workflows import run_workflow

EXAMPLE = Path(__file__).parent.parent / "examples" / "corrected-edition"
ARK = Ark("99999", "bpt6k90000017")


def test_the_workflow_makes_a_site(tmp_path: Path) -> None:
    """The commands of the workflow make a site with the corrected words, and all formats in it."""
    shutil.copytree(EXAMPLE / "edition", tmp_path / "edition")
    shutil.copytree(SPECIMENS, tmp_path / "snapshots")
    site = run_workflow(EXAMPLE / "pages.yml", tmp_path, "https://example.org/edition")
    assert "pour une phrase" in "".join(
        path.read_text("utf-8") for path in (site / "text").iterdir()
    )
    for name in ("index.html", f"{ARK.name}.epub", f"{ARK.name}.xml", "manifest.json"):
        assert (site / name).is_file()


@pytest.mark.validator
def test_the_judges_find_nothing_in_the_example(shared: Path, tmp_path: Path) -> None:
    """The example's EPUB and TEI are valid."""
    job = Job(formats=tuple(TARGETS), output=tmp_path, snapshots=SPECIMENS, images="pages")
    build_edition(EXAMPLE / "edition", job, Templates())
    assert epubcheck(tmp_path / f"{ARK.name}.epub") == []
    tei = tmp_path / f"{ARK.name}-tei" / f"{ARK.name}.xml"
    assert jing(shared / "schemas" / "tei_all.rng", [tei]) == []
