"""The table of contents."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from gallica_export.ark import Ark


class TocTarget(Struct, frozen=True, kw_only=True):
    """Where an entry of the contents points to."""

    #: The view; None if the entry has no link.
    view: int | None = None
    #: The printed label as the contents give it: "321", "246 à 253".
    label: str | None = None
    #: Last view of a range.
    last: int | None = None
    #: The other document that an index points into; None for this one.
    ark: Ark | None = None


class TocEntry(Struct, frozen=True, kw_only=True):
    """One line of the table of contents, with those below it."""

    #: Never empty.
    title: str
    #: First target, or one with nothing in it for an entry without a link.
    target: TocTarget = TocTarget()
    #: Further targets of the same line: "321, 411".
    others: tuple[TocTarget, ...] = ()
    children: tuple[TocEntry, ...] = ()

    @property
    def view(self) -> int | None:
        """The view in this document; None if unlinked or in another document."""
        return self.target.view if self.target.ark is None else None

    @property
    def label(self) -> str | None:
        return self.target.label

    def walk(self) -> Iterator[TocEntry]:
        """The entry itself and all below it, in reading order."""
        yield self
        for child in self.children:
            yield from child.walk()
