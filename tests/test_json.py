from __future__ import annotations

import json
from pathlib import Path

import msgspec
from hypothesis import HealthCheck, example, given, settings
from msgspec import structs

from gallica_export import __version__
from gallica_export.ark import Ark
from gallica_export.model import (
    Aside,
    Document,
    End,
    LineText,
    Note,
    Reading,
    Role,
    Section,
    TocEntry,
    TocTarget,
)
from gallica_export.templating import Templates
from gallica_export.writers.json import write_json
from gallica_export.writers.json.format import Edition, EditionLine, schema
from tests.documents import TEXTS, line_texts_of, small_document
from tests.drawn import CountingSource, documents, hostile_document
from tests.golden import check_golden

SCHEMA = Path(__file__).parent.parent / "docs" / "gallica-export.schema.json"
TEMPLATES = Templates()


def written(document: Document) -> bytes:
    (file,) = write_json(document, TEMPLATES)
    return file.content


def read_back(document: Document) -> Edition:
    return msgspec.json.decode(written(document), type=Edition)


def lines_of(edition: Edition, order: int) -> list[EditionLine]:
    (view,) = (view for view in edition.views if view.order == order)
    return [line for block in view.blocks for line in block.lines]


@settings(deadline=None, max_examples=100, suppress_health_check=[HealthCheck.too_slow])
@example(small_document())
@example(hostile_document())
@given(documents())
def test_the_model_comes_back(document: Document) -> None:
    """The record, the reading, the views and each word with its box come back as they were."""
    edition = read_back(document)
    assert edition.record == document.record
    assert edition.reading == document.reading
    assert edition.attribution == document.attribution
    assert edition.notices == document.notices
    assert [view.order for view in edition.views] == [view.order for view in document.views]
    for view, made in zip(document.views, edition.views, strict=True):
        text = document.text(view.order)
        assert structs.asdict(view).items() <= structs.asdict(made).items()
        assert made.permalink == document.attribution.permalink_of(view.order)
        assert made.illustrations == text.illustrations
        assert [block.box for block in made.blocks] == [block.box for block in text.blocks]
        assert [line.words for line in lines_of(edition, view.order)] == [
            line.words for line in text.lines
        ]


@settings(deadline=None, max_examples=100, suppress_health_check=[HealthCheck.too_slow])
@example(small_document())
@given(documents())
def test_each_line_says_where_its_words_went(document: Document) -> None:
    """The lines' words, by the parts and the blocks that they name, are those of the reading."""
    edition = read_back(document)
    assert document.reading
    told = [
        (view.order, place, first, said(line, first, last), block is not None)
        for view in edition.views
        for place, line in enumerate(lines_of(edition, view.order))
        for first, last, block in spans(line)
    ]
    asides = document.reading.asides
    stretches: list[LineText | Aside] = [*line_texts_of(document.reading), *asides]
    assert sorted(told) == sorted(
        (at.view, at.line, (at.words or (0,))[0], at.text, isinstance(at, LineText))
        for at in stretches
    )


def said(line: EditionLine, first: int, last: int) -> str:
    return " ".join(word.text for word in line.words[first:last])


def spans(line: EditionLine) -> list[tuple[int, int, str | None]]:
    if line.parts:
        return [(*part.words, part.block) for part in line.parts]
    return [(0, len(line.words), line.block)]


def test_all_words_of_a_real_document(real_document: Document) -> None:
    """Every word of a real document is there, and every line went somewhere."""
    edition = read_back(real_document)
    for view in real_document.views:
        lines = lines_of(edition, view.order)
        assert [line.words for line in lines] == [
            line.words for line in real_document.text(view.order).lines
        ]
        assert all(line.block or line.reason for line in lines)


def test_each_line_has_its_role() -> None:
    """A line says what it is on its page, which block it went to, how it ends and why."""
    edition = read_back(small_document())
    third = [(line.role, line.block, line.end, line.reason) for line in lines_of(edition, 3)]
    assert third == [
        (Role.PAGE_NUMBER, None, End.SPACE, "agrees-with-label"),
        (Role.HEADING, "h1", End.SPACE, ""),
        (Role.TEXT, "p3", End.KEPT, "clitic"),
        (Role.TEXT, "p3", End.JOINED, "vocabulary"),
        (Role.NOTE, "n1", End.SPACE, ""),
    ]
    roles = [line.role for order in (4, 5) for line in lines_of(edition, order)]
    assert roles == [
        Role.RUNNING_TITLE,
        Role.TEXT,
        Role.TEXT,
        Role.VERSE,
        Role.VERSE,
        Role.TABLE,
        Role.TABLE,
        Role.ADVERTISEMENT,
        Role.ADVERTISEMENT,
        Role.CAPTION,
    ]


def test_a_note_in_the_margin_is_marginalia() -> None:
    """The lines of a note say whether it stands at the foot or in the margin."""
    document = small_document()
    note = Note("n1", "margin", (LineText("LE PETIT LIVRE", 2, 0),))
    reading = Reading(sections=(Section(id="s1", view=2, level=1, blocks=(note,)),))
    first = lines_of(read_back(structs.replace(document, reading=reading)), 2)[0]
    assert (first.role, first.block) == (Role.MARGINALIA, "n1")


def test_a_line_that_was_cut_up_says_how() -> None:
    """A line whose words went different ways has a part for each, in their order."""
    first = lines_of(read_back(small_document()), 4)[0]
    assert [(part.words, part.role) for part in first.parts] == [
        ((0, 3), Role.RUNNING_TITLE),
        ((3, 4), Role.PAGE_NUMBER),
    ]


def test_the_contents_are_nested_with_their_sections() -> None:
    """Contents nest as Gallica nests them, and name the sections that begin with them."""
    other = Ark.parse("ark:/99999/bpt6k5738219s")
    document = small_document()
    away = TocEntry(title="Ailleurs", target=TocTarget(ark=other, view=7, label="5"))
    edition = read_back(structs.replace(document, contents=(*document.contents, away)))
    foreword, plate, _, elsewhere = edition.contents
    assert [entry.section for entry in (foreword, *foreword.children, plate)] == [
        "s2",
        "s2-1",
        "s3",
    ]
    (target,) = elsewhere.targets
    assert (target.ark, target.view, target.label) == (str(other), 7, "5")
    assert elsewhere.section is None


def test_plain_json_readers_read_it_too() -> None:
    """The file is one JSON object that tells its format, the program's version and the dates."""
    told = json.loads(written(hostile_document()))
    assert (told["format"], told["version"]) == (1, __version__)
    assert told["ark"] == "ark:/99999/bpt6k1234567m"
    assert told["retrieved"] == "2026-11-01T00:00:00Z"
    assert len(told["views"]) == 6


def test_a_document_without_reading_keeps_its_words() -> None:
    """Without a reading text, and without contents, all words of the OCR are there."""
    document = structs.replace(small_document(), reading=Reading(), contents=())
    words = [word.text for line in lines_of(read_back(document), 2) for word in line.words]
    assert " ".join(words) == "LE PETIT LIVRE par un Anonyme"


def test_a_document_without_views() -> None:
    """A document without views has an empty list of them."""
    assert read_back(structs.replace(small_document(), views=(), reading=Reading())).views == ()


def test_the_ocr_of_a_view_is_asked_for_once() -> None:
    """Each view's OCR is loaded one time."""
    source = CountingSource(TEXTS, {})
    written(structs.replace(small_document(), source=source))
    assert source.asked == [1, 2, 3, 4, 5, 6]


def test_the_published_schema_is_that_of_the_program(update_golden: bool) -> None:
    """The schema in docs is what the program writes by."""
    made = json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"
    if update_golden:
        SCHEMA.parent.mkdir(exist_ok=True)
        SCHEMA.write_text(made, encoding="utf-8")
    assert SCHEMA.read_text(encoding="utf-8") == made


def test_golden(update_golden: bool) -> None:
    """The small document's JSON is exactly that of the golden folder."""
    check_golden("json", write_json(small_document(), TEMPLATES), update_golden)
