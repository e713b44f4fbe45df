from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace

from gallica_export import standing
from gallica_export.errors import OutputError, SnapshotError
from gallica_export.export import make_edition
from gallica_export.gallica.snapshot import Origin, Snapshot
from gallica_export.job import Job
from gallica_export.output import save
from gallica_export.selection import Selection
from gallica_export.standing import Edition
from gallica_export.templating import Templates
from tests.press import Book, press

BOOK = press(Book.of_size(views=3, seed=1))
ORIGIN = Origin(
    url="",
    gateway="gallica",
    service="alto",
    status=200,
    content_type="",
    fetched="2026-11-20T10:00:00Z",
)


class Desk:
    """A folder with a snapshot, and the site that was made from it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with Snapshot.create(folder / "snapshots" / BOOK.ark.name, BOOK.ark) as snapshot:
            for path, data in BOOK.snapshot_files(images=False).items():
                snapshot.store(path, data, ORIGIN)
            for page in BOOK.pages:
                if page.is_unread:
                    absence = replace(ORIGIN, status=404)
                    snapshot.store_absence(f"alto/f{page.order}.xml", absence)
        self.job = Job(formats=("html",), output=folder / "out", snapshots=folder / "snapshots")
        self.templates = Templates()
        self.make()

    @property
    def snapshot(self) -> Path:
        return self.folder / "snapshots" / BOOK.ark.name

    @property
    def site(self) -> Path:
        return self.folder / "out" / f"{BOOK.ark.name}-html"

    def make(self, *, force: bool = False) -> Edition:
        return make_edition(BOOK.ark, replace(self.job, force=force), self.templates)

    def stamps(self) -> dict[str, tuple[int, int, bytes]]:
        """Of each file its number on the disk, when it was written, and what it says."""
        return {
            path.relative_to(self.folder).as_posix(): (
                path.stat().st_ino,
                path.stat().st_mtime_ns,
                path.read_bytes(),
            )
            for path in (self.folder / "out").rglob("*")
            if path.is_file()
        }


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_what_did_not_change_is_left_as_it_is(desk: Desk) -> None:
    """A second build touches no file, needs no --force, and tells the same with either."""
    before = desk.stamps()
    for force in (False, True):
        edition = desk.make(force=force)
        assert edition.paths == edition.unchanged == (desk.site,)
        assert edition.title == BOOK.book.title.partition(" / ")[0]
        assert desk.stamps() == before


def _template(desk: Desk) -> None:
    folder = desk.folder / "templates" / "html"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "views.html.j2").write_text(
        '{% extends "default:html/views.html.j2" %}{% block title %}MINE{% endblock %}'
    )
    desk.templates = Templates([folder.parent])


def _word(desk: Desk) -> None:
    words = desk.folder / "templates" / "shared"
    words.mkdir(parents=True, exist_ok=True)
    (words / "fr.toml").write_text('contents = "Matières"')
    desk.templates = Templates([words.parent])


def _language(desk: Desk) -> None:
    desk.templates = Templates(lang="en")


def _answer(desk: Desk) -> None:
    data = BOOK.snapshot_files(images=False)["oairecord.xml"]
    with Snapshot.create(desk.snapshot, BOOK.ark) as snapshot:
        snapshot.store("oairecord.xml", data + b"\n", ORIGIN)


def _date_of_an_answer(desk: Desk) -> None:
    index = desk.snapshot / "snapshot.json"
    index.write_text(index.read_text().replace("10:00:00Z", "10:00:01Z", 1))


def _views(desk: Desk) -> None:
    desk.job = replace(desk.job, views=Selection.parse("1-2"))


def _images(desk: Desk) -> None:
    desk.job = replace(desk.job, images="none")


def _containing(desk: Desk) -> None:
    desk.job = replace(desk.job, containing="livres")


def _page(desk: Desk) -> None:
    page = desk.site / "index.html"
    page.write_text(page.read_text() + "<!-- by hand -->")


def _lost_page(desk: Desk) -> None:
    (desk.site / "views" / "f2.html").unlink()


def _record(desk: Desk) -> None:
    (desk.site / "edition.json").write_text("{")


def _later_record(desk: Desk) -> None:
    place = desk.site / "edition.json"
    place.write_text(json.dumps(json.loads(place.read_text()) | {"format": 2}))


@pytest.mark.parametrize(
    "change",
    [
        *(_template, _word, _language, _answer, _date_of_an_answer, _views, _images, _containing),
        *(_page, _lost_page, _record, _later_record),
    ],
)
def test_what_changed_is_made_again(desk: Desk, change: Callable[[Desk], None]) -> None:
    """After any change the site is refused as existing, made again with --force, then left."""
    change(desk)
    changed = desk.stamps()
    with pytest.raises(OutputError, match="exists already"):
        desk.make()
    assert desk.stamps() == changed
    assert desk.make(force=True).unchanged == ()
    assert desk.stamps() != changed
    assert desk.make().unchanged == (desk.site,)


def test_another_version_makes_all_again(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The site of another version of the program is not taken for this one's."""
    monkeypatch.setattr(standing, "__version__", "99")
    with pytest.raises(OutputError):
        desk.make()
    assert desk.make(force=True).unchanged == ()
    assert desk.make().unchanged == (desk.site,)


def test_an_altered_answer_is_never_taken_for_unchanged(desk: Desk) -> None:
    """A byte that changed on the disk, under the same checksum in the index, is told."""
    page = desk.snapshot / "alto" / "f2.xml"
    page.write_bytes(page.read_bytes().replace(b"e", b"a", 1))
    with pytest.raises(OutputError):
        desk.make()
    with pytest.raises(SnapshotError, match=r"f2\.xml was altered"):
        desk.make(force=True)


def test_an_answer_written_again_is_no_change(desk: Desk) -> None:
    """A snapshot that was copied, with other dates of files, is still the same snapshot."""
    shutil.copytree(desk.snapshot, desk.folder / "copy")
    shutil.rmtree(desk.snapshot)
    (desk.folder / "copy").rename(desk.snapshot)
    assert desk.make().unchanged == (desk.site,)


def test_other_formats_are_made_beside_an_unchanged_site(desk: Desk) -> None:
    """Of two formats only the one that is not there is made; the site is not touched."""
    desk.job = replace(desk.job, formats=("json", "html"))
    desk.make(force=True)
    (desk.job.output / f"{BOOK.ark.name}.json").unlink()
    before = desk.stamps()
    edition = desk.make()
    assert [path.name for path in edition.paths] == [f"{BOOK.ark.name}.json", desk.site.name]
    assert edition.unchanged == (desk.site,)
    assert {path: desk.stamps()[path] for path in before} == before


_DYING = """
import os
from gallica_export import templating
from gallica_export.cli import main
render, calls = templating.Templates.render, []
def dying(self, context):
    calls.append(context)
    return os._exit(9) if len(calls) == 3 else render(self, context)
templating.Templates.render = dying
main()
"""


def test_a_killed_run_leaves_what_was_there(desk: Desk) -> None:
    """A run that dies while it renders leaves the old site whole, and the next run sweeps."""
    before = desk.stamps()
    places = ("--output", str(desk.job.output), "--snapshots", str(desk.job.snapshots))
    options = ("--offline", "--format", "html", "--lang", "en", "--force", *places)
    command = [sys.executable, "-c", _DYING, *options, str(BOOK.ark)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 9, done.stderr
    assert {path: stamp for path, stamp in desk.stamps().items() if path in before} == before
    assert desk.make().unchanged == (desk.site,)
    desk.templates = Templates(lang="en")
    desk.make(force=True)
    assert [path.name for path in desk.job.output.iterdir()] == [desk.site.name]


_LOADED = """
import sys
from gallica_export.cli import main
try:
    main()
except SystemExit as done:
    print(done.code, *sorted(sys.modules))
"""


def test_a_build_with_nothing_to_do_loads_nothing_heavy(desk: Desk) -> None:
    """Neither the template engine nor a reader of XML, nor the network, is imported."""
    before = desk.stamps()
    places = ("--output", str(desk.job.output), "--snapshots", str(desk.job.snapshots))
    command = [sys.executable, "-c", _LOADED, "--offline", "--format", "html", *places]
    done = subprocess.run(
        [*command, str(BOOK.ark)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    code, *modules = done.stdout.splitlines()[-1].split()
    assert code == "0"
    assert "(unchanged)" in done.stdout
    assert "gallica_export.standing" in modules
    assert not {"jinja2", "lxml", "httpx", "ebooklib", "rich", "markdown_it"} & set(modules)
    assert desk.stamps() == before


def test_an_unchanged_site_tells_its_notices_again(desk: Desk) -> None:
    """--strict ends with 3 whether the site was made or left."""
    places = ("--output", str(desk.folder / "2"), "--snapshots", str(desk.job.snapshots))
    command = [sys.executable, "-m", "gallica_export", "--offline", "--strict", "--format", "html"]
    runs = [
        subprocess.run(
            [*command, *places, str(BOOK.ark)], capture_output=True, check=False, timeout=60
        )
        for _ in "12"
    ]
    assert [run.returncode for run in runs] == [3, 3]
    assert runs[0].stderr == runs[1].stderr != b""


def test_a_site_made_of_the_same_is_the_same(desk: Desk) -> None:
    """The record that a site bears is made of what it depends on alone: the bytes do not vary."""
    first = {path.name: path.read_bytes() for path in desk.site.iterdir() if path.is_file()}
    desk.job = replace(desk.job, output=desk.folder / "2")
    (made,) = desk.make().paths
    assert {path.name: path.read_bytes() for path in made.iterdir() if path.is_file()} == first
    assert "edition.json" in first


def test_the_record_counts_every_file(desk: Desk) -> None:
    """Each file of the site stands in its record with its size, and no other does."""
    record = standing.read_record(desk.site)
    assert record
    sizes = {
        path.relative_to(desk.site).as_posix(): path.stat().st_size
        for path in desk.site.rglob("*")
        if path.is_file() and path.name != "edition.json"
    }
    assert record.files == sizes
    assert not save((), desk.job.output)
