"""The facsimile: a page a view, as large as its picture, with the words where they are printed.

A view has the name that it has in the reflowable book, "f12", so that a mark or a citation holds in
both. Where there is no picture, the words show instead, in type.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from msgspec import Struct

from gallica_export.model import (
    Document,
    Figure,
    Heading,
    Image,
    Notice,
    NoticeKind,
    View,
    ViewText,
    inlines_of,
    lines_of,
)
from gallica_export.writers.epub.layer import LayerBlock, OnView, Scale, by_view, layer_of
from gallica_export.writers.epub.pages import (
    COLOPHON,
    TITLE_PAGE,
    Navigation,
    Page,
    about_work,
    back,
    front,
    navigation_of,
)
from gallica_export.writers.epub.pictures import Pictures, placed

#: Height of a page without picture, in pixels, and of the strip under it that says so.
_HEIGHT, _STRIP = 1000, 60
#: The master image, where nobody knows its size.
_MASTER = (2000, 3000)
#: How the pages of text are laid out among those that are fixed.
FLOWING = "rendition:layout-reflowable"


class Size(Struct, frozen=True):
    """Of a page, in its own pixels."""

    width: int
    height: int


class Facsimile(Page, frozen=True, kw_only=True):
    """A view: its picture and the words on it; the words alone where there is no picture."""

    template: ClassVar[str] = "epub/facsimile.xhtml.j2"
    #: The view.
    view: View
    #: `width` and `height` of the page, in pixels: those of the picture.
    size: Size
    #: Where the picture stands in the book; None without one.
    picture: str | None
    #: The words in reading order, then the lines set aside; places in pixels of the page.
    blocks: tuple[LayerBlock, ...]
    #: Whether the body of the text, `Navigation.start`, comes later.
    is_front: bool


class Leaf(Struct, frozen=True):
    """A view before its page is made, which holds all its words."""

    document: Document
    view: View
    picture: str | None
    on_view: OnView
    is_front: bool

    @property
    def name(self) -> str:
        return f"{self.view.id}.xhtml"

    @property
    def layout(self) -> tuple[str, ...]:
        """Where it lies in an open book: odd numbers on the side where a chapter would begin."""
        if self.view.width > self.view.height:
            return ("rendition:page-spread-center",)
        label = self.view.label or ""
        if not (label.isascii() and label.isdecimal()):
            return ()
        is_left = (int(label[-1]) % 2 == 1) == (self.document.direction == "rtl")
        return ("page-spread-left" if is_left else "page-spread-right",)

    def page(self) -> Facsimile:
        """What its template is given."""
        text = self.document.text(self.view.order)
        master = _master(self.view, text)
        image = _picture_of(self.view)
        width, height = (image.width, image.height) if image else _typeset(master)
        scale = Scale(width / master[0], height / master[1])
        return Facsimile(
            **about_work(self.document),
            view=self.view,
            size=Size(width, height if image else height + _STRIP),
            picture=self.picture,
            blocks=tuple(layer_of(text, self.on_view, scale)),
            is_front=self.is_front,
        )


def _master(view: View, text: ViewText) -> tuple[int, int]:
    """The size of the space that the boxes of ``text`` are in."""
    for size in ((text.width, text.height), (view.width, view.height)):
        if all(size):
            return size
    return _MASTER


def _typeset(master: tuple[int, int]) -> tuple[int, int]:
    return max(1, round(master[0] * _HEIGHT / master[1])), _HEIGHT


def _picture_of(view: View) -> Image | None:
    return view.image or view.thumbnail


def facsimile_pictures(document: Document) -> Pictures:
    """The picture of every view, and the thumbnails for the list of views."""
    files: dict[str, Image] = {}
    thumbnails: dict[str, str] = {}
    of_views: dict[str, str] = {}
    for view in document.views:
        thumbnail = placed("thumbnails", view, view.thumbnail, files)
        image = placed("images", view, view.image, files)
        if thumbnail:
            thumbnails[view.id] = thumbnail
        if picture := image or thumbnail:
            of_views[view.id] = picture
    cover = of_views.get(document.views[0].id) if document.views else None
    return Pictures(files, cover, {}, thumbnails, of_views)


def facsimile_navigation(document: Document) -> Navigation:
    """The navigation of a book in which all that is on a view stands in its file."""
    pages = {view.order: f"{view.id}.xhtml#{view.id}" for view in document.views}
    hrefs = {view.id: pages[view.order] for view in document.views}
    figures: list[Figure] = []
    for section in document.sections:
        for inner in section.walk():
            hrefs[inner.id] = pages[inner.view]
            for block in inner.blocks:
                if isinstance(block, Figure):
                    figures.append(block)
                    hrefs[block.id] = pages[block.view]
                elif isinstance(block, Heading):
                    hrefs[block.id] = pages[_view_of(block) or inner.view]
    titled = (hrefs[section.id] for section in document.sections if section.title)
    first = next(iter(pages.values()), None)
    start = next(titled, first)
    parts = {"text": start and _file(start), "title_page": TITLE_PAGE, "colophon": COLOPHON}
    cover = _file(first) if first else TITLE_PAGE
    return navigation_of(document, hrefs, tuple(figures), parts, cover)


def _file(href: str) -> str:
    return href.partition("#")[0]


def _view_of(heading: Heading) -> int | None:
    lines = (line for inline in inlines_of(heading) for line in lines_of(inline))
    return next((line.view for line in lines), None)


def leaves(document: Document, pictures: Pictures, start: str | None) -> Iterator[Leaf]:
    """The views in their order, the words of each still to be placed."""
    on_views = by_view(document)
    is_front = True
    for view in document.views:
        is_front = is_front and f"{view.id}.xhtml" != start
        picture = pictures.of_views.get(view.id)
        yield Leaf(document, view, picture, on_views.get(view.order, []), is_front)


def flowing_pages(
    document: Document, navigation: Navigation, pictures: Pictures
) -> Iterator[tuple[str, Page]]:
    """The pages that are none of the document's; they come after it."""
    yield from front(document, navigation)
    yield from back(document, navigation.hrefs, pictures)


def without_pictures(document: Document) -> Notice | None:
    """The notice of the views that a facsimile has no picture of, if there are any."""
    views = tuple(view.order for view in document.views if not _picture_of(view))
    message = f"{len(views)} of {len(document.views)} views have no picture in the snapshot"
    return Notice(NoticeKind.VIEW_WITHOUT_PICTURE, message, views=views) if views else None
