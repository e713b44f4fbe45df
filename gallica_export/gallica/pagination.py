"""Pagination: the views of a document, their printed labels and the size of their images."""

from __future__ import annotations

import re

from lxml import etree
from msgspec import Struct

from gallica_export.errors import DamagedAnswer, NotFound
from gallica_export.gallica.xml import all_text, local_name, parse_xml, text_of
from gallica_export.model import Notice, NoticeKind, Numbering, View
from gallica_export.text import clean_text

_WHAT = "the pagination"
_NUMBERINGS = {"N": Numbering.NONE, "A": Numbering.ARABIC, "R": Numbering.ROMAN}
_ROMAN = re.compile(r"[ivxlcdm]+", re.IGNORECASE)
_LARGEST = 1_000_000


class Pagination(Struct, frozen=True):
    """What the service says of a document's views."""

    views: tuple[View, ...]
    #: The view on which Gallica opens, often the title page; None if not said.
    first_displayed: int | None
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
    first = _number(text_of(root, "firstDisplayedPage"))
    return Pagination(
        views=views,
        first_displayed=first if any(view.order == first for view in views) else None,
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
    number = said.get("numero", "")
    label = number if number and number != "NP" else None
    return View(
        order=order,
        label=label,
        numbering=_numbering(label, said.get("pagination_type", "")),
        width=_number(said.get("image_width", "")),
        height=_number(said.get("image_height", "")),
        caption=said.get("legend") or None,
    )


def _numbering(label: str | None, kind: str) -> Numbering:
    """What the service says, or what the label looks like where it says nothing."""
    if label is None:
        return Numbering.NONE
    if kind:
        return _NUMBERINGS.get(kind, Numbering.OTHER)
    if label.isdecimal():
        return Numbering.ARABIC
    return Numbering.ROMAN if _ROMAN.fullmatch(label) else Numbering.OTHER


def _number(text: str) -> int:
    """A count from 1 to a million; 0 for anything else."""
    if not (text.isascii() and text.isdecimal() and len(text) <= len(str(_LARGEST))):
        return 0
    return int(text) if int(text) <= _LARGEST else 0
