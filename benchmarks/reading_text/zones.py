"""Line roles on the gold pages of the 17th century, whose zones were named by people.

The zones would give the answer away, so each page is recut by distance alone, as an engine would.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from msgspec.structs import replace

from benchmarks.reading_text.documents import SHARED, document_of
from benchmarks.reading_text.roles import Roles
from benchmarks.reading_text.scores import Scores, score
from gallica_export.gallica.alto import parse_alto
from gallica_export.model import Box, Document, Line, Role, TextBlock, ViewText

GOLD = SHARED / "gold" / "htr-imprime-17e"
_ZONES = {
    "NumberingZone": "page-number",
    "RunningTitleZone": "running-title",
    "QuireMarksZone": "signature/catchword",
    "MarginTextZone": "marginalia",
}
_OUTSIDE = ("Graphic", "Music", "Title", "Damage", "Stamp", "Seal")
#: Zones of a line or two.
_SMALL, _MOST_LINES = {"NumberingZone", "RunningTitleZone"}, 4
_NAMES = {
    Role.SIGNATURE: "signature/catchword",
    Role.CATCHWORD: "signature/catchword",
}
MEASURED = (*_ZONES.values(), "heading")


def books() -> list[Path]:
    return sorted(folder for folder in GOLD.iterdir() if folder.is_dir())


def read_book(folder: Path) -> tuple[Document, dict[tuple[int, int], str]]:
    """A document without hints, and the true role of each of its lines."""
    texts: dict[int, ViewText] = {}
    truth: dict[tuple[int, int], str] = {}
    for path in folder.glob("*.xml"):
        order = int(re.findall(r"\d+", path.stem)[-1])
        text = parse_alto(path.read_bytes(), order)
        roles = {id(line): role for block in text.blocks for line, role in _roles(block)}
        if any(map(_is_mislabelled, text.blocks)):
            roles = dict.fromkeys(roles, "outside")
        texts[order] = _recut(text)
        for place, line in enumerate(texts[order].lines):
            truth[order, place] = roles[id(line)]
        texts[order] = _without_hints(texts[order])
    _add_catchwords(texts, truth)
    return document_of(texts), truth


def _add_catchwords(texts: dict[int, ViewText], truth: dict[tuple[int, int], str]) -> None:
    """Name the catchwords that were left in the text: a last word that the next page repeats."""
    for order, text in texts.items():
        here = [(n, line) for n, line in enumerate(text.lines) if truth[order, n] == "text"]
        there = [
            line.text
            for n, line in enumerate(texts.get(order + 1, ViewText(order=0)).lines)
            if truth[order + 1, n] in ("text", "heading")
        ]
        if len(here) > 1 and there:
            place, last = max(here, key=lambda pair: pair[1].box.bottom)
            if last.text.count(" ") < 2 and there[0].startswith(last.text.rstrip("-.,")):
                truth[order, place] = "signature/catchword"


def measure(document: Document, truth: dict[tuple[int, int], str], scores: Scores) -> None:
    """Add to ``scores`` how the roles of a composed document agree with the truth."""
    roles = Roles(document)
    for view in document.views:
        for place, line in enumerate(document.text(view.order).lines):
            true = truth[view.order, place]
            role = roles.of(view.order, place, None)
            _count(true, _NAMES.get(role, str(role)), f"{line.text[:40]} f{view.order}", scores)


def _count(true: str, found: str, sample: str, scores: Scores) -> None:
    for name in MEASURED:
        one = score(scores, f"gold {name} F1")
        one.add(
            right=true == found == name,
            wrong=found == name != true and true != "outside",
            missed=true == name != found,
        )
        if true != found and name in (true, found) and true != "outside":
            one.confuse(true, found, sample)


def _roles(block: TextBlock) -> Iterator[tuple[Line, str]]:
    zone = (block.hint or "").partition("#")[0]
    for line in block.lines:
        if zone.startswith(_OUTSIDE):
            yield line, "outside"
        elif zone in _ZONES:
            yield line, _ZONES[zone]
        else:
            yield line, "heading" if line.hint == "HeadingLine" else "text"


def _is_mislabelled(block: TextBlock) -> bool:
    """Whether the labels of a page went astray: some call a whole page of prose its number."""
    return block.hint in _SMALL and len(block.lines) > _MOST_LINES


def _recut(text: ViewText) -> ViewText:
    """The page's lines in new blocks: those that stand closely one under the other."""
    groups: list[list[Line]] = []
    for line in sorted(text.lines, key=lambda line: (line.box.y + line.box.bottom, line.box.x)):
        near = [group for group in groups if any(_touch(other.box, line.box) for other in group)]
        groups = [group for group in groups if group not in near]
        groups.append([*(other for group in near for other in group), line])
    for group in groups:
        group.sort(key=lambda line: (line.box.y + line.box.bottom, line.box.x))
    groups.sort(key=lambda group: (group[0].box.y, group[0].box.x))
    return replace(text, blocks=tuple(TextBlock(tuple(group), group[0].box) for group in groups))


def _touch(one: Box, other: Box) -> bool:
    shared = min(one.right, other.right) - max(one.x, other.x)
    if 2 * shared < min(one.width, other.width):
        return False
    distance = abs(one.y + one.bottom - other.y - other.bottom) / 2
    return distance < 1.2 * min(one.height, other.height)


def _without_hints(text: ViewText) -> ViewText:
    blocks = tuple(
        TextBlock(tuple(replace(line, hint=None) for line in block.lines), block.box)
        for block in text.blocks
    )
    return replace(text, blocks=blocks)
