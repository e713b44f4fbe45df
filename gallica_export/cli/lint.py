"""``gallica-export lint``: what is wrong with finished editions."""

from __future__ import annotations

from pathlib import Path

import click

from gallica_export.cli.options import DEBUG, options
from gallica_export.cli.shared import say

_FAULTS = 3  # exit code: done, and there is something to say


@click.command()
@options(
    DEBUG,
    click.argument(
        "paths", metavar="EDITION...", nargs=-1, required=True, type=click.Path(path_type=Path)
    ),
)
def lint(paths: tuple[Path, ...]) -> None:
    """Name what is wrong with finished editions: EPUB, site, TEI, JSON, Markdown.

    A line has file, line, code and what is wrong; the codes are stable.
    """
    from gallica_export.lint import lint

    number = 0
    for path in paths:
        for finding in lint(path):
            say(f"{path}: {finding}" if len(paths) > 1 else str(finding))
            number += 1
    say(f"{number or 'no'} fault{'s' * (number > 1)} found", err=True)
    if number:
        raise SystemExit(_FAULTS)
