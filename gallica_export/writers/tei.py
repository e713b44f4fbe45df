"""TEI P5: a header, a facsimile of zones, and a text that is both reading text and diplomatic.

Every line of the OCR begins with an ``<lb>`` that points to its zone. A hyphen that the reading
text drops is a ``<pc force="weak">``, and the break after it says ``break="no"``: with the hyphens
and breaks one has the printed lines, without them the reading text.
"""

from __future__ import annotations

import io
import itertools
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import ClassVar

from msgspec import Struct

from gallica_export import __version__
from gallica_export.ark import BNF
from gallica_export.model import (
    Aside,
    Box,
    Document,
    Figure,
    Inline,
    LineText,
    Numbering,
    PageBreak,
    Reading,
    Role,
    Section,
    TextBlock,
    TocEntry,
    TocTarget,
    View,
    ViewText,
)
from gallica_export.output import OutputFile
from gallica_export.templating import Context, Templates
from gallica_export.writers.diplomatic import Piece, pieces

#: What the TEI calls a line set aside; other roles keep their own name.
_FORME_TYPES = {
    Role.RUNNING_TITLE: "header",
    Role.PAGE_NUMBER: "pageNum",
    Role.SIGNATURE: "sig",
    Role.CATCHWORD: "catch",
}
#: First words of the titles of back matter.
_BACK_MATTER = frozenset({"annexe", "annexes", "appendice", "errata", "index", "table"})


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


class Contents(Struct, frozen=True):
    """One line of the table of contents."""

    title: str
    #: Where it points: an address and the label as the contents print it, each possibly None.
    references: tuple[tuple[str | None, str | None], ...]
    children: tuple[Contents, ...]


class TeiContext(Context, frozen=True, kw_only=True):
    """What the TEI document is made from."""

    template: ClassVar[str] = "tei/document.xml.j2"
    #: The document.
    document: Document
    #: The version of the program.
    version: str
    #: The table of contents; each line has `title`, `references` and `children`.
    contents: Sequence[Contents]
    #: The views with their zones, in order; read lazily, so they can be gone through only once.
    surfaces: Iterator[Surface]
    #: The sections before the text proper.
    front: Sequence[Section]
    #: The sections of the text proper; at least one.
    body: Sequence[Section]
    #: The sections after the text proper.
    back: Sequence[Section]
    #: ``pieces(block.inlines)``: text, hyphens, note calls, beginnings of lines and of views.
    pieces: Callable[[Iterable[Inline]], Iterator[Piece]]
    #: ``formes(12)``: the lines set aside from view 12.
    formes: Callable[[int], Iterator[Forme]]
    #: ``when(text)``: the text as a value of ``@when``; None if it is no plain date.
    when: Callable[[str], str | None]


def write_tei(document: Document, templates: Templates) -> Iterator[OutputFile]:
    """The TEI document, and beside it the pictures that the snapshot has."""
    folder = f"{document.name}-tei"
    text = _encoded(templates.stream(_context(document)))
    yield OutputFile(f"{folder}/{document.name}.xml", text)
    for view in document.views:
        for kind, picture in (("thumbnails", view.thumbnail), ("images", view.image)):
            if picture:
                path = f"{folder}/{kind}/{view.id}.{picture.extension}"
                yield OutputFile(path, document.image_bytes(picture))


def _encoded(texts: Iterable[str]) -> bytes:
    buffer = io.BytesIO()
    with io.TextIOWrapper(buffer, encoding="utf-8", newline="\n") as stream:
        stream.writelines(texts)
        stream.flush()
        return buffer.getvalue()


def _context(document: Document) -> TeiContext:
    front, body, back = _parts(document)
    facsimile = _Facsimile(document)
    return TeiContext(
        document=document,
        version=__version__,
        contents=_contents(document),
        surfaces=facsimile.surfaces(),
        front=front,
        body=body,
        back=back,
        pieces=pieces,
        formes=facsimile.formes,
        when=_when,
    )


def _parts(
    document: Document,
) -> tuple[Sequence[Section], Sequence[Section], Sequence[Section]]:
    """The sections as front, body and back.

    In front stand those that precede the first title, and those that begin on a page with a roman
    number. The body has one section at least.
    """
    sections = (document.reading or Reading()).sections or (_views_alone(document),)
    roman = {view.order for view in document.views if view.numbering is Numbering.ROMAN}
    start, stop = 0, len(sections)
    while start < stop and (not sections[start].title or sections[start].view in roman):
        start += 1
    if start == stop:
        start = int(len(sections) > 1 and not sections[0].title)
    while stop - 1 > start and _is_back_matter(sections[stop - 1]):
        stop -= 1
    return sections[:start], sections[start:stop], sections[stop:]


def _views_alone(document: Document) -> Section:
    """The beginnings of the views, for a document without reading text."""
    breaks = tuple(PageBreak(view.order) for view in document.views)
    return Section(id="s1", view=1, level=1, blocks=breaks)


def _is_back_matter(section: Section) -> bool:
    first_word = re.match(r"\w+", section.title)
    return first_word is not None and first_word[0].casefold() in _BACK_MATTER


class _Facsimile:
    """The views with their zones.

    Reads the OCR of each view once, and remembers no more of it than where the lines stand that
    were set aside.
    """

    def __init__(self, document: Document) -> None:
        self._document = document
        self._asides: dict[int, list[Aside]] = {}
        self._figures: dict[int, list[Figure]] = {}
        self._places: dict[Aside, str] = {}
        reading = document.reading or Reading()
        for aside in reading.asides:
            self._asides.setdefault(aside.view, []).append(aside)
        for section in reading.walk():
            for block in section.blocks:
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


def _contents(document: Document) -> tuple[Contents, ...]:
    """The table of contents, its lines pointing at sections where those begin with them."""
    reading = document.reading or Reading()
    sections = {section.entry: f"#{section.id}" for section in reading.walk()}
    orders = {view.order for view in document.views}
    places = itertools.count()

    def line(entry: TocEntry) -> Contents:
        own = sections.get(next(places)) or _address(document, orders, entry.target)
        others = ((_address(document, orders, other), other.label) for other in entry.others)
        references = ((own, entry.label), *others)
        return Contents(entry.title, references, tuple(line(child) for child in entry.children))

    return tuple(line(entry) for entry in document.contents)


def _address(document: Document, orders: set[int], target: TocTarget) -> str | None:
    """Where ``target`` is: a view of this edition, a view on Gallica, another document."""
    permalink = document.attribution.permalink
    if target.ark is not None:
        permalink = permalink.replace(str(document.ark), str(target.ark))
    elif target.view is None:
        return None
    elif target.view in orders:
        return f"#pb-f{target.view}"
    return permalink if target.view is None else f"{permalink}/f{target.view}"


def _when(text: str) -> str | None:
    """``text`` if it is a year or begins with a day, as ``@when`` takes them."""
    if re.fullmatch(r"[12]\d{3}", text):
        return text
    day = re.match(r"[12]\d{3}-\d\d-\d\d(?![^T])", text)
    try:
        return date.fromisoformat(day[0]).isoformat() if day else None
    except ValueError:
        return None
