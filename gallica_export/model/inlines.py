"""What stands in a block of the reading text: words, page breaks, calls of notes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import ClassVar

from msgspec import Struct


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
    #: Nothing, nor does the stretch itself stand in the reading text: the quotation mark that old
    #: printers repeat before each line of a quotation.
    DROPPED = "dropped"


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


class Correction(Struct, frozen=True, tag="correction"):
    """What a person corrected: the words of the OCR, and those that stand in their place."""

    kind: ClassVar[str] = "correction"
    #: What the OCR read; empty for words that it missed.
    sic: tuple[LineText, ...]
    #: What it should have read; empty for words that are none.
    corr: str
    end: End = End.SPACE

    @property
    def text(self) -> str:
        """The reading text: the corrected words."""
        return self.corr


class Added(Struct, frozen=True, tag="added"):
    """Words of an editor, in an introduction, a note or a heading of their own."""

    kind: ClassVar[str] = "added"
    text: str
    end: End = End.SPACE
    #: "italic", "bold" or "bold italic"; empty for plain words.
    rend: str = ""
    #: The address that the words lead to.
    href: str | None = None

    @property
    def is_plain(self) -> bool:
        """Whether the words run on with what stands beside them."""
        return not self.rend and self.href is None


#: Words of the reading text, with what is known of where they come from.
Words = LineText | Correction | Added


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
    sign: Words


Inline = Words | PageBreak | NoteCall


def runs(inlines: Iterable[Inline]) -> Iterator[Text | Added | PageBreak | NoteCall]:
    """The reading text of ``inlines``: lines joined as their ends say, breaks and calls in place.

    Corrections and the plain words of an editor are text like any other. A space that a line's end
    asks for stands before the break or the text that follows it; none stands at the very end.
    """
    pending = space = ""
    is_hit = False
    for inline in inlines:
        if isinstance(inline, LineText | Correction) or (
            isinstance(inline, Added) and inline.is_plain
        ):
            if not inline.text or inline.end is End.DROPPED:
                continue  # also words that a person struck out, with the space behind them
            own = isinstance(inline, LineText) and inline.is_hit
            if own != is_hit and (pending or space):
                # The space between a hit and what stands beside it belongs to the latter.
                yield Text(pending if is_hit else pending + space, is_hit)
                pending, space = "", space if is_hit else ""
            is_hit = own
            pending += space + said(inline)
            space = " " if inline.end is End.SPACE else ""
            continue
        if pending or space:
            yield Text(pending + space, is_hit)
        yield inline
        pending = space = ""
        is_hit = False
        if not isinstance(inline, PageBreak):
            end = inline.sign.end if isinstance(inline, NoteCall) else inline.end
            space = " " if end is End.SPACE else ""
    if pending:
        yield Text(pending, is_hit)


def plain(inlines: Iterable[Inline]) -> str:
    """The reading text of ``inlines`` as one string, the signs of calls included."""
    return "".join(_plain(run) for run in runs(inlines)).rstrip()


def _plain(run: Text | Added | PageBreak | NoteCall) -> str:
    match run:
        case Text(text=text) | Added(text=text):
            return text
        case NoteCall():
            return run.sign.text
        case _:
            return ""


def said(words: Words) -> str:
    """The reading text of ``words`` by themselves: without the hyphen that joins them to others."""
    if words.end is End.DROPPED:
        return ""
    is_divided = isinstance(words, LineText) and words.end is End.JOINED
    return words.text.rstrip("- ") if is_divided else words.text


def lines_of(inline: Inline) -> tuple[LineText, ...]:
    """The stretches of the OCR's lines that ``inline`` stands for; none for what is added."""
    match inline:
        case LineText():
            return (inline,)
        case Correction(sic=sic):
            return sic
        case NoteCall(sign=sign):
            return lines_of(sign)
        case _:
            return ()
