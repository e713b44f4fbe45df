"""Drop capitals: a letter two lines high or more, which OCR sets apart from its word.

It goes to the head of the first line that stands at its right, and is glued to it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from gallica_export.reading.frame import Frame
from gallica_export.reading.survey import SurveyedLine, part_of

#: In heights of a line of text.
_TALL = 1.6


def with_capitals(lines: Sequence[SurveyedLine], frame: Frame | None) -> list[SurveyedLine]:
    """The lines with every drop capital marked and in its place."""
    ordered = [part for line in lines for part in _parts(line)]
    if frame is None:
        return ordered
    for capital in [line for line in ordered if _is_capital(line, frame)]:
        if not any(line is capital for line in ordered):
            continue  # it stands beside another one
        neighbours = [line for line in ordered if _is_beside(line, capital)]
        if neighbours:
            first = min(neighbours, key=lambda line: line.middle)
            ordered = _with_capital(ordered, capital, first, neighbours)
    return ordered


def _parts(line: SurveyedLine) -> Iterator[SurveyedLine]:
    """The line, its initial apart if that is tall."""
    if not line.has_tall_initial:
        yield line
        return
    yield replace(part_of(line, 0, 1), is_capital=True)
    rest = part_of(line, 1, line.text.count(" ") + 1)
    yield replace(rest, is_beside_capital=True)


def _with_capital(
    lines: Sequence[SurveyedLine],
    capital: SurveyedLine,
    first: SurveyedLine,
    neighbours: Sequence[SurveyedLine],
) -> list[SurveyedLine]:
    ordered: list[SurveyedLine] = []
    for line in lines:
        if line is first:
            ordered.append(replace(capital, is_capital=True))
        if line is not capital:
            is_beside = any(line is other for other in neighbours)
            ordered.append(replace(line, is_beside_capital=True) if is_beside else line)
    return ordered


def _is_capital(line: SurveyedLine, frame: Frame) -> bool:
    text = line.text.strip(".,'’")
    is_letter = len(text) == 1 and text.isupper() and not line.is_capital
    return is_letter and line.box.height > _TALL * frame.height


def _is_beside(line: SurveyedLine, capital: SurveyedLine) -> bool:
    is_right = line.box.x + 0.3 * line.box.height >= capital.box.right - 0.3 * capital.box.width
    is_level = capital.box.y - 0.3 * line.box.height < line.middle < capital.box.bottom
    is_near = line.box.x - capital.box.right < 2 * capital.box.width + line.box.height
    return line is not capital and is_right and is_level and is_near
