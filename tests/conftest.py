"""Options and fixtures that all tests share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

from gallica_export.ark import Ark
from gallica_export.gallica.assemble import assemble
from gallica_export.gallica.importing import import_folder
from gallica_export.gallica.snapshot import Snapshot
from gallica_export.model import Document
from gallica_export.reading import compose
from tests.validators import absent, without_reference_material

# A machine that is busy with other things makes no example wrong. The same examples are drawn each
# time, so that a change is judged by itself; `--hypothesis-profile search` looks for new ones.
settings.register_profile("steady", deadline=None, derandomize=True)
settings.register_profile("search", deadline=None, derandomize=False)
settings.load_profile("steady")

SHARED = Path(__file__).parent.parent.parent / "shared"
#: A book with contents, a partner's booklet, a newspaper.
REAL_DOCUMENTS = ("bpt6k9612399b", "bpt6k62168707", "bpt6k220169n")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden", action="store_true", help="rewrite the golden folders with what is made"
    )


@pytest.fixture
def update_golden(request: pytest.FixtureRequest) -> bool:
    """Whether the golden folders are to be rewritten."""
    return bool(request.config.getoption("--update-golden"))


@pytest.fixture
def shared() -> Path:
    """The folder of recorded answers, snapshots and schemas that stands beside the project."""
    return SHARED if SHARED.is_dir() else without_reference_material()


@pytest.fixture(scope="session")
def tei_schema() -> Callable[[str], Path]:
    """The schema of a profile of TEI: from beside the project.

    That of all TEI may also be where the judges' installer put it; no registry has the others.
    """
    names = {"full": "tei_all.rng", "simple": "tei_simplePrint.rng", "dtabf": "dtabf.rng"}

    def find(profile: str) -> Path:
        name = names[profile]
        beside, fetched = SHARED / "schemas" / name, Path(__file__).parent.parent / ".venv" / name
        if profile != "full" and not SHARED.is_dir():
            without_reference_material()
        return next(filter(Path.is_file, (beside, fetched)), None) or absent(name)

    return find


@pytest.fixture(scope="session", params=REAL_DOCUMENTS)
def real_document(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Document:
    """Each of the whole documents of ../shared, imported and with its reading text."""
    folder = SHARED / "snapshots" / request.param
    if not folder.is_dir():
        without_reference_material()
    ark = Ark.parse(f"ark:/12148/{request.param}")
    snapshots = tmp_path_factory.mktemp("snapshots")
    import_folder(folder, ark, snapshots, imported="2026-11-20T10:11:12Z")
    return compose(assemble(Snapshot.open(snapshots / ark.name), images="pages"))
