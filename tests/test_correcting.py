from __future__ import annotations

import hashlib
import json
import re
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from gallica_export.ark import Ark
from gallica_export.correcting import build_edition, make_working_copy
from gallica_export.errors import GallicaExportError, OutputError, SnapshotError, WorkingCopyError
from gallica_export.export import make_edition
from gallica_export.gallica.importing import import_folder
from gallica_export.job import Job
from gallica_export.standing import RECORD
from gallica_export.templating import Templates
from gallica_export.writers import TARGETS
from tests.test_cli import run
from tests.validators import ace, epubcheck, jing, nu

SPECIMENS = Path(__file__).parent.parent / "gallica_export" / "specimen"
ARK = Ark("99999", next(path.name for path in SPECIMENS.iterdir() if path.is_dir()))
MACHINES = "text/05-chapitre-iii-de-la-lecture-des-machines.md"
TEI = "{http://www.tei-c.org/ns/1.0}"
XML_ID = "{http://www.w3.org/XML/1998/namespace}id"


def job(output: Path, snapshots: Path = SPECIMENS, *, force: bool = False) -> Job:
    return Job(formats=tuple(TARGETS), output=output, snapshots=snapshots, force=force)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A new working copy of the specimen."""
    return make_working_copy(ARK, job(tmp_path), Templates())


def change(copy: Path, path: str, old: str, new: str) -> None:
    text = (copy / path).read_text(encoding="utf-8")
    assert old in text
    (copy / path).write_text(text.replace(old, new, 1), encoding="utf-8")


def correct(copy: Path) -> None:
    """What a person does in an afternoon."""
    change(copy, MACHINES, "pour ure phrase", "pour une phrase")
    change(copy, MACHINES, "dn texte", "du texte")
    change(copy, MACHINES, "rien.\n", "rien.[^machine]\n\nUn paragraphe *de nous*.\n")
    change(copy, MACHINES, "[^n6]: ", "[^machine]: Voir \\<plus> & loin.\n\n[^n6]: ")
    change(copy, "index.md", "views: ", 'editor: ["Jeanne Dupont", "P. <Martin> & fils"]\nviews: ')
    (copy / "text" / "00-introduction.md").write_text(
        "# Introduction\n\nUne [page](https://example.org/?a=1&b=2).\n\n"
        "## Nos principes\n\nSobres.\n",
        encoding="utf-8",
    )


def build(copy: Path, snapshots: Path = SPECIMENS) -> Path:
    """The folder with every format of what is in ``copy``."""
    output = copy.parent / "built"
    build_edition(copy, job(output, snapshots, force=True), Templates())
    return output


def contents(folder: Path) -> dict[str, bytes]:
    """All files but the record of what a site was exported from, which `build` does not write."""
    files = (path for path in folder.rglob("*") if path.is_file() and path.name != RECORD)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


# What nobody touched


def check_same(ark: Ark, snapshots: Path, folder: Path) -> None:
    copy = make_working_copy(ark, job(folder, snapshots), Templates())
    make_edition(ark, job(folder / "direct", snapshots), Templates())
    built, direct = contents(build(copy, snapshots)), contents(folder / "direct")
    assert built.keys() == direct.keys()
    assert [path for path in direct if built[path] != direct[path]] == []


def test_a_specimen_that_nobody_touched_builds_as_it_exports(tmp_path: Path) -> None:
    """Every file of every format is the same, byte for byte, with or without a working copy."""
    check_same(ARK, SPECIMENS, tmp_path)


def test_a_book_that_nobody_touched_builds_as_it_exports(shared: Path, tmp_path: Path) -> None:
    """The same of a whole book."""
    ark = Ark("12148", "bpt6k9612399b")
    moment = "2026-11-01T00:00:00Z"
    import_folder(shared / "snapshots" / ark.name, ark, tmp_path / "kept", imported=moment)
    check_same(ark, tmp_path / "kept", tmp_path)


def test_the_language_of_the_interface_may_change(copy: Path) -> None:
    """A copy that was written with French words is built with English ones."""
    build_edition(copy, job(copy.parent / "en"), Templates(lang="en"))
    direct = copy.parent / "direct"
    make_edition(ARK, job(direct), Templates(lang="en"))
    assert contents(copy.parent / "en") == contents(direct)


# What a person did


def test_every_format_has_the_corrected_words(copy: Path) -> None:
    """The corrected words stand in the text of every format, and so do the editors' names."""
    correct(copy)
    built = build(copy)
    name = ARK.name
    with zipfile.ZipFile(built / f"{name}.epub") as members:
        epub = "".join(
            members.read(one).decode() for one in members.namelist() if one.endswith("html")
        )
        package = members.read("EPUB/content.opf").decode()
    site = "".join(path.read_text("utf-8") for path in (built / f"{name}-html").rglob("*.html"))
    markdown = "".join(
        path.read_text("utf-8") for path in (built / f"{name}-markdown").rglob("*.md")
    )
    tei = (built / f"{name}-tei" / f"{name}.xml").read_text("utf-8")
    for text in (epub, site, markdown, tei):
        assert "Jeanne Dupont" in text
        assert "Nos principes" in text
    for text in (epub, site, markdown):
        assert "pour une phrase" in text
        assert "<em>de nous</em>" in text or "*de nous*" in text
    assert "pour ure phrase" not in epub + markdown
    assert 'property="role"' in package
    assert "Jeanne Dupont</dc:contributor>" in package


def test_the_tei_shows_each_correction(copy: Path) -> None:
    """What the OCR read is sic, in its line; what stands for it is corr, by the editors."""
    correct(copy)
    root = etree.parse(build(copy) / f"{ARK.name}-tei" / f"{ARK.name}.xml").getroot()
    choices = [
        (choice.findtext(f"{TEI}sic"), choice.findtext(f"{TEI}corr"))
        for choice in root.iter(f"{TEI}choice")
    ]
    assert choices == [("ure", "une"), ("dn", "du")]
    by = {element.get("resp") for element in root.iter(f"{TEI}corr")}
    assert by == {"#editor1 #editor2"}
    names = {element.get(XML_ID) for element in root.iter(f"{TEI}respStmt")}
    assert {"editor1", "editor2"} <= names
    (note,) = (one for one in root.iter(f"{TEI}note") if one.get("resp"))
    assert "".join(map(str, note.itertext())) == "Voir <plus> & loin."


def test_the_json_has_both(copy: Path) -> None:
    """The JSON names editors and has what the OCR read beside what was corrected."""
    correct(copy)
    model = json.loads((build(copy) / f"{ARK.name}.json").read_bytes())
    assert model["editors"] == ["Jeanne Dupont", "P. <Martin> & fils"]
    found = [
        (one["sic"][0]["text"], one["corr"])
        for one in _objects(model["reading"])
        if one.get("type") == "correction"
    ]
    assert found == [("ure", "une"), ("dn", "du")]


def _objects(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
    for inner in value.values() if isinstance(value, dict) else value:
        if isinstance(inner, dict | list):
            yield from _objects(inner)


def test_page_marks_and_links_stay(copy: Path) -> None:
    """Each view keeps its mark and its way to the facsimile."""
    correct(copy)
    built = build(copy)
    tei = etree.parse(built / f"{ARK.name}-tei" / f"{ARK.name}.xml")
    breaks = [element.get("facs") for element in tei.iter(f"{TEI}pb")]
    assert breaks == [f"#f{view}" for view in range(1, 21)]
    pages = "".join(path.read_text("utf-8") for path in (built / f"{ARK.name}-html/text").iterdir())
    assert all(f'href="../views/f{view}.html"' in pages for view in range(1, 21))


def test_the_printed_page_still_shows_the_ocr(copy: Path) -> None:
    """The page of a view shows what the OCR read, line by line."""
    correct(copy)
    view = (build(copy) / f"{ARK.name}-html" / "views" / "f13.html").read_text("utf-8")
    assert "pour ure phrase" in view


@pytest.mark.validator
def test_the_judges_find_nothing(copy: Path, shared: Path, tmp_path: Path) -> None:
    """A corrected edition has no message from epubcheck, Ace, jing or the Nu checker."""
    correct(copy)
    built = build(copy)
    assert epubcheck(built / f"{ARK.name}.epub") == []
    assert ace(built / f"{ARK.name}.epub", tmp_path / "ace") == []
    tei = built / f"{ARK.name}-tei" / f"{ARK.name}.xml"
    assert jing(shared / "schemas" / "tei_all.rng", [tei]) == []
    assert nu(built / f"{ARK.name}-html") == []


# Nothing overwrites a person's work


def test_a_second_copy_is_refused(copy: Path) -> None:
    """A working copy is never made where there is one, nor with force."""
    correct(copy)
    before = contents(copy)
    with pytest.raises(OutputError, match="never overwritten"):
        make_working_copy(ARK, job(copy.parent, force=True), Templates())
    assert contents(copy) == before


def test_no_export_replaces_a_working_copy(copy: Path) -> None:
    """A copy under the name of an edition is left alone, with force too."""
    target = copy.parent / f"{ARK.name}-markdown"
    copy.rename(target)
    before = contents(target)
    with pytest.raises(OutputError, match="never overwritten"):
        make_edition(ARK, job(copy.parent, force=True), Templates())
    assert contents(target) == before


def test_building_changes_nothing_in_the_copy(copy: Path) -> None:
    """A build leaves the working copy as it is."""
    correct(copy)
    before = contents(copy)
    build(copy)
    assert contents(copy) == before


# What does not fit


def test_a_snapshot_that_is_elsewhere_is_asked_for(copy: Path, tmp_path: Path) -> None:
    """Without the snapshot that the copy was made from, the error names the option to give."""
    with pytest.raises(SnapshotError, match="made from answers that are not here") as refused:
        build(copy, tmp_path / "elsewhere")
    assert "--snapshots" in refused.value.remedy


def test_other_ocr_is_told(copy: Path, tmp_path: Path) -> None:
    """A snapshot with other OCR than the copy was made from is named, and nothing is built."""
    snapshots = tmp_path / "other"
    shutil.copytree(SPECIMENS, snapshots)
    alto = snapshots / ARK.name / "alto" / "f13.xml"
    alto.write_bytes(alto.read_bytes() + b"<!-- new -->")
    index = snapshots / ARK.name / "snapshot.json"
    entries = json.loads(index.read_bytes())
    for entry in entries["answers"]:
        if entry["path"] == "alto/f13.xml":
            entry["sha256"] = hashlib.sha256(alto.read_bytes()).hexdigest()
    index.write_text(json.dumps(entries), encoding="utf-8")
    with pytest.raises(WorkingCopyError, match=r"alto/f13\.xml is not the OCR"):
        build(copy, snapshots)


@pytest.mark.parametrize(
    ("path", "old", "new", "told"),
    [
        ("index.md", "# L'art", "# Le grand art", "index.md was changed"),
        ("index.md", 'title: "', 'title: "x', "index.md was changed"),
        ("index.md", "---\n", "", "index.md:1: the front matter"),
        ("index.md", "views: ", "editor: {a: 1}\nviews: ", "`editor` is no name"),
        ("index.md", "views: ", "editor: [a\nviews: ", "index.md:[0-9]+: not YAML"),
        ("set-aside.md", "vue 1", "vue I", "set-aside.md was changed"),
        ("working-copy.json", '"format":1', '"format":9', "newer gallica-export|format 9"),
        ("working-copy.json", '"ark":"ark', '"ark":"bark" ,"x":"', "is damaged"),
        ("working-copy.json", '{"format"', '{"forma', "is damaged"),
        (MACHINES, "[]{#f14 .pagebreak", "[]{#f14 .pagebrek", "mark of view 14 is lost"),
    ],
)
def test_what_cannot_be_built_is_told(copy: Path, path: str, old: str, new: str, told: str) -> None:
    """A file that is damaged, or changed where nothing would come of it, is named."""
    change(copy, path, old, new)
    with pytest.raises(WorkingCopyError, match=told):
        build(copy)


def test_pages_that_changed_places_are_told(copy: Path) -> None:
    """Text that was put under the mark of another view is told with its file and line."""
    chapter = copy / "text" / "02-au-lecteur.md"
    text = chapter.read_text(encoding="utf-8")
    before, first, second = re.split(r"(?=\[\]{#f[67] )", text)
    mark = re.compile(r"\[\]{#f[67] [^}]*}")
    (one,), (two,) = mark.findall(first), mark.findall(second)
    chapter.write_text(
        before + one + mark.sub("", second) + "\n\n" + two + mark.sub("", first), "utf-8"
    )
    with pytest.raises(WorkingCopyError, match=r"02-au-lecteur\.md:\d+: .*no longer fits its"):
        build(copy)


@pytest.mark.parametrize("path", ["index.md", "set-aside.md", "working-copy.json", MACHINES])
def test_a_file_that_is_gone_is_told(copy: Path, path: str) -> None:
    """A file that is gone is named."""
    (copy / path).unlink()
    with pytest.raises(GallicaExportError, match=re.escape(path)):
        build(copy)


def test_a_file_in_another_encoding_is_told_with_its_line(copy: Path) -> None:
    """A file that an editor saved in Latin-1 is named with the first line that shows it."""
    text = (copy / MACHINES).read_text(encoding="utf-8")
    (copy / MACHINES).write_bytes(text.replace("’", "'").encode("latin-1", "replace"))
    with pytest.raises(WorkingCopyError, match=rf"{MACHINES}:\d+: not text in UTF-8"):
        build(copy)


# The command line


def test_edit_and_build_are_commands(tmp_path: Path) -> None:
    """One command writes the copy, the next builds it; a lost mark has its exit code and line."""
    places = ("--snapshots", str(SPECIMENS), "--output", str(tmp_path))
    done = run("edit", "--offline", *places, "--views", "8-16", str(ARK))
    assert done.returncode == 0, done.stderr
    copy = tmp_path / f"{ARK.name}-edition"
    assert done.stdout.splitlines()[0] == str(copy / "index.md")
    done = run("build", "--format", "html", *places, str(copy))
    assert done.returncode == 0, done.stderr
    assert (tmp_path / f"{ARK.name}-html" / "views" / "f16.html").is_file()
    chapter = next((copy / "text").glob("*machines.md"))
    chapter.write_text(chapter.read_text("utf-8").replace("#f14 ", "#f41 "), "utf-8")
    done = run("build", "--format", "tei", *places, str(copy))
    assert done.returncode == 11
    assert f"text/{chapter.name}:" in done.stderr
    assert "the mark of view 14 is lost" in done.stderr
