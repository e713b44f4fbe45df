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
from gallica_export.writers.epub.navigation import NavPoint, is_in_full, nav_points
from gallica_export.writers.epub.pictures import Pictures
from gallica_export.writers.epub.plan import Plan

#: Lines and views in one file of the list of views, which weighs some 300 KB then.
_LONGEST = 1_000


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
    #: The plates and pictures, in reading order.
    figures: tuple[Figure, ...]
    #: By id ("f12", "s2", "n1"): where it stands, "text-001.xhtml#f12".
    hrefs: Mapping[str, str]
    #: The file in which the body of the text begins; None without text.
    start: str | None
    #: Whether contents.xhtml says more than `points`.
    has_full_contents: bool


class Ncx(Navigation, frozen=True, kw_only=True):
    """The same for old reading systems, in the format of EPUB 2."""

    template: ClassVar[str] = "epub/toc.ncx.j2"


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
    #: Whether pictures stand in the text.
    has_plates: bool


def pages(document: Document, plan: Plan, pictures: Pictures) -> Iterator[tuple[str, Page]]:
    """The pages of the book in reading order, each with the name of its file."""
    about = about_work(document)
    navigation = Navigation(**_navigation(document, plan))
    lists = _lists(document)
    unread = frozenset(figure.id for figure in plan.unread)
    yield "cover.xhtml", Cover(**about, picture=pictures.cover)
    yield "titlepage.xhtml", TitlePage(**about)
    yield "nav.xhtml", navigation
    if navigation.has_full_contents:
        yield "contents.xhtml", Contents(**about, contents=_contents(document, plan))
    is_front = True
    for file in plan.files:
        is_front = is_front and file.name != navigation.start
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
    yield "colophon.xhtml", Colophon(**about, has_pictures=bool(pictures.files), lists=lists)
    for one in lists:
        yield (
            one.name,
            Views(**about, views=one.views, hrefs=plan.hrefs, thumbnails=pictures.thumbnails),
        )


def ncx(document: Document, plan: Plan) -> Ncx:
    """What toc.ncx is given."""
    return Ncx(**_navigation(document, plan))


def about_work(document: Document) -> dict[str, Any]:
    """The fields of `Page`."""
    return {"document": document, "work": document.title}


def _navigation(document: Document, plan: Plan) -> dict[str, Any]:
    points = nav_points(document, plan)
    views = {view.id: view for view in document.views}
    bodies = [file.name for file in plan.files if file.section.title]
    return {
        **about_work(document),
        "points": points,
        "pages": tuple(views[id_] for id_ in plan.hrefs if id_ in views),
        "figures": plan.figures,
        "hrefs": plan.hrefs,
        "start": next(iter(bodies or (file.name for file in plan.files)), None),
        "has_full_contents": not is_in_full(document, points),
    }


def _contents(document: Document, plan: Plan) -> tuple[ContentsItem, ...]:
    views = {view.order: plan.hrefs[view.id] for view in document.views if view.id in plan.hrefs}
    return contents_of(document, plan.hrefs, views)


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
