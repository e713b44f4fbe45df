"""Tables: neighbouring lines whose words stand in cells, clearly apart, under one another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from gallica_export.reading.survey import SurveyedLine, part_of

_FEWEST_ROWS = 3
#: A cell after the first is short, in characters.
_LONGEST_CELL = 24

Row = tuple[SurveyedLine, ...]


def tables(lines: Sequence[SurveyedLine]) -> Iterator[list[Row]]:
    """The tables among ``lines``: rows of cells, each cell a stretch of its line."""
    run: list[SurveyedLine] = []
    for line in lines:
        if run and not (line.gaps and _is_under(run[-1], line)):
            yield from _table(run)
            run = []
        if line.gaps:
            run.append(line)
    yield from _table(run)


def _is_under(one: SurveyedLine, other: SurveyedLine) -> bool:
    step = other.middle - one.middle
    return 0 < step < 3 * max(one.box.height, other.box.height)


def _table(lines: Sequence[SurveyedLine]) -> Iterator[list[Row]]:
    if len(lines) < _FEWEST_ROWS:
        return
    rows = [_cells(line) for line in lines]
    cells = [cell.text for row in rows for cell in row[1:]]
    short = sum(len(cell) <= _LONGEST_CELL for cell in cells)
    if 10 * short >= 9 * len(cells):
        yield rows


def _cells(line: SurveyedLine) -> Row:
    edges = (0, *line.gaps, line.text.count(" ") + 1)
    return tuple(part_of(line, first, last) for first, last in pairwise(edges))
