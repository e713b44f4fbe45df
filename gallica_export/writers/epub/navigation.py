"""What the navigation of an EPUB can say of the contents.

EPUB asks that every line of its navigation leads into the book, and that each leads further than
the one before. So its links are the entries of Gallica's contents that begin a section of the text.
Entries without a link, into other documents or back to earlier pages are left to a page of the
book, which gives the contents in full.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import count

from msgspec import Struct

from gallica_export.model import Document, Figure, Heading, Section, TocEntry, plain


class NavPoint(Struct, frozen=True):
    """A line of the navigation; it leads somewhere, or has lines under it that do."""

    title: str
    href: str | None
    children: tuple[NavPoint, ...] = ()

    @property
    def entrance(self) -> str:
        """Where it leads, or else the first line under it."""
        return self.href or self.children[0].entrance

    @property
    def depth(self) -> int:
        """1 for a line with none under it."""
        return 1 + max((child.depth for child in self.children), default=0)


class Illustration(Struct, frozen=True):
    """A line of the list of illustrations."""

    #: The number of its view.
    view: int
    href: str
    #: As printed, or else the legend that Pagination gives; empty without either.
    caption: str


def illustrations(
    document: Document, figures: Iterable[Figure], hrefs: Mapping[str, str]
) -> tuple[Illustration, ...]:
    """The pictures of ``document`` by their views: ``figures``, and the plates without one."""
    legends = {view.order: view.caption for view in document.views if view.caption}
    found = [
        Illustration(
            figure.view, hrefs[figure.id], plain(figure.caption) or legends.get(figure.view, "")
        )
        for figure in figures
    ]
    shown = {one.view for one in found}
    found += [
        Illustration(view.order, hrefs[view.id], view.caption)
        for view in document.views
        if view.caption and view.order not in shown and view.id in hrefs
    ]
    return tuple(sorted(found, key=lambda one: one.view))


def nav_points(document: Document, hrefs: Mapping[str, str]) -> tuple[NavPoint, ...]:
    """The navigation: Gallica's contents, or else the titled sections, or else the headings.

    ``hrefs`` say where sections and headings stand, by their ids.
    """
    return (
        _of_entries(document, hrefs)
        or tuple(_of_sections(document, hrefs))
        or tuple(_of_headings(document, hrefs))
    )


def is_in_full(document: Document, points: Iterable[NavPoint]) -> bool:
    """Whether ``points`` say all that the contents of ``document`` say."""
    entries = [entry for top in document.contents for entry in top.walk()]
    has_more = any(entry.others for entry in entries) or len(entries) != _linked(points)
    return not entries or not has_more


def _linked(points: Iterable[NavPoint]) -> int:
    return sum((point.href is not None) + _linked(point.children) for point in points)


def _of_entries(document: Document, hrefs: Mapping[str, str]) -> tuple[NavPoint, ...]:
    begun = document.reading.by_entry()
    numbers = count()

    def points(entries: Iterable[TocEntry]) -> Iterator[NavPoint]:
        for entry in entries:
            section = begun.get(next(numbers))
            children = tuple(points(entry.children))
            if section or children:
                href = hrefs[section.id] if section else None
                yield NavPoint(entry.title, href, children)

    return tuple(points(document.contents))


def _of_sections(document: Document, hrefs: Mapping[str, str]) -> Iterator[NavPoint]:
    def points(sections: Iterable[Section]) -> Iterator[NavPoint]:
        for section in sections:
            children = tuple(points(section.sections))
            if section.title:
                yield NavPoint(section.title, hrefs[section.id], children)
            else:
                yield from children

    return points(document.reading.sections)


def _of_headings(document: Document, hrefs: Mapping[str, str]) -> Iterator[NavPoint]:
    for block in document.reading.blocks():
        if isinstance(block, Heading) and plain(block.inlines):
            yield NavPoint(plain(block.inlines), hrefs[block.id])
