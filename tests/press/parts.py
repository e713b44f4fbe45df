"""What a book is made of, before it is set in type.

In any text ``{…}`` is a note at the foot of the page and ``[[…]]`` a note in the margin; both stand
right after the word that they belong to.
"""

from __future__ import annotations

from msgspec import Struct


class Heading(Struct, frozen=True):
    """The title of a division: "CHAPITRE PREMIER", "De la poussière"; level 1 opens a page."""

    lines: tuple[str, ...]
    level: int = 1

    @property
    def title(self) -> str:
        """The title on one line, as the contents give it."""
        return " ".join(self.lines)


class Prose(Struct, frozen=True):
    """One paragraph; a quotation is set smaller and indented, a foreign one in italics too."""

    text: str
    language: str | None = None
    is_quotation: bool = False


class Stanza(Struct, frozen=True):
    """A stanza, a string for each verse line."""

    lines: tuple[str, ...]


class Rows(Struct, frozen=True):
    """A table: a tuple of cells for each row."""

    rows: tuple[tuple[str, ...], ...]


class Columns(Struct, frozen=True):
    """Entries set in two columns, as in a glossary."""

    entries: tuple[str, ...]


class Ornament(Struct, frozen=True):
    """A rule or tail-piece between paragraphs."""


class Numbering(Struct, frozen=True):
    """From here on pages are counted in roman or arabic numbers from ``first``."""

    is_roman: bool
    first: int


class Display(Struct, frozen=True):
    """A page of centred lines: cover, half-title, title page; never numbered in print.

    A group of lines stands together; "# " begins a line in large capitals, "## " in small ones,
    "/ " in italics.
    """

    groups: tuple[tuple[str, ...], ...]
    is_framed: bool = False


class Plate(Struct, frozen=True):
    """A page with an engraving and its caption, outside the count of pages."""

    caption: str


class Blank(Struct, frozen=True):
    """A page with nothing on it."""


class Unread(Struct, frozen=True):
    """A page with handwriting on it, for which there is no OCR at all."""

    handwriting: tuple[str, ...]


class Contents(Struct, frozen=True):
    """The printed table of contents, with the page of every heading before it."""

    title: str


Part = (
    Heading
    | Prose
    | Stanza
    | Rows
    | Columns
    | Ornament
    | Numbering
    | Display
    | Plate
    | Blank
    | Unread
    | Contents
)
