"""The inlines of a block as they were printed: lines, dropped hyphens and page turns marked.

`model.runs` gives the reading text, in which the lines are gone. Here each line's beginning
stands, with whether a word runs on over it, so that one can have the reading text and the printed
lines from the same stream.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import ClassVar

from msgspec import Struct

from gallica_export.model import End, Inline, LineText, NoteCall, PageBreak, Text, runs


class LineBreak(Struct, frozen=True):
    """Here a line of the OCR begins, or goes on after something stood between."""

    kind: ClassVar[str] = "line"
    view: int
    #: The line's place on the view, from 0.
    line: int
    #: The place in the line, from 0, of the word that follows; 0 where the line begins.
    word: int
    #: Whether the word before runs on into this line.
    joined: bool


class ViewBreak(Struct, frozen=True):
    """Here a view begins."""

    kind: ClassVar[str] = "page"
    view: int
    #: Whether the word before runs on after it.
    joined: bool


class Hyphen(Struct, frozen=True):
    """A hyphen printed at the end of a line that is no part of the word, and a space before it."""

    kind: ClassVar[str] = "hyphen"
    text: str


class Call(Struct, frozen=True):
    """The call of a note."""

    kind: ClassVar[str] = "call"
    #: The id of the note.
    note: str
    #: As printed: "(1)", "*".
    sign: str


Piece = Text | LineBreak | ViewBreak | Hyphen | Call


def pieces(inlines: Iterable[Inline]) -> Iterator[Piece]:
    """``inlines`` with their lines marked; a space is a text of its own, before what it sets off.

    >>> halves = (LineText("par-", 3, 7, End.JOINED), LineText("couru", 3, 8))
    >>> [piece.kind for piece in pieces(halves)]
    ['line', 'text', 'hyphen', 'line', 'text']
    """
    end: End | None = None
    stop: tuple[int, int, int] | None = None
    for inline in inlines:
        joined = end is not None and end is not End.SPACE
        if isinstance(inline, PageBreak):
            yield from _space(end, "\n")
            yield ViewBreak(inline.view, joined)
            continue
        stretch = inline.sign if isinstance(inline, NoteCall) else inline
        first, last = stretch.words or (0, -1)
        goes_on = not joined and stop == (stretch.view, stretch.line, first)
        yield from _space(end, " " if goes_on else "\n")
        if not goes_on:
            yield LineBreak(stretch.view, stretch.line, first, joined)
        yield from _words(inline)
        end, stop = stretch.end, (stretch.view, stretch.line, last)


def _space(end: End | None, space: str) -> Iterator[Text]:
    if end is End.SPACE:
        yield Text(space)


def _words(inline: LineText | NoteCall) -> Iterator[Piece]:
    if isinstance(inline, NoteCall):
        yield Call(inline.note, inline.sign.text)
        return
    kept = "".join(run.text for run in runs((inline,)) if isinstance(run, Text))
    yield Text(kept, inline.is_hit)
    if kept != inline.text:
        yield Hyphen(inline.text[len(kept) :])
