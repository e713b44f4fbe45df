"""How the reading text is shared out over the files of an EPUB, and where everything stands then.

Each top-level section is a file, or several where it is long: reading systems lay out a whole file
at once, and many are slow or fail beyond some 300 KB.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from math import ceil

from msgspec import Struct
from msgspec.structs import replace

from gallica_export.model import (
    Block,
    Box,
    Document,
    Figure,
    NoteCall,
    PageBreak,
    Section,
    View,
    Words,
    inlines_of,
)

#: Bytes that a file should not exceed by much.
_LIMIT = 300_000
#: Bytes of markup, about: of a page break, and of any other block.
_BREAK = 90
_BLOCK = 25
#: How the ids begin of the figures that this module adds.
_UNREAD = "unread-"


class TextFile(Struct, frozen=True):
    """One file of the text: a top-level section, or a piece of a long one."""

    #: "text-001.xhtml".
    name: str
    section: Section


class Plan(Struct, frozen=True):
    """The files of the text, and the address of all that can be pointed at."""

    files: tuple[TextFile, ...]
    #: By id, in reading order: sections ("s2"), views ("f12"), blocks, and the first call of each
    #: note ("call-n1").
    hrefs: dict[str, str]
    #: The figures of the reading, in its order.
    figures: tuple[Figure, ...]
    #: Figures that stand for the text of views without OCR, in reading order.
    unread: tuple[Figure, ...]

    @property
    def start(self) -> str | None:
        """The file in which the body of the text begins; None without text."""
        titled = (file.name for file in self.files if file.section.title)
        return next(titled, None) or (self.files[0].name if self.files else None)


class _Item(Struct, frozen=True):
    """A block with the sections that it stands in; without a block, the start of the last."""

    path: tuple[Section, ...]
    block: Block | None


def make_plan(document: Document, limit: int = _LIMIT) -> Plan:
    """Share out the reading text of ``document`` over files of about ``limit`` bytes at most."""
    opened = _opened_by_their_page(_items(document.sections))
    stream = _with_unread_views(opened, document)
    by_file = groupby(stream, key=lambda item: item.path[0].id)
    pieces = (piece for _, items in by_file for piece in _cut(list(items), limit))
    files = tuple(
        TextFile(f"text-{number:03}.xhtml", next(_tree(piece)))
        for number, piece in enumerate(pieces, 1)
    )
    return _located(files)


def _items(sections: Iterable[Section], path: tuple[Section, ...] = ()) -> Iterator[_Item]:
    for section in sections:
        inner = (*path, section)
        yield _Item(inner, None)
        for block in section.blocks:
            yield _Item(inner, block)
        yield from _items(section.sections, inner)


def _opened_by_their_page(items: Iterable[_Item]) -> Iterator[_Item]:
    """Put a page break that ends a section into the next one, where that begins on its view.

    Between the two stands no text, so it is the same place; but a link to the page then leads to
    the file that has its text.
    """
    held: _Item | None = None
    for item in items:
        if held and not (item.block is None and item.path[-1].view == _broken(held)):
            yield held
            held = None
        if held:
            yield item
            held = _Item(item.path, held.block)
        elif isinstance(item.block, PageBreak):
            held = item
        else:
            yield item
    if held:
        yield held


def _broken(item: _Item) -> int | None:
    return item.block.view if isinstance(item.block, PageBreak) else None


def _with_unread_views(items: Iterable[_Item], document: Document) -> Iterator[_Item]:
    """Add a figure after the page break of each view without OCR."""
    unread = {view.order: view for view in document.views if not view.has_ocr}
    for item in items:
        yield item
        for inline in inlines_of(item.block) if unread and item.block else ():
            if isinstance(inline, PageBreak) and inline.view in unread:
                yield _Item(item.path, _figure_of(unread[inline.view]))


def _figure_of(view: View) -> Figure:
    return Figure(f"{_UNREAD}{view.id}", view.order, Box(0, 0, view.width, view.height))


def _cut(items: Sequence[_Item], limit: int) -> Iterator[Sequence[_Item]]:
    """Pieces of about the same weight, each begun by a page break or a division."""
    weights = [_weight(item.block) for item in items]
    share = sum(weights) / ceil(sum(weights) / limit)
    first = weight = 0
    for place, item in enumerate(items):
        if weight >= share and (item.block is None or isinstance(item.block, PageBreak)):
            yield items[first:place]
            first, weight = place, 0
        weight += weights[place]
    yield items[first:]


def _weight(block: Block | None) -> int:
    """About how many bytes ``block`` takes in its file."""
    if block is None:
        return _BLOCK
    weight = _BLOCK
    for inline in inlines_of(block):
        if isinstance(inline, Words):
            weight += len(inline.text.encode()) + 1
        else:
            weight += _BREAK
    return weight


def _tree(items: Sequence[_Item], depth: int = 0) -> Iterator[Section]:
    """The sections of which ``items`` is the content, in reading order."""
    for _, group in groupby(items, key=lambda item: item.path[depth].id):
        own = list(group)
        blocks = [item.block for item in own if item.block and len(item.path) == depth + 1]
        inner = [item for item in own if len(item.path) > depth + 1]
        sections = tuple(_tree(inner, depth + 1))
        yield replace(own[0].path[depth], blocks=tuple(blocks), sections=sections)


def _located(files: tuple[TextFile, ...]) -> Plan:
    hrefs: dict[str, str] = {}
    figures: list[Figure] = []
    unread: list[Figure] = []
    for file in files:
        for id_ in _ids(file.section):
            hrefs.setdefault(id_, f"{file.name}#{id_}")
        for section in file.section.walk():
            for block in section.blocks:
                if isinstance(block, Figure):
                    (unread if block.id.startswith(_UNREAD) else figures).append(block)
    return Plan(files, hrefs, tuple(figures), tuple(unread))


def _ids(section: Section) -> Iterator[str]:
    """All that can be pointed at in ``section``, in reading order."""
    for inner in section.walk():
        yield inner.id
        for block in inner.blocks:
            if not isinstance(block, PageBreak):
                yield block.id
            for inline in inlines_of(block):
                if isinstance(inline, PageBreak):
                    yield f"f{inline.view}"
                elif isinstance(inline, NoteCall):
                    yield f"call-{inline.note}"
