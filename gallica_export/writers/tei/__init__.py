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
from gallica_export.model import (
    Document,
    Inline,
    Numbering,
    PageBreak,
    Reading,
    Section,
    TocEntry,
    TocTarget,
)
from gallica_export.output import OutputFile
from gallica_export.templating import Context, Templates
from gallica_export.writers.tei.diplomatic import Piece, pieces
from gallica_export.writers.tei.facsimile import Facsimile, Forme, Surface

#: First words of the titles of back matter.
_BACK_MATTER = frozenset({"annexe", "annexes", "appendice", "errata", "index", "table"})


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
    #: The views in order, each with `view`, `width` and `height`, `blocks` (the place of the first
    #: line, and the block), `pictures` (with `id` and `box`) and `master`, the address of the
    #: image. Read lazily, so they can be gone through only once, and before the text.
    surfaces: Iterator[Surface]
    #: The sections before the text proper.
    front: Sequence[Section]
    #: The sections of the text proper; at least one.
    body: Sequence[Section]
    #: The sections after the text proper.
    back: Sequence[Section]
    #: ``pieces(block.inlines)``: what a block is made of, each piece of the `kind` "text" (with
    #: `text`), "hyphen" (`text`), "line" (`view`, `line`, `word`, `joined`), "page" (`view`,
    #: `joined`) or "call" (`note`, `sign`).
    pieces: Callable[[Iterable[Inline]], Iterator[Piece]]
    #: ``formes(12)``: the lines set aside from view 12, each with `type`, `place` and `line`.
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
    facsimile = Facsimile(document)
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
