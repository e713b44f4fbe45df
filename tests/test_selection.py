from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gallica_export.errors import NotFound
from gallica_export.model import View
from gallica_export.selection import Selection

orders = st.sets(st.integers(1, 12), min_size=1).map(sorted)
ranges = st.lists(st.tuples(st.integers(1, 14), st.integers(0, 4)), min_size=1, max_size=3)


@given(orders, ranges)
def test_each_range_selects_something(present: list[int], asked: list[tuple[int, int]]) -> None:
    """Exactly the views in the ranges are selected; a range without any is an error."""
    views = [View(order=order) for order in present]
    selection = Selection(tuple((first, first + more) for first, more in asked))
    wanted = [set(range(first, end + 1)) for first, end in selection.ranges]
    if all(one & set(present) and max(one) <= present[-1] for one in wanted):
        assert {view.order for view in selection.of(views)} == set(present) & set().union(*wanted)
    else:
        with pytest.raises(NotFound):
            selection.of(views)


def test_a_gap_between_views_is_told() -> None:
    """A view that is missing amid the others is named."""
    with pytest.raises(NotFound, match="no view 2: its views are 1 to 3"):
        Selection.parse("2").of([View(order=1), View(order=3)])


@pytest.mark.parametrize("text", ["", "a", "0", "3-2", "1,,2", "1-"])
def test_what_is_no_selection_is_refused(text: str) -> None:
    """A text that names no views is refused with the reason."""
    with pytest.raises(ValueError, match=r"view|backwards"):
        Selection.parse(text)
