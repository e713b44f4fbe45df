"""TEI P5: a header, a facsimile of zones, and a text that is both reading text and diplomatic.

Every line of the OCR begins with an ``<lb>`` that points to its zone. A hyphen that the reading
text drops is a ``<pc force="weak">``, and the break after it says ``break="no"``: with the hyphens
and breaks one has the printed lines, without them the reading text.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from datetime import date
from functools import partial
from typing import Any, ClassVar

from gallica_export import __version__
from gallica_export.model import (
    Document,
    Inline,
    Numbering,
    Section,
)
from gallica_export.output import OutputFile
from gallica_export.templating import Context, Templates
from gallica_export.writers.contents import ContentsItem, contents_of
from gallica_export.writers.tei.diplomatic import Piece, pieces
from gallica_export.writers.tei.facsimile import Facsimile, Forme, Surface

#: First words of the titles of back matter.
_BACK_MATTER = frozenset({"annexe", "annexes", "appendice", "errata", "index", "table"})


class _TeiText(Context, frozen=True, kw_only=True):
    """What every profile is made from."""

    #: The document.
    document: Document
    #: The version of the program.
    version: str
    #: The contents, nested.
    contents: Sequence[ContentsItem]
    #: The sections before the text proper.
    front: Sequence[Section]
    #: The sections of the text proper; at least one.
    body: Sequence[Section]
    #: The sections after the text proper.
    back: Sequence[Section]
    #: ``pieces(block.inlines)``: what a block is made of, each piece of the `kind` "text" (with
    #: `text`), "tokens" (`tokens`, `is_hit`), "hyphen" (`text`), "line" (`view`, `line`, `word`,
    #: `joined`, `zone`), "page" (`view`, `joined`), "call" (`note`, `sign`: pieces again), "choice"
    #: (`sic`, `corr`: pieces) or "added" (`text`, `rend`, `href`).
    pieces: Callable[[Iterable[Inline]], Iterator[Piece]]
    #: ``formes(12)``: the lines set aside from view 12, each with `type`, `place` and `line`.
    formes: Callable[[int], Iterator[Forme]]
    #: ``when(text)``: the text as a value of ``@when``; None if it is no plain date.
    when: Callable[[str], str | None]


class TeiContext(_TeiText, frozen=True, kw_only=True):
    """The TEI document, with all that TEI has or with what it has for simple prints."""

    template: ClassVar[str] = "tei/document.xml.j2"
    #: "full" or "simple".
    profile: str
    #: Whether each word is an element of its own, with its zone.
    has_words: bool
    #: The views in order, each with `view`, `width` and `height`, `blocks` (the block, and its
    #: lines with their corners and words), `pictures` (with `id` and `box`) and `master`, the
    #: address of the image. Read lazily, so they can be gone through only once, and before the
    #: text.
    surfaces: Iterator[Surface]


class DtabfContext(_TeiText, frozen=True, kw_only=True):
    """The TEI document in the base format of the Deutsches Textarchiv, which knows no zones."""

    template: ClassVar[str] = "tei/dtabf.xml.j2"


def write_tei(
    document: Document, templates: Templates, *, profile: str = "full", words: bool = False
) -> Iterator[OutputFile]:
    """The TEI document, and beside it the pictures that the snapshot has.

    ``profile`` is one of `TEI_PROFILES`; with ``words`` each word is an element with its zone,
    which "dtabf" does not know.
    """
    folder = f"{document.name}-tei"

    def text() -> Iterator[bytes]:
        stream = templates.stream(_context(document, profile, words))
        return (piece.encode() for piece in stream)

    yield OutputFile(f"{folder}/{document.name}.xml", text)
    for path, image in document.pictures():
        yield OutputFile(f"{folder}/{path}", document.image_bytes(image))


def _context(document: Document, profile: str, words: bool) -> _TeiText:
    front, body, back = _parts(document)
    facsimile = Facsimile(document, words=words)
    said = partial(pieces, certainty=facsimile.certainty) if words else pieces
    common: dict[str, Any] = {
        "document": document,
        "version": __version__,
        "contents": _contents(document),
        "front": front,
        "body": body,
        "back": back,
        "pieces": said,
        "formes": facsimile.formes,
        "when": _when,
    }
    surfaces = facsimile.surfaces()
    if profile == "dtabf":
        deque(surfaces, maxlen=0)  # tells where the lines stand that were set aside
        return DtabfContext(**common)
    return TeiContext(profile=profile, has_words=words, surfaces=surfaces, **common)


def _parts(
    document: Document,
) -> tuple[Sequence[Section], Sequence[Section], Sequence[Section]]:
    """The sections as front, body and back.

    In front stand those that precede the first title, those that begin on a page with a roman
    number, and an editor's own. The body has one section at least.
    """
    sections = document.sections or (Section(id="s1", view=1, level=1),)
    roman = {view.order for view in document.views if view.numbering is Numbering.ROMAN}
    start, stop = 0, len(sections)
    while start < stop and _is_front_matter(sections[start], roman):
        start += 1
    if start == stop:
        start = int(len(sections) > 1 and not sections[0].title)
    while stop - 1 > start and _is_back_matter(sections[stop - 1]):
        stop -= 1
    return sections[:start], sections[start:stop], sections[stop:]


def _is_front_matter(section: Section, roman: Set[int]) -> bool:
    return not section.title or section.view in roman or section.is_added


def _is_back_matter(section: Section) -> bool:
    first_word = re.match(r"\w+", section.title)
    return first_word is not None and first_word[0].casefold() in _BACK_MATTER


def _contents(document: Document) -> tuple[ContentsItem, ...]:
    """The table of contents, which leads to divisions and to the beginnings of views."""
    sections = {section.id: f"#{section.id}" for section in document.reading.walk()}
    return contents_of(
        document, sections, {view.order: f"#pb-{view.id}" for view in document.views}
    )


def _when(text: str) -> str | None:
    """``text`` if it is a year or begins with a day, as ``@when`` takes them."""
    if re.fullmatch(r"[12]\d{3}", text):
        return text
    day = re.match(r"[12]\d{3}-\d\d-\d\d(?![^T])", text)
    try:
        return date.fromisoformat(day[0]).isoformat() if day else None
    except ValueError:
        return None
