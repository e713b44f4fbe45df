"""The contents in a IIIF manifest: ranges, nested (version 3) or referring to each other (2)."""

from __future__ import annotations

from gallica_export.errors import DamagedAnswer
from gallica_export.gallica.iiif import (
    address_of,
    as_list,
    as_object,
    languages_of,
    texts_of,
    view_of,
)
from gallica_export.model import TocEntry, TocTarget

# Six levels are the most that a printed table has; a walk through hundreds would end the program.
_DEEPEST = 50
_CANVAS = ("Canvas", "sc:Canvas")
_PARTS = ("items", "members", "ranges", "canvases")


def entries_of(structures: object, *, what: str) -> tuple[TocEntry, ...]:
    """The contents that ``structures`` give, each entry with the first view of its range.

    Raises DamagedAnswer for contents nested beyond all reason.
    """
    ranges = [as_object(one) for one in as_list(structures)]
    return _Contents(ranges, what).entries()


class _Contents:
    """Ranges, and those of them that others refer to and that have not found their place yet."""

    def __init__(self, ranges: list[dict[str, object]], what: str) -> None:
        self.what = what
        self.ranges = ranges
        self.unplaced = {address: one for one in ranges if (address := address_of(one))}

    def entries(self) -> tuple[TocEntry, ...]:
        referred = {address_of(part) for one in self.ranges for part in _parts(one)} - {""}
        roots = [one for one in self.ranges if address_of(one) not in referred]
        return tuple(entry for root in roots for entry in self._entries(root, 0))

    def _entries(self, one: dict[str, object], depth: int) -> list[TocEntry]:
        """The entry of a range, or those inside it where the book gives it no title."""
        if depth > _DEEPEST:
            raise DamagedAnswer(f"the contents of {self.what} are nested too deeply")
        views: list[int | None] = []
        children: list[TocEntry] = []
        for part in _parts(one):
            inner = self._range(part)
            if inner is None:
                views.append(view_of(address_of(as_object(part).get("source", part))))
            else:
                below = self._entries(inner, depth + 1)
                views += [entry.view for entry in below]
                children += below
        title = next(iter(texts_of(one.get("label"))), "")
        if not title or _is_of_the_service(one):
            return children
        view = next(filter(None, views), None)
        return [TocEntry(title=title, target=TocTarget(view=view), children=tuple(children))]

    def _range(self, part: object) -> dict[str, object] | None:
        """The range that a part is or refers to, each once; None for a canvas."""
        said = as_object(part)
        if said.get("type", said.get("@type")) in _CANVAS:
            return None
        return said if _parts(said) else self.unplaced.pop(address_of(part), None)


def _parts(one: dict[str, object]) -> list[object]:
    return [part for name in _PARTS for part in as_list(one.get(name))]


def _is_of_the_service(one: dict[str, object]) -> bool:
    """Whether a label is the BnF's own ("Table des matières", "Non renseigné"): these come in two
    languages, while those of the book come in none.
    """
    return len(languages_of(one.get("label"))) > 1 or one.get("viewingHint") == "top"
