"""A periodical's calendar: which issues Gallica has, kept in the periodical's own snapshot."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial
from itertools import pairwise
from pathlib import Path

from msgspec import Struct

from gallica_export.ark import Ark
from gallica_export.errors import DamagedAnswer, NotAnArk, NotFound, SnapshotError
from gallica_export.gallica import services
from gallica_export.gallica.client import Client
from gallica_export.gallica.fetch import Progress, Step
from gallica_export.gallica.issues import parse_issues, parse_years
from gallica_export.gallica.keeping import keep
from gallica_export.gallica.services import Request
from gallica_export.gallica.snapshot import Snapshot
from gallica_export.model import Gap, Issue, IssueDates, Notice, Periodical
from gallica_export.selection import Span

_EXACT = len("1898-03-31")
#: An interval between two issues is usual when it is at least this share of all, and came twice.
_USUAL = 0.1


def runs(years: Sequence[int]) -> list[str]:
    """Ascending years in short: ["1861-1870", "1873"]."""
    starts = [year for year in years if year - 1 not in years]
    ends = [year for year in years if year + 1 not in years]
    return [str(a) if a == b else f"{a}-{b}" for a, b in zip(starts, ends, strict=True)]


class Calendar(Struct, frozen=True, kw_only=True):
    """The issues of a periodical that are dated within a span."""

    ark: Ark
    span: Span
    #: By date; those of one day in the service's order.
    issues: tuple[Issue, ...]
    #: Years between the periodical's first and its last for which Gallica lists no issue.
    missing_years: tuple[int, ...] = ()
    notices: tuple[Notice, ...] = ()

    @property
    def arks(self) -> tuple[Ark, ...]:
        """The documents that the issues are, each once."""
        return tuple(dict.fromkeys(issue.ark for issue in self.issues))

    @property
    def undated(self) -> tuple[Issue, ...]:
        """The issues of which only the month or the year is known, or nothing."""
        return tuple(issue for issue in self.issues if len(issue.date) < _EXACT)

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """Where the next issue came later than is usual within this very span.

        Nothing is said of titles that came irregularly, nor of the span's beginning and end.
        """
        days = sorted({date.fromisoformat(one.date) for one in self.issues if _is_exact(one)})
        intervals = Counter((after - before).days for before, after in pairwise(days))
        least = max(2, _USUAL * intervals.total())
        usual = max((length for length, times in intervals.items() if times >= least), default=None)
        if usual is None:
            return ()
        return tuple(
            Gap(str(before + timedelta(1)), str(after - timedelta(1)))
            for before, after in pairwise(days)
            if (after - before).days > usual and not self._misses_year_between(before, after)
        )

    @property
    def dates(self) -> IssueDates:
        """The calendar as the writer of a collection knows it."""
        return IssueDates(
            ark=self.ark,
            first=self.span.first.isoformat(),
            last=self.span.last.isoformat(),
            issues=self.issues,
            missing_years=self.missing_years,
            gaps=self.gaps,
        )

    def _misses_year_between(self, before: date, after: date) -> bool:
        return any(before.year < year < after.year for year in self.missing_years)


def require_periodical(ark: Ark) -> None:
    """Raise NotAnArk unless ``ark`` may name a periodical."""
    if not ark.is_periodical:
        raise NotAnArk(
            f"{ark} names one document, not a periodical",
            remedy="Give the ARK of the title, which starts with cb, as its page of dates has it.",
        )


def fetch_calendar(
    ark: Ark, client: Client, folder: Path, span: Span, progress: Progress
) -> Calendar:
    """The calendar of ``ark``, its lists completed in the snapshot in ``folder``.

    What was listed of past years is not asked for again; the running year is, and once a day the
    list of years, since Gallica grows.

    Raises NotAnArk, NotFound, a ServiceError, SnapshotError or OutputError.
    """
    require_periodical(ark)
    today = client.now()[: len("2026-11-20")]
    with Snapshot.create(folder, ark, patience=client.longest_wait) as snapshot:
        kept = {entry.path: entry.fetched for entry in snapshot.entries}
        if not kept.get("issues.xml", "").startswith(today):
            _take(services.YEARS.request(ark), snapshot, client)
        years = _years_wanted(_read_years(snapshot), span)
        for done, year in enumerate(years):
            progress(Step(done, len(years), f"the issues of {year}"))
            if f"issues/{year}.xml" not in kept or year >= int(today[:4]):
                _take(services.ISSUES.request(ark, year=year), snapshot, client)
        progress(Step(len(years), len(years), "complete"))
    return read_calendar(snapshot, span)


def read_calendar(snapshot: Snapshot, span: Span) -> Calendar:
    """The issues of the periodical that ``snapshot`` lists within ``span``.

    Raises NotFound if there are none, SnapshotError if the list of a year is missing, and
    DamagedAnswer.
    """
    require_periodical(snapshot.ark)
    periodical = _read_years(snapshot)
    years = _years_wanted(periodical, span)
    lists = [parse_issues(_read(snapshot, year), snapshot.ark) for year in years]
    issues = dict.fromkeys(
        one for listed in lists for one in listed.issues if span.admits(one.date)
    )
    if not issues:
        raise NotFound(
            f"Gallica lists no issue of {snapshot.ark} {span}",
            remedy="Widen --from and --to; `gallica-export issues` lists what there is.",
        )
    between = range(periodical.years[0], periodical.years[-1] + 1)
    return Calendar(
        ark=snapshot.ark,
        span=span,
        issues=tuple(sorted(issues, key=lambda issue: issue.date)),
        missing_years=tuple(
            year for year in between if span.has_year(year) and year not in periodical.years
        ),
        notices=tuple(notice for one in lists for notice in one.notices),
    )


def _read_years(snapshot: Snapshot) -> Periodical:
    return parse_years(snapshot.read("issues.xml"), snapshot.ark)


def _years_wanted(periodical: Periodical, span: Span) -> tuple[int, ...]:
    years = tuple(year for year in periodical.years if span.has_year(year))
    if not years:
        raise NotFound(
            f"Gallica has no issues of {periodical.ark} {span}: "
            f"its years are {', '.join(runs(periodical.years))}",
            remedy="Name years or days within these.",
        )
    return years


def _read(snapshot: Snapshot, year: int) -> bytes:
    path = f"issues/{year}.xml"
    if not snapshot.has(path):
        raise SnapshotError(f"the list of the issues of {year} of {snapshot.ark} was not kept")
    return snapshot.read(path)


def _is_exact(issue: Issue) -> bool:
    return len(issue.date) == _EXACT


def _take(request: Request, snapshot: Snapshot, client: Client) -> None:
    """Ask, and keep the answer in place of an older one."""
    check = _check_years if request.service is services.YEARS else _check_issues
    keep(client.get(request, partial(check, request)), request, snapshot)


def _check_years(request: Request, body: bytes) -> None:
    parse_years(body, request.ark)


def _check_issues(request: Request, body: bytes) -> None:
    """Raise DamagedAnswer for the list of another year, which a server under strain may send."""
    listed = parse_issues(body, request.ark)
    if listed.year is not None and request.stem != f"issues/{listed.year}":
        raise DamagedAnswer(f"it lists the issues of {listed.year}")
