"""The pages of an EPUB: what each template is given."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import accumulate, groupby
from typing import Any, ClassVar

from msgspec import Struct

from gallica_export import __version__
from gallica_export.model import Aside, Document, Figure, Section, View
from gallica_export.templating import Context
from gallica_export.writers.contents import ContentsItem, contents_of
from gallica_export.writers.epub.navigation import (
    Illustration,
    NavPoint,
    illustrations,
    is_in_full,
    nav_points,
)
from gallica_export.writers.epub.pictures import Pictures
from gallica_export.writers.epub.plan import Plan

#: Lines and views in one file of the list of views, which weighs some 300 KB then.
_LONGEST = 1_000
_COVER = "cover.xhtml"
TITLE_PAGE, COLOPHON = "titlepage.xhtml", "colophon.xhtml"


class Page(Context, frozen=True, kw_only=True):
    """What every page of the book is given; its template extends epub/layout.xhtml.j2."""

    #: The document.
    document: Document
    #: The title of the work; its ARK where the record has none.
    work: str
    #: The version of the program.
    version: str = __version__


class ListedView(Struct, frozen=True):
    """A line of the list of views."""

    view: View
    #: The lines of the view that were set aside.
    asides: tuple[Aside, ...]


class ViewList(Struct, frozen=True):
    """A file of the list of views."""

    #: "views-001.xhtml".
    name: str
    views: tuple[ListedView, ...]


class Cover(Page, frozen=True, kw_only=True):
    """The cover: a picture, or else the title set in type."""

    template: ClassVar[str] = "epub/cover.xhtml.j2"
    #: Where the picture stands in the book; None without one.
    picture: str | None


class TitlePage(Page, frozen=True, kw_only=True):
    """What the work is, and whom the edition is owed to."""

    template: ClassVar[str] = "epub/titlepage.xhtml.j2"


class Navigation(Page, frozen=True, kw_only=True):
    """The contents, the list of illustrations, the page list and the landmarks."""

    template: ClassVar[str] = "epub/nav.xhtml.j2"
    #: The contents, nested; empty where neither Gallica nor the text has any.
    points: tuple[NavPoint, ...]
    #: The views that have a page break, in reading order.
    pages: tuple[View, ...]
    #: The plates and pictures, by their views.
    illustrations: tuple[Illustration, ...]
    #: By id ("f12", "s2", "n1"): where it stands, "text-001.xhtml#f12".
    hrefs: Mapping[str, str]
    #: The parts of the book in their order, each file by what `t` calls it: the way through a book
    #: without `points`.
    parts: Mapping[str, str]
    #: The file of the cover.
    cover: str
    #: The file in which the body of the text begins; None without text.
    start: str | None
    #: Whether contents.xhtml says more than `points`.
    has_full_contents: bool


class Ncx(Navigation, frozen=True, kw_only=True):
    """The same for old reading systems, in the format of EPUB 2."""

    template: ClassVar[str] = "epub/toc.ncx.j2"
    #: The identifier of the book, as the package has it.
    identifier: str


class Contents(Page, frozen=True, kw_only=True):
    """The contents as Gallica gives them, with all that the navigation cannot hold."""

    template: ClassVar[str] = "epub/contents.xhtml.j2"
    #: The contents, nested.
    contents: tuple[ContentsItem, ...]


class Text(Page, frozen=True, kw_only=True):
    """A file of the text."""

    template: ClassVar[str] = "epub/text.xhtml.j2"
    #: The name of this file.
    file: str
    #: The section, with all sections below it; a piece of it where it fills several files.
    section: Section
    #: Whether the body of the text, `Navigation.start`, comes later.
    is_front: bool
    #: By id ("f12", "s2", "n1", "call-n1"): where it stands, "text-001.xhtml#f12".
    hrefs: Mapping[str, str]
    #: The picture to show with a figure, by the figure's id; each picture is shown once.
    pictures: Mapping[str, str]
    #: The ids of the figures that stand for the text of views without OCR.
    unread: frozenset[str]


class Colophon(Page, frozen=True, kw_only=True):
    """Where all comes from, what may be done with it, and what was done to it."""

    template: ClassVar[str] = "epub/colophon.xhtml.j2"
    #: Whether the book has pictures.
    has_pictures: bool
    #: The files of the list of views.
    lists: tuple[ViewList, ...]


class Views(Page, frozen=True, kw_only=True):
    """Views one by one: label, thumbnail, link to Gallica, lines set aside."""

    template: ClassVar[str] = "epub/views.xhtml.j2"
    #: The views to show, each with its lines set aside.
    views: tuple[ListedView, ...]
    #: By id ("f12"): where the view stands in the text.
    hrefs: Mapping[str, str]
    #: The picture of a view, by its id.
    thumbnails: Mapping[str, str]


class Rights(Page, frozen=True, kw_only=True):
    """The conditions of reuse in plain text, for the package."""

    template: ClassVar[str] = "epub/rights.txt.j2"


class Description(Page, frozen=True, kw_only=True):
    """Which part of the document the book is, in plain text, for the package of an extract."""

    template: ClassVar[str] = "epub/description.txt.j2"


class Summary(Page, frozen=True, kw_only=True):
    """What a reader with special needs should know, in plain text, for the package."""

    template: ClassVar[str] = "epub/accessibility.txt.j2"
    #: Whether the book has pictures at all.
    has_pictures: bool
    #: Whether pictures stand in the text.
    has_plates: bool
    #: Whether the words lie on the pictures of their pages.
    is_facsimile: bool


def reflowable_navigation(document: Document, plan: Plan) -> Navigation:
    """The navigation of the book whose text ``plan`` shares out."""
    parts = {"title_page": TITLE_PAGE, "text": plan.start, "colophon": COLOPHON}
    return navigation_of(document, plan.hrefs, plan.figures, parts, _COVER)


def pages(
    document: Document, plan: Plan, pictures: Pictures, navigation: Navigation
) -> Iterator[tuple[str, Page]]:
    """The pages of the reflowable book in their order, each with the name of its file."""
    about = about_work(document)
    unread = frozenset(figure.id for figure in plan.unread)
    yield _COVER, Cover(**about, picture=pictures.cover)
    yield from front(document, navigation)
    is_front = True
    for file in plan.files:
        is_front = is_front and file.name != plan.start
        yield (
            file.name,
            Text(
                **about,
                file=file.name,
                section=file.section,
                is_front=is_front,
                hrefs=plan.hrefs,
                pictures=pictures.of_figures,
                unread=unread,
            ),
        )
    yield from back(document, plan.hrefs, pictures)


def front(document: Document, navigation: Navigation) -> Iterator[tuple[str, Page]]:
    """Title page and contents."""
    yield TITLE_PAGE, TitlePage(**about_work(document))
    yield "nav.xhtml", navigation
    if navigation.has_full_contents:
        hrefs = navigation.hrefs
        views = {view.order: hrefs[view.id] for view in document.views if view.id in hrefs}
        contents = contents_of(document, hrefs, views)
        yield "contents.xhtml", Contents(**about_work(document), contents=contents)


def back(
    document: Document, hrefs: Mapping[str, str], pictures: Pictures
) -> Iterator[tuple[str, Page]]:
    """Colophon and list of views."""
    about, lists = about_work(document), _lists(document)
    yield COLOPHON, Colophon(**about, has_pictures=bool(pictures.files), lists=lists)
    for one in lists:
        yield (
            one.name,
            Views(**about, views=one.views, hrefs=hrefs, thumbnails=pictures.thumbnails),
        )


def ncx(navigation: Navigation, identifier: str) -> Ncx:
    """What toc.ncx is given: the same as the navigation."""
    said = {field: getattr(navigation, field) for field in navigation.__struct_fields__}
    return Ncx(**said, identifier=identifier)


def about_work(document: Document) -> dict[str, Any]:
    """The fields of `Page`."""
    return {"document": document, "work": document.title}


def navigation_of(
    document: Document,
    hrefs: Mapping[str, str],
    figures: tuple[Figure, ...],
    parts: Mapping[str, str | None],
    cover: str,
) -> Navigation:
    """The navigation of a book in which all stands where ``hrefs`` say."""
    points = nav_points(document, hrefs)
    views = {view.id: view for view in document.views}
    return Navigation(
        **about_work(document),
        points=points,
        pages=tuple(views[id_] for id_ in hrefs if id_ in views),
        illustrations=illustrations(document, figures, hrefs),
        hrefs=hrefs,
        parts={name: href for name, href in parts.items() if href},
        cover=cover,
        start=parts["text"],
        has_full_contents=not is_in_full(document, points),
    )


def _lists(document: Document) -> tuple[ViewList, ...]:
    """The views, shared out over files by how much is to be said of each."""
    asides = document.reading.asides_by_view()
    lines = accumulate(1 + len(asides.get(view.order, ())) for view in document.views)
    numbered = zip(lines, document.views, strict=True)
    return tuple(
        ViewList(
            f"views-{number:03}.xhtml",
            tuple(ListedView(view, tuple(asides.get(view.order, ()))) for _, view in group),
        )
        for number, (_, group) in enumerate(groupby(numbered, lambda one: one[0] // _LONGEST), 1)
    )
