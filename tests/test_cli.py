from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from gallica_export import errors
from gallica_export.errors import GallicaExportError
from gallica_export.gallica.snapshot import Origin, Snapshot
from gallica_export.writers import TARGETS
from tests.press import bundled

README = Path(__file__).parent.parent / "README.md"
SPECIMENS = Path(__file__).parent.parent / "gallica_export" / "specimen"
ARK = f"ark:/99999/{next(path.name for path in SPECIMENS.iterdir() if path.is_dir())}"
LIBRARIES = ("lxml", "jinja2", "httpx", "ebooklib", "rich", "msgspec", "markdown_it")


def run(
    *args: str, stdin: bytes = b"", environment: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """The command as a process of its own, with no terminal and no network."""
    done = subprocess.run(
        [sys.executable, "-m", "gallica_export", *args],
        input=stdin,
        capture_output=True,
        env={**os.environ, **(environment or {})},
        timeout=60,
        check=False,
    )
    assert b"Traceback" not in done.stderr, done.stderr.decode()
    return subprocess.CompletedProcess(
        done.args, done.returncode, done.stdout.decode(), done.stderr.decode()
    )


def offline(
    tmp_path: Path, *args: str, environment: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """An export of the specimen from its snapshot into ``tmp_path``."""
    places = ("--snapshots", str(SPECIMENS), "--output", str(tmp_path))
    return run("--offline", *places, *args, environment=environment)


def test_help_names_the_formats_and_the_commands() -> None:
    """Help shows how the main job is typed, its options and the other commands."""
    told = run("--help").stdout
    for word in ("ARK", "--format", "epub", "--offline", "fetch", "import", "demo"):
        assert word in told


def test_no_argument_shows_help() -> None:
    """Called with nothing, the program says how it is used, where errors go, with their code."""
    done = run()
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == run("--help").stdout


def test_a_mistake_shows_the_usage_that_people_type() -> None:
    """The main job's errors of usage do not show a command that help does not list."""
    done = run("--no-such-option", ARK)
    assert done.returncode == 2
    assert "gallica_export [OPTIONS] ARK...\n" in done.stderr
    assert "gallica_export export" not in done.stderr


@pytest.mark.parametrize("name", ["./missing.txt", "lists/missing", "missing.csv"])
def test_a_list_that_is_not_there_is_told_as_such(tmp_path: Path, name: str) -> None:
    """What looks like a file and does not exist is not told to be a wrong ARK."""
    done = offline(tmp_path, name)
    assert done.returncode == 4
    assert f"there is no file {name}\n" in done.stderr


@pytest.mark.parametrize("epoch", ["abc", "1e9", "9" * 30])
@pytest.mark.parametrize("command", [("--offline", ARK), ("demo",), ("import", "x", "--ark", ARK)])
def test_a_senseless_date_of_building_is_refused(
    tmp_path: Path, command: tuple[str, ...], epoch: str
) -> None:
    """No command begins anything where SOURCE_DATE_EPOCH is not a number of seconds."""
    environment = {"SOURCE_DATE_EPOCH": epoch}
    place = ("--output", str(tmp_path)) if command[0] != "import" else ()
    done = run(*command, *place, environment=environment)
    assert done.returncode == 2
    assert "SOURCE_DATE_EPOCH" in done.stderr
    assert not list(tmp_path.iterdir())


def test_help_imports_nothing_that_it_does_not_need() -> None:
    """Help is printed without importing any of the libraries that do the work."""
    code = (
        "import sys\nsys.argv = ['gallica-export', '--help']\nfrom gallica_export.cli import main\n"
        "try: main()\nexcept SystemExit: pass\n"
        f"print([name for name in {LIBRARIES!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_the_main_job_needs_no_command_name(tmp_path: Path) -> None:
    """An ARK and a format make an edition; the path that is printed can be opened."""
    done = offline(tmp_path, "--format", "epub", ARK)
    assert done.returncode == 0, done.stderr
    assert Path(done.stdout.splitlines()[-1].strip()).is_file()


def test_all_formats_at_once(tmp_path: Path) -> None:
    """The format "all" makes every format."""
    assert offline(tmp_path, "--format", "all", ARK).returncode == 0
    name = ARK.rpartition("/")[2]
    made = {path.name for path in tmp_path.iterdir()}
    assert made == {target.format(name=name) for target in TARGETS.values()}


def test_the_demo_needs_nothing(tmp_path: Path) -> None:
    """The demo makes every format of the bundled specimen and says what to open."""
    done = run("demo", "--output", str(tmp_path))
    assert done.returncode == 0, done.stderr
    opens = [line.strip() for line in done.stdout.splitlines() if line.startswith("  ")]
    assert len(opens) == len(TARGETS)
    assert all(Path(path).exists() for path in opens)


@pytest.mark.parametrize(
    ("args", "code", "told"),
    [
        (["ark:/12148/bpt6k58017545"], 4, "did you mean ark:/12148/bpt6k58017546"),
        ([""], 4, "no identifier"),
        (["ark:/13960/t8w95bz8r"], 4, "12148"),
        (["../../etc/passwd"], 4, "not an ARK"),
        (["x" * 100_000], 4, "not an ARK"),
        (["x" * 300], 4, "not an ARK"),
        (["ark:/12148/cb32826109" + "8"], 4, "periodical"),
        (["--format", "epud", ARK], 2, "did you mean epub?"),
        (["--format", "docx", ARK], 2, "there are: html"),
        (["--views", "0", ARK], 2, "numbered from 1"),
        (["--views", "5-3", ARK], 2, "backwards"),
        (["--views", "-1", ARK], 2, "'-1'"),
        (["--views", "a", ARK], 2, "'a'"),
        (["--views", "1-99999", ARK], 5, "no view 99999"),
        (["--template-dir", "nowhere", ARK], 9, "nowhere"),
        (["--lang", "de", ARK], 2, "'de'"),
        (["--nonsense", ARK], 2, "--nonsense"),
    ],
)
def test_bad_input_gets_one_clear_message(
    tmp_path: Path, args: list[str], code: int, told: str
) -> None:
    """Each kind of bad input has its message and exit code, and makes nothing."""
    done = offline(tmp_path / "out", *args)
    assert done.returncode == code, done.stderr
    assert told in done.stderr
    assert len(done.stderr) < 700
    assert not list((tmp_path / "out").glob("*"))


def test_views_may_be_named_twice(tmp_path: Path) -> None:
    """A view that is named twice stands once in the edition."""
    assert offline(tmp_path, "--views", "3,3,2-4", "--format", "json", ARK).returncode == 0
    made = json.loads(next(tmp_path.glob("*.json")).read_text(encoding="utf-8"))
    assert [view["order"] for view in made["views"]] == [2, 3, 4]


def test_an_edition_is_not_overwritten_without_force(tmp_path: Path) -> None:
    """An edition that is there already is refused before anything is done, and kept."""
    offline(tmp_path, ARK)
    done = offline(tmp_path, ARK)
    assert done.returncode == 10
    assert "--force" in done.stderr
    assert offline(tmp_path, "--force", ARK).returncode == 0


def test_an_output_that_is_a_file_is_refused(tmp_path: Path) -> None:
    """An output folder that is a file is refused with its name."""
    (tmp_path / "file").write_text("")
    done = offline(tmp_path / "file", ARK)
    assert done.returncode == 10
    assert "file" in done.stderr


def test_offline_without_a_snapshot_says_so(tmp_path: Path) -> None:
    """Offline with nothing kept says which document is missing and how to fetch it."""
    done = run("--offline", "--snapshots", str(tmp_path), "ark:/12148/bpt6k58017546")
    assert done.returncode == 8
    assert "without --offline" in done.stderr


def test_a_list_of_arks_is_read(tmp_path: Path) -> None:
    """A list with a byte order mark, CRLF, comments and repeats names each document once."""
    listed = tmp_path / "list.txt"
    listed.write_bytes(b"\xef\xbb\xbf# mine\r\n" + f"{ARK} # yes\r\n\r\n{ARK}\r\n".encode())
    done = offline(tmp_path / "out", str(listed))
    assert done.returncode == 0, done.stderr
    assert len(list((tmp_path / "out").iterdir())) == 1


def test_a_bad_line_of_a_list_is_named(tmp_path: Path) -> None:
    """A list with one bad line is refused with its file and line before anything is made."""
    listed = tmp_path / "list.txt"
    listed.write_text(f"{ARK}\nnonsense\n")
    done = offline(tmp_path / "out", str(listed))
    assert done.returncode == 4
    assert "list.txt, line 2" in done.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("data", [b"", b"\n# nothing\n", b"\xff\xfe\x00\x01"])
def test_a_list_that_names_nothing_is_refused(tmp_path: Path, data: bytes) -> None:
    """An empty standard input, or one that is not text, is refused."""
    done = run("--offline", "--output", str(tmp_path), "-", stdin=data)
    assert done.returncode == 4
    assert "standard input" in done.stderr


def test_a_folder_is_no_list(tmp_path: Path) -> None:
    """A folder given as an ARK is refused as what it is."""
    assert "is a folder" in offline(tmp_path, str(tmp_path)).stderr


def test_an_ark_is_an_ark_also_beside_a_folder_of_that_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A bare ARK is understood where the folder of its snapshot bears the same name."""
    (tmp_path / "bpt6k58017546").mkdir()
    monkeypatch.chdir(tmp_path)
    done = offline(tmp_path, "bpt6k58017546")
    assert done.returncode == 8, done.stderr


def test_among_several_documents_an_error_names_its_own(tmp_path: Path) -> None:
    """When several documents are asked for, each error says which one it is about."""
    first, second = "ark:/12148/bpt6k58017546", "ark:/12148/cb32826109" + "8"
    told = offline(tmp_path, first, second).stderr
    assert first in told
    assert second in told


@pytest.mark.parametrize(
    "url", ["", "file:///etc/passwd", "http://127.0.0.1:99999", "https://example.org", "nonsense"]
)
def test_an_unusable_base_url_is_a_mistake_of_usage(tmp_path: Path, url: str) -> None:
    """A base URL that is neither the BnF's nor of this machine is refused before anything."""
    done = run("--base-url", url, "--output", str(tmp_path / "out"), ARK)
    assert done.returncode == 2
    assert "not an address of the BnF" in done.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_full_disk_behind_standard_output_is_told(tmp_path: Path) -> None:
    """When standard output cannot be written, the exit code and standard error say so."""
    command = [sys.executable, "-m", "gallica_export", "--offline", ARK]
    places = ["--snapshots", str(SPECIMENS), "--output", str(tmp_path)]
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [*command, *places], stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert done.returncode == 10
    assert "No space left" in done.stderr
    assert "Traceback" not in done.stderr


def test_one_bad_document_does_not_stop_the_others(tmp_path: Path) -> None:
    """When one of several documents fails, the others are made and the exit code tells."""
    done = offline(tmp_path, "ark:/12148/bpt6k58017546", ARK)
    assert done.returncode == 8
    assert list(tmp_path.glob("*.epub"))


def test_strict_turns_notices_into_an_exit_code(tmp_path: Path) -> None:
    """Notices are told, and under --strict they show in the exit code."""
    done = offline(tmp_path, "--strict", ARK)
    assert done.returncode == 3
    assert "notice: " in done.stderr


def test_a_broken_template_is_told_with_its_line(tmp_path: Path) -> None:
    """A template of one's own with an unknown name stops the export with file, line and name."""
    mine = tmp_path / "mine" / "html" / "index.html.j2"
    mine.parent.mkdir(parents=True)
    mine.write_text("\n\n{{ nonsense }}")
    done = offline(
        tmp_path / "out", "--format", "html", "--template-dir", str(tmp_path / "mine"), ARK
    )
    assert done.returncode == 9
    assert "index.html.j2:3" in done.stderr
    assert "nonsense" in done.stderr
    assert not list((tmp_path / "out").iterdir())


def test_templates_are_copied_out(tmp_path: Path) -> None:
    """The shipped templates are copied out on request, with what documents them."""
    done = run("--copy-templates", str(tmp_path / "mine"))
    assert done.returncode == 0
    assert (tmp_path / "mine/html/view.html.j2").is_file()
    assert (tmp_path / "mine/README.md").is_file()


def test_another_day_place_and_locale_give_the_same_bytes(tmp_path: Path) -> None:
    """The same snapshot gives the same bytes under another clock zone, locale and hash seed."""
    surroundings = (
        {"TZ": "Asia/Tokyo", "LC_ALL": "C", "PYTHONHASHSEED": "1"},
        {"TZ": "America/Lima", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "2", "PYTHONUTF8": "1"},
    )
    made = []
    for place, environment in enumerate(surroundings):
        folder = tmp_path / str(place)
        assert offline(folder, "--format", "all", ARK, environment=environment).returncode == 0
        files = sorted(path for path in folder.rglob("*") if path.is_file())
        made.append([(path.relative_to(folder), path.read_bytes()) for path in files])
    assert made[0] == made[1]


#: A word of what README says of each error class's code.
MEANINGS = {
    "NotAnArk": "not an ARK",
    "QueryError": "command line",
    "NotFound": "no such document",
    "AccessRestricted": "restricted",
    "ServiceError": "misbehaved",
    "Blocked": "misbehaved",
    "DamagedAnswer": "misbehaved",
    "SnapshotError": "snapshot",
    "TemplateError": "template",
    "OutputError": "output",
    "WorkingCopyError": "working copy",
}


def test_the_readme_explains_every_exit_code() -> None:
    """README says what each exit code means, and every error class has a remedy."""
    rows = [line.split("|") for line in README.read_text(encoding="utf-8").splitlines()]
    told = {int(row[1]): row[2] for row in rows if len(row) > 2 and row[1].strip().isdigit()}
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type)]
    ours = {kind for kind in kinds if issubclass(kind, GallicaExportError)} - {GallicaExportError}
    assert {kind.__name__ for kind in ours} == MEANINGS.keys()
    for kind in ours:
        assert MEANINGS[kind.__name__] in told[kind.exit_code]
        assert kind.remedy.endswith(".")
    assert told.keys() - {kind.exit_code for kind in ours} == {0, 1, 3, 130}


def test_a_strangers_words_cannot_command_the_terminal(tmp_path: Path) -> None:
    """Control characters in a file's name are not sent to the terminal."""
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "\x1b]0;owned\x07.xml").write_text("<a/>")
    done = run("import", str(tmp_path / "in"), "--ark", ARK, "--snapshots", str(tmp_path / "s"))
    assert "\x1b" not in done.stdout + done.stderr
    assert done.returncode == 8


def test_notices_that_are_told_together_name_their_views(tmp_path: Path) -> None:
    """Of notices of one kind the first is told, and the views of the others."""
    book = bundled()
    with Snapshot.create(tmp_path / book.ark.name, book.ark) as snapshot:
        origin = Snapshot.open(SPECIMENS / book.ark.name).entries[0]
        given = {field: getattr(origin, field) for field in Origin.__struct_fields__}
        for path, data in book.snapshot_files(images=False).items():
            if path not in ("alto/f4.xml", "alto/f5.xml", "alto/f9.xml"):
                snapshot.store(path, data, Origin(**given))
        for order in (2, 4, 5, 9):
            snapshot.store_absence(f"alto/f{order}.xml", Origin(**given | {"status": 404}))
    done = run("--offline", "--snapshots", str(tmp_path), "--output", str(tmp_path / "out"), ARK)
    assert done.returncode == 0
    assert "view 2 has no OCR (and 3 more like it, of views 4-5, 9)\n" in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="the shell of Windows closes no streams")
@pytest.mark.parametrize("closed", ["0<&-", "1>&-", "2>&-", "0<&- 1>&- 2>&-"])
def test_a_closed_stream_hinders_nothing(tmp_path: Path, closed: str) -> None:
    """With a standard stream closed the edition is made, and an error has its exit code."""
    places = f"--snapshots '{SPECIMENS}' --output '{tmp_path}/out'"
    command = f"'{sys.executable}' -m gallica_export --offline {places} --format json {ARK}"
    for code in (0, 10):  # the second time the edition exists already
        done = subprocess.run(
            ["/bin/sh", "-c", f"{command} {closed}"], capture_output=True, check=False, timeout=60
        )
        assert done.returncode == code, done.stderr
        assert b"Error" not in done.stdout + done.stderr
    assert list((tmp_path / "out").glob("*.json"))
