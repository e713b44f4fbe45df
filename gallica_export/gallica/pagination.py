"""Pagination: the views of a document, their printed labels and the size of their images."""

from __future__ import annotations

from lxml import etree
from msgspec import Struct

from gallica_export.errors import DamagedAnswer, NotFound
from gallica_export.gallica.labels import numbering_of
from gallica_export.gallica.xml import all_text, local_name, parse_xml, text_of
from gallica_export.model import Notice, NoticeKind, Numbering, View
from gallica_export.text import clean_text

_WHAT = "the pagination"
_NUMBERINGS = {"N": Numbering.NONE, "A": Numbering.ARABIC, "R": Numbering.ROMAN}
_LARGEST = 1_000_000


class Pagination(Struct, frozen=True):
    """What the service says of a document's views."""

    views: tuple[View, ...]
    has_toc: bool
    has_text: bool
    notices: tuple[Notice, ...] = ()


def parse_pagination(data: bytes) -> Pagination:
    """The views in ascending order, from the answer of the Pagination service.

    Raises NotFound for an answer without any view, which is what an unknown document gets, and
    DamagedAnswer.
    """
    root, notices = parse_xml(data, root="livre", what=_WHAT)
    pages = list(root.iter("{*}page"))
    announced = _number(text_of(root, "nbVueImages"))
    if not pages and not announced:
        raise NotFound("the document has no views")
    views = _views(pages, notices)
    if not views:
        raise DamagedAnswer(f"{_WHAT} announces {announced} views and describes none")
    if announced and announced != len(views):
        message = f"the service announces {announced} views and describes {len(views)}"
        notices.append(Notice(NoticeKind.VIEWS_DIFFER, message))
    return Pagination(
        views=views,
        has_toc=text_of(root, "hasToc") == "true",
        has_text=text_of(root, "hasContent") == "true",
        notices=tuple(notices),
    )


def _views(pages: list[etree._Element], notices: list[Notice]) -> tuple[View, ...]:
    """One view for each number, in ascending order."""
    views: dict[int, View] = {}
    for page in pages:
        said = {local_name(child): clean_text(all_text(child)) for child in page}
        order = _number(said.get("ordre", ""))
        if order == 0:
            notices.append(
                Notice(NoticeKind.VIEW_UNNUMBERED, f"{_WHAT} has a page without a view number")
            )
        elif order in views:
            notices.append(
                Notice(NoticeKind.VIEW_REPEATED, f"{_WHAT} has view {order} twice", order)
            )
        else:
            views[order] = _view(order, said)
    return tuple(views[order] for order in sorted(views))


def _view(order: int, said: dict[str, str]) -> View:
    label, numbering = numbering_of(said.get("numero", ""))
    kind = said.get("pagination_type")
    return View(
        order=order,
        label=label,
        numbering=_NUMBERINGS.get(kind, Numbering.OTHER) if label and kind else numbering,
        width=_number(said.get("image_width", "")),
        height=_number(said.get("image_height", "")),
        caption=said.get("legend") or None,
    )


def _number(text: str) -> int:
    """A count from 1 to a million; 0 for anything else."""
    if not (text.isascii() and text.isdecimal() and len(text) <= len(str(_LARGEST))):
        return 0
    return int(text) if int(text) <= _LARGEST else 0
