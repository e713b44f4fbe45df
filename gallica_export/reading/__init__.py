"""From OCR lines to a text that people want to read, with every decision kept so that it can be
undone.

    survey       one pass over the views: their lines with places, the book's own vocabulary
    furniture    running titles and page numbers are set aside
    headings     each entry of the contents finds its place, and its heading where it is printed
    paragraphs   lines become paragraphs, over page turns too
    hyphens      what becomes of the hyphen at the end of a line

The words of the reading text and those set aside are exactly the words of the OCR.
"""

from __future__ import annotations

from msgspec.structs import replace

from gallica_export.model import Document, Reading
from gallica_export.reading.furniture import set_aside
from gallica_export.reading.headings import place_entries
from gallica_export.reading.sections import build_sections
from gallica_export.reading.survey import survey
from gallica_export.reading.titles import titles


def compose(document: Document) -> Document:
    """The document with its reading text: the OCR is read once, one view at a time."""
    surveyed = survey(document)
    asides = set_aside(surveyed.views)
    text = surveyed.without(asides)
    entries = place_entries(document.contents, text.views)
    starts = titles(text.views, entries)
    sections = build_sections(text, starts, document.language)
    return replace(document, reading=Reading(sections=sections, asides=asides))
