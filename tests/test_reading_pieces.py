"""Notes, verse, tables, pictures and drop capitals: what stands apart from prose."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from gallica_export.model import Accuracy, Box
from gallica_export.reading.capitals import with_capitals
from gallica_export.reading.confidence import measured
from gallica_export.reading.notes import find_call, note_sign, split_notes
from gallica_export.reading.paragraphs import is_speck
from gallica_export.reading.plates import plates
from gallica_export.reading.tables import tables
from gallica_export.reading.verse import stanzas
from tests.made_views import FULL, LEFT, Made, frame, prose, texts, view_of

SMALL = {"width": 640, "height": 30}


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("(1) Voyez plus haut.", "1"),
        ("1. Voyez plus haut.", "1"),
        ("* Voyez plus haut.", "*"),
        ("(a) Voyez plus haut.", "a"),
        ("(l) Voyez plus haut.", "1"),
        ("a Voyez plus haut.", ""),
        ("Voyez plus haut.", ""),
        ("1789", ""),
    ],
)
def test_how_a_note_begins(text: str, sign: str) -> None:
    """A number or sign opens a note, a letter only in brackets; an l in brackets is a one."""
    assert note_sign(text) == sign


def test_small_lines_with_a_sign_at_the_foot_are_notes() -> None:
    """Lines below the text in smaller type, the first with a sign, are split off as notes."""
    notes: list[Made] = [
        (LEFT, 760, "(1) " + FULL, SMALL),
        (LEFT, 800, "la suite de la note", {"width": 270, "height": 30}),
    ]
    view = view_of(1, *prose(200, 10), *notes)
    text, found = split_notes(view.lines, frame(view), 20.0, goes_on=False)
    assert len(text) == 10
    assert [(note.sign, len(note.lines)) for note in found] == [("1", 2)]


def test_a_speck_behind_the_last_line_of_a_note_does_not_hide_it() -> None:
    """A line with a mark far behind its end does not tell the size of its type."""
    notes: list[Made] = [
        (LEFT, 780, "(1) " + FULL, SMALL),
        (LEFT, 820, "la suite d'une longue note. t", {"width": 900, "height": 30, "gaps": (5,)}),
    ]
    view = view_of(1, *prose(200, 10), *notes)
    text, found = split_notes(view.lines, frame(view), 20.0, goes_on=False)
    assert len(text) == 10
    assert [len(note.lines) for note in found] == [2]


def test_entries_of_contents_are_no_notes() -> None:
    """A sign and small type do not make a note of what ends in the number of a page."""
    entries: list[Made] = [
        (LEFT, 780 + 40 * n, f"§ {n}. Où la machine se trompe {n}", {"width": 900, "gaps": (7,)})
        for n in (1, 2, 3)
    ]
    view = view_of(1, *prose(200, 10), *entries)
    assert not split_notes(view.lines, frame(view), 20.0, goes_on=False)[1]


@pytest.mark.parametrize(
    ("x", "y", "text", "is_apart"),
    [
        (920, 850, "est", True),
        (LEFT, 850, "est", False),
        (920, 800, "est", False),
        (800, 850, "L. M. N.", False),
    ],
)
def test_a_lone_word_at_the_right_below_the_notes_is_apart(
    x: int, y: int, text: str, *, is_apart: bool
) -> None:
    """One word at the right, lower than the next line would be, is no end of the note."""
    note: Made = (LEFT, 760, "(1) " + FULL, SMALL)
    view = view_of(1, *prose(200, 10), note, (x, y, text))
    running, (found,) = split_notes(view.lines, frame(view), 20.0, goes_on=False)
    assert (texts(running)[-1] == text, len(found.lines)) == (is_apart, 1 if is_apart else 2)


def test_lines_in_the_type_of_the_text_are_no_notes() -> None:
    """An enumeration at the foot in the text's own type is text."""
    view = view_of(1, *prose(200, 10), (LEFT, 700, "1. " + FULL[3:]), (LEFT, 750, "2. " + FULL[3:]))
    assert split_notes(view.lines, frame(view), 20.0, goes_on=False)[1] == []


def test_a_call_in_brackets_is_found_after_the_one_before() -> None:
    """The second of two calls with the same sign is found when the first is passed."""
    lines = view_of(1, (0, 0, "un mot (1) et un"), (0, 50, "autre mot (1), fin")).lines
    assert find_call(lines, "1") == (0, 2)
    assert find_call(lines, "1", (0, 2)) == (1, 2)
    assert find_call(lines, "2") is None


VERSES = (
    "Ta voix s'élève au bord du soir",
    "Et le vent la prend",
    "Comme un oiseau",
    "Sur la mer vaste et grise",
)


def test_inset_lines_with_capitals_and_unequal_ends_are_a_stanza() -> None:
    """Four inset lines amid prose that each begin with a capital are verse."""
    verses = [(LEFT + 150, 450 + 50 * n, text) for n, text in enumerate(VERSES)]
    view = view_of(1, *prose(200, 5), *verses, *prose(650, 5))
    (stanza,) = stanzas(view.lines, frame(view))
    assert [line.text for verse in stanza for line in verse] == list(VERSES)


def test_a_list_of_names_is_no_verse() -> None:
    """Short lines of which nearly all end in a full stop are entries."""
    names = ("Carle (Louis).", "Gassan (Joseph).", "Fournier (Paul-Marie).", "Saunier.")
    entries = [(LEFT + 150, 450 + 50 * n, text) for n, text in enumerate(names)]
    view = view_of(1, *prose(200, 5), *entries, *prose(650, 5))
    assert stanzas(view.lines, frame(view)) == []


def test_prose_is_no_verse() -> None:
    """Paragraphs of full lines make no stanza, nor do lines in columns."""
    view = view_of(1, *prose(200, 12))
    assert stanzas(view.lines, frame(view)) == []


def test_lines_whose_words_stand_in_cells_are_a_table() -> None:
    """Three lines below one another with wide gaps are rows of a table."""
    rows = [(LEFT, 50 * n, f"Alun {n}0 id.", {"gaps": (1,)}) for n in range(3)]
    (table,) = tables(view_of(1, *rows).lines)
    assert [[texts(cell) for cell in row] for row in table] == [
        [["Alun"], [f"{n}0 id."]] for n in range(3)
    ]


def test_a_word_divided_in_a_cell_goes_on_below() -> None:
    """The rest of a word that the last cell divides belongs to that cell."""
    lines: list[Made] = []
    for y in (0, 100, 200):
        lines += [(LEFT, y, "Gn. ta-", {"gaps": (1,)}), (LEFT + 90, y + 50, "bleaux")]
    (table,) = tables(view_of(1, *lines).lines)
    assert [texts(row[-1]) for row in table] == [["ta-", "bleaux"]] * 3


def test_a_long_entry_without_a_gap_is_a_row_of_the_table_that_it_fills() -> None:
    """A line from edge to edge of the rows above that also ends in figures is one of them."""
    entries = ("Lyllus. 221", "Maera. 210", "Manto. 194", "Napœœ (V. la cor.). 111", "Nelamus. 187")
    rows = [
        (LEFT, 50 * n, text, {"width": 600, "gaps": () if "(" in text else (1,)})
        for n, text in enumerate(entries)
    ]
    (table,) = tables(view_of(1, *rows).lines)
    assert [texts(cell) for cell in table[3]] == [["Napœœ (V. la cor.)."], ["111"]]
    assert len(table) == len(entries)


@pytest.mark.parametrize("more", [{"width": 500}, {"text": "et la suite des mots"}])
def test_a_line_that_fills_no_row_ends_the_table(more: dict[str, object]) -> None:
    """A shorter line, or one that ends in no figures, is no row of the table above it."""
    rows = [(LEFT, 50 * n, f"Alun. {n}0", {"width": 600, "gaps": (1,)}) for n in range(3)]
    line = (LEFT, 150, str(more.get("text", "en l'an 1789")), {"width": more.get("width", 600)})
    (table,) = tables(view_of(1, *rows, line).lines)
    assert len(table) == 3


def test_two_lines_with_gaps_are_no_table() -> None:
    """Fewer than three rows show nothing."""
    rows = [(LEFT, 50 * n, f"Alun {n}0", {"gaps": (1,)}) for n in range(2)]
    assert list(tables(view_of(1, *rows).lines)) == []


@pytest.mark.parametrize("caption", ["Fig. 4.", "FiS. 4.", "Fi g. 4.", "Pl. II."])
def test_a_caption_stands_by_its_picture(caption: str) -> None:
    """A bare "Fig. 4." near a picture is its caption, also where it was misread."""
    view = view_of(1, *prose(1000, 10), (500, 940, caption, {"width": 100}))
    view = replace(view, illustrations=(Box(300, 400, 500, 500),))
    (plate,) = plates(view, view.lines)
    assert texts(plate.caption) == [caption]


def test_a_rule_is_no_picture() -> None:
    """An illustration a few pixels high is a rule between texts."""
    view = replace(view_of(1, *prose(200, 10)), illustrations=(Box(300, 180, 500, 4),))
    assert plates(view, view.lines) == []


def test_a_drop_capital_goes_before_the_line_at_its_right() -> None:
    """A tall letter that the OCR sets after the text stands before the first line beside it."""
    lines: list[Made] = [(170, 200, "orsque le soleil se lève"), (170, 250, "sur la mer")]
    view = view_of(1, *lines, *prose(300, 8), (LEFT, 200, "L", {"height": 90, "width": 60}))
    ordered = with_capitals(view.lines, frame(view))
    assert texts(ordered)[:2] == ["L", "orsque le soleil se lève"]
    assert [line.is_capital for line in ordered[:2]] == [True, False]


def test_a_mark_far_smaller_than_type_is_a_speck() -> None:
    """A tiny sign without letters breaks no paragraph; a small word may."""
    view = view_of(1, *prose(200, 1), (0, 250, "#", {"height": 17}), (0, 250, "a", {"height": 17}))
    line, mark, letter = view.lines
    assert is_speck(mark, line)
    assert not is_speck(letter, line)


def test_accuracy_is_measured_by_the_word() -> None:
    """A view weighs as much as it has words; one without words, or without measure, nothing."""
    assert measured([(300, 90.0), (100, 50.0), (0, 10.0)]) == Accuracy(80.0, 2)
    assert measured([(0, 10.0)]) is None
    assert measured([]) is None
