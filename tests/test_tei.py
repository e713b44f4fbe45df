from __future__ import annotations

import re
from functools import cache

import pytest
from hypothesis import HealthCheck, example, given, settings
from lxml import etree
from msgspec import structs

from gallica_export import __version__
from gallica_export.ark import Ark
from gallica_export.model import (
    Aside,
    Document,
    End,
    LineText,
    Note,
    NoteCall,
    PageBreak,
    Paragraph,
    Reading,
    Role,
    Section,
    TocEntry,
    TocTarget,
)
from gallica_export.templating import LANGUAGES, Templates
from gallica_export.writers.tei import write_tei
from tests.documents import (
    TEXTS,
    MemorySource,
    small_document,
    view_text,
)
from tests.drawn import CountingSource, documents, hostile_document
from tests.golden import check_golden
from tests.tei_texts import (
    TEI,
    printed_lines,
    reading_of_model,
    reading_text,
    tag,
    words_with_marks,
)

XML = "{http://www.w3.org/XML/1998/namespace}"
DC = "{http://purl.org/dc/elements/1.1/}"


@cache
def templates(lang: str = "fr") -> Templates:
    return Templates(lang=lang)


def tei_of(document: Document, lang: str = "fr") -> bytes:
    return next(write_tei(document, templates(lang))).content


def root_of(document: Document) -> etree._Element:
    return etree.fromstring(tei_of(document))


def find_all(element: etree._Element, *names: str) -> list[etree._Element]:
    """The elements under ``element`` with the last of ``names``, each inside the one before."""
    path = "//".join(TEI + name for name in names)
    return element.findall(f".//{path}")


def text_of(element: etree._Element) -> str:
    return " ".join("".join(map(str, element.itertext())).split())


# --- the words -----------------------------------------------------------------------------------


def check_words(document: Document) -> None:
    text = root_of(document).find(f"{TEI}text")
    assert text is not None
    assert words_with_marks(reading_text(text)) == words_with_marks(reading_of_model(document))
    assert printed_lines(text) == {
        f"{view.id}-l{place}": [word.text for word in line.words]
        for view in document.views
        for place, line in enumerate(document.text(view.order).lines)
    }


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@example(small_document())
@given(documents())
def test_both_texts_can_be_had_from_the_tei(document: Document) -> None:
    """The reading text and every printed line come out of the TEI exactly as the model has them."""
    check_words(document)


def test_a_call_that_ends_with_a_hyphen_is_said_as_printed() -> None:
    """The sign of a call keeps the hyphen that ends its line: it may be all there is of it."""
    document = small_document()
    sign = LineText("-", view=1, line=0, end=End.JOINED, reason="drawn", words=(0, 1))
    blocks = (
        PageBreak(1),
        Paragraph("p1", (NoteCall("n1", sign),)),
        Note("n1", "foot", (), is_called=True),
    )
    section = Section(id="s1", view=1, level=1, title="", entry=None, blocks=blocks)
    reading = Reading(sections=(section,))
    views = (structs.replace(document.views[0], has_ocr=True),)
    source = MemorySource({1: view_text(1, ("-",))}, {})
    check_words(structs.replace(document, views=views, reading=reading, source=source))


def test_both_texts_of_a_real_document(real_document: Document) -> None:
    """The reading text and every printed line of a real document come out of its TEI."""
    check_words(real_document)


# --- the rest of the document --------------------------------------------------------------------


def test_each_view_has_a_surface_and_a_beginning() -> None:
    """Each view is a surface and begins at one pb with its printed label and its address."""
    document = small_document()
    root = root_of(document)
    address = document.attribution.permalink_of
    expected = [(view.label, address(view.order)) for view in document.views]
    for name in ("surface", "pb"):
        elements = find_all(root, name)
        assert [(e.get("n"), e.get("corresp")) for e in elements] == expected
    assert [pb.get("facs") for pb in find_all(root, "pb")] == [f"#f{n}" for n in range(1, 7)]


def test_zones_stand_in_master_pixels() -> None:
    """A surface is as large as the master image, and a line's zone is its box."""
    root = root_of(small_document())
    corners = ("ulx", "uly", "lrx", "lry")
    by_id = {element.get(f"{XML}id"): element for element in find_all(root, "facsimile")[0].iter()}
    assert [by_id["f4"].get(corner) for corner in corners] == ["0", "0", "1200", "1800"]
    assert [by_id["f4-l1"].get(corner) for corner in corners] == ["100", "200", "700", "240"]
    assert by_id["f4-l1"].getparent() is by_id["f4-b1"]


def test_a_surface_without_known_size_claims_none() -> None:
    """Where the services do not say how large a view is, neither does its surface."""
    document = small_document()
    views = tuple(structs.replace(view, width=0, height=0) for view in document.views)
    empty = structs.replace(document, views=views, source=MemorySource({}, {}))
    assert all(surface.get("lrx") is None for surface in find_all(root_of(empty), "surface"))


@settings(deadline=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow])
@example(small_document())
@given(documents())
def test_every_pointer_has_its_target(document: Document) -> None:
    """Identifiers are unique, and whatever points inside the document points at one of them."""
    root = root_of(document)
    named = [name for element in root.iter() if (name := element.get(f"{XML}id"))]
    assert len(named) == len(set(named))
    names = ("facs", "target", "start")
    pointers = {e.get(name, "") for e in root.iter() for name in names}
    assert {pointer[1:] for pointer in pointers if pointer.startswith("#")} <= set(named)


def test_a_line_is_found_by_its_zone() -> None:
    """A line's beginning names its zone and the zone leads back to it; so do views and surfaces."""
    root = root_of(small_document())
    ways = {(e.get(f"{XML}id", ""), e.get("facs", "")[1:]) for e in find_all(root, "lb")}
    back = {(e.get("start", "")[1:], e.get(f"{XML}id", "")) for e in find_all(root, "zone")}
    assert ways == {way for way in back if way[0]}
    assert len(ways) == sum(len(text.lines) for text in TEXTS.values())
    surfaces = find_all(root, "surface")
    assert [s.get("start") for s in surfaces] == [f"#pb-f{n}" for n in range(1, 7)]


def test_formes_say_what_they_are_and_where() -> None:
    """Lines set aside follow their view's beginning, with type, place and zone."""
    formes = find_all(root_of(small_document()), "fw")
    assert [(f.get("type"), f.get("place"), f.get("facs"), text_of(f)) for f in formes] == [
        ("pageNum", "top", "#f3-l0", "I"),
        ("header", "top", "#f4-l0", "LE PETIT LIVRE"),
        ("pageNum", "top", "#f4-l0", "2"),
    ]
    before = [forme.getprevious() for forme in formes]
    assert [tag(element) for element in before if element is not None] == ["pb", "pb", "fw"]


def test_the_place_of_a_forme_is_read_from_its_box() -> None:
    """A running title in the lower half of the page is a footer; marginalia are in the margin."""
    roles = ((0, Role.RUNNING_TITLE), (6, Role.RUNNING_TITLE), (5, Role.MARGINALIA))
    low = structs.replace(TEXTS[4], height=600)
    document = structs.replace(
        small_document(),
        reading=Reading(asides=tuple(Aside(4, line, role, "x", "recurs") for line, role in roles)),
        source=MemorySource({4: low}, {}),
    )
    formes = find_all(root_of(document), "fw")
    assert [(forme.get("type"), forme.get("place")) for forme in formes] == [
        ("header", "top"),
        ("footer", "bottom"),
        ("marginalia", "margin"),
    ]


def test_a_dropped_hyphen_is_kept_as_weak_punctuation() -> None:
    """A word divided over a page turn has no space in it, and its hyphen is a pc."""
    source = re.sub(r"<fw.*?</fw>", "", tei_of(small_document()).decode())
    inside = r'<pb [^>]*break="no"[^>]*/><lb [^>]*break="no"[^>]*/>'
    assert re.search(rf'par<pc force="weak">-</pc>{inside}couru', source)
    assert re.search(r'peut-<lb [^>]*break="no"[^>]*/>être', source)


def test_front_body_and_back() -> None:
    """What precedes the first title and the roman pages is front; an index at the end is back."""
    document = small_document()
    assert document.reading
    index = Section(id="s4", view=6, level=1, title="Index des noms")
    reading = structs.replace(document.reading, sections=(*document.reading.sections, index))
    root = root_of(structs.replace(document, reading=reading))
    assert {
        part: [div.get(f"{XML}id") for div in find_all(root, f"text/{TEI}{part}/{TEI}div")]
        for part in ("front", "body", "back")
    } == {"front": ["s1", "s2"], "body": ["s3"], "back": ["s4"]}


def test_a_document_of_roman_pages_has_a_body() -> None:
    """Where all is numbered in roman, only what has no title is front."""
    document = small_document()
    assert document.reading
    reading = structs.replace(document.reading, sections=document.reading.sections[:2])
    root = root_of(structs.replace(document, reading=reading))
    assert [div.get(f"{XML}id") for div in find_all(root, "body", "div")] == ["s2", "s2-1"]


def test_the_contents_are_nested_and_point_into_the_text() -> None:
    """The header lists the contents as Gallica nests them, each line pointing at its division."""
    outer = find_all(root_of(small_document()), "notesStmt", "note", "list")[0]
    assert [text_of(item) for item in outer] == [
        "Avant-propos I Fin 2",
        "Planche vue 5",
        "Sans lien",
    ]
    targets = [ref.get("target") for ref in find_all(outer, "ref")]
    assert targets == ["#s2", "#s2-1", "#s3"]
    assert len(find_all(outer[0], "list", "item")) == 1


def test_contents_that_leave_the_edition_point_at_gallica() -> None:
    """An entry into another document, or to a view left out, points at its address."""
    other = Ark.parse("ark:/99999/bpt6k5738219s")
    document = structs.replace(
        small_document(),
        contents=(
            TocEntry(title="Autre tome", target=TocTarget(ark=other, view=7, label="5")),
            TocEntry(title="Hors choix", target=TocTarget(view=40), others=(TocTarget(view=2),)),
        ),
        reading=Reading(),
    )
    refs = find_all(root_of(document), "note", "ref")
    assert [ref.get("target") for ref in refs] == [
        "https://gallica.bnf.fr/ark:/99999/bpt6k5738219s/f7",
        "https://gallica.bnf.fr/ark:/99999/bpt6k1234567m/f40",
        "#pb-f2",
    ]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_header_gives_credit_and_conditions(lang: str) -> None:
    """The header has the mention, the addresses, both licences, the dates and the version."""
    document = small_document()
    header = find_all(etree.fromstring(tei_of(document, lang)), "teiHeader")[0]
    said = text_of(header)
    for expected in (
        document.attribution.mention,
        str(document.ark),
        document.attribution.permalink,
        "97,5 %" if lang == "fr" else "97.5 %",
        "2026-11-01",
        "2026-10-01",
        f"gallica-export {__version__}",
        "SPEC-0",
        "(vue 6)" if lang == "fr" else "(view 6)",
        "Auteur du texte",
    ):
        assert expected in said
    targets = [licence.get("target") for licence in find_all(header, "licence")]
    assert targets == [document.attribution.conditions, document.attribution.licence_of_metadata]
    assert header.get(f"{XML}lang") == lang


def test_the_record_stands_whole_in_the_header() -> None:
    """Every Dublin Core value of the record stands in xenoData under its element."""
    document = hostile_document()
    stored = find_all(root_of(document), "xenoData")[0]
    for field in ("title", "creator", "subject", "relation", "rights", "coverage"):
        values = tuple(element.text for element in stored.iter(DC + field))
        assert values == getattr(document.record, field)


def test_hostile_text_stays_text() -> None:
    """Markup in a title, a label or a notice comes out as the same text."""
    document = hostile_document()
    root = root_of(document)
    assert find_all(root, "title")[0].text == document.record.main_title
    assert [pb.get("n") for pb in find_all(root, "pb")] == [v.label for v in document.views]
    assert not list(root.iter("script", f"{TEI}script"))


def test_a_heading_after_text_is_a_label() -> None:
    """A heading that does not open its division is a label, since a head may only open one."""
    document = small_document()
    assert document.reading
    front, chapter, *rest = document.reading.sections
    head, paragraph, *others = chapter.blocks
    chapter = structs.replace(chapter, blocks=(paragraph, head, *others))
    reading = structs.replace(document.reading, sections=(front, chapter, *rest))
    root = root_of(structs.replace(document, reading=reading))
    assert [label.get("type") for label in find_all(root, "body", "label")] == []
    assert [text_of(label) for label in find_all(root, "front", "label")] == ["AVANT-PROPOS."]


def test_languages_are_told() -> None:
    """The text has the document's language, a foreign paragraph its own."""
    root = root_of(small_document())
    assert root.find(f"{TEI}text").get(f"{XML}lang") == "fr"  # type: ignore[union-attr] # there is one
    foreign = [p for p in find_all(root, "text", "p") if p.get(f"{XML}lang")]
    assert [(p.get(f"{XML}lang"), text_of(p)) for p in foreign] == [("la", "In fine.")]


def test_pictures_stand_beside_the_text() -> None:
    """Thumbnails and images of the snapshot are files of the edition, and surfaces show them."""
    files = {file.path: file.content for file in write_tei(small_document(), templates())}
    folder = "bpt6k1234567m-tei"
    assert list(files) == [
        f"{folder}/bpt6k1234567m.xml",
        f"{folder}/thumbnails/f1.png",
        f"{folder}/images/f5.png",
    ]
    shown = [graphic.get("url") for graphic in find_all(root_of(small_document()), "graphic")]
    assert [f"{folder}/{url}" for url in shown] == list(files)[1:]


def test_only_documents_of_the_bnf_have_master_images() -> None:
    """A surface names the BnF's master image, unless the document is a specimen."""
    document = small_document()
    ark = Ark.parse("ark:/12148/bpt6k5738219s")
    credit = structs.replace(document.attribution, permalink=f"https://gallica.bnf.fr/{ark}")
    real = structs.replace(document, ark=ark, attribution=credit)
    urls = [graphic.get("url") for graphic in find_all(root_of(real), "graphic")]
    assert f"https://gallica.bnf.fr/iiif/{ark}/f2/full/full/0/native.jpg" in urls
    assert b"/iiif/" not in tei_of(document)


def test_a_figure_points_at_its_zone() -> None:
    """A figure has its caption for head, and the zone of its picture on the facsimile."""
    root = root_of(small_document())
    figure = find_all(root, "figure")[0]
    assert illustrations(root) == {"f5-g1": ("200", "900", "600", "1200")}
    assert figure.get("facs") == "#f5-g1"
    assert text_of(find_all(figure, "head")[0]) == "Fig. 1. — Un œuf."


def test_a_picture_that_is_no_figure_has_a_zone_too() -> None:
    """Illustrations that the reading text does not show stand on the facsimile."""
    root = root_of(structs.replace(small_document(), reading=Reading()))
    assert list(illustrations(root)) == ["f5-i0"]


def illustrations(root: etree._Element) -> dict[str, tuple[str | None, ...]]:
    corners = ("ulx", "uly", "lrx", "lry")
    zones = [zone for zone in find_all(root, "zone") if zone.get("type") == "illustration"]
    return {zone.get(f"{XML}id", ""): tuple(map(zone.get, corners)) for zone in zones}


def test_the_ocr_of_a_view_is_asked_for_once() -> None:
    """Each view's OCR is loaded one time, whatever is made of it."""

    source = CountingSource(TEXTS, {})
    tei_of(structs.replace(small_document(), source=source))
    assert source.asked == [1, 2, 3, 4, 5, 6]


def test_golden(update_golden: bool) -> None:
    """The small document's TEI is exactly that of the golden folder."""
    check_golden("tei", write_tei(small_document(), templates()), update_golden)
