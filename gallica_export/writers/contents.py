"""The table of contents of an edition: each line with the way to where it leads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import count

from msgspec import Struct

from gallica_export.model import Document, Section, TocEntry, TocTarget


class Link(Struct, frozen=True, kw_only=True):
    """A way to somewhere."""

    #: A place in the edition, as the writer names them, or a full address; None for no link.
    href: str | None
    #: The printed label, or the title of a chapter; empty if there is none.
    label: str = ""
    #: The number of the view that it leads to; None if not said.
    view: int | None = None
    #: Whether `href` leads out of the edition.
    is_external: bool = False


class ContentsItem(Struct, frozen=True, kw_only=True):
    """A line of the table of contents."""

    #: Empty for what precedes the first division.
    title: str
    target: Link
    #: Further targets of the same line.
    others: tuple[Link, ...] = ()
    children: tuple[ContentsItem, ...] = ()

    def walk(self) -> Iterator[ContentsItem]:
        """The line itself and all below it, in reading order."""
        yield self
        for child in self.children:
            yield from child.walk()


def contents_of(
    document: Document, sections: Mapping[str, str], views: Mapping[int, str]
) -> tuple[ContentsItem, ...]:
    """The contents as Gallica nests them.

    An entry leads to the section that begins with it, else to its view, else out of the edition.
    ``sections`` and ``views`` say where they stand in it, by id and by number.
    """
    numbers = count()
    begun = {entry: sections[section.id] for entry, section in document.reading.by_entry().items()}
    labels = {view.order: view.label for view in document.views}

    def link(target: TocTarget, place: str | None = None) -> Link:
        view, ark = target.view, target.ark
        label = target.label or (labels.get(view or 0) if not ark else None) or ""
        inside = None if ark else place or views.get(view or 0)
        if inside or not document.attribution.is_online or not (view or ark):
            return Link(href=inside, label=label, view=view)
        away = document.attribution.permalink_of(view, ark)
        return Link(href=away, label=label, view=view, is_external=True)

    def item(entry: TocEntry) -> ContentsItem:
        return ContentsItem(
            title=entry.title,
            target=link(entry.target, begun.get(next(numbers))),
            others=tuple(map(link, entry.others)),
            children=tuple(map(item, entry.children)),
        )

    return tuple(map(item, document.contents))


def headings_of(
    document: Document, sections: Iterable[Section], places: Mapping[str, str]
) -> tuple[ContentsItem, ...]:
    """The titles of ``sections``, nested: what stands for contents where Gallica has none."""
    labels = {view.order: view.label or "" for view in document.views}

    def item(section: Section) -> ContentsItem:
        label = labels.get(section.view, "")
        return ContentsItem(
            title=section.title,
            target=Link(href=places[section.id], label=label, view=section.view),
            children=tuple(map(item, section.sections)),
        )

    return tuple(map(item, sections))
