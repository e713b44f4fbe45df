"""What a person does with the TEI: takes the reading text out of it, and the printed lines."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from gallica_export.model import (
    Added,
    Advertisement,
    Block,
    Document,
    Figure,
    Inline,
    ItemList,
    NoteCall,
    PageBreak,
    Quote,
    Table,
    Text,
    Verse,
    ViewText,
    runs,
)

TEI = "{http://www.tei-c.org/ns/1.0}"


def tag(element: etree._Element) -> str:
    return str(element.tag).removeprefix(TEI)


def reading_text(element: etree._Element) -> str:
    """The reading text: no forme work, no dropped hyphen, a mark "⟦4⟧" where view 4 begins."""
    name = tag(element)
    if name in ("fw", "figDesc") or (name == "pc" and element.get("force") == "weak"):
        return ""
    inside = (element.text or "") + "".join(
        reading_text(child) + (child.tail or "") for child in element
    )
    if name in ("lb", "pb", "milestone"):
        mark = f"⟦{element.get('facs', '').removeprefix('#f')}⟧" if name == "pb" else ""
        return mark if element.get("break") == "no" else f" {mark} "
    return inside if name in ("ref", "pc", "w", "seg", "hi") else f"\n{inside}\n"


def printed_lines(text: etree._Element) -> dict[str, list[str]]:
    """The words of each line by its zone, "f4-l1": all that follows its <lb> and its parts."""
    parts: dict[str, dict[int, str]] = {}
    open_part: tuple[str, int] | None = None
    for event in _flow(text):
        if isinstance(event, str):
            if open_part:
                parts[open_part[0]][open_part[1]] += event
            else:
                assert not event.strip(), f"text outside any line: {event!r}"
            continue
        zone = event.get("facs", "").removeprefix("#")
        open_part = (zone, 0 if tag(event) == "lb" else int(event.get("n", "")) - 1)
        assert open_part[1] not in parts.setdefault(zone, {}), f"twice: {open_part}"
        parts[zone][open_part[1]] = ""
    return {
        zone: " ".join(said for _, said in sorted(stretches.items())).split()
        for zone, stretches in parts.items()
    }


def _flow(element: etree._Element) -> Iterator[str | etree._Element]:
    if tag(element) == "figDesc":
        return
    if tag(element) in ("lb", "milestone"):
        yield element
    yield element.text or ""
    for child in element:
        yield from _flow(child)
        yield child.tail or ""


def tokens_of(text: ViewText) -> dict[str, tuple[str, float | None]]:
    """The words of a view by their zones, "f4-l1-w0", each with how sure the OCR is of it."""
    return {
        f"f{text.order}-l{line}-w{place}": (word.text, word.confidence)
        for line, one in enumerate(text.lines)
        for place, word in enumerate(one.words)
    }


def words_with_marks(text: str) -> list[str]:
    return re.sub(r"(⟦\d+⟧)\s+", r"\1", text).split()


def reading_of_model(document: Document) -> str:
    assert document.reading
    return "\n".join(
        "".join(_said(run) for run in runs(inlines))
        for section in document.reading.walk()
        for block in section.blocks
        for inlines in _inlines(block)
    )


def _inlines(block: Block) -> Iterator[tuple[Inline, ...]]:
    match block:
        case PageBreak():
            yield (block,)
        case (
            Verse(lines=lines)
            | ItemList(items=lines)
            | Quote(paragraphs=lines)
            | Advertisement(paragraphs=lines)
        ):
            yield from lines
        case Table(rows=rows):
            yield from (cell for row in rows for cell in row)
        case Figure(caption=caption):
            yield caption
        case _:
            yield block.inlines


def _said(run: Text | Added | PageBreak | NoteCall) -> str:
    match run:
        case Text(text) | Added(text):
            return text
        case PageBreak(view):
            return f"⟦{view}⟧"
        case NoteCall(sign=sign):
            return sign.text
