"""ALTO in every dialect that was seen."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gallica_export.errors import DamagedAnswer, GallicaExportError
from gallica_export.gallica.alto import parse_alto
from gallica_export.gallica.pagination import parse_pagination
from gallica_export.model import (
    Box,
    Illustration,
    Line,
    Notice,
    NoticeKind,
    Style,
    TextBlock,
    ViewText,
    Word,
)
from gallica_export.text import clean_text
from tests.mutations import assert_survives_damage, mutated, patient

#: Where ALTO stands in ../shared, by dialect.
DIALECTS = {
    "alto_bnf-v2_0, attributes sorted": "snapshots/bpt6k9612399b/alto/*.xml",
    "alto_prod, false ISO-8859-1, margins": "snapshots/bpt6k62168707/alto/*.xml",
    "alto_prod, mark and false iso-8859-1": "snapshots/bpt6k220169n/alto/*.xml",
    "alto_prod as served, and in true Latin-1": "samples/saknussemm/*/alto.*.xml",
    "alto_prod, theatre": "samples/xerocr/*/alto.*.xml",
    "alto_bnf-v2_0, soft hyphens, shapes": "samples/altomator/*/alto.*.xml",
    "alto_bnf-v2_0, the BnF's own example": "samples/altoxml/*.xml",
    "ALTO 1.4 of CCS, no namespace": "samples/europeana-newspapers/*/alto.*.xml",
    "ALTO 4 of eScriptorium": "samples/gallicorpora/*/gt-alto4.*.xml",
    "ALTO 4 of eScriptorium, other names": "samples/ocr17plus/*/alto4.*.xml",
    "ALTO 4 of eScriptorium, gold": "gold/htr-imprime-17e/*/*.xml",
}
_CONTENT = re.compile(r"""<String\b[^>]*?\bCONTENT=(?:"([^"]*)"|'([^']*)')""")


def decoded(data: bytes) -> str:
    """The text of a sample, by its bytes alone."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252")


def contents(data: bytes) -> list[str]:
    """The words of a file as a simple search finds them, without any XML parser."""
    found = (html.unescape("".join(groups)) for groups in _CONTENT.findall(decoded(data)))
    return [word for text in found for word in clean_text(text).split(" ") if word]


def words(text: ViewText) -> list[Word]:
    return [word for line in text.lines for word in line.words]


def alto(page: str, *, head: str = "", unit: str = "pixel") -> bytes:
    """A file with one page of 1000 × 2000 that has ``page`` in its print space."""
    return (
        f"<alto><Description><MeasurementUnit>{unit}</MeasurementUnit></Description>{head}"
        f'<Layout><Page WIDTH="1000" HEIGHT="2000"><PrintSpace>{page}</PrintSpace></Page></Layout>'
        "</alto>"
    ).encode()


def block(lines: str, more: str = "") -> str:
    place = 'HPOS="10" VPOS="20" WIDTH="500" HEIGHT="100"'
    return f"<TextBlock {place} {more}>{lines}</TextBlock>"


def line(strings: str, more: str = "") -> str:
    return f'<TextLine HPOS="10" VPOS="20" WIDTH="400" HEIGHT="30" {more}>{strings}</TextLine>'


def string(content: str, more: str = 'HPOS="10" VPOS="20" WIDTH="40" HEIGHT="30" WC="0.5"') -> str:
    return f'<String CONTENT="{content}" {more}/>'


def only_line(data: bytes) -> Line:
    (found,) = parse_alto(data, 1).lines
    return found


@pytest.mark.parametrize("pattern", DIALECTS.values(), ids=DIALECTS)
def test_every_word_of_every_file_is_read(shared: Path, pattern: str) -> None:
    """Each recorded file gives exactly the words that stand in it, in order, without notices."""
    paths = sorted(shared.glob(pattern))
    assert paths
    for path in paths:
        data = path.read_bytes()
        text = parse_alto(data, 7)
        assert (text.order, text.notices) == (7, ()), path
        assert 0 < text.width < 20_000, path
        read = [word.text for word in words(text)]
        there = contents(data)
        assert [_unhyphenated(word) for word in read] == [_unhyphenated(word) for word in there], (
            path
        )


def _unhyphenated(word: str) -> str:
    return word.rstrip("-\N{NOT SIGN}\N{SOFT HYPHEN}")


@pytest.mark.parametrize("pattern", DIALECTS.values(), ids=DIALECTS)
def test_boxes_lie_on_the_page(shared: Path, pattern: str) -> None:
    """The boxes of the recorded words have a size and lie within a hand's breadth of their page."""
    for path in sorted(shared.glob(pattern)):
        text = parse_alto(path.read_bytes(), 1)
        for word in words(text):
            assert word.text == clean_text(word.text)
            assert " " not in word.text
            assert word.box.right <= text.width * 1.2, path
            assert word.box.bottom <= text.height * 1.2, path
            assert word.confidence is None or 0 <= word.confidence <= 1


def test_a_false_prologue_changes_nothing(shared: Path) -> None:
    """The same page is read alike as served, with its prologue mended, and in true Latin-1."""
    served, latin_1 = (
        (shared / f"samples/saknussemm/bpt6k5406037v/alto.f40{kind}.xml").read_bytes()
        for kind in ("", ".latin1-control")
    )
    assert parse_alto(served, 40) == parse_alto(latin_1, 40)
    assert "é" in " ".join(one.text for one in parse_alto(served, 40).lines)
    for view in (8, 10):
        paths = shared / f"samples/xerocr/bpt6k5619759j/alto.f{view}"
        as_served, mended = (Path(f"{paths}{end}") for end in (".xml", ".utf8decl.xml"))
        assert parse_alto(as_served.read_bytes(), 1) == parse_alto(mended.read_bytes(), 1)


def test_a_real_page_in_full(shared: Path) -> None:
    """Blocks, lines, styles, boxes and accuracy of a page of a book are as its file has them."""
    data = (shared / "snapshots/bpt6k9612399b/alto/f13.xml").read_bytes()
    text = parse_alto(data, 13)
    source = decoded(data)
    assert f'WIDTH="{text.width}"' in source
    assert f'ACCURACY="{text.accuracy:.2f}"' in source
    first = words(text)[0]
    place = rf'<String CONTENT="{first.text}" HEIGHT="{first.box.height}" HPOS="{first.box.x}"'
    assert place in source
    assert {one.language for one in text.blocks} == {"fr"}
    assert text.lines[0].style is not None
    assert f'FONTSIZE="{text.lines[0].style.size:.0f}"' in source
    assert len(text.lines) == source.count("<TextLine ")


def test_blocks_of_margins_and_composed_blocks_are_read(shared: Path) -> None:
    """Running titles in a TopMargin are told by their hint, and blocks are found at any depth."""
    book = sorted((shared / "snapshots/bpt6k9612399b/alto").glob("*.xml"))
    texts = [parse_alto(path.read_bytes(), 1) for path in book]
    hints = {one.hint for text in texts for one in text.blocks}
    assert {None, "TopMargin", "BottomMargin", "table"} <= hints
    deep = "<ComposedBlock>" * 100 + block(line(string("x"))) + "</ComposedBlock>" * 100
    assert [one.text for one in parse_alto(alto(deep), 1).lines] == ["x"]


@pytest.mark.parametrize(
    ("content", "after", "text"),
    [
        ("par-", '<HYP CONTENT="-"/>', "par-"),
        ("par", '<HYP CONTENT="-"/>', "par-"),
        ("par", '<HYP CONTENT="\N{SOFT HYPHEN}"/>', "par-"),
        ("par", "<HYP/>", "par-"),
        ("par\N{SOFT HYPHEN}", '<HYP CONTENT="\N{SOFT HYPHEN}"/>', "par-"),
        ("par\N{NOT SIGN}", "", "par-"),
        ("par-\N{NOT SIGN}", "", "par-"),
        ("par\N{HYPHEN}", "", "par-"),
        ("par\N{DOUBLE OBLIQUE HYPHEN}", "", "par-"),
        ("par\N{EM DASH}", '<HYP CONTENT="-"/>', "par\N{EM DASH}"),
        ("par", "", "par"),
        ("par-", "", "par-"),
        ("\N{NOT SIGN}", "", "-"),
    ],
)
def test_a_hyphen_at_the_end_of_a_line_stands_once(content: str, after: str, text: str) -> None:
    """A word that a line breaks ends in one hyphen, however the dialect writes it."""
    data = alto(block(line(string("a") + "<SP/>" + string(content) + after)))
    assert [word.text for word in only_line(data).words] == ["a", text]


def test_hyphens_of_real_pages_stand_once(shared: Path) -> None:
    """In each dialect that marks them, every broken word ends in one hyphen and keeps its hint."""
    for folder in ("altomator/bpt6k5628146t", "europeana-newspapers/JDPL-18140402_1", "altoxml"):
        broken = [
            one
            for path in sorted((shared / "samples" / folder).glob("*.xml"))
            if "mets" not in path.name
            for one in parse_alto(path.read_bytes(), 1).lines
            if one.hyphenated
        ]
        assert len(broken) > 20
        for one in broken:
            assert re.search(r"[^-\N{EM DASH}][-\N{EM DASH}]\Z", one.text), one.text


def test_the_hint_of_a_broken_word_is_kept() -> None:
    """SUBS_CONTENT of a first half is the line's hint; of a second half it is not."""
    first = string("bri-", 'SUBS_TYPE="HypPart1" SUBS_CONTENT="bri-  nique,"')
    second = string("nique,", 'SUBS_TYPE="HypPart2" SUBS_CONTENT="bri-nique,"')
    text = parse_alto(alto(block(line(first) + line(second))), 1)
    assert [one.hyphenated for one in text.lines] == ["bri- nique,", None]


def test_a_line_in_one_string_is_cut_into_words() -> None:
    """Words of a whole line share its box in proportion to their characters."""
    place = 'HPOS="100" VPOS="5" WIDTH="100" HEIGHT="30"'
    data = alto(block(line(string("abcd efghi", place))))
    assert only_line(data).words == (
        Word("abcd", Box(100, 5, 40, 30)),
        Word("efghi", Box(150, 5, 50, 30)),
    )


def test_a_word_without_a_place_has_its_lines() -> None:
    """The box of a String without numbers is the line's, or the block's, and a notice tells."""
    assert only_line(alto(block(line(string("a", ""))))).words[0].box == Box(10, 20, 400, 30)
    bare = alto(block(f"<TextLine>{string('a', '')}</TextLine>"))
    assert only_line(bare).words[0].box == Box(10, 20, 500, 100)
    assert only_line(bare).box == Box(10, 20, 500, 100)
    (notice,) = parse_alto(bare, 1).notices
    assert (notice.kind, notice.message.partition(" ")[0]) == ("alto-boxes", "1")


@pytest.mark.parametrize("lacking", ["HPOS", "VPOS", "WIDTH", "HEIGHT"])
def test_a_word_with_half_a_place_has_its_lines(lacking: str) -> None:
    """One number of four that is missing is as bad as all."""
    sides = [f'{name}="9"' for name in ("HPOS", "VPOS", "WIDTH", "HEIGHT") if name != lacking]
    text = parse_alto(alto(block(line(string("a", " ".join(sides))))), 1)
    assert [word.box for word in words(text)] == [Box(10, 20, 400, 30)]
    assert [one.kind for one in text.notices] == ["alto-boxes"]


def test_a_line_without_a_place_has_that_of_its_words() -> None:
    """Lines and blocks without numbers reach round what they hold."""
    places = (f'HPOS="{x}" VPOS="{y}" WIDTH="50" HEIGHT="30"' for x, y in ((10, 30), (100, 20)))
    strings = "".join(string("a", place) for place in places)
    text = parse_alto(alto(f"<TextBlock><TextLine>{strings}</TextLine></TextBlock>"), 1)
    assert text.lines[0].box == text.blocks[0].box == Box(10, 20, 140, 40)


@pytest.mark.parametrize(
    ("number", "read", "is_odd"),
    [
        ("12.4", 12, False),
        ("12.6", 13, False),
        ("1e2", 100, False),
        ("-7", 0, True),
        ("99999999999999999999", 999_999, True),
    ],
)
def test_odd_numbers_are_brought_within_bounds(number: str, read: int, is_odd: bool) -> None:
    """Fractions are rounded; what lies outside any image is clamped, with a notice."""
    place = f'HPOS="{number}" VPOS="20" WIDTH="40" HEIGHT="30" WC="1"'
    text = parse_alto(alto(block(line(string("a", place)))), 5)
    assert words(text) == [Word("a", Box(read, 20, 40, 30), 1.0)]
    assert [(one.kind, one.view) for one in text.notices] == ([("alto-boxes", 5)] if is_odd else [])


@pytest.mark.parametrize("number", ["", "abc", "nan", "inf", "1,5", "١٢", "1²", "1_0"])
def test_what_is_no_number_counts_as_missing(number: str) -> None:
    """A coordinate that cannot be read gives the line's box, with a notice."""
    place = f'HPOS="{number}" VPOS="20" WIDTH="40" HEIGHT="30"'
    text = parse_alto(alto(block(line(string("a", place)))), 1)
    assert words(text) == [Word("a", Box(10, 20, 400, 30))]
    assert [one.kind for one in text.notices] == ["alto-boxes"]


@pytest.mark.parametrize("confidence", ["", "1.5", "-0.1", "high", "nan", "٠.٥", "0_1"])
def test_an_impossible_confidence_is_none(confidence: str) -> None:
    """A confidence outside 0 to 1 is as good as none."""
    place = f'HPOS="1" VPOS="2" WIDTH="3" HEIGHT="4" WC="{confidence}"'
    assert only_line(alto(block(line(string("a", place))))).words == (Word("a", Box(1, 2, 3, 4)),)


def test_nothing_is_left_of_what_is_empty() -> None:
    """Words without text, lines without words and blocks without lines are left out."""
    empty = block(line(string(" \N{ZERO WIDTH SPACE} ")) + line("")) + block("")
    text = parse_alto(alto(empty + block(line(string("a") + string("")))), 1)
    assert [one.text for one in text.lines] == ["a"]
    assert len(text.blocks) == 1
    assert text.notices == ()


def test_styles_are_shared() -> None:
    """A line has its own style, that of all its words, or that of its block: one object each."""
    styles = (
        '<Styles><ParagraphStyle ID="P" ALIGN="Left"/><TextStyle ID="T" FONTSIZE="9.5"/>'
        '<TextStyle ID="U" FONTSIZE="0" FONTSTYLE="bold italics"/></Styles>'
    )
    own, words_own, mixed = (
        line(string("a"), 'STYLEREFS="P U"'),
        line(string("a", 'STYLEREFS="U"') + string("b", 'STYLEREFS="U"')),
        line(string("a", 'STYLEREFS="U"') + string("b")),
    )
    text = parse_alto(alto(block(own + words_own + mixed, 'STYLEREFS="T"'), head=styles), 1)
    first, second, third = (one.style for one in text.lines)
    assert first is second
    assert first == Style(None, bold=True, italic=True)
    assert third == Style(9.5)


@pytest.mark.parametrize(
    ("more", "around", "hint"),
    [
        ('TYPE="Titre1" TAGREFS="S"', "TopMargin", "Titre1"),
        ('TAGREFS="N  S X"', "TopMargin", "title"),
        ("", "TopMargin", "TopMargin"),
        ("", 'ComposedBlock TYPE="table"', "table"),
        ("", 'ComposedBlock TYPE="container"', None),
        ('TAGREFS="gone"', "ComposedBlock", None),
    ],
)
def test_the_hint_of_a_block(more: str, around: str, hint: str | None) -> None:
    """A block's hint is its TYPE, the label of a tag, or what it stands in; never a name's tag."""
    tags = (
        '<Tags><NamedEntityTag ID="N" LABEL="Paris"/><StructureTag ID="S" LABEL="title"/>'
        '<LayoutTag ID="X" LABEL="table"/></Tags>'
    )
    page = f"<{around}>{block(line(string('a')), more)}</{around.partition(' ')[0]}>"
    (found,) = parse_alto(alto(page, head=tags), 1).blocks
    assert found.hint == hint


def test_zones_and_lines_named_by_people_keep_their_names(shared: Path) -> None:
    """In gold data the label of a zone is the block's hint, that of a line type the line's."""
    paths = sorted(shared.glob(DIALECTS["ALTO 4 of eScriptorium, gold"]))
    texts = [parse_alto(path.read_bytes(), 1) for path in paths]
    zones = {one.hint for text in texts for one in text.blocks}
    assert {"MainZone", "NumberingZone", "RunningTitleZone", "QuireMarksZone"} <= zones
    kinds = {one.hint for text in texts for one in text.lines}
    assert {"DefaultLine", "HeadingLine", "DropCapitalLine"} <= kinds


@pytest.mark.parametrize(
    ("said", "tag"),
    [
        ('LANG="fr"', "fr"),
        ('language="fre"', "fr"),
        ('LANG="la-x"', None),
        ('LANG="grc"', "grc"),
        ("", None),
        ('LANG="?"', None),
    ],
)
def test_the_language_of_a_block_is_a_bcp_47_tag(said: str, tag: str | None) -> None:
    """Both attributes for languages are read, and codes with three letters shortened."""
    (found,) = parse_alto(alto(block(line(string("a")), said)), 1).blocks
    assert found.language == tag


def test_pictures_are_read() -> None:
    """Illustrations and graphical elements keep their place, and what they are said to be."""
    place = 'HPOS="1" VPOS="2" WIDTH="3" HEIGHT="4"'
    page = f'<Illustration {place}/><GraphicalElement {place}/><Illustration {place} TYPE="map"/>'
    assert parse_alto(alto(page), 1).illustrations == (
        Illustration(Box(1, 2, 3, 4)),
        Illustration(Box(1, 2, 3, 4), "GraphicalElement"),
        Illustration(Box(1, 2, 3, 4), "map"),
    )


def test_a_blank_view_is_a_view(shared: Path) -> None:
    """A page without anything on it gives a view without blocks, and no notice."""
    data = (shared / "snapshots/bpt6k62168707/alto/f2.xml").read_bytes()
    text = parse_alto(data, 2)
    assert text == ViewText(order=2, width=2210, height=3471, accuracy=100.0)


@pytest.mark.parametrize(
    ("page", "step", "accuracy"),
    [
        ('ACCURACY="73.38"', "", 73.38),
        ("", "[001_OCR_BRUT]OCR BRUT 96.240 %", 96.24),
        ('ACCURACY="12"', "[001_OCR_BRUT]OCR BRUT 96 %", 12.0),
        ('ACCURACY="120"', "", None),
        ("", "OCR 99 %", None),
    ],
)
def test_the_accuracy_of_a_page(page: str, step: str, accuracy: float | None) -> None:
    """The accuracy is the page's own, or that of the raw OCR in the processing steps."""
    data = (
        "<alto><Description><OCRProcessing><ocrProcessingStep><processingStepDescription>"
        f"{step}</processingStepDescription></ocrProcessingStep></OCRProcessing></Description>"
        f"<Layout><Page {page}/></Layout></alto>"
    )
    assert parse_alto(data.encode(), 1).accuracy == accuracy


def test_other_units_are_said() -> None:
    """A file that does not measure in pixels says so where the size of the image is unknown."""
    for master in (None, (0, 0)):
        notices = parse_alto(alto("", unit="mm10"), 3, master).notices
        assert [(one.kind, one.view) for one in notices] == [("alto-unit", 3)]
        assert "mm10" in notices[0].message


@pytest.mark.parametrize("unit", ["pixel", "mm10", "inch1200"])
@pytest.mark.parametrize("master", [(2000, 4000), (500, 1000), (2000, 3990)])
def test_another_scale_is_turned_into_master_pixels(unit: str, master: tuple[int, int]) -> None:
    """Everything with a box is scaled to the image where both directions agree within 1 %."""
    picture = '<Illustration HPOS="100" VPOS="200" WIDTH="300" HEIGHT="400"/>'
    data = alto(block(line(string("a"))) + picture, unit=unit)
    text = parse_alto(data, 1, master)
    across, down = master[0] / 1000, master[1] / 2000
    assert (text.width, text.height, text.notices) == (*master, ())
    boxes = [text.blocks[0].box, text.lines[0].box, words(text)[0].box, text.illustrations[0].box]
    given_ = parse_alto(data, 1)
    plain = [given_.blocks[0].box, given_.lines[0].box, words(given_)[0].box]
    for box, own in zip(boxes, [*plain, given_.illustrations[0].box], strict=True):
        assert abs(box.x - own.x * across) <= 1
        assert abs(box.right - own.right * across) <= 1
        assert abs(box.y - own.y * down) <= 1
        assert abs(box.bottom - own.bottom * down) <= 1


@pytest.mark.parametrize("unit", ["pixel", "mm10"])
@pytest.mark.parametrize("master", [(2000, 1000), (1000, 2100)])
def test_other_proportions_are_said(unit: str, master: tuple[int, int]) -> None:
    """Where the page is not the image's shape nothing is scaled, and a notice gives both sizes."""
    data = alto(block(line(string("a"))), unit=unit)
    text = parse_alto(data, 3, master)
    (notice,) = text.notices
    assert (notice.kind, notice.view) == ("alto-scale", 3)
    assert f"1000 × 2000 {unit}" in notice.message
    assert f"{master[0]} × {master[1]} pixels" in notice.message
    assert text.lines == parse_alto(data, 3).lines


def test_a_page_without_a_size_stays_as_it_is() -> None:
    """Pixels are believed where the file does not say how many make a page."""
    data = f"<alto><Layout><Page>{block(line(string('a')))}</Page></Layout></alto>".encode()
    text = parse_alto(data, 1, (500, 600))
    assert (words(text)[0].box, text.notices) == (Box(10, 20, 40, 30), ())


def test_real_pages_are_measured_in_master_pixels(shared: Path) -> None:
    """The OCR of recorded documents has the size that their pagination gives, and is not scaled."""
    for name in ("bpt6k9612399b", "bpt6k62168707", "bpt6k220169n"):
        folder = shared / "snapshots" / name
        views = parse_pagination((folder / "pagination.xml").read_bytes()).views
        for view in views[::10]:
            data = (folder / f"alto/f{view.order}.xml").read_bytes()
            text = parse_alto(data, view.order)
            assert parse_alto(data, view.order, (view.width, view.height)) == text


def test_words_of_further_pages_are_kept() -> None:
    """A file with several pages gives the words of all, and the size of the first that has any."""
    first, second = (
        f'<Page WIDTH="{width}" HEIGHT="6">{block(line(string(text)))}</Page>'
        for width, text in ((5, "a"), (7, "b"))
    )
    text = parse_alto(f"<alto><Layout><Page/>{first}{second}</Layout></alto>".encode(), 1)
    assert (text.width, [one.text for one in text.lines]) == (5, ["a", "b"])
    assert [one.kind for one in text.notices] == ["alto-with-several-pages"]
    assert "3 pages" in text.notices[0].message


def test_a_file_without_a_page_says_so() -> None:
    """A file that describes no page has a notice, and gives the words that it has all the same."""
    for inner, found in (("", []), (block(line(string("a"))), ["a"])):
        text = parse_alto(f"<alto><Layout>{inner}</Layout></alto>".encode(), 4)
        assert [(one.kind, one.view) for one in text.notices] == [("alto-without-page", 4)]
        assert (text.width, [word.text for word in words(text)]) == (0, found)


def test_words_outside_any_line_have_a_line_in_their_place() -> None:
    """Neighbouring words without a line make one, where they stand, with its hyphen."""
    loose = f"{string('b')}<SP/>{string('c')}<HYP/>"
    text = parse_alto(alto(block(line(string("a")) + loose + line(string("d"))) + string("e")), 1)
    assert [one.text for one in text.lines] == ["a", "b c-", "d", "e"]
    assert [len(one.lines) for one in text.blocks] == [3, 1]


_NESTS = st.recursive(
    st.just("String"),
    lambda inner: st.tuples(
        st.sampled_from(
            ["Page", "PrintSpace", "ComposedBlock", "TextBlock", "TextLine", "Illustration", "Odd"]
        ),
        st.lists(inner, max_size=4),
    ),
    max_leaves=12,
)


def _nested(nest: Any, names: Iterator[int]) -> str:
    if nest == "String":
        return string(f"w{next(names)}")
    return f"<{nest[0]}>{''.join(_nested(one, names) for one in nest[1])}</{nest[0]}>"


@patient
@given(st.lists(_NESTS, max_size=4))
def test_no_word_is_lost_wherever_it_stands(nests: list[Any]) -> None:
    """However elements are nested, each word of the file stands once in the text."""
    names = count()
    body = "".join(_nested(nest, names) for nest in nests)
    text = parse_alto(f"<alto><Layout>{body}</Layout></alto>".encode(), 1)
    assert sorted(word.text for word in words(text)) == sorted(f"w{n}" for n in range(next(names)))


def test_repairs_name_their_view() -> None:
    """What had to be repaired in a file is said of the view that the file belongs to."""
    assert parse_alto(alto(block(line(string("a & b")))), 9).notices == (
        Notice(
            NoticeKind.ANSWER_REPAIRED,
            "the OCR of view 9 had to be repaired: stray control characters or ampersands",
            9,
        ),
    )


@pytest.mark.parametrize(
    "data", [b"", b"<html/>", b"<METS/>", b"<alto><Layout>", b"\xff\xd8\xff\xe0"]
)
def test_what_is_no_alto_is_refused(data: bytes) -> None:
    """Anything else is damaged, and the message names the view."""
    with pytest.raises(DamagedAnswer, match="view 12"):
        parse_alto(data, 12)


SMALL = alto(
    block(line(string("été,") + "<SP/>" + string("bri-") + '<HYP CONTENT="-"/>'), 'LANG="fr"')
)


def _samples(shared: Path) -> Iterator[bytes]:
    yield SMALL
    yield (shared / "samples/altomator/bpt6k5628146t/alto.f11.xml").read_bytes()
    yield (shared / "samples/gallicorpora/bpt6k1110784/gt-alto4.f5.xml").read_bytes()


def test_damage_leads_to_our_own_errors_only(shared: Path) -> None:
    """Bytes replaced, put in and left out give a view or a damaged answer, and nothing else."""
    for data in _samples(shared):
        assert_survives_damage(lambda damaged: parse_alto(damaged, 1), data)


@patient
@given(st.integers(0, len(SMALL.rstrip()) - 1))
def test_a_cut_file_is_never_a_page(length: int) -> None:
    """No beginning of a file passes for the whole."""
    with pytest.raises(DamagedAnswer):
        parse_alto(SMALL[:length], 1)


def test_a_cut_real_file_is_never_a_page(shared: Path) -> None:
    """A recorded file cut anywhere before its end is damaged."""
    for data in _samples(shared):
        whole = data.rstrip()
        for length in range(0, len(whole), max(1, len(whole) // 100)):
            with pytest.raises(DamagedAnswer):
                parse_alto(data[:length], 1)


@settings(patient, max_examples=50)
@given(mutated(SMALL))
def test_what_is_read_can_be_trusted(data: bytes) -> None:
    """Text from a damaged file that could still be read is clean, and its boxes are possible."""
    try:
        text = parse_alto(data, 1)
    except GallicaExportError:
        return
    assert all(isinstance(one, TextBlock) and one.lines for one in text.blocks)
    for word in words(text):
        assert word.text == clean_text(word.text) != ""
        assert all(0 <= number < 1_000_000 for number in (word.box.x, word.box.width))
