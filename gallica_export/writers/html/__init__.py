"""The static site: a title page, chapters to read, and a page for each view.

    NAME-html/
      index.html           title page, contents, record, colophon
      style.css
      text/s2.html         the reading text, a file a top-level section; anchors f12, s2-1, n3
      views/index.html     all views at a glance
      views/f12.html       one view: picture and text; anchors f12-l3, with a script f12-l3-w2
      pages/XII.html       leads to the view that bears this label
      search.html          finds words, with a script, in search/*.js
      scripts/*.js         what makes reading easier; all can be read without
      thumbnails/f12.jpg  images/f12.jpg    where the snapshot has them
      404.html             what a server shows in the place of what it does not have
      NAME.epub …          other formats that are made with it

and where it is known where the site will stand

      manifest.json  annotations/f12.json   the same for viewers of IIIF
      sitemap.xml  feed.atom

Every link is relative, so that the folder works from a disk as from any server; only 404.html,
which stands for pages at any depth, has links from the root of the server.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from gallica_export.model import Document, Section
from gallica_export.output import OutputFile
from gallica_export.templating import Templates
from gallica_export.writers.contents import ContentsItem, Link, contents_of, headings_of
from gallica_export.writers.html.by_view import blocks_by_view
from gallica_export.writers.html.here import Contents
from gallica_export.writers.html.labels import by_label
from gallica_export.writers.html.linked_data import Described
from gallica_export.writers.html.pages import (
    ChapterPage,
    IndexPage,
    LabelPage,
    NotFoundPage,
    Page,
    SearchPage,
    ViewPage,
    ViewsPage,
)
from gallica_export.writers.html.places import Places, find_places
from gallica_export.writers.html.printed import printed_blocks
from gallica_export.writers.html.published import Published
from gallica_export.writers.html.search import search_files
from gallica_export.writers.html.site import ANYWHERE, Site
from gallica_export.writers.stretches import by_line, stretches_of

_SCRIPTS = (
    *("fold.js", "marks.js", "page.js", "results.js", "search-form.js", "search.js", "view.js"),
    "zoom.js",
)


def write_html(
    document: Document, templates: Templates, site: Site = ANYWHERE
) -> Iterator[OutputFile]:
    """The files of the static site of ``document``, each under "NAME-html/"."""
    folder = f"{document.name}-html/"
    for path, content in _contents(document, templates, site):
        yield OutputFile(folder + path, content)
    for path, image in document.pictures():
        yield OutputFile(folder + path, document.image_bytes(image))


def _contents(document: Document, templates: Templates, site: Site) -> Iterator[tuple[str, bytes]]:
    """All but the pictures: the place of each file below the folder, and its bytes."""
    described = Described(document, site, templates)
    published = Published(document, site, templates)
    for path, plain in _pages(document):
        page = _described(path, plain, described, site)
        yield path, templates.render(page).encode()
        if site.url:
            yield from _gathered(page, published)
    if site.url:
        yield from published.files()
    yield "style.css", templates.read("html/style.css").encode()
    for script in _SCRIPTS:
        yield f"scripts/{script}", templates.read(f"html/scripts/{script}").encode()
    if document.reading.has_text:
        names = {view.order: templates.wording.page_name(view) for view in document.views}
        yield from search_files(document, names)


def _described(path: str, page: Page, described: Described, site: Site) -> Page:
    """``page`` with what it says to machines."""
    data, coins, canonical = None, "", site.address(path)
    match page:
        case IndexPage():
            data, coins, canonical = described.work(page.cover), described.coins(), site.address("")
        case ChapterPage():
            data, coins = described.chapter(page.section, page.places, path), described.coins()
        case ViewPage():
            data, coins = described.view(page.view, path), described.coins(page.view)
        case LabelPage(views=views):
            canonical = site.address(f"views/{views[0].id}.html") if len(views) == 1 else None
        case NotFoundPage():
            return replace(page, site=site, root=site.base)
    return replace(page, site=site, canonical=canonical, linked_data=data, coins=coins)


def _gathered(page: Page, published: Published) -> Iterator[tuple[str, bytes]]:
    """What the site has beside ``page`` once it is published."""
    match page:
        case IndexPage():
            published.begin(page.cover, (*page.front, *page.contents))
        case ChapterPage(linked_data={"name": title}):
            published.tell_of(page.canonical, title)
        case ViewPage():
            published.tell_of(page.canonical)
            yield from published.annotations(page.view, page.ocr)
        case ViewsPage():
            published.tell_of(page.canonical)


def _pages(document: Document) -> Iterator[tuple[str, Page]]:
    chapters = document.reading.sections
    places = find_places(chapters)
    views = {view.order: f"views/{view.id}.html" for view in document.views} | places.views
    contents = contents_of(document, places.sections, views)
    listed = [place for place, chapter in enumerate(chapters) if _is_listed(chapter)]
    first = listed[0] if listed else 0
    contents = contents or headings_of(document, chapters[first:], places.sections)
    near = Contents(contents)
    yield "index.html", _index(document, chapters, first, places, contents)
    for number in range(1, len(chapters) + 1):
        path = places.sections[chapters[number - 1].id]
        yield path, _chapter(document, chapters, number, places, near)
    yield "404.html", NotFoundPage(document=document, work=document.title)
    if document.reading.has_text:
        yield "search.html", SearchPage(document=document, work=document.title, root="")
    yield "views/index.html", ViewsPage(document=document, work=document.title)
    yield from _view_pages(document, chapters, places, near)
    for name, views_with in by_label(document.views).items():
        yield (
            f"pages/{name}.html",
            LabelPage(
                document=document,
                work=document.title,
                label=views_with[0].label or "",
                views=views_with,
            ),
        )


def _index(
    document: Document,
    chapters: Sequence[Section],
    first: int,
    places: Places,
    contents: tuple[ContentsItem, ...],
) -> IndexPage:
    with_picture = (view for view in document.views if view.thumbnail or view.image)
    return IndexPage(
        document=document,
        work=document.title,
        root="",
        cover=next(with_picture, None),
        start=_to_chapter(chapters[first], places) if chapters else None,
        published=document.record.published,
        front=headings_of(document, chapters[:first], places.sections),
        contents=contents,
    )


def _is_listed(chapter: Section) -> bool:
    return any(section.entry is not None for section in chapter.walk())


def _chapter(
    document: Document, chapters: Sequence[Section], number: int, places: Places, near: Contents
) -> ChapterPage:
    chapter = chapters[number - 1]
    file = places.sections[chapter.id]
    begins_here = places.breaks.get(chapter.view) == file
    return ChapterPage(
        document=document,
        work=document.title,
        section=chapter,
        number=number,
        total=len(chapters),
        opening=None if begins_here else document.view(chapter.view),
        previous=_to_chapter(chapters[number - 2], places) if number > 1 else None,
        next=_to_chapter(chapters[number], places) if number < len(chapters) else None,
        here=near.around(near.at_file(file)),
        places=places,
    )


def _to_chapter(chapter: Section, places: Places) -> Link:
    return Link(href=places.sections[chapter.id], label=chapter.title)


def _view_pages(
    document: Document, chapters: Sequence[Section], places: Places, near: Contents
) -> Iterator[tuple[str, ViewPage]]:
    stretches = stretches_of(document.reading)
    blocks = blocks_by_view(document.reading)
    titles = {places.sections[chapter.id]: chapter.title for chapter in chapters}
    views = document.views
    for before, view, after in zip((None, *views[:-1]), views, (*views[1:], None), strict=True):
        ocr = document.text(view.order)
        place = places.views.get(view.order)
        context = ViewPage(
            document=document,
            work=document.title,
            view=view,
            previous=before,
            next=after,
            text=tuple(blocks.get(view.order, ())),
            places=places,
            blocks=printed_blocks(ocr, by_line(stretches.get(view.order, ()))),
            ocr=ocr,
            accuracy=ocr.accuracy,
            reading=Link(href=place, label=titles[place.partition("#")[0]]) if place else None,
            here=near.around(near.at_view(view.order)),
        )
        yield f"views/{view.id}.html", context
