"""Where things stand on the site: addresses relative to its root."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from gallica_export.model import (
    Inline,
    Note,
    NoteCall,
    PageBreak,
    Section,
    inlines_of,
    lines_of,
)


class Places(Struct, frozen=True):
    """Addresses in the reading text: "text/s2.html", with a fragment unless a chapter begins."""

    #: Of each section, by its id.
    sections: dict[str, str]
    #: Of each view: its page break, or the start of the chapter that alone has text of it.
    views: dict[int, str]
    #: The file in which the page break of a view stands.
    breaks: dict[int, str]
    #: Of each note, by its id.
    notes: dict[str, str]
    #: Of the first call of each note, by the note's id.
    calls: dict[str, str]


def find_places(chapters: Sequence[Section]) -> Places:
    """Where everything stands once each of ``chapters`` is a file."""
    places = Places({}, {}, {}, {}, {})
    with_text: set[int] = set()
    for chapter in chapters:
        file = f"text/{chapter.id}.html"
        for section in chapter.walk():
            place = file if section is chapter else f"{file}#{section.id}"
            places.sections[section.id] = place
            for block in section.blocks:
                if isinstance(block, Note):
                    places.notes[block.id] = f"{file}#{block.id}"
                for inline in inlines_of(block):
                    _place_inline(inline, file, places, with_text)
    return places


def _place_inline(inline: Inline, file: str, places: Places, with_text: set[int]) -> None:
    match inline:
        case PageBreak(view):
            places.breaks[view] = file
            places.views[view] = f"{file}#f{view}"
        case NoteCall(note):
            places.calls.setdefault(note, f"{file}#call-{note}")
        case _:
            for view in {line.view for line in lines_of(inline)} - with_text:
                with_text.add(view)
                if places.breaks.get(view) != file:
                    places.views[view] = file
