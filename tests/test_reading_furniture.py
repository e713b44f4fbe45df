"""Page numbers, running titles, signatures and catchwords, and notes in the margin."""

from __future__ import annotations

import pytest

from gallica_export.model import Role
from gallica_export.reading.furniture import set_aside
from gallica_export.reading.margins import margin_notes
from gallica_export.reading.survey import SurveyedView
from tests.made_views import FULL, LEFT, RIGHT, STEP, Made, centred, frame, prose, texts, view_of


def asides(*views: SurveyedView) -> list[tuple[int, Role, str]]:
    return [(one.view, one.role, one.text) for one in set_aside(views)]


def page(order: int, *more: Made, label: str | None = None) -> SurveyedView:
    """A page of ten lines of prose from 200 down, and ``more`` lines."""
    return view_of(order, *more, *prose(200, 10), label=label)


def test_numbers_that_count_together_are_page_numbers_without_labels() -> None:
    """Where no label is known, numbers that count with those of other views are page numbers."""
    views = [page(order, centred(80, str(order + 40))) for order in range(1, 5)]
    assert asides(*views) == [(n, Role.PAGE_NUMBER, str(n + 40)) for n in range(1, 5)]


def test_a_number_that_counts_with_no_other_stays() -> None:
    """A number at the head that fits in no counting is left in the text."""
    views = [page(order, centred(80, number)) for order, number in enumerate(("7", "3", "19"), 1)]
    assert not asides(*views)


def test_a_one_read_as_a_capital_i_is_a_page_number() -> None:
    """The first page's "I" counts with the "2" and "3" of the next ones."""
    views = [page(order, centred(80, number)) for order, number in enumerate(("I", "2", "3"), 1)]
    assert asides(*views)[0] == (1, Role.PAGE_NUMBER, "I")


def test_a_folio_that_names_itself_is_a_page_number() -> None:
    """A line "Fol. I." at the head is the number of its leaf."""
    assert asides(page(1, (800, 80, "Fol. I."))) == [(1, Role.PAGE_NUMBER, "Fol. I.")]


def test_the_number_of_a_chapter_is_none_of_a_page() -> None:
    """The number in "CHAPITRE 3" stays with its word though the page's label is 3."""
    view = view_of(1, centred(80, "CHAPITRE 3"), *prose(200, 10, FULL.capitalize()), label="3")
    assert not asides(view)


def test_a_title_misread_once_is_still_the_running_title() -> None:
    """One reading in which letters are wrong is recognised by its neighbours."""
    names = ("LE ROMANT", "LE ROMANT", "LE R0MANT", "LE ROMANT")
    found = asides(*(page(order, centred(80, name)) for order, name in enumerate(names, 1)))
    assert [text for _, _, text in found] == list(names)


def test_a_heading_set_larger_than_the_running_title_stays() -> None:
    """The heading of the division after which the running titles are named is no furniture."""
    views = [page(order, centred(80, "PRÉFACE")) for order in range(2, 6)]
    heading = centred(80, "PRÉFACE", advance=60, height=80)
    first = view_of(1, heading, *prose(200, 10, FULL.capitalize()))
    assert [view for view, _, _ in asides(first, *views)] == [2, 3, 4, 5]


def test_a_short_line_above_text_that_goes_on_is_a_running_title() -> None:
    """A centred head line above a whole line in lower case is a running title, even once."""
    assert asides(page(1, centred(80, "EPISTRE."))) == [(1, Role.RUNNING_TITLE, "EPISTRE.")]


def test_a_lone_head_line_of_a_view_that_is_no_page_stays() -> None:
    """Where other views bear labels, one without has no running title that does not recur."""
    pages = [page(order, label=str(order)) for order in range(1, 4)]
    assert not asides(*pages, page(4, centred(80, "Achevé d'imprimer")))


def test_a_head_line_far_above_the_text_stays() -> None:
    """A short line with the white of many lines below it is no running title of the text."""
    assert not asides(view_of(1, centred(80, "EPISTRE."), *prose(600, 10)))


def test_the_head_of_a_column_is_no_running_title() -> None:
    """A word that stands on every view flush with the figures of the rows below it stays."""
    rows = [(LEFT, y, "Napi. 111", {"width": 500, "gaps": (1,)}) for y in range(150, 600, STEP)]
    heads = [view_of(order, (LEFT + 380, 90, "Pages."), *rows) for order in range(1, 5)]
    assert not asides(*heads)


def test_a_short_line_above_a_new_sentence_stays() -> None:
    """A centred head line above text that begins with a capital may be a heading."""
    text = FULL.capitalize()
    assert not asides(view_of(1, centred(80, "EPISTRE."), *prose(200, 10, text)))


@pytest.mark.parametrize("text", ["A iij", "**3", "B", "1*", "2'", "12,", "Aa", ")( 3"])
def test_a_mark_alone_below_the_text_is_a_signature(text: str) -> None:
    """Letters, signs and small numbers in the middle below the text are signatures."""
    view = page(1, centred(200 + 10 * STEP, text))
    assert asides(view) == [(1, Role.SIGNATURE, text)]


def test_a_word_below_the_text_that_begins_the_next_view_is_a_catchword() -> None:
    """A catchword is set aside; so is the signature before it on its line."""
    foot: Made = (LEFT + 500, 700, "A ij Il", {"width": 400})
    following = view_of(2, *prose(200, 10, "Il " + FULL[3:]))
    assert asides(page(1, foot), following) == [
        (1, Role.SIGNATURE, "A ij"),
        (1, Role.CATCHWORD, "Il"),
    ]


def test_a_catchword_announces_a_word_with_a_drop_capital() -> None:
    """The catchword "Hier" announces "ier" beside a drop capital "H"."""
    capital: Made = (LEFT, 200, "H", {"height": 90, "width": 60})
    following = view_of(2, capital, (170, 200, "ier au soir"), *prose(300, 8))
    assert asides(page(1, (900, 700, "Hier")), following) == [(1, Role.CATCHWORD, "Hier")]


def test_a_catchword_is_found_below_a_head_of_several_rows() -> None:
    """The next view's number and title do not hide the word with which its text begins."""
    views = [
        view_of(
            order,
            (LEFT, 40, "LE ROMANT"),
            (900, 90, str(order + 10)),
            *prose(200, 9, "porte " + FULL[6:]),
            (900, 650, "porte"),
        )
        for order in range(1, 5)
    ]
    found = [view for view, role, _ in asides(*views) if role is Role.CATCHWORD]
    assert found[:3] == [1, 2, 3]


def test_a_catchword_beside_a_signature_needs_no_next_view() -> None:
    """Where the next view is not read, a word at the right on a signature's row is a catchword."""
    foot = (LEFT + 500, 700, "B"), (920, 700, "est")
    assert asides(page(1, *foot)) == [(1, Role.SIGNATURE, "B"), (1, Role.CATCHWORD, "est")]


@pytest.mark.parametrize(("foot", "found"), [("8°T 7009", 0), ("est", 1)])
def test_a_shelf_mark_is_no_catchword(foot: str, found: int) -> None:
    """Where the next view is not read, the custom tells a catchword, but no line of figures."""
    text = prose(200, 9, "porte " + FULL[6:])
    views = [view_of(order, *text, (900, 650, "porte")) for order in range(1, 5)]
    last = asides(*views, view_of(9, *text, (840, 650, foot)))
    assert sum(view == 9 for view, _, _ in last) == found


def test_a_word_at_the_right_below_the_text_of_a_lone_view_stays() -> None:
    """Without the next view, a custom of the book or a signature, nothing tells a catchword."""
    assert not asides(page(1, (920, 700, "est")))


def test_the_short_last_line_of_a_paragraph_is_no_catchword() -> None:
    """A last line at the left that the next view repeats is text."""
    last: Made = (LEFT, 700, "des")
    assert not asides(page(1, last), page(2))


def test_lines_outside_the_edges_of_the_text_are_notes_in_the_margin() -> None:
    """Two lines close together beside the text make one note."""
    beside: list[Made] = [(RIGHT + 30, 300, "Son ter-"), (RIGHT + 30, 345, "roir.")]
    view = view_of(1, *prose(200, 10), *beside)
    assert [texts(note) for note in margin_notes(view, frame(view))] == [["Son ter-", "roir."]]


def test_columns_have_no_notes_in_the_margin() -> None:
    """Where the text stands in columns, its edges do not tell margins."""
    columns = [(x, y, "des mots en colonne") for x in (100, 550) for y in range(200, 600, 50)]
    view = view_of(1, *columns, (1000, 300, "1er"))
    assert margin_notes(view, frame(view)) == []
