"""The EPUB: EPUB 3.3 with the printed pages, in two layouts that share the names of the pages.

Reflowable, NAME.epub:

    EPUB/cover.xhtml titlepage.xhtml nav.xhtml
    EPUB/contents.xhtml      only where the navigation cannot hold all of Gallica's contents
    EPUB/text-001.xhtml …    a file a top-level section, or several
    EPUB/colophon.xhtml
    EPUB/views-001.xhtml …   every view with its link to Gallica and the lines set aside
    EPUB/style.css toc.ncx images/ thumbnails/

Facsimile, NAME-facsimile.epub, where a page is as large as its picture:

    EPUB/f1.xhtml …          a file a view: its picture, and on it the words, which do not show
    EPUB/titlepage.xhtml … views-001.xhtml …   as above
    EPUB/facsimile.css …

All markup is ours, from templates; ebooklib makes the package (`package.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from html import unescape

from msgspec.structs import replace

from gallica_export.model import Document
from gallica_export.output import OutputFile, zipped
from gallica_export.templating import Context, Templates
from gallica_export.writers import Layout
from gallica_export.writers.epub.facsimile import (
    FLOWING,
    Leaf,
    facsimile_navigation,
    facsimile_pictures,
    flowing_pages,
    leaves,
    without_pictures,
)
from gallica_export.writers.epub.metadata import (
    Metadatum,
    accessibility,
    dublin_core,
    identifier_of,
    rendition,
)
from gallica_export.writers.epub.package import NCX, Part, packed
from gallica_export.writers.epub.pages import (
    Description,
    Navigation,
    Rights,
    Summary,
    about_work,
    ncx,
    pages,
    reflowable_navigation,
)
from gallica_export.writers.epub.pictures import Pictures, choose_pictures
from gallica_export.writers.epub.plan import make_plan

_XHTML = "application/xhtml+xml"


def write_epub(
    document: Document, templates: Templates, *, layout: Layout = "reflowable"
) -> Iterator[OutputFile]:
    """The EPUB of ``document``: one file, "NAME.epub" or "NAME-facsimile.epub"."""
    write = _write_facsimile if layout == "facsimile" else _write_reflowable
    yield write(document, templates)


def _write_reflowable(document: Document, templates: Templates) -> OutputFile:
    """The book whose text flows."""
    plan = make_plan(document)
    pictures = choose_pictures(document, plan)
    navigation = reflowable_navigation(document, plan)
    parts = [
        _page(name, partial(templates.render, page))
        for name, page in pages(document, plan, pictures, navigation)
    ]
    facts = Summary(
        **about_work(document),
        has_pictures=bool(pictures.files),
        has_plates=bool(pictures.of_figures),
        is_facsimile=False,
    )
    return _bound(f"{document.name}.epub", parts, navigation, pictures, facts, templates)


def _write_facsimile(document: Document, templates: Templates) -> OutputFile:
    """The book whose pages are the views."""
    lacking = without_pictures(document)
    if lacking:
        document = replace(document, notices=(*document.notices, lacking))
    pictures = facsimile_pictures(document)
    navigation = facsimile_navigation(document)
    views = (
        _page(leaf.name, partial(_rendered, leaf, templates), leaf.layout)
        for leaf in leaves(document, pictures, navigation.start)
    )
    flowing = (
        _page(name, partial(templates.render, page), (FLOWING,))
        for name, page in flowing_pages(document, navigation, pictures)
    )
    facts = Summary(
        **about_work(document),
        has_pictures=bool(pictures.files),
        has_plates=bool(navigation.illustrations),
        is_facsimile=True,
    )
    styles = [_style("facsimile.css", templates)] if document.views else []
    parts = [*views, *flowing, *styles]
    return _bound(f"{document.name}-facsimile.epub", parts, navigation, pictures, facts, templates)


def _rendered(leaf: Leaf, templates: Templates) -> str:
    return templates.render(leaf.page())


def _page(name: str, render: Callable[[], str], layout: tuple[str, ...] = ()) -> Part:
    properties = ("nav",) if name == "nav.xhtml" else ()
    return Part(name, _XHTML, lambda: render().encode(), properties, True, layout)


def _style(name: str, templates: Templates) -> Part:
    return Part(name, "text/css", lambda: templates.read(f"epub/{name}").encode())


def _bound(
    path: str,
    parts: Sequence[Part],
    navigation: Navigation,
    pictures: Pictures,
    facts: Summary,
    templates: Templates,
) -> OutputFile:
    """The book of ``parts``, with what all layouts have in common."""
    document = facts.document
    identifier = identifier_of(document, is_facsimile=facts.is_facsimile)
    contents = ncx(navigation, identifier)
    common = (
        Part("toc.ncx", NCX, lambda: templates.render(contents).encode()),
        _style("style.css", templates),
    )
    shown = (
        Part(
            name,
            image.media_type,
            partial(document.image_bytes, image),
            ("cover-image",) if name == pictures.cover else (),
        )
        for name, image in pictures.files.items()
    )
    metadata = list(_metadata(facts, templates))
    whole = [*parts, *common, *shown]
    return OutputFile(path, lambda: zipped(packed(document, identifier, metadata, whole)))


def _metadata(facts: Summary, templates: Templates) -> Iterator[Metadatum]:
    about, lang = about_work(facts.document), templates.lang
    extract = _plain(templates, Description(**about)) if facts.document.is_extract else None
    conditions = _plain(templates, Rights(**about))
    yield from dublin_core(facts.document, extract, conditions, lang)
    if facts.is_facsimile:
        yield from rendition()
    yield from accessibility(facts, _plain(templates, facts), lang)


def _plain(templates: Templates, context: Context) -> str:
    """The text of a template that is not part of a page: ebooklib escapes it itself."""
    return " ".join(unescape(templates.render(context)).split())
