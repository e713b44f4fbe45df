"""What the reading text makes of every word of the OCR."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from gallica_export.model import (
    Block,
    Document,
    End,
    LineText,
    Note,
    NoteCall,
    Reading,
    Role,
    inlines_of,
)

_ROLES = {
    "heading": Role.HEADING,
    "verse": Role.VERSE,
    "table": Role.TABLE,
    "figure": Role.CAPTION,
    "note": Role.NOTE,
}
#: A word's place: view, line, and its number in the line, from 0.
Place = tuple[int, int, int]


def reading_of(document: Document) -> Reading:
    return document.reading


def blocks_of(document: Document) -> Iterator[Block]:
    """All blocks in reading order."""
    for section in reading_of(document).walk():
        yield from section.blocks


def line_texts(block: Block) -> Iterator[LineText]:
    """The stretches of OCR lines in ``block``, signs of calls included."""
    for inline in inlines_of(block):
        if isinstance(inline, NoteCall):
            yield inline.sign
        elif isinstance(inline, LineText):
            yield inline


def role_of(block: Block) -> Role:
    if isinstance(block, Note) and block.place == "margin":
        return Role.MARGINALIA
    return _ROLES.get(block.kind, Role.TEXT)


class Roles:
    """The role of every word, asked for stretch by stretch."""

    def __init__(self, document: Document) -> None:
        self._whole: dict[tuple[int, int], Role] = {}
        self._parts: dict[Place, Role] = {}
        for aside in reading_of(document).asides:
            self._put(aside.view, aside.line, aside.words, aside.role)
        for block in blocks_of(document):
            role = role_of(block)
            for line in line_texts(block):
                self._put(line.view, line.line, line.words, role)

    def _put(self, view: int, line: int, words: tuple[int, int] | None, role: Role) -> None:
        if words is None:
            self._whole[view, line] = role
        else:
            self._parts.update({(view, line, word): role for word in range(*words)})

    def of(self, view: int, line: int, words: tuple[int, int] | None) -> Role:
        """The role that most of these words have."""
        if (view, line) in self._whole:
            return self._whole[view, line]
        stop = 1 + max((w for v, n, w in self._parts if (v, n) == (view, line)), default=-1)
        found = Counter(
            self._parts.get((view, line, word), Role.TEXT)
            for word in range(*(words or (0, max(stop, 1))))
        )
        return found.most_common(1)[0][0]


def ends_of(document: Document) -> dict[Place, End]:
    """How each stretch that ends in the reading text meets what follows, by its line's last word.

    The word's number is -1 for a stretch that is the whole line.
    """
    return {
        (line.view, line.line, line.words[1] if line.words else -1): line.end
        for block in blocks_of(document)
        for line in line_texts(block)
    }


def end_at(ends: dict[Place, End], view: int, line: int, stop: int) -> End | None:
    """The end of a line, or of its last stretch where a call or a cell parts it."""
    return ends.get((view, line, -1)) or ends.get((view, line, stop))
