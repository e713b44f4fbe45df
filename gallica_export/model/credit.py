"""What an edition owes its reader: the credit, and what is odd."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from gallica_export.ark import Ark


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

    @property
    def is_online(self) -> bool:
        """Whether permalinks can be followed; a specimen is nowhere online."""
        return self.permalink.startswith("https://")

    def permalink_of(self, order: int | None, ark: Ark | None = None) -> str:
        """The permanent address of a view, or without one of the whole; of document ``ark``."""
        site = self.permalink.partition("ark:/")[0]
        whole = f"{site}{ark}" if ark else self.permalink
        return whole if order is None else f"{whole}/f{order}"

    def image_of(self, order: int) -> str:
        """The address of the whole image of a view, as large as the library gives it (IIIF)."""
        site, _, ark = self.permalink.partition("ark:/")
        return f"{site}iiif/ark:/{ark}/f{order}/full/full/0/native.jpg"


class NoticeKind(StrEnum):
    """What may be odd. The values are stable: programs may rely on them."""

    #: Some words have no usable place on the view.
    ALTO_BOXES = "alto-boxes"
    #: The OCR is of a page of other proportions than the image, so its boxes may be misplaced.
    ALTO_SCALE = "alto-scale"
    #: The OCR is measured in a unit that cannot be turned into pixels.
    ALTO_UNIT = "alto-unit"
    #: The OCR of a view describes several pages; their words follow one another.
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
    #: The edition has only the views on which a search found something.
    EXTRACT_BY_SEARCH = "extract-by-search"
    #: The record does not say who holds the original.
    HOLDER_UNKNOWN = "holder-unknown"
    #: An issue of a periodical could not be identified.
    ISSUE_SKIPPED = "issue-skipped"
    #: The snapshot was never told whether some views have OCR, in a document that has it.
    OCR_MISSING = "ocr-missing"
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
    #: The record restricts the use of the document.
    RIGHTS_RESTRICTED = "rights-restricted"
    #: The contents point to views that the document does not have.
    TOC_BEYOND_VIEWS = "toc-beyond-views"
    #: The answers were fetched over more than a month: the document may have changed meanwhile.
    SNAPSHOT_SPREAD = "snapshot-spread"
    #: The OCR gives the blocks of a view in disorder, and their layout tells no better order.
    READING_ORDER_UNSURE = "reading-order-unsure"
    #: The contents have no entries.
    TOC_EMPTY = "toc-empty"
    #: Gallica has contents, and the snapshot lacks them.
    TOC_MISSING = "toc-missing"
    #: Characters that the contents had lost were restored.
    TOC_REPAIRED = "toc-repaired"
    #: A view is described twice; the first description is used.
    VIEW_REPEATED = "view-repeated"
    #: The pagination has a page without a view number.
    VIEW_UNNUMBERED = "view-unnumbered"
    #: The BnF has no OCR of a view.
    VIEW_WITHOUT_OCR = "view-without-ocr"
    #: The pagination announces another number of views than it lists.
    VIEWS_DIFFER = "views-differ"


class Notice(Struct, frozen=True):
    """Something odd that a reader of the edition should know. Never an error."""

    kind: NoticeKind
    #: In English, with what is known of the case.
    message: str
    #: The view concerned; None for the whole document, or where `views` names several.
    view: int | None = None
    #: The views concerned, ascending, of a notice that speaks of several at once.
    views: tuple[int, ...] = ()
