"""The example of a corrected edition, as its repository would build it."""

from __future__ import annotations

import shlex
import shutil
from pathlib import Path

import pytest
import yaml

from gallica_export.ark import Ark
from gallica_export.correcting import build_edition
from gallica_export.job import Job
from gallica_export.templating import Templates
from gallica_export.writers import TARGETS
from tests.test_cli import SPECIMENS, run
from tests.validators import epubcheck, jing

EXAMPLE = Path(__file__).parent.parent / "examples" / "corrected-edition"
ARK = Ark("99999", "bpt6k90000017")


def commands() -> list[list[str]]:
    """What the workflow runs, in its order."""
    workflow = yaml.safe_load((EXAMPLE / "pages.yml").read_text(encoding="utf-8"))
    steps = workflow["jobs"]["build"]["steps"]
    return [shlex.split(step["run"]) for step in steps if "run" in step]


def test_the_workflow_makes_a_site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The commands of the workflow make a site with the corrected words, and all formats in it."""
    shutil.copytree(EXAMPLE / "edition", tmp_path / "edition")
    shutil.copytree(SPECIMENS, tmp_path / "snapshots")
    monkeypatch.chdir(tmp_path)
    install, build, *moves = commands()
    assert install[-1] == "gallica-export"
    assert build[0] == "gallica-export"
    done = run(*build[1:])
    assert done.returncode == 0, done.stderr
    for program, *names in moves:
        assert program == "mv"
        *sources, target = names
        (place,) = list(tmp_path.glob(target)) if "*" in target else [tmp_path / target]
        for source in sources:
            for path in tmp_path.glob(source):
                shutil.move(path, place)
    assert "pour une phrase" in "".join(
        path.read_text("utf-8") for path in (tmp_path / "site" / "text").iterdir()
    )
    for name in ("index.html", f"{ARK.name}.epub", f"{ARK.name}-tei/{ARK.name}.xml"):
        assert (tmp_path / "site" / name).is_file()


@pytest.mark.validator
def test_the_judges_find_nothing_in_the_example(shared: Path, tmp_path: Path) -> None:
    """The example's EPUB and TEI are valid."""
    job = Job(formats=tuple(TARGETS), output=tmp_path, snapshots=SPECIMENS, images="pages")
    build_edition(EXAMPLE / "edition", job, Templates())
    assert epubcheck(tmp_path / f"{ARK.name}.epub") == []
    tei = tmp_path / f"{ARK.name}-tei" / f"{ARK.name}.xml"
    assert jing(shared / "schemas" / "tei_all.rng", [tei]) == []
