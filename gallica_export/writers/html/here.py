"""The contents around the place where a reader is: what stands near it, not the whole tree."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from msgspec import Struct

from gallica_export.writers.contents import ContentsItem, Link

#: How many lines on each side of one's own a level shows.
_NEAR = 6


class Branch(Struct, frozen=True):
    """Neighbouring lines of one level of the contents."""

    lines: tuple[Twig, ...]
    #: Whether lines before the first, and after the last, were left out.
    has_more_before: bool = False
    has_more_after: bool = False


class Twig(Struct, frozen=True):
    """A line of the contents, with what is under it where the reader's place is there."""

    title: str
    target: Link
    #: Whether the reader is here, and no deeper.
    is_current: bool = False
    below: Branch | None = None


class Contents:
    """The contents, to be asked for the surroundings of a place."""

    def __init__(self, items: Sequence[ContentsItem]) -> None:
        self._items = items
        self._placed = sorted(_placed(items, ()), key=lambda placed: placed[0])
        self._by_file: dict[str, tuple[int, ...]] = {}
        for _, path, href in _placed(items, ()):
            self._by_file.setdefault(href.partition("#")[0], path)
        self.around = lru_cache(4)(self._around)

    def at_view(self, order: int) -> tuple[int, ...]:
        """The path to the line that the view ``order`` belongs to; empty if none begins so early.

        Of several that begin on the view it is the first: the top of the page.
        """
        found: tuple[int, ...] = ()
        begins = 0
        for view, path, _ in self._placed:
            if view > order:
                break
            if view > begins:
                found, begins = path, view
        return found

    def at_file(self, href: str) -> tuple[int, ...]:
        """The path to the first line that leads into the file; empty if none does."""
        return self._by_file.get(href, ())

    def _around(self, path: tuple[int, ...]) -> Branch | None:
        """The branches along ``path``, each with the lines near it; None without contents."""
        return _branch(self._items, path)


def _placed(
    items: Sequence[ContentsItem], above: tuple[int, ...]
) -> Iterator[tuple[int, tuple[int, ...], str]]:
    """Each line that leads into the edition: its view, its path, where it leads."""
    for number, item in enumerate(items):
        path = (*above, number)
        if item.target.view and item.target.href and not item.target.is_external:
            yield item.target.view, path, item.target.href
        yield from _placed(item.children, path)


def _branch(items: Sequence[ContentsItem], path: tuple[int, ...] | None) -> Branch | None:
    """The lines near the one that ``path`` goes through; of a level beside it, the first ones."""
    if not items:
        return None
    here = path[0] if path else 0
    first, last = max(0, here - _NEAR), here + _NEAR + 1
    lines = tuple(
        _twig(item, path[1:] if path and number == here else None)
        for number, item in enumerate(items[first:last], first)
    )
    return Branch(lines, first > 0, last < len(items))


def _twig(item: ContentsItem, rest: tuple[int, ...] | None) -> Twig:
    """A line; ``rest`` is the way from it to the reader's place, None if that is elsewhere."""
    below = _branch(item.children, rest) if rest is not None else None
    return Twig(item.title, item.target, rest == (), below)
