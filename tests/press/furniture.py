"""What a page bears besides its text: running title, number, signature, catchword."""

from __future__ import annotations

from string import ascii_uppercase

from msgspec.structs import replace

from gallica_export.model import Role
from tests.press.pages import Page, Placed, Style, Zone
from tests.press.sheet import Sheet
from tests.press.typeset import SetLine, Setting, set_text

_LETTERS = [letter for letter in ascii_uppercase if letter not in "JUW"]  # as printers counted


def furnish(sheet: Sheet, book: str, chapter: str) -> None:
    """Head and foot of a counted page: the book's title on the left, the chapter's on the right."""
    if sheet.label is None:
        return
    if not sheet.opens:
        _put_head(sheet, chapter if sheet.is_recto else book)
    if not sheet.is_roman:
        _put_signature(sheet)


def _put_head(sheet: Sheet, title: str) -> None:
    setting = Setting(sheet.style.small.size - 2, sheet.style.small.leading)
    measure, label, region = sheet.style.measure, sheet.label or "", sheet.new_region()
    y = sheet.top - 70
    if not sheet.style.has_running_titles:
        number = _line(f"— {label} —", setting, Role.PAGE_NUMBER)
        _first(sheet, number, y, region, (measure - number.width) / 2)
        return
    number = _line(label, setting, Role.PAGE_NUMBER)
    head = _line(_shortened(title), setting, Role.RUNNING_TITLE)
    centred = (head, (measure - head.width) / 2)
    outside = (number, measure - number.width if sheet.is_recto else 0.0)
    for line, x in sorted((centred, outside), key=lambda pair: -pair[1]):
        _first(sheet, line, y, region, x)


def _first(sheet: Sheet, line: SetLine, y: float, region: int, x: float) -> None:
    """``line`` before everything that the page holds already."""
    sheet.put(line, y, region, right=x, zone=Zone.TOP)
    sheet.placed.insert(0, sheet.placed.pop())


def _put_signature(sheet: Sheet) -> None:
    gathering, place = divmod((sheet.number or 1) - 1, sheet.style.gathering)
    if place:
        return
    setting = Setting(sheet.style.small.size - 6, sheet.style.small.leading)
    line = _line(signature(gathering), setting, Role.SIGNATURE)
    right = sheet.style.measure * 0.62
    sheet.put(line, sheet.foot, sheet.new_region(), right=right, zone=Zone.BOTTOM)


def signature(gathering: int) -> str:
    """The mark of a gathering, counted from 0: A, B… Z, then Aa, Bb…"""
    again, place = divmod(gathering, len(_LETTERS))
    return _LETTERS[place] + _LETTERS[place].lower() * again


def catchword(here: Page, there: Page, style: Style, region: int) -> Page:
    """``here`` with the first word of ``there`` at its foot."""
    word = next(placed.line.words[0].text for placed in there.placed if placed.zone is Zone.BODY)
    line = _line(word, style.small, Role.CATCHWORD)
    x = here.left + style.measure - line.width
    return replace(here, placed=(*here.placed, Placed(line, x, here.foot, Zone.BOTTOM, region)))


def _line(text: str, setting: Setting, role: Role) -> SetLine:
    [line] = set_text(text, setting, 5_000, role=role, block=None, is_ragged=True)
    return line


def _shortened(title: str) -> str:
    return title.rstrip(".").upper()
