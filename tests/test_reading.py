from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from gallica_export.model import (
    Block,
    Box,
    Document,
    End,
    Heading,
    Line,
    LineText,
    NoteCall,
    PageBreak,
    Paragraph,
    Reading,
    Role,
    TextBlock,
    TocEntry,
    TocTarget,
    View,
    ViewText,
    Word,
    plain,
)
from gallica_export.reading import compose
from gallica_export.reading.hyphens import end_of_line
from tests.documents import MemorySource, line_texts_of, small_document

WORDS = st.sampled_from(
    [
        *("le", "ver-", "à", "soie", "Paris", "12", "—", "n'eût-", "elle", "fin.", "(1)", "*"),
        *("Il", "A", "LE", "TITRE", "fig.", "Fig.", "ij", "§", "1", "(2)", "Vers", "III."),
    ]
)


def document_of(*texts: ViewText, contents: tuple[TocEntry, ...] = ()) -> Document:
    views = tuple(View(order=text.order, label=str(text.order), height=1800) for text in texts)
    source = MemorySource({text.order: text for text in texts}, {})
    return replace(
        small_document(), views=views, contents=contents, source=source, reading=Reading()
    )


def view_of(order: int, *blocks: list[tuple[int, int, str]]) -> ViewText:
    """A view of 1200 × 1800 whose blocks are lists of lines: left edge, top edge, text."""
    return ViewText(order=order, width=1200, height=1800, blocks=tuple(map(_block, blocks)))


def _block(lines: list[tuple[int, int, str]] | list[tuple[int, int, str, int, int]]) -> TextBlock:
    """A block of lines: left edge, top edge, text, and optionally height and space of words."""
    made = []
    for x, y, text, *rest in lines:
        height, space = rest or (40, 0)
        words, left = [], x
        for word in text.split():
            words.append(Word(word, Box(left, y, 20, height)))
            left += space
        width = max(20 * len(text), left + 20 - x)
        made.append(Line(tuple(words), Box(x, y, width, height)))
    return TextBlock(tuple(made), Box(0, 0, 1, 1))


def prose(y: int, *texts: str, left: int = 100) -> list[tuple[int, int, str]]:
    return [(left, y + 50 * place, text) for place, text in enumerate(texts)]


def paragraphs(document: Document) -> list[str]:
    return [plain(block.inlines) for block in blocks(document) if isinstance(block, Paragraph)]


def blocks(document: Document) -> Iterator[Block]:
    assert document.reading
    for section in document.reading.walk():
        yield from section.blocks


def words_read(document: Document) -> Counter[tuple[int, int, str]]:
    """The words of the reading text and of the lines set aside, by view and line."""
    assert document.reading
    found: Counter[tuple[int, int, str]] = Counter()
    for part in line_texts_of(document.reading):
        found.update((part.view, part.line, word) for word in part.text.split())
    for aside in document.reading.asides:
        found.update((aside.view, aside.line, word) for word in aside.text.split())
    return found


def words_of_ocr(document: Document) -> Counter[tuple[int, int, str]]:
    return Counter(
        (view.order, place, word.text)
        for view in document.views
        for place, line in enumerate(document.text(view.order).lines)
        for word in line.words
    )


def test_a_column_that_leans_has_no_indents() -> None:
    """The edges lean with the page: what begins with a capital far down is no paragraph."""
    words = ["des pages", *["Louis et les pages"] * 8, "Pierre et les autres", *["Louis"] * 2]
    lines = [
        (200 + 2 * place, 100 + 50 * place, f"{word} qui se suivent".ljust(40, "x"))
        for place, word in enumerate(words)
    ]
    assert len(paragraphs(compose(document_of(view_of(1, lines))))) == 1
    indented = [*lines[:6], (300, 400, "Or donc les pages".ljust(36, "x")), *lines[7:]]
    assert len(paragraphs(compose(document_of(view_of(1, indented))))) == 2


def test_a_speaker_begins_a_paragraph_behind_a_misread_full_stop() -> None:
    """A dash after what looks like a hyphen is no rest of a word."""
    first = prose(100, "tout ce que vous voudrez, ma chère et bonne mère-")
    answer = prose(150, "— Mon service ne reprend que demain matin, dit-il.", left=160)
    assert paragraphs(compose(document_of(view_of(1, [*first, *answer]))))[1].startswith(
        "— Mon service"
    )


LINES = st.tuples(
    st.sampled_from([0, 100, 150, 400, 900]),
    st.integers(0, 34).map(lambda row: 50 * row),
    st.lists(WORDS, min_size=1, max_size=6).map(" ".join),
    st.sampled_from([30, 40, 40, 40, 90]),
    st.sampled_from([0, 25, 200]),
)
VIEWS = st.lists(st.lists(st.lists(LINES, min_size=1, max_size=9), max_size=4), max_size=6)
TITLES = st.lists(WORDS, min_size=1, max_size=3).map(" ".join)


@given(VIEWS, st.lists(st.tuples(st.integers(1, 7), TITLES), max_size=4))
def test_no_word_is_lost_or_doubled(
    views: list[list[list[tuple[int, int, str]]]], entries: list[tuple[int, str]]
) -> None:
    """The reading text and the lines set aside are exactly the words of the OCR."""
    contents = tuple(TocEntry(title=title, target=TocTarget(view=view)) for view, title in entries)
    texts = [view_of(order, *blocks) for order, blocks in enumerate(views, 1)]
    document = compose(document_of(*texts, contents=contents))
    assert words_read(document) == words_of_ocr(document)


@given(VIEWS, st.lists(st.tuples(st.integers(1, 7), TITLES), max_size=4))
def test_every_view_begins_once_and_in_order(
    views: list[list[list[tuple[int, int, str]]]], entries: list[tuple[int, str]]
) -> None:
    """Every view has exactly one page break, and they follow each other in order."""
    contents = tuple(TocEntry(title=title, target=TocTarget(view=view)) for view, title in entries)
    texts = [view_of(order, *blocks) for order, blocks in enumerate(views, 1)]
    document = compose(document_of(*texts, contents=contents))
    breaks = [
        part.view
        for block in blocks(document)
        for part in ([block] if isinstance(block, PageBreak) else getattr(block, "inlines", ()))
        if isinstance(part, PageBreak)
    ]
    assert breaks == [view.order for view in document.views]


def test_a_paragraph_crosses_the_page_turn_with_the_break_inside() -> None:
    """A paragraph that goes on overleaf stays one, and the new view begins inside it."""
    document = compose(
        document_of(
            view_of(1, prose(600, "Il a par-", "couru le pays qu'il")),
            view_of(2, prose(200, "aimait tant jadis.")),
        )
    )
    assert paragraphs(document) == ["Il a parcouru le pays qu'il aimait tant jadis."]
    inlines = next(block.inlines for block in blocks(document) if isinstance(block, Paragraph))
    assert [part for part in inlines if isinstance(part, PageBreak)] == [PageBreak(2)]


def test_a_word_divided_over_the_page_turn_is_one_word() -> None:
    """A hyphen at the foot of a page joins its word with the head of the next."""
    document = compose(
        document_of(
            view_of(1, prose(600, "des pays qu'il a par-")), view_of(2, prose(200, "courus."))
        )
    )
    assert paragraphs(document) == ["des pays qu'il a parcourus."]


def test_a_word_divided_over_two_columns_is_one_word() -> None:
    """A hyphen at the foot of a column joins its word with the head of the next column."""
    left = prose(200, "des pays que l'on", "a vus jadis et par-")
    right = prose(200, "courus à pied, dont", "on se souvient bien.", left=700)
    document = compose(document_of(view_of(1, left, right)))
    assert paragraphs(document) == [
        "des pays que l'on a vus jadis et parcourus à pied, dont on se souvient bien."
    ]


def test_the_columns_of_a_dictionary_are_read_one_after_the_other() -> None:
    """Entries of the left column come before those of the right, though the OCR mixes them."""
    entries = [f"{letter}. Nom commun de chose." for letter in "ABCDEFGH"]
    blocks = [
        [(100 + 600 * (place // 4), 200 + 100 * (place % 4), text)]
        for place, text in enumerate(entries)
    ]
    mixed = [blocks[place] for place in (5, 1, 4, 0, 7, 3, 6, 2)]
    document = compose(document_of(view_of(1, *mixed)))
    assert paragraphs(document) == entries


def test_an_indented_line_begins_a_paragraph() -> None:
    """A line that is indented after a full stop begins a new paragraph."""
    lines = [(100, 200, "La première phrase finit ici."), (150, 250, "La seconde commence"),
             (100, 300, "et se poursuit plus bas encore.")]  # fmt: skip
    document = compose(document_of(view_of(1, lines)))
    assert len(paragraphs(document)) == 2


def test_the_printed_label_is_set_aside_as_page_number() -> None:
    """A line that says the view's printed label and no more is a page number."""
    document = compose(document_of(view_of(1, prose(50, "— 1 —"), prose(400, "Texte."))))
    assert document.reading
    assert [(aside.role, aside.text) for aside in document.reading.asides] == [
        (Role.PAGE_NUMBER, "— 1 —")
    ]
    assert paragraphs(document) == ["Texte."]


def test_a_number_that_is_not_the_label_stays_in_the_text() -> None:
    """A number that disagrees with the printed label is left in the text."""
    document = compose(document_of(view_of(1, prose(50, "— 7 —"), prose(400, "Texte."))))
    assert document.reading
    assert not document.reading.asides


def test_a_title_that_recurs_at_the_head_is_set_aside_with_its_number() -> None:
    """A head line that recurs on neighbouring views is a running title, its number apart."""
    texts = [
        view_of(order, prose(50, f"{order} LE VER À SOIE"), prose(400, f"Texte {'a' * order}."))
        for order in range(1, 6)
    ]
    document = compose(document_of(*texts))
    assert document.reading
    roles = Counter(aside.role for aside in document.reading.asides)
    assert roles == {Role.RUNNING_TITLE: 5, Role.PAGE_NUMBER: 5}


def test_an_entry_of_the_contents_finds_its_heading() -> None:
    """A section begins with the lines that print its entry of the contents."""
    document = compose(
        document_of(
            view_of(1, prose(200, "Fin de la préface.")),
            view_of(2, prose(300, "UTILITÉ", "DE L'ENTOMOLOGIE."), prose(600, "À ne considérer")),
            contents=(TocEntry(title="Utilité de l'entomologie", target=TocTarget(view=2)),),
        )
    )
    assert document.reading
    front, section = document.reading.sections
    assert (front.title, section.title, section.view) == ("", "Utilité de l'entomologie", 2)
    heading = section.blocks[1]
    assert section.blocks[0] == PageBreak(2)
    assert isinstance(heading, Heading)
    assert plain(heading.inlines) == "UTILITÉ DE L'ENTOMOLOGIE."


@pytest.mark.parametrize(
    ("line", "following", "known", "end"),
    [
        ("qu'il a par-", "courus, des", [], End.JOINED),
        ("coulent, n'eût-", "elle pas", ["eût", "elle"], End.KEPT),
        ("lui-", "même", [], End.KEPT),
        ("peut-", "être", [], End.KEPT),
        ("Saint-", "Pierre", [], End.KEPT),
        ("PARCOU-", "RUS", [], End.JOINED),
        ("très-", "commun", ["très-commun"], End.KEPT),
        ("arrondisse-", "ment", ["arrondissement"], End.JOINED),
        ("il dit -", "et se tut", [], End.SPACE),
        ("il dit", "et se tut", [], End.SPACE),
        ("1870-", "1871", [], End.KEPT),
    ],
)
def test_what_becomes_of_a_hyphen(line: str, following: str, known: list[str], end: End) -> None:
    """A hyphen at a line's end is dropped or kept as the book and French grammar say."""
    assert end_of_line(line, following, Counter(known))[0] is end


def test_call_signs_count_as_text() -> None:
    """The sign of a note call belongs to the plain text of its paragraph."""
    sign = LineText("(1)", 1, 0, words=(1, 2))
    line = LineText("mot", 1, 0, words=(0, 1))
    assert plain((line, NoteCall("n1", sign))) == "mot (1)"
