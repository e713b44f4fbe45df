from __future__ import annotations

import os
import subprocess
import sys
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

from gallica_export import __version__
from gallica_export.template_files import shipped_folder
from gallica_export.writers import TARGETS

ROOT = Path(__file__).parent.parent
NAME = f"gallica_export-{__version__}"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the sdist, and the wheel that was built from it alone."""
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, ROOT],
        check=True,
        capture_output=True,
        timeout=120,
    )
    return folder


def _demo(python: Path, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """The demo, run where no file of the checkout is in reach; prints where the program stands."""
    code = (
        "import sys, gallica_export.template_files as t; print(t.shipped_folder());"
        "sys.argv = ['gallica-export', 'demo', '--output', 'out'];"
        "from gallica_export.cli import main; main()"
    )
    return subprocess.run(
        [python, "-c", code],
        cwd=folder,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_the_wheel_carries_what_the_program_needs(built: Path) -> None:
    """The wheel has the templates, the specimen and the licence, and nothing of the tests."""
    names = zipfile.ZipFile(built / f"{NAME}-py3-none-any.whl").namelist()
    shipped = {path.relative_to(shipped_folder()) for path in shipped_folder().rglob("*.*")}
    assert {f"gallica_export/templates/{path.as_posix()}" for path in shipped} <= set(names)
    assert any(name.startswith("gallica_export/specimen/") for name in names)
    assert "gallica_export/py.typed" in names
    assert any(name.endswith("LICENSE") for name in names)
    assert not any(name.startswith(("tests", "examples")) for name in names)


def test_the_sdist_carries_the_tests(built: Path) -> None:
    """The sdist has the sources, the templates and the tests."""
    with tarfile.open(built / f"{NAME}.tar.gz") as sdist:
        names = sdist.getnames()
    for part in (
        "tests/test_cli.py",
        "templates/html/view.html.j2",
        "gallica_export/export.py",
        "package.json",
    ):
        assert f"{NAME}/{part}" in names


def test_the_installed_wheel_runs_without_the_checkout(built: Path, tmp_path: Path) -> None:
    """Unpacked elsewhere, the wheel makes the demo from its own templates and specimen."""
    with zipfile.ZipFile(built / f"{NAME}-py3-none-any.whl") as wheel:
        wheel.extractall(tmp_path / "site")
    done = _demo(Path(sys.executable), tmp_path, PYTHONPATH=str(tmp_path / "site"))
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[0] == str(tmp_path / "site/gallica_export/templates")
    assert len(list((tmp_path / "out").iterdir())) == len(TARGETS)


@pytest.mark.validator
def test_the_wheel_installs_into_an_empty_environment(built: Path, tmp_path: Path) -> None:
    """In an empty environment pip installs the wheel with what it needs, and the demo runs."""
    venv.create(tmp_path / "venv", with_pip=True)
    python = tmp_path / "venv/bin/python"
    subprocess.run(
        [python, "-m", "pip", "install", "--quiet", built / f"{NAME}-py3-none-any.whl"],
        check=True,
        timeout=300,
        capture_output=True,
    )
    done = _demo(python, tmp_path, PYTHONPATH="")
    assert done.returncode == 0, done.stderr
    assert str(tmp_path / "venv") in done.stdout.splitlines()[0]
    assert len(list((tmp_path / "out").iterdir())) == len(TARGETS)
