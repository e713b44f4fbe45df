"""The command line: options in, progress out, errors as one line and an exit code."""

from __future__ import annotations

import io
import os
import signal
import sys
import time
from collections.abc import Callable, Iterable
from contextlib import nullcontext, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from gallica_export import __version__
from gallica_export.cli.choice import documents_of, job_of, with_issues
from gallica_export.cli.editing import build, edit
from gallica_export.cli.issues import issues, tell
from gallica_export.cli.lint import lint
from gallica_export.cli.options import (
    ARKS,
    BASE_URL,
    CHOICE,
    CONNECTION,
    COPY_TEMPLATES,
    DEBUG,
    FORCE,
    FORMAT,
    IMAGES,
    LANG,
    MANNER,
    MAX_WAIT,
    OFFLINE,
    OUTPUT,
    REFRESH,
    SITE_URL,
    SNAPSHOTS,
    STRICT,
    TEMPLATE_DIR,
    YES,
    check_manner,
    options,
)
from gallica_export.cli.progress import progress
from gallica_export.cli.search import search
from gallica_export.cli.shared import (
    brief,
    client_of,
    complain,
    connection_of,
    each,
    is_debugging,
    say,
)
from gallica_export.cli.streams import open_missing_streams
from gallica_export.cli.telling import NOTICES, tell_of
from gallica_export.errors import GallicaExportError, OutputError, ServiceError
from gallica_export.writers import TARGETS

if TYPE_CHECKING:
    from gallica_export.ark import Ark
    from gallica_export.cli.doctor import Finding
    from gallica_export.gallica.client import Client
    from gallica_export.job import Job

_INTERRUPTED, _TERMINATED = 130, 143


class _Terminated(KeyboardInterrupt):
    """The system asks to end, as a person does with Ctrl-C."""


def _terminate(*_: object) -> NoReturn:
    raise _Terminated


class _UnnamedContext(click.Context):
    """That of a command whose name may be left out: usage shows what people type."""

    @property
    def command_path(self) -> str:
        return self.parent.command_path if self.parent else super().command_path


class _UnnamedCommand(click.Command):
    context_class = _UnnamedContext


class _MainCommand(click.Group):
    """A group whose first command needs no name: ``gallica-export ARK`` exports."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if not args:
            raise click.exceptions.NoArgsIsHelpError(ctx)
        if args[0] not in self.commands and args[0] not in ("--help", "-h", "--version"):
            args = ["export", *args]
        return super().parse_args(ctx, args)

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        formatter.write_usage(ctx.command_path, "[OPTIONS] ARK...")
        formatter.write_usage(ctx.command_path, "COMMAND [OPTIONS] ...", prefix="       ")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        export = self.commands["export"]
        export.format_options(click.Context(export, parent=ctx), formatter)
        with formatter.section("Commands"):
            rows = [
                (name, command.get_short_help_str(70)) for name, command in self.commands.items()
            ]
            formatter.write_dl([row for row in rows if row[0] != "export"])


@click.group(cls=_MainCommand, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, message="gallica-export %(version)s")
def cli() -> None:
    """Make a digital edition of a document of Gallica: web site, EPUB, Markdown, TEI.

    ARK is an identifier (ark:/12148/bpt6k5738219s), an address pasted from Gallica, a file with
    one of these a line, or - for standard input.
    """
    _now()  # where SOURCE_DATE_EPOCH makes no sense, nothing is begun


@cli.command(cls=_UnnamedCommand)
@options(
    FORMAT, OUTPUT, FORCE, *CHOICE, IMAGES, SNAPSHOTS, OFFLINE, LANG, TEMPLATE_DIR,
    COPY_TEMPLATES,
    *MANNER, STRICT, *CONNECTION, REFRESH, YES, DEBUG, ARKS,
)  # fmt: skip
def export(
    arks: tuple[str, ...],
    lang: str,
    template_dirs: tuple[Path, ...],
    offline: bool,
    strict: bool,
    yes: bool,
    **wanted: Any,
) -> None:
    """Make the editions (the main job; its name may be left out)."""
    from gallica_export.cli.collection import Run

    check_manner(wanted)
    connection = connection_of(wanted)
    span, job = job_of(wanted)
    documents = documents_of(arks, span)
    run = Run(documents, span, job, template_dirs, lang)
    with nullcontext() if offline else client_of(**connection) as client:

        def export_one(ark: Ark) -> int:
            return run.export(ark, client, strict=strict, yes=yes)

        code = each(documents, with_issues(export_one, run.tell_issues, span, job, client))
    collected = run.collect()
    raise SystemExit(code or collected)


@cli.command()
@options(*CHOICE, IMAGES, SNAPSHOTS, *CONNECTION, REFRESH, YES, DEBUG, ARKS)
def fetch(arks: tuple[str, ...], *, yes: bool, **wanted: Any) -> None:
    """Fetch and keep the BnF's answers, without making an edition."""
    from gallica_export.export import find, narrowed, take

    connection = connection_of(wanted)
    span, job = job_of({"formats": (), "output": Path(), **wanted})
    documents = documents_of(arks, span)
    with client_of(**connection) as client:

        def fetch_one(ark: Ark) -> int:
            with progress(str(ark), is_agreed=yes) as report:
                found = find(ark, job, client, report)
                snapshot = take(ark, narrowed(job, found) if found else job, client, report)
            say(f"{ark}: complete in {snapshot.path} (from {', '.join(snapshot.gateways)})")
            return 0

        _leave(documents, with_issues(fetch_one, tell, span, job, client))


@cli.command("import")
@options(click.argument("folder", type=click.Path(path_type=Path)))
@options(
    click.option("--ark", required=True, metavar="ARK", help="The document that they belong to."),
    SNAPSHOTS,
    DEBUG,
)
def import_(folder: Path, ark: str, snapshots: Path) -> None:
    """Take over files that were saved by hand in a browser."""
    from gallica_export.ark import Ark
    from gallica_export.gallica.importing import import_folder

    def import_one(ark: Ark) -> int:
        imported = import_folder(folder, ark, snapshots, imported=_now())
        for line in imported.report:
            say(line)
        say(f"Now: gallica-export --offline --snapshots {snapshots} {ark}")
        return 0

    _leave([Ark.parse(ark)], import_one)


@cli.command()
@options(MAX_WAIT, BASE_URL, DEBUG)
def doctor(**connection: Any) -> None:
    """Find out which ways into the BnF are open from here."""
    from gallica_export.cli.doctor import advice, findings, gives

    found: list[Finding] = []
    with client_of(**connection, is_probe=True) as client:
        for finding in findings(client):
            if finding.gateway not in {past.gateway for past in found}:
                say(f"{finding.gateway}: {gives(finding.gateway)}")
            found.append(finding)
            say(f"  {'ok' if finding.is_good else 'no':3} {finding.what}: {finding.told}")
    say(advice(found))
    raise SystemExit(0 if all(finding.is_good for finding in found) else ServiceError.exit_code)


@cli.command()
@options(OUTPUT, FORCE, SITE_URL, LANG, DEBUG)
def demo(output: Path, force: bool, site_url: str | None, lang: str) -> None:
    """Make every format of the bundled specimen, offline."""
    from gallica_export.ark import Ark
    from gallica_export.job import Job
    from gallica_export.templating import Templates

    specimens = Path(__file__).parent.parent / "specimen"
    job = Job(
        formats=tuple(TARGETS),
        output=output,
        snapshots=specimens,
        images="pages",
        force=force,
        site_url=site_url,
    )
    arks = [Ark("99999", folder.name) for folder in sorted(specimens.iterdir()) if folder.is_dir()]
    _leave(arks, lambda ark: _export_one(ark, job, Templates(lang=lang), None))


cli.add_command(edit)
cli.add_command(build)
cli.add_command(search)
cli.add_command(lint)
cli.add_command(issues)


def _leave(arks: Iterable[Ark], work: Callable[[Ark], int]) -> NoReturn:
    """Do ``work`` for each document and end with its exit code."""
    raise SystemExit(each(arks, work))


def _export_one(
    ark: Ark,
    job: Job,
    templates: Any,
    client: Client | None,
    *,
    strict: bool = False,
    yes: bool = False,
) -> int:
    """Export one document, tell what was made; return its exit code."""
    from gallica_export.export import make_edition

    with progress(str(ark), is_agreed=yes) as report:
        edition = make_edition(ark, job, templates, client, report)
    tell_of(edition)
    return NOTICES if strict and edition.notices else 0


def _now() -> str:
    """The present moment, or that of SOURCE_DATE_EPOCH where a build must be reproducible."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    try:
        moment = time.gmtime(int(epoch) if epoch else None)
    except (ValueError, OverflowError, OSError) as error:
        raise click.UsageError(
            f"SOURCE_DATE_EPOCH is not a number of seconds: {epoch!r}"
        ) from error
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", moment)


def _leave_without_output(error: OSError) -> NoReturn:
    """End where nobody can be told anything: a closed pipe, a full disk behind standard output."""
    with suppress(OSError):
        say(f"gallica-export: cannot write what was to be told: {error.strerror}", err=True)
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    raise SystemExit(0 if isinstance(error, BrokenPipeError) else OutputError.exit_code)


def main() -> None:
    """Run the command line; the only place that turns errors into exit codes."""
    open_missing_streams()
    signal.signal(signal.SIGTERM, _terminate)
    try:
        cli.main(standalone_mode=False)
    except click.exceptions.Exit as done:
        raise SystemExit(done.exit_code) from None
    except click.ClickException as error:
        shown = io.StringIO()
        error.show(shown)
        say("\n".join(map(brief, shown.getvalue().splitlines())), err=True)
        raise SystemExit(error.exit_code) from None
    except GallicaExportError as error:
        complain(error)
        raise SystemExit(error.exit_code) from None
    except OSError as error:  # standard output: everything else is mapped where it arises
        if is_debugging():
            raise
        _leave_without_output(error)
    except (KeyboardInterrupt, click.Abort) as stop:
        say("\nStopped. What was fetched is kept: run the same command to go on.", err=True)
        is_terminated = isinstance(stop.__cause__, _Terminated)
        raise SystemExit(_TERMINATED if is_terminated else _INTERRUPTED) from None
    except Exception as fault:
        if is_debugging():
            raise
        told = f"{type(fault).__name__}: {fault}"
        say(f"gallica-export: a fault of the program itself: {told}", err=True)
        say("  Run again with --debug and report what it shows.", err=True)
        raise SystemExit(1) from None
