"""``gallica-export edit`` and ``build``: an edition that a person corrects."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import Any

import click

from gallica_export.cli.options import (
    CONNECTION,
    DEBUG,
    FORCE,
    FORMAT,
    IMAGES,
    LANG,
    MANNER,
    OFFLINE,
    OUTPUT,
    PAGES,
    SNAPSHOTS,
    STRICT,
    TEMPLATE_DIR,
    VIEWS,
    YES,
    check_manner,
    options,
)
from gallica_export.cli.progress import progress
from gallica_export.cli.shared import client_of, connection_of, say
from gallica_export.cli.telling import NOTICES, tell_of


@click.command()
@options(
    OUTPUT, VIEWS, PAGES, IMAGES, SNAPSHOTS, OFFLINE, LANG, *CONNECTION, YES, DEBUG,
    click.argument("ark", metavar="ARK"),
)  # fmt: skip
def edit(ark: str, lang: str, offline: bool, yes: bool, **wanted: Any) -> None:
    """Write the text as Markdown for a person to correct, with any editor."""
    from gallica_export.ark import Ark
    from gallica_export.cli.choice import views_of
    from gallica_export.correcting import make_working_copy
    from gallica_export.job import Job
    from gallica_export.templating import Templates

    document = Ark.parse(ark)
    connection = connection_of(wanted)
    job = Job(formats=(), views=views_of(wanted), **wanted)
    with nullcontext() if offline else client_of(**connection) as client:
        with progress(ark, is_agreed=yes) as report:
            folder = make_working_copy(document, job, Templates(lang=lang), client, report)
        say(f"{folder / 'index.md'}")
        say(f"Correct what is in {folder / 'text'}, then:")
        say(f"gallica-export build --snapshots {job.snapshots} {folder}")


@click.command()
@options(
    FORMAT, OUTPUT, FORCE, IMAGES, SNAPSHOTS, LANG, TEMPLATE_DIR, *MANNER, STRICT, DEBUG,
    click.argument("folder", type=click.Path(path_type=Path)),
)  # fmt: skip
def build(
    folder: Path, lang: str, template_dirs: tuple[Path, ...], strict: bool, **wanted: Any
) -> None:
    """Make the editions of a text that a person corrected, offline."""
    from gallica_export.correcting import build_edition
    from gallica_export.job import Job
    from gallica_export.templating import Templates

    check_manner(wanted)
    edition = build_edition(folder, Job(**wanted), Templates(template_dirs, lang))
    tell_of(edition)
    raise SystemExit(NOTICES if strict and edition.notices else 0)
