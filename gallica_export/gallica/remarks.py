"""What is odd about a document once its parts are together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from gallica_export.model import Notice, NoticeKind, Record, TocEntry, TocTarget, View


def restrictions(record: Record) -> Iterator[Notice]:
    """A notice that the record restricts the use of the document."""
    if record.restrictions:
        message = f"the record restricts the use: {' ; '.join(record.restrictions)}"
        yield Notice(NoticeKind.RIGHTS_RESTRICTED, message)


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
