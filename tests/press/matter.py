"""How everything but running text is set: columns, plates, covers, blanks, the contents."""

from __future__ import annotations

from math import ceil

from gallica_export.model import Box, Role
from tests.press import parts
from tests.press.compositor import Compositor
from tests.press.display import display_rows
from tests.press.pages import Drawing, Kind
from tests.press.prose import set_heading
from tests.press.sheet import Cell, Row
from tests.press.typeset import SetLine, Setting, set_centred, set_text

_GUTTER = 60
_FEWEST = 3  # lines that are worth beginning columns for


def set_numbering(press: Compositor, part: parts.Numbering) -> None:
    press.turn()
    press.number, press.is_roman = part.first, part.is_roman


def set_columns(press: Compositor, part: parts.Columns) -> None:
    """Entries with a hanging indent, down the left column and then down the right one."""
    setting = press.style.small
    width = (press.style.measure - _GUTTER) / 2
    waiting: list[tuple[SetLine, int]] = []
    for entry in part.entries:
        block = press.block(Kind.PARAGRAPH)
        lines = set_text(
            entry,
            setting,
            width,
            role=Role.TEXT,
            block=block,
            start=lambda number: setting.size if number else 0.0,
        )
        waiting += [(line, block) for line in lines]
    press.flow([Row(20)])
    while waiting:
        waiting = _fill_columns(press, waiting, width + _GUTTER)


def _fill_columns(
    press: Compositor, waiting: list[tuple[SetLine, int]], step: float
) -> list[tuple[SetLine, int]]:
    """As many lines as the page takes, left column first; what is left over comes back."""
    sheet, leading = press.page(), press.style.small.leading
    depth = min(int(sheet.room // leading), ceil(len(waiting) / 2))
    if depth < min(_FEWEST, ceil(len(waiting) / 2)):
        press.turn()
        return waiting
    top = sheet.top + sheet.used
    regions: dict[tuple[int, int], int] = {}
    for place, (line, block) in enumerate(waiting[: 2 * depth]):
        column, row = divmod(place, depth)
        region = regions.setdefault((block, column), press.region())
        sheet.put(line, top + (row + 0.74) * leading, region, right=column * step)
    rule = Box(round(sheet.left + step - _GUTTER / 2), round(top), 2, depth * leading)
    sheet.picture(rule, Drawing.RULE)
    sheet.used += depth * leading
    return waiting[2 * depth :]


def set_ornament(press: Compositor, part: parts.Ornament) -> None:
    sheet = press.page()
    if sheet.room > 160:
        x = sheet.left + press.style.measure / 2 - 150
        box = Box(round(x), round(sheet.top + sheet.used + 50), 300, 44)
        sheet.picture(box, Drawing.ORNAMENT)
        sheet.used += 140


def set_blank(press: Compositor, part: parts.Blank) -> None:
    press.aside()
    press.turn()


def set_unread(press: Compositor, part: parts.Unread) -> None:
    press.aside().handwriting = part.handwriting
    press.turn()


def set_plate(press: Compositor, part: parts.Plate) -> None:
    """A leaf between two pages: the text before it goes on after it."""
    press.insert(lambda: _set_engraving(press, part.caption))


def _set_engraving(press: Compositor, caption: str) -> None:
    sheet, measure = press.aside(), press.style.measure
    block, region = press.block(Kind.FIGURE), press.region()
    box = Box(round(sheet.left + 40), round(sheet.top), measure - 80, 1500)
    sheet.picture(box, Drawing.ENGRAVING, block)
    sheet.caption = caption
    setting = Setting(press.style.small.size, press.style.small.leading, italic=True)
    lines = set_centred(caption, setting, measure, role=Role.CAPTION, block=block)
    for number, line in enumerate(lines):
        sheet.put(line, box.bottom + 90 + number * setting.leading, region)
    press.turn()


def set_display(press: Compositor, part: parts.Display) -> None:
    sheet = press.aside()
    blocks = [press.block(Kind.DISPLAY) for _ in part.groups]
    regions = [press.region() for _ in part.groups]
    for line, y, place in display_rows(part, press.style, blocks):
        sheet.put(line, sheet.top + y, regions[place])
    if part.is_framed:
        x, y = round(sheet.left - 90), round(sheet.top - 130)
        sheet.picture(Box(x, y, press.style.measure + 180, 2120), Drawing.FRAME)
    press.turn()


def set_contents(press: Compositor, part: parts.Contents) -> None:
    """Every heading before it, with its page."""
    labels, headings = press.labels(), list(press.headings.items())
    set_heading(press, parts.Heading((part.title,)))
    del press.headings[len(press.seeds) - 1]
    press.follows_opening = False
    block, region = press.block(Kind.CONTENTS), press.region()
    for number, heading in headings:
        press.flow(_contents_line(press, heading, labels[number], block, region))


def _contents_line(
    press: Compositor, heading: parts.Heading, label: str, block: int, region: int
) -> list[Row]:
    """The title, over several lines if it is long, and the page at the end of the last."""
    setting, measure = press.style.small, press.style.measure
    inset = 60.0 * (heading.level - 1)
    width = measure - inset - 140
    lines = set_text(heading.title, setting, width, role=Role.TABLE, block=block, is_ragged=True)
    [page] = set_text(label, setting, 200, role=Role.TABLE, block=block, is_ragged=True)
    *rows, last = (Cell(line, region, inset) for line in lines)
    number = Cell(page, region, measure - page.width)
    height = setting.leading + 10
    return [*(Row(height, (cell,), keeps=True) for cell in rows), Row(height, (last, number))]
