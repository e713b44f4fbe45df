"""The calendar of a periodical: its issues by year, month and day, and where some are missing."""

from __future__ import annotations

from calendar import Calendar as Weeks
from collections.abc import Iterator, Mapping
from datetime import date

from msgspec import Struct

from gallica_export.model import Gap, Issue, IssueDates, Summary
from gallica_export.text import ranges

_MONTH = len("1898-03")


class ListedIssue(Struct, frozen=True):
    """An issue that the calendar shows."""

    #: Its date in words, as Gallica has it.
    label: str
    #: Its site, from the folder of the collection; empty if the collection does not have it.
    site: str


class Day(Struct, frozen=True):
    """One day of a month."""

    #: Of the month, from 1.
    number: int
    #: Morning and evening editions and supplements in Gallica's order.
    issues: tuple[ListedIssue, ...]
    #: Whether an issue would be expected about this day, and there is none.
    is_missing: bool


class Month(Struct, frozen=True):
    """One month of a year."""

    #: From 1.
    number: int
    #: Seven days from Monday each; None outside the month.
    weeks: tuple[tuple[Day | None, ...], ...]
    #: The issues of which only the month is known.
    undated: tuple[ListedIssue, ...]
    #: How many issues it has, those without a day included.
    total: int

    @property
    def is_missing(self) -> bool:
        """Whether an issue would be expected on some day of it, and there is none."""
        return any(day.is_missing for week in self.weeks for day in week if day)


class Year(Struct, frozen=True):
    """One year, for which there is a page."""

    number: int
    #: Those within the days asked for.
    months: tuple[Month, ...]
    #: The issues of which only the year is known.
    undated: tuple[ListedIssue, ...]
    #: The gaps that touch the year.
    gaps: tuple[Gap, ...]
    total: int

    @property
    def has_listed(self) -> bool:
        """Whether Gallica lists an issue that the collection does not have."""
        days = (day.issues for month in self.months for week in month.weeks for day in week if day)
        undated = (self.undated, *(month.undated for month in self.months))
        return any(not issue.site for issues in (*days, *undated) for issue in issues)

    def month(self, number: int) -> Month | None:
        """The month with this number, from 1; None outside the days asked for."""
        return next((month for month in self.months if month.number == number), None)


class Missing(Struct, frozen=True):
    """Years that follow each other for which there is no issue."""

    first: int
    last: int


class Calendar(Struct, frozen=True):
    """All years of a periodical."""

    #: The ARK's name of the periodical: the folder of its pages.
    name: str
    title: str
    #: The years with issues, and between them those without.
    rows: tuple[Year | Missing, ...]
    #: The issues of which not even the year is known.
    undated: tuple[ListedIssue, ...]
    gaps: tuple[Gap, ...]
    total: int

    @property
    def years(self) -> tuple[Year, ...]:
        """The years with issues."""
        return tuple(row for row in self.rows if isinstance(row, Year))

    def path(self, year: int) -> str:
        """The page of a year, below the folder of the collection's own files."""
        return f"{self.name}/{year}.html"


def calendar_of(dates: IssueDates, title: str, documents: Mapping[str, Summary]) -> Calendar:
    """The calendar of a periodical; ``documents`` are those of the collection, by ARK."""

    def listed(issue: Issue) -> ListedIssue:
        document = documents.get(str(issue.ark))
        return ListedIssue(issue.label, document.site if document else "")

    by_date: dict[str, list[ListedIssue]] = {}
    for issue in dates.issues:
        by_date.setdefault(issue.date, []).append(listed(issue))
    numbers = sorted({int(day[:4]) for day in by_date if day})
    years = [_year(number, by_date, dates) for number in numbers]
    missing = [Missing(*run) for run in ranges(dates.missing_years)]
    rows: list[Year | Missing] = [*years, *missing]
    return Calendar(
        name=dates.ark.name,
        title=title,
        rows=tuple(sorted(rows, key=_first)),
        undated=tuple(by_date.get("", ())),
        gaps=dates.gaps,
        total=len(dates.issues),
    )


def _first(row: Year | Missing) -> int:
    return row.number if isinstance(row, Year) else row.first


def _year(number: int, by_date: Mapping[str, list[ListedIssue]], dates: IssueDates) -> Year:
    months = tuple(
        _month(number, month, by_date, dates.gaps)
        for month in range(1, 13)
        if dates.first[:_MONTH] <= f"{number:04}-{month:02}" <= dates.last[:_MONTH]
    )
    undated = tuple(by_date.get(f"{number:04}", ()))
    begin, end = f"{number:04}-01-01", f"{number:04}-12-31"
    gaps = tuple(gap for gap in dates.gaps if gap.first <= end and begin <= gap.last)
    total = sum(month.total for month in months) + len(undated)
    return Year(number, months, undated, gaps, total)


def _month(
    year: int, number: int, by_date: Mapping[str, list[ListedIssue]], gaps: tuple[Gap, ...]
) -> Month:
    def shown(day: date) -> Day | None:
        if day.month != number:
            return None
        said = day.isoformat()
        issues = tuple(by_date.get(said, ()))
        return Day(day.day, issues, any(gap.first <= said <= gap.last for gap in gaps))

    weeks = tuple(tuple(map(shown, week)) for week in _weeks(year, number))
    undated = tuple(by_date.get(f"{year:04}-{number:02}", ()))
    total = sum(len(day.issues) for week in weeks for day in week if day) + len(undated)
    return Month(number, weeks, undated, total)


def _weeks(year: int, month: int) -> Iterator[list[date]]:
    yield from Weeks().monthdatescalendar(year, month)
