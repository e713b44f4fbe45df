"""What cannot be done is refused in a line, with its exit code, and before the first request."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from msgspec import Struct

from gallica_export.cli import main
from tests.emulator import Gallica, Loopback
from tests.press import Book, Specimen, press

BOOK = press(Book.of_size(views=3, seed=21))
ARK = str(BOOK.ark)
PERIODICAL = "ark:/12148/cb328261098"


class Told(Struct, frozen=True):
    """How a command ended."""

    code: object
    out: str
    err: str


class Command:
    """The command line in this very process, in a folder of its own, before a loopback Gallica."""

    def __init__(
        self,
        folder: Path,
        server: Loopback,
        monkeypatch: pytest.MonkeyPatch,
        captured: pytest.CaptureFixture[str],
    ) -> None:
        self.folder, self.server = folder, server
        self._monkeypatch, self._captured = monkeypatch, captured

    def __call__(self, *args: str, stdin: bytes = b"") -> Told:
        argv = ["gallica-export", *(arg.replace("HERE", str(self.folder)) for arg in args)]
        self._monkeypatch.setattr(sys, "argv", argv)
        self._monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        code: object = 0
        try:
            main()
        except SystemExit as end:
            code = end.code or 0
        out, err = self._captured.readouterr()
        assert "Traceback" not in err
        return Told(code, out, err)

    @property
    def asked(self) -> int:
        return len(self.server.log.lines)


@pytest.fixture(scope="module")
def server() -> Iterator[Loopback]:
    with Loopback(Gallica([BOOK])) as server:
        yield server


@pytest.fixture
def command(
    tmp_path: Path,
    server: Loopback,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Command:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GALLICA_EXPORT_SNAPSHOTS", str(tmp_path / "snapshots"))
    monkeypatch.setenv("NO_PROXY", "*")
    for name in ("GALLICA_EXPORT_KEY", "GALLICA_EXPORT_SECRET"):
        monkeypatch.delenv(name, raising=False)
    return Command(tmp_path, server, monkeypatch, capsys)


IDENTIFIERS = {
    "empty": ("", 4, "no identifier"),
    "spaces": ("   ", 4, "no identifier"),
    "a bare word": ("roman", 4, "not an ARK"),
    "a wrong check character": ("ark:/12148/bpt6k58017545", 4, "did you mean"),
    "another authority": ("ark:/13960/t8w95bz8r", 4, "12148"),
    "a way up": ("../../etc/passwd", 4, "not an ARK"),
    "a way up, encoded": ("ark:/12148/..%2f..%2fetc%2fpasswd", 4, "not an ARK"),
    "a way up inside": ("ark:/12148/../bpt6k58017546", 4, "not an ARK"),
    "a line break": ("ark:/12148/bpt6k5801\n7546", 4, "ark:/12148/bpt6k5801"),
    "a tab": ("ark:/12148/bpt6k5801\t7546", 4, "ark:/12148/bpt6k5801"),
    "NUL": ("ark:/12148/bpt6k58017546\0x", 4, "characters that no identifier has"),
    "full width": ("ark:/12148/bpt6k\uff15\uff18017546", 4, "ARK"),
    "a Cyrillic letter": ("ark:/12148/bpt6\u043a58017546", 4, "ARK"),
    "1 MB": ("x" * 1_000_000, 4, "not an ARK"),
    "1 MB behind an ARK": (f"{ARK}?{'x' * 1_000_000}", 4, "not an ARK"),
    "a periodical": (PERIODICAL, 4, "--year"),
    "a catalogue record of nothing": ("cb999999999", 4, "did you mean"),
    "a folder": ("HERE", 4, "is a folder"),
    "a list that is missing": ("HERE/none.txt", 4, "not an ARK"),
    "a binary list": ("HERE/binary", 4, "not text in UTF-8"),
    "a list of nothing": ("HERE/comments", 4, "names no ARK"),
    "a list with a bad line": ("HERE/bad", 4, "bad, line 3: not an ARK"),
    "an empty standard input": ("-", 4, "standard input names no ARK"),
}


@pytest.mark.parametrize(("text", "code", "told"), IDENTIFIERS.values(), ids=IDENTIFIERS)
@pytest.mark.parametrize("start", [[], ["fetch"]], ids=["export", "fetch"])
def test_what_names_no_document(
    command: Command, start: list[str], text: str, code: int, told: str
) -> None:
    """What is no identifier is refused with exit code 4 in two lines, and nobody is asked."""
    (command.folder / "binary").write_bytes(b"\xff\xfe\x00\x01" * 50)
    (command.folder / "comments").write_bytes(b"\xef\xbb\xbf# nothing\r\n\r\n")
    (command.folder / "bad").write_bytes(f"\ufeff# mine\r\n{ARK} # yes\r\nnonsense\r\n".encode())
    before = command.asked
    done = command(*start, "--base-url", command.server.url, text)
    assert (done.code, done.out) == (code, "")
    assert told in done.err
    assert done.err.startswith("gallica-export: ")
    assert len(done.err.splitlines()) <= 2
    assert len(done.err) < 500
    assert command.asked == before


LONG = "d" * 300
OPTIONS = {
    "an unknown format": (["--format", "epud"], 2, "did you mean epub?"),
    "a format of another world": (["--format", "docx"], 2, "there are: html"),
    "view 0": (["--views", "0"], 2, "numbered from 1"),
    "views backwards": (["--views", "5-3"], 2, "backwards"),
    "view -1": (["--views", "-1"], 2, "'-1'"),
    "view a": (["--views", "a"], 2, "'a'"),
    "views without a number": (["--views", "1,,2"], 2, "1-20,35"),
    "a view of a million digits": (["--views", "9" * 1_000_000], 2, "'999"),
    "a format of a million letters": (["--format", "x" * 1_000_000], 2, "no such format"),
    "a year of a million digits": (["--year", "9" * 1_000_000], 2, "Error: "),
    "an output that is a file": (["--output", "HERE/file"], 10, "file"),
    "an output under a file": (["--output", "HERE/file/out"], 10, "file"),
    "an output that is a pipe": (["--output", "HERE/pipe"], 10, "pipe"),
    "an output with a name of 300 bytes": (["--output", f"HERE/{LONG}"], 10, LONG),
    "an edition that is there": (["--output", "HERE/there"], 10, "exists already"),
    "snapshots in a file": (["--snapshots", "HERE/file"], 10, "file"),
    "templates that are missing": (["--template-dir", "HERE/none"], 9, "none"),
    "templates that are a file": (["--template-dir", "HERE/file"], 9, "file"),
    "a template that breaks off": (
        ["--template-dir", "HERE/broken", "--format", "html"], 9, "index.html.j2:2",
    ),
    "an unknown language": (["--lang", "de"], 2, "'de'"),
    "an unknown option": (["--nonsense"], 2, "--nonsense"),
    "an option without its value": (["--views"], 2, "ARK"),
    "a base URL of the disk": (["--base-url", "file:///etc/passwd"], 2, "not an address"),
    "a base URL of a stranger": (["--base-url", "https://example.org"], 2, "not an address"),
    "a port that is none": (["--base-url", "http://127.0.0.1:99999"], 2, "not an address"),
    "a wait that is none": (["--max-wait", "soon"], 2, "90s"),
    "a gateway that is none": (["--gateway", "retronews"], 2, "retronews"),
    "a gateway without its key": (["--gateway", "partner"], 2, "GALLICA_EXPORT_KEY"),
    "an empty snapshot": (["--offline"], 8, "there is no snapshot"),
    "a year of no periodical": (["--year", "1898"], 2, "a periodical's ARK"),
    "a day that is none": (["--from", "1898-02-30"], 2, "no date"),
    "a page that is none": (["--pages", "1,,2"], 2, "names no page"),
    "a word that is none": (["--containing", "!"], 2, "expected a word"),
}  # fmt: skip


@pytest.mark.parametrize(("args", "code", "told"), OPTIONS.values(), ids=OPTIONS)
def test_what_cannot_be_done(command: Command, args: list[str], code: int, told: str) -> None:
    """What cannot be done is refused with a reason, and before anybody is asked anything."""
    here = command.folder
    (here / "file").write_text("")
    os.mkfifo(here / "pipe")
    (here / "there").mkdir()
    (here / "there" / f"{BOOK.ark.name}.epub").write_text("mine")
    (here / "broken" / "html").mkdir(parents=True)
    (here / "broken" / "html" / "index.html.j2").write_text("\n{% if %}\n")
    before = command.asked
    start = [] if "--base-url" in args else ["--base-url", command.server.url]
    done = command(*start, *args, ARK)
    assert done.code == code, done.err
    assert done.out == ""
    assert told in done.err
    assert len(done.err.splitlines()) <= 4
    assert len(done.err) < 900
    assert command.asked == before
    assert (here / "there" / f"{BOOK.ark.name}.epub").read_text() == "mine"


ADDRESSES: dict[str, Callable[[str], str]] = {
    "as it is": lambda ark: ark,
    "without its slash": lambda ark: ark.replace(":/", ":"),
    "in capitals": lambda ark: ark.upper().replace("ARK:", "ark:"),
    "in quotes": lambda ark: f"\u00ab\u202f{ark}\u202f\u00bb",
    "with zero-width spaces": lambda ark: f"\u200b{ark}\u200b",
    "pasted from the browser": lambda ark: f"https://gallica.bnf.fr/{ark}/f2.item.r=mot.zoom",
    "percent-encoded": lambda ark: ark.replace(":", "%3A").replace("/", "%2F"),
    "twice": lambda ark: ark,
}


@pytest.mark.parametrize("written", ADDRESSES.values(), ids=ADDRESSES)
def test_odd_ways_to_write_an_ark(command: Command, written: Callable[[str], str]) -> None:
    """However a good identifier is written or pasted, it is understood and made once."""
    start = ("--base-url", command.server.url, "--images", "none", "--format", "json")
    done = command(*start, written(ARK), ARK)
    assert done.code == 0, done.err
    assert done.out.count(".json") == 1


def test_views_that_are_named_three_times(command: Command) -> None:
    """A view is asked for once, however often it is named."""
    before = command.asked
    start = ("fetch", "--base-url", command.server.url, "--images", "none")
    assert command(*start, "--views", "1,1,1", ARK).code == 0
    asked = [line.target for line in command.server.log.lines[before:]]
    assert sum("E=ALTO" in target for target in asked) == 1


def test_views_beyond_the_end_are_told_before_any_is_asked_for(command: Command) -> None:
    """A view that the document lacks exits with 5, once its pagination is known."""
    before = command.asked
    done = command("--base-url", command.server.url, "--views", "1-99999", ARK)
    assert (done.code, "no view 99999" in done.err) == (5, True)
    assert not [line for line in command.server.log.lines[before:] if "E=ALTO" in line.target]


def test_an_unknown_name_in_a_template_is_told_with_its_line(command: Command) -> None:
    """A template that uses a name which it is not given stops with file, line and name."""
    mine = command.folder / "mine" / "html"
    mine.mkdir(parents=True)
    (mine / "index.html.j2").write_text("\n\n{{ nonsense }}")
    start = ("--base-url", command.server.url, "--images", "none", "--format", "html")
    done = command(*start, "--template-dir", "HERE/mine", ARK)
    assert done.code == 9
    assert "index.html.j2:3" in done.err
    assert "nonsense" in done.err


def test_a_date_of_the_build_that_is_none(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SOURCE_DATE_EPOCH has to be a number where it is used."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "abc")
    (command.folder / "in").mkdir()
    done = command("import", "HERE/in", "--ark", ARK)
    assert (done.code, "SOURCE_DATE_EPOCH" in done.err) == (2, True)


@pytest.fixture
def folders(tmp_path: Path) -> Callable[[Specimen, int], Path]:
    """Makes a folder that a Gallica serves as a document of the BnF, of so many views."""

    def make(book: Specimen, views: int) -> Path:
        folder = tmp_path / "held" / "bpt6k58017546"
        (folder / "alto").mkdir(parents=True)
        files = book.snapshot_files(images=False)
        record = files["oairecord.xml"].replace(book.ark.name.encode(), b"bpt6k58017546")
        (folder / "oairecord.xml").write_bytes(record.replace(b"99999", b"12148"))
        pages = b"".join(
            b"<page><numero>NP</numero><ordre>%d</ordre><pagination_type/>"
            b"<image_width>100</image_width><image_height>200</image_height></page>" % order
            for order in range(1, views + 1)
        )
        has_text = b"true" if views > 3 else b"false"
        (folder / "pagination.xml").write_bytes(
            b"<livre><structure><firstDisplayedPage>1</firstDisplayedPage><hasToc>false</hasToc>"
            b"<hasContent>%s</hasContent><idUPN>58017546</idUPN><nbVueImages>%d</nbVueImages>"
            b"</structure><pages>%s</pages></livre>" % (has_text, views, pages)
        )
        return folder

    return make


def test_ten_thousand_views_have_to_be_agreed_to(
    command: Command, folders: Callable[[Specimen, int], Path]
) -> None:
    """Without --yes a fetch of ten thousand views is refused with its cost, before any view."""
    with Loopback(Gallica([folders(BOOK, 10_000)])) as server:
        start = ("--base-url", server.url, "--gateway", "gallica", "--images", "none")
        done = command(*start, "ark:/12148/bpt6k58017546")
        assert done.code == 2, done.err
        assert re.search(r"10000 requests, about .* MB.*Add --yes", done.err)
        assert not [line for line in server.log.lines if "E=ALTO" in line.target]


def test_a_document_without_ocr_is_an_edition_with_a_notice(
    command: Command, folders: Callable[[Specimen, int], Path]
) -> None:
    """A document that has no OCR is made all the same, and says so."""
    with Loopback(Gallica([folders(BOOK, 3)])) as server:
        start = ("--base-url", server.url, "--images", "none", "--strict")
        done = command(*start, "ark:/12148/bpt6k58017546")
    assert done.code == 3, done.err
    assert "no view of the document has OCR" in done.err


@pytest.mark.parametrize("name", ["CON", "nul.txt", "é è", "-x"])
def test_odd_names_of_an_output_are_names(command: Command, name: str) -> None:
    """A folder may bear any name that the system takes."""
    start = ("--base-url", command.server.url, "--images", "none", "--format", "json")
    assert command(*start, f"--output=HERE/{name}", ARK).code == 0
    assert list((command.folder / name).glob("*.json"))


@pytest.mark.parametrize("surroundings", [{"LC_ALL": "C", "TERM": "dumb"}, {"LC_ALL": "xx_YY"}])
def test_poor_surroundings_are_borne(command: Command, surroundings: dict[str, str]) -> None:
    """In the C locale, on a dumb terminal, the title is told and nothing breaks."""
    done = _process(command, surroundings)
    assert done.returncode == 0, done.stderr
    assert b".json" in done.stdout


@pytest.mark.skipif(os.name == "nt", reason="descriptors are closed otherwise on Windows")
def test_a_closed_standard_output_is_borne(command: Command) -> None:
    """With standard output closed the edition is made, and no traceback shown."""
    done = _process(command, {}, close=True)
    assert done.returncode in (0, 10), done.stderr
    assert list(command.folder.glob("*.json"))


def _process(
    command: Command, surroundings: dict[str, str], *, close: bool = False
) -> subprocess.CompletedProcess[bytes]:
    args = ["--base-url", command.server.url, "--images", "none", "--format", "json", ARK]
    line = [sys.executable, "-m", "gallica_export", *args]
    if close:
        line = ["sh", "-c", 'exec "$@" >&-', "sh", *line]
    done = subprocess.run(
        line,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), **surroundings},
        cwd=command.folder,
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert b"Traceback" not in done.stderr
    return done
