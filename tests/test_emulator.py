"""The loopback Gallica answers as the documentation of the services says."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest
from lxml import etree
from PIL import Image

from gallica_export.ark import Ark
from tests.emulator import Gallica
from tests.press import Book, Specimen, bundled, press
from tests.press.periodical import Dated, Serial

UNKNOWN = "bpt6k5603637g"
NAMED = {"User-Agent": "gallica-export/tests (+https://example.org)"}
PEOPLE_ONLY = "altcha-widget"


@pytest.fixture(scope="module")
def book() -> Specimen:
    return bundled()


@pytest.fixture(scope="module")
def serial(book: Specimen) -> Serial:
    days = (date(1879, 7, 15), date(1879, 8, 15), date(1880, 1, 15))
    return Serial("32826109", tuple(Dated(day, book.ark) for day in days))


@pytest.fixture(scope="module")
def gallica(book: Specimen, serial: Serial) -> Gallica:
    return Gallica([book, serial])


@pytest.fixture
def client(gallica: Gallica) -> Iterator[httpx.Client]:
    with httpx.Client(
        transport=gallica.transport, base_url="https://gallica.bnf.fr", headers=NAMED
    ) as client:
        yield client


def pagination(book: Specimen) -> str:
    return f"/services/Pagination?ark={book.ark.name}"


def test_services_answer_for_a_known_document(client: httpx.Client, book: Specimen) -> None:
    """Each service gives the file of the document that it stands for, by bare name or whole ARK."""
    for path, target in {
        "oairecord.xml": f"/services/OAIRecord?ark={book.ark}",
        "pagination.xml": pagination(book),
        "toc.xml": f"/services/Toc?ark={book.ark}",
        "alto/f8.xml": f"/RequestDigitalElement?O={book.ark.name}&E=ALTO&Deb=8",
    }.items():
        answer = client.get(target)
        assert (answer.status_code, answer.content) == (200, book.files[path])
        assert answer.headers["content-type"].startswith("text/xml")


def test_unknown_documents_are_answered_as_documented(client: httpx.Client) -> None:
    """An unknown ARK is a record with a count of 0, and an error 500 of Pagination."""
    record = client.get(f"/services/OAIRecord?ark={UNKNOWN}")
    assert record.status_code == 200
    assert etree.fromstring(record.content).get("countResults") == "0"
    assert client.get(f"/services/Pagination?ark={UNKNOWN}").status_code == 500
    assert client.get(f"/RequestDigitalElement?O={UNKNOWN}&E=ALTO&Deb=1").status_code == 404
    assert client.get("/services/OAIRecord").status_code == 200


def test_a_view_without_ocr_is_not_found(client: httpx.Client, book: Specimen) -> None:
    """ALTO of a view that was never read, or that does not exist, is a 404."""
    for view in (2, 999):
        target = f"/RequestDigitalElement?O={book.ark.name}&E=ALTO&Deb={view}"
        assert client.get(target).status_code == 404


def test_images_come_in_the_size_that_is_asked_for(client: httpx.Client, book: Specimen) -> None:
    """The image service scales a view by width, by height or into a box, and refuses nonsense."""
    page = book.pages[7]
    for size, expected in {
        ",400": (round(400 * page.width / page.height), 400),
        "400,": (400, round(400 * page.height / page.width)),
        "!300,300": (round(300 * page.width / page.height), 300),
        "full": (page.width, page.height),
    }.items():
        answer = client.get(f"/iiif/{book.ark}/f8/full/{size}/0/native.jpg")
        assert answer.headers["content-type"] == "image/jpeg"
        assert Image.open(io.BytesIO(answer.content)).size == expected
    assert client.get(f"/iiif/{book.ark}/f8/full/huge/0/native.jpg").status_code == 400
    assert client.get(f"/iiif/{book.ark}/f999/full/,400/0/native.jpg").status_code == 404
    assert client.get(f"/iiif/{book.ark}/f8/info.json").json()["width"] == page.width
    assert Image.open(io.BytesIO(client.get(f"/{book.ark}/f8.thumbnail").content)).height == 150


def test_text_and_pdf_stand_behind_the_wall(client: httpx.Client, book: Specimen) -> None:
    """The text and the PDF redirect to a challenge page, which comes with status 200."""
    for name in (".texteBrut", "/f8.texteBrut", "/f8n3.texteBrut", ".pdf"):
        answer = client.get(f"/{book.ark}{name}")
        assert answer.status_code == 302
        assert answer.headers["location"].startswith("/services/engine/search/altcha")
    wall = client.get(answer.headers["location"])
    assert wall.status_code == 200
    assert PEOPLE_ONLY in wall.text


def test_programs_without_a_name_are_refused(gallica: Gallica, book: Specimen) -> None:
    """A library's default User-Agent, or none, is a 403."""
    with httpx.Client(transport=gallica.transport, base_url="https://gallica.bnf.fr") as client:
        for name in ("python-httpx/0.28.1", "curl/8.5", ""):
            answer = client.get(pagination(book), headers={"User-Agent": name})
            assert answer.status_code == 403
            assert b"Access Denied" in answer.content


def test_oai_gateway_gives_the_same_record(client: httpx.Client, book: Specimen) -> None:
    """The OAI-PMH answer holds the Dublin Core of the record, or says idDoesNotExist."""
    query = "verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:bnf.fr:gallica/"
    answer = client.get(f"https://oai.bnf.fr/oai2/OAIHandler?{query}{book.ark}")
    root = etree.fromstring(answer.content)
    assert root.tag == "{http://www.openarchives.org/OAI/2.0/}OAI-PMH"
    assert root.findtext(".//{http://purl.org/dc/elements/1.1/}title") == book.book.title
    missing = client.get(f"https://oai.bnf.fr/oai2/OAIHandler?{query}ark:/12148/{UNKNOWN}")
    assert b'code="idDoesNotExist"' in missing.content


def test_issues_are_listed_by_year(client: httpx.Client, serial: Serial, book: Specimen) -> None:
    """A serial has its years, and each year its issues with the day of the year."""
    years = etree.fromstring(client.get(f"/services/Issues?ark={serial.ark}/date").content)
    assert [year.text for year in years] == ["1879", "1880"]
    assert years.get("totalIssues") == "3"
    target = f"/services/Issues?ark={serial.ark}/date&date=1879"
    issues = etree.fromstring(client.get(target).content)
    assert [(i.text, i.get("dayOfYear"), i.get("ark")) for i in issues] == [
        ("15 juillet 1879", "196", book.ark.name),
        ("15 août 1879", "227", book.ark.name),
    ]


def test_search_finds_words_where_they_stand(client: httpx.Client, book: Specimen) -> None:
    """A search counts the views with the word, marks it, and gives its boxes on one view."""
    target = f"/services/ContentSearch?ark={book.ark.name}&query=poussi%C3%A8re"
    root = etree.fromstring(client.get(target).content)
    assert int(root.get("countResults", "0")) == len(root.findall("items/item")) >= 3
    assert "<span class='highlight'>" in root.findtext("items/item/content", "")
    view = root.findtext("items/item/p_id", "").removeprefix("PAG_")
    placed = etree.fromstring(client.get(f"{target}&page={view}").content)
    box = placed.find(".//altoidstring")
    assert box is not None
    assert int(box.get("width", "0")) > 50


def test_long_searches_come_ten_at_a_time(book: Specimen) -> None:
    """No answer holds more than ten items; startResult asks for the next ones."""
    long = press(Book.of_size(30, 3))
    with httpx.Client(
        transport=Gallica([long]).transport, base_url="https://gallica.bnf.fr", headers=NAMED
    ) as client:
        target = f"/services/ContentSearch?ark={long.ark.name}&query=la"
        first = etree.fromstring(client.get(target).content)
        second = etree.fromstring(client.get(f"{target}&startResult=11").content)
    assert len(first.findall("items/item")) == 10 < int(first.get("countResults", "0"))
    views = [item.findtext("p_id") for item in (*first.iter("item"), *second.iter("item"))]
    assert len(set(views)) == len(views)


def test_snapshots_of_real_documents_can_be_served(shared: Path) -> None:
    """A folder laid out as a snapshot is a document; a view without picture is a blank sheet."""
    folder = shared / "snapshots" / "bpt6k9612399b"
    with httpx.Client(
        transport=Gallica([folder]).transport, base_url="https://gallica.bnf.fr", headers=NAMED
    ) as client:
        alto = client.get("/RequestDigitalElement?O=bpt6k9612399b&E=ALTO&Deb=20")
        assert alto.content == (folder / "alto" / "f20.xml").read_bytes()
        image = client.get(f"/iiif/{Ark.parse('bpt6k9612399b')}/f20/full/,400/0/native.jpg")
        assert Image.open(io.BytesIO(image.content)).height == 400


@pytest.fixture(scope="module")
def library() -> Gallica:
    return Gallica([bundled(), *(press(Book.of_size(views=1, seed=seed)) for seed in range(1, 61))])


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ('dc.creator all "anselme quatrefeuille"', 61),
        ('dc.creator adj "anselme quatrefeuille"', 0),
        ('dc.title adj "LIVRES QUI DORMENT"', 1),
        ('dc.title any "dorment zut" and dc.date all "1887"', 1),
        ('dc.title all "dorment zut"', 0),
        ('dc.title all "dorment" or dc.title all "tirage 60"', 2),
        ("title all tirage", 60),
    ],
)
def test_the_search_knows_a_little_cql(library: Gallica, query: str, count: int) -> None:
    """Words, phrases and their combinations are looked for in the records, whatever their case."""
    answer = _search(library, query)
    assert answer.findtext("{*}numberOfRecords") == str(count)


def test_the_search_gives_a_page_at_a_time(library: Gallica) -> None:
    """Fifteen records unless more are asked for, fifty at most, and a next position always."""
    for asked, given in {"": 15, "&maximumRecords=90": 50, "&startRecord=58": 3}.items():
        answer = _search(library, "dc.title all tirage", asked)
        assert len(answer.findall("{*}records/{*}record")) == given
        assert answer.find("{*}nextRecordPosition") is not None


def test_the_search_refuses_as_the_real_one_does(library: Gallica) -> None:
    """An unknown index is a diagnostic with status 200, and what is no CQL an error 500."""
    diagnostic = _search(library, 'dc.nonsense all "x"').find(".//{*}diagnostic")
    assert diagnostic is not None
    assert diagnostic.findtext("{*}details") == "nonsense"
    for query in ("", "verne", 'dc.title is "x"', 'dc.title all "x" and'):
        assert _asked(library, query).status_code == 500


def _search(library: Gallica, query: str, more: str = "") -> etree._Element:
    answer = _asked(library, query, more)
    assert answer.status_code == 200
    return etree.fromstring(answer.content)


def _asked(library: Gallica, query: str, more: str = "") -> httpx.Response:
    said = f"/SRU?operation=searchRetrieve&query={quote(query)}{more}"
    with httpx.Client(
        transport=library.transport, base_url="https://gallica.bnf.fr", headers=NAMED
    ) as client:
        return client.get(said)
