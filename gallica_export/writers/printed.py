"""The OCR of a view as printed, line by line, with what each line is on its page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from msgspec import Struct

from gallica_export.model import (
    Block,
    Document,
    Line,
    LineText,
    NoteCall,
    Reading,
    Role,
    ViewText,
    inlines_of,
)

_ROLES = {
    "heading": Role.HEADING,
    "verse": Role.VERSE,
    "table": Role.TABLE,
    "figure": Role.CAPTION,
    "note": Role.NOTE,
}


class Mark(Struct, frozen=True):
    """The role of a line, or of a stretch of its words."""

    line: int
    role: Role
    #: First word and one past the last; None for the whole line.
    words: tuple[int, int] | None


class Part(Struct, frozen=True):
    """Neighbouring words of a line that have one role."""

    text: str
    #: None for plain text.
    role: Role | None = None


class PrintedLine(Struct, frozen=True):
    """A line as it stands on the page."""

    #: "f12-l3": its view, and its place in `ViewText.lines`, from 0.
    id: str
    #: Its place on the page for a person, from 1.
    number: int
    parts: tuple[Part, ...]


class Zone(Struct, frozen=True):
    """A block of the OCR."""

    lines: tuple[PrintedLine, ...]
    #: BCP 47 tag where the OCR names one.
    language: str | None = None


def marks_of(document: Document) -> dict[int, list[Mark]]:
    """The lines of each view that are more than plain text: set aside, headings, notes…"""
    marks: dict[int, list[Mark]] = {}
    for view, mark in _marks(document.reading or Reading()):
        marks.setdefault(view, []).append(mark)
    return marks


def zones(text: ViewText, marks: Iterable[Mark]) -> tuple[Zone, ...]:
    """The blocks of a view, in the document order of the OCR."""
    by_line: dict[int, list[Mark]] = {}
    for mark in marks:
        by_line.setdefault(mark.line, []).append(mark)
    made, start = [], 0
    for block in text.blocks:
        lines = tuple(
            PrintedLine(f"f{text.order}-l{place}", place + 1, _parts(line, by_line.get(place, ())))
            for place, line in enumerate(block.lines, start)
        )
        made.append(Zone(lines, block.language))
        start += len(lines)
    return tuple(made)


def _marks(reading: Reading) -> Iterator[tuple[int, Mark]]:
    for aside in reading.asides:
        yield aside.view, Mark(aside.line, aside.role, aside.words)
    for section in reading.walk():
        for block in section.blocks:
            role = _ROLES.get(block.kind)
            if role:
                yield from _marks_of_block(block, role)


def _marks_of_block(block: Block, role: Role) -> Iterator[tuple[int, Mark]]:
    for inline in inlines_of(block):
        line = inline.sign if isinstance(inline, NoteCall) else inline
        if isinstance(line, LineText):
            yield line.view, Mark(line.line, role, line.words)


def _parts(line: Line, marks: Sequence[Mark]) -> tuple[Part, ...]:
    if not marks:
        return (Part(line.text),)
    roles: list[Role | None] = [None] * len(line.words)
    for mark in marks:
        first, last = mark.words or (0, len(roles))
        roles[first:last] = [mark.role] * (last - first)
    stretches = groupby(zip(roles, line.words, strict=True), key=lambda pair: pair[0])
    return tuple(Part(" ".join(word.text for _, word in pairs), role) for role, pairs in stretches)
