from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from lxml import etree
from msgspec import structs

from gallica_export.model import (
    Added,
    Correction,
    Document,
    End,
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
    ViewText,
)
from gallica_export.reading.hits import with_hits
from gallica_export.templating import LANGUAGES, Templates
from gallica_export.writers import TEI_PROFILES
from gallica_export.writers.tei import write_tei
from tests.documents import (
    MemorySource,
    document_with_an_index,
    extract_document,
    restricted_document,
    small_document,
    specimen_document,
)
from tests.drawn import HOSTILE, documents, hostile_document
from tests.golden import check_golden
from tests.tei_texts import (
    TEI,
    printed_lines,
    reading_of_model,
    reading_text,
    tag,
    tokens_of,
    words_with_marks,
)
from tests.test_cli import run
from tests.validators import jing
from tests.working_copies import chapters_of, corrected_by

XML = "{http://www.w3.org/XML/1998/namespace}"
#: Each profile, and with words where it knows them.
MANNERS = (("full", False), ("full", True), ("simple", False), ("simple", True), ("dtabf", False))
drawn = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])


@cache
def templates(lang: str = "fr") -> Templates:
    return Templates(lang=lang)


def tei_of(document: Document, profile: str, *, words: bool = False, lang: str = "fr") -> bytes:
    made = write_tei(document, templates(lang), profile=profile, words=words)
    return next(made).content


def text_of(document: Document, profile: str, *, words: bool = False) -> etree._Element:
    text = etree.fromstring(tei_of(document, profile, words=words)).find(f"{TEI}text")
    assert text is not None
    return text


def edited_document() -> Document:
    """The small document with every kind of thing that a person does to it."""
    chapters = {
        path: text.replace("est petit ;", "fut grand ;")
        .replace("un jour", "un seul jour")
        .replace("ciel gris", "ciel")
        .replace("LE PETIT LIVRE\n\npar", "- LE PETIT LIVRE\n- par")
        .replace("cela suffit>.\n", "cela suffit>.[^ed]\n\n[^ed]: Une note *à nous*.\n")
        for path, text in chapters_of(small_document()).items()
    }
    chapters["text/00-introduction.md"] = (
        "# Introduction\n\nCe *petit* **livre**, [ici](https://example.org/).\n\n"
        "- un *mot*\n- deux\n\n1. premier\n\n> Une citation.\n>\n> Et **fin**.\n"
        "\n| a | b |\n| - | - |\n| c | d |\n"
    )
    return corrected_by(small_document(), chapters)


# --- the words -----------------------------------------------------------------------------------


@drawn
@example(small_document())
@given(documents())
def test_both_texts_can_be_had_with_words(document: Document) -> None:
    """With words too, the reading text and every printed line are exactly those of the model."""
    check_words(document)


def test_both_texts_of_an_edited_document_can_be_had_with_words() -> None:
    """Where a person corrected and added, the words of the OCR are all there."""
    text = text_of(edited_document(), "full", words=True)
    for corr in list(text.iter(f"{TEI}corr")):
        corr.clear()
    zones = {e.get("facs", "")[1:] for e in text.iter(f"{TEI}w", f"{TEI}pc") if e.get("facs")}
    assert zones == set().union(*map(tokens_of, views_of(edited_document())))


def test_both_texts_of_a_real_document_can_be_had_with_words(real_document: Document) -> None:
    """The same in a real document."""
    check_words(real_document)


def views_of(document: Document) -> Iterator[ViewText]:
    return (document.text(view.order) for view in document.views)


def check_words(document: Document) -> None:
    text = text_of(document, "full", words=True)
    assert words_with_marks(reading_text(text)) == words_with_marks(reading_of_model(document))
    assert printed_lines(text) == {
        f"{view.id}-l{place}": [word.text for word in line.words]
        for view in document.views
        for place, line in enumerate(document.text(view.order).lines)
    }
    found = [e for e in text.iter(f"{TEI}w", f"{TEI}pc") if e.get("facs")]
    assert {e.get("facs", "")[1:]: said(e) for e in found} == {
        zone: (word, None if sure is None else f"{round(sure * 100) / 100:g}")
        for view in document.views
        for zone, (word, sure) in tokens_of(document.text(view.order)).items()
    }
    assert len({e.get("facs") for e in found}) == len(found)


def said(element: etree._Element) -> tuple[str, str | None]:
    return "".join(map(str, element.itertext())).strip(), element.get("cert")


def test_the_halves_of_a_word_are_told() -> None:
    """Halves of a word are marked as parts over lines and pages, an uncut word is not."""
    words = list(text_of(small_document(), "full", words=True).iter(f"{TEI}w"))
    parts = [(e.get("part"), said(e)[0]) for e in words if e.get("part")]
    assert parts == [("I", "peut-"), ("F", "être"), ("I", "par-"), ("F", "couru")]


def test_a_word_over_three_lines_has_a_middle() -> None:
    """A word that three lines share has a beginning, a middle and an end."""
    cuts = ("an-", End.JOINED), ("ti-", End.JOINED), ("corps", End.SPACE)
    inlines = [LineText(text, 2, line, end, words=(0, 1)) for line, (text, end) in enumerate(cuts)]
    inlines.insert(1, PageBreak(3))  # type: ignore[arg-type] # any inline will do
    section = Section(id="s1", view=2, level=1, blocks=(Paragraph("p1", tuple(inlines)),))
    document = structs.replace(small_document(), reading=Reading(sections=(section,)))
    words = text_of(document, "full", words=True).iter(f"{TEI}w")
    assert [word.get("part") for word in words] == ["I", "M", "F"]


def test_a_word_before_a_call_is_whole() -> None:
    """A word to which the sign of a note is glued is no half of one."""
    words = list(text_of(edited_document(), "full", words=True).iter(f"{TEI}w"))
    assert [said(e)[0] for e in words if e.get("part")] == ["peut-", "être", "par-", "couru"]


def test_a_hyphen_that_stands_apart_is_punctuation() -> None:
    """A dropped hyphen with a space before it has its own zone, and the word none of it."""
    inlines = (LineText("LE -", 2, 0, End.JOINED, words=(0, 2)), LineText("petit", 2, 1))
    section = Section(id="s1", view=2, level=1, blocks=(Paragraph("p1", inlines),))
    document = structs.replace(small_document(), reading=Reading(sections=(section,)))
    text = text_of(document, "full", words=True)
    assert [(e.get("force"), said(e)[0]) for e in text.iter(f"{TEI}pc")] == [("weak", "-")]
    assert [(e.get("part"), said(e)[0]) for e in text.iter(f"{TEI}w")] == [
        ("I", "LE"),
        ("F", "petit"),
    ]


def test_each_word_has_its_zone_on_the_facsimile() -> None:
    """A word's zone is its box in master pixels, inside the zone of its line."""
    root = etree.fromstring(tei_of(small_document(), "full", words=True))
    by_id = {element.get(f"{XML}id"): element for element in root.iter(f"{TEI}zone")}
    zone, box = by_id["f4-l1-w1"], small_document().text(4).lines[1].words[1].box
    assert [int(zone.get(name, "")) for name in ("ulx", "uly", "lrx", "lry")] == [
        box.x,
        box.y,
        box.right,
        box.bottom,
    ]
    assert zone.getparent() is by_id["f4-l1"]
    pointers = {e.get("facs", "")[1:] for e in root.iter(f"{TEI}w", f"{TEI}pc") if e.get("facs")}
    assert pointers <= set(by_id)


@drawn
@example(small_document())
@example(edited_document())
@given(documents())
def test_every_profile_has_the_same_lines(document: Document) -> None:
    """What stands from one line's beginning to the next is the same text in every profile."""
    whole = lines_in(text_of(document, "full"))
    for profile, words in MANNERS:
        assert lines_in(text_of(document, profile, words=words)) == whole


def lines_in(text: etree._Element) -> list[str]:
    """The text between line breaks; what TEI says for itself of a picture is no text."""
    flow = "".join(_flow(text))
    return [" ".join(line.split()) for line in flow.split("\v")]


def _flow(element: etree._Element) -> Iterator[str]:
    if tag(element) == "figDesc":
        return
    yield "\v" if tag(element) == "lb" else element.text or ""
    for child in element:
        yield from _flow(child)
        yield child.tail or ""


# --- what each profile says ----------------------------------------------------------------------


@pytest.mark.parametrize("profile", TEI_PROFILES)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_header_says_which_profile_it_is(profile: str, lang: str) -> None:
    """The description of the encoding names the profile, in the language of the edition."""
    root = etree.fromstring(tei_of(small_document(), profile, lang=lang))
    described = root.find(f"{TEI}teiHeader/{TEI}encodingDesc")
    assert described is not None
    assert templates(lang).words["tei"][f"profile_{profile}"] in "".join(
        map(str, described.itertext())
    )


@pytest.mark.parametrize("profile", TEI_PROFILES)
def test_credit_stands_in_every_profile(profile: str) -> None:
    """The mention, the conditions, the ARK, the shelfmark and the editor stand in every header."""
    document = edited_document()
    header = etree.fromstring(tei_of(document, profile)).find(f"{TEI}teiHeader")
    assert header is not None
    words = "".join(map(str, header.itertext()))
    credit = document.attribution
    for expected in (
        credit.mention,
        str(document.ark),
        credit.permalink,
        "SPEC-0",
        "Jeanne Dupont",
    ):
        assert expected in words
    assert {e.get("target") for e in header.iter(f"{TEI}licence")} == {
        credit.conditions,
        credit.licence_of_metadata,
    }


@pytest.mark.parametrize("profile", ["full", "simple"])
def test_each_block_of_an_editor_names_its_editor(profile: str) -> None:
    """In the introduction that a person wrote, all that may stand in a text is theirs."""
    text = text_of(edited_document(), profile)
    own = next(div for div in text.iter(f"{TEI}div") if div.get("type") == "editorial")
    assert {tag(block): block.get("resp") for block in own} == dict.fromkeys(
        ("head", "p", "list", "quote", "table"), "#editor1"
    )


def test_pages_of_dtabf_are_found_by_their_view() -> None:
    """In DTABf each view begins at a pb with its number, its label and its address."""
    document = small_document()
    marks = text_of(document, "dtabf").iter(f"{TEI}pb")
    assert [(pb.get("facs"), pb.get("n"), pb.get("corresp")) for pb in marks] == [
        (f"#f{view.order:04}", view.label, document.attribution.permalink_of(view.order))
        for view in document.views
    ]


def test_the_dtabf_edition_is_as_golden(update_golden: bool) -> None:
    """The small document's DTABf is exactly that of the golden folder."""
    check_golden(
        "tei-dtabf", write_tei(small_document(), templates(), profile="dtabf"), update_golden
    )


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        (("--tei-words",), "--tei-words is for the TEI alone"),
        (("--format", "epub", "--tei-profile", "simple"), "--tei-profile is for the TEI alone"),
        (("--format", "tei", "--tei-profile", "dtabf", "--tei-words"), "the profile dtabf has no"),
        (("--format", "tei", "--tei-profile", "lite"), "'lite' is not one of"),
    ],
)
def test_options_that_make_no_sense_are_refused(typed: tuple[str, ...], told: str) -> None:
    """An option of the TEI without the TEI, and what a profile cannot say, is a clear error."""
    done = run(*typed, "--offline", "ark:/99999/bpt6k90000017")
    assert done.returncode == 2
    assert told in done.stderr


@pytest.mark.parametrize(("profile", "words"), MANNERS)
def test_hostile_text_stays_text_in_every_profile(profile: str, words: bool) -> None:
    """Hostile text in every field of the model, editors and dates included, comes out as text."""
    document, nasty = hostile_document(), " ".join(HOSTILE)
    said_of_it = ("datestamp", "online_since", "provenance", "visibility")
    document = structs.replace(
        document,
        editors=(nasty, "x"),
        retrieved=nasty,
        gateways=(nasty,),
        record=structs.replace(document.record, **dict.fromkeys(said_of_it, nasty)),
        attribution=structs.replace(
            document.attribution, conditions=nasty, licence_of_metadata=nasty, permalink=nasty
        ),
        reading=hostile_reading(document.reading, nasty),
    )
    root = etree.fromstring(tei_of(document, profile, words=words))
    assert not list(root.iter("script", f"{TEI}script", "img", f"{TEI}img"))
    names = [name.text for name in root.iter(f"{TEI}name")]
    assert nasty in names
    assert {pb.get("n") for pb in root.iter(f"{TEI}pb")} == {nasty}
    whole = "".join(map(str, root.itertext()))
    assert whole.count(nasty) > 10


def hostile_reading(reading: Reading, nasty: str) -> Reading:
    """Words that a person added, with a hostile text, link and sign."""
    added = Added(nasty, rend="italic", href=nasty)
    blocks = (
        Paragraph("p9", (added, NoteCall("n9", Added(nasty)), Correction((), nasty))),
        ItemList("e1", ((added,),)),
        Quote("e2", ((added,),)),
        Note("n9", "foot", (Added(nasty),), is_called=True),
    )
    own = Section(id="s9", view=6, level=1, title=nasty, blocks=blocks)
    return structs.replace(reading, sections=(*reading.sections, own))


# --- validity ------------------------------------------------------------------------------------


def variants() -> Iterator[tuple[str, Document]]:
    document = small_document()
    yield "small", document
    yield "hostile", hostile_document()
    yield "no contents", structs.replace(document, contents=())
    yield "no reading", structs.replace(document, reading=Reading())
    bare = structs.replace(document, record=Record(), contents=(), notices=(), retrieved="")
    yield "no record", bare
    one = structs.replace(document, views=document.views[:1], reading=Reading())
    yield "one view", one
    yield "no views", structs.replace(one, views=())
    no_ocr = tuple(structs.replace(view, has_ocr=False) for view in document.views)
    blank = structs.replace(document, views=no_ocr, source=MemorySource({}, {}))
    yield "no OCR", structs.replace(blank, reading=Reading())
    yield "specimen", specimen_document()
    yield "extract", extract_document()
    yield "restricted", restricted_document()
    yield "index", document_with_an_index()
    yield "edited", edited_document()
    yield "hits", with_hits(document, (("petit",),))


@pytest.mark.validator
@pytest.mark.parametrize(("profile", "words"), MANNERS)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_kind_of_document_is_valid(
    profile: str, words: bool, lang: str, tei_schema: Callable[[str], Path], tmp_path: Path
) -> None:
    """The judge finds no fault against the profile, with whatever parts of a document missing."""
    paths = []
    for name, document in variants():
        paths.append(tmp_path / f"{name}.xml")
        paths[-1].write_bytes(tei_of(document, profile, words=words, lang=lang))
    assert jing(tei_schema(profile), paths) == []


@pytest.mark.validator
@pytest.mark.parametrize(("profile", "words"), MANNERS)
def test_any_order_of_blocks_is_valid(
    profile: str, words: bool, tei_schema: Callable[[str], Path], tmp_path: Path
) -> None:
    """The judge finds no fault, in whatever order blocks and breaks stand."""
    paths: list[Path] = []

    @settings(max_examples=60, database=None, suppress_health_check=[HealthCheck.too_slow])
    @given(documents())
    def write(document: Document) -> None:
        paths.append(tmp_path / f"{len(paths)}.xml")
        paths[-1].write_bytes(tei_of(document, profile, words=words))

    write()
    assert jing(tei_schema(profile), paths) == []


@pytest.mark.validator
@pytest.mark.parametrize(("profile", "words"), MANNERS)
def test_a_real_document_is_valid(
    profile: str,
    words: bool,
    real_document: Document,
    tei_schema: Callable[[str], Path],
    tmp_path: Path,
) -> None:
    """The judge finds no fault in the TEI of a real document."""
    path = tmp_path / f"{real_document.name}.xml"
    path.write_bytes(tei_of(real_document, profile, words=words))
    assert jing(tei_schema(profile), [path]) == []
