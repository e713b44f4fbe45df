from __future__ import annotations

import errno
import hashlib
import os
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gallica_export.ark import Ark
from gallica_export.errors import GallicaExportError, NotAnArk, OutputError, SnapshotError
from gallica_export.gallica.snapshot import FORMAT, Origin, Snapshot
from tests.dying import ARK

OTHER = Ark("99999", "bpt6k99900029")


def origin(fetched: str = "2026-11-20T10:00:00Z", **given: object) -> Origin:
    said = {
        "url": "http://127.0.0.1/x",
        "gateway": "gallica",
        "service": "alto",
        "status": 200,
        "content_type": "text/xml",
        "fetched": fetched,
        **given,
    }
    return msgspec.convert(said, Origin)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where a snapshot of two answers stands."""
    with Snapshot.create(tmp_path / ARK.name, ARK) as snapshot:
        snapshot.store("oairecord.xml", b"<results/>", origin(gateway="oai"))
        snapshot.store("alto/f12.xml", b"<alto/>", origin("2026-11-21T10:00:00Z"))
        snapshot.store_absence("alto/f13.xml", origin("2026-11-20T11:00:00Z", status=404))
    return tmp_path / ARK.name


# --- keeping and reading -----------------------------------------------------------------------


def test_what_is_stored_is_read_back(folder: Path) -> None:
    """Another run finds the bytes, what is there, what is known to be absent, and since when."""
    snapshot = Snapshot.open(folder)
    assert snapshot.ark == ARK
    assert snapshot.read("alto/f12.xml") == b"<alto/>"
    assert snapshot.paths == ("alto/f12.xml", "oairecord.xml")
    assert snapshot.gateways == ("gallica", "oai")
    assert snapshot.retrieved == "2026-11-21T10:00:00Z"
    assert snapshot.has("alto/f12.xml")
    assert not snapshot.has("alto/f13.xml")
    assert snapshot.knows("alto/f13.xml")
    assert not snapshot.knows("alto/f14.xml")


def test_the_index_follows_the_contract(folder: Path) -> None:
    """`snapshot.json` says of each answer where it came from, when, and its checksum."""
    index = msgspec.json.decode((folder / "snapshot.json").read_bytes())
    assert (index["format"], index["ark"]) == (FORMAT, str(ARK))
    assert index["answers"][1] == {
        "path": "alto/f12.xml",
        "url": "http://127.0.0.1/x",
        "gateway": "gallica",
        "service": "alto",
        "status": 200,
        "content_type": "text/xml",
        "fetched": "2026-11-21T10:00:00Z",
        "sha256": hashlib.sha256(b"<alto/>").hexdigest(),
    }
    assert index["answers"][2]["sha256"] is None


def test_nothing_but_answers_and_the_index_is_left(folder: Path) -> None:
    """A closed snapshot holds its answers and `snapshot.json`, no journal and no leftovers."""
    files = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert files == {"snapshot.json", "oairecord.xml", "alto/f12.xml"}


@settings(max_examples=15, deadline=None)
@given(st.dictionaries(st.integers(1, 99_999), st.binary(max_size=300), min_size=1, max_size=8))
def test_bytes_are_kept_exactly(answers: dict[int, bytes]) -> None:
    """Any bytes come back as they were given."""
    with tempfile.TemporaryDirectory() as home:
        with Snapshot.create(Path(home) / "s", ARK) as snapshot:
            for view, data in answers.items():
                snapshot.store(f"alto/f{view}.xml", data, origin())
        again = Snapshot.open(Path(home) / "s")
        assert {view: again.read(f"alto/f{view}.xml") for view in answers} == answers


def test_a_missing_view_is_named(folder: Path) -> None:
    """Reading what is not there says which view of which document."""
    with pytest.raises(SnapshotError, match=rf"view 14 of {ARK} .*is not in the snapshot"):
        Snapshot.open(folder).read("alto/f14.xml")


def test_every_flipped_bit_is_noticed(folder: Path) -> None:
    """An altered file is never handed out, wherever it was altered."""
    file = folder / "alto/f12.xml"
    good = file.read_bytes()
    for place in range(len(good) * 8):
        bad = bytearray(good)
        bad[place // 8] ^= 1 << place % 8
        file.write_bytes(bad)
        with pytest.raises(SnapshotError, match=r"alto/f12\.xml was altered"):
            Snapshot.open(folder).read("alto/f12.xml")
    for bad_file in (good[:-1], good + b"\n", b""):
        file.write_bytes(bad_file)
        with pytest.raises(SnapshotError, match="was altered"):
            Snapshot.open(folder).read("alto/f12.xml")


def test_a_file_that_went_is_named(folder: Path) -> None:
    """A file that was deleted is an error that names it."""
    (folder / "alto/f12.xml").unlink()
    with pytest.raises(SnapshotError, match=r"alto/f12\.xml is missing"):
        Snapshot.open(folder).read("alto/f12.xml")


def test_what_is_there_is_added_to(folder: Path) -> None:
    """A second run finds what the first has, and adds to it."""
    with Snapshot.create(folder, ARK) as snapshot:
        assert snapshot.has("alto/f12.xml")
        snapshot.store("alto/f14.xml", b"<alto>14</alto>", origin())
        assert snapshot.read("alto/f14.xml") == b"<alto>14</alto>"
    assert len(Snapshot.open(folder).entries) == 4


def test_reading_never_writes(folder: Path) -> None:
    """Opening and reading a closed snapshot leaves every file and its date alone."""
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*")}
    Snapshot.open(folder).read("oairecord.xml")
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*")} == before
    with pytest.raises(SnapshotError, match="for reading only"):
        Snapshot.open(folder).store("alto/f1.xml", b"", origin())


# --- what is refused ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    [
        "../evil.xml",
        "alto/../../evil.xml",
        "/etc/passwd",
        "alto/f12.xml\n",
        "alto/f0.xml",
        "alto/f12.html",
        "alto\\f12.xml",
        "snapshot.json",
        "images/f1.svg",
        "",
    ],
)
def test_only_places_of_the_layout_exist(folder: Path, path: str) -> None:
    """No answer is kept or found outside the places that the layout knows."""
    with Snapshot.create(folder, ARK) as snapshot:
        with pytest.raises(SnapshotError):
            snapshot.store(path, b"x", origin())
        with pytest.raises(SnapshotError):
            snapshot.read(path)


BAD_INDEXES = {
    "empty": b"",
    "not json": b"{",
    "not utf-8": b'{"format": 1, "ark": "\xff"}',
    "other json": b"[1, 2]",
    "no ark": b'{"format": 1, "answers": []}',
    "bad ark": b'{"format": 1, "ark": "ark:/12148/x", "answers": []}',
    "outside": b'{"format": 1, "ark": "ark:/99999/bpt6k9990001w", "answers": [{"path": "../x.xml", '
    b'"url": "", "gateway": "", "service": "", "status": 200, "content_type": "", '
    b'"fetched": "2026-11-20T10:00:00Z", "sha256": null}]}',
}


@pytest.mark.parametrize("index", BAD_INDEXES.values(), ids=BAD_INDEXES.keys())
def test_a_damaged_index_is_named(folder: Path, index: bytes) -> None:
    """A `snapshot.json` that cannot be trusted is an error that names it, and is left as it is."""
    (folder / "snapshot.json").write_bytes(index)
    with pytest.raises(SnapshotError, match=r"snapshot\.json is damaged"):
        Snapshot.open(folder)
    with pytest.raises(SnapshotError, match=r"snapshot\.json is damaged"):
        Snapshot.create(folder, ARK)
    assert (folder / "snapshot.json").read_bytes() == index


@settings(
    max_examples=200,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.data())
def test_any_index_is_read_or_refused(folder: Path, data: st.DataObject) -> None:
    """Whatever stands in `snapshot.json` or the journal, the errors are the program's own."""
    good = (folder / "good").read_bytes() if (folder / "good").exists() else None
    if good is None:
        good = (folder / "snapshot.json").read_bytes()
        (folder / "good").write_bytes(good)
    start, end = sorted(data.draw(st.tuples(*[st.integers(0, len(good))] * 2)))
    bad = good[:start] + data.draw(st.binary(max_size=20)) + good[end:]
    (folder / "snapshot.json").write_bytes(bad)
    (folder / "snapshot.journal").write_bytes(bad.replace(b"\n", b""))
    with suppress(SnapshotError):
        snapshot = Snapshot.open(folder)
        assert all((folder / path).resolve().is_relative_to(folder) for path in snapshot.paths)


def test_a_future_format_is_refused(folder: Path) -> None:
    """A snapshot that a later version made says so, whatever else it holds."""
    (folder / "snapshot.json").write_bytes(b'{"format": 2, "novelty": true}')
    with pytest.raises(SnapshotError, match="is of format 2") as caught:
        Snapshot.open(folder)
    assert "newer gallica-export" in caught.value.remedy


def test_no_snapshot_is_an_error(tmp_path: Path) -> None:
    """A folder without a snapshot, or no folder at all, is an error that names what is missing."""
    for place in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(SnapshotError, match="there is no snapshot in"):
            Snapshot.open(place)


def test_another_documents_snapshot_is_not_touched(folder: Path) -> None:
    """A folder that belongs to one document is refused to another."""
    with pytest.raises(SnapshotError, match=f"is the snapshot of {ARK}, not of {OTHER}"):
        Snapshot.create(folder, OTHER)
    Snapshot.create(folder, ARK).close()


def test_a_persons_files_are_not_touched(tmp_path: Path) -> None:
    """A folder with files but without `snapshot.json` is not taken for a new snapshot."""
    (tmp_path / "oairecord.xml").write_bytes(b"mine")
    with pytest.raises(SnapshotError, match="holds files"):
        Snapshot.create(tmp_path, ARK)
    assert (tmp_path / "oairecord.xml").read_bytes() == b"mine"


def test_a_name_that_is_no_name_makes_no_folder(tmp_path: Path) -> None:
    """An ARK made from hostile text never becomes a path."""
    with pytest.raises(NotAnArk):
        Snapshot.create(tmp_path / "x", Ark("12148", "../../evil"))


def test_nothing_leaves_nothing(tmp_path: Path) -> None:
    """A run to which no answer ever came leaves no folder behind."""
    Snapshot.create(tmp_path / "s", ARK).close()
    assert not list(tmp_path.iterdir())


def test_one_run_at_a_time(folder: Path) -> None:
    """While a run writes, another is told so; readers are not kept out."""
    with Snapshot.create(folder, ARK) as snapshot:
        snapshot.store("alto/f20.xml", b"<alto/>", origin())
        with pytest.raises(SnapshotError, match="another run"):
            Snapshot.create(folder, ARK)
        assert Snapshot.open(folder).has("alto/f20.xml")
    Snapshot.create(folder, ARK).close()


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO, errno.EROFS], ids=errno.errorcode.get)
@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_failing_disk_loses_nothing(
    folder: Path, monkeypatch: pytest.MonkeyPatch, code: int, step: str
) -> None:
    """A full or broken disk is one line that names the path; what was kept before stays."""

    def fail(*_: object, **__: object) -> None:
        raise OSError(code, os.strerror(code))

    snapshot = Snapshot.create(folder, ARK)
    with monkeypatch.context() as patch:
        patch.setattr(*((os, "fsync", fail) if step == "fsync" else (Path, "replace", fail)))
        with pytest.raises(OutputError, match=r"alto/f99\.xml") as caught:
            snapshot.store("alto/f99.xml", b"<alto/>", origin())
    snapshot.close()
    assert "\n" not in str(caught.value)
    assert Snapshot.open(folder).paths == ("alto/f12.xml", "oairecord.xml")
    assert not list(folder.rglob("*.part"))


def test_a_journal_is_folded_in(folder: Path) -> None:
    """What a killed run left in its journal counts, but for a line that it did not finish."""
    aside = folder.parent / "journal"
    with Snapshot.create(folder, ARK) as snapshot:
        snapshot.store("alto/f14.xml", b"<alto>14</alto>", origin())
        snapshot.store("alto/f15.xml", b"<alto>15</alto>", origin())
        aside.write_bytes((folder / "snapshot.journal").read_bytes()[:-40])
        index = (folder / "snapshot.json").read_bytes()
    (folder / "snapshot.json").write_bytes(index)
    aside.rename(folder / "snapshot.journal")
    assert Snapshot.open(folder).read("alto/f14.xml") == b"<alto>14</alto>"
    assert not (folder / "snapshot.journal").exists()
    assert not Snapshot.open(folder).knows("alto/f15.xml")


def test_every_error_is_the_programs_own(tmp_path: Path) -> None:
    """A path that cannot be a folder is an error of the program's own."""
    file = tmp_path / "file"
    file.write_bytes(b"")
    attempts: list[Callable[[], Snapshot]] = [
        lambda: Snapshot.open(file),
        lambda: Snapshot.create(file / "s", ARK),
        lambda: Snapshot.create(tmp_path / ("x" * 300), ARK),
        lambda: Snapshot.open(tmp_path / ("x" * 300)),
    ]
    for attempt in attempts:
        with pytest.raises(GallicaExportError):
            attempt()
