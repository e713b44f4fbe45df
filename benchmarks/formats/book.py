"""A book of any size that costs nothing to make: forty lines a view, in five paragraphs."""

from __future__ import annotations

from typing import cast

from msgspec.structs import replace

from gallica_export.model import (
    Aside,
    Block,
    Document,
    End,
    Image,
    LineText,
    PageBreak,
    Paragraph,
    Reading,
    Role,
    Section,
    View,
    ViewText,
)
from tests.documents import small_document, view_text

_LINE = "Ce livre est petit ; peut-être que nous avons œuvré par-"
_PICTURE = b"\xff\xd8\xff\xd9"  # the bytes of a picture are only copied
_LINES, _IN_PARAGRAPH, _VIEWS_IN_CHAPTER = 40, 8, 24


class _Pages:
    """The OCR of every view, made when it is asked for."""

    def text(self, order: int) -> ViewText:
        return cast("ViewText", view_text(order, ("LE PETIT LIVRE 12",), (_LINE,) * _LINES))

    def image_bytes(self, path: str) -> bytes:  # noqa: ARG002 - all are the same
        return _PICTURE


def book_of(views: int, *, has_pictures: bool = False) -> Document:
    """A book with its reading text composed; only over a picture a site shows where words stand."""
    sections = tuple(
        _chapter(number, range(first, min(first + _VIEWS_IN_CHAPTER, views + 1)))
        for number, first in enumerate(range(1, views + 1, _VIEWS_IN_CHAPTER), 1)
    )
    asides = (aside for view in range(1, views + 1) for aside in _asides(view))
    return replace(
        small_document(),
        views=tuple(
            View(
                order=order,
                label=str(order),
                width=2000,
                height=3000,
                has_ocr=True,
                image=_image(order) if has_pictures else None,
            )
            for order in range(1, views + 1)
        ),
        total_views=views,
        contents=(),
        notices=(),
        reading=Reading(sections=sections, asides=tuple(asides)),
        source=_Pages(),
    )


def _image(order: int) -> Image:
    return Image(f"images/f{order}.jpg", "image/jpeg", 667, 1000)


def _chapter(number: int, views: range) -> Section:
    blocks: list[Block] = []
    for view in views:
        blocks.append(PageBreak(view))
        blocks += (_paragraph(view, start) for start in range(1, _LINES + 1, _IN_PARAGRAPH))
    title = f"Chapitre {number}"
    return Section(id=f"s{number}", view=views[0], level=1, title=title, blocks=tuple(blocks))


def _paragraph(view: int, start: int) -> Paragraph:
    joined = [
        LineText(_LINE, view, line, End.JOINED, "vocabulary")
        for line in range(start, start + _IN_PARAGRAPH - 1)
    ]
    last = LineText(_LINE, view, start + _IN_PARAGRAPH - 1)
    return Paragraph(f"p{view}-{start}", (*joined, last))


def _asides(view: int) -> tuple[Aside, Aside]:
    return (
        Aside(view, 0, Role.RUNNING_TITLE, "LE PETIT LIVRE", "recurs", (0, 3)),
        Aside(view, 0, Role.PAGE_NUMBER, "12", "recurs", (3, 4)),
    )
