from __future__ import annotations

import re

import mdformat
import pytest
from hypothesis import HealthCheck, given, settings
from msgspec.structs import replace

from gallica_export.markdown import read_blocks
from gallica_export.model import (
    Added,
    Block,
    Box,
    Correction,
    Document,
    End,
    Figure,
    Heading,
    LineText,
    Note,
    NoteCall,
    PageBreak,
    Paragraph,
    Reading,
    Section,
    Table,
    Verse,
)
from gallica_export.writers.markdown import write_markdown
from tests.documents import small_document
from tests.drawn import documents, hostile_document
from tests.golden import check_golden
from tests.markdown_reading import chapters, check_reading, edition, templates
from tests.validators import pandoc

drawn = settings(deadline=None, max_examples=80, suppress_health_check=[HealthCheck.too_slow])
PLUGINS = {"frontmatter", "gfm", "footnote"}
#: Text that meets every rule of escaping somewhere.
NASTY = "1. (a) *b* _c_ `d` [e](f) [^n1] <g> &amp; | h^i^ ~~j~~ $k$ {.l} \\ ![m] ---"


def test_the_small_edition_is_as_golden(update_golden: bool) -> None:
    """The Markdown edition of the small document is the one that people have looked at."""
    check_golden("markdown", write_markdown(small_document(), templates()), update_golden)


def test_the_small_document_is_read_back() -> None:
    """Every kind of block is read back as the model has it, page breaks and notes in place."""
    check_reading(small_document())


def test_hostile_text_is_read_back() -> None:
    """Hostile text in every field changes nothing in the text."""
    check_reading(hostile_document())


@drawn
@given(document=documents())
def test_any_document_is_read_back(document: Document) -> None:
    """Blocks in any order, cut anywhere, are read back as the model has them."""
    check_reading(document)


def test_real_documents_are_read_back(real_document: Document) -> None:
    """A whole book, a booklet and a newspaper are read back block by block."""
    check_reading(real_document)


def reading(*blocks: Block, more: tuple[Section, ...] = ()) -> Document:
    """The small document with ``blocks`` as its first chapter, on page 1."""
    first = Section(id="s1", view=1, level=1, title="A", blocks=(PageBreak(1), *blocks))
    return replace(small_document(), reading=Reading(sections=(first, *more)))


def line(text: str) -> LineText:
    return LineText(text, 1, 0)


def test_every_kind_of_block_holds_nasty_text() -> None:
    """Syntax in headings, verse, tables, captions, notes, signs and foreign words comes back."""
    call = NoteCall("n1", line(NASTY))
    one = (line(NASTY), call, line(NASTY), PageBreak(2), line(NASTY))
    check_reading(
        reading(
            Heading("h1", 1, one[:3]),
            Paragraph("p1", one),
            Paragraph("p2", one, "la"),
            Heading("h2", 3, one),
            Verse("v1", (one, one[:1], one[2:])),
            Table("t1", ((one, one[:1]), (one[:1],), ((), one[:1], one))),
            Figure("g1", 5, Box(0, 0, 1, 1), one),
            Note("n1", "margin", (line(NASTY), PageBreak(3), line(NASTY))),
            Note("n2", "foot", one),
        )
    )


def test_a_note_of_another_chapter_is_linked_to() -> None:
    """A note that stands in another chapter than its call keeps its place and gets a link."""
    call = Paragraph("p1", (line("mot"), NoteCall("n1", line("(1)")), line("suite")))
    note = Section(
        id="s2", view=2, level=1, title="B", blocks=(Note("n1", "foot", (line("Note."),)),)
    )
    document = reading(call, more=(note,))
    first, second = chapters(edition(document))
    assert "mot [(1)](02-b.md#n1){.call} suite\n" in first
    assert "[]{#n1 .note .foot}Note.\n" in second
    check_reading(document)


def test_a_paragraph_is_one_line() -> None:
    """A paragraph is one line of its file, however many lines and pages it runs over."""
    text = edition(small_document())["text/02-avant-propos.md"]
    mark = '[]{#f4 .pagebreak role="doc-pagebreak" aria-label="2"}'
    assert f"On l’a par{mark}couru en un jour \\<& cela suffit>.\n" in text


def test_every_view_is_marked_once_in_order(real_document: Document) -> None:
    """Each view has one page mark, in the order of the views."""
    marks = [
        run.view
        for text in chapters(edition(real_document))
        for block in read_blocks(text)
        for row in block.lines
        for run in row
        if isinstance(run, PageBreak)
    ]
    assert marks == [view.order for view in real_document.views]


# Other readers of Markdown


@pytest.mark.parametrize("path", edition(small_document()))
def test_mdformat_changes_nothing(path: str) -> None:
    """mdformat, which knows of footnotes and tables, leaves each file as it is."""
    text = edition(small_document())[path]
    assert mdformat.text(text, extensions=PLUGINS) == text


def test_mdformat_leaves_the_words_of_real_documents(real_document: Document) -> None:
    """All that mdformat takes away is backslashes that only Pandoc needs."""
    for text in edition(real_document).values():
        formatted = mdformat.text(text, extensions=PLUGINS)
        assert read_blocks(formatted) == read_blocks(text)
        assert formatted.replace("\\", "") == text.replace("\\", "")


def check_pandoc(document: Document) -> None:
    """Fail unless Pandoc reads the same text in each block as we do."""
    for text in chapters(edition(document)):
        called = set(re.findall(r"^\[\^(\w+)\]:", text, re.MULTILINE))
        blocks = [block for block in read_blocks(text) if block.id not in called]
        for theirs, ours in zip(pandoc(text), blocks, strict=True):
            if ours.kind == "figure":  # a link with the picture stands on the line before
                assert theirs.partition("\n")[2] == ours.text
            else:
                assert theirs == ("<Table>" if ours.kind == "table" else ours.text)


@pytest.mark.validator
def test_pandoc_reads_the_same_text(real_document: Document) -> None:
    """Pandoc reads each block of a real document as the same block of the same text."""
    check_pandoc(real_document)


@pytest.mark.validator
def test_pandoc_reads_the_small_document() -> None:
    """Pandoc reads every kind of block as the same block of the same text."""
    check_pandoc(small_document())


# What a person corrected and added


def test_corrections_and_additions_are_read_back() -> None:
    """Corrected words are text like any other; emphasis and links are read back as they were."""
    words = (
        Added("Voir", End.SPACE),
        Added("La vie", End.SPACE, rend="italic"),
        Added(NASTY, End.GLUED, href="https://example.org/a_b?c=d&e"),
        Added(", et", End.SPACE),
        Added("ceci", End.SPACE, rend="bold"),
    )
    corrected = Correction((line("sic"),), NASTY)
    struck = Correction((line("rien"),), "")
    missed = Correction((), "mot", End.GLUED)
    check_reading(
        reading(
            Heading("h1", 1, (Added("Titre"),)),
            Paragraph("p1", words),
            Paragraph("p2", (line("a"), corrected, line("b"), struck, missed, line("c"))),
            Paragraph("p3", (line("a"), NoteCall("n1", Added("[1]", End.GLUED)), line(", b"))),
            Note("n1", "foot", words, is_called=True),
        )
    )
