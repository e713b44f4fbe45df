"""Whether every entry of the contents begins a section with a printed heading."""

from __future__ import annotations

from benchmarks.reading_text.roles import reading_of
from benchmarks.reading_text.scores import Score
from gallica_export.model import Document, Heading, PageBreak


def placed(document: Document, score: Score) -> None:
    """Count the entries with a link whose section opens with a heading."""
    sections = {
        section.entry: section
        for section in reading_of(document).walk()
        if section.entry is not None
    }
    entries = (below for entry in document.contents for below in entry.walk())
    for number, entry in enumerate(entries):
        if not entry.view:
            continue
        section = sections.get(number)
        blocks = section.blocks if section else ()
        first = next((block for block in blocks if not isinstance(block, PageBreak)), None)
        found = isinstance(first, Heading)
        score.add(right=found, missed=not found)
        if not found:
            score.confuse(
                "placed", "section" if section else "nowhere", f"{entry.title[:60]} f{entry.view}"
            )
