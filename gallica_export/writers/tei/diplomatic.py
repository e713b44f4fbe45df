"""The inlines of a block as they were printed: lines, dropped hyphens and page turns marked.

`model.runs` gives the reading text, in which the lines are gone. Here each line's beginning
stands, with whether a word runs on over it, so that one can have the reading text and the printed
lines from the same stream.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import ClassVar

from msgspec import Struct

from gallica_export.model import (
    Added,
    Correction,
    End,
    Inline,
    LineText,
    NoteCall,
    PageBreak,
    Text,
    Words,
    lines_of,
    runs,
)


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
    """A hyphen at the end of a line that is no part of the word, and a space before it.

    Or a quotation mark that is repeated where a line begins, and the space behind it.
    """

    kind: ClassVar[str] = "hyphen"
    text: str


class Choice(Struct, frozen=True):
    """What a person corrected."""

    kind: ClassVar[str] = "choice"
    #: What the OCR read, without the beginning of its first line; empty where it read nothing.
    sic: tuple[Piece, ...]
    #: What stands in its place; empty where the OCR read words that are none.
    corr: str


class Call(Struct, frozen=True):
    """The call of a note."""

    kind: ClassVar[str] = "call"
    #: The id of the note.
    note: str
    #: As printed: "(1)", "*".
    sign: tuple[Piece, ...]


Piece = Text | Added | LineBreak | ViewBreak | Hyphen | Choice | Call


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
        words = inline.sign if isinstance(inline, NoteCall) else inline
        stretches = lines_of(words)
        opening = _opening(stretches, joined, stop)
        yield from _space(end, "\n" if opening else " ")
        if opening:
            yield opening
        if isinstance(inline, NoteCall):
            yield Call(inline.note, tuple(_sign(words)))
        else:
            yield from _said(words)
        if words.text:
            end = None if words.end is End.DROPPED else words.end
        if stretches:
            last = stretches[-1]
            stop = last.view, last.line, last.words[1] if last.words else -1


def _opening(
    stretches: tuple[LineText, ...], joined: bool, stop: tuple[int, int, int] | None
) -> LineBreak | None:
    """The break before ``stretches``; None where they go on with the line that ``stop`` ended."""
    if not stretches:
        return None
    opening = stretches[0]
    first = opening.words[0] if opening.words else 0
    if not joined and stop == (opening.view, opening.line, first):
        return None
    return LineBreak(opening.view, opening.line, first, joined)


def _space(end: End | None, space: str) -> Iterator[Text]:
    if end is End.SPACE:
        yield Text(space)


def _sign(words: Words) -> Iterator[Piece]:
    # As printed, in all formats: a hyphen at its end may be all there is of it.
    return iter((Text(words.text, words.is_hit),)) if isinstance(words, LineText) else _said(words)


def _said(words: Words) -> Iterator[Piece]:
    match words:
        case Correction(sic=sic, corr=corr):
            yield Choice(tuple(islice(pieces(sic), 1, None)), corr)
        case Added():
            yield words
        case LineText():
            if words.end is End.DROPPED:
                yield Hyphen(f"{words.text} ")
                return
            kept = "".join(run.text for run in runs((words,)) if isinstance(run, Text))
            yield Text(kept, words.is_hit)
            if kept != words.text:
                yield Hyphen(words.text[len(kept) :])
