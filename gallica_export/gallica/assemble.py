"""The answers in a snapshot, joined into one document; what does not fit is noticed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from msgspec.structs import replace

from gallica_export.ark import TEST, Ark
from gallica_export.errors import AccessRestricted, SnapshotError
from gallica_export.gallica.iiif.manifest import parse_manifest
from gallica_export.gallica.iiif.record import record_of_manifest
from gallica_export.gallica.images import read_image
from gallica_export.gallica.pagination import parse_pagination
from gallica_export.gallica.record import parse_record
from gallica_export.gallica.snapshot import Snapshot
from gallica_export.gallica.source import SnapshotSource, source_of
from gallica_export.gallica.toc import parse_toc
from gallica_export.model import (
    Attribution,
    Document,
    Image,
    Notice,
    NoticeKind,
    Record,
    TocEntry,
    View,
)
from gallica_export.selection import Selection

GALLICA = "https://gallica.bnf.fr"
CONDITIONS = f"{GALLICA}/edit/und/conditions-dutilisation-des-contenus-de-gallica"
LICENCE_NAME = "Licence Ouverte / Open Licence (Etalab)"
LICENCE = "https://www.etalab.gouv.fr/licence-ouverte-open-licence/"
#: Answers fetched within so many days count as one state of the document.
_MOST_DAYS = 31
BNF_NAMES = ("Bibliothèque nationale de France", "BnF")


def assemble(
    snapshot: Snapshot, *, views: Selection | None = None, images: str = "pages"
) -> Document:
    """The document that ``snapshot`` holds, or the selected ``views`` of it.

    ``images`` says how many of the kept pictures the edition shows: none, thumbnails or pages.

    Raises SnapshotError if an answer that the edition needs is missing, AccessRestricted if the
    document is not open, DamagedAnswer if a kept answer cannot be read.
    """
    record = record_of(snapshot)
    require_open(record)
    paged, notices = _views(snapshot)
    contents, odd = _contents(snapshot)
    selected = views.of(paged) if views else paged
    source = source_of(snapshot)
    shown = tuple(_with_files(view, source, images) for view in selected)
    notices = [
        *notices,
        *odd,
        *source.notices,
        *_missing_ocr(shown, record),
        *_missing_holder(record),
        *_spread_over_days(snapshot),
    ]
    return Document(
        ark=snapshot.ark,
        record=record,
        views=shown,
        contents=contents,
        attribution=_attribution(snapshot.ark, record),
        notices=tuple(notices),
        retrieved=snapshot.retrieved,
        gateways=snapshot.gateways,
        source=source,
    )


def require_open(record: Record) -> None:
    """Raise AccessRestricted unless Gallica itself serves the document, and to everyone."""
    if record.provenance not in (None, "bnf.fr"):
        raise AccessRestricted(
            f"the document belongs to another site, {record.provenance}",
            remedy="Ask that site for it; Gallica only lists it.",
        )
    if record.visibility not in (None, "all"):
        raise AccessRestricted(f"the document is not open to everyone ({record.visibility})")


def record_of(snapshot: Snapshot) -> Record:
    """The record; where only a manifest was kept, what that says of the document."""
    if snapshot.has("oairecord.xml") or not snapshot.has("manifest.json"):
        return parse_record(snapshot.read("oairecord.xml"))
    return record_of_manifest(parse_manifest(snapshot.read("manifest.json")))


def _views(snapshot: Snapshot) -> tuple[tuple[View, ...], list[Notice]]:
    if snapshot.has("pagination.xml"):
        pagination = parse_pagination(snapshot.read("pagination.xml"))
        return pagination.views, list(pagination.notices)
    if snapshot.has("manifest.json"):
        manifest = parse_manifest(snapshot.read("manifest.json"))
        return manifest.views, list(manifest.notices)
    raise SnapshotError(f"the snapshot of {snapshot.ark} has neither a pagination nor a manifest")


def _contents(snapshot: Snapshot) -> tuple[tuple[TocEntry, ...], list[Notice]]:
    for path in ("toc.xml", "toc.html"):
        if snapshot.has(path):
            found = parse_toc(snapshot.read(path), snapshot.ark)
            return found.entries, list(found.notices)
    if snapshot.has("manifest.json"):
        return parse_manifest(snapshot.read("manifest.json")).contents, []
    return (), _missing_contents(snapshot)


def _missing_contents(snapshot: Snapshot) -> list[Notice]:
    """A notice where the BnF has contents that nobody saved."""
    has_toc = parse_pagination(snapshot.read("pagination.xml")).has_toc
    if not has_toc or snapshot.knows("toc.xml"):
        return []
    return [Notice(NoticeKind.TOC_MISSING, "the snapshot lacks the contents that Gallica has")]


def _with_files(view: View, source: SnapshotSource, images: str) -> View:
    """``view`` with what the snapshot has of it."""
    snapshot = source.snapshot
    return replace(
        view,
        thumbnail=_image(snapshot, f"thumbnails/f{view.order}") if images != "none" else None,
        image=_image(snapshot, f"images/f{view.order}") if images == "pages" else None,
        has_ocr=source.has(view.order),
    )


def _image(snapshot: Snapshot, stem: str) -> Image | None:
    for extension in ("jpg", "png"):
        path = f"{stem}.{extension}"
        if snapshot.has(path):
            return read_image(path, snapshot.read(path))
    return None


def _missing_ocr(views: tuple[View, ...], record: Record) -> Iterator[Notice]:
    """A notice for each view without OCR, or one for a document that has none at all."""
    lacking = [view for view in views if not view.has_ocr]
    if len(lacking) == len(views):
        yield Notice(NoticeKind.DOCUMENT_WITHOUT_OCR, "no view of the document has OCR")
    else:
        for view in lacking:
            yield Notice(NoticeKind.VIEW_WITHOUT_OCR, f"view {view.order} has no OCR", view.order)
    if record.ocr_rate == 0 and len(lacking) < len(views):
        yield Notice(
            NoticeKind.OCR_RATE_UNKNOWN, "the record says 0 % of OCR quality, yet there is OCR"
        )


def _spread_over_days(snapshot: Snapshot) -> Iterator[Notice]:
    """A notice where the answers may be of two states of the document."""
    first = min(entry.fetched for entry in snapshot.entries)
    days = (datetime.fromisoformat(snapshot.retrieved) - datetime.fromisoformat(first)).days
    if days > _MOST_DAYS:
        message = f"the answers were fetched between {first[:10]} and {snapshot.retrieved[:10]}"
        yield Notice(NoticeKind.SNAPSHOT_SPREAD, message)


def _missing_holder(record: Record) -> Iterator[Notice]:
    if record.holder is None:
        yield Notice(NoticeKind.HOLDER_UNKNOWN, "the record does not say who holds the original")


def _attribution(ark: Ark, record: Record) -> Attribution:
    """The credit, formed from dc:source: the place that serves a document need not hold it."""
    holder = record.holder or BNF_NAMES[0]
    if ark.naan == TEST:
        return Attribution(
            mention=f"Source {holder}",
            holder=holder,
            is_partner=False,
            conditions="",
            licence_of_metadata="https://creativecommons.org/publicdomain/zero/1.0/",
            licence_name="CC0 1.0",
            permalink=str(ark),
        )
    return Attribution(
        mention=f"Source gallica.bnf.fr / {holder}",
        holder=holder,
        is_partner=holder not in BNF_NAMES,
        conditions=CONDITIONS,
        licence_of_metadata=LICENCE,
        licence_name=LICENCE_NAME,
        permalink=f"{GALLICA}/{ark}",
    )
