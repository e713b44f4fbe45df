"""Tables: neighbouring lines whose words stand in cells, clearly apart, under one another.

A line that goes on right below the last cell of a row, and not below its first, is of that cell.
A long entry leaves little white before its figure: it is a row of the table above that it fills.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from msgspec.structs import replace

from gallica_export.reading.hyphens import divides_word
from gallica_export.reading.survey import SurveyedLine, part_of

_FEWEST_ROWS = 3
#: A cell after the first is short, in characters.
_LONGEST_CELL = 24
#: In parts of the row: how far from its left edge a cell goes on.
_INSET = 0.25

Cell = tuple[SurveyedLine, ...]
Row = tuple[Cell, ...]


def tables(lines: Sequence[SurveyedLine]) -> Iterator[list[Row]]:
    """The tables among ``lines``: rows of cells, each cell a stretch of its line."""
    run: list[list[SurveyedLine]] = []
    for read in lines:
        if run and _goes_on(run[-1], read):
            run[-1].append(read)
            continue
        line = read
        if len(run) >= _FEWEST_ROWS and _fills(run[-1][0], read):
            line = replace(read, gaps=(read.text.count(" "),))
        if run and not (line.gaps and _is_under(run[-1][-1], line)):
            yield from _table(run)
            run = []
        if line.gaps:
            run.append([line])
    yield from _table(run)


def _is_under(one: SurveyedLine, other: SurveyedLine) -> bool:
    step = other.middle - one.middle
    return 0 < step < 3 * max(one.box.height, other.box.height)


def _fills(row: SurveyedLine, line: SurveyedLine) -> bool:
    """Whether a line without gaps stands from edge to edge of the row, and also ends in figures."""
    is_as_wide = max(abs(line.box.x - row.box.x), abs(line.box.right - row.box.right))
    figures = [one.text.rpartition(" ")[2].strip(".,") for one in (row, line) if " " in one.text]
    return (
        not line.gaps
        and is_as_wide < row.box.height
        and len(figures) == 2
        and all(map(str.isdigit, figures))
    )


def _goes_on(row: Sequence[SurveyedLine], line: SurveyedLine) -> bool:
    """Whether the line is the rest of a word that the last cell of the row divides."""
    is_inset = line.box.x > row[0].box.x + _INSET * row[0].box.width
    return is_inset and divides_word(row[-1].text) and _is_under(row[-1], line)


def _table(lines: Sequence[Sequence[SurveyedLine]]) -> Iterator[list[Row]]:
    if len(lines) < _FEWEST_ROWS:
        return
    rows = [_cells(line, rest) for line, *rest in lines]
    cells = [cell[0].text for row in rows for cell in row[1:]]
    short = sum(len(cell) <= _LONGEST_CELL for cell in cells)
    if 10 * short >= 9 * len(cells):
        yield rows


def _cells(line: SurveyedLine, rest: Sequence[SurveyedLine]) -> Row:
    """The cells of a line, the last one with the lines that go on with it."""
    edges = (0, *line.gaps, line.text.count(" ") + 1)
    *cells, last = ((part_of(line, first, stop),) for first, stop in pairwise(edges))
    return (*cells, (*last, *rest))
