"""What the tools of today do, in the same form: for comparison."""

from __future__ import annotations

from msgspec.structs import replace

from gallica_export.model import Document, End, LineText, Paragraph, Reading, Section


def plain_blocks(document: Document) -> Document:
    """The rule of the service's own texteBrut: every block a paragraph, nothing set aside.

    Hyphens at line ends are all dropped, as every tool does that joins without looking.
    """
    blocks = []
    for view in document.views:
        number = 0
        for block in document.text(view.order).blocks:
            lines = []
            for line in block.lines:
                end = End.JOINED if line.text.endswith("-") else End.SPACE
                lines.append(LineText(line.text, view.order, number, end))
                number += 1
            blocks.append(Paragraph(f"p{len(blocks) + 1}", tuple(lines)))
    section = Section(id="s1", view=1, level=1, blocks=tuple(blocks))
    return replace(document, reading=Reading(sections=(section,)))
