"""Blocks into sections again, and the notes into their places."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import Struct, field
from msgspec.structs import replace

from gallica_export.model import Block, Note, PageBreak, Section, inlines_of


class Piece(Struct, frozen=True):
    """A block, or the opening of a section, on its way back into the tree."""

    #: The place among what was written that it comes from, or that it follows.
    place: int
    block: Block | None = None
    #: The section that begins here; its blocks, sections and view are yet to be known.
    opens: Section | None = None


class _Node(Struct):
    section: Section
    blocks: list[Block] = field(default_factory=list)
    nodes: list[_Node] = field(default_factory=list)

    def frozen(self) -> Section:
        sections = tuple(node.frozen() for node in self.nodes)
        return replace(self.section, blocks=tuple(self.blocks), sections=sections)


class _Before(Struct, frozen=True):
    """What a section was when it was written."""

    section: Section
    #: The id of the section that it stood in.
    parent: str | None
    #: The views that began before its printed heading.
    opening: frozenset[int]


class Assembler:
    """Builds the sections of a reading text from what stands in the files, in their order."""

    def __init__(self, sections: Iterable[Section], first_view: int) -> None:
        self._before = {one.section.id: one for one in _walk(sections, None)}
        self._tops: list[_Node] = []
        self._open: list[_Node] = []
        #: Page marks before the first section.
        self._held: list[Block] = []
        self._view = first_view

    def assemble(
        self, pieces: Iterable[Piece], notes: Iterable[tuple[int, Note]]
    ) -> tuple[Section, ...]:
        """The sections; each of ``notes`` stands where it did among what was written."""
        waiting = sorted(notes, key=lambda note: note[0])
        for piece in pieces:
            while waiting and waiting[0][0] < piece.place:
                self._put(waiting.pop(0)[1])
            if piece.opens:
                self._begin(piece.opens)
            if piece.block:
                self._put(piece.block)
        for _, note in waiting:
            self._put(note)
        if self._held:
            self._begin(Section(id="front", view=self._view, level=1))
        return tuple(node.frozen() for node in self._tops)

    def _put(self, block: Block) -> None:
        if not self._open and not isinstance(block, PageBreak):
            self._begin(Section(id="front", view=self._view, level=1))
        (self._open[-1].blocks if self._open else self._held).append(block)
        for inline in inlines_of(block):
            if isinstance(inline, PageBreak):
                self._view = inline.view

    def _begin(self, section: Section) -> None:
        before = self._before.get(section.id)
        opening, self._held = self._held, []
        while before and self._open and self._opens(before):
            opening.insert(0, self._open[-1].blocks.pop())
        parents = [node.section.id for node in self._open]
        is_as_before = before is not None and before.section.level == section.level
        if is_as_before and before and before.parent in parents:
            del self._open[parents.index(before.parent) + 1 :]
        elif is_as_before and before and before.parent is None:
            self._open.clear()
        else:
            while self._open and self._open[-1].section.level >= section.level:
                self._open.pop()
        view = section.view if before else self._view
        node = _Node(replace(section, view=view), opening)
        (self._open[-1].nodes if self._open else self._tops).append(node)
        self._open.append(node)

    def _opens(self, before: _Before) -> bool:
        """Whether the last block is a page mark that stood before the section's own heading."""
        last = self._open[-1].blocks[-1] if self._open[-1].blocks else None
        return isinstance(last, PageBreak) and last.view in before.opening


def _walk(sections: Iterable[Section], parent: str | None) -> Iterable[_Before]:
    for section in sections:
        opening: set[int] = set()
        for block in section.blocks if section.printed_heading else ():
            if not isinstance(block, PageBreak):
                break
            opening.add(block.view)
        yield _Before(section, parent, frozenset(opening))
        yield from _walk(section.sections, section.id)


def placed_after(blocks: Iterable[Piece], notes: Mapping[str, Note]) -> Iterable[Piece]:
    """``blocks``, each followed by those of ``notes`` that it is the first to call."""
    left = dict(notes)
    for piece in blocks:
        yield piece
        for inline in inlines_of(piece.block) if piece.block else ():
            note = left.pop(getattr(inline, "note", ""), None)
            if note:
                yield Piece(piece.place, note)
