"""The command line: options in, progress out, errors as one line and an exit code."""

from __future__ import annotations

import os
import signal
import sys
import time
import traceback
from collections.abc import Callable, Iterable
from contextlib import nullcontext, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from gallica_export import __version__
from gallica_export.cli.options import (
    ARKS,
    BASE_URL,
    COPY_TEMPLATES,
    DEBUG,
    FORCE,
    FORMAT,
    GATEWAY,
    IMAGES,
    LANG,
    MAX_WAIT,
    OFFLINE,
    OUTPUT,
    REFRESH,
    SNAPSHOTS,
    STRICT,
    TEMPLATE_DIR,
    VIEWS,
    YES,
    options,
)
from gallica_export.errors import GallicaExportError, OutputError, ServiceError
from gallica_export.text import printable
from gallica_export.writers import TARGETS

if TYPE_CHECKING:
    from gallica_export.ark import Ark
    from gallica_export.cli.doctor import Finding
    from gallica_export.export import Edition, Job
    from gallica_export.gallica.client import Client

_NOTICES = 3  # exit code: done, with notices, under --strict
_INTERRUPTED, _TERMINATED = 130, 143


class _Terminated(KeyboardInterrupt):
    """The system asks to end, as a person does with Ctrl-C."""


def _terminate(*_: object) -> NoReturn:
    raise _Terminated


class _MainCommand(click.Group):
    """A group whose first command needs no name: ``gallica-export ARK`` exports."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if not args:
            args = ["--help"]
        elif args[0] not in self.commands and args[0] not in ("--help", "-h", "--version"):
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


@cli.command()
@options(
    FORMAT, OUTPUT, FORCE, VIEWS, IMAGES, SNAPSHOTS, OFFLINE, LANG, TEMPLATE_DIR,
    COPY_TEMPLATES,
    STRICT, GATEWAY, MAX_WAIT, REFRESH, YES, BASE_URL, DEBUG, ARKS,
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
    from gallica_export.cli.arks import read_arks
    from gallica_export.export import Job
    from gallica_export.templating import Templates

    documents = read_arks(arks)
    templates = Templates(template_dirs, lang)
    connection = wanted.pop("base_url"), wanted.pop("max_wait"), wanted["gateway"]
    job = Job(**wanted)
    with nullcontext() if offline else _client(*connection) as client:
        _each(
            documents,
            lambda ark: _export_one(ark, job, templates, client, strict=strict, yes=yes),
        )


@cli.command()
@options(VIEWS, IMAGES, SNAPSHOTS, GATEWAY, MAX_WAIT, REFRESH, YES, BASE_URL, DEBUG, ARKS)
def fetch(
    arks: tuple[str, ...], base_url: str | None, max_wait: float, *, yes: bool, **wanted: Any
) -> None:
    """Fetch and keep the BnF's answers, without making an edition."""
    from gallica_export.cli.arks import read_arks
    from gallica_export.export import Job, take

    documents = read_arks(arks)
    job = Job(formats=(), output=Path(), **wanted)
    with _client(base_url, max_wait, job.gateway) as client:

        def fetch_one(ark: Ark) -> int:
            with _progress(str(ark), yes=yes) as progress:
                snapshot = take(ark, job, client, progress)
            _say(f"{ark}: complete in {snapshot.path} (from {', '.join(snapshot.gateways)})")
            return 0

        _each(documents, fetch_one)


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
            _say(line)
        _say(f"Now: gallica-export --offline --snapshots {snapshots} {ark}")
        return 0

    _each([Ark.parse(ark)], import_one)


@cli.command()
@options(MAX_WAIT, BASE_URL, DEBUG)
def doctor(max_wait: float, base_url: str | None) -> None:
    """Find out which ways into the BnF are open from here."""
    from gallica_export.cli.doctor import advice, findings, gives

    found: list[Finding] = []
    with _client(base_url, max_wait, "auto") as client:
        for finding in findings(client):
            if finding.gateway not in {past.gateway for past in found}:
                _say(f"{finding.gateway}: {gives(finding.gateway)}")
            found.append(finding)
            _say(f"  {'ok' if finding.is_good else 'no':3} {finding.what}: {finding.told}")
    _say(advice(found))
    raise SystemExit(0 if all(finding.is_good for finding in found) else ServiceError.exit_code)


@cli.command()
@options(OUTPUT, FORCE, LANG, DEBUG)
def demo(output: Path, force: bool, lang: str) -> None:
    """Make every format of the bundled specimen, offline."""
    from gallica_export.ark import Ark
    from gallica_export.export import Job
    from gallica_export.templating import Templates

    specimens = Path(__file__).parent.parent / "specimen"
    job = Job(
        formats=tuple(TARGETS), output=output, snapshots=specimens, images="pages", force=force
    )
    arks = [Ark("99999", folder.name) for folder in sorted(specimens.iterdir()) if folder.is_dir()]
    _each(arks, lambda ark: _export_one(ark, job, Templates(lang=lang), None))


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

    with _progress(str(ark), yes=yes) as progress:
        edition = make_edition(ark, job, templates, client, progress)
    _tell(edition)
    return _NOTICES if strict and edition.notices else 0


def _tell(edition: Edition) -> None:
    _say(edition.title)
    for path in edition.paths:
        _say(f"  {_opens(path)}")
    for kind in dict.fromkeys(notice.kind for notice in edition.notices):
        found = [notice for notice in edition.notices if notice.kind == kind]
        more = f" (and {len(found) - 1} more like it)" if len(found) > 1 else ""
        _say(f"  notice: {found[0].message}{more}", err=True)


def _opens(path: Path) -> Path:
    """The file to open in an edition that is a folder."""
    name = path.name.rpartition("-")[0]
    candidates = (path / file for file in ("index.html", "index.md", f"{name}.xml"))
    return next((file for file in candidates if file.is_file()), path)


def _say(text: str, *, err: bool = False) -> None:
    """Print ``text``, which may hold a stranger's words, without what a terminal would obey."""
    click.echo("\n".join(printable(line) for line in text.split("\n")), err=err)


def _is_debugging() -> bool:
    """Asked of the words as typed, since a fault may come before they are understood."""
    return "--debug" in sys.argv


def _client(base_url: str | None, max_wait: float, gateway: str) -> Client:
    from gallica_export.gallica.client import Client
    from gallica_export.gallica.services import GATEWAYS
    from gallica_export.gallica.wire.budgets import STATE, user_budgets
    from gallica_export.gallica.wire.pacing import Limits
    from gallica_export.gallica.wire.partner import credentials_in, stored_credentials

    is_shared = base_url is None or STATE in os.environ
    credentials = credentials_in() or (stored_credentials() if gateway == "partner" else None)
    return Client(
        base_url or GATEWAYS["gallica"],
        limits=Limits(longest_wait=max_wait),
        budgets=user_budgets() if is_shared else None,
        credentials=credentials,
    )


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


def _each(arks: Iterable[Ark], work: Callable[[Ark], int]) -> NoReturn:
    """Do ``work`` for each document, errors or not; exit with the first code that is not 0."""
    arks, codes = list(arks), []
    for ark in arks:
        try:
            codes.append(work(ark))
        except GallicaExportError as error:
            if _is_debugging():
                traceback.print_exc()
            _complain(error, str(ark) if len(arks) > 1 else "")
            codes.append(error.exit_code)
    raise SystemExit(next((code for code in codes if code), 0))


def _complain(error: GallicaExportError, document: str = "") -> None:
    told = f"{document}: {error}" if document not in str(error) else str(error)
    _say(f"gallica-export: {told}", err=True)
    if error.remedy:
        _say(f"  {error.remedy}", err=True)


def _leave_without_output(error: OSError) -> NoReturn:
    """End where nobody can be told anything: a closed pipe, a full disk behind standard output."""
    with suppress(OSError):
        _say(f"gallica-export: cannot write what was to be told: {error.strerror}", err=True)
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    raise SystemExit(0 if isinstance(error, BrokenPipeError) else OutputError.exit_code)


def _progress(title: str, *, yes: bool = False) -> Any:
    from gallica_export.cli.progress import progress

    return progress(title, is_agreed=yes)


def main() -> None:
    """Run the command line; the only place that turns errors into exit codes."""
    signal.signal(signal.SIGTERM, _terminate)
    try:
        cli.main(standalone_mode=False)
    except click.exceptions.Exit as done:
        raise SystemExit(done.exit_code) from None
    except click.ClickException as error:
        error.show()
        raise SystemExit(error.exit_code) from None
    except GallicaExportError as error:
        _complain(error)
        raise SystemExit(error.exit_code) from None
    except OSError as error:  # standard output: everything else is mapped where it arises
        if _is_debugging():
            raise
        _leave_without_output(error)
    except (KeyboardInterrupt, click.Abort) as stop:
        _say("\nStopped. What was fetched is kept: run the same command to go on.", err=True)
        raise SystemExit(
            _TERMINATED if isinstance(stop.__cause__, _Terminated) else _INTERRUPTED
        ) from None
    except Exception as fault:
        if _is_debugging():
            raise
        told = f"{type(fault).__name__}: {fault}"
        _say(f"gallica-export: a fault of the program itself: {told}", err=True)
        _say("  Run again with --debug and report what it shows.", err=True)
        raise SystemExit(1) from None
