"""The reading text cut by view: what of it stands on each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from msgspec import structs

from gallica_export.model import (
    Block,
    End,
    Figure,
    Heading,
    Inline,
    LineText,
    Note,
    NoteCall,
    PageBreak,
    Paragraph,
    Reading,
    Table,
    inlines_of,
    lines_of,
    parts_of,
    with_parts,
)

Inlines = tuple[Inline, ...]


def blocks_by_view(reading: Reading) -> dict[int, list[Block]]:
    """The blocks of each view, without page breaks; one that runs over a page turn is cut there.

    A word cut by the turn keeps its printed hyphen on the first view.
    """
    found: dict[int, list[Block]] = {}
    view = 0
    for block in reading.blocks():
        if isinstance(block, PageBreak):
            view = block.view
            continue
        for place, piece in _cut(block, _first_view(block, view)):
            found.setdefault(place, []).append(piece)
        view = _last_break(tuple(inlines_of(block)), view)
    return found


def _first_view(block: Block, otherwise: int) -> int:
    if isinstance(block, Figure):
        return block.view
    for inline in inlines_of(block):
        for line in lines_of(inline):
            return line.view
    return otherwise


def _cut(block: Block, view: int) -> Iterator[tuple[int, Block]]:
    match block:
        case Table():
            for place, rows in _rows(block, view):
                yield place, structs.replace(block, rows=rows)
        case Figure():
            yield view, with_parts(block, (_unbroken(block.caption),))
        case Paragraph() | Heading() | Note():
            for place, piece in _stretches(block.inlines, view):
                yield place, with_parts(block, (piece,))
        case _:
            for place, parts in _grouped(parts_of(block), view):
                yield place, with_parts(block, parts)


def _stretches(inlines: Iterable[Inline], view: int) -> Iterator[tuple[int, Inlines]]:
    """``inlines`` by view; a stretch without words is left out."""
    piece: list[Inline] = []
    for inline in inlines:
        if isinstance(inline, PageBreak):
            if piece:
                yield view, (*piece[:-1], _with_hyphen(piece[-1]))
            view, piece = inline.view, []
        else:
            piece.append(inline)
    if piece:
        yield view, tuple(piece)


def _with_hyphen(inline: Inline) -> Inline:
    match inline:
        case LineText(end=End.JOINED):
            return structs.replace(inline, end=End.SPACE)
        case NoteCall(sign=LineText(end=End.JOINED) as sign):
            return structs.replace(inline, sign=structs.replace(sign, end=End.SPACE))
        case _:
            return inline


def _grouped(lines: Sequence[Inlines], view: int) -> Iterator[tuple[int, tuple[Inlines, ...]]]:
    """Lines of verse by view."""
    by_view: dict[int, list[Inlines]] = {}
    for line in lines:
        for place, piece in _stretches(line, view):
            by_view.setdefault(place, []).append(piece)
        view = _last_break(line, view)
    for place, pieces in by_view.items():
        yield place, tuple(pieces)


def _rows(table: Table, view: int) -> Iterator[tuple[int, tuple[tuple[Inlines, ...], ...]]]:
    """Rows by the view on which each begins."""
    by_view: dict[int, list[tuple[Inlines, ...]]] = {}
    for row in table.rows:
        by_view.setdefault(view, []).append(tuple(_unbroken(cell) for cell in row))
        for cell in row:
            view = _last_break(cell, view)
    for place, rows in by_view.items():
        yield place, tuple(rows)


def _last_break(inlines: Inlines, otherwise: int) -> int:
    for inline in reversed(inlines):
        if isinstance(inline, PageBreak):
            return inline.view
    return otherwise


def _unbroken(inlines: Inlines) -> Inlines:
    return tuple(inline for inline in inlines if not isinstance(inline, PageBreak))
