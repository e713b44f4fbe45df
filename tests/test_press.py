"""The specimen press: what it says about its documents is what stands in them."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from gallica_export.gallica.alto import parse_alto
from gallica_export.model import End
from tests.press import (
    Book,
    Dialect,
    Hyphens,
    Scan,
    Specimen,
    press,
)

scans = st.builds(
    Scan,
    dialect=st.sampled_from(Dialect),
    hyphens=st.sampled_from(Hyphens),
    seed=st.integers(0, 9),
)
specimens = st.builds(
    lambda views, seed, scan: press(Book.of_size(views, seed), seed, scan),
    st.integers(1, 24),
    st.integers(0, 50),
    scans,
)
few = settings(max_examples=12, deadline=None)


def strings(data: bytes) -> list[etree._Element]:
    prolog_is_true = b"ISO-8859-1" not in data[:60]
    return list(
        etree.fromstring(data if prolog_is_true else data[data.index(b"\n") :]).iter("{*}String")
    )


def box_of(element: etree._Element) -> tuple[int, int, int, int]:
    x, y, width, height = (int(element.get(k, "")) for k in ("HPOS", "VPOS", "WIDTH", "HEIGHT"))
    return x, y, x + width, y + height


@given(specimens)
@few
def test_every_word_of_the_truth_stands_once_in_the_alto(specimen: Specimen) -> None:
    """The words of the truth are the words of the ALTO, view by view and in the same order."""
    for page in specimen.pages:
        words = specimen.truth.words(page.order)
        if page.is_unread:
            assert words == ()
            continue
        found = [string.get("CONTENT", "") for string in strings(specimen.alto(page.order))]
        assert [word.rstrip("-") for word in words] == [word.rstrip("-") for word in found]


@given(specimens)
@few
def test_truth_numbers_lines_as_the_reader_does(specimen: Specimen) -> None:
    """A line of the truth is the reader's line of that number, or those of its words."""
    lines = {
        (page.order, number): line
        for page in specimen.pages
        if not page.is_unread
        for number, line in enumerate(parse_alto(specimen.alto(page.order), page.order).lines)
    }
    assert lines.keys() == {(line.view, line.line) for line in specimen.truth.lines}
    for true in specimen.truth.lines:
        first, last = true.words or (0, None)
        words = lines[true.view, true.line].words[first:last]
        assert " ".join(word.text for word in words).rstrip("-") == true.text.rstrip("-")


@given(specimens)
@few
def test_boxes_lie_inside_one_another(specimen: Specimen) -> None:
    """Words lie in their line, lines in their block, blocks on the page, and words do not meet."""
    for page in specimen.pages:
        read = specimen.read(page)
        for block in read.blocks:
            assert min(block.box.x, block.box.y) >= 0
            assert block.box.right <= page.width
            assert block.box.bottom <= page.height
            for line in block.lines:
                assert block.box.x <= line.box.x
                assert line.box.right <= block.box.right
                assert all(a.box.right <= b.box.x for a, b in pairwise(line.words))
                assert all(line.box.y <= word.box.y for word in line.words)
                assert all(word.box.bottom <= line.box.bottom for word in line.words)


@given(specimens)
@few
def test_pagination_has_every_view_once(specimen: Specimen) -> None:
    """Pagination lists the views from 1 on, each once, with the size that the ALTO gives."""
    root = etree.fromstring(specimen.files["pagination.xml"])
    orders = [int(page.findtext("ordre", "")) for page in root.iter("page")]
    assert orders == list(range(1, len(specimen.pages) + 1))
    assert root.findtext("structure/nbVueImages") == str(len(orders))
    for element, page in zip(root.iter("page"), specimen.pages, strict=True):
        assert element.findtext("image_width") == str(page.width)
        assert element.findtext("numero") == (page.label or "NP")


@given(specimens)
@few
def test_contents_lead_to_the_headings(specimen: Specimen) -> None:
    """Every entry of the Toc points to the view on which the heading with its words begins."""
    headings = [block for block in specimen.truth.blocks if block.entry is not None]
    if "toc.xml" not in specimen.files:
        assert not headings
        return
    root = etree.fromstring(specimen.files["toc.xml"])
    targets = [link.get("from", "") for link in root.iter("xref")]
    views = [int(target.rpartition("/")[2].removesuffix(".jp2)")) for target in targets]
    assert views == [heading.view for heading in headings]
    assert [seg.text for seg in root.iter("seg")] == [heading.text for heading in headings]


@given(st.integers(1, 25), st.integers(0, 50), scans)
@few
def test_same_book_and_seed_give_the_same_bytes(views: int, seed: int, scan: Scan) -> None:
    """Printing a book twice gives the same bytes for everything but the images."""
    first, second = (
        press(Book.of_size(views, seed), seed, scan).snapshot_files(images=False) for _ in "12"
    )
    assert first == second


@given(st.integers(1, 60), st.integers(0, 200))
@few
def test_a_book_has_the_number_of_views_that_was_asked_for(views: int, seed: int) -> None:
    """A book of a size has exactly that number of views."""
    assert len(press(Book.of_size(views, seed)).pages) == views


def test_noise_comes_at_the_rate_that_was_set() -> None:
    """Misread letters come near the rate that was set, with a doubtful confidence."""
    noisy = press(Book.of_size(30, 5), scan=Scan(noise=0.02))
    words = [word for page in noisy.pages for ln in noisy.read(page).lines for word in ln.words]
    letters = sum(len(word.printed) for word in words)
    wrong = sum(a != b for w in words for a, b in zip(w.text, w.printed, strict=True))
    assert 0.012 < wrong / letters < 0.025
    assert all(word.confidence < 0.9 for word in words if word.text != word.printed)


def test_guesses_at_divided_words_are_wrong_as_often_as_set() -> None:
    """SUBS_CONTENT is wrong at the rate that was set, and is there only inside a block."""
    specimen = press(Book.of_size(60, 4), scan=Scan(wrong_guesses=0.5))
    lines = [line for page in specimen.pages for line in specimen.read(page).lines]
    divided = [line for line in lines if line.is_divided]
    guesses = [ln for ln in divided if ln.guess and ln.parts[-1].end is End.JOINED]
    wrong = sum("-" in (line.guess or "") for line in guesses)
    assert 0.35 < wrong / len(guesses) < 0.65
    assert any(line.guess is None for line in divided)


def test_hyphens_stand_where_the_engine_puts_them() -> None:
    """The hyphen is in CONTENT, in HYP or in both, as the scan says."""
    counts = {}
    for hyphens in Hyphens:
        specimen = press(Book.of_size(12, 2), scan=Scan(hyphens=hyphens))
        data = b"".join(specimen.alto(order) for order in (8, 9, 10))
        counts[hyphens] = (data.count(b"<HYP"), len(re.findall(rb'CONTENT="\w+-"', data)))
    assert counts[Hyphens.BOTH][0]
    assert counts[Hyphens.BOTH][1]
    assert counts[Hyphens.CONTENT][0] == 0
    assert counts[Hyphens.CONTENT][1]
    assert counts[Hyphens.HYP][0]
    assert counts[Hyphens.HYP][1] == 0


def test_old_alto_lies_about_its_encoding() -> None:
    """alto_prod says ISO-8859-1 and is UTF-8, and keeps running titles in PrintSpace."""
    data = press(Book.of_size(12, 2), scan=Scan(dialect=Dialect.PROD)).alto(9)
    assert b'encoding="ISO-8859-1"' in data[:60]
    assert data.decode("utf-8").count("é") > 5
    assert b"TopMargin" not in data
    assert b"ns/alto_prod" in data


def test_parts_of_large_books_repeat_no_identifier() -> None:
    """No identifier of an ALTO file is used twice."""
    specimen = press(Book.of_size(40, 11))
    for page in specimen.pages:
        if not page.is_unread:
            names = Counter(e.get("ID") for e in etree.fromstring(specimen.alto(page.order)).iter())
            del names[None]
            assert not [name for name, number in names.items() if number > 1]
