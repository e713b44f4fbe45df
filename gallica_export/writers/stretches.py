"""Where the lines of the OCR went."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct

from gallica_export.model import (
    End,
    PageBreak,
    Reading,
    Role,
    inlines_of,
    lines_of,
    role_of,
)


class Stretch(Struct, frozen=True, kw_only=True, gc=False):
    """A line of a view, or some of its words, and what became of it."""

    view: int
    #: The line's place in `ViewText.lines`, from 0.
    line: int
    #: The first word, and one past the last; None for all of them.
    words: tuple[int, int] | None
    role: Role
    #: The id of the block that it went to; None if it was set aside.
    block: str | None = None
    end: End = End.SPACE
    reason: str = ""


def stretches_of(reading: Reading) -> dict[int, list[Stretch]]:
    """All stretches by their view."""
    found: dict[int, list[Stretch]] = {}
    for stretch in _stretches(reading):
        found.setdefault(stretch.view, []).append(stretch)
    return found


def by_line(stretches: Iterable[Stretch]) -> dict[int, list[Stretch]]:
    """Those of one view by their line: for a long book too much to be kept of all views."""
    found: dict[int, list[Stretch]] = {}
    for stretch in stretches:
        found.setdefault(stretch.line, []).append(stretch)
    return found


def _stretches(reading: Reading) -> Iterator[Stretch]:
    for aside in reading.asides:
        yield Stretch(
            view=aside.view,
            line=aside.line,
            words=aside.words,
            role=aside.role,
            reason=aside.reason,
        )
    for block in reading.blocks():
        if isinstance(block, PageBreak):
            continue
        role = role_of(block)
        for inline in inlines_of(block):
            for text in lines_of(inline):
                yield Stretch(
                    view=text.view,
                    line=text.line,
                    words=text.words,
                    role=role,
                    block=block.id,
                    end=text.end,
                    reason=text.reason,
                )
