"""From the options to a `Job`, and from a periodical to those of its issues that are wanted."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from gallica_export.cli.issues import calendar_of
from gallica_export.cli.options import span_of
from gallica_export.cli.shared import each

if TYPE_CHECKING:
    from gallica_export.ark import Ark
    from gallica_export.gallica.client import Client
    from gallica_export.gallica.periodical import Calendar
    from gallica_export.job import Job
    from gallica_export.selection import Selection, Span


def job_of(wanted: dict[str, Any]) -> tuple[Span | None, Job]:
    """What the options ask of each document, and the days of the issues wanted of a periodical."""
    from gallica_export.job import Job

    span = span_of(wanted.pop("year"), wanted.pop("since"), wanted.pop("until"))
    return span, Job(views=views_of(wanted), **wanted)


def views_of(wanted: dict[str, Any]) -> Selection | None:
    """The views that --views and --pages name, taken from the other options."""
    views, pages = wanted.pop("views"), wanted.pop("pages")
    found: Selection | None = views | pages if views and pages else views or pages
    return found


def documents_of(arks: tuple[str, ...], span: Span | None) -> tuple[Ark, ...]:
    """The documents that are named; a span of days asks for a periodical among them."""
    from gallica_export.cli.arks import read_arks

    documents = read_arks(arks)
    if span and not any(ark.is_periodical for ark in documents):
        raise click.UsageError("--year, --from and --to choose issues: give a periodical's ARK")
    return documents


def with_issues(
    work: Callable[[Ark], int],
    tell: Callable[[Calendar], None],
    span: Span | None,
    job: Job,
    client: Client | None,
) -> Callable[[Ark], int]:
    """``work``, done for each issue in ``span`` where a periodical is named, once told of them."""

    def work_on(ark: Ark) -> int:
        if span is None or not ark.is_periodical:
            return work(ark)
        calendar = calendar_of(ark, span, job.snapshots, client)
        tell(calendar)
        return each(calendar.arks, work)

    return work_on
