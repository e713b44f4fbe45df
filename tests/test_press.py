"""The specimen press: what it says about its documents is what stands in them."""

from __future__ import annotations

import io
import re
from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from PIL import Image, ImageStat

from gallica_export.ark import TEST, Ark
from gallica_export.gallica.alto import parse_alto
from gallica_export.gallica.snapshot import Snapshot
from gallica_export.model import End, Role
from tests.press import (
    Book,
    Dialect,
    Hyphens,
    Kind,
    Scan,
    Specimen,
    bundled,
    bundled_folder,
    press,
)
from tests.press.parts import Prose, Stanza
from tests.press.specimen import IMAGE_HEIGHT, THUMBNAIL_HEIGHT

_CALL = re.compile(r"\s*\(\d+\)")
_NOTES = re.compile(r"\s*(?:\{[^{}]*\}|\[\[[^]]*\]\])")

scans = st.builds(
    Scan,
    dialect=st.sampled_from(Dialect),
    hyphens=st.sampled_from(Hyphens),
    seed=st.integers(0, 9),
)
specimens = st.builds(
    lambda views, seed, scan: press(Book.of_size(views, seed), seed, scan),
    st.integers(1, 30),
    st.integers(0, 50),
    scans,
)
few = settings(max_examples=20, deadline=None)


@pytest.fixture(scope="module")
def clean() -> Specimen:
    """The bundled specimen without misread letters."""
    return bundled(Scan())


def strings(data: bytes) -> list[etree._Element]:
    prolog_is_true = b"ISO-8859-1" not in data[:60]
    return list(etree.fromstring(data if prolog_is_true else data[data.index(b"\n") :]).iter("{*}String"))


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
    """A line of the truth is the line of that number, or those of its words, in the reader's view."""
    lines = {
        (page.order, number): line
        for page in specimen.pages
        if not page.is_unread
        for number, line in enumerate(parse_alto(specimen.alto(page.order), page.order)[0].lines)
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
            assert 0 <= block.box.x and block.box.right <= page.width
            assert 0 <= block.box.y and block.box.bottom <= page.height
            for line in block.lines:
                assert block.box.x <= line.box.x and line.box.right <= block.box.right
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


def test_truth_is_the_text_that_was_set(clean: Specimen) -> None:
    """Paragraphs and stanzas of the truth are those of the source, but for the calls of notes."""
    source = [part for part in clean.book.parts if isinstance(part, Prose | Stanza)]
    texts = [
        _NOTES.sub("", part.text) if isinstance(part, Prose) else "\n".join(part.lines)
        for part in source
    ]
    kinds = {Kind.PARAGRAPH, Kind.VERSE}
    columns = {line.block for line in clean.truth.lines if line.view == len(clean.pages) - 2}
    blocks = [block for block in clean.truth.blocks if block.kind in kinds]
    found = [_CALL.sub("", block.text) for block in blocks]
    assert found[: len(texts)] == texts
    assert len(found) - len(texts) == 10 and columns  # the entries of the glossary


def test_notes_are_called_on_their_view(clean: Specimen) -> None:
    """The notes at the foot of a view are numbered from 1, and its text calls each of them once."""
    for page in clean.pages:
        lines = [line for line in clean.truth.lines if line.view == page.order]
        called = [c for ln in lines if ln.role is Role.TEXT for c in _CALL.findall(ln.text)]
        foot = [c for ln in lines if ln.role is Role.NOTE for c in _CALL.findall(ln.text)]
        assert [c.strip() for c in called] == [c.strip() for c in foot]
        assert [c.strip() for c in foot] == [f"({n})" for n in range(1, len(foot) + 1)]


def test_words_are_divided_where_the_truth_says(clean: Specimen) -> None:
    """Divided lines end with a hyphen, which a joined word loses and a compound keeps."""
    lines = [line for line in clean.truth.lines if line.end in {End.JOINED, End.KEPT}]
    assert all(line.text.endswith("-") for line in lines)
    assert {line.end for line in lines} == {End.JOINED, End.KEPT}
    text = " ".join(block.text for block in clean.truth.blocks)
    for word in ("peut-être", "c'est-à-dire", "elle-même", "n'eût-elle", "arrière-grand-mère"):
        assert word in text


def test_bundled_specimen_has_what_real_books_bring(clean: Specimen) -> None:
    """The bundled specimen shows every role but advertisements, and every kind of block."""
    truth = clean.truth
    assert {line.role for line in truth.lines} == set(Role) - {Role.ADVERTISEMENT}
    assert {block.kind for block in truth.blocks} == set(Kind)
    assert {block.language for block in truth.blocks} == {None, "la"}
    assert {line.end for line in truth.lines} == set(End)
    assert sum(page.is_blank for page in clean.pages) == 1
    assert sum(page.is_unread for page in clean.pages) == 1
    assert {page.label for page in clean.pages} >= {None, "V", "VI", "1", "11"}


def test_bundled_specimen_divides_words_over_page_turns(clean: Specimen) -> None:
    """Words of the bundled specimen go on overleaf, once behind a plate, and catchwords tell."""
    truth = clean.truth
    of_text = [line for line in truth.lines if line.role is Role.TEXT and line.block is not None]
    turns = [(a, b) for a, b in pairwise(of_text) if a.view != b.view and a.end is End.JOINED]
    assert len(turns) >= 3
    assert any(b.view - a.view == 2 for a, b in turns)
    catchwords = {ln.view: ln.text for ln in truth.lines if ln.role is Role.CATCHWORD}
    for before, after in turns:
        assert catchwords[before.view] == after.text.split()[0]


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
    assert counts[Hyphens.BOTH][0] and counts[Hyphens.BOTH][1]
    assert counts[Hyphens.CONTENT][0] == 0 and counts[Hyphens.CONTENT][1]
    assert counts[Hyphens.HYP][0] and counts[Hyphens.HYP][1] == 0


def test_old_alto_lies_about_its_encoding() -> None:
    """alto_prod says ISO-8859-1 and is UTF-8, and keeps running titles in PrintSpace."""
    data = press(Book.of_size(12, 2), scan=Scan(dialect=Dialect.PROD)).alto(9)
    assert b'encoding="ISO-8859-1"' in data[:60]
    assert data.decode("utf-8").count("é") > 5
    assert b"TopMargin" not in data and b"ns/alto_prod" in data


def test_ink_is_where_the_boxes_are(clean: Specimen) -> None:
    """In the page image the words' boxes are darker than the paper between them."""
    page = clean.pages[7]
    image = Image.open(io.BytesIO(clean.files["images/f8.jpg"])).convert("L")
    scale = image.height / page.height
    paper = ImageStat.Stat(image).median[0]
    words = [word for line in clean.read(page).lines for word in line.words if len(word.text) > 3]
    for word in words:
        box = word.box
        corners = (box.x * scale, box.y * scale, box.right * scale, box.bottom * scale)
        assert ImageStat.Stat(image.crop(tuple(map(round, corners)))).mean[0] < paper - 8
    left = image.crop((round(page.left * scale) - 60, 300, round(page.left * scale) - 8, 700))
    assert ImageStat.Stat(left).extrema[0][0] > paper - 60


def test_plain_text_has_a_rule_for_each_view_and_all_words(clean: Specimen) -> None:
    """The saved texteBrut page has one rule a view and, after it, the words of that view."""
    body = etree.HTML(clean.plain_text()).find("body")
    assert body is not None
    views: list[list[str]] = []
    for element in body:
        if element.tag == "hr":
            views.append([])
        elif views:
            views[-1] += (element.text or "").split()
    assert [tuple(words) for words in views] == [clean.truth.words(p.order) for p in clean.pages]


def test_bundled_specimen_is_what_the_press_makes() -> None:
    """The snapshot in the package is the press's own, byte for byte, and its images are whole."""
    specimen, folder = bundled(), bundled_folder()
    made = specimen.snapshot_files(images=False)
    snapshot = Snapshot.open(folder)
    images = [path for path in snapshot.paths if path.endswith(".jpg")]
    assert {path: snapshot.read(path) for path in snapshot.paths if path not in images} == made
    assert len(images) == 2 * len(specimen.pages)
    for path in images:
        with Image.open(io.BytesIO(snapshot.read(path))) as image:
            image.load()
            height = THUMBNAIL_HEIGHT if path.startswith("thumb") else IMAGE_HEIGHT
            assert image.height == height


def test_bundled_specimen_is_small_and_nobody_elses() -> None:
    """The bundled snapshot is under a megabyte, under the test authority, and says what it is."""
    folder = bundled_folder()
    assert sum(file.stat().st_size for file in folder.rglob("*")) < 1_000_000
    ark = Snapshot.open(folder).ark
    assert ark == Ark.parse(str(ark)) and ark.naan == TEST
    record = (folder / "oairecord.xml").read_text("utf-8")
    assert "imaginaires" in record and "CC0" in record
    assert "Bibliothèque nationale" not in record and "gallica.bnf.fr" not in record
    absent = [entry.path for entry in Snapshot.open(folder).entries if entry.sha256 is None]
    assert absent == ["alto/f2.xml"]


def test_parts_of_large_books_repeat_no_identifier() -> None:
    """No identifier of an ALTO file is used twice."""
    specimen = press(Book.of_size(40, 11))
    for page in specimen.pages:
        if not page.is_unread:
            names = Counter(e.get("ID") for e in etree.fromstring(specimen.alto(page.order)).iter())
            del names[None]
            assert not [name for name, number in names.items() if number > 1]
