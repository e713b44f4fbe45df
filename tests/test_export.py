from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from gallica_export.ark import Ark
from gallica_export.errors import OutputError, SnapshotError
from gallica_export.export import make_edition
from gallica_export.gallica.client import Client
from gallica_export.gallica.snapshot import Snapshot
from gallica_export.job import Job
from gallica_export.standing import Edition
from gallica_export.templating import Templates
from gallica_export.writers import TARGETS
from gallica_export.writers.table import WRITERS
from tests.emulator import BLOCKED, Fault, Gallica, Loopback, Plan
from tests.press import Scan, bundled

SPECIMEN = bundled(Scan())
TEMPLATES = Templates()


def job(folder: Path, **wanted: object) -> Job:
    given = {"formats": ("epub",), "output": folder / "out", "snapshots": folder / "snapshots"}
    return Job(**{**given, **wanted})  # type: ignore[arg-type] # the keys are those of Job


def test_from_an_ark_to_every_format(tmp_path: Path) -> None:
    """One ARK is fetched from its services and becomes an edition in every format."""
    with Loopback(Gallica([SPECIMEN])) as server, Client(server.url) as client:
        edition = make_edition(
            SPECIMEN.ark, job(tmp_path, formats=tuple(TARGETS)), TEMPLATES, client
        )
    assert [path.name for path in edition.paths] == [
        target.format(name=SPECIMEN.ark.name) for target in TARGETS.values()
    ]
    assert all(path.exists() for path in edition.paths)


def test_a_second_run_asks_for_nothing(tmp_path: Path) -> None:
    """Once a snapshot is complete, an edition is made again without a single request."""
    with Loopback(Gallica([SPECIMEN])) as server, Client(server.url) as client:
        first = make_edition(SPECIMEN.ark, job(tmp_path), TEMPLATES, client)
        asked = len(server.log.targets())
        again = make_edition(SPECIMEN.ark, job(tmp_path, output=tmp_path / "2"), TEMPLATES, client)
        assert len(server.log.targets()) == asked
    assert _bytes(first) == _bytes(again)


def test_no_request_is_made_twice(tmp_path: Path) -> None:
    """An undisturbed fetch makes each request once."""
    with Loopback(Gallica([SPECIMEN])) as server, Client(server.url) as client:
        make_edition(SPECIMEN.ark, job(tmp_path, images="pages"), TEMPLATES, client)
        targets = server.log.targets()
    assert len(targets) == len(set(targets))


def test_offline_makes_the_same_edition(tmp_path: Path) -> None:
    """From the snapshot alone, the edition is the same to the byte."""
    with Loopback(Gallica([SPECIMEN])) as server, Client(server.url) as client:
        fetched = make_edition(SPECIMEN.ark, job(tmp_path), TEMPLATES, client)
    offline = make_edition(SPECIMEN.ark, job(tmp_path, output=tmp_path / "offline"), TEMPLATES)
    assert _bytes(fetched) == _bytes(offline)


def _bytes(edition: Edition) -> bytes:
    return edition.paths[0].read_bytes()


def test_a_taken_name_is_refused_before_the_first_request(tmp_path: Path) -> None:
    """An output that exists already is refused before anything is asked for."""
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / f"{SPECIMEN.ark.name}.epub").write_text("mine")
    with Loopback(Gallica([SPECIMEN])) as server, Client(server.url) as client:
        with pytest.raises(OutputError):
            make_edition(SPECIMEN.ark, job(tmp_path), TEMPLATES, client)
        assert not server.log.targets()


def test_a_view_that_is_missing_offline_is_named(tmp_path: Path) -> None:
    """Offline, an incomplete snapshot is refused with the view that is missing."""
    with Loopback(Gallica([SPECIMEN])) as server, Client(server.url) as client:
        make_edition(SPECIMEN.ark, job(tmp_path), TEMPLATES, client)
    folder = tmp_path / "snapshots" / SPECIMEN.ark.name
    index = folder / "snapshot.json"
    index.write_text(index.read_text().replace("alto/f12.xml", "alto/f120.xml"))
    (folder / "alto/f12.xml").rename(folder / "alto/f120.xml")
    with pytest.raises(SnapshotError, match="view 12"):
        make_edition(SPECIMEN.ark, job(tmp_path, force=True), TEMPLATES)


def test_a_changed_file_is_never_exported(tmp_path: Path) -> None:
    """A file of the snapshot that was altered is named and not exported."""
    with Loopback(Gallica([SPECIMEN])) as server, Client(server.url) as client:
        make_edition(SPECIMEN.ark, job(tmp_path), TEMPLATES, client)
    page = tmp_path / "snapshots" / SPECIMEN.ark.name / "alto/f8.xml"
    page.write_bytes(page.read_bytes().replace(b"poussi", b"pouzzi"))
    with pytest.raises(SnapshotError, match=r"alto/f8\.xml"):
        make_edition(SPECIMEN.ark, job(tmp_path, force=True), TEMPLATES)


def test_every_target_has_its_writer(tmp_path: Path) -> None:
    """Each format has a writer, and each writer keeps to the name that its format promises."""
    assert TARGETS.keys() == WRITERS.keys()
    with Loopback(Gallica([SPECIMEN])) as server, Client(server.url) as client:
        for name in TARGETS:
            edition = make_edition(SPECIMEN.ark, job(tmp_path, formats=(name,)), TEMPLATES, client)
            assert edition.paths[0].name == TARGETS[name].format(name=SPECIMEN.ark.name)


def test_the_command_goes_the_whole_way(tmp_path: Path) -> None:
    """The command fetches from a server and makes the edition, telling its progress in lines."""
    with Loopback(Gallica([SPECIMEN])) as server:
        done = _run(tmp_path, "--base-url", server.url, "--format", "html", str(SPECIMEN.ark))
    assert done.returncode == 0, done.stderr
    assert "(complete)" in done.stderr
    assert (tmp_path / f"{SPECIMEN.ark.name}-html" / "index.html").is_file()


def test_a_wall_is_told_in_one_line(tmp_path: Path) -> None:
    """Where the server refuses programs, the command says so and exits with 7."""
    with Loopback(Gallica([SPECIMEN]), BLOCKED) as server:
        done = _run(tmp_path, "--base-url", server.url, str(SPECIMEN.ark))
    assert done.returncode == 7
    assert "import" in done.stderr
    assert len(done.stderr.splitlines()) <= 3


def test_an_unknown_document_is_told(tmp_path: Path) -> None:
    """An ARK that the server does not know exits with 5."""
    unknown = Ark.of_document_number("9999999", naan="99999")
    with Loopback(Gallica([SPECIMEN])) as server:
        done = _run(tmp_path, "--base-url", server.url, str(unknown))
    assert done.returncode == 5, done.stderr


def test_a_specimen_is_never_asked_of_the_bnf(tmp_path: Path) -> None:
    """An ARK of the test authority is refused before the BnF is asked for it."""
    done = _run(tmp_path, str(SPECIMEN.ark))
    assert done.returncode != 0
    assert "99999" in done.stderr


def _run(folder: Path, *args: str) -> subprocess.CompletedProcess[str]:
    places = ("--output", str(folder), "--snapshots", str(folder / "snapshots"))
    done = subprocess.run(
        [sys.executable, "-m", "gallica_export", *places, *args],
        env={**os.environ, "NO_PROXY": "*"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGTERM")
@pytest.mark.parametrize(("sent", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_stopped_fetch_says_how_to_go_on(tmp_path: Path, sent: signal.Signals, code: int) -> None:
    """Ctrl-C and SIGTERM end a fetch with a sentence, and the next run asks only for the rest."""
    slow = Plan(rate=1.0, faults=(Fault.LATENCY,), latency=0.4)
    with Loopback(Gallica([SPECIMEN]), slow) as server:
        places = ("--snapshots", str(tmp_path), "--base-url", server.url)
        command = [sys.executable, "-m", "gallica_export", "fetch", *places, str(SPECIMEN.ark)]
        # A shell that starts tests in the background has them ignore Ctrl-C, which is inherited.
        before = signal.signal(signal.SIGINT, signal.default_int_handler)
        running = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
        signal.signal(signal.SIGINT, before)
        while len(server.log.lines) < 5:
            time.sleep(0.05)
        running.send_signal(sent)
        told = running.communicate(timeout=20)[1]
    assert running.returncode == code, told
    assert "run the same command to go on" in told
    assert Snapshot.open(tmp_path / SPECIMEN.ark.name).has("pagination.xml")


def test_two_runs_at_once_ask_nothing_twice(tmp_path: Path) -> None:
    """Of two runs on one document the second waits for the first, and asks nothing again."""
    with Loopback(Gallica([SPECIMEN])) as server:
        places = ("--snapshots", str(tmp_path), "--base-url", server.url)
        command = [sys.executable, "-m", "gallica_export", "fetch", *places, str(SPECIMEN.ark)]
        runs = [subprocess.Popen(command) for _ in range(2)]
        assert [run.wait(timeout=60) for run in runs] == [0, 0]
        assert set(server.log.targets().values()) == {1}
