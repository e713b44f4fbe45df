"""`gallica-export doctor`: what works from here, found out in a few polite requests."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from gallica_export.ark import Ark
from gallica_export.errors import GallicaExportError
from gallica_export.gallica import services
from gallica_export.gallica.checks import check
from gallica_export.gallica.client import Client
from gallica_export.gallica.services import Request, Service

#: A book of 1867 in the public domain, with OCR and contents.
EXAMPLE = Ark("12148", "bpt6k9612399b")

_GIVES = {
    "gallica": "everything; OCR slowly, one view in 25 seconds",
    "openapi": "views, OCR and pictures, one in 2 seconds",
    "partner": "views, OCR and pictures, fast, for subscribers",
    "oai": "records alone",
}


class Finding(Struct, frozen=True):
    """What became of one request."""

    gateway: str
    what: str
    is_good: bool
    told: str


def findings(client: Client, ark: Ark = EXAMPLE) -> Iterator[Finding]:
    """One request for each kind of answer; a gateway that refuses once is asked no more."""
    shut: set[str] = set()
    for service, given in _probes(client):
        if service.gateway not in shut:
            request = service.request(ark, **given)
            found = Finding(service.gateway, request.title, *_tried(client, request))
            yield found
            if not found.is_good:
                shut.add(service.gateway)


def advice(found: list[Finding]) -> str:
    """What to do, in a sentence."""
    if all(finding.is_good for finding in found):
        return "Everything works: no option is needed."
    shut = {finding.gateway for finding in found if not finding.is_good}
    good = {finding.gateway for finding in found if "view" in finding.what} - shut
    if good:
        open_ones = " and ".join(sorted(good))
        return f"{open_ones} works: the program finds its way, or take --gateway {min(good)}."
    if any(finding.is_good for finding in found):
        return (
            "Only records are to be had: wait some hours, or save the files in a browser and "
            "hand them over with `gallica-export import`."
        )
    return "Nothing is to be had from here: look at the network, or try from another one."


def gives(gateway: str) -> str:
    """What is to be had through ``gateway``."""
    return _GIVES[gateway]


def _probes(client: Client) -> Iterator[tuple[Service, dict[str, str | int]]]:
    yield services.OAIRECORD, {}
    yield services.PAGINATION, {}
    yield services.ALTO, {"view": 5}
    yield services.THUMBNAIL, {"view": 5, "size": ",200"}
    yield services.MANIFEST, {}
    yield services.ANNOTATIONS, {"view": 5}
    if client.has_credentials:
        yield services.PARTNER_MANIFEST, {}
    yield services.OAI, {}


def _tried(client: Client, request: Request) -> tuple[bool, str]:
    try:
        answer = client.get_now(request, lambda body: check(request, body))
    except GallicaExportError as error:
        return False, str(error).removeprefix(f"{request}: ").removeprefix(f"{request} ")
    return True, f"{len(answer.body) // 1024 + 1} kB"
