"""What an edition owes its reader: the credit, and what is odd."""

from __future__ import annotations

from enum import StrEnum

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


class NoticeKind(StrEnum):
    """What may be odd. The values are stable: programs may rely on them."""

    #: Some words have no usable place on the view.
    ALTO_BOXES = "alto-boxes"
    #: The OCR is measured in a unit that cannot be turned into pixels.
    ALTO_UNIT = "alto-unit"
    #: The OCR of a view describes several pages; the first is used.
    ALTO_WITH_SEVERAL_PAGES = "alto-with-several-pages"
    #: The OCR of a view describes no page.
    ALTO_WITHOUT_PAGE = "alto-without-page"
    #: Some words of an annotation page could not be placed.
    ANNOTATIONS_SKIPPED = "annotations-skipped"
    #: An answer was not well formed and had to be repaired.
    ANSWER_REPAIRED = "answer-repaired"
    #: A manifest has canvases that are no views: sound or film.
    CANVASES_SKIPPED = "canvases-skipped"
    #: No view of the document has OCR.
    DOCUMENT_WITHOUT_OCR = "document-without-ocr"
    #: The record does not say who holds the original.
    HOLDER_UNKNOWN = "holder-unknown"
    #: An issue of a periodical could not be identified.
    ISSUE_SKIPPED = "issue-skipped"
    #: The OCR engine doubts the words of a view.
    OCR_POOR = "ocr-poor"
    #: The record says 0 % of OCR quality, yet there is OCR.
    OCR_RATE_UNKNOWN = "ocr-rate-unknown"
    #: A plain text breaks off before its end.
    PLAIN_TEXT_CUT = "plain-text-cut"
    #: A plain text says that text is missing.
    PLAIN_TEXT_MISSING = "plain-text-missing"
    #: A plain text does not tell where each view begins.
    PLAIN_TEXT_UNDIVIDED = "plain-text-undivided"
    #: The OCR gives the blocks of a view in disorder; they are read by their layout.
    READING_ORDER_BY_LAYOUT = "reading-order-by-layout"
    #: The OCR gives the blocks of a view in disorder, and their layout tells no better order.
    READING_ORDER_UNSURE = "reading-order-unsure"
    #: The contents have no entries.
    TOC_EMPTY = "toc-empty"
    #: Characters that the contents had lost were restored.
    TOC_REPAIRED = "toc-repaired"
    #: A view is described twice; the first description is used.
    VIEW_REPEATED = "view-repeated"
    #: The pagination has a page without a view number.
    VIEW_UNNUMBERED = "view-unnumbered"
    #: A view has no OCR.
    VIEW_WITHOUT_OCR = "view-without-ocr"
    #: The pagination announces another number of views than it lists.
    VIEWS_DIFFER = "views-differ"


class Notice(Struct, frozen=True):
    """Something odd that a reader of the edition should know. Never an error."""

    kind: NoticeKind
    #: In English, with what is known of the case.
    message: str
    #: The view concerned; None for the whole document.
    view: int | None = None
