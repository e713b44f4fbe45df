"""A newspaper whose METS tells the order of all blocks, set down by people.

Its "paragraphs" are whole columns, so it tells nothing of where paragraphs begin; and of the
printed headings it names those of articles alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from random import Random

from lxml import etree
from msgspec.structs import replace

from benchmarks.reading_text.documents import SHARED, document_of
from gallica_export.gallica.alto import parse_alto
from gallica_export.model import Document, ViewText

ISSUE = SHARED / "samples" / "europeana-newspapers" / "JDPL-18140402_1"


def read_issue(*, shuffled: bool = False) -> tuple[Document, list[list[str]]]:
    """The issue as a document, and the lines of each view in their true order.

    ``shuffled`` puts the blocks of each view in disorder.
    """
    paths = {_number(path.name): path for path in sorted(ISSUE.glob("alto.f*.xml"))}
    texts = {order: parse_alto(path.read_bytes(), order) for order, path in paths.items()}
    true: dict[int, list[str]] = {order: [] for order in texts}
    for order, place in _places(paths):
        true[order] += [line.text.rstrip("-") for line in texts[order].blocks[place].lines]
    if shuffled:
        texts = {order: _in_disorder(text) for order, text in texts.items()}
    return document_of(texts), [true[order] for order in sorted(true)]


def _places(paths: dict[int, Path]) -> Iterator[tuple[int, int]]:
    """The view of each block and its place there, in the order of the logical structure."""
    places = {
        element.get("ID"): (order, place)
        for order, path in paths.items()
        for place, element in enumerate(etree.parse(path).iter("{*}TextBlock"))
    }
    logical = etree.parse(ISSUE / "mets.xml").find(".//{*}structMap[@TYPE='LOGICAL']")
    if logical is not None:
        yield from (places[area.get("BEGIN")] for area in logical.iter("{*}area"))


def _in_disorder(text: ViewText) -> ViewText:
    blocks = list(text.blocks)
    Random(text.order).shuffle(blocks)
    return replace(text, blocks=tuple(blocks))


def _number(name: str) -> int:
    return int(re.findall(r"\d+", name)[-1])
