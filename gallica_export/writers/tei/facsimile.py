"""The facsimile of a TEI document: views with their zones, and the lines set aside from them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import count
from typing import NamedTuple

from msgspec import Struct

from gallica_export.ark import BNF
from gallica_export.model import (
    Aside,
    Box,
    Document,
    Figure,
    Line,
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

#: In place of a certainty that the OCR does not say.
_UNSAID = 101
#: What each percent is called; in the end what is not said.
_CERTAINTIES = (*(f"{percent / 100:g}" for percent in range(101)), "")


class Zone(Struct, frozen=True):
    """A picture's rectangle on the facsimile."""

    id: str
    box: Box


class LineZone(NamedTuple):
    """The rectangle of a line on the facsimile, by its corners."""

    #: "f3-l7"; the place on the view counts from 0.
    id: str
    ulx: int
    uly: int
    lrx: int
    lry: int
    #: The same of each of its words, "f3-l7-w0"; empty unless words are asked for.
    words: tuple[tuple[str, int, int, int, int], ...]


class Surface(Struct, frozen=True):
    """One view of the facsimile."""

    view: View
    #: Size of the space that the zones are measured in; 0 if unknown.
    width: int
    height: int
    #: Each block of text, with its lines.
    blocks: tuple[tuple[TextBlock, tuple[LineZone, ...]], ...]
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
    """The views with their zones; with those of words if asked for.

    Reads the OCR of each view once, and remembers no more of it than where the lines stand that
    were set aside, and how sure it is of each word.
    """

    def __init__(self, document: Document, *, words: bool = False) -> None:
        self._document = document
        self._has_words = words
        #: A line's words a byte each, in percent.
        self._certainties: dict[int, tuple[bytes, ...]] = {}
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
            if self._has_words:
                self._certainties[view.order] = tuple(map(_certainties, text.lines))
            yield Surface(
                view=view,
                width=text.width or view.width,
                height=height,
                blocks=tuple(_blocks(view, text, self._has_words)),
                pictures=tuple(_pictures(view, self._figures.get(view.order, ()), text)),
                master=_master(self._document, view),
            )

    def certainty(self, order: int, line: int) -> Sequence[str]:
        """How sure the OCR is of each word of a line, on a view whose surface has been made."""
        lines = self._certainties.get(order, ())
        return [_CERTAINTIES[percent] for percent in lines[line]] if line < len(lines) else ()

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


def _certainties(line: Line) -> bytes:
    return bytes(
        _UNSAID if word.confidence is None else round(word.confidence * 100) for word in line.words
    )


def _blocks(
    view: View, text: ViewText, has_words: bool
) -> Iterator[tuple[TextBlock, tuple[LineZone, ...]]]:
    places = count()
    for block in text.blocks:
        yield (
            block,
            tuple(_zone(f"{view.id}-l{next(places)}", line, has_words) for line in block.lines),
        )


def _zone(name: str, line: Line, has_words: bool) -> LineZone:
    words = tuple(
        (f"{name}-w{place}", *_corners(word.box))
        for place, word in enumerate(line.words if has_words else ())
    )
    return LineZone(name, *_corners(line.box), words)


def _corners(box: Box) -> tuple[int, int, int, int]:
    x, y, width, height = box.x, box.y, box.width, box.height
    return x, y, x + width, y + height


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
