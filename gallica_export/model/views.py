"""Views and what the OCR sees on them."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Self

from msgspec import Struct

from gallica_export.model.credit import Notice


class Numbering(StrEnum):
    """How the pages of a view are numbered in print."""

    NONE = "none"
    ARABIC = "arabic"
    ROMAN = "roman"
    OTHER = "other"


class Image(Struct, frozen=True):
    """A picture file in the snapshot; its bytes come from `Document.image_bytes`."""

    #: Its place in the snapshot: "thumbnails/f12.jpg".
    path: str
    media_type: str
    #: Size of the file in its own pixels, which are fewer than the master's.
    width: int
    height: int

    @property
    def extension(self) -> str:
        """The last part of the path: "jpg" or "png"."""
        return self.path.rpartition(".")[2]


class View(Struct, frozen=True, kw_only=True):
    """One image of the document: a page, two facing pages, a cover, a plate, or nothing."""

    #: 1-based: f12 in every address of the BnF.
    order: int
    #: The printed label: "12", "XII", "12v", "plat sup."; None where nothing is printed.
    label: str | None = None
    numbering: Numbering = Numbering.NONE
    #: Size of the master image; 0 where the services do not say.
    width: int = 0
    height: int = 0
    #: The legend of a plate, where Pagination gives one.
    caption: str | None = None
    #: A picture at most 400 px high, for lists.
    thumbnail: Image | None = None
    #: A picture at most 1000 px high, for reading.
    image: Image | None = None
    #: Whether the snapshot has the OCR of this view (which may still be empty).
    has_ocr: bool = False

    @property
    def id(self) -> str:
        """The name of the view in addresses and anchors, the same in every format: "f12"."""
        return f"f{self.order}"


class Box(Struct, frozen=True, array_like=True, gc=False):
    """A rectangle in master pixels, from the top left corner: x, y, width, height."""

    x: int
    y: int
    width: int
    height: int

    @property
    def right(self) -> int:
        return self.x + self.width

    @property
    def bottom(self) -> int:
        return self.y + self.height

    @classmethod
    def around(cls, boxes: Iterable[Self]) -> Self:
        """The smallest box around one or more boxes."""
        boxes = list(boxes)
        x, y = min(box.x for box in boxes), min(box.y for box in boxes)
        right, bottom = max(box.right for box in boxes), max(box.bottom for box in boxes)
        return cls(x, y, right - x, bottom - y)


class Style(Struct, frozen=True):
    """How a line is set in type, as the OCR engine saw it."""

    #: In points; None if not said.
    size: float | None = None
    bold: bool = False
    italic: bool = False


class Word(Struct, frozen=True, gc=False):
    """One word as the OCR has it: with its punctuation, and its hyphen at the end of a line."""

    text: str
    box: Box
    #: The engine's confidence, 0 to 1; None if not said.
    confidence: float | None = None


class Line(Struct, frozen=True, gc=False):
    """One line of type: one or more words from left to right."""

    words: tuple[Word, ...]
    box: Box
    style: Style | None = None
    #: The OCR's guess of the whole word whose first half ends this line ("arrondisse-ment").
    #: A hint and no more: it is wrong one time in five.
    hyphenated: str | None = None
    #: The line type that the source names ("HeadingLine"): evidence in gold data only.
    hint: str | None = None

    @property
    def text(self) -> str:
        """The words with one space between them."""
        return " ".join(word.text for word in self.words)


class TextBlock(Struct, frozen=True):
    """A region of lines, as the OCR engine cut the view."""

    lines: tuple[Line, ...]
    box: Box
    #: BCP 47 tag of the block where the OCR names one.
    language: str | None = None
    #: What the engine takes it for: "title", "advertisement", "TopMargin"…; a hint.
    hint: str | None = None


class Illustration(Struct, frozen=True):
    """A picture, an ornament or a rule on the view."""

    box: Box
    hint: str | None = None


class ViewText(Struct, frozen=True, kw_only=True):
    """The OCR of one view, in the document order of its blocks."""

    order: int
    #: Size of the coordinate space, normally the master image's; 0 if not said.
    width: int = 0
    height: int = 0
    blocks: tuple[TextBlock, ...] = ()
    illustrations: tuple[Illustration, ...] = ()
    #: Expected word accuracy of the page in percent; None if not said.
    accuracy: float | None = None
    #: What was odd in the view's OCR.
    notices: tuple[Notice, ...] = ()

    @property
    def lines(self) -> tuple[Line, ...]:
        """The lines of all blocks. A line is named by its place here, from 0, in every format."""
        return tuple(line for block in self.blocks for line in block.lines)
