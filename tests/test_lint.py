from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from gallica_export.errors import GallicaExportError, OutputError
from gallica_export.export import make_edition
from gallica_export.job import Job
from gallica_export.lint import lint
from gallica_export.lint.findings import Code
from gallica_export.output import save
from gallica_export.templating import Templates
from gallica_export.writers.markdown import write_markdown
from tests.drawn import hostile_document
from tests.press import Scan, bundled

SPECIMENS = Path(__file__).parent.parent / "gallica_export" / "specimen"
ARK = bundled(Scan()).ark
NAME = ARK.name


@pytest.fixture(scope="module")
def editions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The specimen in every format that can be judged."""
    folder = tmp_path_factory.mktemp("editions")
    formats = ("html", "epub", "tei", "json", "markdown")
    make_edition(ARK, Job(formats=formats, output=folder, snapshots=SPECIMENS), Templates())
    return folder


def test_what_the_program_makes_is_without_fault(editions: Path) -> None:
    """Every format of the specimen passes."""
    found = [finding for path in sorted(editions.iterdir()) for finding in lint(path)]
    assert found == []


def test_hostile_text_in_markdown_is_no_fault(tmp_path: Path) -> None:
    """What only looks like links and anchors, in front matter, labels and text, is no fault."""
    nasty = "a [b](c) ![d](e) {#f} [^g]: #h"
    document = hostile_document()
    view = structs.replace(document.views[3], label=nasty)
    record = structs.replace(document.record, title=(nasty,), description=(nasty,))
    views = (*document.views[:3], view, *document.views[4:])
    made = write_markdown(structs.replace(document, record=record, views=views), Templates())
    save(made, tmp_path)
    assert list(lint(tmp_path / f"{document.name}-markdown")) == []


def codes(path: Path) -> set[Code]:
    return {finding.code for finding in lint(path)}


def swap(old: str, new: str) -> Callable[[str], str]:
    """A change of a text, which must be there."""

    def changed(text: str) -> str:
        assert old in text
        return text.replace(old, new, 1)

    return changed


FOLDERS: list[tuple[Code, str, str, Callable[[str], str]]] = [
    (Code.LINK_BROKEN, "html", "index.html", swap('href="text/s2.html"', 'href="text/s99.html"')),
    (Code.LINK_BROKEN, "html", "index.html", swap('href="text/s2.html"', 'href="http://[a"')),
    (Code.ANCHOR_MISSING, "html", "text/s2.html", swap('href="#', 'href="#nowhere-')),
    (Code.ID_REPEATED, "html", "text/s2.html", swap("<main", '<p id="x"></p><p id="x"></p><main')),
    (Code.ALT_MISSING, "html", "index.html", swap(' alt="', ' title="')),
    (Code.LANGUAGE_MISSING, "html", "index.html", swap('<html lang="fr"', "<html")),
    (Code.TITLE_MISSING, "html", "index.html", swap("<title>", "<title></title><title>")),
    (
        Code.OUTSIDE_REQUEST,
        "html",
        "index.html",
        swap("</head>", '<script src="https://example.org/x.js"></script></head>'),
    ),
    (Code.MENTION_MISSING, "html", "index.html", lambda text: text.replace("Source ", "")),
    (Code.ARK_MISSING, "html", "index.html", lambda text: text.replace("ark:/", "")),
    (Code.ILL_FORMED, "tei", f"{NAME}.xml", swap("</teiHeader>", "")),
    (Code.POINTER_BROKEN, "tei", f"{NAME}.xml", swap('facs="#f6"', 'facs="#f666"')),
    (Code.PAGE_DISORDER, "tei", f"{NAME}.xml", swap('facs="#f6"', 'facs="#f20"')),
    (Code.PAGE_REPEATED, "tei", f"{NAME}.xml", swap('facs="#f6"', 'facs="#f5"')),
    (Code.TEI_HEADER, "tei", f"{NAME}.xml", lambda text: text.replace("sourceDesc", "sourceDes")),
    (Code.WORDS_DIFFER, "html", "text/s2.html", swap("</p>\n", " deux</p>\n")),
    (Code.WORDS_DIFFER, "tei", f"{NAME}.xml", swap('<pc force="weak">', 'x<pc force="weak">')),
    (Code.WORDS_DIFFER, "markdown", "text/02-au-lecteur.md", swap("LECTEUR", "LECTEUR deux")),
    (Code.FRONT_MATTER, "markdown", "index.md", swap("---\n", "")),
    (Code.TITLE_MISSING, "markdown", "index.md", swap("title:", "titel:")),
    (Code.PAGE_REPEATED, "markdown", "text/02-au-lecteur.md", swap("{#f7 ", "{#f6 ")),
    (Code.PAGE_DISORDER, "markdown", "text/02-au-lecteur.md", swap("{#f6 ", "{#f19 ")),
    (Code.NOTE_LOST, "markdown", "text/02-au-lecteur.md", swap("]: ", "] ")),
    (Code.LINK_BROKEN, "markdown", "index.md", swap("(text/02-", "(text/99-")),
    (Code.ANCHOR_MISSING, "markdown", "index.md", swap(".md#s2)", ".md#s22)")),
]


@pytest.mark.parametrize(
    ("code", "format_", "file", "change"), FOLDERS, ids=[f"{row[1]} {row[0]}" for row in FOLDERS]
)
def test_a_fault_is_named(
    editions: Path,
    tmp_path: Path,
    code: Code,
    format_: str,
    file: str,
    change: Callable[[str], str],
) -> None:
    """Each fault in a folder is found under its code."""
    folder = tmp_path / format_
    shutil.copytree(editions / f"{NAME}-{format_}", folder)
    place = folder / file
    place.write_text(change(place.read_text(encoding="utf-8")), encoding="utf-8")
    assert code in codes(folder)


ARCHIVES: list[tuple[Code, str, Callable[[str], str]]] = [
    (Code.EPUB_MIMETYPE, "mimetype", lambda _: "application/zip"),
    (Code.EPUB_PACKAGE, "META-INF/container.xml", swap("content.opf", "absent.opf")),
    (Code.EPUB_METADATA, "EPUB/content.opf", swap("dcterms:modified", "dcterms:modefied")),
    (Code.EPUB_METADATA, "EPUB/content.opf", swap("<dc:language>fr</dc:language>", "")),
    (Code.EPUB_MANIFEST, "EPUB/content.opf", swap('href="style.css"', 'href="style2.css"')),
    (Code.EPUB_SPINE, "EPUB/content.opf", swap('idref="cover-xhtml"', 'idref="nothing"')),
    (Code.EPUB_CONTENTS, "EPUB/nav.xhtml", swap('epub:type="toc"', 'epub:type="landmarks"')),
    (Code.PAGE_UNLISTED, "EPUB/nav.xhtml", swap('epub:type="page-list"', 'epub:type="lot"')),
    (Code.WORDS_DIFFER, "EPUB/text-002.xhtml", swap("</p>", " deux</p>")),
    (Code.WORDS_DIFFER, "EPUB/text-002.xhtml", swap('id="f7"', 'id="f8"')),
    (Code.ILL_FORMED, "EPUB/text-002.xhtml", swap("</p>", "")),
    (Code.LINK_BROKEN, "EPUB/nav.xhtml", swap('href="text-002.xhtml', 'href="text-999.xhtml')),
]


@pytest.mark.parametrize(
    ("code", "member", "change"), ARCHIVES, ids=[f"{row[1]} {row[0]}" for row in ARCHIVES]
)
def test_a_fault_of_an_epub_is_named(
    editions: Path, tmp_path: Path, code: Code, member: str, change: Callable[[str], str]
) -> None:
    """Each fault in an EPUB is found under its code."""
    made = tmp_path / "made.epub"
    with zipfile.ZipFile(editions / f"{NAME}.epub") as old, zipfile.ZipFile(made, "w") as new:
        for one in old.infolist():
            data = old.read(one)
            new.writestr(one, change(data.decode()).encode() if one.filename == member else data)
    assert code in codes(made)


def test_every_code_is_tried() -> None:
    """No code exists that no test provokes."""
    tried = {row[0] for row in FOLDERS} | {row[0] for row in ARCHIVES}
    assert set(Code) - tried == {Code.PAGES_MISSING}


def test_an_edition_without_page_marks_is_named(tmp_path: Path) -> None:
    """An edition that marks no page cannot be cited, and is told so."""
    (tmp_path / "index.md").write_text("---\ntitle: x\nark: ark:/1\nsource: Source y\n---\n")
    assert codes(tmp_path) == {Code.PAGES_MISSING}


@pytest.mark.parametrize("made", ["nothing", "folder", "file.epub", "text.txt"])
def test_what_is_no_edition_is_refused(tmp_path: Path, made: str) -> None:
    """Something else than an edition is an error, not a list of faults."""
    path = tmp_path / made
    if made == "folder":
        path.mkdir()
    elif made != "nothing":
        path.write_bytes(b"nothing of the kind")
    with pytest.raises(OutputError):
        list(lint(path))


@given(st.binary(max_size=300), st.sampled_from(["index.html", "index.md", "x.xml", "mimetype"]))
def test_any_file_is_judged_or_refused(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, name: str
) -> None:
    """Whatever stands in a file, only the program's own errors arise."""
    folder = tmp_path_factory.mktemp("any")
    (folder / name).write_bytes(data)
    with suppress(GallicaExportError):
        list(lint(folder))


def test_the_command_tells_and_counts(editions: Path, tmp_path: Path) -> None:
    """The command prints a line a fault and exits with 3; without faults, with 0."""
    site = tmp_path / "site"
    shutil.copytree(editions / f"{NAME}-html", site)
    (site / "text" / "s2.html").unlink()
    done = [
        subprocess.run(
            [sys.executable, "-m", "gallica_export", "lint", str(path)],
            capture_output=True,
            text=True,
            check=False,
        )
        for path in (editions / f"{NAME}.epub", site)
    ]
    assert [one.returncode for one in done] == [0, 3]
    assert "no fault found" in done[0].stderr
    assert "index.html" in done[1].stdout
    assert "link-broken" in done[1].stdout
