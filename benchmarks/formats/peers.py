"""EPUBs of the same pages by other programs, and what outside judges say of them.

Each program runs as people run it, in a process of its own that starts anew, from files on disk:
ours from the snapshot (ALTO); hocr-to-epub from the same OCR as hOCR with the sizes of type, and
the Archive's metadata with title and language; Pandoc from our own reading text as Markdown, so
that it is spared all that comes before an EPUB. To make hOCR and Markdown is not counted.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import pytest
from msgspec import Struct

from benchmarks.reading_text.documents import SHARED
from benchmarks.reading_text.internet_archive import META, hocr_of
from benchmarks.reading_text.real import BOOK
from gallica_export.ark import Ark
from gallica_export.gallica.assemble import assemble
from gallica_export.gallica.importing import import_folder
from gallica_export.gallica.snapshot import Snapshot
from gallica_export.model import Document
from gallica_export.output import save
from gallica_export.reading import compose
from gallica_export.templating import Templates
from gallica_export.writers.markdown import write_markdown
from tests.validators import ace, epubcheck, pandoc_path

_SPECIMENS = Path(__file__).parents[2] / "gallica_export" / "specimen"
_SPECIMEN = Ark.parse("ark:/99999/bpt6k90000017")


class _Given(Struct, frozen=True):
    """A document in every form that one of the programs asks for."""

    document: Document
    snapshots: Path
    folder: Path


def table() -> None:
    """Print a table for the specimen, and one for a real book where the reference material is."""
    with tempfile.TemporaryDirectory() as folder:
        _rows(_SPECIMEN, _SPECIMENS, Path(folder))
        real = Ark.parse(f"ark:/12148/{BOOK}")
        kept = SHARED / "snapshots" / BOOK
        if kept.is_dir():
            import_folder(kept, real, Path(folder), imported="2026-11-20T10:11:12Z")
            _rows(real, Path(folder), Path(folder))


def _rows(ark: Ark, snapshots: Path, folder: Path) -> None:
    document = compose(assemble(Snapshot.open(snapshots / ark.name), images="pages"))
    given = _Given(document, snapshots, folder)
    views = len(document.views)
    print(f"{document.title[:60]}, {views} views")
    print(f"{'':28}{'views a CPU s':>15}{'peak MB':>10}{'epubcheck':>11}{'Ace':>6}")
    for name, make in _PROGRAMS.items():
        try:
            command, made = make(given)
        except (FileNotFoundError, pytest.skip.Exception):
            print(f"{name:28}{'not installed':>15}")
            continue
        seconds, megabytes = _run(command)
        judged = (_count(partial(epubcheck, made)), _count(partial(ace, made, folder / "ace")))
        print(
            f"{name:28}{views / seconds:15.0f}{megabytes:10.0f}{judged[0]:>11}{judged[1]:>6}",
            flush=True,
        )


def _ours(*options: str, end: str = "") -> Callable[[_Given], tuple[list[str], Path]]:
    def command(given: _Given) -> tuple[list[str], Path]:
        ark = given.document.ark
        return [
            *(sys.executable, "-m", "gallica_export", "--offline", "--force", *options),
            *("--snapshots", str(given.snapshots), "--output", str(given.folder), str(ark)),
        ], given.folder / f"{ark.name}{end}.epub"

    return command


def _internet_archive(given: _Given) -> tuple[list[str], Path]:
    program = shutil.which("hocr-to-epub")
    if program is None:
        raise FileNotFoundError("hocr-to-epub")
    hocr, meta, made = (given.folder / name for name in ("x_hocr.html", "x_meta.xml", "x.epub"))
    hocr.write_bytes(hocr_of(given.document))
    meta.write_text(META, encoding="utf-8")
    options = ("-f", str(hocr), "-m", str(meta), "-o", str(made), "-w", str(given.folder))
    return [program, *options], made


def _pandoc(given: _Given) -> tuple[list[str], Path]:
    made = given.folder / "pandoc.epub"
    (edition,) = save(write_markdown(given.document, Templates()), given.folder, force=True)
    chapters = sorted((edition / "text").glob("*.md"))
    about = (f"title={given.document.title}", f"lang={given.document.language}")
    options = [option for one in about for option in ("--metadata", one)]
    return [
        *(pandoc_path(), "--from", "markdown", "--to", "epub3", "--toc", *options),
        *("--resource-path", str(edition / "text"), "--output", str(made)),
        *map(str, chapters),
    ], made


_PROGRAMS: dict[str, Callable[[_Given], tuple[list[str], Path]]] = {
    "gallica-export": _ours(),
    "gallica-export, facsimile": _ours("--layout", "facsimile", end="-facsimile"),
    "hocr-to-epub": _internet_archive,
    "pandoc": _pandoc,
}


def _run(command: Sequence[str]) -> tuple[float, float]:
    """The CPU seconds and the peak memory of ``command``, which must succeed."""
    measured = [sys.executable, "-I", "-S", str(Path(__file__).with_name("measured.py"))]
    run = subprocess.run([*measured, *command], capture_output=True, text=True, check=True)
    seconds, megabytes = map(float, run.stdout.split())
    return seconds, megabytes


def _count(judge: Callable[[], list[str]]) -> str:
    """How much a judge complains of; a dash where it is not on this machine."""
    try:
        return str(len(judge()))
    except pytest.skip.Exception:
        return "–"
