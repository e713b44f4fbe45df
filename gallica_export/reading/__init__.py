"""From OCR lines to a text that people want to read, every decision kept and undoable.

    survey       one pass over the views: their lines with places, the book's own vocabulary
    furniture    running titles, page numbers, signatures and catchwords are set aside
    order        the blocks of a view whose OCR is in disorder are read by their layout
    headings     each entry of the contents finds its place, and its heading where it is printed
    titles       further headings show themselves by their type
    advertisements  are known by the engine, by a rubric, or by their prices
    arrange      each view's notes, pictures, verse and tables are told apart from its text
    flow         lines become paragraphs, over page turns too; hyphens are joined or kept

The words of the reading text and those set aside are exactly the words of the OCR.
"""

from __future__ import annotations

from msgspec.structs import replace

from gallica_export.model import Document, Reading
from gallica_export.reading import advertisements
from gallica_export.reading.frame import frames_of
from gallica_export.reading.furniture import set_aside
from gallica_export.reading.headings import place_entries
from gallica_export.reading.order import in_reading_order
from gallica_export.reading.sections import build_sections
from gallica_export.reading.survey import survey
from gallica_export.reading.titles import titles


def compose(document: Document) -> Document:
    """The document with its reading text, and what the OCR made notice.

    The OCR is read once, one view at a time.
    """
    read = survey(document)
    asides = set_aside(read.views)
    left = read.without(asides)
    ordered = list(map(in_reading_order, left.views))
    text = replace(left, views=tuple(view for view, _ in ordered))
    reordered = tuple(notice for _, notice in ordered if notice)
    entries = place_entries(document.contents, text.views)
    frames = frames_of(text.views)
    told, starts = advertisements.apart(text.views, frames, titles(text.views, frames, entries))
    text = replace(text, views=told)
    sections = build_sections(text, frames, starts, document.language)
    return replace(
        document,
        reading=Reading(sections=sections, asides=asides, accuracy=read.accuracy),
        notices=(*document.notices, *read.notices, *reordered),
    )
