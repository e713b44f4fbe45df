"""How the reading text is shared out over the files of an EPUB, and where everything stands then.

Each top-level section is a file, or several where it is long: reading systems lay out a whole file
at once, and many are slow or fail beyond some 300 KB.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from msgspec import Struct
from msgspec.structs import replace

from gallica_export.model import (
    Block,
    Box,
    Document,
    Figure,
    LineText,
    NoteCall,
    PageBreak,
    Reading,
    Section,
    View,
    inlines_of,
)

#: A file is closed at the next page turn or division once its text weighs this many bytes.
_LIMIT = 280_000
#: Bytes of markup around a block, about.
_MARKUP = 60


class TextFile(Struct, frozen=True):
    """One file of the text: a top-level section, or a piece of a long one."""

    #: "text-001.xhtml".
    name: str
    section: Section


class Plan(Struct, frozen=True):
    """The files of the text, and the address of all that can be pointed at."""

    files: tuple[TextFile, ...]
    #: By id, in reading order: sections ("s2"), views ("f12"), notes, headings and figures.
    hrefs: dict[str, str]
    #: The first call of each note, by the note's id.
    calls: dict[str, NoteCall]
    #: Pictures in reading order, those of views without OCR included.
    figures: tuple[Figure, ...]


class _Item(Struct, frozen=True):
    """A block with the sections that it stands in; without a block, the start of the last."""

    path: tuple[Section, ...]
    block: Block | None


def make_plan(document: Document, limit: int = _LIMIT) -> Plan:
    """Share out the reading text of ``document`` over files of about ``limit`` bytes at most."""
    sections = _sections(document)
    stream = _with_bare_views(_opened_by_their_page(_items(sections)), document)
    by_file = groupby(stream, key=lambda item: item.path[0].id)
    pieces = (piece for _, items in by_file for piece in _cut(items, limit))
    files = tuple(
        TextFile(f"text-{number:03}.xhtml", next(_tree(piece)))
        for number, piece in enumerate(pieces, 1)
    )
    return _located(files)


def _sections(document: Document) -> tuple[Section, ...]:
    """The sections of the reading; without any, one that holds the views."""
    sections = (document.reading or Reading()).sections
    if sections or not document.views:
        return sections
    breaks = tuple(PageBreak(view.order) for view in document.views)
    return (Section(id="s1", view=document.views[0].order, level=1, blocks=breaks),)


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


def _with_bare_views(items: Iterable[_Item], document: Document) -> Iterator[_Item]:
    """Add a picture after the page break of each view that was never recognised."""
    bare = {view.order: view for view in document.views if not view.has_ocr}
    for item in items:
        yield item
        if bare and item.block:
            breaks = (inline for inline in inlines_of(item.block) if isinstance(inline, PageBreak))
            for inline in breaks:
                if inline.view in bare:
                    yield _Item(item.path, _plate(bare[inline.view]))


def _plate(view: View) -> Figure:
    return Figure(f"plate-{view.id}", view.order, Box(0, 0, view.width, view.height))


def _cut(items: Iterable[_Item], limit: int) -> Iterator[list[_Item]]:
    piece: list[_Item] = []
    weight = 0
    for item in items:
        if weight > limit and (item.block is None or isinstance(item.block, PageBreak)):
            yield piece
            piece, weight = [], 0
        piece.append(item)
        weight += _weight(item.block)
    yield piece


def _weight(block: Block | None) -> int:
    if block is None:
        return _MARKUP
    texts = (inline.text for inline in inlines_of(block) if isinstance(inline, LineText))
    return _MARKUP + sum(len(text.encode()) + 1 for text in texts)


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
    calls: dict[str, NoteCall] = {}
    figures: list[Figure] = []
    for file in files:
        for section in file.section.walk():
            hrefs.setdefault(section.id, f"{file.name}#{section.id}")
            for block in section.blocks:
                if isinstance(block, Figure):
                    figures.append(block)
                if not isinstance(block, PageBreak):
                    hrefs[block.id] = f"{file.name}#{block.id}"
                for inline in inlines_of(block):
                    if isinstance(inline, PageBreak):
                        hrefs[f"f{inline.view}"] = f"{file.name}#f{inline.view}"
                    elif isinstance(inline, NoteCall) and inline.note not in calls:
                        calls[inline.note] = inline
                        hrefs[f"call-{inline.note}"] = f"{file.name}#call-{inline.note}"
    return Plan(files, hrefs, calls, tuple(figures))
