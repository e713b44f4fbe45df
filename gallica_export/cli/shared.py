"""What the commands share: asking, telling, and going on to the next document after an error."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

import click

from gallica_export.errors import GallicaExportError
from gallica_export.text import clean_text, printable

if TYPE_CHECKING:
    from gallica_export.ark import Ark
    from gallica_export.gallica.client import Client

#: Characters; paths of the system's longest have room.
_LONGEST_MESSAGE = 600


def connection_of(wanted: dict[str, Any]) -> dict[str, Any]:
    """Those of the options that tell how to ask, taken from the others; the gateway stays."""
    return {
        "base_url": wanted.pop("base_url"),
        "max_wait": wanted.pop("max_wait"),
        "gateway": wanted["gateway"],
    }


def client_of(
    base_url: str | None, max_wait: float, gateway: str = "auto", *, is_probe: bool = False
) -> Client:
    """The client that asks the BnF, or the server at ``base_url``, as an honest program.

    A probe puts each question once.
    """
    from msgspec.structs import replace

    from gallica_export.gallica.client import Client
    from gallica_export.gallica.services import GATEWAYS
    from gallica_export.gallica.wire.budgets import STATE, user_budgets
    from gallica_export.gallica.wire.pacing import Limits
    from gallica_export.gallica.wire.partner import (
        KEY,
        SECRET,
        credentials_in,
        stored_credentials,
    )

    is_shared = base_url is None or STATE in os.environ
    credentials = credentials_in() or (stored_credentials() if gateway == "partner" else None)
    if gateway == "partner" and credentials is None:
        raise click.UsageError(
            f"--gateway partner needs a subscription: put its key into {KEY}, its secret into "
            f"{SECRET}"
        )
    limits = Limits(longest_wait=max_wait)
    disconnection = max(max_wait, limits.disconnection)
    tries = 1 if is_probe else limits.tries
    return Client(
        base_url or GATEWAYS["gallica"],
        limits=replace(limits, disconnection=disconnection, tries=tries),
        budgets=user_budgets() if is_shared else None,
        credentials=credentials,
        tell=_tell_of_waiting,
    )


def _tell_of_waiting(line: str) -> None:
    # Not `say`: a bar on the terminal makes room only for what comes through this name.
    print(f"gallica-export: {printable(line)}", file=sys.stderr, flush=True)


def each(arks: Iterable[Ark], work: Callable[[Ark], int]) -> int:
    """Do ``work`` for each document, errors or not; the first exit code that is not 0, or 0."""
    arks, codes = list(arks), []
    for ark in arks:
        try:
            codes.append(work(ark))
        except GallicaExportError as error:
            if is_debugging():
                traceback.print_exc()
            complain(error, str(ark) if len(arks) > 1 else "")
            codes.append(error.exit_code)
    return next((code for code in codes if code), 0)


def say(text: str, *, err: bool = False) -> None:
    """Print ``text``, which may hold a stranger's words, without what a terminal would obey."""
    click.echo("\n".join(printable(line) for line in text.split("\n")), err=err)


def say_row(*fields: str) -> None:
    """Print a line for other programs: the fields, each on one line of its own, parted by tabs."""
    click.echo("\t".join(printable(clean_text(field)) for field in fields))


def complain(error: GallicaExportError, document: str = "") -> None:
    """Tell an error and its remedy on standard error."""
    told = f"{document}: {error}" if document not in str(error) else str(error)
    say(f"gallica-export: {brief(told)}", err=True)
    if error.remedy:
        say(f"  {error.remedy}", err=True)


def brief(message: str) -> str:
    """``message``, cut where it repeats something far too long that was typed."""
    return message if len(message) <= _LONGEST_MESSAGE else f"{message[:_LONGEST_MESSAGE]}…"


def is_debugging() -> bool:
    """Asked of the words as typed, since a fault may come before they are understood."""
    return "--debug" in sys.argv
