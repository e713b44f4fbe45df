"""The options that the commands share, and what is refused before anything is done."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import click

from gallica_export.writers import TARGETS, TEI_PROFILES, Layout

if TYPE_CHECKING:
    from gallica_export.selection import Selection, Span

_LONGEST_QUERY = 200


def _format(
    _ctx: click.Context, _param: click.Parameter, names: tuple[str, ...]
) -> tuple[str, ...]:
    for name in names:
        if name not in TARGETS and name != "all":
            close = difflib.get_close_matches(name.lower(), [*TARGETS, "all"], 1, 0.5)
            hint = f"did you mean {close[0]}?" if close else f"there are: {', '.join(TARGETS)}, all"
            raise click.BadParameter(f"no such format: {name!r}; {hint}")
    return tuple(TARGETS) if "all" in names else tuple(dict.fromkeys(names))


def _views(_ctx: click.Context, _param: click.Parameter, text: str | None) -> Selection | None:
    from gallica_export.selection import Selection

    try:
        return Selection.parse(text) if text is not None else None
    except ValueError as error:
        raise click.BadParameter(f"{error}; expected something like 1-20,35") from error


def _images(ctx: click.Context, _param: click.Parameter, images: str | None) -> str:
    is_facsimile = ctx.params.get("layout") == "facsimile"
    if is_facsimile and images == "none":
        raise click.BadParameter("a facsimile is made of pictures: leave it out")
    return images or ("pages" if is_facsimile else "thumbnails")


def _seconds(_ctx: click.Context, _param: click.Parameter, text: str) -> float:
    found = re.fullmatch(r"(\d{1,6})([smh]?)", text.strip(), re.ASCII)
    if not found:
        raise click.BadParameter(f"{text!r} is no time; expected something like 90s, 20m or 8h")
    return int(found[1]) * {"": 1.0, "s": 1.0, "m": 60.0, "h": 3600.0}[found[2]]


def _pages(_ctx: click.Context, _param: click.Parameter, text: str | None) -> Selection | None:
    from gallica_export.selection import Selection

    try:
        return Selection.parse_pages(text) if text is not None else None
    except ValueError as error:
        raise click.BadParameter(f"{error}; expected something like XII-XX,5") from error


def _containing(_ctx: click.Context, _param: click.Parameter, query: str | None) -> str | None:
    if query is None:
        return None
    query = " ".join(query.split())
    if len(query) > _LONGEST_QUERY or not any(c.isalnum() for c in query):
        raise click.BadParameter(f"expected a word, or a phrase in quotes: {query[:40]!r}")
    return query


def span_of(year: str | None, since: str | None, until: str | None) -> Span | None:
    """The days that --year, or --from and --to, mean; None without any of them."""
    from gallica_export.selection import Span

    if year is not None and (since is not None or until is not None):
        raise click.UsageError("give either --year, or --from and --to")
    if year is not None:
        since = until = year
    try:
        return Span.parse(since, until) if since is not None or until is not None else None
    except ValueError as error:
        raise click.UsageError(f"{error}; expected something like 1898-01-31") from error


def check_manner(wanted: dict[str, Any]) -> None:
    """Refuse options of a format that is not made; one that is not given is the default."""
    if wanted["layout"] == "facsimile" and "epub" not in wanted["formats"]:
        raise click.UsageError("--layout facsimile is for EPUB: add --format epub")
    if wanted["site_url"] is not None and "html" not in wanted["formats"]:
        raise click.UsageError("--site-url is for the site alone: add --format html")
    profile, words = wanted.pop("tei_profile"), wanted["tei_words"]
    for option, is_given in (("--tei-profile", profile is not None), ("--tei-words", words)):
        if is_given and "tei" not in wanted["formats"]:
            raise click.UsageError(f"{option} is for the TEI alone: add --format tei")
    if words and profile == "dtabf":
        raise click.UsageError("--tei-words: the profile dtabf has no words with places")
    wanted["tei_profile"] = profile or "full"


def _base_url(_ctx: click.Context, _param: click.Parameter, url: str | None) -> str | None:
    from gallica_export.errors import ServiceError
    from gallica_export.gallica.wire.addresses import checked_base

    try:
        return checked_base(url) if url is not None else None
    except ServiceError as error:
        raise click.BadParameter(f"{error}. {error.remedy}") from error


def _site_url(_ctx: click.Context, _param: click.Parameter, url: str | None) -> str | None:
    if url is None:
        return None
    from gallica_export.writers.html.site import checked_url

    try:
        return checked_url(url)
    except ValueError as error:
        raise click.BadParameter(
            f"{error}; expected something like https://example.org/book/"
        ) from error


def _snapshots_folder() -> Path:
    from platformdirs import user_data_path

    return user_data_path("gallica-export") / "snapshots"


def options(*wanted: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """The options of a command, shown in the order given."""

    def decorate(command: Any) -> Any:
        for option in reversed(wanted):
            command = option(command)
        return command

    return decorate


FORMAT = click.option(
    "--format", "formats", multiple=True, default=("epub",), callback=_format, show_default=False,
    metavar="NAME", help=f"{', '.join(TARGETS)} or all; repeatable.  [default: epub]",
)  # fmt: skip
TEI_PROFILE = click.option(
    "--tei-profile", type=click.Choice(TEI_PROFILES), default=None,
    help="How strict the TEI is: all of TEI, simplePrint or DTABf.  [default: full]",
)  # fmt: skip
TEI_WORDS = click.option(
    "--tei-words", is_flag=True,
    help="In the TEI, each word with its place and its certainty.",
)  # fmt: skip
OUTPUT = click.option(
    "--output", type=click.Path(path_type=Path), default=Path(), metavar="DIR",
    help="Where the edition goes.  [default: this folder]",
)  # fmt: skip
FORCE = click.option("--force", is_flag=True, help="Replace an edition that is already there.")
VIEWS = click.option("--views", callback=_views, metavar="LIST", help="Only these: 1-20,35.")
PAGES = click.option(
    "--pages", callback=_pages, metavar="LIST",
    help="Only these, by printed label: XII-XX,5; with --views, all that either names.",
)  # fmt: skip
CONTAINING = click.option(
    "--containing", callback=_containing, metavar="WORD",
    help="Of these, only the views on which a word occurs, or a phrase in quotes.",
)  # fmt: skip
YEAR = click.option("--year", metavar="YEAR", help="Of a periodical: the issues of this year.")
SINCE = click.option("--from", "since", metavar="DAY", help="Of a periodical: since 1898-01-01…")
UNTIL = click.option("--to", "until", metavar="DAY", help="…and until 1898-03-31.")
SPAN = (YEAR, SINCE, UNTIL)
#: What of a document, or of a periodical, is wanted.
CHOICE = (VIEWS, PAGES, CONTAINING, *SPAN)
IMAGES = click.option(
    "--images", type=click.Choice(["none", "thumbnails", "pages"]), callback=_images,
    help="Pictures of the views: none, small, or up to 1000 pixels.  [default: thumbnails; pages "
    "for a facsimile]",
)  # fmt: skip
LAYOUT = click.option(
    "--layout", type=click.Choice(get_args(Layout)), default="reflowable", show_default=True,
    is_eager=True,  # what pictures are wanted depends on it
    help="Of an EPUB: text that flows, or the pages as they are printed.",
)  # fmt: skip
SITE_URL = click.option(
    "--site-url", callback=_site_url, metavar="URL",
    help="Where the site will be published: adds canonical addresses, a sitemap, a feed and IIIF.",
)  # fmt: skip
#: How a format is written, where there is a choice.
MANNER = (LAYOUT, TEI_PROFILE, TEI_WORDS, SITE_URL)
SNAPSHOTS = click.option(
    "--snapshots", type=click.Path(path_type=Path), default=_snapshots_folder, metavar="DIR",
    envvar="GALLICA_EXPORT_SNAPSHOTS",
    help="Where the answers of the BnF are kept.  [default: the user's data folder]",
)  # fmt: skip
GATEWAY = click.option(
    "--gateway", type=click.Choice(["auto", "gallica", "openapi", "partner"]), default="auto",
    show_default=True, help="The way into the BnF: each has its own limits and walls.",
)  # fmt: skip
MAX_WAIT = click.option(
    "--max-wait", callback=_seconds, default="5m", show_default=True, metavar="TIME",
    help="Longest wait at one go, for a limit, a wall or another run: 90s, 20m, 8h.",
)  # fmt: skip
YES = click.option("--yes", is_flag=True, help="Fetch even thousands of answers, without asking.")
REFRESH = click.option(
    "--refresh", is_flag=True,
    help="Ask for everything again; the old snapshot is kept beside the new.",
)  # fmt: skip
OFFLINE = click.option("--offline", is_flag=True, help="Ask nobody; use what is kept.")
LANG = click.option(
    "--lang", type=click.Choice(["fr", "en"]), default="fr", show_default=True,
    help="Language of the edition's own words.",
)  # fmt: skip
TEMPLATE_DIR = click.option(
    "--template-dir", "template_dirs", type=click.Path(path_type=Path), multiple=True,
    metavar="DIR", help="Templates that replace or extend those shipped; repeatable.",
)  # fmt: skip
STRICT = click.option("--strict", is_flag=True, help="Exit with 3 if there are notices.")
BASE_URL = click.option(
    "--base-url",
    metavar="URL",
    callback=_base_url,
    help="Ask this server instead of gallica.bnf.fr (for tests).",
)
DEBUG = click.option(
    "--debug", is_flag=True, expose_value=False, help="Show where in the program an error arose."
)
ARKS = click.argument("arks", metavar="ARK...", nargs=-1, required=True)


def _copy_templates(ctx: click.Context, _param: click.Parameter, folder: Path | None) -> None:
    if folder is None or ctx.resilient_parsing:
        return
    from gallica_export.template_files import copy_shipped

    copy_shipped(folder)
    click.echo(
        f"The templates are in {folder}. Change what you like, then: --template-dir {folder}"
    )
    ctx.exit()


COPY_TEMPLATES = click.option(
    "--copy-templates", type=click.Path(path_type=Path), metavar="DIR", is_eager=True,
    expose_value=False, callback=_copy_templates, help="Copy the shipped templates and stop.",
)  # fmt: skip
#: How to ask the BnF.
CONNECTION = (GATEWAY, MAX_WAIT, BASE_URL)
