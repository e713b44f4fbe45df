"""Documents of every shape that an EPUB may be made of."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from gallica_export.ark import Ark
from gallica_export.gallica.assemble import assemble
from gallica_export.gallica.snapshot import Snapshot
from gallica_export.model import (
    Block,
    Document,
    LineText,
    Numbering,
    PageBreak,
    Paragraph,
    Reading,
    Record,
    Section,
    TocEntry,
    TocTarget,
    View,
    ViewText,
)
from gallica_export.reading import compose
from tests.documents import (
    document_with_an_index,
    extract_document,
    restricted_document,
    small_document,
    specimen_document,
    view_text,
)
from tests.drawn import hostile_document

SPECIMEN = Path(__file__).parent.parent / "gallica_export" / "specimen" / "bpt6k90000017"


def specimen_snapshot() -> Document:
    """The book that ships with the program, with pictures for reading."""
    return compose(assemble(Snapshot.open(SPECIMEN), images="pages"))


def without_reading() -> Document:
    return replace(small_document(), reading=Reading())


def without_ocr() -> Document:
    breaks = tuple(PageBreak(order) for order in range(1, 7))
    reading = Reading(sections=(Section(id="s1", view=1, level=1, blocks=breaks),))
    views = tuple(replace(view, has_ocr=False) for view in small_document().views)
    return replace(small_document(), contents=(), reading=reading, views=views)


def without_record() -> Document:
    return replace(small_document(), record=Record(), notices=())


def without_contents() -> Document:
    return replace(small_document(), contents=())


def without_views() -> Document:
    return replace(small_document(), contents=(), views=(), reading=Reading())


def with_one_view() -> Document:
    section = Section(id="s1", view=6, level=1, blocks=(PageBreak(6),))
    reading = Reading(sections=(section,))
    return replace(small_document(), contents=(), views=small_document().views[5:], reading=reading)


def in_hebrew() -> Document:
    document = small_document()
    return replace(document, record=replace(document.record, languages=("he", "fr")))


def with_contents_in_disorder() -> Document:
    other = Ark.parse("ark:/99999/bpt6k7654321p")
    more = (
        TocEntry(title="Index", target=TocTarget(view=4), others=(TocTarget(view=5, label="x"),)),
        TocEntry(title="Ailleurs", target=TocTarget(view=1, label="7", ark=other)),
        TocEntry(title="Hors de l’édition", target=TocTarget(view=99, label="93")),
    )
    return replace(small_document(), contents=(*small_document().contents, *more))


def of_many_views(count: int = 1_200, lines: int = 30) -> Document:
    """Page after page of prose, each paragraph running over the page turn after it."""
    words = "Ceci est une ligne assez longue pour un livre de <papier> &"
    blocks: list[Block] = [PageBreak(1)]
    for order in range(1, count, 2):
        first = [LineText(words, order, place) for place in range(lines)]
        second = [LineText(words, order + 1, place) for place in range(lines)]
        blocks += [
            Paragraph(f"p{order}", (*first, PageBreak(order + 1), *second)),
            *([PageBreak(order + 2)] if order + 2 <= count else []),
        ]
    middle = len(blocks) // 2
    sections = (
        Section(id="s1", view=1, level=1, title="Un", entry=0, blocks=tuple(blocks[:middle])),
        Section(id="s2", view=2, level=1, title="Deux", entry=1, blocks=tuple(blocks[middle:])),
    )
    return replace(
        small_document(),
        views=tuple(
            View(order=order, label=str(order), numbering=Numbering.ARABIC, has_ocr=True)
            for order in range(1, count + 1)
        ),
        contents=(TocEntry(title="Un"), TocEntry(title="Deux")),
        notices=(),
        reading=Reading(sections=sections),
        source=_Printed((words,) * lines),
    )


class _Printed(Struct):
    """A Source whose views all have the same lines, made when they are asked for."""

    lines: tuple[str, ...]

    def text(self, order: int) -> ViewText:
        return view_text(order, self.lines)

    def image_bytes(self, path: str) -> bytes:
        raise KeyError(path)


EDITIONS = (
    small_document,
    without_reading,
    without_ocr,
    without_record,
    without_contents,
    without_views,
    with_one_view,
    specimen_document,
    extract_document,
    restricted_document,
    document_with_an_index,
    in_hebrew,
    with_contents_in_disorder,
    hostile_document,
)
