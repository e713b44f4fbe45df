"""Several documents in one run: the command line against the loopback Gallica."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import pytest

from gallica_export.writers import COLLECTION, PUBLISHED_COLLECTION
from tests.emulator import Gallica, Loopback
from tests.press import Book, press
from tests.press.periodical import Dated, Serial

NUMBERS = [press(Book.of_size(views=2, seed=seed)) for seed in (1, 2, 3)]
DAYS = (date(1898, 2, 28), date(1898, 2, 28), date(1898, 12, 4))
SERIAL = Serial("32826109", tuple(Dated(d, n.ark) for d, n in zip(DAYS, NUMBERS, strict=True)))
ARKS = [str(number.ark) for number in NUMBERS]
SITES = {f"{number.ark.name}-html" for number in NUMBERS}


@pytest.fixture
def server() -> Iterator[Loopback]:
    with Loopback(Gallica([SERIAL, *NUMBERS])) as server:
        yield server


class Desk:
    """A folder in which ``gallica-export --format html`` is run."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.site = folder / "out"

    def __call__(self, server: Loopback | None, *args: str) -> subprocess.CompletedProcess[str]:
        way = ("--base-url", server.url) if server else ("--offline",)
        places = ("--output", str(self.site), "--snapshots", str(self.folder / "snapshots"))
        done = subprocess.run(
            [sys.executable, "-m", "gallica_export", "--format", "html", *way, *places, *args],
            env={**os.environ, "NO_PROXY": "*", "PYTHONPATH": os.pathsep.join(sys.path)},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert "Traceback" not in done.stderr, done.stderr
        return done

    @property
    def made(self) -> set[str]:
        return {path.name for path in self.site.iterdir()}

    def files(self) -> dict[str, tuple[int, bytes]]:
        """The number on the disk and the bytes of each file."""
        return {
            path.relative_to(self.site).as_posix(): (path.stat().st_ino, path.read_bytes())
            for path in self.site.rglob("*")
            if path.is_file()
        }


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def unchanged(done: subprocess.CompletedProcess[str]) -> int:
    return done.stdout.count("(unchanged)")


def test_several_documents_make_a_collection(server: Loopback, desk: Desk) -> None:
    """Sites of several ARKs get a collection above them; again, and offline, nothing is touched."""
    done = desk(server, *ARKS[:2])
    assert done.returncode == 0, done.stderr
    assert desk.made == {*COLLECTION, *(f"{number.ark.name}-html" for number in NUMBERS[:2])}
    for path in ("index.html", "views/f1.html"):
        up = "../" * (path.count("/") + 1)
        page = (desk.site / f"{NUMBERS[0].ark.name}-html" / path).read_text()
        assert f'<a href="{up}index.html">La collection</a>' in page
    before, asked = desk.files(), len(server.log.lines)
    for way in (server, None):
        again = desk(way, *ARKS[:2])
        assert (again.returncode, unchanged(again)) == (0, 3), again.stderr
        assert desk.files() == before
    assert len(server.log.lines) == asked


def test_one_document_makes_none(server: Loopback, desk: Desk) -> None:
    """A single ARK gives a site and no collection, as it always did."""
    assert desk(server, ARKS[0]).returncode == 0
    assert desk.made == {f"{NUMBERS[0].ark.name}-html"}
    pages = desk.site.rglob("*.html")
    assert not any("La collection" in page.read_text() for page in pages)


def test_a_periodical_makes_a_collection_with_a_calendar(server: Loopback, desk: Desk) -> None:
    """The issues of a year are documents, the whole a collection with that year's page."""
    done = desk(server, "--year", "1898", str(SERIAL.ark))
    assert done.returncode == 0, done.stderr
    assert desk.made == {*COLLECTION, *SITES}
    year = (desk.site / "collection" / SERIAL.ark.name / "1898.html").read_text()
    assert all(f"../../{site}/index.html" in year for site in SITES)
    assert "28 février 1898, nº 2" in year
    again = desk(None, "--year", "1898", str(SERIAL.ark))
    assert (again.returncode, unchanged(again)) == (0, 4), again.stderr


@pytest.mark.parametrize("name", COLLECTION)
def test_a_file_of_the_user_is_never_overwritten(server: Loopback, desk: Desk, name: str) -> None:
    """Where a name of the collection is taken, nothing is asked for and nothing made."""
    desk.site.mkdir()
    (desk.site / name).write_text("mine")
    done = desk(server, *ARKS)
    assert done.returncode == 10
    assert f"{name} exists already" in done.stderr
    assert not server.log.lines
    assert desk.made == {name}
    assert (desk.site / name).read_text() == "mine"


def test_another_collection_needs_force(server: Loopback, desk: Desk) -> None:
    """Other documents make another collection: it replaces the old one with --force alone."""
    desk(server, *ARKS[:2])
    before = desk.files()
    done = desk(server, *ARKS)
    assert done.returncode == 10
    assert desk.files() == before
    forced = desk(server, "--force", *ARKS)
    assert (forced.returncode, unchanged(forced)) == (0, 2), forced.stderr
    assert "Collection of 3 documents" in forced.stdout


def test_what_was_not_to_be_had_comes_later(desk: Desk) -> None:
    """A document that failed is left out; the same command completes the collection."""
    with Loopback(Gallica(NUMBERS[:2])) as server:
        done = desk(server, *ARKS)
        assert done.returncode == 5
        assert "Collection of 2 documents" in done.stdout
    with Loopback(Gallica(NUMBERS)) as server:
        done = desk(server, *ARKS)
    assert (done.returncode, unchanged(done)) == (0, 2), done.stderr
    assert "Collection of 3 documents" in done.stdout


def test_a_collection_that_is_no_more_published_claims_no_address(
    server: Loopback, desk: Desk
) -> None:
    """Made again without an address, it loses the files that named one, and no other."""
    desk(server, *ARKS[:2])
    before = {path: content for path, (_, content) in desk.files().items()}
    done = desk(None, "--force", "--site-url", "https://a.example/b/", *ARKS[:2])
    assert done.returncode == 0, done.stderr
    assert set(PUBLISHED_COLLECTION) < desk.made
    (desk.site / "feed.atom").write_text("mine")
    done = desk(None, "--force", *ARKS[:2])
    assert done.returncode == 0, done.stderr
    after = {path: content for path, (_, content) in desk.files().items()}
    assert after == before | {"feed.atom": b"mine"}


@pytest.mark.parametrize("left", [COLLECTION[:1], COLLECTION[:3]])
def test_a_killed_run_can_be_continued(server: Loopback, desk: Desk, left: Sequence[str]) -> None:
    """A run that died after some of the names had their places is completed by the same command."""
    desk(server, *ARKS[:2])
    whole = {path: content for path, (_, content) in desk.files().items()}
    for name in set(COLLECTION) - set(left):
        (desk.site / name).unlink()
    done = desk(None, *ARKS[:2])
    assert done.returncode == 0, done.stderr
    assert {path: content for path, (_, content) in desk.files().items()} == whole


def test_a_page_that_a_person_changed_is_kept(server: Loopback, desk: Desk) -> None:
    """A collection whose first page was changed by hand is not replaced without --force."""
    desk(server, *ARKS[:2])
    (desk.site / "index.html").write_text("mine")
    done = desk(None, *ARKS[:2])
    assert done.returncode == 10
    assert (desk.site / "index.html").read_text() == "mine"
    assert desk(None, "--force", *ARKS[:2]).returncode == 0
    assert (desk.site / "index.html").read_text() != "mine"


def test_a_faulty_template_is_told_once(server: Loopback, desk: Desk) -> None:
    """Templates that cannot be read end the run before any document is asked for."""
    (desk.folder / "mine" / "html").mkdir(parents=True)
    (desk.folder / "mine" / "html" / "view.html.j2").write_text("{% if %}")
    done = desk(server, "--template-dir", str(desk.folder / "mine"), *ARKS)
    assert done.returncode == 9
    assert done.stderr.count("view.html.j2") == 1
    assert not server.log.lines
