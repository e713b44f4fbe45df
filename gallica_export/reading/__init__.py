"""From OCR lines to a text that people want to read, every decision kept and undoable.

    survey       one pass over the views: their lines with places, the book's own vocabulary
    order        the blocks of a view whose OCR is in disorder are read by their layout
    furniture    running titles, page numbers, signatures and catchwords are set aside
    headings     each entry of the contents finds its place, and its heading where it is printed
    titles       further headings show themselves by their type
    arrange      each view's notes, pictures, verse and tables are told apart from its text
    flow         lines become paragraphs, over page turns too; hyphens are joined or kept

The words of the reading text and those set aside are exactly the words of the OCR.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from gallica_export.model import Document, Notice, NoticeKind, Reading
from gallica_export.reading.furniture import set_aside
from gallica_export.reading.headings import place_entries
from gallica_export.reading.order import in_reading_order
from gallica_export.reading.sections import build_sections
from gallica_export.reading.survey import SurveyedView, survey
from gallica_export.reading.titles import titles


def compose(document: Document) -> Document:
    """The document with its reading text, and what the OCR made notice.

    The OCR is read once, one view at a time.
    """
    read = survey(document)
    surveyed = replace(read, views=tuple(map(in_reading_order, read.views)))
    asides = set_aside(surveyed.views)
    text = surveyed.without(asides)
    entries = place_entries(document.contents, text.views)
    starts = titles(text.views, entries)
    sections = build_sections(text, starts, document.language)
    return replace(
        document,
        reading=Reading(sections=sections, asides=asides),
        notices=(
            *document.notices,
            *read.notices,
            *_reordered(read.views, surveyed.views),
        ),
    )


def _reordered(before: Sequence[SurveyedView], after: Sequence[SurveyedView]) -> Iterator[Notice]:
    """A notice for each view whose blocks are read in another order than the OCR gives them."""
    for one, other in zip(before, after, strict=True):
        if one is not other:
            message = f"the OCR of view {one.order} is in disorder; it is read by its layout"
            yield Notice(NoticeKind.READING_ORDER_BY_LAYOUT, message, one.order)
