"""``gallica-export search``: the documents that a query finds, one a line."""

from __future__ import annotations

import click

from gallica_export.cli.options import BASE_URL, DEBUG, MAX_WAIT, options
from gallica_export.cli.shared import client_of, say, say_row
from gallica_export.errors import NotFound


def _query(_ctx: click.Context, _param: click.Parameter, query: str) -> str:
    if not query.strip() or len(query) > 2000:
        raise click.BadParameter('expected something like: dc.creator all "Verne"')
    return query.strip()


@click.command()
@options(
    click.option(
        "--limit", type=click.IntRange(min=1), metavar="N", help="Only the first N results."
    ),
    MAX_WAIT,
    BASE_URL,
    DEBUG,
    click.argument("query", callback=_query),
)
def search(query: str, limit: int | None, base_url: str | None, max_wait: float) -> None:
    """List what Gallica finds for a query in CQL, a document a line.

    A line has ARK, date, creator and title, parted by tabs. The list can be handed on:
    gallica-export search 'dc.creator all "Verne"' | gallica-export -
    """
    from gallica_export.gallica import sru

    listed = skipped = 0
    with client_of(base_url, max_wait) as client:
        for answer in sru.search(client, query, limit=limit):
            for found in answer.found:
                say_row(str(found.ark), found.date, found.creator, found.title)
            listed, skipped = listed + len(answer.found), skipped + answer.skipped
            if answer.total:
                say(f"{listed} listed of {answer.total} found", err=True)
    if skipped:
        say(f"{skipped} left out, which bear no ARK of the BnF", err=True)
    if not listed:
        raise NotFound(
            f"Gallica finds {'nothing else' if skipped else 'nothing'} for {query}",
            remedy="Try fewer words, or `any` in place of `all`.",
        )
