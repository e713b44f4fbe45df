"""The Internet Archive's hocr-to-epub, where it is installed: `pip install archive-hocr-tools`.

It gets the OCR as hOCR and gives an EPUB. It drops page numbers and running titles without naming
them: what it drops counts as whichever of the two it looks like.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from bisect import bisect_right
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZipFile

from lxml import etree, html
from lxml.builder import E
from msgspec.structs import replace

from gallica_export.model import (
    Aside,
    Block,
    Box,
    Document,
    End,
    Heading,
    Line,
    LineText,
    Paragraph,
    Reading,
    Role,
    Section,
    ViewText,
)

_PROGRAM = "hocr-to-epub"
_SPACE = re.compile(r"\s+")
META = "<metadata><identifier>x</identifier><title>x</title><language>fre</language></metadata>"
#: So many letters are looked through for a line of more than so many, where some were changed.
_AHEAD, _TELLING = 400, 8
#: The kind of a block, "h" or "p", and the letters in it without spaces.
Told = tuple[str, str]


def is_installed() -> bool:
    return shutil.which(_PROGRAM) is not None


def hocr_to_epub(document: Document) -> Document:
    """The document with the reading text that hocr-to-epub makes of its OCR."""
    with TemporaryDirectory() as folder:
        given, made = Path(folder, "x_hocr.html"), Path(folder, "x.epub")
        given.write_bytes(hocr_of(document))
        meta = Path(folder, "x_meta.xml")
        meta.write_text(META, encoding="utf-8")
        command = [_PROGRAM, "-f", str(given), "-m", str(meta), "-o", str(made), "-w", folder]
        subprocess.run(command, check=True, capture_output=True)
        return replace(document, reading=_reading(document, list(_told(made))))


def hocr_of(document: Document) -> bytes:
    pages = (_page(document.text(view.order)) for view in document.views)
    head = E.head(E.meta(name="ocr-system", content="ABBYY FineReader"))
    whole = E.html(head, E.body(*pages), xmlns="http://www.w3.org/1999/xhtml")
    return etree.tostring(whole, xml_declaration=True, encoding="UTF-8")


def _page(text: ViewText) -> etree._Element:
    areas = (
        E.div(
            {"class": "ocr_carea", "title": _bbox(block.box)},
            E.p({"class": "ocr_par", "title": _bbox(block.box)}, *map(_line, block.lines)),
        )
        for block in text.blocks
    )
    size = Box(0, 0, text.width or 2000, text.height or 3000)
    return E.div({"class": "ocr_page", "title": _bbox(size)}, *areas)


def _line(line: Line) -> etree._Element:
    size = line.style.size if line.style and line.style.size else round(line.box.height / 4)
    words = (
        E.span(
            {
                "class": "ocrx_word",
                "title": f"{_bbox(word.box)}; x_wconf 95; x_fsize {size}",
            },
            word.text,
        )
        for word in line.words
    )
    return E.span({"class": "ocr_line", "title": _bbox(line.box)}, *words)


def _bbox(box: Box) -> str:
    return f"bbox {box.x} {box.y} {box.right} {box.bottom}"


def _told(path: Path) -> Iterator[Told]:
    with ZipFile(path) as archive:
        names = [name for name in archive.namelist() if name.endswith("html")]
        names = [name for name in names if not name.endswith(("notice.html", "nav.xhtml"))]
        for name in sorted(names, key=lambda name: [int(n) for n in re.findall(r"\d+", name)]):
            for element in html.fromstring(archive.read(name)).iter("h1", "h2", "h3", "p"):
                yield str(element.tag)[0], _SPACE.sub("", str(element.text_content()))


def _reading(document: Document, told: list[Told]) -> Reading:
    """What was told, line by line: a line whose letters do not come soon was dropped."""
    letters = "".join(text for _, text in told)
    starts = list(accumulate((len(text) for _, text in told), initial=0))
    blocks: list[list[LineText]] = [[] for _ in told]
    asides: list[Aside] = []
    done = 0
    for view in document.views:
        for number, line in enumerate(document.text(view.order).lines):
            whole = _SPACE.sub("", line.text)
            bare = whole.removesuffix("-")
            place = letters.find(bare, done, done + len(bare) + _AHEAD * (len(bare) > _TELLING))
            if place < 0:
                role = Role.PAGE_NUMBER if any(c.isdigit() for c in bare) else Role.RUNNING_TITLE
                asides.append(Aside(view.order, number, role, line.text, "dropped"))
                continue
            done = place + len(bare)
            is_kept = letters.startswith("-", done)
            end = (End.KEPT if is_kept else End.JOINED) if bare != whole else End.SPACE
            done += is_kept and bare != whole
            block = bisect_right(starts, place) - 1
            blocks[block].append(LineText(line.text, view.order, number, end))
    made = tuple(
        _block(kind, f"b{number}", tuple(lines))
        for number, ((kind, _), lines) in enumerate(zip(told, blocks, strict=True), 1)
        if lines
    )
    return Reading(sections=(Section(id="s1", view=1, level=1, blocks=made),), asides=tuple(asides))


def _block(kind: str, name: str, lines: tuple[LineText, ...]) -> Block:
    return Heading(name, 1, lines) if kind == "h" else Paragraph(name, lines)
