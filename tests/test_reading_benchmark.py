"""The benchmark of the reading text: no figure may fall below its floor."""

from __future__ import annotations

import pytest

from benchmarks.reading_text.documents import SHARED
from benchmarks.reading_text.run import QUICK, Run, fallen, figures
from benchmarks.reading_text.scores import Score
from tests.validators import without_reference_material


@pytest.fixture(scope="module")
def found() -> dict[str, float]:
    """The figures of the quick part."""
    if not SHARED.is_dir():
        without_reference_material()
    run = Run(QUICK)
    run.measure()
    return figures(run.scores["compose"])


def test_no_figure_falls(found: dict[str, float]) -> None:
    """Every figure of the quick part stands at its floor or above."""
    assert fallen(found, "quick") == []


def test_a_fallen_figure_is_named(found: dict[str, float]) -> None:
    """A figure below its floor is told with both numbers, and so is one that is missing."""
    low = {**found, "words conserved": 99.0}
    del low["novels joins right"]
    told = fallen(low, "quick")
    assert any(line.startswith("words conserved: 99.0 is below 100") for line in told)
    assert any(line.startswith("novels joins right: 0.0") for line in told)


def test_finding_nothing_scores_by_what_there_was() -> None:
    """A score counts what was found wrongly and what was missed alike."""
    one = Score()
    one.compare({1, 2, 3, 4}, {1, 2, 9})
    assert (one.right, one.wrong, one.missed) == (2, 1, 2)
    assert one.f1 == pytest.approx(4 / 7)
    assert Score().f1 == 1.0
