"""The facsimile of a TEI document: views with their zones, and the lines set aside from them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from gallica_export.ark import BNF
from gallica_export.model import (
    Aside,
    Box,
    Document,
    Figure,
    LineText,
    Role,
    TextBlock,
    View,
    ViewText,
)

#: What the TEI calls a line set aside; other roles keep their own name.
_FORME_TYPES = {
    Role.RUNNING_TITLE: "header",
    Role.PAGE_NUMBER: "pageNum",
    Role.SIGNATURE: "sig",
    Role.CATCHWORD: "catch",
}


class Zone(Struct, frozen=True):
    """A picture's rectangle on the facsimile."""

    id: str
    box: Box


class Surface(Struct, frozen=True):
    """One view of the facsimile."""

    view: View
    #: Size of the space that the zones are measured in; 0 if unknown.
    width: int
    height: int
    #: Each block of text, with the place on the view, from 0, of its first line.
    blocks: tuple[tuple[int, TextBlock], ...]
    pictures: tuple[Zone, ...]
    #: Address of the master image; None where no service has one.
    master: str | None


class Forme(Struct, frozen=True):
    """A line set aside, which the TEI calls forme work."""

    type: str
    #: "top", "bottom", "margin"; None if unknown.
    place: str | None
    line: LineText


class Facsimile:
    """The views with their zones.

    Reads the OCR of each view once, and remembers no more of it than where the lines stand that
    were set aside.
    """

    def __init__(self, document: Document) -> None:
        self._document = document
        self._asides = document.reading.asides_by_view()
        self._figures: dict[int, list[Figure]] = {}
        self._places: dict[Aside, str] = {}
        for block in document.reading.blocks():
            if isinstance(block, Figure):
                self._figures.setdefault(block.view, []).append(block)

    def surfaces(self) -> Iterator[Surface]:
        """The views in order."""
        for view in self._document.views:
            text = self._document.text(view.order)
            height = text.height or view.height
            self._places.update(_places(self._asides.get(view.order, ()), text, height))
            yield Surface(
                view=view,
                width=text.width or view.width,
                height=height,
                blocks=tuple(_blocks(text)),
                pictures=tuple(_pictures(view, self._figures.get(view.order, ()), text)),
                master=_master(self._document, view),
            )

    def formes(self, order: int) -> Iterator[Forme]:
        """The lines set aside from a view whose surface has been made."""
        for aside in self._asides.get(order, ()):
            place = self._places.get(aside)
            kind = _FORME_TYPES.get(aside.role, str(aside.role))
            if kind == "header" and place == "bottom":
                kind = "footer"
            line = LineText(aside.text, aside.view, aside.line, words=aside.words)
            yield Forme(kind, place, line)


def _places(asides: Sequence[Aside], text: ViewText, height: int) -> Iterator[tuple[Aside, str]]:
    """Where on the page the lines stand that were set aside."""
    lines = text.lines if asides and height else ()
    for aside in asides:
        if aside.role is Role.MARGINALIA:
            yield aside, "margin"
        elif aside.line < len(lines):
            box = lines[aside.line].box
            yield aside, "top" if box.y + box.bottom < height else "bottom"


def _blocks(text: ViewText) -> Iterator[tuple[int, TextBlock]]:
    first = 0
    for block in text.blocks:
        yield first, block
        first += len(block.lines)


def _pictures(view: View, figures: Sequence[Figure], text: ViewText) -> Iterator[Zone]:
    """The figures of the reading text, then the illustrations that are none of them."""
    boxes = {figure.box for figure in figures}
    for figure in figures:
        yield Zone(f"{view.id}-{figure.id}", figure.box)
    for place, illustration in enumerate(text.illustrations):
        if illustration.box not in boxes:
            yield Zone(f"{view.id}-i{place}", illustration.box)


def _master(document: Document, view: View) -> str | None:
    """The address of the master image at the BnF's IIIF service."""
    if document.ark.naan != BNF:
        return None
    service = document.attribution.permalink.removesuffix(str(document.ark)) + "iiif/"
    return f"{service}{document.ark}/{view.id}/full/full/0/native.jpg"
