"""Which documents, and which of their views: the command line against the loopback Gallica."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from gallica_export.ark import TEST, Ark
from gallica_export.cli.shared import say_row
from tests.emulator import Gallica, Loopback
from tests.press import Book, Scan, bundled, press
from tests.press.periodical import Dated, Serial

BOOK = bundled(Scan())
NUMBERS = [press(Book.of_size(views=2, seed=seed)) for seed in (1, 2, 3)]
DAYS = (date(1898, 2, 28), date(1898, 2, 28), date(1898, 12, 4))
SERIAL = Serial("32826109", tuple(Dated(d, n.ark) for d, n in zip(DAYS, NUMBERS, strict=True)))


@pytest.fixture
def server() -> Iterator[Loopback]:
    with Loopback(Gallica([BOOK, SERIAL, *NUMBERS])) as server:
        yield server


class Command:
    """The command line in a folder of its own, as a process without a terminal."""

    def __init__(self, server: Loopback, folder: Path) -> None:
        self.server, self.folder = server, folder

    def __call__(self, *args: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [sys.executable, "-m", "gallica_export", *args],
            cwd=self.folder,
            input=stdin,
            env={
                **os.environ,
                "NO_PROXY": "*",
                "PYTHONPATH": os.pathsep.join(sys.path),
                "GALLICA_EXPORT_SNAPSHOTS": str(self.folder / "snapshots"),
            },
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert "Traceback" not in done.stderr, done.stderr
        return done

    def online(self, *args: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
        """The command, asking the loopback Gallica."""
        command = args[:1] if args[0] in ("issues", "search", "fetch") else ()
        return self(*command, "--base-url", self.server.url, *args[len(command) :], stdin=stdin)

    @property
    def made(self) -> set[str]:
        """What stands in the folder beside the snapshots."""
        return {path.name for path in self.folder.iterdir()} - {"snapshots"}

    def model(self) -> Any:
        """The one JSON edition that was made."""
        (path,) = self.folder.glob("*.json")
        return json.loads(path.read_text(encoding="utf-8"))

    def asked(self, part: str) -> list[str]:
        """The requests with ``part`` in them."""
        return [line.target for line in self.server.log.lines if part in line.target]


@pytest.fixture
def command(server: Loopback, tmp_path: Path) -> Command:
    return Command(server, tmp_path)


def test_pages_fetch_only_their_views(command: Command) -> None:
    """Views that are chosen by printed label, and with --views, are the only ones asked for."""
    done = command.online(
        *("--format", "json", "--gateway", "gallica", "--images", "none"),
        *("--pages", "3-5", "--views", "8,1", str(BOOK.ark)),
    )
    assert done.returncode == 0, done.stderr
    views = {view["order"]: view["label"] for view in command.model()["views"]}
    inside = [order for order, label in views.items() if label in ("3", "4", "5")]
    assert views.keys() == {1, 8, *inside}
    assert len(inside) == 3
    asked = {int(target.rpartition("=")[2]) for target in command.asked("E=ALTO")}
    assert asked == views.keys()


def test_a_page_that_is_not_there_is_told_before_any_view_is_asked_for(command: Command) -> None:
    """An unknown label exits with 5 and names its neighbours; no OCR has been asked for."""
    done = command.online("--pages", "3-99", str(BOOK.ark))
    assert done.returncode == 5
    assert "labelled '99': the nearest are " in done.stderr
    assert not command.asked("E=ALTO")
    assert not command.made


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (["--pages", "1,,2"], "names no page"),
        (["--pages", ""], "names no page"),
        (["--containing", " !"], "expected a word"),
        (["--containing", "x" * 1000], "expected a word"),
        (["--year", "1898", "--from", "1898-01-01"], "either --year"),
        (["--year", "1898"], "a periodical's ARK"),
        (["--from", "1899", "--to", "1898"], "comes before"),
        (["--year", "98"], "no date"),
        (["--from", "1898-02-30"], "no date"),
    ],
)
def test_what_makes_no_sense_is_refused_before_anything(
    command: Command, args: list[str], told: str
) -> None:
    """Each mistake of usage has its message and exit code 2, and asks for nothing."""
    done = command.online(*args, str(BOOK.ark))
    assert done.returncode == 2, done.stderr
    assert told in done.stderr
    assert not command.server.log.lines


def test_the_views_that_contain_a_word(command: Command) -> None:
    """Only the views where Gallica finds the word are fetched, and the edition says so."""
    wanted = ("--format", "json", "--containing", "poussière", "--images", "none", str(BOOK.ark))
    done = command.online(*wanted)
    assert done.returncode == 0, done.stderr
    made = command.model()
    orders = [view["order"] for view in made["views"]]
    assert 8 in orders
    assert len(command.asked("E=ALTO")) == len(orders) < len(BOOK.pages)
    notice = made["notices"][0]
    assert notice["kind"] == "extract-by-search"
    assert "'poussière' was found by Gallica's search on 2" in notice["message"]
    assert notice["message"] in done.stderr
    asked = len(command.server.log.lines)
    offline = command("--offline", "--force", *wanted)
    assert offline.returncode == 0, offline.stderr
    assert f"in the OCR that the snapshot has of {len(orders)} views" in offline.stderr
    assert [view["order"] for view in command.model()["views"]] == orders
    assert len(command.server.log.lines) == asked


def test_a_word_among_some_views(command: Command) -> None:
    """With --views, only those of them are taken that contain the word."""
    common = ("--format", "json", "--containing", "poussière", "--images", "none")
    assert command.online(*common, "--views", "1-9", str(BOOK.ark)).returncode == 0
    assert [view["order"] for view in command.model()["views"]] == [8]
    done = command.online(*common, "--force", "--views", "1-3", str(BOOK.ark))
    assert done.returncode == 5
    assert "on none of the views that were named" in done.stderr


def test_a_word_that_is_nowhere(command: Command) -> None:
    """A word that occurs on no view exits with 5, and an unknown document still says so."""
    done = command.online("--containing", "zut", str(BOOK.ark))
    assert (done.returncode, "on no view" in done.stderr) == (5, True)
    assert not command.asked("E=ALTO")
    unknown = Ark.of_document_number("9999999", naan=TEST)
    done = command.online("--containing", "zut", str(unknown))
    assert (done.returncode, "zut" in done.stderr) == (5, False)


def test_the_issues_of_a_periodical_are_listed(command: Command) -> None:
    """Date, ARK and label, parted by tabs, are all of standard output."""
    done = command.online("issues", "--year", "1898", str(SERIAL.ark))
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [
        f"1898-02-28\t{NUMBERS[0].ark}\t28 février 1898",
        f"1898-02-28\t{NUMBERS[1].ark}\t28 février 1898",
        f"1898-12-04\t{NUMBERS[2].ark}\t04 décembre 1898",
    ]
    assert "3 issues in 1898" in done.stderr
    assert command("issues", "--offline", str(SERIAL.ark)).stdout == done.stdout


def test_what_issues_prints_can_be_exported(command: Command) -> None:
    """The list of issues, handed to the main job, makes an edition of each."""
    listed = command.online("issues", "--to", "1898-06", str(SERIAL.ark)).stdout
    done = command.online("-", stdin=listed)
    assert done.returncode == 0, done.stderr
    assert command.made == {f"{number.ark.name}.epub" for number in NUMBERS[:2]}


def test_the_issues_of_a_span_are_exported(command: Command) -> None:
    """A periodical's ARK with days makes an edition of each issue, again offline the same."""
    days = ("--from", "1898-03-01", "--to", "1898-12-31")
    done = command.online(*days, str(SERIAL.ark))
    assert done.returncode == 0, done.stderr
    assert command.made == {f"{NUMBERS[2].ark.name}.epub"}
    first = (command.folder / f"{NUMBERS[2].ark.name}.epub").read_bytes()
    asked = len(command.server.log.lines)
    assert command("--offline", "--force", *days, str(SERIAL.ark)).returncode == 0
    assert (command.folder / f"{NUMBERS[2].ark.name}.epub").read_bytes() == first
    assert len(command.server.log.lines) == asked


def test_one_issue_that_fails_does_not_stop_the_others(command: Command) -> None:
    """Where one issue is taken already, the others are made and the exit code tells."""
    (command.folder / f"{NUMBERS[0].ark.name}.epub").write_text("mine")
    done = command.online("--year", "1898", str(SERIAL.ark))
    assert done.returncode == 10
    assert "exists already" in done.stderr
    assert command.made == {f"{number.ark.name}.epub" for number in NUMBERS}


def test_a_periodical_without_days_tells_both_ways(command: Command) -> None:
    """A periodical's ARK alone is refused, with the options and the command that help."""
    done = command.online(str(SERIAL.ark))
    assert done.returncode == 4
    for way in ("--year", "--from", "gallica-export issues"):
        assert way in done.stderr
    assert not command.server.log.lines
    done = command.online("issues", str(BOOK.ark))
    assert (done.returncode, "not a periodical" in done.stderr) == (4, True)


def test_issues_are_fetched_without_an_edition(command: Command) -> None:
    """The fetch command takes the issues of a year too."""
    done = command.online("fetch", "--year", "1898", "--images", "none", str(SERIAL.ark))
    assert done.returncode == 0, done.stderr
    kept = {path.name for path in (command.folder / "snapshots").iterdir()}
    assert kept == {SERIAL.ark.name, *(number.ark.name for number in NUMBERS)}


def test_a_search_can_be_handed_on(command: Command) -> None:
    """What a search prints makes editions of what it found; the count is told apart."""
    found = command.online("search", 'dc.title all "éveiller livres" and dc.title any "tirage"')
    assert found.returncode == 0, found.stderr
    rows = [line.split("\t") for line in found.stdout.splitlines()]
    assert [row[0] for row in rows] == [str(number.ark) for number in NUMBERS]
    assert rows[0][1:3] == ["1887", "Quatrefeuille, Anselme. Auteur du texte"]
    assert "3 listed of 3 found" in found.stderr
    done = command.online("-", stdin=found.stdout)
    assert done.returncode == 0, done.stderr
    assert command.made == {f"{number.ark.name}.epub" for number in NUMBERS}


@pytest.mark.parametrize(
    ("args", "code", "told", "requests"),
    [
        (['dc.title all "zut"'], 5, "finds nothing", 1),
        (['dc.nonsense all "livres"'], 2, "Unsupported index", 1),
        ([" "], 2, "expected something like", 0),
        (["--limit", "0", "x"], 2, "--limit", 0),
    ],
)
def test_a_search_that_finds_nothing_says_why(
    command: Command, args: list[str], code: int, told: str, requests: int
) -> None:
    """No result, a refused query and a mistake of usage each have their exit code."""
    done = command.online("search", *args)
    assert (done.returncode, done.stdout) == (code, "")
    assert told in done.stderr
    assert len(command.server.log.lines) == requests


def test_a_list_with_tabs_and_no_ark_names_its_line(command: Command) -> None:
    """A line of fields of which none is an ARK is refused with its number and first field."""
    done = command("--offline", "-", stdin="1898-01-01\tx\ty\n")
    assert done.returncode == 4
    assert "line 1: not an ARK: '1898-01-01'" in done.stderr


def test_a_row_is_safe_to_read(capsys: pytest.CaptureFixture[str]) -> None:
    """Tabs, line ends and what a terminal obeys never leave the field that holds them."""
    say_row("ark:/x", "", "A\tB\nC", "\x9b31mred \x1b]0;owned\x07 \u202eright")
    assert capsys.readouterr().out == "ark:/x\t\tA B C\t31mred ]0;owned right\n"
