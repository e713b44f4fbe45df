"""What an edition owes its reader: the credit, and what is odd."""

from __future__ import annotations

from msgspec import Struct


class Attribution(Struct, frozen=True, kw_only=True):
    """The credit that the reuse conditions ask for."""

    #: "Source gallica.bnf.fr / Bibliothèque nationale de France".
    mention: str
    holder: str
    #: Whether the holder is a partner with conditions of its own.
    is_partner: bool
    #: Where the conditions of reuse of images and OCR text are published.
    conditions: str
    #: Where the licence of the metadata and contents is published.
    licence_of_metadata: str
    #: Name of that licence.
    licence_name: str
    #: "https://gallica.bnf.fr/ark:/12148/…", or the ARK alone under the test authority.
    permalink: str

    def permalink_of(self, order: int) -> str:
        """The permanent address of one view."""
        return f"{self.permalink}/f{order}"


class Notice(Struct, frozen=True):
    """Something odd that a reader of the edition should know. Never an error."""

    #: A stable code: "view-without-ocr", "toc-repaired"…; `notices.py` lists them.
    kind: str
    message: str
    #: The view concerned; None for the whole document.
    view: int | None = None
