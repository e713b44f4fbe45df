"""From the measures of an ALTO file to the pixels of the master image."""

from __future__ import annotations

from msgspec.structs import replace

from gallica_export.model import (
    Box,
    Illustration,
    Line,
    Notice,
    NoticeKind,
    TextBlock,
    ViewText,
    Word,
)

#: Width and height.
Size = tuple[int, int]

_PIXEL = "pixel"
_TOLERANCE = 0.01
_LARGEST = 999_999


def in_master_pixels(text: ViewText, unit: str, master: Size | None) -> ViewText:
    """``text``, which measures in ``unit``, with its boxes in pixels of an image of this size.

    Where that cannot be done the boxes stay as they are, with a Notice.
    """
    size = (text.width, text.height)
    if unit == _PIXEL and (size == master or not (master and all(master) and all(size))):
        return text
    if not (master and all(master) and all(size)):
        message = f"the OCR measures in {unit}, not in pixels"
        return _with_notice(text, NoticeKind.ALTO_UNIT, message)
    across, down = master[0] / text.width, master[1] / text.height
    if abs(across / down - 1) > _TOLERANCE:
        message = "the OCR is of a page of {} × {} {}, the image has {} × {} pixels"
        return _with_notice(text, NoticeKind.ALTO_SCALE, message.format(*size, unit, *master))
    return _Scale(across, down).text(text, master)


def _with_notice(text: ViewText, kind: NoticeKind, message: str) -> ViewText:
    return replace(text, notices=(*text.notices, Notice(kind, message, text.order)))


class _Scale:
    """Two factors, and everything that has a box."""

    def __init__(self, across: float, down: float) -> None:
        self.across = across
        self.down = down

    def text(self, text: ViewText, master: Size) -> ViewText:
        width, height = master
        blocks = tuple(map(self._block, text.blocks))
        illustrations = tuple(map(self._illustration, text.illustrations))
        return replace(text, width=width, height=height, blocks=blocks, illustrations=illustrations)

    def _block(self, block: TextBlock) -> TextBlock:
        return replace(block, box=self._box(block.box), lines=tuple(map(self._line, block.lines)))

    def _line(self, line: Line) -> Line:
        return replace(line, box=self._box(line.box), words=tuple(map(self._word, line.words)))

    def _word(self, word: Word) -> Word:
        return replace(word, box=self._box(word.box))

    def _illustration(self, illustration: Illustration) -> Illustration:
        return replace(illustration, box=self._box(illustration.box))

    def _box(self, box: Box) -> Box:
        # Edges are scaled, not sides: what touched goes on touching.
        x, right = (min(round(edge * self.across), _LARGEST) for edge in (box.x, box.right))
        y, bottom = (min(round(edge * self.down), _LARGEST) for edge in (box.y, box.bottom))
        return Box(x, y, right - x, bottom - y)
