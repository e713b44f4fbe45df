from __future__ import annotations

import hashlib
import os
import shutil
from contextlib import suppress
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gallica_export.ark import Ark
from gallica_export.errors import DamagedAnswer, GallicaExportError, SnapshotError
from gallica_export.gallica.assemble import assemble
from gallica_export.gallica.fetch import missing, require_complete
from gallica_export.gallica.importing import Imported, import_folder
from gallica_export.gallica.recognition import UnrecognisedError, recognise
from gallica_export.gallica.snapshot import Snapshot
from gallica_export.model import NoticeKind
from tests.documents import PIXEL
from tests.press import Book, Specimen, press

IMPORTED = "2026-11-20T10:00:00Z"
CAPTCHA = b"<html><body><altcha-widget></altcha-widget></body></html>"


@cache
def specimen() -> Specimen:
    return press(Book.of_size(views=8, seed=7))


ARK = specimen().ark
FILES = specimen().snapshot_files(images=False)


def saved(folder: Path, files: dict[str, bytes]) -> Path:
    """A folder with these files in it, as a person may have saved them."""
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder


def take(tmp_path: Path, files: dict[str, bytes]) -> Imported:
    return import_folder(saved(tmp_path / "in", files), ARK, tmp_path / "out", imported=IMPORTED)


def digest(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


# --- real documents ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "views", "has_toc"),
    [("bpt6k9612399b", 264, True), ("bpt6k62168707", 20, False), ("bpt6k220169n", 4, False)],
)
def test_real_documents_become_snapshots(
    shared: Path, tmp_path: Path, name: str, views: int, has_toc: bool
) -> None:
    """A book, a partner's booklet and a newspaper are taken over whole, byte by byte."""
    source = shared / "snapshots" / name
    done = import_folder(source, Ark.parse(name), tmp_path, imported=IMPORTED)
    snapshot = Snapshot.open(tmp_path / name)
    assert done.left == ()
    assert len([path for path in snapshot.paths if path.startswith("alto/")]) == views
    assert snapshot.has("toc.xml") == has_toc
    assert {path: snapshot.read(path) for path in snapshot.paths} == {
        path: (source / path).read_bytes() for path in digest(source)
    }
    assert (snapshot.gateways, snapshot.retrieved) == (("import",), IMPORTED)
    assert missing(snapshot) == []
    assert f"taken alto, {views} files: 1-{views}" in done.report


def test_a_package_of_the_bnf_is_recognised(shared: Path, tmp_path: Path) -> None:
    """Files named as in the BnF's own packages, in one heap, find their places by content."""
    source = shared / "snapshots" / "bpt6k62168707"
    heap = saved(tmp_path / "heap", {})
    heap.mkdir()
    for file in source.glob("alto/f*.xml"):
        shutil.copyfile(file, heap / f"X{int(file.stem[1:]):07}.xml")
    shutil.copyfile(source / "oairecord.xml", heap / "OAIRecord (1).xml")
    shutil.copyfile(source / "pagination.xml", heap / "Pagination")
    shutil.copyfile(shared / "samples/altomator/bpt6k62168707/refNum.xml", heap / "refNum.xml")
    done = import_folder(heap, Ark.parse("bpt6k62168707"), tmp_path / "out", imported=IMPORTED)
    assert digest(tmp_path / "out/bpt6k62168707") | {"snapshot.json": ""} == digest(source) | {
        "snapshot.json": ""
    }
    assert [file.name for file in done.left] == ["refNum.xml"]


def test_recorded_answers_are_recognised(shared: Path, tmp_path: Path) -> None:
    """Answers recorded by other programs are known for what they are, the captcha page too."""
    source = shared / "samples/xerocr/bpt6k5619759j"
    ark = Ark.parse("bpt6k5619759j")
    heap = tmp_path / "heap"
    heap.mkdir()
    for name in ("manifest.v2.json", "alto.f8.xml", "alto.f10.xml", "error.altcha.3.html"):
        shutil.copyfile(source / name, heap / name)
    shutil.copyfile(source / "iiif.f1.full.jpg", heap / "iiif.f1.full.jpg")
    done = import_folder(heap, ark, tmp_path / "out", imported=IMPORTED)
    assert set(done.snapshot.paths) == {
        "manifest.json",
        "alto/f8.xml",
        "alto/f10.xml",
        "images/f1.jpg",
    }
    assert [(file.name, "captcha" in file.reason) for file in done.left] == [
        ("error.altcha.3.html", True)
    ]
    assert any("lacking: the record" in line for line in done.report)


RECORDED = {
    "altomator/bpt6k1264641j/manifest.v3.json": "manifest.json",
    "altomator/bpt6k9612399b/Toc.xml": "toc.xml",
    "altomator/bpt6k5628146t/alto.f20.xml": "alto/f20.xml",
    "altomator/bpt6k5628146t/image.f10.jpg": "images/f10.jpg",
    "bnf-openiti/btv1b11000434f/OAI-PMH.GetRecord.xml": "oairecord.xml",
    "colony-cults/bpt6k5603637g/Pagination.xml": "pagination.xml",
    "colony-cults/bpt6k58017546/OAIRecord.xml": "oairecord.xml",
    "colony-cults/cb328261098/Issues.1879.xml": "issues/1879.xml",
    "colony-cults/cb328261098/Issues.years.xml": "issues.xml",
    "gallica-autobib/bpt6k9736027v/Toc.prettified.xml": "toc.xml",
    "saknussemm/bpt6k5406037v/alto.f40.latin1-control.xml": "alto/f40.xml",
    "textcavator/bpt6k296099q/OAIRecord.xml": "oairecord.xml",
    "xerocr/bpt6k5619759j/alto.f8.xml": "alto/f8.xml",
}
OTHER_FILES = (
    "altomator/bpt6k5628146t/manifest.mets.xml",
    "altomator/bpt6k62168707/refNum.xml",
    "gallicorpora-tei/bpt6k79040t/tei.xml",
    "ocr17plus/btv1b86069594/page_raw.0014.xml",
    "xerocr/bpt6k5619759j/cassette.json",
    "xerocr/bpt6k5619759j/error.altcha.6.html",
    "xerocr/bpt6k5619759j/error.texteBrut.f1.302.json",
)


@pytest.mark.parametrize(("path", "place"), RECORDED.items())
def test_every_kind_of_answer_is_recognised(shared: Path, path: str, place: str) -> None:
    """Recorded answers of each service find their places, and prove to be their document's."""
    file = shared / "samples" / path
    assert recognise(file.name, file.read_bytes(), Ark.parse(file.parent.name)) == place
    if not place.startswith(("toc", "images", "alto/f40", "alto/f8")):  # these do not say whose
        with pytest.raises(DamagedAnswer):
            recognise(file.name, file.read_bytes(), Ark("12148", "cb00000000x"))


@pytest.mark.parametrize("path", OTHER_FILES)
def test_what_is_no_answer_is_not_taken_for_one(shared: Path, path: str) -> None:
    """Files of other kinds, however near, are left."""
    file = shared / "samples" / path
    with pytest.raises(UnrecognisedError):
        recognise(file.name, file.read_bytes(), Ark.parse(file.parent.name))


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(sorted(FILES)), st.data())
def test_any_bytes_are_recognised_or_left(name: str, data: st.DataObject) -> None:
    """Whatever a file holds, it is taken, left with a reason, or an error of the program's own."""
    good = FILES[name]
    start, end = sorted(data.draw(st.tuples(*[st.integers(0, len(good))] * 2)))
    bad = good[:start] + data.draw(st.binary(max_size=20)) + good[end:]
    with suppress(UnrecognisedError, DamagedAnswer):
        assert recognise(name, bad, ARK).partition("/")[0] == name.partition("/")[0]


# --- names -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["f4.xml", "alto.f4.xml", "bpt6k_f4.xml", "F04.XML", "X0000004.xml", "4.xml", "x.xml"]
)
def test_a_view_is_known_by_name_or_content(tmp_path: Path, name: str) -> None:
    """The OCR of a view is recognised whatever its file is called."""
    done = take(tmp_path, {name: FILES["alto/f4.xml"], "record.xml": FILES["oairecord.xml"]})
    assert done.snapshot.read("alto/f4.xml") == FILES["alto/f4.xml"]


def test_pictures_find_their_places(tmp_path: Path) -> None:
    """Pictures go to images, or to thumbnails if they say so."""
    files = {
        "f3.png": PIXEL,
        "thumbnails/f3.jpg": PIXEL,
        "plain.png": PIXEL,
        "cut/f4.png": PIXEL[:-4],
    }
    done = take(tmp_path, files | {"oairecord.xml": FILES["oairecord.xml"]})
    assert set(done.snapshot.paths) == {"images/f3.png", "thumbnails/f3.png", "oairecord.xml"}
    assert {file.name for file in done.left} == {"plain.png", "cut/f4.png"}


def test_the_folder_is_left_alone(tmp_path: Path) -> None:
    """Importing changes nothing in the folder that it reads."""
    folder = saved(tmp_path / "in", FILES)
    before = digest(folder)
    import_folder(folder, ARK, tmp_path / "out", imported=IMPORTED)
    assert digest(folder) == before


def test_what_is_left_is_said(tmp_path: Path) -> None:
    """Each file that is not taken is named with the reason."""
    strange = {
        "notes.txt": b"my notes",
        ".DS_Store": b"\0\0\0\1Bud1",
        "captcha.html": CAPTCHA,
        "f5.xml": FILES["alto/f5.xml"][:-100],
        "page.html": b"<html><body>",
        "other.json": b'{"type": "Collection"}',
        "broken.json": b'{"type": ',
        "empty.xml": b"",
        "tei.xml": b"<foo/>",
    }
    done = take(tmp_path, {"oairecord.xml": FILES["oairecord.xml"], **strange})
    assert {file.name for file in done.left} == set(strange)
    assert all(file.reason for file in done.left)
    assert done.snapshot.paths == ("oairecord.xml",)
    for name in strange:
        assert any(line.startswith(f"left {name}: ") for line in done.report)


# --- what cannot be ----------------------------------------------------------------------------


def test_two_files_for_one_view_are_an_error(tmp_path: Path) -> None:
    """Two different files for one view are both named, and nothing is made."""
    altered = FILES["alto/f4.xml"].replace(b"OCR BRUT", b"OCR  BRUT")
    with pytest.raises(DamagedAnswer, match=r"view 4 .*: .*a/f4\.xml and .*b/f4\.xml"):
        take(tmp_path, {**FILES, "a/f4.xml": FILES["alto/f4.xml"], "b/f4.xml": altered})
    assert not (tmp_path / "out").exists()


def test_the_same_file_twice_is_no_error(tmp_path: Path) -> None:
    """A file and its copy are one."""
    done = take(tmp_path, {**FILES, "copy/f4.xml": FILES["alto/f4.xml"]})
    assert [file.reason for file in done.left] == ["it is the same as alto/f4.xml"]


OTHERS = {
    "record": {
        "oairecord.xml": FILES["oairecord.xml"].replace(ARK.name.encode(), b"bpt6k9990001w")
    },
    "pagination": {
        "pagination.xml": FILES["pagination.xml"].replace(ARK.name.encode(), b"bpt6k9990001w")
    },
    "ocr by number": {
        "alto/f4.xml": FILES["alto/f4.xml"].replace(b">1070007<", b">9990001<"),
    },
    "ocr by identifier": {
        "alto/f4.xml": FILES["alto/f4.xml"].replace(
            b"<documentIdentifier",
            b"<fileIdentifier>ark:/99999/bpt6k9990001w/f4</fileIdentifier><documentIdentifier",
        )
    },
    "ocr of another view": {
        "alto/f4.xml": FILES["alto/f4.xml"].replace(
            b"<documentIdentifier",
            f"<fileIdentifier>{ARK}/f5</fileIdentifier><documentIdentifier".encode(),
        )
    },
    "ocr numbered otherwise": {"X0000005.xml": FILES["alto/f4.xml"]},
}


@pytest.mark.parametrize("kind", [kind for kind in OTHERS if kind != "record"])
def test_what_belongs_elsewhere_is_left(tmp_path: Path, kind: str) -> None:
    """A file that says that it is another document's or view's is left, and the others taken."""
    (name,) = OTHERS[kind]
    files = {path: data for path, data in FILES.items() if path != name}
    done = take(tmp_path, {**files, **OTHERS[kind]})
    assert [file.name for file in done.left] == [name]
    assert {file.name for file in done.taken} == set(files)


def test_a_refused_record_is_told_with_its_reason(tmp_path: Path) -> None:
    """When the record itself is another document's, the error says so."""
    with pytest.raises(SnapshotError, match=r"oairecord\.xml was left: it belongs to"):
        take(tmp_path, OTHERS["record"])
    assert not (tmp_path / "out").exists()


def test_what_lacks_is_said_and_an_edition_is_made_all_the_same(tmp_path: Path) -> None:
    """Of a book saved by hand, views and contents that nobody saved are notices, not errors."""
    lacking = ("alto/f4.xml", "toc.xml")
    done = take(tmp_path, {path: data for path, data in FILES.items() if path not in lacking})
    assert "lacking: the OCR of view 4" in done.report
    assert "lacking: the contents" in done.report
    require_complete(done.snapshot)
    document = assemble(done.snapshot, images="none")
    notices = [(notice.kind, notice.view) for notice in document.notices]
    assert (NoticeKind.OCR_MISSING, None) in notices
    assert (NoticeKind.VIEW_WITHOUT_OCR, 4) not in notices
    assert (NoticeKind.TOC_MISSING, None) in notices


def test_a_pipe_in_the_place_of_an_answer_is_refused(tmp_path: Path) -> None:
    """A named pipe where a file should be is told, and nobody waits for it."""
    done = take(tmp_path, FILES)
    place = done.snapshot.path / "alto/f4.xml"
    place.unlink()
    os.mkfifo(place)
    with pytest.raises(SnapshotError, match="is not a file"):
        done.snapshot.read("alto/f4.xml")


def test_too_little_is_an_error_that_says_what_to_save(tmp_path: Path) -> None:
    """Without a record or a manifest the error tells which address to open."""
    with pytest.raises(SnapshotError, match="neither the record") as caught:
        take(tmp_path, {"f4.xml": FILES["alto/f4.xml"]})
    assert f"https://gallica.bnf.fr/services/OAIRecord?ark={ARK.name}" in caught.value.remedy
    assert not (tmp_path / "out").exists()


def test_a_snapshot_is_not_imported(tmp_path: Path) -> None:
    """A folder that is a snapshot already is to be used in place."""
    done = take(tmp_path, FILES)
    with pytest.raises(SnapshotError, match="snapshot already"):
        import_folder(done.snapshot.path, ARK, tmp_path / "again", imported=IMPORTED)


@pytest.mark.parametrize("name", ["nowhere", "file", "x" * 300])
def test_what_is_no_folder_is_an_error(tmp_path: Path, name: str) -> None:
    """A missing folder, a file and an impossible name are told in one line."""
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(GallicaExportError) as caught:
        import_folder(tmp_path / name, ARK, tmp_path / "out", imported=IMPORTED)
    assert "\n" not in str(caught.value)


# --- into a snapshot that is there -------------------------------------------------------------


def test_a_snapshot_is_completed(tmp_path: Path) -> None:
    """A later import adds what was missing, without a second record, and repeats nothing."""
    first = {path: data for path, data in FILES.items() if not path.startswith("alto/")}
    take(tmp_path, first)
    more = saved(tmp_path / "more", {"f4.xml": FILES["alto/f4.xml"]})
    done = import_folder(more, ARK, tmp_path / "out", imported="2026-11-25T10:00:00Z")
    assert done.snapshot.has("alto/f4.xml")
    assert done.snapshot.retrieved == "2026-11-25T10:00:00Z"
    before = (done.snapshot.path / "snapshot.json").read_bytes()
    again = import_folder(more, ARK, tmp_path / "out", imported="2026-11-26T10:00:00Z")
    assert (again.snapshot.path / "snapshot.json").read_bytes() == before


def test_what_a_snapshot_has_stays(tmp_path: Path) -> None:
    """An answer that differs from the one that is kept is left, and said to be."""
    take(tmp_path, FILES)
    altered = FILES["alto/f4.xml"].replace(b"OCR BRUT", b"OCR  BRUT")
    other = saved(tmp_path / "other", {"f4.xml": altered})
    done = import_folder(other, ARK, tmp_path / "out", imported=IMPORTED)
    assert done.snapshot.read("alto/f4.xml") == FILES["alto/f4.xml"]
    assert [file.reason for file in done.left] == ["the snapshot has another alto/f4.xml"]
