"""Working copies in memory, as a person may have changed them."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from gallica_export.editing.reader import corrected
from gallica_export.editing.working_copy import Manifest, WorkingCopy
from gallica_export.model import Aside, Document, LineText, inlines_of, lines_of
from tests.markdown_reading import edition, templates

#: From the path of a chapter and its text to what a person makes of it.
Change = Callable[[str, str], str]
#: A word of the OCR: its view, its line, its place there.
Spot = tuple[int, int, int]


def chapters_of(document: Document) -> dict[str, str]:
    """The chapters as they are written."""
    files = sorted(edition(document).items())
    return {path: text for path, text in files if path.startswith("text/")}


def corrected_by(document: Document, chapters: dict[str, str]) -> Document:
    """``document`` with the text of ``chapters``, which were its own."""
    words = templates().words
    manifest = Manifest(
        version="0",
        ark=str(document.ark),
        views=(),
        answers={},
        untitled=words["text" if len(document.reading.sections) == 1 else "front"],
        files=dict.fromkeys(chapters_of(document), ""),
        reading=document.reading,
    )
    in_order = dict(sorted(chapters.items()))
    return corrected(document, WorkingCopy(manifest, in_order, ("Jeanne Dupont",)))


def changed(document: Document, *changes: tuple[str, str]) -> Document:
    """``document`` after each first text was replaced by the second, wherever it stands."""
    chapters = chapters_of(document)
    for old, new in changes:
        assert any(old in text for text in chapters.values()), old
        chapters = {path: text.replace(old, new) for path, text in chapters.items()}
    return corrected_by(document, chapters)


def spots(document: Document) -> list[Spot]:
    """The words of the OCR that stand in the reading text or beside it, sorted."""
    blocks = document.reading.blocks()
    lines = (line for block in blocks for one in inlines_of(block) for line in lines_of(one))
    return sorted(_spots([*lines, *document.reading.asides]))


def _spots(lines: Iterable[LineText | Aside]) -> Iterable[Spot]:
    for line in lines:
        first, last = line.words or (0, len(line.text.split(" ")))
        yield from ((line.view, line.line, place) for place in range(first, last))
