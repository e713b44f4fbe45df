from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gallica_export.ark import Ark
from gallica_export.errors import Blocked, DamagedAnswer, NotAnArk, NotFound, SnapshotError
from gallica_export.gallica.client import Client
from gallica_export.gallica.fetch import no_progress
from gallica_export.gallica.periodical import Calendar, fetch_calendar, read_calendar, runs
from gallica_export.gallica.snapshot import Snapshot
from gallica_export.model import Issue
from gallica_export.selection import Span
from tests.clock import FakeClock
from tests.emulator import Gallica, Loopback
from tests.press.periodical import Dated, Serial

ALWAYS = Span()


def ark(number: int) -> Ark:
    return Ark.of_document_number(f"{9_100_000 + number}", naan="99999")


def serial(*days: date) -> Serial:
    return Serial("32826109", tuple(Dated(day, ark(number)) for number, day in enumerate(days)))


#: A weekly that came twice on a leap day, lost two numbers, and a year.
WEEKLY = serial(
    *(date(1884, 2, 29), date(1884, 2, 29), date(1884, 3, 7), date(1884, 3, 14)),
    *(date(1884, 4, 4), date(1886, 1, 1), date(1886, 12, 31), date(2026, 11, 2)),
)


class Press:
    """A loopback Gallica with one periodical, asked on a day of one's choice."""

    def __init__(self, server: Loopback, folder: Path) -> None:
        self.server, self.folder, self.clock = server, folder / WEEKLY.ark.name, FakeClock()

    def calendar(self, span: Span = ALWAYS) -> Calendar:
        with Client(self.server.url, clock=self.clock) as client:
            return fetch_calendar(WEEKLY.ark, client, self.folder, span, no_progress)

    @property
    def asked(self) -> list[str]:
        """The years asked for, "" for the list of them."""
        targets = [line.target for line in self.server.log.lines]
        return [target.partition("&date=")[2] for target in targets]


class Walled:
    """Serves the lists, but the one of a year that it refuses; remembers what it was asked for."""

    def __init__(self, refused: str = "", files: Mapping[str, bytes] = WEEKLY.files) -> None:
        self.refused, self.files = refused, files
        self.asked: list[str] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        year = request.url.query.decode().partition("&date=")[2]
        self.asked.append(year)
        if year and year == self.refused:
            return httpx.Response(403)
        place = f"issues/{year}.xml" if year else "issues.xml"
        return httpx.Response(200, content=self.files[place])

    def client(self) -> Client:
        clock, wire = FakeClock(), httpx.MockTransport(self)
        return Client("http://127.0.0.1:9", transport=wire, clock=clock, sleep=clock.sleep)


@pytest.fixture
def press(tmp_path: Path) -> Iterator[Press]:
    with Loopback(Gallica([WEEKLY])) as server:
        yield Press(server, tmp_path)


def test_all_issues_come_by_date(press: Press) -> None:
    """Every issue comes once, those of one day too, and a year without any is named."""
    calendar = press.calendar()
    assert [issue.date for issue in calendar.issues] == [str(one.day) for one in WEEKLY.issues]
    assert calendar.arks == tuple(one.ark for one in WEEKLY.issues)
    assert calendar.issues[0].label == "29 février 1884"
    assert (calendar.missing_years[0], len(calendar.missing_years)) == (1885, 140)
    assert calendar.undated == ()


def test_only_the_years_of_the_span_are_asked_for(press: Press) -> None:
    """A span of days asks for the list of years and for those it touches, no others."""
    calendar = press.calendar(Span(date(1884, 3, 7), date(1884, 3, 31)))
    assert [issue.date for issue in calendar.issues] == ["1884-03-07", "1884-03-14"]
    assert press.asked == ["", "1884"]


def test_what_was_listed_is_kept(press: Press) -> None:
    """A past year is asked for once, the running one each time, the list of years once a day."""
    first = press.calendar()
    assert press.asked == ["", "1884", "1886", "2026"]
    assert press.calendar() == first
    assert press.asked[4:] == ["2026"]
    press.clock.now += 86_400
    assert press.calendar() == first
    assert press.asked[5:] == ["", "2026"]


def test_an_interrupted_calendar_goes_on(tmp_path: Path) -> None:
    """Lists that came before a failure are kept, and only the others asked for."""
    place = tmp_path / WEEKLY.ark.name
    walled = Walled("1886")
    with pytest.raises(Blocked), walled.client() as client:
        fetch_calendar(WEEKLY.ark, client, place, ALWAYS, no_progress)
    with pytest.raises(SnapshotError, match="1886"):
        read_calendar(Snapshot.open(place), ALWAYS)
    free = Walled("")
    with free.client() as client:
        fetch_calendar(WEEKLY.ark, client, place, ALWAYS, no_progress)
    assert walled.asked + free.asked == ["", "1884", "1886", "1886", "2026"]


def test_offline_gives_the_same(press: Press) -> None:
    """From the snapshot alone the calendar is the same, under the layout's names."""
    calendar = press.calendar()
    snapshot = Snapshot.open(press.folder)
    assert read_calendar(snapshot, ALWAYS) == calendar
    assert snapshot.paths == ("issues.xml", *(f"issues/{y}.xml" for y in (1884, 1886, 2026)))


def test_a_span_without_issues_is_not_found(press: Press) -> None:
    """A year without issues names those that have some; days without issues are told too."""
    with pytest.raises(NotFound, match="in 1885: its years are 1884, 1886, 2026"):
        press.calendar(Span.parse("1885", "1885"))
    with pytest.raises(NotFound, match=r"no issue of .* from 1884-05-01 to 1884-06-30"):
        press.calendar(Span.parse("1884-05", "1884-06"))
    assert press.asked == ["", "1884"]


def test_the_list_of_another_year_is_refused(tmp_path: Path) -> None:
    """A server that sends the issues of another year is not believed, and nothing is kept."""
    place = tmp_path / WEEKLY.ark.name
    mixed = Walled(files={**WEEKLY.files, "issues/1884.xml": WEEKLY.files["issues/1886.xml"]})
    with pytest.raises(DamagedAnswer, match="1886"), mixed.client() as client:
        fetch_calendar(WEEKLY.ark, client, place, ALWAYS, no_progress)
    assert Snapshot.open(place).paths == ("issues.xml",)


def test_a_document_has_no_calendar(tmp_path: Path) -> None:
    """The ARK of a single document is refused before anything is asked."""
    with pytest.raises(NotAnArk, match="not a periodical"):
        fetch_calendar(ark(1), Walled().client(), tmp_path, ALWAYS, no_progress)


def calendar(*days: str) -> Calendar:
    issues = tuple(Issue(ark(number), day, day) for number, day in enumerate(days))
    return Calendar(ark=WEEKLY.ark, span=ALWAYS, issues=issues)


def every(step: int, times: int, start: date = date(1898, 1, 1)) -> list[str]:
    return [str(start + timedelta(step * number)) for number in range(times)]


@pytest.mark.parametrize(
    ("days", "gaps"),
    [
        (every(7, 20), []),
        (every(7, 8) + every(7, 8, date(1898, 3, 12)), ["1898-02-20 to 1898-03-11"]),
        (every(1, 30) + every(1, 30, date(1898, 2, 1)), ["1898-01-31"]),
        ([d for d in every(1, 60) if date.fromisoformat(d).weekday() != 0], []),
        ([f"1898-{month:02}-15" for month in range(1, 13)], []),
        (
            [f"1898-{month:02}-15" for month in range(1, 13) if month != 6],
            ["1898-05-16 to 1898-07-14"],
        ),
        (["1898-01-01", "1898-01-08", "1898-05-01"], []),
        (["1898-01", "1898-02", "1898"], []),
        (["1898-01-01"], []),
    ],
)
def test_gaps_are_what_is_longer_than_usual(days: list[str], gaps: list[str]) -> None:
    """Only an interval longer than those that recur is a gap; a weekly day of rest is none."""
    assert [str(gap) for gap in calendar(*days).gaps] == gaps


def test_what_has_no_day_is_kept_and_counted() -> None:
    """Issues dated by month or year, or not at all, stay in the list and are told apart."""
    listed = calendar("1898-01-15", "1898-02", "1898", "")
    assert [issue.date for issue in listed.undated] == ["1898-02", "1898", ""]


@given(st.sets(st.integers(1789, 1950)))
def test_runs_say_every_year_once(years: set[int]) -> None:
    """The short form of a list of years names these years and no others."""
    said = [part.partition("-") for part in runs(sorted(years))]
    named = [year for a, _, b in said for year in range(int(a), int(b or a) + 1)]
    assert named == sorted(years)
