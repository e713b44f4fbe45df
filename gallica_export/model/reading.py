"""The reading text: sections of blocks, and what was set aside."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from itertools import chain, islice
from typing import ClassVar

from msgspec import Struct
from msgspec.structs import replace

from gallica_export.model.inlines import (
    Added,
    Correction,
    Inline,
    NoteCall,
    PageBreak,
)
from gallica_export.model.views import Box


class Role(StrEnum):
    """What a line is on its page."""

    TEXT = "text"
    HEADING = "heading"
    RUNNING_TITLE = "running-title"
    PAGE_NUMBER = "page-number"
    SIGNATURE = "signature"
    CATCHWORD = "catchword"
    MARGINALIA = "marginalia"
    NOTE = "note"
    CAPTION = "caption"
    VERSE = "verse"
    TABLE = "table"
    ADVERTISEMENT = "advertisement"


class Heading(Struct, frozen=True, tag="heading"):
    """A title in the text."""

    kind: ClassVar[str] = "heading"
    id: str
    #: 1 for a division right under the document.
    level: int
    inlines: tuple[Inline, ...]


class Paragraph(Struct, frozen=True, tag="paragraph"):
    """Running prose; may cross page turns."""

    kind: ClassVar[str] = "paragraph"
    id: str
    inlines: tuple[Inline, ...]
    #: BCP 47 tag where it is not the document's main language.
    language: str | None = None


class Verse(Struct, frozen=True, tag="verse"):
    """A stanza: a tuple of inlines for each verse line."""

    kind: ClassVar[str] = "verse"
    id: str
    lines: tuple[tuple[Inline, ...], ...]


class Table(Struct, frozen=True, tag="table"):
    """Rows of cells of inlines."""

    kind: ClassVar[str] = "table"
    id: str
    rows: tuple[tuple[tuple[Inline, ...], ...], ...]


class ItemList(Struct, frozen=True, tag="list"):
    """A list that a person made: a tuple of inlines for each item."""

    kind: ClassVar[str] = "list"
    id: str
    items: tuple[tuple[Inline, ...], ...]
    #: Whether its items are numbered.
    is_numbered: bool = False


class Quote(Struct, frozen=True, tag="quote"):
    """A quotation that a person set off: a tuple of inlines for each paragraph."""

    kind: ClassVar[str] = "quote"
    id: str
    paragraphs: tuple[tuple[Inline, ...], ...]


class Advertisement(Struct, frozen=True, tag="advertisement"):
    """An advertisement, or several that follow one another: a tuple of inlines a paragraph.

    It stands where it is read, or after the paragraph that it interrupts. Its type tells neither
    headings nor tables.
    """

    kind: ClassVar[str] = "advertisement"
    id: str
    paragraphs: tuple[tuple[Inline, ...], ...]
    #: How it is known: "engine" where the OCR says so, "rubric" below a heading that does,
    #: "trade" on a page behind the numbered ones that is all prices, or mostly advertisements.
    reason: str = ""


class Figure(Struct, frozen=True, tag="figure"):
    """A plate or picture with its caption."""

    kind: ClassVar[str] = "figure"
    id: str
    view: int
    box: Box
    caption: tuple[Inline, ...] = ()


class Note(Struct, frozen=True, tag="note"):
    """A note at the foot or in the margin, called by a NoteCall where the call was found."""

    kind: ClassVar[str] = "note"
    id: str
    #: "foot" or "margin".
    place: str
    inlines: tuple[Inline, ...]
    #: Whether some NoteCall names this note.
    is_called: bool = False


Block = (
    Heading
    | Paragraph
    | Verse
    | Table
    | ItemList
    | Quote
    | Advertisement
    | Figure
    | Note
    | PageBreak
)


def parts_of(block: Block) -> tuple[tuple[Inline, ...], ...]:
    """What stands in ``block``, part by part: lines of verse, cells row by row, items, paragraphs.

    All other blocks have one part; a page break stands in itself.
    """
    match block:
        case PageBreak():
            return ((block,),)
        case Verse(lines=parts) | ItemList(items=parts):
            return parts
        case Quote(paragraphs=parts) | Advertisement(paragraphs=parts):
            return parts
        case Table(rows=rows):
            return tuple(chain.from_iterable(rows))
        case Figure(caption=caption):
            return (caption,)
        case _:
            return (block.inlines,)


def with_parts(  # noqa: PLR0911 - one for each kind of block
    block: Block, parts: tuple[tuple[Inline, ...], ...]
) -> Block:
    """``block`` with ``parts`` in the place of its own: of a table, and all with one, as many."""
    match block:
        case PageBreak():
            return block
        case Verse():
            return replace(block, lines=parts)
        case ItemList():
            return replace(block, items=parts)
        case Quote() | Advertisement():
            return replace(block, paragraphs=parts)
        case Table(rows=rows):
            cells = iter(parts)
            return replace(block, rows=tuple(tuple(islice(cells, len(row))) for row in rows))
        case Figure():
            return replace(block, caption=parts[0])
        case _:
            return replace(block, inlines=parts[0])


def inlines_of(block: Block) -> Iterator[Inline]:
    """All that stands in ``block``, in reading order; a page break stands in itself."""
    return chain.from_iterable(parts_of(block))


def role_of(block: Block) -> Role:
    """What the lines of ``block`` are on their pages."""
    match block:
        case Note(place="margin"):
            return Role.MARGINALIA
        case Figure():
            return Role.CAPTION
        case Paragraph() | ItemList() | Quote() | PageBreak():
            return Role.TEXT
        case _:
            return Role(block.kind)


def is_added(block: Block) -> bool:
    """Whether an editor wrote all of ``block``: no line of the OCR stands in it, nor a view."""
    inlines = list(inlines_of(block))
    signs = (inline.sign if isinstance(inline, NoteCall) else inline for inline in inlines)
    return bool(inlines) and all(isinstance(words, Added) for words in signs)


class Section(Struct, frozen=True, kw_only=True):
    """A division of the text, with those inside it. Its heading, if any, is its first block."""

    #: "s1", "s1-2": stable for one snapshot and one version of the program.
    id: str
    #: The view on which it begins.
    view: int
    #: 1 for a division right under the document.
    level: int
    #: From the contents, or from the heading; empty for what precedes the first division.
    title: str = ""
    #: The place in the contents (preorder, from 0) that begins here; None if none does.
    entry: int | None = None
    blocks: tuple[Block, ...] = ()
    sections: tuple[Section, ...] = ()

    @property
    def is_added(self) -> bool:
        """Whether an editor wrote all of it."""
        return bool(self.blocks or self.sections) and all(
            is_added(block) for section in self.walk() for block in section.blocks
        )

    @property
    def printed_heading(self) -> Heading | None:
        """Its heading; None if its title stands in the contents alone and has to be supplied."""
        printed = (block for block in self.blocks if not isinstance(block, PageBreak))
        first = next(printed, None)
        return first if isinstance(first, Heading) else None

    def walk(self) -> Iterator[Section]:
        """The section itself and all below it, in reading order."""
        yield self
        for section in self.sections:
            yield from section.walk()


class Aside(Struct, frozen=True):
    """A line, or a stretch of its words, set aside from the reading text, and why."""

    view: int
    line: int
    role: Role
    text: str
    #: "agrees with the label", "recurs on neighbouring pages"…, as a stable code.
    reason: str
    #: The words of the line: first and one past last; None for all of them.
    words: tuple[int, int] | None = None


class Accuracy(Struct, frozen=True):
    """How much of the OCR is right, as the engine expects of the views themselves."""

    #: Expected word accuracy, the mean over all words, 0 to 100.
    percent: float
    #: How many views it was measured on: those that have words and tell their accuracy.
    views: int


class Reading(Struct, frozen=True, kw_only=True):
    """The reading text and what was set aside from it.

    Together they have exactly the words of the OCR: those that a person corrected are still there
    as what was corrected, and nothing but what is `Added` comes from elsewhere.
    """

    sections: tuple[Section, ...] = ()
    asides: tuple[Aside, ...] = ()
    #: What the views tell of their OCR; None if none tells.
    accuracy: Accuracy | None = None

    def walk(self) -> Iterator[Section]:
        """All sections in reading order."""
        for section in self.sections:
            yield from section.walk()

    def blocks(self) -> Iterator[Block]:
        """All blocks in reading order."""
        for section in self.walk():
            yield from section.blocks

    @property
    def is_corrected(self) -> bool:
        """Whether a person corrected words of it."""
        return any(
            isinstance(inline.sign if isinstance(inline, NoteCall) else inline, Correction)
            for block in self.blocks()
            for inline in inlines_of(block)
        )

    @property
    def has_text(self) -> bool:
        """Whether there is a word at all, in the reading text or set aside from it."""
        return bool(self.asides) or any(not isinstance(b, PageBreak) for b in self.blocks())

    def by_entry(self) -> dict[int, Section]:
        """The section that begins an entry of the contents, by the entry's number."""
        return {section.entry: section for section in self.walk() if section.entry is not None}

    def asides_by_view(self) -> dict[int, list[Aside]]:
        """The lines set aside from each view that has any."""
        found: dict[int, list[Aside]] = {}
        for aside in self.asides:
            found.setdefault(aside.view, []).append(aside)
        return found
