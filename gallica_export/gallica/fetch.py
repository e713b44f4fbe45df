"""From the services to a snapshot: asks for what is missing, keeps only what can be read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Literal

from gallica_export.ark import Ark
from gallica_export.errors import Blocked, NotFound, ServiceError, SnapshotError
from gallica_export.gallica import services
from gallica_export.gallica.alto import parse_alto
from gallica_export.gallica.assemble import record_of, require_open
from gallica_export.gallica.client import Client
from gallica_export.gallica.identity import require_document, require_ocr_of
from gallica_export.gallica.iiif.manifest import parse_manifest
from gallica_export.gallica.images import read_image
from gallica_export.gallica.pagination import Pagination, parse_pagination
from gallica_export.gallica.record import parse_record
from gallica_export.gallica.services import Request
from gallica_export.gallica.snapshot import Origin, Snapshot
from gallica_export.gallica.toc import parse_toc
from gallica_export.model import Record, View
from gallica_export.selection import Selection

#: Which pictures are wanted: none, those for lists, or those for reading too.
Images = Literal["none", "thumbnails", "pages"]

#: Told (answers so far, answers in all, what is being asked for).
Progress = Callable[[int, int, str], None]

_MOST_FAILURES = 3  # in a row: then the trouble is the service's, not one answer's


def no_progress(done: int, total: int, what: str) -> None:
    """For callers that do not wait for anybody."""


def fetch(
    ark: Ark,
    client: Client,
    folder: Path,
    *,
    views: Selection | None = None,
    images: Images = "none",
    progress: Progress = no_progress,
) -> Snapshot:
    """The snapshot in ``folder``, completed through ``client`` with what an edition needs.

    Nothing that is already there is asked for again, and nothing is kept that its reader cannot
    read. One answer that cannot be had does not keep the others from being fetched.

    Raises NotFound, AccessRestricted, a ServiceError, SnapshotError or OutputError; whatever was
    fetched before is kept.
    """
    with Snapshot.create(folder, ark) as snapshot:
        _take_record(snapshot, client)
        require_open(parse_record(snapshot.read("oairecord.xml")))
        _take(services.PAGINATION.request(ark), snapshot, client)
        wanted = list(_wanted(snapshot, views, images))
        _take_all(wanted, snapshot, client, progress)
    return snapshot


def missing(
    snapshot: Snapshot, *, views: Selection | None = None, images: Images = "none"
) -> list[str]:
    """What an edition needs and ``snapshot`` does not have, as messages name it: "view 12"."""
    essentials = _essentials_missing(snapshot)
    if essentials:
        return essentials
    lacking = list(_wanted(snapshot, views, images))
    if snapshot.has("texteBrut.html"):
        lacking = [request for request in lacking if request.service is not services.ALTO]
    return [request.title for request in lacking if not _is_known(request, snapshot)]


def _essentials_missing(snapshot: Snapshot) -> list[str]:
    """Those without which nobody can say what else there is."""
    if snapshot.has("manifest.json"):
        return []
    essentials = {"oairecord.xml": "the record", "pagination.xml": "the pagination"}
    return [title for place, title in essentials.items() if not snapshot.has(place)][:1]


def require_complete(
    snapshot: Snapshot, *, views: Selection | None = None, images: Images = "none"
) -> None:
    """Raise SnapshotError, naming what is missing first, unless an edition can be made.

    Of answers that a person saved, the record and the views will do: what else is not there may
    not be to be had.
    """
    lacking = missing(snapshot, views=views, images=images)
    if snapshot.is_saved_by_hand and not _essentials_missing(snapshot):
        return
    if lacking:
        more = f", and {len(lacking) - 1} more" if len(lacking) > 1 else ""
        raise SnapshotError(f"{lacking[0]} of {snapshot.ark} is not in the snapshot{more}")


# --- what is wanted ----------------------------------------------------------------------------


def _wanted(snapshot: Snapshot, views: Selection | None, images: Images) -> Iterator[Request]:
    """Everything behind record and pagination, in the order of asking."""
    ark = snapshot.ark
    has_toc, has_text, all_views = _structure(snapshot, record_of(snapshot))
    if has_toc:
        yield services.TOC.request(ark)
    for view in views.of(all_views) if views else all_views:
        if has_text:
            yield services.ALTO.request(ark, view=view.order)
        yield from _pictures(ark, view, images)


def _structure(snapshot: Snapshot, record: Record) -> tuple[bool, bool, tuple[View, ...]]:
    """Whether there are contents, whether there is OCR, and the views."""
    if not snapshot.has("pagination.xml"):
        manifest = parse_manifest(snapshot.read("manifest.json"))
        return False, manifest.has_text, manifest.views
    pagination = parse_pagination(snapshot.read("pagination.xml"))
    return pagination.has_toc, _has_text(record, pagination), pagination.views


def _has_text(record: Record, pagination: Pagination) -> bool:
    """Whether it is worth asking for OCR: the record knows best, where it says anything."""
    return pagination.has_text if record.ocr_rate is None else record.ocr_rate > 0


def _pictures(ark: Ark, view: View, images: Images) -> Iterator[Request]:
    if images in ("thumbnails", "pages"):
        size = services.size_within(view.width, view.height, services.THUMBNAIL_HEIGHT)
        yield services.THUMBNAIL.request(ark, view=view.order, size=size)
    if images == "pages":
        size = services.size_within(view.width, view.height, services.LARGEST_SIDE)
        yield services.IMAGE.request(ark, view=view.order, size=size)


def _is_known(request: Request, snapshot: Snapshot) -> bool:
    return any(snapshot.knows(place) for place in _alternatives(request))


def _alternatives(request: Request) -> tuple[str, ...]:
    """The places of answers that serve the same need."""
    if request.service is services.ALTO:
        view = f"f{request.view}"
        return (*request.places, f"annotations/{view}.json", f"texteBrut/{view}.html")
    return request.places


# --- how it is had -----------------------------------------------------------------------------


def _take_record(snapshot: Snapshot, client: Client) -> None:
    """The record from whichever gateway gives it."""
    try:
        _take(services.OAIRECORD.request(snapshot.ark), snapshot, client)
    except ServiceError as refusal:
        try:
            _take(services.OAI.request(snapshot.ark), snapshot, client)
        except ServiceError:
            raise refusal from None


def _take_all(
    wanted: list[Request], snapshot: Snapshot, client: Client, progress: Progress
) -> None:
    left = [request for request in wanted if not _is_known(request, snapshot)]
    failures: list[ServiceError] = []
    in_a_row = 0
    for done, request in enumerate(left, len(wanted) - len(left)):
        progress(done, len(wanted), request.title)
        try:
            _take_or_note_absence(request, snapshot, client)
            in_a_row = 0
        except Blocked:
            raise
        except ServiceError as error:
            failures.append(error)
            in_a_row += 1
            if in_a_row == _MOST_FAILURES:
                raise
    if failures:
        _tell(failures)
    progress(len(wanted), len(wanted), "complete")


def _take(request: Request, snapshot: Snapshot, client: Client) -> None:
    """Ask, unless the answer is there, and keep what comes."""
    if _is_known(request, snapshot):
        return
    answer = client.get(request, partial(_CHECKS[request.service.name], request))
    origin = Origin(
        url=answer.url,
        gateway=request.service.gateway,
        service=request.service.name,
        status=answer.status,
        content_type=answer.content_type,
        fetched=answer.fetched,
    )
    snapshot.store(request.place(answer.kind), answer.body, origin)


def _take_or_note_absence(request: Request, snapshot: Snapshot, client: Client) -> None:
    """As `_take`; what the BnF does not have, it is not asked for again."""
    try:
        _take(request, snapshot, client)
    except NotFound:
        origin = Origin(
            url=client.url(request),
            gateway=request.service.gateway,
            service=request.service.name,
            status=404,
            content_type="",
            fetched=client.now(),
        )
        snapshot.store_absence(request.places[0], origin)


def _tell(failures: list[ServiceError]) -> None:
    more = f" ({len(failures) - 1} more answers are missing)" if len(failures) > 1 else ""
    raise ServiceError(
        f"{failures[0]}{more}",
        remedy=(
            "Run the same command again: what was fetched is kept. If a view can never be had, "
            "leave it out with --views."
        ),
    ) from failures[0]


# --- whether it can be read --------------------------------------------------------------------


def _check_record(request: Request, body: bytes) -> None:
    parse_record(body)
    require_document(body, request.ark)


def _check_pagination(request: Request, body: bytes) -> None:
    parse_pagination(body)
    require_document(body, request.ark)


def _check_toc(request: Request, body: bytes) -> None:
    parse_toc(body, request.ark)


def _check_alto(request: Request, body: bytes) -> None:
    parse_alto(body, request.view or 0)
    require_ocr_of(body, request.ark, request.view)


def _check_image(request: Request, body: bytes) -> None:
    read_image(request.stem, body)


_CHECKS: dict[str, Callable[[Request, bytes], None]] = {
    services.OAIRECORD.name: _check_record,
    services.OAI.name: _check_record,
    services.PAGINATION.name: _check_pagination,
    services.TOC.name: _check_toc,
    services.ALTO.name: _check_alto,
    services.THUMBNAIL.name: _check_image,
    services.IMAGE.name: _check_image,
}
