"""The HTML form of the table of contents, of which no recorded answer is known.

It is read by what any such page must have: links to views, in lists, tables or paragraphs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from gallica_export.errors import DamagedAnswer
from gallica_export.gallica.toc.targets import Row, Targets, is_label, without_leader
from gallica_export.gallica.xml import all_text, local_name, refuse_cut
from gallica_export.model import TocTarget
from gallica_export.text import clean_text

_PAIRED = ("ul", "ol", "dl", "table", "div")
_LISTS = ("ul", "ol", "dl")
_NESTED = (*_LISTS, "table", "script", "style")
_HEADINGS = ("h2", "h3", "h4", "h5", "h6")
_CONTAINERS = ("li", "dt", "dd", "tr")
_LOOSE_CONTAINERS = ("p", *_HEADINGS)
# "Chapitre premier ........ 12", in one link
_LAST_WORD = re.compile(r"[^\W_]{1,8}\Z")
_DEEPEST = 250  # libxml2 leaves out what stands deeper than 255


def html_rows(text: str, what: str, targets: Targets) -> list[Row]:
    """The rows of the page in reading order.

    Raises DamagedAnswer for a page that is cut or has no link to any view.
    """
    _refuse_cut(text, what)
    parser = etree.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True
    )
    root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    if root is None or _depth(root) > _DEEPEST:
        raise DamagedAnswer(f"{what} is not HTML that can be read")
    rows = list(_rows(root, targets))
    if not any(row.targets for row in rows):
        raise DamagedAnswer(f"{what} is an HTML page without a link to any view")
    return rows


def _refuse_cut(text: str, what: str) -> None:
    lowered = text.lower()
    if "<html" in lowered:
        refuse_cut(lowered, ("html",), what)
    unclosed = (tag for tag in _PAIRED if _opened(tag, lowered) > lowered.count(f"</{tag}>"))
    if not lowered.rstrip().endswith(">") or any(unclosed):
        raise DamagedAnswer(f"{what} breaks off before its end")


def _opened(tag: str, text: str) -> int:
    return len(re.findall(rf"<{tag}[\s>]", text))


def _depth(root: etree._Element) -> int:
    depth = deepest = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        deepest = max(deepest, depth)
    return deepest


def _rows(root: etree._Element, targets: Targets) -> Iterator[Row]:
    """A row for each item, table row or paragraph that has links or is a heading of such."""
    under = 0
    for element in root.iter(*_CONTAINERS, *_LOOSE_CONTAINERS, "a"):
        if not _stands_alone(element):
            continue
        title, found = _read(element, targets)
        is_heading = not found and _is_heading(element)
        if not title or not (found or is_heading):
            continue
        is_division = is_heading and local_name(element) in ("tr", *_HEADINGS)
        yield Row(0 if is_division else under + _list_depth(element), title, found)
        under = 1 if is_division else under


def _stands_alone(element: etree._Element) -> bool:
    """Whether no other container speaks for this one."""
    if local_name(element) in _CONTAINERS:
        return True
    around = (local_name(ancestor) for ancestor in element.iterancestors())
    return not any(name in (*_CONTAINERS, *_LOOSE_CONTAINERS) for name in around)


def _is_heading(element: etree._Element) -> bool:
    """Whether entries stand below an element that has no link itself."""
    if local_name(element) in _HEADINGS:
        return True
    if local_name(element) == "tr":
        cells = [text for cell in element if (text := clean_text(all_text(cell)))]
        return len(cells) == 1 and not is_label(cells[0]) and clean_text(all_text(element[0])) != ""
    return local_name(element) in _CONTAINERS and element.find(".//a") is not None


def _list_depth(element: etree._Element) -> int:
    depth = sum(local_name(ancestor) in _LISTS for ancestor in element.iterancestors())
    return max(depth - 1, 0)


def _read(element: etree._Element, targets: Targets) -> tuple[str, list[TocTarget]]:
    """The title and the targets of one row; what stands in lists and tables below is apart."""
    pieces: list[str] = []
    found: list[TocTarget] = []
    walker = etree.iterwalk(element, events=("start", "end"))
    for event, node in walker:
        name = local_name(node)
        if event == "end":
            pieces.append(" " if name in ("td", "th", "br") else "")
            pieces.append((node.tail or "") if node is not element else "")
        elif node is not element and name in _NESTED:
            walker.skip_subtree()
        else:
            target = targets.of_anchor(node) if name == "a" else None
            if target is not None:
                found.append(target)
            if target is not None and target.label:
                walker.skip_subtree()
            else:
                pieces.append(node.text or "")
    return _title(clean_text("".join(pieces)), found)


def _title(text: str, found: list[TocTarget]) -> tuple[str, list[TocTarget]]:
    """The title without its leader, and with a label that stands behind the leader put aside."""
    last = _LAST_WORD.search(text)
    title = without_leader(text[: last.start()]) if last else text
    if last and len(title) < last.start() - 3 and title and is_label(last[0]) and found:
        first = TocTarget(view=found[0].view, label=found[0].label or last[0], ark=found[0].ark)
        return title, [first, *found[1:]]
    return without_leader(text) or next((one.label for one in found if one.label), ""), found
