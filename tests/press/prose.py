"""How running text is set: headings, paragraphs, quotations, verse, tables."""

from __future__ import annotations

from collections.abc import Callable

from msgspec.structs import replace

from gallica_export.model import End, Role
from tests.press import parts
from tests.press.compositor import Compositor
from tests.press.metrics import CAPITAL
from tests.press.pages import Kind
from tests.press.sheet import Cell, Row
from tests.press.typeset import SetLine, Setting, set_centred, set_text


def first(distance: float) -> Callable[[int], float]:
    """An indent of the first line."""
    return lambda number: distance if number == 0 else 0.0


def set_heading(press: Compositor, part: parts.Heading) -> None:
    """A division of level 1 opens a page; a lower one is held back until its text follows."""
    opens = part.level == 1
    if opens:
        press.turn()
        press.page().opens = True
        press.chapter = part.lines[-1]
    block = press.block(Kind.HEADING, level=part.level)
    press.headings[block] = part
    rows = [Row(170 if opens else 44, keeps=True)]
    for place, text in enumerate(part.lines):
        size = 62 if opens and place else 50
        setting = Setting(size, round(size * 1.5), italic=not opens)
        lines = set_centred(text, setting, press.style.measure, role=Role.HEADING, block=block)
        region = press.region()
        rows += [Row(setting.leading, (Cell(line, region),), keeps=True) for line in lines]
    rows.append(Row(70 if opens else 24, keeps=True))
    press.hold(rows)
    press.follows_opening = opens


def set_prose(press: Compositor, part: parts.Prose) -> None:
    block = press.block(Kind.PARAGRAPH, language=part.language)
    text = press.marked(part.text)
    if part.is_quotation:
        _flow_quotation(press, text, block, part.language)
    elif press.follows_opening and press.style.has_drop_capitals:
        press.flow(_with_drop_capital(press, text, block))
    else:
        indent = first(press.style.body.size)
        press.flow(_rows(press, _justified(press, text, block, indent)))
    press.follows_opening = False


def _flow_quotation(press: Compositor, text: str, block: int, language: str | None) -> None:
    inset, small = 80, press.style.small
    setting = Setting(small.size, small.leading, italic=language is not None)
    width = press.style.measure - 2 * inset
    lines = set_text(text, setting, width, role=Role.TEXT, block=block, start=first(setting.size))
    press.flow([Row(22, keeps=True), *_rows(press, lines, inset), Row(22)])


def _with_drop_capital(press: Compositor, text: str, block: int) -> list[Row]:
    """Rows of a paragraph whose first letter is two lines high and stands apart."""
    body = press.style.body
    height = body.leading + body.size * CAPITAL / 1000
    setting = Setting(round(height * 1000 / CAPITAL), body.leading)
    [capital] = set_text(text[0], setting, 900, role=Role.TEXT, block=block, is_ragged=True)
    indent = capital.width + 10
    lines = _justified(press, text[1:], block, lambda n: indent if n < 2 else 0.0)
    rows = _rows(press, lines)
    glued = Cell(replace(capital, end=End.GLUED), press.region(), down=body.leading)
    return [Row(body.leading, (glued, *rows[0].cells), keeps=True), *rows[1:]]


def _justified(
    press: Compositor, text: str, block: int, start: Callable[[int], float]
) -> list[SetLine]:
    style = press.style
    return set_text(text, style.body, style.measure, role=Role.TEXT, block=block, start=start)


def _rows(press: Compositor, lines: list[SetLine], inset: float = 0) -> list[Row]:
    """Lines of a paragraph: its first two and its last two stay together."""
    region = press.region()
    kept = {0, len(lines) - 2}
    return [
        Row(line.setting.leading, (Cell(line, region, inset),), keeps=number in kept)
        for number, line in enumerate(lines)
    ]


def set_stanza(press: Compositor, part: parts.Stanza) -> None:
    block, region, body = press.block(Kind.VERSE), press.region(), press.style.body
    setting = Setting(body.size - 6, body.leading - 6)
    rows = [Row(24, keeps=True)]
    for text in part.lines:
        [line] = set_text(
            press.marked(text), setting, 2_000, role=Role.VERSE, block=block, is_ragged=True
        )
        rows.append(Row(setting.leading, (Cell(line, region, 210),), keeps=True))
    press.flow([*rows, Row(24)])


def set_table(press: Compositor, part: parts.Rows) -> None:
    """Columns over the whole width, the first flush left, the others flush right."""
    block, region, setting = press.block(Kind.TABLE), press.region(), press.style.small
    widths = [max(map(setting.width, column)) for column in zip(*part.rows, strict=True)]
    gap = (press.style.measure - sum(widths)) / max(len(widths) - 1, 1)
    rows = [Row(30, keeps=True)]
    for texts in part.rows:
        x, cells = 0.0, []
        for column, (text, width) in enumerate(zip(texts, widths, strict=True)):
            [line] = set_text(text, setting, 2_000, role=Role.TABLE, block=block, is_ragged=True)
            cells.append(Cell(line, region, x + (width - line.width if column else 0)))
            x += width + gap
        rows.append(Row(setting.leading + 6, tuple(cells), keeps=True))
    press.flow([*rows, Row(36)])
