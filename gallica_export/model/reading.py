"""The reading text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import StrEnum
from itertools import chain
from typing import ClassVar

from msgspec import Struct

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


class End(StrEnum):
    """How the end of a line meets what follows in the reading text."""

    #: A space.
    SPACE = "space"
    #: Nothing: the line's hyphen is dropped, with a space that stands before it, and the halves
    #: make one word ("par-" "courus", "sou -" "vent").
    JOINED = "joined"
    #: Nothing: the hyphen is the word's own ("n'eût-" "elle").
    KEPT = "kept"
    #: Nothing: no hyphen was printed (a drop capital, "L" "orsque").
    GLUED = "glued"


class LineText(Struct, frozen=True, tag="line"):
    """One OCR line, or a stretch of its words, as it stands in the reading text.

    ``text`` is the OCR's own, hyphen included; `End` says what the reading text makes of its end,
    so that nothing is lost and each join can be undone.
    """

    text: str
    view: int
    #: The line's place in `ViewText.lines`, from 0.
    line: int
    end: End = End.SPACE
    #: Why the end was decided so: "vocabulary", "clitic", "capital"…; empty for a plain space.
    reason: str = ""
    #: The words of the line that stand here: first and one past last; None for all of them.
    words: tuple[int, int] | None = None
    #: Whether this is what a search was made for.
    is_hit: bool = False


class Text(Struct, frozen=True):
    """A stretch of reading text: what `runs` makes of neighbouring lines."""

    kind: ClassVar[str] = "text"
    text: str
    #: Whether this is what a search was made for.
    is_hit: bool = False


class PageBreak(Struct, frozen=True, tag="page"):
    """Here a view begins. Stands between blocks, or inside a running paragraph."""

    kind: ClassVar[str] = "page"
    view: int


class NoteCall(Struct, frozen=True, tag="call"):
    """Where a note is called, with the sign as printed: "(1)", "*"."""

    kind: ClassVar[str] = "call"
    #: The id of the Note.
    note: str
    sign: LineText


Inline = LineText | PageBreak | NoteCall


def runs(inlines: Iterable[Inline]) -> Iterator[Text | PageBreak | NoteCall]:
    """The reading text of ``inlines``: lines joined as their ends say, breaks and calls in place.

    A space that a line's end asks for stands before the break or the text that follows it; none
    stands at the very end.
    """
    pending = space = ""
    is_hit = False
    for inline in inlines:
        if isinstance(inline, LineText):
            if inline.is_hit != is_hit and (pending or space):
                # The space between a hit and what stands beside it belongs to the latter.
                yield Text(pending if is_hit else pending + space, is_hit)
                pending, space = "", space if is_hit else ""
            is_hit = inline.is_hit
            pending += space + _without_dropped_hyphen(inline)
            space = " " if inline.end is End.SPACE else ""
            continue
        if pending or space:
            yield Text(pending + space, is_hit)
        yield inline
        pending = space = ""
        is_hit = False
        if isinstance(inline, NoteCall):
            space = " " if inline.sign.end is End.SPACE else ""
    if pending:
        yield Text(pending, is_hit)


def plain(inlines: Iterable[Inline]) -> str:
    """The reading text of ``inlines`` as one string, the signs of calls included."""
    return "".join(_plain(run) for run in runs(inlines)).rstrip()


def _plain(run: Text | PageBreak | NoteCall) -> str:
    match run:
        case Text(text):
            return text
        case NoteCall():
            return run.sign.text
        case _:
            return ""


def _without_dropped_hyphen(line: LineText) -> str:
    return line.text.rstrip("- ") if line.end is End.JOINED else line.text


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


Block = Heading | Paragraph | Verse | Table | Figure | Note | PageBreak


def inlines_of(block: Block) -> Iterator[Inline]:
    """All that stands in ``block``, in reading order; a page break stands in itself."""
    match block:
        case PageBreak():
            yield block
        case Verse(lines=lines):
            yield from chain.from_iterable(lines)
        case Table(rows=rows):
            yield from chain.from_iterable(chain.from_iterable(rows))
        case Figure(caption=caption):
            yield from caption
        case _:
            yield from block.inlines


def role_of(block: Block) -> Role:
    """What the lines of ``block`` are on their pages."""
    match block:
        case Note(place="margin"):
            return Role.MARGINALIA
        case Figure():
            return Role.CAPTION
        case Paragraph() | PageBreak():
            return Role.TEXT
        case _:
            return Role(block.kind)


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
    """The reading text and what was set aside from it: together, exactly the words of the OCR."""

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
