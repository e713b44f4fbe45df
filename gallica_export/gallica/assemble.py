"""The answers in a snapshot, joined into one document; what does not fit is noticed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from msgspec.structs import replace

from gallica_export.ark import TEST, Ark
from gallica_export.errors import AccessRestricted
from gallica_export.gallica.answers import Answers
from gallica_export.gallica.images import read_image
from gallica_export.gallica.read_once import ReadOnce
from gallica_export.gallica.remarks import restrictions, within
from gallica_export.gallica.snapshot import Snapshot
from gallica_export.gallica.source import SnapshotSource, source_of
from gallica_export.model import (
    Attribution,
    Document,
    Image,
    Notice,
    NoticeKind,
    Record,
    View,
)
from gallica_export.selection import Images, Selection
from gallica_export.text import ranges_told

GALLICA = "https://gallica.bnf.fr"
CONDITIONS = f"{GALLICA}/edit/und/conditions-dutilisation-des-contenus-de-gallica"
LICENCE_NAME = "Licence Ouverte / Open Licence (Etalab)"
LICENCE = "https://www.etalab.gouv.fr/licence-ouverte-open-licence/"
#: Answers fetched within so many days count as one state of the document.
_MOST_DAYS = 31
BNF_NAMES = ("Bibliothèque nationale de France", "BnF")


def assemble(snapshot: Snapshot, *, views: Selection | None = None, images: Images) -> Document:
    """The document that ``snapshot`` holds, or the selected ``views`` of it.

    ``images`` says how many of the kept pictures the edition shows: none, thumbnails or pages.

    Raises SnapshotError if an answer that the edition needs is missing, AccessRestricted if the
    document is not open, DamagedAnswer if a kept answer cannot be read.
    """
    answers = Answers(snapshot)
    record = answers.record
    require_open(record)
    contents, beyond = within(answers.contents.entries, answers.views)
    source = source_of(snapshot, answers.views)
    selected = views.of(answers.views) if views else answers.views
    shown = tuple(_with_files(view, source, images) for view in selected)
    notices = (
        *answers.notices,
        *answers.contents.notices,
        *beyond,
        *source.notices,
        *_missing_ocr(shown, answers, source),
        *_missing_holder(record),
        *restrictions(record),
        *_spread_over_days(snapshot),
    )
    return Document(
        ark=snapshot.ark,
        record=record,
        views=shown,
        total_views=len(answers.views),
        contents=contents,
        attribution=_attribution(snapshot.ark, record),
        notices=notices,
        retrieved=snapshot.retrieved,
        gateways=snapshot.gateways,
        source=ReadOnce(source),
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


def _with_files(view: View, source: SnapshotSource, images: Images) -> View:
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


def _missing_ocr(
    shown: tuple[View, ...], answers: Answers, source: SnapshotSource
) -> Iterator[Notice]:
    """What is to be told of views without OCR.

    One notice names those of which nobody has asked, or saved, the OCR that the document has; each
    that the BnF has no OCR of is noticed, or once a document that has none at all. It has OCR where
    a view of it has words, since blank views have their files too; else by its record's word.
    """
    has_words = any(source.text(view.order).lines for view in answers.views)
    unasked: list[int] = []
    if has_words or answers.has_text:
        unasked = [view.order for view in shown if not source.was_told(view.order)]
    rate = answers.record.ocr_rate
    is_whole = len(shown) == len(answers.views)
    if not has_words and not unasked and (is_whole or rate == 0):
        yield Notice(NoticeKind.DOCUMENT_WITHOUT_OCR, "no view of the document has OCR")
        return
    if unasked:
        views = "view" if len(unasked) == 1 else "views"
        message = f"the snapshot lacks the OCR of {views} {ranges_told(unasked)}"
        yield Notice(NoticeKind.OCR_MISSING, message, views=tuple(unasked))
    for view in shown:
        if not view.has_ocr and view.order not in unasked:
            yield Notice(NoticeKind.VIEW_WITHOUT_OCR, f"view {view.order} has no OCR", view.order)
    if rate == 0 and has_words:
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
