"""The OCR of a view as printed, line by line, with what each line is on its page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby

from msgspec import Struct

from gallica_export.model import Line, Role, ViewText
from gallica_export.writers.stretches import Stretch


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
    #: Where its words stand in master pixels, "x,y,width,height" each, a space between them.
    boxes: str = ""


class PrintedBlock(Struct, frozen=True):
    """A block of the OCR."""

    lines: tuple[PrintedLine, ...]
    #: BCP 47 tag where the OCR names one.
    language: str | None = None


def printed_blocks(
    text: ViewText, stretches: Mapping[int, Sequence[Stretch]]
) -> tuple[PrintedBlock, ...]:
    """The blocks of a view, in the document order of the OCR; ``stretches`` are by line."""
    made, start = [], 0
    for block in text.blocks:
        lines = tuple(
            PrintedLine(
                f"f{text.order}-l{place}",
                place + 1,
                _parts(line, stretches.get(place, ())),
                _boxes(line),
            )
            for place, line in enumerate(block.lines, start)
        )
        made.append(PrintedBlock(lines, block.language))
        start += len(lines)
    return tuple(made)


def _boxes(line: Line) -> str:
    boxes = (word.box for word in line.words)
    return " ".join([f"{box.x},{box.y},{box.width},{box.height}" for box in boxes])


def _parts(line: Line, stretches: Sequence[Stretch]) -> tuple[Part, ...]:
    if line.words and all(stretch.role is Role.TEXT for stretch in stretches):
        return (Part(line.text),)
    roles: list[Role | None] = [None] * len(line.words)
    for stretch in stretches:
        first, last = stretch.words or (0, len(roles))
        role = None if stretch.role is Role.TEXT else stretch.role
        roles[first:last] = [role] * (last - first)
    parts = groupby(zip(roles, line.words, strict=True), key=lambda pair: pair[0])
    return tuple(Part(" ".join(word.text for _, word in pairs), role) for role, pairs in parts)
