from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gallica_export.errors import DamagedAnswer, GallicaExportError
from gallica_export.gallica.alto import parse_alto
from gallica_export.gallica.iiif.annotations import parse_annotations
from gallica_export.gallica.iiif.layout import blocks_of
from gallica_export.model import Box, Line, ViewText, Word
from tests.mutations import assert_survives_damage, json_values, patient, reshaped

BOOK = "snapshots/bpt6k9612399b/alto"
NEWSPAPER = "snapshots/bpt6k220169n/alto"
CANVAS = "https://openapi.bnf.fr/iiif/presentation/v3/ark:/12148/bpt6k9612399b/f13/canvas"


def annotation(text: str, where: Any) -> dict[str, Any]:
    return {
        "id": f"{CANVAS}/annotation/1",
        "type": "Annotation",
        "motivation": "supplementing",
        "body": {"type": "TextualBody", "value": text, "format": "text/plain", "language": "fr"},
        "target": where,
    }


def page(items: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """An annotation page like those of openapi.bnf.fr."""
    return {
        "@context": "http://iiif.io/api/presentation/3/context.json",
        "id": CANVAS.replace("canvas", "annotationpage/supplementing.json"),
        "type": "AnnotationPage",
        "items": list(items),
    }


def target(box: Box) -> str:
    return f"{CANVAS}#xywh={box.x},{box.y},{box.width},{box.height}"


def page_of(words: Iterable[Word]) -> bytes:
    return json.dumps(page(annotation(word.text, target(word.box)) for word in words)).encode()


def words_of(text: ViewText) -> list[Word]:
    return [word for line in text.lines for word in line.words]


def shuffled(words: Sequence[Word]) -> list[Word]:
    return random.Random(1).sample(words, len(words))


def rebuilt(words: Iterable[Word]) -> ViewText:
    text = parse_annotations(page_of(words), 13)
    assert text.notices == ()
    return text


def share_of_equal_lines(found: ViewText, true: ViewText) -> float:
    """The share of the true lines that were found with exactly their words, in order."""

    def counted(lines: Iterable[Line]) -> Counter[str]:
        return Counter(line.text for line in lines)

    return (counted(found.lines) & counted(true.lines)).total() / len(true.lines)


def ocr(shared: Path, name: str) -> ViewText:
    return parse_alto((shared / name).read_bytes(), 13)


@pytest.mark.parametrize("prepare", [list, shuffled], ids=["in-order", "shuffled"])
def test_a_page_of_a_book_gets_its_lines_back(shared: Path, prepare: Any) -> None:
    """The words of a book's page give back its lines, every one and in order, however they come."""
    true = ocr(shared, f"{BOOK}/f13.xml")
    found = rebuilt(prepare(words_of(true)))
    assert [line.text for line in found.lines] == [line.text for line in true.lines]


def test_words_of_a_whole_book_give_its_lines(shared: Path) -> None:
    """Every tenth page of a book: the words give 99 of 100 lines back, even when shuffled."""
    for prepare in (list, shuffled):
        found = Counter[bool]()
        for order in range(10, 264, 10):
            true = ocr(shared, f"{BOOK}/f{order}.xml")
            if true.lines:
                share = share_of_equal_lines(rebuilt(prepare(words_of(true))), true)
                found[True] += round(share * len(true.lines))
                found[False] += round((1 - share) * len(true.lines))
        assert found[True] > 500
        assert found[True] / found.total() >= 0.99


@pytest.mark.parametrize(
    ("view", "in_order", "in_disorder"), [(1, 0.998, 0.98), (2, 0.998, 0.99), (4, 0.99, 0.97)]
)
def test_a_newspaper_gets_its_lines_back(
    shared: Path, view: int, in_order: float, in_disorder: float
) -> None:
    """The columns of a newspaper are told apart, nearly always even from shuffled words."""
    true = ocr(shared, f"{NEWSPAPER}/f{view}.xml")
    words = words_of(true)
    assert share_of_equal_lines(rebuilt(words), true) >= in_order
    assert share_of_equal_lines(rebuilt(shuffled(words)), true) >= in_disorder


def test_columns_are_read_one_after_the_other(shared: Path) -> None:
    """From shuffled words of a newspaper's page, 19 of 20 lines follow the line they should."""
    true = ocr(shared, f"{NEWSPAPER}/f2.xml")
    found = rebuilt(shuffled(words_of(true)))
    place = {word.box: number for number, line in enumerate(found.lines) for word in line.words}
    steps = [
        place[other.words[0].box] - place[line.words[-1].box]
        for line, other in pairwise(true.lines)
    ]
    assert steps.count(1) / len(steps) >= 0.95


@pytest.mark.parametrize("prepare", [list, shuffled], ids=["in-order", "shuffled"])
def test_a_drop_capital_has_a_line_of_its_own(prepare: Any) -> None:
    """A letter over two lines stands alone, as in the BnF's OCR; an ordinary capital does not."""
    boxes = {
        "L": Box(0, 0, 90, 110),
        "orsque": Box(100, 0, 200, 40),
        "tout": Box(320, 0, 100, 40),
        "dort,": Box(100, 70, 150, 45),
        "À": Box(0, 140, 40, 60),
        "ce": Box(60, 165, 50, 28),
    }
    found = rebuilt(prepare([Word(text, box) for text, box in boxes.items()]))
    lines = {line.text for line in found.lines}
    assert lines == {"L", "orsque tout", "dort,", "À ce"}


def test_lines_that_follow_closely_share_a_block() -> None:
    """A wide space and a new column begin a block; a line right below continues one."""
    column = [Box(0, 40 * number, 90, 30) for number in range(12)]
    boxes = [*column, Box(0, 600, 90, 30), Box(200, 0, 90, 30)]
    blocks = rebuilt(Word("mot", box) for box in boxes).blocks
    assert [len(block.lines) for block in blocks] == [12, 1, 1]
    assert [block.box for block in blocks] == [Box(0, 0, 90, 470), *boxes[12:]]


def test_a_divided_word_ends_in_a_plain_hyphen() -> None:
    """Whatever sign the engine writes for it, as in ALTO."""
    words = [Word("mar\N{NOT SIGN}", Box(0, 0, 100, 40)), Word("ché", Box(0, 60, 100, 40))]
    assert [line.text for line in rebuilt(words).lines] == ["mar-", "ché"]


def test_a_view_without_ocr_has_no_items() -> None:
    """A page without ``items`` is that of a view without OCR: an empty text."""
    empty = {"type": "AnnotationPage", "id": "x"}
    assert parse_annotations(json.dumps(empty).encode(), 7) == ViewText(order=7)


@pytest.mark.parametrize(
    "where",
    [
        f"{CANVAS}#xywh=10,20,30,40",
        f"{CANVAS}#xywh=pixel:10,20,30,40",
        f"{CANVAS}#xywh=10.0,20.2,29.9,39.5",
        [f"{CANVAS}#xywh=10,20,30,40"],
        {
            "type": "SpecificResource",
            "source": CANVAS,
            "selector": {"type": "FragmentSelector", "value": "xywh=10,20,30,40"},
        },
        {
            "type": "SpecificResource",
            "source": {"id": CANVAS, "type": "Canvas"},
            "selector": [{"type": "PointSelector"}, {"value": "xywh=10,20,30,40"}],
        },
    ],
)
def test_every_form_of_target_is_understood(where: Any) -> None:
    """A box is read from a fragment or from a selector, and fractions are rounded outwards."""
    data = json.dumps(page([annotation("mot", where)])).encode()
    text = parse_annotations(data, 13)
    assert [word.box for word in words_of(text)] == [Box(10, 20, 30, 40)]
    assert text.notices == ()


def test_a_body_may_be_a_list() -> None:
    """The first body with a text gives the word, in NFC and without controls."""
    item = annotation("", f"{CANVAS}#xywh=1,2,3,4")
    item["body"] = [{"type": "Image"}, {"type": "TextualBody", "value": "e\u0301te\u0301\u0007"}]
    text = parse_annotations(json.dumps(page([item])).encode(), 13)
    assert [word.text for word in words_of(text)] == ["été"]


def test_what_has_no_pixels_is_skipped_and_told() -> None:
    """Boxes in percent and annotations without text are left out, with one notice."""
    items = [
        annotation("mot", f"{CANVAS}#xywh=1,2,3,4"),
        annotation("pour", f"{CANVAS}#xywh=percent:1,2,3,4"),
        annotation("cent", CANVAS),
        annotation(" ", f"{CANVAS}#xywh=1,2,3,4"),
        annotation("loin", f"{CANVAS}#xywh=9999999,2,3,4"),
    ]
    text = parse_annotations(json.dumps(page(items)).encode(), 13)
    (notice,) = text.notices
    assert [word.text for word in words_of(text)] == ["mot"]
    assert (notice.kind, notice.view) == ("annotations-skipped", 13)
    assert "4 annotations" in notice.message


def test_annotations_of_another_view_are_refused() -> None:
    """A file under the wrong number is told from the right one by its targets."""
    data = page_of([Word("mot", Box(1, 2, 3, 4))])
    with pytest.raises(DamagedAnswer, match="speak of view 13"):
        parse_annotations(data, 14)


@pytest.mark.parametrize("number", [3, 6])
def test_the_security_check_is_no_answer(shared: Path, number: int) -> None:
    """The page that Gallica sends to programs is called by its name."""
    folder = shared / "samples/xerocr/bpt6k5619759j"
    with pytest.raises(DamagedAnswer, match="security check"):
        parse_annotations((folder / f"error.altcha.{number}.html").read_bytes(), 1)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b"{}",
        b"null",
        b"[" * 100_000,
        b"<alto/>",
        b'{"type":"AnnotationPage","items":3}',
    ],
)
def test_anything_else_is_damaged(data: bytes) -> None:
    """What is no annotation page is refused, however deeply nested."""
    with pytest.raises(DamagedAnswer):
        parse_annotations(data, 1)


SMALL = page([annotation("un", f"{CANVAS}#xywh=1,2,30,40"), annotation("deux", {"source": CANVAS})])


@patient
@given(reshaped(SMALL) | json_values)
def test_no_shape_of_json_escapes(answer: Any) -> None:
    """Any JSON gives the view's text or an error of the program's own."""
    try:
        text = parse_annotations(json.dumps(answer).encode("utf-8", "surrogatepass"), 13)
    except GallicaExportError:
        return
    assert text.order == 13


def test_no_damaged_bytes_escape() -> None:
    """Any bytes give the view's text or an error of the program's own."""
    assert_survives_damage(lambda data: parse_annotations(data, 13), json.dumps(SMALL).encode())


LENGTHS = st.integers(0, 60) | st.integers(0, 100_000)


@settings(patient, max_examples=60)
@given(st.lists(st.tuples(LENGTHS, LENGTHS, LENGTHS, LENGTHS, st.sampled_from("ab")), max_size=40))
def test_no_word_is_lost(placed: list[tuple[int, int, int, int, str]]) -> None:
    """Whatever the boxes, each word stands in exactly one line, and within its box."""
    words = [Word(text, Box(*numbers)) for *numbers, text in placed]
    blocks = blocks_of(words)
    lines = [line for block in blocks for line in block.lines]
    assert Counter(word for line in lines for word in line.words) == Counter(words)
    for line in lines:
        assert line.box.x == min(word.box.x for word in line.words)
        assert line.box.bottom == max(word.box.bottom for word in line.words)
