from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from lxml import etree
from msgspec.structs import replace

from gallica_export.model import (
    Advertisement,
    Agent,
    Block,
    Document,
    Figure,
    Heading,
    Inline,
    ItemList,
    LineText,
    Note,
    NoteCall,
    PageBreak,
    Paragraph,
    Quote,
    Reading,
    Record,
    Section,
    Table,
    Verse,
    plain,
)
from gallica_export.templating import LANGUAGES
from gallica_export.writers.epub import write_epub
from gallica_export.writers.epub.metadata import dublin_core
from gallica_export.writers.epub.plan import make_plan
from tests.documents import (
    document_with_an_index,
    small_document,
    specimen_document,
)
from tests.drawn import HOSTILE, documents, hostile_document
from tests.epub_book import LANG, NAMES, Book, archive, members, said, saved, templates
from tests.epub_documents import (
    EDITIONS,
    in_hebrew,
    of_many_views,
    specimen_snapshot,
    with_contents_in_disorder,
    with_one_view,
    without_contents,
    without_record,
    without_views,
)
from tests.golden import check_golden
from tests.links import broken_links
from tests.validators import ace, chromium, epubcheck

drawn = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])


each_edition = pytest.mark.parametrize("made", EDITIONS, ids=lambda made: made.__name__)


# --- nothing is lost -----------------------------------------------------------------------------


#: What holds the text of a block.
_LEAF = " or ".join(f"self::x:{tag}" for tag in ("p", "td", "figcaption", "h1", "h2", "h3", "h4"))


def check_words(document: Document) -> None:
    book = Book(document)
    assert document.reading
    written: dict[str, list[str]] = {}
    for name in book.text_files:
        for added in book.find(name, "//*[@class='added' or @class='supplied']"):
            _drop(added)
        for element in book.find(name, "//*[@id]"):
            leaves = element.xpath(f"descendant-or-self::*[{_LEAF}]", namespaces=NAMES)
            written[element.get("id")] = [said(leaf) for leaf in leaves if said(leaf)]
    for block in _blocks(document.reading):
        texts = [" ".join(plain(inlines).split()) for inlines in _containers(block)]
        assert written[block.id] == [text for text in texts if text], block
    for view in document.views:
        asides = [aside.text for aside in document.reading.asides if aside.view == view.order]
        path = f"//*[@id='v{view.order}']//*[@class='aside']"
        shown = [
            text
            for name in book.pages
            if name.startswith("views-")
            for text in book.texts(name, path)
        ]
        assert shown == [" ".join(text.split()) for text in asides]


def _drop(element: etree._Element) -> None:
    for child in list(element):
        element.remove(child)
    element.text = None


def _blocks(
    reading: Reading,
) -> Iterator[
    Heading | Paragraph | Verse | Advertisement | Table | ItemList | Quote | Figure | Note
]:
    for section in reading.walk():
        yield from (block for block in section.blocks if not isinstance(block, PageBreak))


def _containers(block: Block) -> Iterator[tuple[Inline, ...]]:
    match block:
        case PageBreak():
            return
        case (
            Verse(lines=lines)
            | ItemList(items=lines)
            | Quote(paragraphs=lines)
            | Advertisement(paragraphs=lines)
        ):
            yield from lines
        case Table(rows=rows):
            yield from (cell for row in rows for cell in row)
        case Figure(caption=caption):
            yield caption
        case _:
            yield block.inlines


@drawn
@example(small_document())
@given(documents())
def test_every_word_is_in_the_book(document: Document) -> None:
    """Each block has exactly its reading text, and each view its lines set aside."""
    check_words(document)


def check_structure(document: Document) -> None:
    book = Book(document)
    assert broken_links(book.files) == []
    breaks = [
        (mark.get("id"), mark.get("aria-label"), name)
        for name in book.text_files
        for mark in book.find(name, "//x:span[@epub:type='pagebreak'][@role='doc-pagebreak']")
    ]
    assert sorted(id_ for id_, _, _ in breaks) == sorted(view.id for view in document.views)
    pages = [(label, f"{name}#{id_}") for id_, label, name in breaks]
    assert book.nav("page-list") == [(" ".join(label.split()), href) for label, href in pages]
    targets = [
        (said(target), str(target.xpath("ncx:content/@src", namespaces=NAMES)[0]))
        for target in book.find("toc.ncx", "//ncx:pageTarget")
    ]
    assert targets == book.nav("page-list")
    assert book.nav("toc")
    assert [link for link in book.nav("landmarks") if link[1] == "colophon.xhtml"]
    for name, page in book.pages.items():
        if name.endswith(".xhtml"):
            assert page.get("lang") == page.get(LANG), name
            ranks = [int(tag.tag[-1]) for tag in book.find(name, "//x:h1|//x:h2|//x:h3|//x:h4")]
            assert all(b <= a + 1 for a, b in pairwise(ranks)), name


@drawn
@given(documents())
def test_every_book_holds_together(document: Document) -> None:
    """Links resolve, each view has one page break, and all lists of pages agree."""
    check_structure(document)


@each_edition
def test_every_edition_holds_together(made: Callable[[], Document]) -> None:
    """The same without text, record, contents, views or pictures."""
    check_structure(made())


# --- pages ---------------------------------------------------------------------------------------


def test_a_page_break_stands_inside_the_word_it_divides() -> None:
    """The mark of a page stands at its exact place in a running paragraph, and has no text."""
    content = members(small_document())["text-002.xhtml"].decode()
    mark = '<span epub:type="pagebreak" role="doc-pagebreak" id="f4" aria-label="2"/>'
    assert f"On l’a par{mark}couru en un jour" in content


def test_pages_have_their_printed_labels() -> None:
    """The page list has the printed labels, and says which views have none."""
    labels = [label for label, _ in Book(small_document()).nav("page-list")]
    assert labels == ["plat sup.", "[vue 2]", "I", "2", "[vue 5]", "4"]


def test_the_page_that_opens_a_chapter_stands_in_its_file() -> None:
    """A page break at the end of a section moves into the next one, which begins on that page."""
    assert make_plan(small_document()).hrefs["f3"] == "text-002.xhtml#f3"


def test_the_package_says_which_pages_these_are() -> None:
    """Source of the page breaks and the two features are declared where there are pages only."""
    assert _metas(small_document(), "pageBreakSource") == [small_document().attribution.permalink]
    features = _metas(small_document(), "schema:accessibilityFeature")
    assert {"pageBreakMarkers", "pageNavigation"} <= set(features)
    assert _metas(without_views(), "pageBreakSource") == []


def test_a_long_section_is_divided_at_page_turns() -> None:
    """Pieces weigh about the same, none much over the limit, and each begins with a page break."""
    document = of_many_views(400)
    limit = 100_000
    plan = make_plan(document, limit)
    sizes = [
        sum(
            len(plain(block.inlines))
            for block in file.section.blocks
            if isinstance(block, Paragraph)
        )
        for file in plan.files
    ]
    assert len(sizes) > 4
    assert max(sizes) < limit * 1.1
    assert min(sizes) > max(sizes) * 0.8
    assert all(isinstance(file.section.blocks[0], PageBreak) for file in plan.files)


def test_a_book_without_contents_is_divided_too() -> None:
    """No file of a book of 1,200 views in one section is much larger than 300 KB."""
    book = of_many_views()
    blocks = tuple(book.reading.blocks())
    whole = Section(id="s1", view=1, level=1, blocks=blocks)
    files = members(replace(book, contents=(), reading=Reading(sections=(whole,))))
    sizes = [len(content) for name, content in files.items() if name.startswith("text-")]
    assert len(sizes) > 4
    assert max(sizes) < 350_000


@drawn
@given(documents(), st.integers(1, 200))
def test_dividing_changes_nothing(document: Document, limit: int) -> None:
    """However small the files, they hold the same blocks in the same order."""
    whole, divided = make_plan(document), make_plan(document, limit)
    assert [_inner(file.section) for file in divided.files] != []
    assert list(whole.hrefs) == list(divided.hrefs)
    assert [block for file in whole.files for block in _inner(file.section)] == [
        block for file in divided.files for block in _inner(file.section)
    ]


def _inner(section: Section) -> list[Block]:
    return [block for inner in section.walk() for block in inner.blocks]


# --- navigation ----------------------------------------------------------------------------------


def test_the_contents_are_nested_as_gallica_has_them() -> None:
    """The navigation and the NCX have the entries of the contents at their depths."""
    book = Book(small_document())
    rows = [
        (len(link.xpath("ancestor::x:ol", namespaces=NAMES)), said(link), link.get("href"))
        for link in book.find("nav.xhtml", "//x:nav[@epub:type='toc']//x:a")
    ]
    assert rows == [
        (1, "Avant-propos", "text-002.xhtml#s2"),
        (2, "Fin", "text-002.xhtml#s2-1"),
        (1, "Planche", "text-003.xhtml#s3"),
    ]
    points = [
        (len(point.xpath("ancestor-or-self::ncx:navPoint", namespaces=NAMES)), said(point[0]))
        for point in book.find("toc.ncx", "//ncx:navPoint")
    ]
    assert points == [(depth, title) for depth, title, _ in rows]


def test_what_the_navigation_cannot_hold_has_a_page() -> None:
    """A page has the entries without a link, out of order, or into other documents."""
    book = Book(with_contents_in_disorder())
    rows = [
        (said(row), [link.get("href") for link in row.iter("{*}a")])
        for row in book.find("contents.xhtml", "//x:li[not(x:ol)]")
    ]
    gallica = "https://gallica.bnf.fr/ark:/99999"
    assert rows == [
        ("Fin, 2", ["text-002.xhtml#s2-1"]),
        ("Planche", ["text-003.xhtml#s3"]),
        ("Sans lien", []),
        ("Index, 2, x", ["text-002.xhtml#f4", "text-003.xhtml#f5"]),
        ("Ailleurs, 7", [f"{gallica}/bpt6k7654321p/f1"]),
        ("Hors de l’édition, 93", [f"{gallica}/bpt6k1234567m/f99"]),
    ]
    assert "contents.xhtml" in book.spine
    assert [title for title, _ in book.nav("toc")] == ["Avant-propos", "Fin", "Planche"]


def test_contents_that_fit_need_no_page() -> None:
    """Where the navigation says all that the contents say, they are not repeated."""
    document = small_document()
    assert "contents.xhtml" not in Book(replace(document, contents=document.contents[:2])).pages
    assert "contents.xhtml" not in Book(without_contents()).pages


def test_an_index_keeps_its_order() -> None:
    """Entries that lead back begin no section: the navigation leaves them to the full contents."""
    book = Book(document_with_an_index())
    assert book.nav("toc") == [
        ("Avant-propos", "text-002.xhtml#s2"),
        ("Planche", "text-003.xhtml#s3"),
    ]
    rows = [(said(a), a.get("href")) for a in book.find("contents.xhtml", "//x:li/x:a")]
    assert rows == [
        ("Avant-propos", "text-002.xhtml#s2"),
        ("Planche", "text-003.xhtml#s3"),
        ("Titre", "text-001.xhtml#f2"),
        ("Vers", "text-002.xhtml#f4"),
        ("Zinc", "text-001.xhtml#f2"),
    ]


def test_without_contents_sections_lead_the_way() -> None:
    """The titled sections make the navigation where Gallica gives no contents."""
    titles = [title for title, _ in Book(without_contents()).nav("toc")]
    assert titles == ["Avant-propos", "Fin", "Planche"]


def test_without_sections_headings_lead_the_way() -> None:
    """Headings make the navigation where no section has a title."""
    heading = Heading("h1", 1, (LineText("LIVRE", 6, 0),))
    section = Section(id="s1", view=6, level=1, blocks=(PageBreak(6), heading))
    book = Book(replace(with_one_view(), reading=Reading(sections=(section,))))
    assert book.nav("toc") == [("LIVRE", "text-001.xhtml#h1")]


def test_the_navigation_is_never_empty() -> None:
    """A document without contents and headings still has a way to its text and colophon."""
    assert [href for _, href in Book(with_one_view()).nav("toc")] == [
        "titlepage.xhtml",
        "text-001.xhtml",
        "colophon.xhtml",
    ]


def test_landmarks_lead_to_the_parts_of_the_book() -> None:
    """Cover, title page, contents, page list, illustrations, text and colophon have a landmark."""
    links = Book(small_document()).find("nav.xhtml", "//x:nav[@epub:type='landmarks']//x:a")
    type_ = f"{{{NAMES['epub']}}}type"
    assert {str(link.get(type_)): link.get("href") for link in links} == {
        "cover": "cover.xhtml",
        "titlepage": "titlepage.xhtml",
        "toc": "nav.xhtml#toc",
        "page-list": "nav.xhtml#page-list",
        "loi": "nav.xhtml#loi",
        "bodymatter": "text-002.xhtml",
        "colophon": "colophon.xhtml",
    }


def test_a_title_that_is_not_printed_is_supplied() -> None:
    """A section without a printed heading shows its title, marked as not the OCR's."""
    printed = Heading("h1", 2, (LineText("UN.", 6, 0),))
    inner = Section(id="s1-1", view=6, level=2, title="Un", blocks=(printed,))
    again = Section(id="s1-2", view=6, level=2, title="Deux", blocks=(PageBreak(6),))
    part = Section(id="s1", view=6, level=1, title="Partie", sections=(inner, again))
    book = Book(replace(with_one_view(), reading=Reading(sections=(part,))))
    headings = book.find("text-001.xhtml", "//x:h1 | //x:h2")
    assert [(said(heading), heading.tag[-1], heading.get("class")) for heading in headings] == [
        ("Partie", "1", "supplied"),
        ("UN.", "2", None),
        ("Deux", "2", "supplied"),
    ]


# --- notes, figures, views -----------------------------------------------------------------------


def test_notes_and_their_calls_lead_to_each_other() -> None:
    """A call leads to its note and the note to its first call, across files too."""
    call = NoteCall("n1", LineText("(1)", 1, 0))
    note = Note("n1", "foot", (LineText("(1) Voyez.", 1, 1),), is_called=True)
    lost = NoteCall("n9", LineText("(9)", 1, 2))
    calling = Section(
        id="s1", view=1, level=1, blocks=(PageBreak(1), Paragraph("p1", (call, call, lost)))
    )
    holding = Section(id="s2", view=1, level=1, title="Deux", blocks=(note,))
    reading = Reading(sections=(calling, holding))
    book = Book(replace(with_one_view(), views=small_document().views[:1], reading=reading))
    calls = book.find("text-001.xhtml", "//x:a[@epub:type='noteref']")
    assert [(said(a), a.get("href"), a.get("id")) for a in calls] == [
        ("(1)", "text-002.xhtml#n1", "call-n1"),
        ("(1)", "text-002.xhtml#n1", None),
    ]
    assert "(9)" in said(book.pages["text-001.xhtml"])
    assert book.find("text-002.xhtml", "//x:aside[@epub:type='footnote']//@href") == [
        "text-001.xhtml#call-n1"
    ]


def test_a_note_without_call_is_not_hidden() -> None:
    """Only called notes are footnotes: reading systems hide those until their call is touched."""
    note = Note("n1", "margin", (LineText("En marge.", 6, 0),))
    section = Section(id="s1", view=6, level=1, blocks=(PageBreak(6), note))
    book = Book(replace(with_one_view(), reading=Reading(sections=(section,))))
    assert book.find("text-001.xhtml", "//*[@epub:type='footnote']") == []
    assert book.texts("text-001.xhtml", "//*[@id='n1']") == ["En marge."]


def test_a_figure_shows_its_page_or_a_link() -> None:
    """The picture of a view stands once, at its first figure; other figures lead to Gallica."""
    document = small_document()
    more = Figure("g2", 5, small_document().text(5).illustrations[0].box)
    last = document.reading.sections[2]
    section = replace(last, blocks=(*last.blocks[:2], more, *last.blocks[2:]))
    book = Book(replace(document, reading=Reading(sections=(section,))))
    figures = [
        (str(figure.get("id")), [img.get("src") for img in figure.iter("{*}img")])
        for figure in book.find("text-001.xhtml", "//x:figure")
    ]
    assert figures == [("g1", ["images/f5.png"]), ("g2", [])]
    links = book.find("text-001.xhtml", "//x:figure//x:a/@href")
    assert links == [document.attribution.permalink_of(5)] * 2
    assert [title for title, _ in book.nav("loi")] == ["Fig. 1. — Un œuf.", "Planche, vue 5"]


def test_a_plate_is_listed_by_its_legend() -> None:
    """A view that Pagination calls a plate is in the list of illustrations, once, by its legend."""
    legends = {2: "Frontispice", 5: "L’œuf"}
    views = tuple(replace(view, caption=legends.get(view.order)) for view in small_document().views)
    assert Book(replace(small_document(), views=views)).nav("loi") == [
        ("Frontispice", "text-001.xhtml#f2"),
        ("Fig. 1. — Un œuf.", "text-003.xhtml#g1"),
    ]


def test_a_view_without_ocr_shows_its_page_or_a_link() -> None:
    """A picture, or else a link to Gallica, stands where the text of the view would stand."""
    book = Book(small_document())
    (cover,) = book.find("text-001.xhtml", "//x:div[@class='unread']")
    assert [img.get("src") for img in cover.iter("{*}img")] == ["thumbnails/f1.png"]
    assert cover.getprevious().find("{*}span").get("id") == "f1"
    (last,) = book.find("text-003.xhtml", "//x:div[@class='unread']")
    assert said(last).startswith("Aucun texte")
    permalink = small_document().attribution.permalink_of(6)
    assert [link.get("href") for link in last.iter("{*}a")] == [permalink]


def test_each_view_leads_to_its_place_and_to_gallica() -> None:
    """The list of views has label, place in the text, thumbnail and permalink of each."""
    book = Book(small_document())
    rows = [
        (
            said(row[0]),
            [str(href) for href in row.xpath(".//@href")],
            [str(src) for src in row.xpath(".//@src")],
        )
        for row in book.find("views-001.xhtml", "//x:ul[@class='views']/x:li")
    ]
    permalink = small_document().attribution.permalink_of
    assert rows[0] == (
        "plat sup. (vue 1) — Vue 1 en ligne",
        ["text-001.xhtml#f1", permalink(1)],
        ["thumbnails/f1.png"],
    )
    assert [hrefs[1] for _, hrefs, _ in rows] == [permalink(order) for order in range(1, 7)]


def test_a_foreign_paragraph_has_its_language() -> None:
    """The language of the book is on every page, that of a foreign paragraph on the paragraph."""
    book = Book(small_document(), "en")
    (latin,) = book.find("text-002.xhtml", "//x:p[@id='p4']")
    assert latin.get(LANG) == latin.get("lang") == "la"
    assert book.pages["content.opf"].get(LANG) == "fr"
    assert book.pages["text-002.xhtml"].get(LANG) == "fr"
    assert book.pages["colophon.xhtml"].get(LANG) == "en"


def test_a_script_from_right_to_left_runs_so() -> None:
    """Pages in Hebrew run from right to left, and so do the pages of the book."""
    book = Book(in_hebrew())
    assert book.pages["text-001.xhtml"].get("dir") == "rtl"
    assert book.find("content.opf", "//opf:spine/@page-progression-direction") == ["rtl"]
    assert Book(small_document()).find("content.opf", "//@page-progression-direction") == []


# --- the package ---------------------------------------------------------------------------------


def _metas(document: Document, name: str) -> list[str]:
    return Book(document).texts("content.opf", f"//opf:meta[@property='{name}']")


def test_the_record_is_in_the_package() -> None:
    """Title, creator with role, date, language, source, rights and identifier are Dublin Core."""
    document = small_document()
    package = Book(document)
    dc = {
        element.tag.rpartition("}")[2]: said(element)
        for element in reversed(package.find("content.opf", "//dc:*"))
    }
    assert dc["title"] == "Le petit livre : <essai> & suite"
    assert (dc["creator"], dc["date"], dc["language"]) == ("Anonyme, Jean", "1867", "fr")
    assert dc["identifier"] == document.attribution.permalink
    assert dc["source"] == "Presse de démonstration, SPEC-0"
    assert document.attribution.mention in package.texts("content.opf", "//dc:rights")
    (role,) = package.find("content.opf", "//opf:meta[@property='role']")
    assert (role.get("refines"), role.get("scheme"), said(role)) == (
        f"#{package.find('content.opf', '//dc:creator/@id')[0]}",
        "marc:relators",
        "aut",
    )


def test_the_edition_is_dated_by_its_data() -> None:
    """The date of modification is that of the snapshot, in UTC."""
    document = replace(small_document(), retrieved="2026-11-01T01:30:00+02:00")
    assert _metas(document, "dcterms:modified") == ["2026-10-31T23:30:00Z"]


@pytest.mark.parametrize(
    ("given_date", "written"),
    [
        ("1867", ["1867"]),
        ("1879-07-15", ["1879-07-15"]),
        ("1879-07", ["1879-07"]),
        ("18..", []),
        ("1867-1870", []),
        ("1867-W01-1", []),
        ("[1867?]", []),
        ("1879-13-01", []),
    ],
)
def test_only_dates_that_epub_knows_are_given(given_date: str, written: list[str]) -> None:
    """A date that is not a year, month or day is left to the colophon."""
    document = replace(small_document(), record=Record(date=(given_date,)))
    metadata = dublin_core(document, None, "", "fr")
    assert [one.value for one in metadata if one.name == "date"] == written
    assert given_date in said(Book(document).pages["colophon.xhtml"])


def test_a_role_without_code_is_left_out() -> None:
    """Roles are given as codes of the MARC relators where there is one, in any spelling."""
    agents = (
        Agent("A", None, "Chef d’Orchestre"),
        Agent("B", None, "Inconnu"),
        Agent("C", None, "Traducteur", False),
    )
    document = replace(small_document(), record=Record(agents=agents))
    roles = [
        (one.attributes["refines"], one.value)
        for one in dublin_core(document, None, "", "fr")
        if one.attributes.get("property") == "role"
    ]
    assert roles == [("#creator-1", "cnd"), ("#contributor-1", "trl")]


def test_accessibility_is_told_honestly() -> None:
    """Nothing claims conformance, the summary tells the OCR rate, pictures are told of."""
    package = members(small_document())["content.opf"].decode()
    assert "conformsTo" not in package
    (summary,) = _metas(small_document(), "schema:accessibilitySummary")
    assert "97,5" in summary
    assert _metas(small_document(), "schema:accessModeSufficient") == ["textual,visual"]
    assert _metas(of_many_views(2), "schema:accessModeSufficient") == ["textual"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_colophon_says_where_all_comes_from(lang: str) -> None:
    """Mention, ARK, conditions, licence, dates, rate, changes, version and notices are told."""
    book = Book(small_document(), lang)
    colophon = said(book.pages["colophon.xhtml"])
    for words in (
        "Source gallica.bnf.fr / Presse de démonstration",
        "ark:/99999/bpt6k1234567m",
        "SPEC-0",
        "Licence Ouverte",
        "2026-11-01",
        "2026-10-01",
        "97,5" if lang == "fr" else "97.5",
        "gallica-export",
        "(vue 6)" if lang == "fr" else "(view 6)",
    ):
        assert words in colophon
    addresses = book.find("colophon.xhtml", "//@href")
    assert small_document().attribution.conditions in addresses


def test_a_specimen_claims_no_address() -> None:
    """Under an ARK that is no web address, no page links to the outside but to the licence."""
    document = specimen_document()
    book = Book(document)
    outside = [
        href
        for name in book.pages
        if name.endswith(".xhtml")
        for href in book.find(name, "//@href")
        if ":" in str(href)
    ]
    assert outside == [document.attribution.licence_of_metadata]
    assert all(b"gallica.bnf.fr" not in content for content in book.files.values())


def test_no_page_loads_anything_from_outside() -> None:
    """Pictures and styles are files of the book."""
    book = Book(small_document())
    for name in book.pages:
        sources = book.find(name, "//@src | //x:link/@href") if name.endswith(".xhtml") else []
        assert all(str(source) in book.files for source in sources)
    assert b"url(" not in book.files["style.css"]
    assert b"@import" not in book.files["style.css"]


def test_hostile_text_comes_out_as_text() -> None:
    """Markup in any field of the record is read back as the text that it was."""
    book = Book(hostile_document())
    nasty = " ".join(" ".join(HOSTILE).split())
    assert book.texts("titlepage.xhtml", "//x:h1") == [nasty]
    assert nasty in said(book.pages["colophon.xhtml"])
    assert book.texts("content.opf", "//dc:title")[0] == nasty
    assert book.find("nav.xhtml", "//x:script|//x:img") == []


# --- bytes ---------------------------------------------------------------------------------------


def test_the_archive_begins_as_epub_asks() -> None:
    """The media type comes first, not deflated; no name stands twice; no member has a date."""
    with zipfile.ZipFile(BytesIO(archive(small_document()))) as opened:
        first, *others = opened.infolist()
        assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
        names = [member.filename for member in others]
        assert len(set(names)) == len(names)
        assert {member.date_time for member in others} == {(1980, 1, 1, 0, 0, 0)}
        assert opened.read("EPUB/images/f5.png") == small_document().image_bytes(
            small_document().views[4].image  # type: ignore[arg-type] # it has one
        )


_HASH = """
import hashlib, time
from pathlib import Path
time.time = lambda: {now}
from gallica_export.gallica.assemble import assemble
from gallica_export.gallica.snapshot import Snapshot
from gallica_export.reading import compose
from gallica_export.templating import Templates
from gallica_export.writers.epub import write_epub
snapshot = Snapshot.open(Path("gallica_export/specimen/bpt6k90000017"))
document = compose(assemble(snapshot, images="pages"))
for layout in ("reflowable", "facsimile"):
    (file,) = write_epub(document, Templates(), layout=layout)
    print(hashlib.sha256(file.content).hexdigest())
"""


def test_the_same_snapshot_gives_the_same_bytes() -> None:
    """Day, time zone, locale and hash seed leave no trace in either layout."""
    told = set()
    for now, seed, zone, locale in (
        (1_000_000_000, "1", "Asia/Tokyo", "C"),
        (2_000_000_000, "2", "America/New_York", "fr_FR.UTF-8"),
    ):
        run = subprocess.run(
            [sys.executable, "-c", _HASH.format(now=now)],
            env={**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": locale},
            cwd=Path(__file__).parent.parent,
            capture_output=True,
            text=True,
            check=True,
        )
        told.add(run.stdout)
    assert len(told) == 1


def test_the_small_document_is_as_golden(update_golden: bool) -> None:
    """The EPUB of the small document is, file by file, the one in tests/golden/epub."""
    check_golden("epub", write_epub(small_document(), templates()), update_golden)


# --- judges --------------------------------------------------------------------------------------


@pytest.mark.validator
@pytest.mark.parametrize("made", [*EDITIONS, of_many_views], ids=lambda made: made.__name__)
def test_epubcheck_has_nothing_to_say(made: Callable[[], Document], tmp_path: Path) -> None:
    """The official checker has no message of any level, not even on usage."""
    assert epubcheck(saved(made(), tmp_path)) == []


@pytest.mark.validator
@pytest.mark.parametrize(
    "made",
    [small_document, without_record, hostile_document, in_hebrew],
    ids=lambda made: made.__name__,
)
def test_ace_finds_no_barrier(made: Callable[[], Document], tmp_path: Path) -> None:
    """DAISY's accessibility checker finds no violation."""
    assert ace(saved(made(), tmp_path), tmp_path / "report") == []


@pytest.mark.validator
@pytest.mark.parametrize("lang", LANGUAGES)
def test_judges_are_content_with_the_specimen(lang: str, tmp_path: Path) -> None:
    """Both checkers pass the book that ships with the program, in either language."""
    path = saved(specimen_snapshot(), tmp_path, lang)
    assert epubcheck(path) == []
    assert ace(path, tmp_path / "report") == []


@pytest.mark.validator
def test_judges_are_content_with_real_documents(real_document: Document, tmp_path: Path) -> None:
    """Both checkers pass a real book, a partner's booklet and a newspaper; no word is missing."""
    check_words(real_document)
    check_structure(real_document)
    path = saved(real_document, tmp_path)
    assert epubcheck(path) == []
    assert ace(path, tmp_path / "report") == []


@pytest.mark.validator
def test_hostile_text_runs_nothing(tmp_path: Path) -> None:
    """In a browser, no page of a hostile book runs a script or asks for anything outside."""
    with zipfile.ZipFile(saved(hostile_document(), tmp_path)) as opened:
        opened.extractall(tmp_path)
    asked: list[str] = []
    with chromium() as browser:
        page = browser.new_page()
        page.on("dialog", lambda dialog: asked.append(dialog.message))
        page.on("request", lambda request: asked.append(request.url))
        for path in (tmp_path / "EPUB").glob("*.xhtml"):
            page.goto(path.as_uri())
    assert [url for url in asked if not url.startswith("file:///")] == []
