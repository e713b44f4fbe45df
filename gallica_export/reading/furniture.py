"""What stands on a page besides its text: set aside where the evidence is good.

A wrongly removed line is worse than a folio left in the text.
"""

from __future__ import annotations

from collections.abc import Sequence

from gallica_export.model import Aside
from gallica_export.reading.edges import edges_of
from gallica_export.reading.feet import feet
from gallica_export.reading.numbers import page_numbers
from gallica_export.reading.running_titles import running_titles
from gallica_export.reading.survey import SurveyedView


def set_aside(views: Sequence[SurveyedView]) -> tuple[Aside, ...]:
    """The words that are furniture, in the order of the views and their lines."""
    edges = edges_of(views)
    numbers = page_numbers(edges)
    titles = running_titles(edges, numbers)
    taken = {(one.view, one.line) for one in (*numbers, *titles)}
    found = (*numbers, *titles, *feet(edges, taken))
    return tuple(sorted(found, key=lambda one: (one.view, one.line, one.words or (0, 0))))
