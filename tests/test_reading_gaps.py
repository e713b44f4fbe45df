from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from gallica_export.ark import Ark
from gallica_export.gallica.assemble import assemble
from gallica_export.gallica.importing import import_folder
from gallica_export.gallica.snapshot import Snapshot
from gallica_export.model import (
    Block,
    Document,
    Figure,
    Note,
    PageBreak,
    Section,
    inlines_of,
    lines_of,
)
from gallica_export.reading import compose
from gallica_export.selection import Selection
from tests.press import Scan, bundled

SPECIMENS = Path(__file__).parent.parent / "gallica_export" / "specimen"
NAME = bundled(Scan()).ark.name


def specimen(views: str = "1-20") -> Document:
    selection = Selection.parse(views)
    return compose(assemble(Snapshot.open(SPECIMENS / NAME), views=selection, images="none"))


def blocks(sections: tuple[Section, ...]) -> Iterator[Block]:
    for section in sections:
        for one in section.walk():
            yield from one.blocks


def views_of(block: Block) -> list[int]:
    """The views whose lines stand in a block, in their order."""
    lines = (line for inline in inlines_of(block) for line in lines_of(inline))
    return list(dict.fromkeys(line.view for line in lines))


def assert_cited_right(document: Document) -> None:
    """Each line, note and figure stands after the break of its view, and no break between them."""
    reached = 0
    carried: set[int] = set()  # the breaks inside the paragraph before, past which notes wait
    for block in blocks(document.reading.sections):
        if isinstance(block, Note | Figure):
            view = block.view if isinstance(block, Figure) else views_of(block)[0]
            assert reached in {view, *carried}, f"{block.id} of view {view} stands on {reached}"
            continue
        breaks = [inline.view for inline in inlines_of(block) if isinstance(inline, PageBreak)]
        carried = set() if isinstance(block, PageBreak) else set(breaks)
        assert [reached, *breaks] == sorted({reached, *breaks})
        reached = max([reached, *breaks])


def test_notes_and_figures_stay_on_their_pages() -> None:
    """No note and no figure slides over a page break that no paragraph carries with it."""
    assert_cited_right(specimen())


def test_notes_and_figures_of_real_documents_stay_on_their_pages(real_document: Document) -> None:
    """The same in whole books and newspapers of Gallica."""
    assert_cited_right(real_document)


def test_a_chapter_opens_with_its_own_page_break() -> None:
    """The break of a chapter's first view stands in the chapter, not at the end of the last."""
    document = specimen()
    for section in document.reading.sections[1:]:
        first = section.blocks[0]
        assert isinstance(first, PageBreak), section.title
        assert first.view == section.view


@pytest.mark.parametrize("views", ["6,8-11", "8,12-14", "10,14,18"])
def test_nothing_runs_on_over_views_that_are_left_out(views: str) -> None:
    """In an extract no paragraph, word or note crosses to a view that is not the next."""
    document = specimen(views)
    for block in blocks(document.reading.sections):
        for one, other in zip(views_of(block), views_of(block)[1:], strict=False):
            between = range(one + 1, other)
            assert all(document.view(order) for order in between), (block, one, other)
            assert other - one <= 2


def test_nothing_runs_on_over_a_page_without_ocr() -> None:
    """A numbered page whose OCR is missing ends paragraphs and notes; a plate does not."""
    whole = assemble(Snapshot.open(SPECIMENS / NAME), views=None, images="none")
    unread = tuple(
        replace(view, has_ocr=False) if view.order == 14 else view for view in whole.views
    )

    class Without14:
        def text(self, order: int) -> object:
            text = whole.source.text(order)
            return replace(text, blocks=()) if order == 14 else text

        def image_bytes(self, path: str) -> bytes:
            return whole.source.image_bytes(path)

    document = compose(replace(whole, views=unread, source=Without14()))
    crossing = [views_of(block) for block in blocks(document.reading.sections)]
    assert not any(set(views) >= {13, 15} for views in crossing)
    assert any(set(views) >= {8, 10} for views in crossing)  # over the plate on view 9


def test_an_extract_bears_the_titles_of_its_chapters() -> None:
    """Views amid a chapter stand under its title, those of the next under the next one's."""
    document = specimen("10,14-15,17")
    titles = [
        (section.title, section.view, section.level)
        for top in document.reading.sections
        for section in top.walk()
    ]
    assert [view for _, view, _ in titles] == [10, 14, 14, 14, 17]
    assert titles[0][0].startswith("CHAPITRE PREMIER")
    assert titles[1][0].startswith("CHAPITRE III")
    assert titles[2][0].startswith("§ 1")  # whose end stands above the next heading
    assert titles[3][0].startswith("§ 2")
    assert titles[4][0].startswith("CHAPITRE IV")


def test_the_end_of_a_chapter_is_not_put_under_the_one_before(shared: Path, tmp_path: Path) -> None:
    """The text above a heading belongs to the chapter that the contents name, not to another."""
    ark = Ark.parse("bpt6k9612399b")
    snapshot = import_folder(
        shared / "snapshots" / ark.name, ark, tmp_path, imported="2026-11-01T00:00:00Z"
    ).snapshot
    views = Selection.parse("26-28,100")
    document = compose(assemble(snapshot, views=views, images="none"))
    titles = [section.title for section in document.reading.sections]
    assert titles == [
        "Chasse des chenilles",
        "Manière d'élever les chenilles",
        "Etat parfait",
        "État d'œuf",
    ]


def test_the_whole_book_keeps_its_sections() -> None:
    """With all views the sections are those of the contents, each on its own view."""
    document = specimen()
    entries = [section.entry for top in document.reading.sections for section in top.walk()]
    assert [entry for entry in entries if entry is not None] == list(range(8))
    assert Ark("99999", NAME) == document.ark
