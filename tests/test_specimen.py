"""The bundled specimen: what the press says about it is what stands in it, and in the package."""

from __future__ import annotations

import io
import re
from itertools import pairwise

import pytest
from lxml import etree
from PIL import Image, ImageStat

from gallica_export.ark import TEST, Ark
from gallica_export.gallica.pagination import parse_pagination
from gallica_export.gallica.plain_text import parse_plain_text
from gallica_export.gallica.record import parse_record
from gallica_export.gallica.snapshot import Snapshot
from gallica_export.gallica.toc import parse_toc
from gallica_export.model import End, Role
from tests.press import (
    Kind,
    Scan,
    Specimen,
    bundled,
    bundled_folder,
    fonts,
)
from tests.press.parts import Columns, Prose, Stanza
from tests.press.specimen import IMAGE_HEIGHT, THUMBNAIL_HEIGHT

_CALL = re.compile(r"\s*\(\d+\)")
_NOTES = re.compile(r"\s*(?:\{[^{}]*\}|\[\[[^]]*\]\])")


@pytest.fixture(scope="module")
def clean() -> Specimen:
    """The bundled specimen without misread letters."""
    return bundled(Scan())


def test_truth_is_the_text_that_was_set(clean: Specimen) -> None:
    """Paragraphs and stanzas of the truth are those of the source, but for the calls of notes."""
    texts: list[str] = []
    for part in clean.book.parts:
        match part:
            case Prose():
                texts.append(_NOTES.sub("", part.text))
            case Stanza():
                texts.append("\n".join(part.lines))
            case Columns():
                texts += part.entries
    kinds = {Kind.PARAGRAPH, Kind.VERSE}
    blocks = [block for block in clean.truth.blocks if block.kind in kinds]
    found = [_CALL.sub("", block.text) for block in blocks]
    assert found == texts


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
    """The bundled specimen shows every kind of block, every role but advertisements, and every end
    but a repeated quotation mark.
    """
    truth = clean.truth
    assert {line.role for line in truth.lines} == set(Role) - {Role.ADVERTISEMENT}
    assert {block.kind for block in truth.blocks} == set(Kind)
    assert {block.language for block in truth.blocks} == {None, "la"}
    assert {line.end for line in truth.lines} == set(End) - {End.DROPPED}
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
        assert ImageStat.Stat(image.crop(corners)).mean[0] < paper - 8
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
    assert ark == Ark.parse(str(ark))
    assert ark.naan == TEST
    record = (folder / "oairecord.xml").read_text("utf-8")
    assert "imaginaires" in record
    assert "CC0" in record
    assert "Bibliothèque nationale" not in record
    assert "gallica.bnf.fr" not in record
    absent = [entry.path for entry in Snapshot.open(folder).entries if entry.sha256 is None]
    assert absent == ["alto/f2.xml"]


def test_readers_read_what_the_press_prints(clean: Specimen) -> None:
    """Record, pagination, contents and plain text pass through the readers without a notice."""
    record = parse_record(clean.files["oairecord.xml"])
    assert record.title == (clean.book.title,)
    assert record.languages == ("fr",)
    pagination = parse_pagination(clean.files["pagination.xml"])
    labels = [view.label for view in pagination.views]
    assert labels == [page.label for page in clean.pages]
    assert [view.numbering for view in pagination.views] == [p.numbering for p in clean.pages]
    contents = parse_toc(clean.files["toc.xml"], clean.ark)
    entries = [entry for top in contents.entries for entry in top.walk()]
    headings = [block for block in clean.truth.blocks if block.entry is not None]
    assert [(e.title, e.view) for e in entries] == [(h.text, h.view) for h in headings]
    text = parse_plain_text(clean.plain_text())
    assert dict(text.header)["Titre"] == clean.book.title
    assert sum(len(words.split()) for words in text.paragraphs) == sum(
        len(clean.truth.words(page.order)) for page in clean.pages
    )
    for answer in (pagination, contents, text):
        assert answer.notices == ()


def test_sections_hold_every_block_once(clean: Specimen) -> None:
    """The divisions of the truth hold its blocks in order, each once, under their headings."""
    inside = [b for top in clean.truth.sections for part in top.walk() for b in part.blocks]
    assert inside == list(clean.truth.blocks)
    titles = [(part.title, part.level) for top in clean.truth.sections for part in top.walk()]
    headings = [(b.text, b.level) for b in clean.truth.blocks if b.kind is Kind.HEADING]
    assert titles == [("", 0), *headings]


def test_images_need_no_particular_font(clean: Specimen, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a machine without serif fonts words are drawn in Pillow's own, inside their boxes."""
    monkeypatch.setattr(fonts, "_NAMES", {False: (), True: ()})
    fonts.font.cache_clear()
    try:
        image = Image.open(io.BytesIO(clean.files["images/f12.jpg"])).convert("L")
    finally:
        fonts.font.cache_clear()
    page = clean.pages[11]
    scale = image.height / page.height
    right = round((page.left + clean.book.style.measure) * scale)
    margin = image.crop((right + 6, 200, image.width - 60, 800))
    assert ImageStat.Stat(margin).extrema[0][0] > 150
    text = image.crop((round(page.left * scale), 200, right, 800))
    assert ImageStat.Stat(text).extrema[0][0] < 110
