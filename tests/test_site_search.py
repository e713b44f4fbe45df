"""The search of the site: its index against a count by hand, its scripts in Chromium."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Page as BrowserPage

from gallica_export.folding import folded_words
from gallica_export.gallica.assemble import assemble
from gallica_export.gallica.snapshot import Snapshot
from gallica_export.model import (
    Document,
    Paragraph,
    Word,
    inlines_of,
    lines_of,
    plain,
)
from gallica_export.output import save
from gallica_export.reading import compose
from gallica_export.templating import Templates
from gallica_export.writers.html import write_html
from gallica_export.writers.html.by_view import blocks_by_view
from gallica_export.writers.html.search import passages_of, search_files
from tests.documents import small_document
from tests.drawn import documents
from tests.press.bundled import bundled_folder
from tests.site_search import passages_by_hand, views_by_hand, words_of
from tests.validators import chromium

drawn = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])

#: What readers type: words, with accents or without, ligatures, long s, phrases, beginnings.
QUERIES = (
    "relieur",
    "RELIEUR",
    "reli*",
    "livre*",
    "bibliothécaire",
    "bibliotheque*",
    '"le livre"',
    '"de la poussière"',
    "l'auteur",
    "œuvre",
    "oeil",
    "été",
    "eſtoit*",
    "remis",
    "his",
    '"été remis"',
    "« été remis »",
    "“de la poussière”",
    "livre lecteur",
    "*",
    "xyzzy",
    "1",
)


def test_the_call_of_a_note_is_no_word() -> None:
    """A phrase is found whether or not a note is called in it: "être trop (1). On l'a par-"."""
    (words,) = [
        [word for stretch in passage for word in stretch.text.split()]
        for passage in passages_of(small_document().reading)
        if any("trop" in stretch.text for stretch in passage)
    ]
    assert words[words.index("trop") + 1] == "On"


def index_of(document: Document) -> dict[str, Any]:
    """What each file of the search hands over, by its name: "words-0"."""
    found = {}
    for path, content in search_files(document, {}):
        called = re.fullmatch(r'gallica\.take\("(\w+)",(\d+),(.*)\);\n', content.decode())
        assert called
        name = f"{called[1]}-{called[2]}"
        assert path == f"search/{'index' if name == 'index-0' else name}.js"
        found[name] = json.loads(called[3])
    return found


@drawn
@example(small_document())
@given(documents())
def test_the_index_has_every_word_at_its_place(document: Document) -> None:
    """Words and positions of the index are those counted by hand, and each leads to its view."""
    index = index_of(document)
    directory = index["index-0"]
    words: dict[str, list[int]] = {}
    for number, first in enumerate(directory["words"]):
        part = index[f"words-{number}"]
        assert next(iter(part)) == first
        for word, steps in part.items():
            words[word] = [sum(steps[: end + 1]) for end in range(len(steps))]
    by_hand: dict[str, list[int]] = {}
    views = {}
    position = 0
    for passage in passages_by_hand(document):
        for word, view in passage:
            by_hand.setdefault(word, []).append(position)
            views[position] = view
            position += 1
        position += 1
    assert words == by_hand
    assert list(words) == sorted(words, key=lambda word: word.encode("utf-16-be"))
    for at, view in views.items():
        assert [turn[1] for turn in directory["turns"] if turn[0] <= at][-1] == view


@drawn
@example(small_document())
@given(documents())
def test_each_view_has_its_part_of_the_reading_text(document: Document) -> None:
    """Cut by view, the reading text has each line on its own view, none twice and none lost."""
    assert document.reading
    cut = blocks_by_view(document.reading)
    stretches = sorted(
        (line.view, line.line, line.words or (0, 0), line.text)
        for blocks in cut.values()
        for block in blocks
        for inline in inlines_of(block)
        for line in lines_of(inline)
    )
    whole = sorted(
        (line.view, line.line, line.words or (0, 0), line.text)
        for block in document.reading.blocks()
        for inline in inlines_of(block)
        for line in lines_of(inline)
    )
    assert stretches == whole


def test_a_paragraph_is_cut_at_the_page_turn() -> None:
    """Each view has its part of a paragraph, and a word cut by the turn keeps its hyphen."""
    cut = blocks_by_view(small_document().reading)
    texts = {
        view: [plain(block.inlines) for block in cut[view] if isinstance(block, Paragraph)]
        for view in (3, 4)
    }
    assert texts[3][-1].endswith(" par-")
    assert texts[4][0].startswith("couru ")


# --- in Chromium ---------------------------------------------------------------------------------


@cache
def specimen() -> Document:
    """The bundled specimen with its pictures."""
    return compose(assemble(Snapshot.open(bundled_folder()), images="pages"))


@pytest.fixture(scope="module")
def specimen_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of the specimen on a disk."""
    return save(write_html(specimen(), Templates()), tmp_path_factory.mktemp("site"))[0]


def hits_in(page: BrowserPage, query: str) -> dict[int, int]:
    found = page.evaluate("query => gallica.find(query)", query)
    return {view["view"]: len(view["hits"]) for view in found}


@pytest.mark.validator
def test_the_search_finds_what_a_count_by_hand_finds(specimen_site: Path) -> None:
    """From a disk, each query gives the views and the numbers of hits of a count by hand."""
    document = specimen()
    with chromium() as browser:
        page = browser.new_page()
        page.goto(f"{specimen_site.as_uri()}/search.html")
        found = {query: hits_in(page, query) for query in QUERIES}
    assert found == {query: views_by_hand(document, query) for query in QUERIES}
    assert sum(bool(views) for views in found.values()) > len(QUERIES) / 2


@pytest.mark.validator
def test_the_search_of_a_real_document(real_document: Document, tmp_path: Path) -> None:
    """In a book, a booklet and a newspaper too the search finds what a count by hand finds."""
    words = words_of(real_document)
    rare = [word for word, count in words.items() if count == 2][:20]
    queries = [*QUERIES, *(word for word, _ in words.most_common(10)), *rare]
    (root,) = save(write_html(real_document, Templates()), tmp_path)
    with chromium() as browser:
        page = browser.new_page()
        page.goto(f"{root.as_uri()}/search.html")
        found = {query: hits_in(page, query) for query in queries}
    assert found == {query: views_by_hand(real_document, query) for query in queries}


@pytest.mark.validator
def test_a_hit_is_boxed_where_the_ocr_has_the_word(specimen_site: Path) -> None:
    """On the facsimile each hit stands within 2 pixels of its word's box, at any size."""
    document = specimen()
    with chromium() as browser:
        page = browser.new_page()
        for width in (400, 1300):
            page.set_viewport_size({"width": width, "height": 900})
            for view, count in views_by_hand(document, "livre").items():
                page.goto(f"{specimen_site.as_uri()}/views/f{view}.html?q=livre")
                page.wait_for_selector(".marks .hit", state="attached")
                shown = page.evaluate(_BOXES)
                assert len(shown) == count
                words = [word for line in document.text(view).lines for word in line.words]
                for x, y, wide, high in shown:
                    nearest = min(words, key=lambda word: abs(word.box.x - x) + abs(word.box.y - y))
                    assert "livre" in folded_words(nearest.text)
                    _check_near(nearest, x, y, wide, high)


def _check_near(word: Word, x: float, y: float, width: float, height: float) -> None:
    box = word.box
    for shown, true in ((x, box.x), (y, box.y), (width, box.width), (height, box.height)):
        assert abs(shown - true) <= 2, word


#: The boxes as they are seen on the picture, turned back into the master's pixels.
_BOXES = """() => {
  const picture = document.querySelector(".leaf img").getBoundingClientRect();
  const scale = document.querySelector(".leaf").dataset.width / picture.width;
  return [...document.querySelectorAll(".marks .hit")].map((hit) => {
    const { x, y, width, height } = hit.getBoundingClientRect();
    return [(x - picture.x) * scale, (y - picture.y) * scale, width * scale, height * scale];
  });
}"""


#: What this Python's tables of Unicode know; a browser's may be younger.
_KNOWN = st.characters(exclude_categories=("Cn", "Cs", "Co"))


@pytest.mark.validator
def test_scripts_fold_words_as_the_index_does(specimen_site: Path) -> None:
    """Thousands of drawn texts give the same folded words in the browser and in the program."""
    texts: list[str] = []

    @settings(max_examples=1500, database=None, suppress_health_check=list(HealthCheck))
    @given(st.text(_KNOWN, max_size=30) | st.text("aàâœŒæÆſßﬁéèçÅıİΣσςñ'’-.,1²½Ⅻ_ ", max_size=30))
    def draw(text: str) -> None:
        texts.append(text)

    draw()
    with chromium() as browser:
        page = browser.new_page()
        page.goto(f"{specimen_site.as_uri()}/search.html")
        folded = page.evaluate("texts => texts.map(gallica.fold)", texts)
    differing = [
        (text, theirs)
        for text, theirs in zip(texts, folded, strict=True)
        if theirs != folded_words(text)
    ]
    assert differing == []


@pytest.mark.validator
def test_results_stand_with_their_context(specimen_site: Path) -> None:
    """A query typed into the page shows its results as one types, and each leads to its view."""
    with chromium() as browser:
        page = browser.new_page()
        page.goto(f"{specimen_site.as_uri()}/search.html")
        page.fill("form.search-page input", "livre")
        page.wait_for_selector("#results li mark")
        first = page.locator("#results li").first
        assert first.locator("mark").first.inner_text().casefold().startswith("livre")
        first.locator("a").click()
        assert re.search(r"/views/f\d+\.html\?q=livre$", page.url)
