"""``gallica-export issues``, and the issues that the other commands are asked for by date."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gallica_export.cli.options import (
    BASE_URL,
    DEBUG,
    MAX_WAIT,
    OFFLINE,
    SNAPSHOTS,
    SPAN,
    options,
    span_of,
)
from gallica_export.cli.progress import progress
from gallica_export.cli.shared import client_of, say, say_row

if TYPE_CHECKING:
    from gallica_export.ark import Ark
    from gallica_export.gallica.client import Client
    from gallica_export.gallica.periodical import Calendar
    from gallica_export.selection import Span


@click.command()
@options(
    *SPAN, SNAPSHOTS, OFFLINE, MAX_WAIT, BASE_URL, DEBUG, click.argument("ark", metavar="ARK")
)  # fmt: skip
def issues(
    ark: str, snapshots: Path, offline: bool, base_url: str | None, max_wait: float, **dates: Any
) -> None:
    """List the issues of a periodical, one a line.

    A line has date, ARK and label, parted by tabs. The list can be handed on:
    gallica-export issues --year 1879 ARK | gallica-export -
    """
    from gallica_export.ark import Ark
    from gallica_export.gallica.periodical import require_periodical
    from gallica_export.selection import Span

    title, span = Ark.parse(ark), span_of(**dates) or Span()
    require_periodical(title)
    if offline:
        calendar = calendar_of(title, span, snapshots, None)
    else:
        with client_of(base_url, max_wait) as client:
            calendar = calendar_of(title, span, snapshots, client)
    for issue in calendar.issues:
        say_row(issue.date, str(issue.ark), issue.label)
    tell(calendar)


def calendar_of(ark: Ark, span: Span, snapshots: Path, client: Client | None) -> Calendar:
    """The calendar of a periodical within ``span``: completed, or without a client as kept."""
    from gallica_export.gallica.periodical import fetch_calendar, read_calendar
    from gallica_export.gallica.snapshot import Snapshot

    if client is None:
        return read_calendar(Snapshot.open(snapshots / ark.name), span)
    with progress(str(ark)) as report:
        return fetch_calendar(ark, client, snapshots / ark.name, span, report)


def tell(calendar: Calendar) -> None:
    """Say on standard error how many issues there are, and what is odd about their dates."""
    from gallica_export.gallica.periodical import runs

    number = len(calendar.issues)
    say(f"{calendar.ark}: {number} issue{'s' * (number > 1)} {calendar.span}", err=True)
    if calendar.undated:
        say(f"  {len(calendar.undated)} without a day, listed by month or year", err=True)
    for years in runs(calendar.missing_years):
        say(f"  gap: no issues in {years}", err=True)
    for gap in calendar.gaps:
        say(f"  gap: {gap}", err=True)
    for notice in calendar.notices:
        say(f"  notice: {notice.message}", err=True)
