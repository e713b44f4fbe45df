from __future__ import annotations

import re
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from gallica_export.errors import WorkingCopyError
from gallica_export.markdown import read_blocks
from gallica_export.model import (
    Added,
    Advertisement,
    Correction,
    Document,
    Heading,
    ItemList,
    LineText,
    Note,
    NoteCall,
    PageBreak,
    Paragraph,
    Quote,
    Reading,
    Section,
    Table,
    Verse,
    inlines_of,
    is_added,
    plain,
)
from tests.documents import small_document
from tests.drawn import documents, hostile_document
from tests.markdown_reading import chapters, check_reading, edition
from tests.working_copies import changed, chapters_of, corrected_by, spots

drawn = settings(deadline=None, max_examples=80, suppress_health_check=[HealthCheck.too_slow])
FOREWORD = "text/02-avant-propos.md"


def block(document: Document, name: str) -> Paragraph | Heading | Note:
    found = next(one for one in document.reading.blocks() if getattr(one, "id", "") == name)
    assert isinstance(found, Paragraph | Heading | Note)
    return found


def corrections(document: Document) -> list[tuple[str, str]]:
    """What the OCR read and what stands in its place, in reading order."""
    return [
        (" ".join(line.text for line in one.sic), one.corr)
        for part in document.reading.blocks()
        for inline in inlines_of(part)
        for one in (inline.sign if isinstance(inline, NoteCall) else inline,)
        if isinstance(one, Correction)
    ]


# What nobody touched


def test_a_copy_that_nobody_touched_is_the_text_that_was_written() -> None:
    """The chapters of the small document, read back, are its reading text to the last line."""
    document = small_document()
    assert corrected_by(document, chapters_of(document)).reading == document.reading


def test_hostile_text_that_nobody_touched_is_the_same() -> None:
    """Hostile text in every field changes nothing."""
    document = hostile_document()
    assert corrected_by(document, chapters_of(document)).reading == document.reading


@drawn
@given(document=documents())
def test_any_document_that_nobody_touched_is_the_same(document: Document) -> None:
    """Blocks in any order, cut anywhere, come back as the same model."""
    assert corrected_by(document, chapters_of(document)).reading == document.reading


def test_real_documents_that_nobody_touched_are_the_same(real_document: Document) -> None:
    """A whole book, a booklet and a newspaper come back as the same model."""
    again = corrected_by(real_document, chapters_of(real_document))
    assert again.reading == real_document.reading


def test_lines_that_an_editor_wrapped_are_the_same() -> None:
    """A program that breaks long lines changes nothing, nor does one that writes CRLF."""
    document = small_document()
    wrapped = {
        path: text.replace("est petit", "est\npetit").replace("\n", "\r\n")
        for path, text in chapters_of(document).items()
    }
    assert corrected_by(document, wrapped).reading == document.reading


# Words


def test_a_corrected_word_keeps_what_the_ocr_read() -> None:
    """One word is corrected, and all around it stays the line that it was."""
    document = changed(small_document(), ("est petit ;", "est grand ;"))
    first, word, rest, *_ = block(document, "p3").inlines
    assert first == LineText("Ce livre est", 3, 2, words=(0, 3))
    assert word == Correction((LineText("petit", 3, 2, words=(3, 4)),), "grand")
    assert isinstance(rest, LineText)
    assert rest.text == "; peut-"
    assert document.editors == ("Jeanne Dupont",)


def test_a_word_across_a_page_turn_is_corrected_on_either_side() -> None:
    """Each half of a word that a page mark divides keeps its own line, and they stay one word."""
    mark = '[]{#f4 .pagebreak role="doc-pagebreak" aria-label="2"}'
    document = changed(small_document(), (f"par{mark}couru", f"per{mark}courut"))
    assert corrections(document) == [("par-", "per"), ("couru", "courut")]
    assert "On l’a percourut en un jour" in plain(block(document, "p3").inlines)


def test_words_that_the_ocr_missed_and_words_that_are_none() -> None:
    """A word put in has no line of the OCR, and one taken out leaves no text."""
    document = changed(small_document(), ("Ce livre est", "Ce tout petit livre"))
    assert corrections(document) == [("", "tout petit"), ("est", "")]
    assert plain(block(document, "p3").inlines).startswith("Ce tout petit livre petit ;")


def test_a_hyphenated_word_is_corrected_whole() -> None:
    """A word that was kept together over a line's end is one correction of two lines."""
    document = changed(small_document(), ("peut-être", "peut être"))
    assert corrections(document) == [("peut- être", "peut être")]


def test_the_sign_of_a_call_is_corrected() -> None:
    """The sign of a note's call is corrected like any word, and still calls the note."""
    document = changed(small_document(), ("[(1).]{.call}", "[(1)]{.call}"))
    assert corrections(document) == [("(1).", "(1)")]
    assert block(document, "n1") == block(small_document(), "n1")


def test_verse_tables_captions_and_notes_are_corrected() -> None:
    """Every kind of block is corrected in its place, with its name and shape."""
    document = changed(
        small_document(),
        ("Rue du Bac", "Quai du Bac"),
        ("ciel gris", "ciel bleu"),
        ("deux", "trois"),
        ("Un œuf", "Un œil"),
        ("Voyez la fin", "Voyez le début"),
    )
    assert corrections(document) == [
        ("la", "le"),
        ("fin.", "début."),
        ("gris", "bleu"),
        ("deux", "trois"),
        ("Rue", "Quai"),
        ("œuf.", "œil."),
    ]
    assert [one.reason for one in document.reading.blocks() if isinstance(one, Advertisement)] == [
        "engine"
    ]
    assert [one.kind for one in document.reading.blocks()] == [
        one.kind for one in small_document().reading.blocks()
    ]


@drawn
@given(document=documents(), seed=st.integers(0, 2**32))
def test_random_edits_of_words_come_through(document: Document, seed: int) -> None:
    """Words are changed, put in and taken out at random: the files' text is the reading text.

    No word of the OCR is lost on the way, and none stands twice.
    """
    check_edits(document, Random(seed))


def test_random_edits_of_a_real_book_come_through(real_document: Document) -> None:
    """The same in real documents."""
    check_edits(real_document, Random(1))


_WORD = re.compile(r"(?<![\w#.\[{(\\&/=\"!:-])[^\W\d_]{2,}(?![\w\]}\"=\\;:)/-])")


def check_edits(document: Document, random: Random) -> None:
    def edit(found: re.Match[str]) -> str:
        choice = random.randrange(20)
        return {0: "neuf", 1: f"neuf {found[0]}", 2: f"{found[0][::-1]}x"}.get(choice, found[0])

    edited = {
        path: "\n".join(
            line if line.startswith(("#", "|", "[Pl")) else _WORD.sub(edit, line)
            for line in text.split("\n")
        )
        for path, text in chapters_of(document).items()
    }
    again = corrected_by(document, edited)
    assert spots(again) == spots(document)
    written = chapters(edition(again))
    for (path, text), made in zip(sorted(edited.items()), written, strict=True):
        assert [one.text for one in read_blocks(made)] == [one.text for one in read_blocks(text)], (
            path
        )


# Blocks


def test_a_paragraph_is_divided() -> None:
    """The first part of a divided paragraph keeps its name, the second gets one of its own."""
    document = changed(small_document(), ("; peut-être", ";\n\npeut-être"))
    assert plain(block(document, "p3").inlines) == "Ce livre est petit ;"
    assert plain(block(document, "e1").inlines).startswith("peut-être trop")
    assert corrections(document) == []


def test_paragraphs_are_joined() -> None:
    """Two paragraphs that become one keep their lines and no correction is seen in them."""
    document = changed(small_document(), ("LE PETIT LIVRE\n\npar", "LE PETIT LIVRE par"))
    assert plain(block(document, "p1").inlines) == "LE PETIT LIVRE par un Anonyme"
    assert corrections(document) == []


def test_a_paragraph_becomes_a_heading_and_a_heading_a_paragraph() -> None:
    """Headings are made and unmade without a word being corrected."""
    document = changed(
        small_document(), ("# AVANT-PROPOS. {#s2}", "AVANT-PROPOS."), ("par un", "## par un")
    )
    titles = [section.title for section in document.reading.walk()]
    assert titles == ["", "par un Anonyme", "Fin", "Planche"]
    assert corrections(document) == []


def test_a_block_that_is_struck_out_is_set_aside() -> None:
    """The words of a paragraph that a person took out are set aside, and why."""
    document = changed(small_document(), ("par un Anonyme\n", ""))
    aside = next(one for one in document.reading.asides if one.reason == "struck-out")
    assert (aside.view, aside.line, aside.text) == (2, 1, "par un Anonyme")
    assert corrections(document) == []


def test_an_introduction_of_ones_own() -> None:
    """A new file is a chapter where its name sorts, with emphasis, links and notes of its own."""
    chapters = chapters_of(small_document())
    chapters["text/00-introduction.md"] = (
        "# Introduction {#introduction}\n\nCe *petit* livre, [ici](https://example.org/)[^1].\n\n"
        "[^1]: Voir **plus loin**.\n"
    )
    document = corrected_by(small_document(), chapters)
    first, *rest = document.reading.sections
    assert (first.id, first.title, first.is_added) == ("introduction", "Introduction", True)
    assert tuple(rest) == small_document().reading.sections
    _, paragraph, note = first.blocks
    assert isinstance(paragraph, Paragraph)
    assert isinstance(note, Note)
    _, emphasis, *_ = paragraph.inlines
    assert emphasis == Added("petit", rend="italic")
    assert plain(paragraph.inlines) == "Ce petit livre, ici[1]."
    assert plain(note.inlines) == "Voir plus loin."


def test_verse_of_ones_own_needs_no_name() -> None:
    """Verse that a person writes keeps its lines, whether or not it was given an id."""
    for mark in ("[]{.verse}", "[]{#mine .verse}"):
        chapters = chapters_of(small_document())
        chapters["text/00-mine.md"] = f"# Vers\n\n{mark}un\\\ndeux\n"
        verse = corrected_by(small_document(), chapters).reading.sections[0].blocks[1]
        assert isinstance(verse, Verse)
        assert [plain(line) for line in verse.lines] == ["un", "deux"]


def test_a_note_of_ones_own_at_a_page() -> None:
    """A note of the editor's is called from the text of the OCR, which stays what it was."""
    document = changed(
        small_document(),
        ("cela suffit>.\n", "cela suffit>.[^ed]\n\n[^ed]: Une note *nouvelle*.\n"),
    )
    note = next(one for one in document.reading.blocks() if isinstance(one, Note) and is_added(one))
    assert note.is_called
    calls = [one for one in block(document, "p3").inlines if isinstance(one, NoteCall)]
    assert calls[-1] == NoteCall(note.id, Added("[1]"))
    assert corrections(document) == []


def test_a_paragraph_of_ones_own_beside_a_corrected_one() -> None:
    """A new paragraph does not take words from the one after it that was corrected."""
    document = changed(
        small_document(), ("Ce livre est petit", "Ce que dit l’éditeur.\n\nLe livre est petit")
    )
    assert corrections(document) == [("Ce", "Le")]
    assert [plain(one.inlines) for one in _own(document)] == ["Ce que dit l’éditeur."]


def _own(document: Document) -> list[Paragraph]:
    return [
        one for one in document.reading.blocks() if isinstance(one, Paragraph) and is_added(one)
    ]


def test_a_heading_of_ones_own_opens_a_section() -> None:
    """A heading put before the verse takes what follows into a section of its own."""
    document = changed(small_document(), ("[]{#v1", "### Un poème\n\n[]{#v1"))
    (section,) = (one for one in document.reading.walk() if one.title == "Un poème")
    assert isinstance(section, Section)
    assert (section.level, section.view) == (3, 4)
    assert isinstance(section.blocks[0], Heading)
    assert isinstance(section.blocks[1], Verse)


def test_lists_quotations_and_tables_of_ones_own() -> None:
    """Lists, quotations and tables that a person writes are blocks, with emphasis and notes."""
    chapters = chapters_of(small_document())
    chapters["text/00-introduction.md"] = (
        "# Introduction\n\n- un *mot*\n- deux\n  mots[^1]\n\n1. premier\n2. second\n\n"
        "> Une citation\n> longue.\n>\n> Et **fin**.\n\n| a | b |\n| - | - |\n| c | d |\n\n"
        "[^1]: Une note.\n"
    )
    document = corrected_by(small_document(), chapters)
    _, bullets, note, numbers, quote, table = document.reading.sections[0].blocks
    assert isinstance(bullets, ItemList)
    assert [plain(item) for item in bullets.items] == ["un mot", "deux mots[1]"]
    assert isinstance(note, Note)
    assert isinstance(numbers, ItemList)
    assert (bullets.is_numbered, numbers.is_numbered) == (False, True)
    assert isinstance(quote, Quote)
    assert [plain(one) for one in quote.paragraphs] == ["Une citation longue.", "Et fin."]
    assert isinstance(table, Table)
    assert document.reading.sections[0].is_added
    check_reading(document)


def test_emphasis_within_emphasis_is_both() -> None:
    """Words that are both bold and italic stay both, in whatever way a person wrote it."""
    chapters = chapters_of(small_document())
    chapters["text/00-introduction.md"] = "# Titre\n\nUn ***fort*** et **gros *petit* gros**.\n"
    document = corrected_by(small_document(), chapters)
    inlines = document.reading.sections[0].blocks[1].inlines  # type: ignore[union-attr] # a paragraph
    rends = {one.text: one.rend for one in inlines if isinstance(one, Added) and one.rend}
    assert rends == {"fort": "bold italic", "petit": "bold italic", "gros": "bold"}
    check_reading(document)


def test_a_comment_says_nothing() -> None:
    """A person's remark to themselves, as an HTML comment, is in no edition."""
    document = changed(
        small_document(), ("par un Anonyme\n", "par un<!-- qui ? --> Anonyme\n\n<!-- voir -->\n")
    )
    assert document.reading == small_document().reading


def test_text_of_the_ocr_becomes_a_list() -> None:
    """Paragraphs of the OCR that a person makes a list or a quotation keep their lines."""
    document = changed(
        small_document(),
        ("LE PETIT LIVRE\n\npar un Anonyme", "- LE PETIT LIVRE\n- par un Auteur"),
        ("Ce livre est", "> Ce livre est"),
    )
    items, quote = (b for b in document.reading.blocks() if isinstance(b, ItemList | Quote))
    assert isinstance(items, ItemList)
    assert items.items[0] == (LineText("LE PETIT LIVRE", 2, 0),)
    assert isinstance(quote, Quote)
    assert PageBreak(4) in quote.paragraphs[0]
    assert corrections(document) == [("Anonyme", "Auteur")]
    assert spots(document) == spots(small_document())
    check_reading(document)


# What does not fit


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("[]{#f2 .pagebreak", "[]{#f2", "text/01.md:3: the mark of view 2 is lost"),
        ("In fine.]", "[]{#f4 .pagebreak}[In fine.]", "md:7: view 4 is marked again.*md:3"),
        ("un Anonyme", "un []{#f99 .pagebreak}Anonyme", "text/01.md:9: view 99 is marked"),
        ("par un Anonyme\n", "par un Anonyme\n\n- un\n  - deux\n", "01.md:12: .*list in a list"),
        ("par un Anonyme\n", "par un Anonyme\n\n- un\n\n  deux\n", "01.md:11: .*second par"),
        ("par un Anonyme\n", "par un Anonyme\n\n> # un\n", "01.md:11: .*heading in a quot"),
        ("par un Anonyme\n", "par un Anonyme\n\n- ![x](y.png)\n", "01.md:11: .*image"),
        ("par un Anonyme\n", "par un Anonyme\n\n![x](y.png)\n", "text/01.md:11: .*image"),
        ("par un Anonyme", "par un <b>Anonyme</b>", "01.md:9: .*HTML"),
        ("par un Anonyme\n", "par un Anonyme\n\n<div>\n", "01.md:11: .*HTML"),
        ("par un Anonyme\n", "par un Anonyme\n\n---\n", "01.md:11: .*rule"),
        ("par un Anonyme\n", "par un Anonyme\n\n```\nx\n```\n", "01.md:11: .*block of code"),
        ("# AVANT-PROPOS.", "# <b>AVANT</b>-PROPOS.", "02-avant-propos.md:1: .*HTML"),
        ("| un ", "| ![un](x.png) ", "02-avant-propos.md:12: .*image"),
        ("par un Anonyme\n", "par un Anonyme\n\n[Ici](../x.md), dit-on.\n", "01.md:11: the link"),
        *(
            ("par un Anonyme\n", f"par un Anonyme\n\n[Ici]({address}).\n", "01.md:11: the link")
            for address in ("https://", "http://[a", "http://a:9x/", "<http://a b/>", "https:a")
        ),
        ("par un Anonyme", "par un *Anonyme*", "text/01.md:9: emphasis or a link"),
        ("[^n1]: ", "[^nx]: ", "text/02-avant-propos.md:3: note n1 is called"),
        ("[^n1]: ", "[^n1]: x\n\n[^n1]: ", "has a second paragraph, or stands twice"),
        ("par un Anonyme\n", "par un Anonyme[^zz]\n", "text/01.md:9: note zz is called"),
    ],
)
def test_what_does_not_fit_is_told_with_its_line(old: str, new: str, told: str) -> None:
    """A mark that is lost or doubled, and what has no place, is told with file and line."""
    with pytest.raises(WorkingCopyError, match=told):
        changed(small_document(), (old, new))


def test_text_that_was_moved_over_a_page_mark_is_told() -> None:
    """A paragraph that was taken to another view no longer fits it."""
    text = "LE PETIT LIVRE\n\npar un Anonyme\n"
    mark = '[]{#f3 .pagebreak role="doc-pagebreak" aria-label="I"}'
    chapters = chapters_of(small_document())
    first = chapters["text/01.md"]
    chapters["text/01.md"] = first.replace(text, "").replace(mark, f"{mark}\n\n{text}")
    with pytest.raises(WorkingCopyError, match=r"text/01\.md:\d+: .*no longer fits its view"):
        corrected_by(small_document(), chapters)


def test_words_on_the_wrong_side_of_a_page_mark_are_told() -> None:
    """A page mark that was put some words further is told with the words."""
    mark = '[]{#f4 .pagebreak role="doc-pagebreak" aria-label="2"}'
    with pytest.raises(WorkingCopyError, match="stands on the other side of a page mark"):
        changed(small_document(), (f"par{mark}couru en un", f"par couru en{mark} un"))


def _running(first: str, second: str) -> Document:
    """The small document as one paragraph that runs over two views."""
    inlines = (PageBreak(1), LineText(first, 1, 0), PageBreak(2), LineText(second, 2, 0))
    chapter = Section(id="s1", view=1, level=1, title="A", blocks=(Paragraph("p1", inlines),))
    return replace(small_document(), reading=Reading(sections=(chapter,)))


def test_texts_of_two_views_that_changed_places_are_told() -> None:
    """Text under the mark of another view is told, though a page may be typed anew."""
    first = " ".join(f"premier{letter}" for letter in "abcdefghijklmnop")
    second = " ".join(f"second{letter}" for letter in "abcdefghijklmnop")
    document = _running(first, second)
    swapped = {
        path: text.replace(first, "@").replace(second, first).replace("@", second)
        for path, text in chapters_of(document).items()
    }
    with pytest.raises(WorkingCopyError, match="is the text of another view"):
        corrected_by(document, swapped)
    anew = changed(document, (first, first.replace("premier", "nouveau")))
    assert len(corrections(anew)) == 16


def test_a_chapter_of_ones_own_begins_with_a_title() -> None:
    """A new file without a title is told to have one."""
    chapters = {**chapters_of(small_document()), "text/00.md": "Du texte.\n"}
    with pytest.raises(WorkingCopyError, match=r"text/00\.md:1: .*begins with its title"):
        corrected_by(small_document(), chapters)


def test_two_documents_do_not_mix() -> None:
    """The chapters of another document do not pass for a correction."""
    other = replace(small_document(), views=small_document().views)
    chapters = {**chapters_of(other), FOREWORD: ""}
    with pytest.raises(WorkingCopyError, match="mark of view 4 is lost"):
        corrected_by(small_document(), chapters)
