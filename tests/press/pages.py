"""Pages as they leave the press: what stands where on each, in master pixels."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from gallica_export.model import Box, Numbering
from tests.press.parts import Heading
from tests.press.typeset import SetLine, Setting


class Style(Struct, frozen=True, kw_only=True):
    """The house style of a book; lengths in master pixels."""

    width: int = 1760
    height: int = 2720
    measure: int = 1160
    #: Height of the text with its notes.
    depth: int = 1820
    top: int = 430
    inner: int = 255
    body: Setting = Setting(54, 70)
    small: Setting = Setting(43, 54)
    side: Setting = Setting(36, 44)
    #: Pages to a gathering, the first of which is signed.
    gathering: int = 8
    has_catchwords: bool = False
    #: Titles at the head of the page; without them the number stands there alone: "— 54 —".
    has_running_titles: bool = True
    has_drop_capitals: bool = False


class Zone(StrEnum):
    """The part of the page in which something stands."""

    TOP = "top"
    BODY = "body"
    BOTTOM = "bottom"


class Placed(Struct, frozen=True):
    """A line of type on its page; its words' ``x`` count from the line's ``x``."""

    line: SetLine
    x: float
    baseline: float
    zone: Zone
    #: Lines of one region are one block for the OCR; regions are numbered through the book.
    region: int


class Drawing(StrEnum):
    """What is on a page besides type."""

    ENGRAVING = "engraving"
    ORNAMENT = "ornament"
    RULE = "rule"
    FRAME = "frame"


class Picture(Struct, frozen=True):
    """Something drawn, and the true block that it illustrates."""

    box: Box
    drawing: Drawing
    block: int | None = None


class Page(Struct, frozen=True, kw_only=True):
    """One view of the book: a page, a cover, a plate or a blank."""

    #: 1-based.
    order: int
    width: int
    height: int
    label: str | None = None
    numbering: Numbering = Numbering.NONE
    #: Left edge of the text, and baseline of the signature and the catchword.
    left: float
    foot: float
    #: In reading order.
    placed: tuple[Placed, ...] = ()
    pictures: tuple[Picture, ...] = ()
    #: What was written by hand, which no OCR reads.
    handwriting: tuple[str, ...] = ()
    caption: str | None = None
    is_recto: bool = True

    @property
    def is_unread(self) -> bool:
        """Whether the services have no OCR for this view."""
        return bool(self.handwriting)

    @property
    def is_blank(self) -> bool:
        return not (self.placed or self.pictures or self.handwriting)


class Kind(StrEnum):
    """What a block of the true text is."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    VERSE = "verse"
    TABLE = "table"
    FIGURE = "figure"
    NOTE = "note"
    #: A group of lines on a cover or title page.
    DISPLAY = "display"
    #: The printed table of contents.
    CONTENTS = "contents"


class Seed(Struct, frozen=True, kw_only=True):
    """What the press knows of a block before its lines are recognised."""

    kind: Kind
    level: int = 0
    language: str | None = None
    #: "foot" or "margin", of a note.
    place: str = ""


class Composition(Struct, frozen=True):
    """A whole book in type."""

    pages: tuple[Page, ...]
    #: By the number that `SetLine.block` gives, in reading order; notes follow what calls them.
    seeds: tuple[Seed, ...]
    #: The headings that the contents list, by their block.
    headings: dict[int, Heading]


def roman(number: int) -> str:
    """``number`` in capital roman figures."""
    signs = zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
        ("M", "CM", "D", "CD", "C", "XC", "L", "XL", "X", "IX", "V", "IV", "I"),
        strict=True,
    )
    text = ""
    for value, sign in signs:
        count, number = divmod(number, value)
        text += sign * count
    return text
