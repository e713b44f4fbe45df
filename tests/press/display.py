"""Covers and title pages: groups of centred lines, spread over the page."""

from __future__ import annotations

from collections.abc import Iterator

from gallica_export.model import Role
from tests.press.pages import Style
from tests.press.parts import Display
from tests.press.typeset import SetLine, Setting, set_centred

_SETTINGS = {
    "# ": Setting(104, 138),
    "## ": Setting(66, 96),
    "/ ": Setting(48, 74, italic=True),
}
_PLAIN = Setting(48, 72)
_LIFT = 0.42  # a group alone stands a little over the middle of the page


def display_rows(
    part: Display, style: Style, blocks: list[int]
) -> Iterator[tuple[SetLine, float, int]]:
    """Each line of ``part``, its baseline under the top of the text, the place of its group."""
    groups = [
        [line for text in group for line in _centred(text, style, block)]
        for group, block in zip(part.groups, blocks, strict=True)
    ]
    height = sum(line.setting.leading for group in groups for line in group)
    free = style.depth - height
    between = free / (len(groups) - 1) if len(groups) > 1 else 0
    y = 0 if between else free * _LIFT
    for place, group in enumerate(groups):
        for line in group:
            y += line.setting.leading
            yield line, y, place
        y += between


def _centred(text: str, style: Style, block: int) -> list[SetLine]:
    mark = next((mark for mark in _SETTINGS if text.startswith(mark)), "")
    setting = _SETTINGS.get(mark, _PLAIN)
    return set_centred(text.removeprefix(mark), setting, style.measure, role=Role.TEXT, block=block)
