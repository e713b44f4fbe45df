"""Reading the site in Chromium, from a disk: with scripts, and without."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from itertools import product
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

import pytest
from msgspec.structs import replace
from playwright.sync_api import Dialog
from playwright.sync_api import Page as BrowserPage

from gallica_export.gallica.assemble import assemble
from gallica_export.gallica.snapshot import Snapshot
from gallica_export.model import Document, LineText, Paragraph, Reading
from gallica_export.output import save
from gallica_export.reading import compose
from gallica_export.templating import Templates
from gallica_export.writers.html import write_html
from tests.documents import small_document
from tests.drawn import HOSTILE, hostile_document
from tests.press.bundled import bundled_folder
from tests.validators import chromium, lighthouse, pa11y, served

pytestmark = pytest.mark.validator

#: A page of prose with a printed number: its view, and one line that is surely on it.
VIEW = 10


@cache
def specimen() -> Document:
    """The bundled specimen with its pictures."""
    return compose(assemble(Snapshot.open(bundled_folder()), images="pages"))


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of the specimen's site on a disk."""
    made = save(write_html(specimen(), Templates()), tmp_path_factory.mktemp("site"))
    return made[0].as_uri()


@contextmanager
def opened(address: str, *, scripts: bool = True) -> Iterator[BrowserPage]:
    """A page at ``address``; it fails the test if anything goes wrong on it."""
    told: list[str] = []
    with chromium() as browser:
        page = browser.new_context(java_script_enabled=scripts).new_page()
        page.on("console", lambda message: told.append(message.text))
        page.on("pageerror", lambda error: told.append(str(error)))
        page.goto(address)
        yield page
    assert told == []


def shows(page: BrowserPage, *names: str) -> list[bool]:
    return [page.locator(f".{name}").is_visible() for name in names]


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_each_text_and_the_facsimile_are_a_choice_away(root: str, *, scripts: bool) -> None:
    """Facsimile, running text and lines are shown as the reader chooses, without scripts too."""
    parts = ("facsimile", "reading", "diplomatic")
    with opened(f"{root}/views/f{VIEW}.html", scripts=scripts) as page:
        assert shows(page, *parts) == [True, True, False]
        page.get_by_role("radio", name="Ligne à ligne").check()
        assert shows(page, *parts) == [True, False, True]
        page.get_by_role("radio", name="Texte", exact=True).check()
        assert shows(page, *parts) == [False, False, True]
        page.get_by_role("radio", name="Fac-similé", exact=True).check()
        assert shows(page, *parts) == [True, False, False]


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
@pytest.mark.parametrize("place", [f"views/f{VIEW}.html", "text/s3.html"])
def test_the_contents_stand_beside_the_text(root: str, place: str, *, scripts: bool) -> None:
    """On a wide screen the contents stand open with the current place, on a small one folded."""
    with opened(f"{root}/{place}", scripts=scripts) as page:
        contents = page.locator(".here nav")
        for width, is_open in ((1600, True), (1024, False), (375, False)):
            page.set_viewport_size({"width": width, "height": 900})
            assert contents.is_visible() is is_open
        page.locator(".here summary").click()
        assert contents.locator("[aria-current]").is_visible()


def test_print_has_no_controls(root: str) -> None:
    """On paper stand text, picture and source, and nothing that would have to be clicked."""
    with opened(f"{root}/views/f{VIEW}.html") as page:
        page.set_viewport_size({"width": 1600, "height": 900})
        page.emulate_media(media="print")
        controls = page.locator(":is(button, input, nav, .here):visible")
        assert controls.count() == 0
        assert shows(page, "facsimile", "reading", "citation", "mention") == [True] * 4


def test_a_permalink_changes_no_choice(root: str) -> None:
    """An address that names a line shows the lines, and the next page shows what was chosen."""
    with opened(f"{root}/views/f{VIEW}.html#f{VIEW}-l2") as page:
        assert shows(page, "facsimile", "reading", "diplomatic") == [True, False, True]
        page.goto(f"{root}/views/f{VIEW + 1}.html")
        assert shows(page, "reading", "diplomatic") == [True, False]


def test_a_citation_is_copied(root: str) -> None:
    """A button puts the citation of the page into the clipboard."""
    with opened(f"{root}/views/f{VIEW}.html") as page:
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        page.get_by_role("button", name="Copier").click()
        page.get_by_role("button", name="Copié").wait_for()
        copied = page.evaluate("navigator.clipboard.readText()")
        assert copied == page.locator(".citation .quote").inner_text()


def test_without_scripts_nothing_waits_for_one(root: str) -> None:
    """Without scripts no button or field is shown that would do nothing, and the page says why."""
    with opened(f"{root}/views/f{VIEW}.html", scripts=False) as page:
        assert page.locator("button:visible, input[type=search]:visible").count() == 0
        page.goto(f"{root}/search.html")
        assert "JavaScript" in page.locator("main").inner_text()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_a_printed_label_is_an_address(root: str, *, scripts: bool) -> None:
    """pages/2.html leads to the view that bears the number 2."""
    label = specimen().view(VIEW).label
    with opened(f"{root}/pages/{label}.html", scripts=scripts) as page:
        page.wait_for_url(f"{root}/views/f{VIEW}.html")


def test_the_keyboard_turns_pages_and_changes_what_is_shown(root: str) -> None:
    """Arrows turn pages, t and f change what is shown, / searches, ? helps, z enlarges."""
    with opened(f"{root}/views/f{VIEW}.html") as page:
        page.keyboard.press("t")
        assert shows(page, "reading", "diplomatic") == [False, True]
        page.keyboard.press("ArrowRight")
        page.wait_for_url(f"{root}/views/f{VIEW + 1}.html")
        assert shows(page, "reading", "diplomatic") == [False, True]  # remembered
        page.keyboard.press("ArrowLeft")
        page.wait_for_url(f"{root}/views/f{VIEW}.html")
        page.keyboard.press("f")
        assert shows(page, "facsimile") == [False]
        page.keyboard.press("?")
        assert page.locator("dialog.help").is_visible()
        page.keyboard.press("Escape")
        page.keyboard.press("f")
        page.keyboard.press("z")
        assert page.locator("dialog.zoom").is_visible()
        page.keyboard.press("z")
        page.keyboard.press("/")  # at once: a dialog that is still closing takes no key from here
        page.keyboard.type("livre ?")
        page.keyboard.press("Enter")
        page.wait_for_url(f"{root}/search.html?q=livre+%3F")
        page.wait_for_selector("#results li")


def test_the_picture_stays_where_it_was_last_asked_for(root: str) -> None:
    """Opened again while it still closes, the picture is large; closed, focus is on the button."""
    with opened(f"{root}/views/f{VIEW}.html") as page:
        for key in ("z", "z", "z"):
            page.keyboard.press(key)
        page.wait_for_timeout(200)
        assert page.locator("dialog.zoom .leaf").is_visible()
        page.keyboard.press("z")
        page.locator(".facsimile .leaf").wait_for()
        page.locator('[data-does="zoom"]').click()
        page.keyboard.press("Escape")
        page.locator(".facsimile .leaf").wait_for()
        assert page.evaluate("document.activeElement.dataset.does") == "zoom"


def test_keys_of_one_character_can_be_switched_off(root: str) -> None:
    """Switched off in the help, they do nothing on this page and the next; arrows still turn."""
    with opened(f"{root}/views/f{VIEW}.html") as page:
        page.keyboard.press("?")
        page.get_by_role("checkbox").uncheck()
        page.keyboard.press("Escape")
        page.keyboard.press("ArrowRight")
        page.wait_for_url(f"{root}/views/f{VIEW + 1}.html")
        for key in ("t", "f", "z", "?"):
            page.keyboard.press(key)
        assert shows(page, "facsimile", "reading", "diplomatic") == [True, True, False]
        assert page.locator("dialog[open]").count() == 0
        page.get_by_role("button", name="Raccourcis clavier").click()
        assert not page.get_by_role("checkbox").is_checked()


def test_the_enlarged_facsimile_is_moved_by_a_click_and_never_lost(root: str) -> None:
    """What is clicked comes to the middle; no key moves the picture off; it fits a new window."""
    middle = (
        "([x, y]) => { const { left, top, width, height } ="
        " document.querySelector('.stage .leaf').getBoundingClientRect();"
        " return [(x - left) / width, (y - top) / height]; }"
    )
    with opened(f"{root}/views/f{VIEW}.html") as page:
        page.keyboard.press("z")
        page.keyboard.press("+")
        page.keyboard.press("+")
        stage = page.locator(".stage").bounding_box()
        assert stage
        centre = [stage["x"] + stage["width"] / 2, stage["y"] + stage["height"] / 2]
        corner = [centre[0] - 100, centre[1] - 150]
        wanted = page.evaluate(middle, corner)
        page.mouse.click(*corner)
        page.wait_for_timeout(500)
        assert page.evaluate(middle, centre) == pytest.approx(wanted, abs=0.01)
        for key in ("ArrowLeft", "ArrowUp"):
            for _ in range(60):
                page.keyboard.press(key)
        assert page.evaluate(middle, centre) == pytest.approx([0, 0], abs=0.01)
        page.set_viewport_size({"width": 500, "height": 400})
        page.wait_for_function(f"({middle})([0, 0])[1] <= 0")
        picture = page.locator(".stage .leaf").bounding_box()
        assert picture
        assert picture["height"] < 400


def test_without_scripts_an_address_shows_its_line(root: str) -> None:
    """The line that an address names is shown and in sight, whether scripts run or not."""
    for scripts in (True, False):
        with opened(f"{root}/views/f{VIEW}.html#f{VIEW}-l20", scripts=scripts) as page:
            line = page.locator(f"#f{VIEW}-l20")
            assert line.is_visible()
            box = line.bounding_box()
            assert box
            assert 0 < box["y"] < 720


def test_a_word_that_is_linked_to_comes_in_sight(root: str) -> None:
    """The line of a word that an address names is scrolled to, on small screens too."""
    with opened(f"{root}/index.html") as page:
        for width in (1280, 375):
            page.set_viewport_size({"width": width, "height": 700})
            page.goto(f"{root}/views/f{VIEW}.html#f{VIEW}-l22-w1")
            box = page.locator(f"#f{VIEW}-l22").bounding_box()
            assert box
            assert 0 < box["y"] < 700
            page.goto("about:blank")


def test_in_a_book_from_right_to_left_the_next_page_is_on_the_left(tmp_path: Path) -> None:
    """The left arrow goes on, the right one back; the title stands in its direction."""
    record = replace(specimen().record, languages=("he",))
    (folder,) = save(write_html(replace(specimen(), record=record), Templates()), tmp_path)
    with opened(f"{folder.as_uri()}/views/f{VIEW}.html") as page:
        page.keyboard.press("ArrowLeft")
        page.wait_for_url(f"{folder.as_uri()}/views/f{VIEW + 1}.html")
        page.keyboard.press("ArrowRight")
        page.wait_for_url(f"{folder.as_uri()}/views/f{VIEW}.html")
        assert page.locator(".citation cite").get_attribute("dir") == "rtl"


def test_the_facsimile_grows_under_the_wheel(root: str) -> None:
    """What is under the pointer stays there while the picture grows, and all comes back."""
    with opened(f"{root}/views/f{VIEW}.html") as page:
        page.keyboard.press("z")
        picture = page.locator(".leaf img")
        before = picture.bounding_box()
        assert before
        x, y = before["x"] + before["width"] / 4, before["y"] + before["height"] / 4
        page.mouse.move(x, y)
        page.mouse.wheel(0, -400)
        page.wait_for_function(
            "width => document.querySelector('.leaf img')"
            ".getBoundingClientRect().width > 2 * width",
            arg=before["width"],
        )
        after = picture.bounding_box()
        assert after
        assert (x - after["x"]) / after["width"] == pytest.approx(0.25, abs=0.01)
        assert (y - after["y"]) / after["height"] == pytest.approx(0.25, abs=0.01)
        page.keyboard.press("0")
        assert picture.bounding_box() == pytest.approx(before, abs=1)
        page.keyboard.press("Escape")
        page.locator(".spread .leaf img").wait_for(state="visible")


def test_a_line_and_a_word_have_addresses(root: str) -> None:
    """An address that names a word or a line shows it in the text and on the facsimile."""
    line = specimen().text(VIEW).lines[4]
    with opened(f"{root}/views/f{VIEW}.html#f{VIEW}-l4-w2") as page:
        assert page.locator("#f10-l4").is_visible()
        shown = page.locator(".marks .target")
        box = line.words[2].box
        assert [shown.get_attribute(name) for name in ("x", "y", "width", "height")] == [
            str(value) for value in (box.x, box.y, box.width, box.height)
        ]
        page.goto(f"{root}/views/f{VIEW}.html#f{VIEW}-l3")
        page.wait_for_function("document.querySelectorAll('.marks .target').length > 1")
        count = page.locator(".marks .target").count()
        assert count == len(specimen().text(VIEW).lines[3].words)


#: What the clipboard gets once the words from one to another are selected.
_COPIED = """names => {
  const [first, last] = names.map(
    (name) => document.querySelector(`[data-word="${name}"]`).firstChild);
  getSelection().setBaseAndExtent(first, 0, last, last.length);
  const clipboardData = new DataTransfer();
  const copying = new ClipboardEvent("copy", { clipboardData, bubbles: true, cancelable: true });
  document.querySelector(".words").dispatchEvent(copying);
  return clipboardData.getData("text/plain");
}"""


def test_a_word_on_the_facsimile_gives_its_address_and_its_text(root: str) -> None:
    """A click on a word of the picture puts it into the address; what is selected is copied."""
    words = [word.text for word in specimen().text(VIEW).lines[4].words]
    with opened(f"{root}/views/f{VIEW}.html") as page:
        page.locator('[data-word="f10-l4-w1"]').click()
        assert page.url.endswith("#f10-l4-w1")
        copied = page.evaluate(_COPIED, ["f10-l4-w0", "f10-l4-w2"])
        assert copied == " ".join(words[:3])


@pytest.mark.parametrize("is_enlarged", [False, True], ids=["beside", "enlarged"])
def test_a_double_click_selects_the_word_under_it(root: str, *, is_enlarged: bool) -> None:
    """Nothing moves between the two clicks on a word of the facsimile, nor do the texts change."""
    with opened(f"{root}/views/f{VIEW}.html") as page:
        if is_enlarged:
            page.keyboard.press("z")
        for place in (1, 3, 5):
            word = page.locator(f'[data-word="f{VIEW}-l{place}-w1"]')
            box = word.bounding_box()
            assert box
            x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
            page.mouse.dblclick(x, y)
            said = page.evaluate("getSelection().toString()")
            assert said == word.text_content()
            page.wait_for_timeout(400)  # longer than a click waits for another
            assert word.bounding_box() == pytest.approx(box, abs=1)
        if is_enlarged:
            page.keyboard.press("Escape")
        assert shows(page, "facsimile", "reading", "diplomatic") == [True, True, False]


def test_a_chapter_shows_what_its_address_asks_for(root: str) -> None:
    """text/s2.html?q= marks the words in the running text."""
    with opened(f"{root}/text/s3.html?q=livre") as page:
        marks = page.locator("article mark").all_inner_texts()
        assert marks
        assert all("livre" in mark.casefold() for mark in marks)


@pytest.mark.parametrize(
    ("query", "views", "text"),
    [('"ont mangé"', (6, 7), ["ont", "mangé"]), ("sécher", (11, 12), ["sé", "cher,"])],
)
def test_what_is_found_over_a_page_turn_is_marked_on_both_pages(
    root: str, query: str, views: tuple[int, int], text: list[str]
) -> None:
    """Each page has boxes for its part, and marks it in the running text; so does the chapter."""
    for view, part in zip(views, text, strict=True):
        with opened(f"{root}/views/f{view}.html?q={quote(query)}") as page:
            page.locator(".leaf .hit").wait_for(state="attached")
            for text_ in (".prose", ".diplomatic"):
                marked = page.locator(f"{text_} mark").all_text_contents()
                assert [one.rstrip("-") for one in marked] == [part]
    with opened(f"{root}/text/s{'2' if views[0] == 6 else '4'}.html?q={quote(query)}") as page:
        assert page.locator("article mark").all_inner_texts() == text


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ('"gris le vent"', ["gris", "le", "vent"]),
        ('"un 1"', ["un", "1"]),
        ('"legris rue"', ["LEGRIS", "Rue"]),
    ],
    ids=["verse", "table", "advertisement"],
)
def test_what_stands_together_is_marked_together(
    tmp_path: Path, query: str, text: list[str]
) -> None:
    """A phrase that the search finds over two verses, cells or lines is marked in all of them."""
    (folder,) = save(write_html(small_document(), Templates()), tmp_path)
    with opened(f"{folder.as_uri()}/views/f4.html?q={quote(query)}") as page:
        page.locator(".prose mark").first.wait_for()
        assert page.locator(".prose mark").all_inner_texts() == text


def test_no_label_is_too_long_for_a_small_window(tmp_path: Path) -> None:
    """Whatever titles and labels are, no page is wider than a small screen."""
    views = tuple(replace(view, label="x" * 300) for view in small_document().views)
    made = (replace(small_document(), views=views), hostile_document())
    with chromium() as browser:
        page = browser.new_page(viewport={"width": 320, "height": 700})
        for place, document in enumerate(made):
            (folder,) = save(write_html(document, Templates()), tmp_path / str(place))
            for path in sorted(folder.rglob("*.html")):
                if path.parent.name != "pages":  # whose pages lead on at once
                    page.goto(path.as_uri())
                    assert page.evaluate("document.documentElement.scrollWidth") <= 320, path


def test_a_query_to_an_edition_without_text_finds_nothing_and_fails_nowhere(tmp_path: Path) -> None:
    """A view of an edition that has no search shows itself, whatever its address asks for."""
    made = replace(specimen(), reading=Reading())
    (folder,) = save(write_html(made, Templates()), tmp_path)
    with opened(f"{folder.as_uri()}/views/f{VIEW}.html?q=livre") as page:
        page.wait_for_timeout(200)
        assert page.locator(".hit").count() == 0


def test_hostile_words_in_an_address_are_words(tmp_path: Path) -> None:
    """No query makes anything run, on the page of the search or on a view of hostile text."""
    (root,) = save(write_html(hostile_document(), Templates()), tmp_path)
    told: list[str] = []
    asked: list[str] = []

    def noticed(dialog: Dialog) -> None:
        told.append(dialog.message)
        dialog.dismiss()

    with chromium() as browser:
        page = browser.new_page()
        page.on("dialog", noticed)
        page.on("console", lambda message: told.append(message.text))
        page.on("pageerror", lambda error: told.append(str(error)))
        page.on("request", lambda request: asked.append(request.url))
        for text in (*HOSTILE, "javascript:alert(1)", "%3Cscript%3E", "__proto__", "constructor*"):
            for place in ("search.html", "views/f3.html", "text/s2.html"):
                page.goto(f"{root.as_uri()}/{place}?q={quote(text)}#{quote(text)}")
                page.wait_for_timeout(30)
    assert told == []
    assert [address for address in asked if not address.startswith(root.as_uri())] == []


def test_lighthouse_and_pa11y_have_nothing_to_say(root: str, tmp_path: Path) -> None:
    """A view, a chapter, the title page and the search are accessible and soundly made."""
    folder = Path(unquote(urlsplit(root).path))
    with served(folder) as site:
        for page in (f"views/f{VIEW}.html?q=livre", "text/s3.html", "index.html", "search.html"):
            assert pa11y(f"{site}/{page}", tmp_path) == []
        scores = lighthouse(f"{site}/views/f{VIEW}.html")
    # Its third score, the performance, depends on how busy the machine is: see benchmarks/site.
    assert (scores["accessibility"], scores["best-practices"]) == (100, 100)


#: Ways out of a text or an attribute, what would run there, and what could hide the rest.
_OUT = ("", '"', "'", '">', "'>", "</title>", "</script>", "-->", "`", "{{", "${", "&#34;>")
_RUNS = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<iframe src=javascript:alert(1)>",
    "<a href=javascript:alert(1)>x</a>",
    "<details open ontoggle=alert(1)>",
    "onmouseover=alert(1) x=",
    "javascript:alert(1)",
    "constructor",
    "__proto__",
)
_HIDES = ("", '"', "'", "*", "<!--", " //", "\\", "&lt;", "</style>", ";")
#: Each asked for, and shown as the page of the search shows it.
_ASKED = """async (queries) => {
  const list = document.getElementById("results");
  for (const query of queries) {
    for (const found of (await gallica.find(query)).slice(0, 1)) {
      const [runs] = await gallica.excerpts(found.hits, 1);
      list.replaceChildren(gallica.marked(gallica.element("p"), runs));
    }
    document.getElementById("found").textContent = gallica.fill("{query}", { query });
  }
}"""


def test_a_thousand_hostile_strings_are_words(tmp_path: Path) -> None:
    """As text of the document and as queries, none of 1,200 strings makes anything run."""
    strings = ["".join(parts) for parts in product(_OUT, _RUNS, _HIDES)]
    assert len(strings) == 1200
    made = small_document()
    paragraphs = (Paragraph(f"q{n}", (LineText(text, 4, 0),)) for n, text in enumerate(strings))
    (*sections, last) = made.reading.sections
    last = replace(last, blocks=(*last.blocks, *paragraphs))
    made = replace(made, reading=replace(made.reading, sections=(*sections, last)))
    (folder,) = save(write_html(made, Templates()), tmp_path)
    told: list[str] = []

    def noticed(dialog: Dialog) -> None:
        told.append(dialog.message)
        dialog.dismiss()

    with chromium() as browser:
        page = browser.new_page()
        page.on("dialog", noticed)
        page.on("console", lambda message: told.append(message.text))
        page.on("pageerror", lambda error: told.append(str(error)))
        for path in ("index.html", "text/s3.html?q=alert", "views/f6.html?q=alert"):
            page.goto(f"{folder.as_uri()}/{path}")
            page.wait_for_timeout(100)
        page.goto(f"{folder.as_uri()}/search.html?q=alert")
        page.locator("#results li").first.wait_for()
        page.evaluate(_ASKED, strings)
        assert page.locator("#found").inner_text() == strings[-1]
    assert told == []
