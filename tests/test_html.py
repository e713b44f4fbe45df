from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Literal

import lxml.html
import pytest
from hypothesis import HealthCheck, example, given, settings
from msgspec.structs import replace
from playwright.sync_api import Browser, Dialog
from playwright.sync_api import Page as BrowserPage

from gallica_export.ark import Ark
from gallica_export.model import (
    Advertisement,
    Document,
    Figure,
    Inline,
    LineText,
    Note,
    NoteCall,
    PageBreak,
    Paragraph,
    Reading,
    Record,
    Section,
    Table,
    TocEntry,
    TocTarget,
    Verse,
    plain,
)
from gallica_export.output import save
from gallica_export.templating import LANGUAGES, Templates
from gallica_export.wellformed import check_html
from gallica_export.writers.html import write_html
from tests.documents import (
    MemorySource,
    document_with_an_index,
    extract_document,
    restricted_document,
    small_document,
    specimen_document,
)
from tests.drawn import documents, hostile_document
from tests.golden import check_golden
from tests.links import addresses, broken_links
from tests.validators import axe, chromium, nu

drawn = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])


@cache
def templates(lang: str = "fr") -> Templates:
    """Templates read once: reading them takes longer than rendering a small document."""
    return Templates(lang=lang)


def site(document: Document, lang: str = "fr") -> dict[str, bytes]:
    """The files of the site by their path below its root."""
    files = write_html(document, templates(lang))
    return {file.path.partition("/")[2]: file.content for file in files}


def pages(files: dict[str, bytes]) -> dict[str, lxml.html.HtmlElement]:
    parser = lxml.html.HTMLParser(encoding="utf-8")
    return {
        path: lxml.html.document_fromstring(content, parser=parser)
        for path, content in files.items()
        if path.endswith(".html")
    }


def without_reading() -> Document:
    return replace(small_document(), reading=Reading())


def without_ocr() -> Document:
    breaks = tuple(PageBreak(order) for order in range(1, 7))
    reading = Reading(sections=(Section(id="s1", view=1, level=1, blocks=breaks),))
    source = MemorySource({}, small_document().source.images)  # type: ignore[attr-defined] # of ours
    return replace(small_document(), contents=(), reading=reading, source=source)


def without_record() -> Document:
    return replace(small_document(), record=Record(), notices=())


def with_one_view() -> Document:
    document = small_document()
    section = Section(id="s1", view=6, level=1, blocks=(PageBreak(6),))
    return replace(document, views=document.views[5:], reading=Reading(sections=(section,)))


EDITIONS = (
    small_document,
    without_reading,
    without_ocr,
    without_record,
    with_one_view,
    specimen_document,
    extract_document,
    restricted_document,
    document_with_an_index,
    hostile_document,
)
each_edition = pytest.mark.parametrize("made", EDITIONS, ids=lambda made: made.__name__)


def said(element: lxml.html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


# --- nothing is lost -----------------------------------------------------------------------------


def check_words(document: Document) -> None:
    read = pages(site(document))
    for view in document.views:
        lines = {
            line.get("id"): said(line) for line in read[f"views/{view.id}.html"].find_class("line")
        }
        ocr = document.text(view.order).lines
        assert lines == {f"{view.id}-l{place}": line.text for place, line in enumerate(ocr)}
    assert document.reading
    for chapter in document.reading.sections:
        article = read[f"text/{chapter.id}.html"].find(".//article")
        for added in article.xpath(".//*[@class='supplied' or @class='back']"):
            added.drop_tree()
        containers = article.xpath(
            ".//*[self::p or self::td or self::figcaption or (self::h1|self::h2|self::h3|self::h4)]"
        )
        shown = [said(container) for container in containers]
        assert [text for text in shown if text] == list(_reading_text(chapter))


def _reading_text(chapter: Section) -> Iterator[str]:
    for section in chapter.walk():
        for block in section.blocks:
            for inlines in _containers(block):
                text = " ".join(plain(inlines).split())
                if text:
                    yield text


def _containers(block: object) -> Iterator[tuple[Inline, ...]]:
    match block:
        case PageBreak():
            return
        case Verse(lines=lines) | Advertisement(paragraphs=lines):
            yield from lines
        case Table(rows=rows):
            yield from (cell for row in rows for cell in row)
        case Figure(caption=caption):
            yield caption
        case _:
            yield block.inlines  # type: ignore[attr-defined] # all other blocks have them


@drawn
@example(small_document())
@given(documents())
def test_every_word_stands_on_its_view_and_in_its_chapter(document: Document) -> None:
    """View pages have the words of the OCR line by line, chapters exactly the reading text."""
    check_words(document)


@drawn
@given(documents())
def test_every_site_holds_together(document: Document) -> None:
    """Links and anchors resolve, titles differ and headings nest, whatever the document."""
    check_structure(site(document))


@each_edition
def test_every_edition_holds_together(made: Callable[[], Document]) -> None:
    """Links, titles and headings are right without text, record, contents or pictures too."""
    check_structure(site(made()))


def check_structure(files: dict[str, bytes]) -> None:
    assert broken_links(files) == []
    read = pages(files)
    titles = [said(page.find(".//title")) for page in read.values()]
    assert len(set(titles)) == len(titles)
    for path, page in read.items():
        ranks = [int(heading.tag[1]) for heading in page.xpath("//h1|//h2|//h3|//h4|//h5|//h6")]
        assert ranks.count(1) == 1, path
        assert all(later <= rank + 1 for rank, later in pairwise([0, *ranks])), path
        assert page.get("lang") == "fr"
        assert page.xpath("//a[@class='skip']/@href") == ["#main"]
        assert len(page.xpath("//main[@id='main']")) == 1


def test_the_link_checker_sees_what_is_broken() -> None:
    """Missing files and anchors, absolute paths and repeated ids are each told."""
    page = b"""<!doctype html><p id="a"><i id="a"></i><a href="b.html"></a><a href="#z"></a>
        <a href="a.html#a"></a><img src="/x.png"><a href="javascript:0"></a>"""
    assert broken_links({"a.html": page}) == [
        "a.html: id 'a' twice",
        "a.html: 'b.html' leads nowhere",
        "a.html: '#z' names no anchor",
        "a.html: '/x.png' leads nowhere",
        "a.html: 'javascript:0' leads nowhere",
    ]


# --- pages, views and their places ---------------------------------------------------------------


def test_each_page_turn_stands_once_and_links_to_its_view() -> None:
    """Each view has one anchor in the chapters: its printed label, with a link to its page."""
    read = pages(site(small_document()))
    marks = {
        mark.get("id"): (path, mark.get("data-label"), mark.get("href"), mark.get("aria-label"))
        for path, page in read.items()
        for mark in page.xpath("//a[@class='page'][@id]")
    }
    assert marks == {
        "f1": ("text/s1.html", "plat sup.", "../views/f1.html", "plat sup. (vue 1)"),
        "f2": ("text/s1.html", "vue 2", "../views/f2.html", "vue 2"),
        "f3": ("text/s1.html", "I", "../views/f3.html", "page I (vue 3)"),
        "f4": ("text/s2.html", "2", "../views/f4.html", "page 2 (vue 4)"),
        "f5": ("text/s3.html", "vue 5", "../views/f5.html", "vue 5"),
        "f6": ("text/s3.html", "4", "../views/f6.html", "page 4 (vue 6)"),
    }


def test_a_word_runs_on_across_the_page_turn() -> None:
    """A page turn inside a word leaves it whole for searching and copying."""
    chapter = pages(site(small_document()))["text/s2.html"]
    assert "On l’a parcouru en un jour" in said(chapter)
    assert chapter.xpath("//p[@id='p3']/a[@id='f4']")


def test_a_chapter_that_begins_in_mid_page_shows_that_page() -> None:
    """Where the page break stands in the chapter before, the page is shown again, without id."""
    chapter = pages(site(small_document()))["text/s2.html"]
    first = chapter.xpath("(//article//a[@class='page'])[1]")[0]
    assert (first.get("data-label"), first.get("id")) == ("I", None)


def test_a_view_leads_to_its_place_in_the_text() -> None:
    """A view's page leads to its page turn, or to the chapter that alone has text of it."""
    read = pages(site(small_document()))
    ways = {
        order: read[f"views/f{order}.html"].xpath("//*[@class='ways']/a/@href")[0]
        for order in range(1, 7)
    }
    assert ways[2] == "../text/s1.html#f2"
    assert ways[3] == "../text/s2.html"
    assert ways[4] == "../text/s2.html#f4"


def test_views_lead_to_each_other() -> None:
    """Previous and next follow the views of the edition and stop at its ends."""
    read = pages(site(small_document()))
    neighbours = [
        [
            read[f"views/f{order}.html"].xpath(f"//nav//a[@rel='{rel}']/@href")
            for rel in ("prev", "next")
        ]
        for order in (1, 3, 6)
    ]
    assert neighbours == [[[], ["f2.html"]], [["f2.html"], ["f4.html"]], [["f5.html"], []]]


def test_lines_are_marked_with_what_they_are() -> None:
    """On a view's page each line set aside says its role, the parts of one line each their own."""
    view = pages(site(small_document()))["views/f4.html"]
    parts = [
        (part.get("class"), part.get("data-role"), said(part))
        for part in view.xpath("//*[@data-role]")
    ]
    assert parts[:2] == [
        ("running-title", "titre courant", "LE PETIT LIVRE"),
        ("page-number", "numéro de page", "2"),
    ]
    assert ("verse", "vers", "le vent écrit") in parts


def test_a_note_in_the_margin_is_marginalia() -> None:
    """A line of a note in the margin says on its view's page what it says in the JSON."""
    note = Note("n1", "margin", (LineText("LE PETIT LIVRE", 2, 0),))
    reading = Reading(sections=(Section(id="s1", view=2, level=1, blocks=(note,)),))
    view = pages(site(replace(small_document(), reading=reading)))["views/f2.html"]
    parts = [(part.get("class"), part.get("data-role")) for part in view.xpath("//*[@data-role]")]
    assert parts == [("marginalia", "note marginale")]


def test_notes_and_their_calls_lead_to_each_other() -> None:
    """A call leads to its note and the note back, in whichever chapters they stand."""
    call = NoteCall("n1", LineText("(1)", 1, 0))
    note = Note("n1", "foot", (LineText("(1) Voyez.", 1, 1),), is_called=True)
    calling = Section(
        id="s1", view=1, level=1, blocks=(PageBreak(1), Paragraph("p1", (call, call)))
    )
    holding = Section(id="s2", view=1, level=1, title="Deux", blocks=(note,))
    document = replace(
        with_one_view(),
        views=small_document().views[:1],
        contents=(),
        reading=Reading(sections=(calling, holding)),
    )
    files = site(document)
    assert broken_links(files) == []
    read = pages(files)
    assert read["text/s1.html"].xpath("//a[@class='call']/@href") == ["../text/s2.html#n1"] * 2
    assert read["text/s2.html"].xpath("//a[@class='back']/@href") == ["../text/s1.html#call-n1"]


# --- the title page ------------------------------------------------------------------------------


def test_the_contents_are_nested_as_gallica_has_them() -> None:
    """Each entry of the contents stands at its depth, with its printed label and its place."""
    index = pages(site(small_document()))["index.html"]
    rows = [
        (len(row.xpath("ancestor::ol")), said(row), row.get("href"))
        for row in index.xpath("//nav[@id='contents']//*[@class='row']")
    ]
    assert rows == [
        (1, "Pages liminaires plat sup.", "text/s1.html"),
        (1, "Avant-propos I", "text/s2.html"),
        (2, "Fin 2", "text/s2.html#s2-1"),
        (1, "Planche", "text/s3.html"),
        (1, "Sans lien", None),
    ]
    assert index.xpath("//a[@class='begin']/@href") == ["text/s2.html"]


def test_entries_lead_elsewhere_or_nowhere() -> None:
    """An entry may lead to several pages, to another document, or to a view left out."""
    other = Ark.parse("ark:/99999/bpt6k7654321p")
    contents = (
        TocEntry(
            title="Deux fois",
            target=TocTarget(view=3, label="I"),
            others=(TocTarget(view=4, label="2"), TocTarget(view=5, label="x", ark=other)),
        ),
        TocEntry(title="Autre", target=TocTarget(view=1, label="7", ark=other)),
        TocEntry(title="Planche", target=TocTarget(view=5)),
        TocEntry(title="Absente", target=TocTarget(view=99, label="93")),
    )
    index = pages(site(replace(small_document(), contents=contents)))["index.html"]
    entries = [
        [(link.text_content().strip(), link.get("href")) for link in entry.iter("a")]
        for entry in index.find_class("entry")
    ]
    elsewhere = "https://gallica.bnf.fr/ark:/99999/bpt6k7654321p"
    absent = "https://gallica.bnf.fr/ark:/99999/bpt6k1234567m/f99"
    assert entries == [
        [
            ("Deux fois I", "text/s2.html"),
            ("Deux fois, 2", "text/s2.html#f4"),
            ("Deux fois, x", f"{elsewhere}/f5"),
        ],
        [("Autre 7", f"{elsewhere}/f1")],
        [("Planche", "text/s3.html")],
        [("Absente 93", absent)],
    ]


def test_without_contents_the_headings_stand_for_them() -> None:
    """Where Gallica has no table of contents, the sections of the text are listed."""
    index = pages(site(replace(small_document(), contents=())))["index.html"]
    rows = [said(row) for row in index.find_class("row")]
    assert rows == ["Pages liminaires plat sup.", "Avant-propos I", "Fin 2", "Planche"]


def test_every_page_says_where_it_comes_from() -> None:
    """Each page carries the mention and the permalink: of its view, or of the document."""
    for path, page in pages(site(small_document())).items():
        (footer,) = page.xpath("//footer")
        assert "Source gallica.bnf.fr / Presse de démonstration" in said(footer)
        view = re.fullmatch(r"views/(f\d+)\.html", path)
        own = f"/{view[1]}" if view else ""
        assert footer.xpath(".//a/@href") == [
            f"https://gallica.bnf.fr/ark:/99999/bpt6k1234567m{own}"
        ]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_title_page_says_what_an_edition_owes_its_reader(lang: str) -> None:
    """Conditions, licence, dates, OCR rate, version and notices stand on the title page."""
    document = small_document()
    text = site(document, lang)["index.html"].decode()
    for owed in (
        document.attribution.conditions,
        document.attribution.licence_of_metadata,
        document.attribution.permalink,
        "(vue 6)" if lang == "fr" else "(view 6)",
        "2026-11-01",
        "2026-10-01",
        "97,5\u00a0%" if lang == "fr" else "97.5 %",
        "gallica-export 0.",
        "SPEC-0",
    ):
        assert owed in text, owed
    assert f'<html lang="{lang}">' in text


def test_an_address_that_is_none_is_no_link() -> None:
    """A specimen's bare ARK, and a script that poses as an address, are text and not links."""
    document = small_document()
    relation = ("Notice du catalogue : javascript:alert(1)",)
    files = site(
        replace(
            document,
            record=replace(document.record, relation=relation),
            attribution=replace(document.attribution, permalink=str(document.ark)),
        )
    )
    for page in pages(files).values():
        assert not [address for address in addresses(page) if address.startswith("javascript")]
    assert b"sur Gallica</a>" not in files["views/f3.html"]


def test_the_words_of_the_document_are_in_its_language() -> None:
    """The interface has its language, the document its own, and foreign passages theirs."""
    document = replace(small_document(), record=replace(small_document().record, languages=("he",)))
    read = pages(site(document, "en"))
    article = read["text/s2.html"].find(".//article")
    assert (article.get("lang"), article.get("dir")) == ("he", "rtl")
    assert article.get_element_by_id("p4").get("lang") == "la"
    unknown = replace(document, record=replace(document.record, languages=()))
    assert pages(site(unknown))["text/s2.html"].find(".//article").get("lang") == ""


def test_the_same_document_gives_the_same_site(update_golden: bool) -> None:
    """The site of the small document is the golden one, byte for byte."""
    check_golden("html", write_html(small_document(), templates()), update_golden)


def test_a_house_style_changes_every_page_by_one_block(tmp_path: Path) -> None:
    """A layout of one's own that extends the shipped one frames all pages, chapters included."""
    for name, block in (("layout", "footer"), ("chapter", "pager")):
        (tmp_path / "html").mkdir(exist_ok=True)
        (tmp_path / "html" / f"{name}.html.j2").write_text(
            f'{{% extends "default:html/{name}.html.j2" %}}'
            f"{{% block {block} %}}<p>our {block}</p>{{% endblock %}}"
        )
    files = {
        file.path: file.content for file in write_html(small_document(), Templates([tmp_path]))
    }
    chapters = {path: page for path, page in pages(files).items() if "/text/" in path}
    assert all(said(page.find(".//footer")) == "our footer" for page in pages(files).values())
    assert all("our pager" in said(page.find(".//main")) for page in chapters.values())
    shipped = pages(site(small_document()))["text/s2.html"]
    ours = chapters["bpt6k1234567m-html/text/s2.html"]
    assert said(ours.find(".//article")) == said(shipped.find(".//article"))


@drawn
@given(documents())
def test_every_element_is_closed_in_its_turn(document: Document) -> None:
    """Whatever the document, no page leaves an element open: browsers would mend it by guess."""
    for path, content in site(document).items():
        if path.endswith(".html"):
            check_html(content.decode())


# --- hostile text --------------------------------------------------------------------------------


def test_hostile_text_stays_text() -> None:
    """Markup in any field of the record, the contents or the text is shown and never obeyed."""
    for path, page in pages(site(hostile_document())).items():
        assert not page.xpath("//style|//iframe|//object"), path
        for script in page.iter("script"):
            if script.get("type") == "application/ld+json":
                json.loads(script.text)
                continue
            assert re.fullmatch(r"(\.\./)?scripts/[\w-]+\.js", script.get("src") or ""), path
            assert not script.text_content(), path
        names = {name for element in page.iter() for name in element.attrib}
        assert not [name for name in names if name.startswith("on") or name == "style"], path
        assert "<script>alert(1)</script>" in page.text_content(), path


# --- in a browser, and before the Nu checker -----------------------------------------------------


@pytest.mark.validator
def test_the_nu_checker_has_nothing_to_say(tmp_path: Path) -> None:
    """No page and no stylesheet of any edition gives an error or a warning."""
    for made in EDITIONS:
        save(write_html(made(), templates()), tmp_path / made.__name__)
    assert nu(tmp_path) == []


@pytest.mark.validator
def test_real_documents_make_sites_without_fault(real_document: Document, tmp_path: Path) -> None:
    """A real book, a partner's booklet and a newspaper: all words, sound links, a content judge."""
    check_words(real_document)
    check_structure(site(real_document))
    save(write_html(real_document, templates()), tmp_path)
    assert nu(tmp_path) == []


@pytest.mark.validator
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_has_nothing_to_say(scheme: Literal["light", "dark"], tmp_path: Path) -> None:
    """Every page is accessible to WCAG 2.2 AA as far as a program can tell, light and dark."""
    (root,) = save(write_html(small_document(), templates()), tmp_path)
    with chromium() as browser:
        page = browser.new_context(bypass_csp=True, color_scheme=scheme).new_page()
        for path in sorted(root.rglob("*.html")):
            if path.parent.name != "pages":  # whose pages lead on at once
                page.goto(path.as_uri())
                assert axe(page) == []


_ALL_PICTURES = """Promise.all([...document.images].map(
    picture => { picture.loading = "eager"; return picture.decode() }
))"""


@pytest.mark.validator
def test_the_site_asks_nobody_and_executes_nothing(tmp_path: Path) -> None:
    """From a disk nothing outside the site is asked for, nothing runs, and all of it is shown."""
    (root,) = save(write_html(hostile_document(), templates()), tmp_path)
    asked: list[str] = []
    told: list[str] = []
    with chromium() as browser:
        page = watched(browser, asked, told)
        for path in sorted(root.rglob("*.html")):
            page.goto(path.as_uri())
            assert page.evaluate("getComputedStyle(document.body).display") == "flex"
            page.evaluate(_ALL_PICTURES)  # raises where one cannot be shown
        assert told == []
        control = watched(browser, [], told)
        control.set_content("<script>alert('so it would be noticed')</script>")
        assert told == ["so it would be noticed"]
    assert asked
    assert [address for address in asked if not address.startswith(root.as_uri())] == []


def watched(browser: Browser, asked: list[str], told: list[str]) -> BrowserPage:
    """A page that notes what is asked for, what is executed, and what the policy had to stop."""

    def noticed(dialog: Dialog) -> None:
        told.append(dialog.message)
        dialog.dismiss()

    page = browser.new_page()
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: told.append(message.text))
    page.on("dialog", noticed)
    return page
