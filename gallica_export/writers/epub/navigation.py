"""What the navigation of an EPUB can say of the contents.

EPUB asks that every line of its navigation leads into the book, and that each leads further than
the one before. Gallica's contents have lines without a link, lines that lead into other documents
and lines out of order; those are left to a page of the book, which gives the contents in full.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import count

from msgspec import Struct

from gallica_export.model import Document, Heading, Section, TocEntry, plain
from gallica_export.writers.epub.plan import Plan


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


def nav_points(document: Document, plan: Plan) -> tuple[NavPoint, ...]:
    """The navigation: Gallica's contents, or else the titled sections, or else the headings."""
    return (
        _of_entries(document.contents, plan)
        or tuple(_of_sections(document, plan))
        or tuple(_of_headings(plan))
    )


def is_in_full(document: Document, points: Iterable[NavPoint]) -> bool:
    """Whether ``points`` say all that the contents of ``document`` say."""
    entries = [entry for top in document.contents for entry in top.walk()]
    has_more = any(entry.others for entry in entries) or len(entries) != _linked(points)
    return not entries or not has_more


def _linked(points: Iterable[NavPoint]) -> int:
    return sum((point.href is not None) + _linked(point.children) for point in points)


def _of_entries(contents: Sequence[TocEntry], plan: Plan) -> tuple[NavPoint, ...]:
    entries = [entry for top in contents for entry in top.walk()]
    starts = {
        section.entry: section.id
        for file in plan.files
        for section in file.section.walk()
        if section.entry is not None
    }
    ids = [starts.get(number, f"f{entry.view}") for number, entry in enumerate(entries)]
    ranks = {id_: rank for rank, id_ in enumerate(plan.hrefs)}
    kept = _rising([ranks.get(id_) for id_ in ids])
    numbers = count()

    def points(entries: Iterable[TocEntry]) -> Iterator[NavPoint]:
        for entry in entries:
            number = next(numbers)
            children = tuple(points(entry.children))
            href = plan.hrefs[ids[number]] if number in kept else None
            if href or children:
                title = entry.title or entry.label or ids[number]
                yield NavPoint(title, href, children)

    return tuple(points(contents))


def _rising(ranks: Sequence[int | None]) -> set[int]:
    """The places of the longest run through ``ranks`` that never falls, None left out."""
    ends: list[int] = []  # the lowest rank that ends a run of each length, and its place
    places: list[int] = []
    before: dict[int, int | None] = {}
    for place, rank in enumerate(ranks):
        if rank is None:
            continue
        length = bisect_right(ends, rank)
        ends[length : length + 1] = [rank]
        places[length : length + 1] = [place]
        before[place] = places[length - 1] if length else None
    kept = set()
    last = places[-1] if places else None
    while last is not None:
        kept.add(last)
        last = before[last]
    return kept


def _of_sections(document: Document, plan: Plan) -> Iterator[NavPoint]:
    def points(sections: Iterable[Section]) -> Iterator[NavPoint]:
        for section in sections:
            children = tuple(points(section.sections))
            if section.title:
                yield NavPoint(section.title, plan.hrefs[section.id], children)
            else:
                yield from children

    return points(document.reading.sections if document.reading else ())


def _of_headings(plan: Plan) -> Iterator[NavPoint]:
    for file in plan.files:
        for section in file.section.walk():
            for block in section.blocks:
                if isinstance(block, Heading) and plain(block.inlines):
                    yield NavPoint(plain(block.inlines), plan.hrefs[block.id])
