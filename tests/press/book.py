"""A book before it is printed: what its title page and its record say, and its parts."""

from __future__ import annotations

from pathlib import Path
from typing import Self

from msgspec import Struct
from msgspec.structs import replace

from gallica_export.ark import TEST, Ark
from tests.press.markup import read_source
from tests.press.pages import Style
from tests.press.parts import Part
from tests.press.sizes import SOURCE, parts_of_size, style_of


class Book(Struct, frozen=True, kw_only=True):
    """A book of the press. Its ARK is of the test authority: ``ark:/99999/bpt6k…``."""

    #: The number from which the ARK is made, as the contents name the document: "9000001".
    number: str
    title: str
    author: str
    publisher: str
    year: int
    source: str
    #: At the head of left-hand pages.
    running: str
    parts: tuple[Part, ...]
    subjects: tuple[str, ...] = ()
    descriptions: tuple[str, ...] = ()
    #: The view that a reader is shown first: the title page.
    first_displayed: int = 1
    style: Style = Style()

    @property
    def ark(self) -> Ark:
        return Ark.of_document_number(self.number, naan=TEST)

    @classmethod
    def read(cls, path: Path, style: Style) -> Self:
        """The book whose source text (see `markup`) is at ``path``, to be set in ``style``."""
        source = read_source(path)
        values = source.values
        return cls(
            number=values["number"][0],
            title=values["title"][0],
            author=values["author"][0],
            publisher=values["publisher"][0],
            year=int(values["year"][0]),
            source=values["source"][0],
            running=values["running"][0],
            subjects=values["subject"],
            descriptions=values["description"],
            first_displayed=int(values["first-displayed"][0]),
            parts=source.parts,
            style=style,
        )

    @classmethod
    def of_size(cls, views: int, seed: int = 1) -> Self:
        """A book of exactly ``views`` views (1 to 10,000), made from the bundled specimen's text.

        The seed decides on everything: its text, its house style, its plates and notes.
        """
        if not 1 <= views <= 10_000:
            raise ValueError(f"a book has 1 to 10,000 views, not {views}")
        book = cls.read(SOURCE, style_of(seed))
        return replace(
            book,
            number=str(1_000_000 + seed % 800 * 10_000 + views - 1),
            title=f"L'art d'éveiller les livres : {views} vues, tirage {seed}",
            parts=parts_of_size(views, seed),
            first_displayed=min(4, views),
        )
