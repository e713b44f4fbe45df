from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gallica_export.ark import Ark
from gallica_export.errors import DamagedAnswer, NotFound
from gallica_export.gallica.issues import parse_issues, parse_years
from gallica_export.model import Issue
from tests.mutations import assert_survives_damage, patient

NOUVELLE_FRANCE = Ark("12148", "cb328261098")
SPECIMEN = Ark("99999", "cb999000128")


def issues(
    *said: tuple[str, str, str], year: str = "1883", parent: str = "cb328261098/date"
) -> bytes:
    """The issues of a year: name, day of the year, label."""
    listed = "".join(
        f'<issue ark="{name}"{f" dayOfYear={day!r}" if day else ""}>{label}</issue>'
        for name, day, label in said
    )
    root = f'<issues date="{year}" listType="issue" parentArk="{parent}">{listed}</issues>'
    return f'<?xml version="1.0" encoding="UTF-8"?>{root}'.encode()


def years(*said: str, parent: str = "cb328261098/date") -> bytes:
    listed = "".join(f"<year>{year}</year>" for year in said)
    return (
        f'<issues listType="years" parentArk="{parent}" totalIssues="9">{listed}</issues>'.encode()
    )


def dated(day: str, label: str, *, year: str = "1883") -> str:
    """The date that an issue gets."""
    (issue,) = parse_issues(issues(("bpt6k5603637g", day, label), year=year)).issues
    return issue.date


def test_the_years_of_a_periodical(shared: Path) -> None:
    """Every recorded list of years is read, with the total that it announces."""
    found = {
        path.parent.name: parse_years(path.read_bytes(), Ark.parse(path.parent.name))
        for path in (shared / "samples").glob("*/cb*/Issues.years.xml")
    }
    assert len(found) == 4
    assert found["cb328261098"].years == tuple(range(1879, 1886))
    assert found["cb328261098"].total == 78
    assert found["cb34431794k"].years == tuple(range(1861, 1943))
    assert found["cb34431794k"].total == 30301
    assert all(periodical.issues == () for periodical in found.values())


def test_the_issues_of_a_year(shared: Path) -> None:
    """The issues of 1879 come in the service's order with the day that they bear."""
    path = shared / "samples/colony-cults/cb328261098/Issues.1879.xml"
    found = parse_issues(path.read_bytes(), NOUVELLE_FRANCE)
    assert found.year == 1879
    assert found.issues[0] == Issue(Ark("12148", "bpt6k5603637g"), "1879-07-15", "15 juillet 1879")
    assert [issue.date for issue in found.issues] == [
        f"1879-{month:02}-15" for month in range(7, 13)
    ]
    assert found.notices == ()


def test_every_recorded_list_of_issues_is_read(shared: Path) -> None:
    """All recorded lists agree with themselves: the day of the year says what the label says."""
    paths = [
        path for path in (shared / "samples").glob("*/cb*/Issues*.xml") if "years" not in path.name
    ]
    found = {path.parent.name: parse_issues(path.read_bytes()).issues for path in paths}
    assert {name: len(listed) for name, listed in found.items()} == {
        "cb328261098": 6,
        "cb34355551z": 1,
        "cb344523348": 1,
    }
    assert found["cb344523348"][0].date == "1830-11-04"


def test_years_are_sorted_and_numbers() -> None:
    """Years come once and ascending, and what is no year is left out."""
    found = parse_years(years("1901", "s.d.", "1899", "1901", "", "19011"), NOUVELLE_FRANCE)
    assert found.years == (1899, 1901)
    assert found.total == 9


def test_no_years_is_no_periodical() -> None:
    """A title without issues on Gallica is not found."""
    with pytest.raises(NotFound, match="cb328261098"):
        parse_years(years(), NOUVELLE_FRANCE)


@pytest.mark.parametrize(
    ("day", "label", "year", "expected"),
    [
        ("60", "29 février 1884", "1884", "1884-02-29"),
        ("60", "01 mars 1883", "1883", "1883-03-01"),
        ("366", "31 décembre 1884", "1884", "1884-12-31"),
        ("366", "quelque jour", "1883", "1883"),
        ("0", "n° 4", "1883", "1883"),
        ("", "1er août 1883", "1883", "1883-08-01"),
        ("", "03 fevrier 1883", "1883", "1883-02-03"),
        ("", "avril 1883", "1883", "1883-04"),
        ("", "AOÛT 1883 (supplément)", "1883", "1883-08"),
        ("", "1884", "1884", "1884"),
        ("", "30 février 1884", "1884", "1884"),
        ("", "numéro spécial", "", ""),
        ("91", "avril 1883", "1883", "1883-04"),
        ("1", "1884", "1884", "1884"),
        ("196", "16 juillet 1879", "1879", "1879-07-15"),
        ("196", "15-16 juillet 1879", "1879", "1879-07-15"),
    ],
)
def test_dates_are_as_exact_as_what_is_said(day: str, label: str, year: str, expected: str) -> None:
    """The date is that of the day of the year, leap years included, as exact as the label is."""
    assert dated(day, label, year=year) == expected


@patient
@given(st.dates(min_value=date(1600, 1, 1)))
def test_every_day_of_the_year_is_dated(day: date) -> None:
    """The day of the year gives back the date, in every year."""
    counted = str(day.timetuple().tm_yday)
    assert dated(counted, "un jour", year=f"{day.year}") == day.isoformat()


def test_several_issues_may_share_a_day() -> None:
    """Morning and evening editions and supplements stay apart, in their order."""
    said = [("bpt6k5603637g", "10", "10 janvier 1883"), ("bpt6k56068358", "10", "10 janvier 1883")]
    found = parse_issues(issues(*said))
    assert [issue.ark.name for issue in found.issues] == ["bpt6k5603637g", "bpt6k56068358"]
    assert {issue.date for issue in found.issues} == {"1883-01-10"}


@pytest.mark.parametrize(
    ("parent", "ark", "naan"),
    [
        ("cb328261098/date", None, "12148"),
        ("ark:/12148/cb328261098/date", None, "12148"),
        ("ark:12148/cb328261098/date", None, "12148"),
        ("ark:/99999/cb999000128/date", None, "99999"),
        ("cb999000128/date", SPECIMEN, "99999"),
        ("", SPECIMEN, "99999"),
    ],
)
def test_issues_are_of_their_periodicals_authority(parent: str, ark: Ark | None, naan: str) -> None:
    """An issue bears a name only: whose it is, its periodical tells."""
    found = parse_issues(issues(("bpt6k5603637g", "1", "1er janvier 1883"), parent=parent), ark)
    assert [issue.ark for issue in found.issues] == [Ark(naan, "bpt6k5603637g")]


def test_the_list_of_another_periodical_is_refused() -> None:
    """A file that was saved under the wrong name is told by the periodical that it names."""
    for parent in ("cb34355551z/date", "ark:/99999/cb328261098/date"):
        with pytest.raises(DamagedAnswer, match="not of ark:/12148/cb328261098"):
            parse_years(years("1883", parent=parent), NOUVELLE_FRANCE)
        with pytest.raises(DamagedAnswer, match="not of ark:/12148/cb328261098"):
            parse_issues(issues(parent=parent), NOUVELLE_FRANCE)


def test_a_misspelt_issue_is_left_out_and_told() -> None:
    """An identifier with a wrong check character cannot be asked for; the others stay."""
    said = [("bpt6k5603637h", "1", "1er janvier 1883"), ("bpt6k56068358", "2", "2 janvier 1883")]
    found = parse_issues(issues(*said))
    assert [issue.ark.name for issue in found.issues] == ["bpt6k56068358"]
    (notice,) = found.notices
    assert notice.kind == "issue-skipped"
    assert "1er janvier 1883" in notice.message
    assert "bpt6k5603637g" in notice.message


def test_years_and_issues_are_not_confused() -> None:
    """Either list is refused where the other was expected."""
    with pytest.raises(DamagedAnswer, match="list of issue"):
        parse_years(issues(), NOUVELLE_FRANCE)
    with pytest.raises(DamagedAnswer, match="list of years"):
        parse_issues(years("1883"))


@pytest.mark.parametrize("number", [3, 6])
def test_the_security_check_is_no_answer(shared: Path, number: int) -> None:
    """The page that Gallica sends to programs is called by its name."""
    data = (shared / f"samples/xerocr/bpt6k5619759j/error.altcha.{number}.html").read_bytes()
    with pytest.raises(DamagedAnswer, match="security check"):
        parse_issues(data)
    with pytest.raises(DamagedAnswer, match="security check"):
        parse_years(data, NOUVELLE_FRANCE)


@pytest.mark.parametrize("name", ["Issues.1879.xml", "Issues.years.xml"])
def test_no_damaged_bytes_escape(shared: Path, name: str) -> None:
    """Any bytes give a list or an error of the program's own."""
    original = (shared / "samples/colony-cults/cb328261098" / name).read_bytes()
    if "years" in name:
        assert_survives_damage(lambda data: parse_years(data, NOUVELLE_FRANCE), original)
    else:
        assert_survives_damage(parse_issues, original)
