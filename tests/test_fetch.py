from __future__ import annotations

import re
from collections import Counter
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest

from gallica_export.ark import Ark
from gallica_export.errors import (
    AccessRestricted,
    Blocked,
    DamagedAnswer,
    NotFound,
    ServiceError,
    SnapshotError,
)
from gallica_export.gallica.client import Client
from gallica_export.gallica.fetch import Step, fetch, missing, require_complete
from gallica_export.gallica.services import size_within
from gallica_export.gallica.snapshot import Snapshot
from gallica_export.selection import Selection
from tests import emulator
from tests.emulator import HOSTILE, Loopback
from tests.small_gallica import ARK, CAPTCHA, UNREAD, Fault, Gallica, files, specimen

#: Through the one gateway, of which `test_gateways` has the others; pictures only where a test is
#: about them.
fetched = partial(fetch, images="none", gateway="gallica")

# --- the undisturbed way -----------------------------------------------------------------------


def test_everything_is_fetched_once(tmp_path: Path) -> None:
    """Record, pagination, contents and the OCR of each view are asked for once, in this order."""
    gallica = Gallica(files())
    snapshot = fetched(ARK, gallica.client(), tmp_path / ARK.name)
    ocr = [f"alto/f{view}.xml" for view in range(1, 9)]
    assert gallica.asked == ["oairecord.xml", "pagination.xml", "toc.xml", *ocr]
    assert {path: snapshot.read(path) for path in snapshot.paths} == files()
    assert snapshot.gateways == ("gallica",)
    assert snapshot.retrieved == "2026-11-20T10:00:00Z"
    assert missing(Snapshot.open(tmp_path / ARK.name)) == []


def test_a_second_run_asks_nothing(tmp_path: Path) -> None:
    """What is kept is not asked for again, nor is a view that the BnF has no OCR of."""
    fetched(ARK, Gallica(files()).client(), tmp_path / ARK.name)
    again = Gallica({})
    snapshot = fetched(ARK, again.client(), tmp_path / ARK.name)
    assert again.asked == []
    assert snapshot.knows(f"alto/f{UNREAD}.xml")
    assert not snapshot.has(f"alto/f{UNREAD}.xml")


def test_a_view_without_ocr_is_remembered_as_such(tmp_path: Path) -> None:
    """A 404 for the OCR of a view is written down as an answer without a file."""
    snapshot = fetched(ARK, Gallica(files()).client(), tmp_path / ARK.name)
    entry = next(entry for entry in snapshot.entries if entry.path == f"alto/f{UNREAD}.xml")
    assert (entry.status, entry.sha256, entry.service) == (404, None, "alto")


def test_only_the_selected_views_are_asked_for(tmp_path: Path) -> None:
    """A selection limits the views; a later, wider one asks for the rest alone."""
    gallica = Gallica(files())
    fetched(ARK, gallica.client(), tmp_path / "s", views=Selection.parse("1,5-6"))
    assert [place for place in gallica.asked if "alto" in place] == [
        "alto/f1.xml",
        "alto/f5.xml",
        "alto/f6.xml",
    ]
    wider = Gallica(files())
    fetched(ARK, wider.client(), tmp_path / "s", views=Selection.parse("4-6"))
    assert wider.asked == ["alto/f4.xml"]


def test_a_view_that_is_not_there_is_named(tmp_path: Path) -> None:
    """A selection beyond the last view is an error before any view is asked for."""
    gallica = Gallica(files())
    with pytest.raises(NotFound, match="no view 9"):
        fetched(ARK, gallica.client(), tmp_path / "s", views=Selection.parse("2,9"))
    assert not [place for place in gallica.asked if "alto" in place]


@pytest.mark.parametrize(
    ("images", "places"),
    [("none", set()), ("thumbnails", {"thumbnails"}), ("pages", {"images"})],
)
def test_pictures_are_fetched_as_wanted(tmp_path: Path, images: Any, places: set[str]) -> None:
    """No pictures, those for lists, or those for reading, which serve in lists too."""
    gallica = Gallica(files())
    snapshot = fetched(ARK, gallica.client(), tmp_path / "s", images=images)
    asked = Counter(place.split("/")[0] for place in gallica.asked if place.endswith(".png"))
    assert asked == dict.fromkeys(places, 8)
    assert {path.split("/")[0] for path in snapshot.paths if path.endswith(".png")} == places


@pytest.mark.parametrize(
    ("width", "height", "wanted", "size"),
    [
        (2000, 3000, 1000, ",1000"),
        (3000, 2000, 1000, "1000,"),
        (2000, 2000, 1000, ",1000"),
        (2000, 3000, 400, ",400"),
        (9000, 3000, 400, "1000,"),
        (300, 350, 400, ",350"),
        (600, 500, 1000, "600,"),
        (0, 0, 1000, ",600"),
        (0, 0, 400, ",400"),
    ],
)
def test_no_side_exceeds_1000_pixels(width: int, height: int, wanted: int, size: str) -> None:
    """The size asked for stays below the quota of big images, and nothing is enlarged."""
    assert size_within(width, height, wanted) == size


def test_progress_is_told(tmp_path: Path) -> None:
    """The caller learns how far the fetch is, what is asked for, and when it is complete."""
    steps: list[Step] = []
    fetched(ARK, Gallica(files()).client(), tmp_path / "s", progress=steps.append)
    told = [(step.done, step.total, step.what) for step in steps]
    assert told[0] == (0, 9, "the contents")
    assert told[3] == (3, 9, "the OCR of view 3")
    assert told[-1] == (9, 9, "complete")
    assert [done for done, _, _ in told] == list(range(10))


# --- what the record and the pagination say ----------------------------------------------------


def test_no_contents_are_asked_of_a_document_without(tmp_path: Path) -> None:
    """Toc is asked only if the pagination says that there is one."""
    changed = files()
    changed["pagination.xml"] = changed["pagination.xml"].replace(b"<hasToc>true", b"<hasToc>false")
    gallica = Gallica(changed)
    fetched(ARK, gallica.client(), tmp_path / "s")
    assert "toc.xml" not in gallica.asked


def test_no_ocr_is_asked_of_a_document_without(tmp_path: Path) -> None:
    """A document with an OCR quality of 0 is spared the slowest of the services."""
    changed = files()
    changed["oairecord.xml"] = re.sub(
        rb"<nqamoyen>[\d.]+", b"<nqamoyen>0.0", changed["oairecord.xml"]
    )
    gallica = Gallica(changed)
    snapshot = fetched(ARK, gallica.client(), tmp_path / "s")
    assert not [place for place in gallica.asked if "alto" in place]
    assert missing(snapshot) == []


def test_another_sites_document_is_left_to_it(tmp_path: Path) -> None:
    """A document that Gallica only lists is refused after its record."""
    changed = files()
    changed["oairecord.xml"] = changed["oairecord.xml"].replace(
        b"</results>", b"<provenance>erara.ch</provenance></results>"
    )
    gallica = Gallica(changed)
    with pytest.raises(AccessRestricted, match=r"erara\.ch"):
        fetched(ARK, gallica.client(), tmp_path / "s")
    assert gallica.asked == ["oairecord.xml"]


def test_an_unknown_document_is_not_found(tmp_path: Path) -> None:
    """The empty list with status 200 that stands for an unknown document is an absence."""
    gallica = Gallica({"oairecord.xml": b'<results countResults="0"/>'})
    with pytest.raises(NotFound):
        fetched(ARK, gallica.client(), tmp_path / "s")
    assert gallica.asked == ["oairecord.xml"]
    assert not list(tmp_path.iterdir())


def test_the_record_comes_through_another_gateway(tmp_path: Path) -> None:
    """Where OAIRecord fails, the OAI server gives the record, and the snapshot says so."""
    good = files()["oairecord.xml"].decode()
    block = good[good.index("<record>") : good.index("</record>") + 9]
    oai = f"<OAI-PMH><GetRecord>{block}</GetRecord></OAI-PMH>".encode()
    gallica = Gallica(
        files() | {"oai": oai},
        lambda place, _: httpx.Response(500) if place == "oairecord.xml" else None,
    )
    snapshot = fetched(ARK, gallica.client(), tmp_path / "s")
    assert snapshot.read("oairecord.xml") == oai
    assert snapshot.gateways == ("gallica", "oai")
    assert missing(snapshot) == []


def test_an_error_that_means_unknown_is_found_out(tmp_path: Path) -> None:
    """A 500 for a document that the OAI server does not know is an absence."""
    unknown = b'<OAI-PMH><error code="idDoesNotExist">no</error></OAI-PMH>'
    gallica = Gallica(
        {"oai": unknown},
        lambda place, _: httpx.Response(500) if place == "oairecord.xml" else None,
    )
    with pytest.raises(NotFound):
        fetched(ARK, gallica.client(), tmp_path / "s")


# --- disturbances ------------------------------------------------------------------------------


def only(place: str, *replies: httpx.Response | BaseException) -> Fault:
    """These answers to the first questions for ``place``, then good ones."""
    return lambda asked, time: (
        replies[time - 1] if asked == place and time <= len(replies) else None
    )


WRONG_OCR = {
    "html": b"<!doctype html><html><body>Maintenance</body></html>",
    "cut": files()["alto/f4.xml"][:-200],
    "other root": b"<results/>",
    "empty": b"",
    "other view": files()["alto/f4.xml"].replace(
        b"<documentIdentifier",
        f"<fileIdentifier>{ARK}/f5</fileIdentifier><documentIdentifier".encode(),
    ),
    "other document": files()["alto/f4.xml"].replace(
        b"<documentIdentifier",
        b"<fileIdentifier>ark:/99999/bpt6k9990001w/f4</fileIdentifier><documentIdentifier",
    ),
}


@pytest.mark.parametrize("wrong", WRONG_OCR.values(), ids=WRONG_OCR.keys())
def test_nothing_wrong_is_kept(tmp_path: Path, wrong: bytes) -> None:
    """An answer that its reader refuses is never stored; the good one that follows is."""
    gallica = Gallica(files(), only("alto/f4.xml", httpx.Response(200, content=wrong)))
    snapshot = fetched(ARK, gallica.client(), tmp_path / "s")
    assert snapshot.read("alto/f4.xml") == files()["alto/f4.xml"]
    assert len(gallica.asked) == 12


@pytest.mark.parametrize("kind", sorted(WRONG_OCR.keys() - {"empty"}))
def test_one_bad_view_does_not_cost_the_others(tmp_path: Path, kind: str) -> None:
    """A view that can never be had is an error at the end; all other views are kept."""
    again = httpx.Response(200, content=WRONG_OCR[kind])
    gallica = Gallica(files(), only("alto/f4.xml", *[again] * 99))
    with pytest.raises(ServiceError, match="the OCR of view 4 of"):
        fetched(ARK, gallica.client(), tmp_path / "s")
    snapshot = Snapshot.open(tmp_path / "s")
    assert set(snapshot.paths) == set(files()) - {"alto/f4.xml"}
    assert missing(snapshot) == ["the OCR of view 4"]
    with pytest.raises(SnapshotError, match=f"the OCR of view 4 of {ARK} is not in the snapshot"):
        require_complete(snapshot)
    require_complete(snapshot, views=Selection.parse("1-3,5-8"))


def test_an_empty_answer_is_a_view_without_ocr(tmp_path: Path) -> None:
    """An answer for a view that is empty, and empty again, says that there is no OCR."""
    gallica = Gallica(files(), only("alto/f4.xml", *[httpx.Response(200)] * 2))
    snapshot = fetched(ARK, gallica.client(), tmp_path / "s")
    assert gallica.asked.count("alto/f4.xml") == 2
    assert snapshot.knows("alto/f4.xml")
    assert not snapshot.has("alto/f4.xml")


@pytest.mark.parametrize("place", ["toc.xml", "alto/f5.xml", "alto/f8.xml"])
def test_a_wall_stops_the_run(tmp_path: Path, place: str) -> None:
    """After the captcha page nothing more is asked; what came before is kept for the next run."""
    gallica = Gallica(files(), only(place, httpx.Response(200, content=CAPTCHA)))
    with pytest.raises(Blocked):
        fetched(ARK, gallica.client(), tmp_path / "s")
    assert gallica.asked[-1] == place
    next_day = Gallica(files())
    assert fetched(ARK, next_day.client(), tmp_path / "s").has(place)
    assert not set(next_day.asked) & set(gallica.asked[:-1])


def test_an_outage_stops_the_run(tmp_path: Path) -> None:
    """When three answers in a row cannot be had, the service is left in peace."""
    gallica = Gallica(files(20), lambda place, _: httpx.Response(500) if "alto" in place else None)
    ark = specimen(20).ark
    with pytest.raises(ServiceError):
        fetched(ark, gallica.client(), tmp_path / "s")
    assert len({place for place in gallica.asked if "alto" in place}) == 3


def test_other_documents_answers_are_refused(tmp_path: Path) -> None:
    """A record or a pagination of another document is not taken for this one's."""
    other = Ark("99999", "bpt6k9990001w")
    for place in ("oairecord.xml", "pagination.xml"):
        gallica = Gallica(files())
        with pytest.raises((DamagedAnswer, NotFound)):
            fetched(other, gallica.client(), tmp_path / place)
        assert not list(tmp_path.rglob(place))


FAULTS: list[httpx.Response | BaseException] = [
    httpx.Response(500),
    httpx.Response(503, headers={"retry-after": "2"}),
    httpx.Response(429, headers={"retry-after": "2"}),
    httpx.ReadError("reset"),
    httpx.RemoteProtocolError("short"),
    httpx.Response(200, content=b"<html>oops"),
    httpx.Response(502),
    httpx.ReadTimeout("late"),
]


def test_a_fifth_of_faults_costs_nothing_but_time(tmp_path: Path) -> None:
    """With one answer in five wrong in eight ways, everything comes, right, in few requests."""
    count = 0

    def fault(_place: str, time: int) -> httpx.Response | BaseException | None:
        nonlocal count
        count += 1
        # Not twice in a row: a silence after a 429 is a wall, and meant to be one.
        return FAULTS[count // 5 % len(FAULTS)] if count % 5 == 0 and time == 1 else None

    gallica = Gallica(files(60), fault)
    snapshot = fetched(specimen(60).ark, gallica.client(), tmp_path / "s")
    assert {path: snapshot.read(path) for path in snapshot.paths} == files(60)
    assert len(gallica.asked) <= 1.05 * 63 / 0.8


def test_a_hostile_server_wins_nothing(tmp_path: Path) -> None:
    """Over a real wire that fails in eight ways, walls included, some runs bring all, and right.

    No fault costs more than the one request that it befell.
    """
    book = specimen(60)
    done: Snapshot | None = None
    with Loopback(emulator.Gallica([book]), HOSTILE) as server:
        for _ in range(20):
            try:
                with Client(server.url, sleep=lambda _: None) as client:
                    done = fetched(book.ark, client, tmp_path / "s")
                break
            except ServiceError:
                continue
        faults = sum(line.fault is not None for line in server.log.lines)
        assert len(server.log.lines) - faults == 63
        assert faults > 10
    assert done
    assert {path: done.read(path) for path in done.paths} == files(60)


def test_an_interrupted_run_is_resumed(tmp_path: Path) -> None:
    """Ctrl-C keeps what came; the next run asks for the rest, and the bytes are the same."""
    first = Gallica(files(), only("alto/f6.xml", KeyboardInterrupt()))
    with pytest.raises(KeyboardInterrupt):
        fetched(ARK, first.client(), tmp_path / "s")
    second = Gallica(files())
    snapshot = fetched(ARK, second.client(), tmp_path / "s")
    assert second.asked == ["alto/f6.xml", "alto/f7.xml", "alto/f8.xml"]
    assert {path: snapshot.read(path) for path in snapshot.paths} == files()


# --- offline -----------------------------------------------------------------------------------


def test_offline_names_what_is_missing(tmp_path: Path) -> None:
    """A snapshot that stops short says which view comes first and how many more are missing."""
    fetched(ARK, Gallica(files()).client(), tmp_path / "s", views=Selection.parse("1-3"))
    snapshot = Snapshot.open(tmp_path / "s")
    with pytest.raises(SnapshotError, match=r"the OCR of view 4 of .*, and 4 more"):
        require_complete(snapshot)
    require_complete(snapshot, views=Selection.parse("2"))


def test_an_empty_snapshot_lacks_its_record(tmp_path: Path) -> None:
    """Nothing at all is an error that says what comes first."""
    with pytest.raises(SnapshotError, match="the record of"):
        require_complete(Snapshot(tmp_path / "s", ARK, {}))
