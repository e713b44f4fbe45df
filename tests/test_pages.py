from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gallica_export.errors import NotFound
from gallica_export.gallica.pagination import parse_pagination
from gallica_export.model import View
from gallica_export.selection import Selection, Span

#: Covers, front matter in roman figures, pages, a plate within, a double page, a second volume.
LABELS = (
    *(None, "I", "II", "III", "1", "2", "2", "3", None, "4", "12-13", "12 bis", "[15]"),
    *("1", "2", "planche"),
)
VIEWS = tuple(View(order=order, label=label) for order, label in enumerate(LABELS, 1))


def pages(text: str) -> list[int]:
    return [view.order for view in Selection.parse_pages(text).of(VIEWS)]


@pytest.mark.parametrize(
    ("text", "orders"),
    [
        ("II", [3]),
        ("ii", [3]),
        ("2", [6, 7, 15]),
        ("I-III", [2, 3, 4]),
        ("II-2", list(range(3, 16))),
        ("3-4", [8, 9, 10]),
        ("12-13", [11]),
        ("12-13-[15]", [11, 12, 13]),
        ("4–12 bis", [10, 11, 12]),
        (" planche , III ", [4, 16]),
        ("12   BIS", [12]),
    ],
)
def test_pages_are_chosen_by_printed_label(text: str, orders: list[int]) -> None:
    """A label means every view that bears it, a range all from its first view to its last."""
    assert pages(text) == orders


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("11", "labelled '11': the nearest are 4 and [15]"),
        ("V", "labelled 'V': the nearest are III"),
        ("II-XIX", "labelled 'XIX': the nearest are III"),
        ("planches", "labelled 'planches': the nearest are planche"),
        ("µ", "labelled 'µ': there are I, II … planche"),
        ("3-I", "run backwards: 3 is on view 8, I on view 2"),
        ("0-2", "labelled '0': the nearest are 1"),
    ],
)
def test_a_label_that_is_not_there_names_its_neighbours(text: str, told: str) -> None:
    """A label that no view bears is not found, and the nearest ones are told."""
    with pytest.raises(NotFound) as error:
        pages(text)
    assert told in str(error.value)


def test_a_document_without_labels_says_so() -> None:
    """Where nothing is printed on any page, views are to be named instead."""
    with pytest.raises(NotFound, match="no page of the document has a printed label"):
        Selection.parse_pages("5").of([View(order=1)])


@pytest.mark.parametrize("text", ["", " ", "1,,2", "1,"])
def test_an_empty_label_is_refused(text: str) -> None:
    """Nothing between two commas is no label."""
    with pytest.raises(ValueError, match="names no page"):
        Selection.parse_pages(text)


def test_views_and_pages_together_are_all_that_either_names() -> None:
    """The union of a selection of views and one of pages, in the document's order."""
    both = Selection.parse("16,1-2") | Selection.parse_pages("III,II")
    assert [view.order for view in both.of(VIEWS)] == [1, 2, 3, 4, 16]


def test_only_those_among_are_taken() -> None:
    """What a search found narrows a selection, and is all of it where none is made."""
    assert [view.order for view in Selection(among=frozenset({9, 3})).of(VIEWS)] == [3, 9]
    assert [view.order for view in Selection(((1, 8),), among=frozenset({9, 3})).of(VIEWS)] == [3]
    assert Selection(among=frozenset()).of(VIEWS) == ()
    with pytest.raises(NotFound, match="on none of the views"):
        Selection(((1, 2),), among=frozenset({9, 3})).of(VIEWS)


def test_a_range_without_a_view_is_not_found() -> None:
    """A range that falls between the views that there are is refused."""
    with pytest.raises(NotFound, match="no view 3"):
        Selection.parse("2-3").of([View(order=1), View(order=4)])


def test_the_labels_of_a_real_book(shared: Path) -> None:
    """Front matter in roman figures and pages in arabic ones are chosen in a real pagination."""
    data = (shared / "snapshots/bpt6k9612399b/pagination.xml").read_bytes()
    views = parse_pagination(data).views
    chosen = Selection.parse_pages("V-8,plat sup.").of(views)
    assert [view.label for view in chosen] == ["plat sup.", "V", "VI", "7", "8"]


@given(st.lists(st.sampled_from(LABELS), min_size=1), st.data())
def test_every_label_selects_what_bears_it(labels: list[str | None], data: st.DataObject) -> None:
    """Whatever the labels, each selects exactly the views that bear it."""
    views = [View(order=order, label=label) for order, label in enumerate(labels, 1)]
    label = data.draw(st.sampled_from(labels))
    if label:
        assert {view.label for view in Selection.parse_pages(label).of(views)} == {label}


@pytest.mark.parametrize(
    ("first", "last", "span"),
    [
        ("1898-01-01", "1898-03-31", Span(date(1898, 1, 1), date(1898, 3, 31))),
        ("1898", "1898", Span(date(1898, 1, 1), date(1898, 12, 31))),
        ("1884-02", "1884-02", Span(date(1884, 2, 1), date(1884, 2, 29))),
        (None, "1898-03", Span(date.min, date(1898, 3, 31))),
        ("1898", None, Span(date(1898, 1, 1), date.max)),
    ],
)
def test_a_span_of_days(first: str | None, last: str | None, span: Span) -> None:
    """Days, months and years bound a span, which may be open on one side."""
    assert Span.parse(first, last) == span


@pytest.mark.parametrize(
    ("first", "last", "told"),
    [
        ("1898-02-30", None, "no date"),
        ("98", None, "no date"),
        ("0000", None, "no date"),
        ("1898-13", None, "no date"),
        (None, "1898-13", "no date"),
        ("1899", "1898", "comes before"),
        ("", None, "no date"),
    ],
)
def test_what_is_no_span_is_refused(first: str | None, last: str | None, told: str) -> None:
    """Days that no calendar has, and spans that run backwards, are refused with the reason."""
    with pytest.raises(ValueError, match=told):
        Span.parse(first, last)


@pytest.mark.parametrize(
    ("day", "admitted"),
    [
        ("1883-04-10", True),
        ("1883-04-09", False),
        ("1883-04", True),
        ("1883-05", True),
        ("1883-06", False),
        ("1883", True),
        ("1884", False),
        ("", True),
    ],
)
def test_what_may_be_in_a_span_is_admitted(day: str, admitted: bool) -> None:
    """A date that names only its month or year is admitted where one of its days would be."""
    assert Span(date(1883, 4, 10), date(1883, 5, 2)).admits(day) is admitted
