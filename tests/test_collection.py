from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Literal

import lxml.html
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from gallica_export.ark import Ark
from gallica_export.folding import folded_words
from gallica_export.model import (
    Agent,
    Collection,
    Document,
    Gap,
    Issue,
    IssueDates,
    Record,
    Summary,
    plain,
    year_of,
)
from gallica_export.output import OutputFile, save
from gallica_export.templating import LANGUAGES, Templates
from gallica_export.wellformed import check_html
from gallica_export.writers import COLLECTION, PUBLISHED_COLLECTION
from gallica_export.writers.collection import write_collection
from gallica_export.writers.collection.data import as_csv
from gallica_export.writers.collection.years import calendar_of
from gallica_export.writers.html import write_html
from gallica_export.writers.html.search import read_words
from gallica_export.writers.html.site import Site
from tests.documents import extract_document, restricted_document, small_document, specimen_document
from tests.drawn import hostile_document
from tests.links import addresses, broken_links
from tests.validators import axe, chromium, nu, served

DOCS = Path(__file__).parent.parent / "docs" / "collection.md"
TEMPLATES = {lang: Templates(lang=lang) for lang in LANGUAGES}


def ark(number: int) -> Ark:
    return Ark.of_document_number(f"{9_100_000 + number}", naan="99999")


def of(number: int, made: Document, **record: object) -> Document:
    """``made`` under an ARK of its own, and with some of its record changed."""
    changed = {name: getattr(made.record, name) for name in Record.__struct_fields__} | record
    return replace(made, ark=ark(number), record=Record(**changed))


#: Authors, dates, types and languages that differ; a document without text, an extract, a hostile.
BOOKS = (
    of(1, small_document(), title=("Zadig / par Voltaire",), date=("1867",)),
    of(
        2,
        small_document(),
        title=("Émaux",),
        agents=(Agent("Gautier, Théophile", "1811-1872"), Agent("Zola, Émile")),
        date=("[ca 1852-1853]",),
        document_type="cartes",
    ),
    of(3, extract_document(), title=("Carmen",), agents=(), date=(), languages=("la", "fr")),
    of(4, restricted_document(), title=("Salammbô",), date=("1901",), languages=()),
    of(5, specimen_document(), ocr_rate=None),
    of(6, hostile_document()),
)
WEEKLY = Ark("99999", "cb328261098")
DAYS = ("1884", "1884-02", "1884-02-29", "1884-02-29", "1884-03-07", "1884-12-31", "1886-01-01")
ISSUES = tuple(of(20 + at, small_document(), title=("La Semaine",)) for at in range(len(DAYS) - 1))
DATES = IssueDates(
    ark=WEEKLY,
    first="1884-01-15",
    last="1886-12-31",
    issues=tuple(
        Issue(ark(20 + at), day, f"le {day}" if at else "<b>1884</b>")
        for at, day in enumerate(DAYS)
    ),
    missing_years=(1885,),
    gaps=(Gap("1884-03-08", "1884-12-30"),),
)


def summary(document: Document) -> Summary:
    made = Summary.of(document)
    issue = next((one for one in DATES.issues if one.ark == document.ark), None)
    if issue is None:
        return made
    return replace(made, date=issue.date, year=year_of(issue.date), issue=issue.label)


def files_of(
    documents: Iterable[Document],
    lang: str = "fr",
    *periodicals: IssueDates,
    url: str | None = None,
) -> dict[str, bytes]:
    """The collection of ``documents`` with all of their sites, published at ``url`` if given."""
    templates = TEMPLATES[lang]
    files: dict[str, bytes] = {}
    for document in documents:
        site = Site(url and f"{url}{document.name}-html/", in_collection=True)
        files |= {file.path: file.content for file in write_html(document, templates, site)}

    def words_of(one: Summary) -> Iterable[str]:
        folder = one.site.partition("/")[0]
        for path, content in files.items():
            if path.startswith(f"{folder}/search/words-"):
                yield from read_words(content)

    collection = Collection(documents=tuple(map(summary, documents)), periodicals=periodicals)
    written = write_collection(collection, templates, words_of, url)
    made = {file.path: file.content for file in written}
    names = {*COLLECTION, *PUBLISHED_COLLECTION} if url else set(COLLECTION)
    assert {path.partition("/")[0] for path in made} <= names
    return files | made


def page(content: bytes) -> lxml.html.HtmlElement:
    return lxml.html.document_fromstring(content, parser=lxml.html.HTMLParser(encoding="utf-8"))


def said(element: lxml.html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def own(files: Mapping[str, bytes]) -> dict[str, lxml.html.HtmlElement]:
    """The pages of the collection itself."""
    return {
        path: page(content)
        for path, content in files.items()
        if path.endswith(".html") and "-html/" not in path
    }


@pytest.fixture(scope="module")
def books() -> dict[str, bytes]:
    return files_of(BOOKS)


@pytest.fixture(scope="module")
def weekly() -> dict[str, bytes]:
    return files_of(ISSUES, "fr", DATES)


def test_a_collection_holds_together(books: dict[str, bytes], weekly: dict[str, bytes]) -> None:
    """Every link and anchor of the collection and from it into the sites leads somewhere."""
    for files in (books, weekly):
        assert broken_links(files) == []
        titles = [said(one.find(".//title")) for one in own(files).values()]
        assert len(set(titles)) == len(titles)
        for path, one in own(files).items():
            ranks = [int(heading.tag[1]) for heading in one.xpath("//h1|//h2|//h3")]
            assert ranks[0] == ranks.count(1) == 1, path


def test_every_element_is_closed_in_its_turn(
    books: dict[str, bytes], weekly: dict[str, bytes]
) -> None:
    """No page of a collection leaves an element open, which browsers would mend by guess."""
    for content in (file for path, file in (books | weekly).items() if path.endswith(".html")):
        check_html(content.decode())


def rows(files: Mapping[str, bytes]) -> list[lxml.html.HtmlElement]:
    return list(page(files["index.html"]).xpath("//ol[@class='holdings']/li"))


def test_each_document_has_its_row(books: dict[str, bytes]) -> None:
    """The list names every document by author, then date, with its views and OCR as they are."""
    found = {row.get("id"): row for row in rows(books)}
    assert set(found) == {document.ark.name for document in BOOKS}
    assert said(found[ark(1).name]).startswith("Zadig")
    assert "Gautier, Théophile (1811-1872), Zola, Émile" in said(found[ark(2).name])
    assert "Extrait :" in said(found[ark(3).name])
    assert "Taux de reconnaissance estimé : 97,5 %" in said(found[ark(1).name])
    names = [row.get("id") for row in rows(books)]
    assert names.index(ark(5).name) < names.index(ark(2).name) < names.index(ark(3).name)
    places = [[int(row.get(f"data-by-{by}")) for row in rows(books)] for by in ("author", "title")]
    assert places[0] == sorted(places[0])
    assert sorted(places[1]) == places[0] != places[1]


def test_facets_are_chosen_by_the_stylesheet_alone(books: dict[str, bytes]) -> None:
    """Each facet has its values with their totals, each row its choices, each choice its rule."""
    index, rules = page(books["index.html"]), books["collection/facets.css"].decode()
    totals = {
        select.get("name"): {
            option.get("data-label"): int(re.findall(r"\((\d+)\)$", said(option))[0])
            for option in select.xpath("option[@value!='']")
        }
        for select in index.iter("select")
    }
    assert totals["date"] == {"1850–1859": 1, "1860–1869": 2, "1900–1909": 1, "Sans date": 2}
    assert totals["language"] == {"français": 5, "latin": 1, "langue non précisée": 1}
    assert totals["type"]["Carte"] == 1
    for select in index.iter("select"):
        name = select.get("name")
        for option in select.xpath("option[@value!='']"):
            number = option.get("value")
            having = [row for row in rows(books) if number in row.get(f"data-{name}").split()]
            assert len(having) == totals[name][option.get("data-label")]
            rule = f'.collection:has([name="{name}"] [value="{number}"]:checked)'
            assert f'{rule} .holdings li:not([data-{name}~="{number}"])' in rules


def test_a_facet_without_a_choice_is_left_out(weekly: dict[str, bytes]) -> None:
    """Where all documents are alike, nothing is asked."""
    assert not list(page(weekly["index.html"]).iter("select"))


@pytest.mark.parametrize(
    ("documents", "title"),
    [
        (BOOKS, "Collection"),
        (BOOKS[:1], "Zadig"),
        (ISSUES, "La Semaine"),
        (
            (of(1, small_document()), of(2, small_document(), title=("B",))),
            "Anonyme, Jean (1801-1870)",
        ),
    ],
)
def test_a_collection_is_called_by_what_its_documents_share(
    documents: tuple[Document, ...], title: str
) -> None:
    """The title is that of the periodical, or that or the author which all documents share."""
    heading = page(files_of(documents)["index.html"]).find(".//h1")
    assert title in said(heading)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_interface_is_in_its_language(lang: str) -> None:
    """All pages of a collection are in the language that was asked for."""
    for one in own(files_of(ISSUES, lang, DATES)).values():
        assert one.get("lang") == lang
        assert {"fr": "numéro", "en": "issue"}[lang] in said(one) or not one.xpath("//table")


# --- data ----------------------------------------------------------------------------------------


def test_the_data_say_what_the_list_says(books: dict[str, bytes]) -> None:
    """CSV and JSON have a row a document in the order of the list, with the same values."""
    data = json.loads(books["collection.json"])
    assert data["title"] == "Collection"
    names = [row.get("id") for row in rows(books)]
    assert [one["ark"].rpartition("/")[2] for one in data["documents"]] == names
    table = list(csv.DictReader(io.StringIO(books["collection.csv"].decode("utf-8-sig"))))
    assert [row["ark"] for row in table] == [one["ark"] for one in data["documents"]]
    zola = next(row for row in table if row["title"] == "Émaux")
    assert zola["authors"] == "Gautier, Théophile (1811-1872) ; Zola, Émile"
    assert (zola["year"], zola["is_restricted"]) == ("1852", "false")


def test_the_columns_are_documented(books: dict[str, bytes]) -> None:
    """The page on the data names exactly the columns that there are, in their order."""
    told = [
        name
        for line in DOCS.read_text(encoding="utf-8").splitlines()
        if line.startswith("| `")
        for name in re.findall("`([a-z_]+)`", line.split("|")[1])
    ]
    assert told == list(Summary.__struct_fields__)
    assert list(json.loads(books["collection.json"])["documents"][0]) == told


@given(st.text(max_size=8))
def test_no_cell_is_a_formula(text: str) -> None:
    """Whatever a title, an author or a label is, no cell begins as a formula does."""
    one = replace(Summary.of(BOOKS[0]), title=text, authors=(text,), date=text, issue=text)
    lines = io.StringIO(as_csv((one,)).decode("utf-8-sig"), newline="")
    (row,) = csv.DictReader(lines)
    assert not [cell for cell in row.values() if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    assert row["title"] in (text, f"'{text}")


# --- the calendar --------------------------------------------------------------------------------


def test_a_year_shows_each_issue_on_its_day(weekly: dict[str, bytes]) -> None:
    """Days lead to their issues, several on one day too; what is no day's stands apart."""
    year = page(weekly["collection/cb328261098/1884.html"])
    february = year.get_element_by_id("m2")
    links = [(said(a), a.get("aria-label"), a.get("href")) for a in february.iter("a")]
    site = "../../{}-html/index.html"
    assert links == [
        ("29", "le 1884-02-29", site.format(ark(22).name)),
        ("nº 2", "le 1884-02-29, nº 2", site.format(ark(23).name)),
        ("le 1884-02", "le 1884-02", site.format(ark(21).name)),
    ]
    undated = year.xpath("//h2[.='Numéros sans jour']/following-sibling::ul[1]//a")
    assert [said(one) for one in undated] == ["<b>1884</b>"]
    assert said(year.xpath("//p[contains(., 'numéros')]")[0]) == "6 numéros"


def test_the_days_are_where_a_calendar_has_them(weekly: dict[str, bytes]) -> None:
    """Each month inside the days asked for has all its days under the right weekday."""
    year = page(weekly["collection/cb328261098/1884.html"])
    tables = year.xpath("//table")
    assert [said(table.find("caption")) for table in tables][:2] == ["janvier 1884", "février 1884"]
    assert len(tables) == 12
    for month, table in enumerate(tables, 1):
        assert {cell.get("scope") for cell in table.iter("th")} == {"col"}
        shown = [
            (int(re.findall(r"\d+", said(cell))[0]), weekday)
            for row in table.findall(".//tbody/tr")
            for weekday, cell in enumerate(row.findall("td"))
            if said(cell)
        ]
        assert shown == [(day, date(1884, month, day).weekday()) for day, _ in enumerate(shown, 1)]


def test_gaps_are_marked_as_the_calendar_judges_them(weekly: dict[str, bytes]) -> None:
    """The days of a gap are marked one by one and told in words, a missing year in the overview."""
    year = page(weekly["collection/cb328261098/1884.html"])
    marked = year.xpath("//td[@class='missing']")
    assert len(marked) == (date(1884, 12, 30) - date(1884, 3, 8)).days + 1
    assert "8 mars – 30 décembre" in said(year.xpath("//ul[@class='gaps']")[0])
    overview = page(weekly["index.html"]).xpath("//table[@class='overview']")[0]
    lines = [said(row) for row in overview.findall(".//tbody/tr")]
    assert lines[1] == "1885 aucun numéro"
    assert [said(a) for a in overview.iter("a")] == ["1884", "3", "1", "1", "1886", "1"]


def test_an_issue_that_is_not_here_is_told_as_such(weekly: dict[str, bytes]) -> None:
    """An issue that Gallica lists and the collection lacks is shown and leads nowhere."""
    year = page(weekly["collection/cb328261098/1886.html"])
    january = year.get_element_by_id("m1")
    assert [said(one) for one in january.find_class("listed")] == ["1 (absent de cette collection)"]
    assert not list(january.iter("a"))


@given(st.lists(st.dates(date(1789, 1, 1), date(1795, 12, 31)), min_size=1, max_size=30))
def test_every_issue_stands_in_the_calendar_once(days: list[date]) -> None:
    """Whatever the days, each issue is counted in its month and in its year."""
    issues = tuple(Issue(ark(at), str(day), str(day)) for at, day in enumerate(sorted(days)))
    dates = IssueDates(ark=WEEKLY, first="0001-01-01", last="9999-12-31", issues=issues)
    calendar = calendar_of(dates, "", {})
    shown = [
        date(year.number, month.number, day.number)
        for year in calendar.years
        for month in year.months
        for week in month.weeks
        for day in week
        if day
        for _ in day.issues
    ]
    assert shown == sorted(days)
    assert sum(year.total for year in calendar.years) == len(days)


# --- the search ----------------------------------------------------------------------------------


def holders(files: Mapping[str, bytes]) -> dict[str, set[str]]:
    """Of each word in the index of a collection the folders of the documents that have it."""
    handed = re.compile(rb"gallica\.take\(\"\w+\",\d+,(.*)\);\n", re.DOTALL)
    own = {path: file for path, file in files.items() if path.startswith("collection/search/")}
    data = {path: json.loads(handed.fullmatch(file)[1]) for path, file in own.items()}  # type: ignore[index] # each is one
    folders = [one[2] for one in data["collection/search/index.js"]["documents"]]
    found: dict[str, set[str]] = {}
    for path, words in data.items():
        if "words-" in path:
            for word, steps in words.items():
                numbers = [sum(steps[: at + 1]) for at in range(len(steps))]
                found[word] = {folders[number] for number in numbers}
    return found


def test_the_index_knows_which_documents_have_a_word(books: dict[str, bytes]) -> None:
    """For each word of any document, the index names exactly those whose text has it."""
    expected: dict[str, set[str]] = {}
    for document in BOOKS:
        for block in document.reading.blocks():
            inlines = getattr(block, "inlines", None)
            for word in folded_words(plain(inlines)) if inlines else ():
                expected.setdefault(word, set()).add(f"{document.name}-html")
    found = holders(books)
    assert expected
    assert {word: found[word] & folders for word, folders in expected.items()} == expected
    assert all(folders <= {f"{one.name}-html" for one in BOOKS} for folders in found.values())


# --- hostile text --------------------------------------------------------------------------------


def test_hostile_text_stays_text(books: dict[str, bytes], weekly: dict[str, bytes]) -> None:
    """Markup in titles, authors, labels and mentions is shown and never obeyed."""
    for path, one in (own(books) | own(weekly)).items():
        assert not one.xpath("//style|//iframe|//object|//b"), path
        for script in one.iter("script"):
            assert re.fullmatch(r"(collection|\.\.)/scripts/[\w-]+\.js", script.get("src")), path
            assert not script.text_content(), path
        names = {name for element in one.iter() for name in element.attrib}
        assert not [name for name in names if name.startswith("on") or name == "style"], path
        assert not [a for a in addresses(one) if a.startswith(("javascript", "http", "//"))], path
    assert "<script>alert(1)</script>" in said(page(books["index.html"]))


# --- in a browser --------------------------------------------------------------------------------


def on_disk(files: Mapping[str, bytes], folder: Path) -> Path:
    save((OutputFile(path, content) for path, content in files.items()), folder)
    return folder


@pytest.mark.validator
def test_the_nu_checker_has_nothing_to_say(
    books: dict[str, bytes], weekly: dict[str, bytes], tmp_path: Path
) -> None:
    """No page and no stylesheet of a collection gives an error or a warning."""
    for name, files in (("books", books), ("weekly", weekly)):
        on_disk({path: f for path, f in files.items() if "-html/" not in path}, tmp_path / name)
    assert nu(tmp_path) == []


@pytest.mark.validator
@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 375)])
def test_axe_has_nothing_to_say(
    scheme: Literal["light", "dark"],
    width: int,
    books: dict[str, bytes],
    weekly: dict[str, bytes],
    tmp_path: Path,
) -> None:
    """Every page of a collection is accessible to WCAG 2.2 AA as far as a program can tell."""
    with chromium() as browser:
        shown = browser.new_context(bypass_csp=True, color_scheme=scheme).new_page()
        shown.set_viewport_size({"width": width, "height": 900})
        for name, files in (("books", books), ("weekly", weekly)):
            root = on_disk(files, tmp_path / name)
            for path in own(files):
                query = "?q=petit" if path == "search.html" else ""
                shown.goto((root / path).as_uri() + query)
                shown.wait_for_timeout(300)
                assert axe(shown) == []


@pytest.mark.validator
@pytest.mark.parametrize("has_scripts", [True, False])
def test_a_choice_shows_the_documents_that_have_it(
    has_scripts: bool, books: dict[str, bytes], tmp_path: Path
) -> None:
    """Choices leave the right rows with scripts and without, two of them those that have both."""
    root = on_disk(books, tmp_path)
    with chromium() as browser:
        shown = browser.new_context(java_script_enabled=has_scripts).new_page()
        shown.goto((root / "index.html").as_uri())
        visible = shown.locator(".holdings li:visible")
        assert visible.count() == len(BOOKS)
        date_, author = (shown.locator(f"select[name={name}]") for name in ("date", "author"))
        label = re.compile("1850")
        date_.select_option(date_.locator("option", has_text=label).get_attribute("value"))
        assert [one.get_attribute("id") for one in visible.all()] == [ark(2).name]
        option = author.locator("option", has_text=re.compile("Zola"))
        author.select_option(option.get_attribute("value"))
        assert visible.count() == 1
        if has_scripts:
            assert shown.locator("#shown").inner_text() == "1 document"
            assert "Zola" in shown.url
        shown.get_by_role("button", name="Tout afficher").click()
        assert visible.count() == len(BOOKS)


@pytest.mark.validator
def test_a_collection_fits_its_window_and_asks_for_nothing_outside(
    books: dict[str, bytes], weekly: dict[str, bytes], tmp_path: Path
) -> None:
    """The field of the search is one line high at any width; no page asks for what is not there."""
    folder = on_disk(books, tmp_path / "books")
    calendar = on_disk(weekly, tmp_path / "weekly")
    missing: list[str] = []
    with served(folder) as address, chromium() as browser:
        shown = browser.new_page()
        shown.on("response", lambda one: missing.append(one.url) if one.status >= 400 else None)
        for width in (320, 375, 1024, 1600):
            shown.set_viewport_size({"width": width, "height": 900})
            for path in own(books):
                shown.goto(f"{address}/{path}")
                wide = shown.evaluate("document.documentElement.scrollWidth")
                assert wide <= width, (path, wide)
            shown.goto((calendar / "index.html").as_uri())
            assert shown.evaluate("document.documentElement.scrollWidth") <= width
            shown.goto(f"{address}/index.html")
            box = shown.locator("form.search.wide").bounding_box()
            assert box
            assert box["height"] < 80
    assert missing == []


@pytest.mark.validator
def test_the_list_is_sorted_as_asked(books: dict[str, bytes], tmp_path: Path) -> None:
    """By title and by date the rows come in the order that the page was given."""
    root = on_disk(books, tmp_path)
    with chromium() as browser:
        shown = browser.new_page()
        shown.goto((root / "index.html").as_uri())
        for by in ("title", "date", "author"):
            shown.locator(f"input[value={by}]").check()
            places = shown.evaluate(
                "by => [...document.querySelectorAll('.holdings li')].map(row => +row.dataset[by])",
                f"by{by.title()}",
            )
            assert places == list(range(len(BOOKS)))
        shown.locator("input[value=title]").check()
        shown.goto(shown.url)
        assert shown.locator("input[value=title]").is_checked()  # as the address says


@pytest.mark.validator
def test_words_are_found_in_all_documents(books: dict[str, bytes], tmp_path: Path) -> None:
    """From a disk a word is found in each document that has it, and nothing outside is asked."""
    root = on_disk(books, tmp_path)
    asked: list[str] = []
    with chromium() as browser:
        shown = browser.new_page()
        shown.on("request", lambda request: asked.append(request.url))
        shown.on("console", lambda message: asked.append(message.text))
        for query, word in (("PETIT", "petit"), ("œuvre*", "oeuvre"), ("xyzzy", "xyzzy")):
            shown.goto((root / "search.html").as_uri() + f"?q={query}")
            shown.wait_for_function("document.getElementById('found').textContent !== ''")
            shown.wait_for_timeout(200)
            links = [link.get_attribute("href") for link in shown.locator("#results h2 a").all()]
            has = [
                folder
                for known, folders in holders(books).items()
                if known == word or (query.endswith("*") and known.startswith(word))
                for folder in folders
            ]
            assert {str(link).split("/")[-2] for link in links} == set(has)
            for link in shown.locator("#results .excerpt a").all():
                address = str(link.get_attribute("href")).partition("?")[0]
                assert Path(address.removeprefix("file://")).is_file()
    assert [address for address in asked if not address.startswith(root.as_uri())] == []
