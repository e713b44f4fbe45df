"""Advertisements stand apart: nothing of them is lost, and what is not sure stays text."""

from __future__ import annotations

from collections.abc import Iterator

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from gallica_export.model import (
    Advertisement,
    Document,
    Heading,
    PageBreak,
    Paragraph,
    Role,
    TextBlock,
    TocEntry,
    TocTarget,
    View,
    ViewText,
    plain,
    role_of,
)
from gallica_export.reading import compose
from gallica_export.reading.confidence import is_advertisement
from tests.test_reading import VIEWS, blocks, document_of, view_of, words_of_ocr, words_read

_SENTENCE = "des pages qui se suivent sans jamais se finir"


def _as_advertisement(text: ViewText, *places: int) -> ViewText:
    """``text`` with the blocks at ``places`` named as advertisements by the engine."""
    named = (
        replace(block, hint="advertisement") if place in places else block
        for place, block in enumerate(text.blocks)
    )
    return replace(text, blocks=tuple(named))


def _column(y: int, *lines: str, x: int = 100) -> list[tuple[int, int, str]]:
    return [(x, y + 50 * place, line) for place, line in enumerate(lines)]


def _said(document: Document) -> Iterator[tuple[str, str]]:
    """What each block is, and what it says."""
    for block in blocks(document):
        match block:
            case Paragraph() | Heading():
                yield block.kind, plain(block.inlines)
            case Advertisement(paragraphs=paragraphs):
                yield block.kind, " ¶ ".join(map(plain, paragraphs))


def test_a_block_that_the_engine_names_stands_apart() -> None:
    """Its lines make one block, whatever their type, with the reason and the role."""
    view = view_of(
        1,
        _column(200, _SENTENCE, _SENTENCE + "."),
        _column(400, "VIN MARIANI", "Le meilleur des fortifi-", "ants et des toniques."),
        _column(600, _SENTENCE.capitalize(), _SENTENCE + "."),
    )
    document = compose(document_of(_as_advertisement(view, 1)))
    assert [kind for kind, _ in _said(document)] == ["paragraph", "advertisement", "paragraph"]
    (found,) = (block for block in blocks(document) if isinstance(block, Advertisement))
    assert [plain(paragraph) for paragraph in found.paragraphs][-1].endswith(
        "Le meilleur des fortifiants et des toniques."
    )
    assert (found.reason, role_of(found)) == ("engine", Role.ADVERTISEMENT)


def test_a_paragraph_goes_on_behind_an_advertisement() -> None:
    """The advertisement that interrupts a sentence stands after its paragraph."""
    view = view_of(
        1,
        _column(200, _SENTENCE, "des pages qui se suivent sans jamais se fi-"),
        _column(400, "VIN MARIANI"),
        _column(600, "nir et qui ne disent rien de ce qu'elles ont", _SENTENCE + "."),
    )
    paragraph, advertisement = _said(compose(document_of(_as_advertisement(view, 1))))
    assert "se finir et qui" in paragraph[1]
    assert advertisement == ("advertisement", "VIN MARIANI")


def test_an_advertisement_bears_no_furniture() -> None:
    """A number at the head of an advertisement is not taken for that of the page."""
    view = _as_advertisement(view_of(12, _column(60, "12"), _column(200, *[_SENTENCE] * 8)), 0)
    document = compose(document_of(view))
    assert not document.reading.asides
    assert ("advertisement", "12") in _said(document)


def test_what_the_contents_name_is_a_heading_in_an_advertisement_too() -> None:
    """The rubric that an entry of the contents points to is found where it is printed."""
    view = view_of(
        1, _column(200, *[_SENTENCE] * 5), _column(600, "ANNONCES DIVERSES", "Chapeaux de soie.")
    )
    contents = (TocEntry(title="Annonces diverses", target=TocTarget(view=1)),)
    document = compose(document_of(_as_advertisement(view, 1), contents=contents))
    assert list(_said(document))[1:] == [
        ("heading", "ANNONCES DIVERSES"),
        ("advertisement", "Chapeaux de soie."),
    ]


def _newspaper(*second: str) -> ViewText:
    """A page of three columns; the lines of the middle one are given."""
    line = "des lignes qui se suivent."
    return view_of(
        1,
        _column(100, *[line] * 9, x=0),
        [
            (620 - 10 * len(text) if text.isupper() else 400, 100 + 50 * place, text)
            for place, text in enumerate(second)
        ],
        _column(100, *[line] * 9, x=800),
    )


def test_the_column_below_a_rubric_is_advertisements() -> None:
    """They end with the column; without such a rubric there are none."""
    rest = (
        "Chapeaux de soie et autres",
        "rue du Bac, 12, à Paris.",
        *["Une ligne de ce genre"] * 6,
    )
    found = list(_said(compose(document_of(_newspaper("ANNONCES", *rest)))))
    assert [kind for kind, _ in found].count("advertisement") == 1
    (text,) = (text for kind, text in found if kind == "advertisement")
    assert text.startswith("Chapeaux")
    assert "des lignes qui se suivent" not in text
    others = _said(compose(document_of(_newspaper("NOUVELLES", *rest))))
    assert all(kind != "advertisement" for kind, _ in others)


def _book(end: tuple[str, ...], label: str | None) -> Document:
    """A book of two numbered views and one more, whose label is given."""
    page = [_SENTENCE] * 12
    texts = [view_of(order, _column(200, *page)) for order in (1, 2)]
    document = document_of(*texts, view_of(3, _column(200, *end)))
    views = (*document.views[:2], View(order=3, label=label, height=1800))
    return compose(replace(document, views=views))


_CATALOGUE = (
    "EN VENTE CHEZ LE MEME LIBRAIRE",
    "Histoire des moulins, prix : 5 fr. 50 c.",
    "Traité des vents, broché, 3 fr.",
    "Envoi franco contre un mandat de 6 francs.",
)


def test_a_page_of_prices_behind_the_numbered_ones_is_an_advertisement() -> None:
    """All of it stands apart, its large type makes no heading."""
    ((kind, text),) = list(_said(_book(_CATALOGUE, None)))[-1:]
    assert kind == "advertisement"
    assert "5 fr. 50" in text
    assert text.startswith("EN VENTE")


def test_a_page_with_a_number_is_text_whatever_it_says() -> None:
    """Prices in the body of a book are no advertisement, nor is an end without them."""
    for document in (_book(_CATALOGUE, "3"), _book((_SENTENCE, "Prix : 3 fr.", "FIN"), None)):
        assert all(kind != "advertisement" for kind, _ in _said(document))


@given(VIEWS, st.sets(st.tuples(st.integers(0, 5), st.integers(0, 3))))
def test_no_word_of_an_advertisement_is_lost(
    views: list[list[list[tuple[int, int, str]]]], named: set[tuple[int, int]]
) -> None:
    """Whatever blocks are advertisements, every word stands once, and each view begins once."""
    texts = [
        _as_advertisement(
            view_of(order + 1, *given), *(block for view, block in named if view == order)
        )
        for order, given in enumerate(views)
    ]
    document = compose(document_of(*texts))
    assert words_read(document) == words_of_ocr(document)
    begun = [
        part.view
        for block in blocks(document)
        for part in ([block] if isinstance(block, PageBreak) else getattr(block, "inlines", ()))
        if isinstance(part, PageBreak)
    ]
    assert begun == [view.order for view in document.views]


def test_engines_write_the_name_as_they_like() -> None:
    """The name of the block's type is known in any case, alone or beside others."""
    (block,) = view_of(1, [(0, 0, "x")]).blocks
    assert is_advertisement(replace(block, hint="Advertisement illegible"))
    assert not is_advertisement(TextBlock(block.lines, block.box, hint="text"))
