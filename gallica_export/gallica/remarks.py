"""What is odd about a document once its parts are together."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from msgspec.structs import replace

from gallica_export.model import Notice, NoticeKind, Record, TocEntry, TocTarget, View


def remarks_on_record(record: Record) -> Iterator[Notice]:
    """A notice for what the record lacks or restricts."""
    if record.holder is None:
        yield Notice(NoticeKind.HOLDER_UNKNOWN, "the record does not say who holds the original")
    if record.restrictions:
        message = f"the record restricts the use: {' ; '.join(record.restrictions)}"
        yield Notice(NoticeKind.RIGHTS_RESTRICTED, message)


def remarks_on_text(
    with_text: Collection[int], shown: Sequence[View], total: int, record: Record
) -> Iterator[Notice]:
    """A notice for each view shown without OCR, or one for a document that has none at all.

    ``with_text`` are the numbers of all views that have OCR, shown or not. The OCR of views that
    are not shown may never have been asked for.
    """
    if not with_text and (len(shown) == total or record.ocr_rate == 0):
        yield Notice(NoticeKind.DOCUMENT_WITHOUT_OCR, "no view of the document has OCR")
        return
    for view in shown:
        if view.order not in with_text:
            yield Notice(NoticeKind.VIEW_WITHOUT_OCR, f"view {view.order} has no OCR", view.order)
    if record.ocr_rate == 0:
        yield Notice(
            NoticeKind.OCR_RATE_UNKNOWN, "the record says 0 % of OCR quality, yet there is OCR"
        )


def within(
    contents: tuple[TocEntry, ...], views: Iterable[View]
) -> tuple[tuple[TocEntry, ...], tuple[Notice, ...]]:
    """``contents`` without targets among views that are not there, and a notice that names them."""
    orders = {view.order for view in views}
    beyond: set[int] = set()

    def kept(view: int | None) -> int | None:
        if view is None or view in orders:
            return view
        beyond.add(view)
        return None

    def target(own: TocTarget) -> TocTarget:
        if own.ark is not None:
            return own
        return replace(own, view=kept(own.view), last=kept(own.last))

    def entry(own: TocEntry) -> TocEntry:
        return replace(
            own,
            target=target(own.target),
            others=tuple(map(target, own.others)),
            children=tuple(map(entry, own.children)),
        )

    made = tuple(map(entry, contents))
    if not beyond:
        return contents, ()
    named = ", ".join(map(str, sorted(beyond)))
    message = f"the contents point to views that the document does not have: {named}"
    return made, (Notice(NoticeKind.TOC_BEYOND_VIEWS, message),)
