"""The TEI-like form of the table of contents: divisions, lists and tables of entries.

An entry is a ``seg`` with its title and the ``xref``s that follow it, in an ``item`` or a ``row``.
"""

from __future__ import annotations

import re

from lxml import etree
from msgspec import Struct, field

from gallica_export.gallica.toc.targets import Row, Targets, is_label, without_leader
from gallica_export.gallica.xml import all_text, local_name
from gallica_export.model import TocTarget
from gallica_export.text import clean_text

_DIVISION = re.compile(r"div\d?")
_BLOCKS = ("list", "table")
_INLINE = ("p", "seg", "xref")
_WITHOUT_ENTRIES = ("", "head", "teiheader")
_SPACES = ("cell", "head", "lb", "p")
_DEEPEST = 20  # no printed contents goes deeper, and whoever nests by recursion is safe
# Titles of columns, which are nobody's entries: "Pages."
_COLUMN = re.compile(
    r"(?:pages?|pag|pp?|nos?|n°s?|numéros?|chap(?:itres?)?|titres?|matières|vol(?:umes?)?|tomes?"
    r"|fol(?:ios?)?|dates?|noms?|auteurs?|planches?|pl|fig(?:ures?)?)[.:]?",
    re.IGNORECASE,
)
# What stands between two labels of one entry, and is nothing of its title.
_BETWEEN = re.compile(r"[\s.,;:&–—-]*+(?:(?:et|à)[\s.,;:&–—-]*+)?", re.IGNORECASE)


class _Draft(Struct):
    """A row in the making: the pieces of its title, and its targets."""

    number: str = ""
    pieces: list[str] = field(default_factory=list)
    targets: list[TocTarget] = field(default_factory=list)

    @property
    def title(self) -> str:
        text = without_leader(clean_text("".join(self.pieces)))
        return text if text.strip(" .,;:–—-") else ""


def tei_rows(root: etree._Element, targets: Targets) -> list[Row]:
    """The rows of the whole document in reading order.

    The title of its only table says nothing that the contents as a whole do not say, so it is
    left out; of several tables, each has its title as a row.
    """
    _attach_superscripts(root)
    reader = _Reader(targets)
    tables = [element for element in root.iter("{*}*") if _is_table(element)]
    contents = [table for table in tables if table.get("type", "").casefold() == "tdm"]
    following = 0
    for table in tables:
        if len(tables) == 1 or contents == [table]:
            reader.read(table, 0)
        else:
            following = reader.division(table, 0, following)
    if not tables:
        reader.read(root, 0)
    return reader.rows


def _is_table(element: etree._Element) -> bool:
    ancestors = (_name(ancestor) for ancestor in element.iterancestors())
    return _name(element) == "div0" and "div0" not in ancestors


class _Reader:
    def __init__(self, targets: Targets) -> None:
        self.rows: list[Row] = []
        self.targets = targets

    def read(self, element: etree._Element, level: int, *, blocks_only: bool = False) -> None:
        """The rows of all that stands in ``element``, or of its lists, tables and divisions."""
        # Where a division without a head goes on: below the last entry of the list before it, or
        # beside the entries of the division before it.
        following = level
        for child in element:
            name = _name(child)
            if name == "list":
                following = self._list(child, level)
            elif name == "table":
                following = self._table(child, level)
            elif _DIVISION.fullmatch(name):
                following = self.division(child, level, following)
            elif name in _INLINE and not blocks_only:
                inner = level + (_has(child, "seg", "xref") and self._add([child], level))
                self.read(child, inner, blocks_only=True)
            elif name not in _WITHOUT_ENTRIES:
                self.read(child, level, blocks_only=blocks_only)

    def division(self, element: etree._Element, level: int, following: int) -> int:
        """The rows of a division: below its heads, or at ``following`` if it has none.

        Returns the level of its own entries.
        """
        heads = [child for child in element if _name(child) == "head"]
        inner = level + 1 if self._add(heads, level) else following
        self.read(element, inner)
        return inner

    def _list(self, element: etree._Element, level: int) -> int:
        """The rows of a list; returns the level below its entries."""
        for child in element:
            name = _name(child)
            if name == "head":
                level += self._add([child], level)
            elif name == "item":
                inner = level + self._add([child], level)
                self.read(child, inner, blocks_only=True)
            elif name == "list":
                self._list(child, level + 1)
        return level + 1

    def _table(self, element: etree._Element, level: int) -> int:
        """The rows of a table; returns the level below its last entry.

        A row with neither ``seg`` nor ``xref`` is the heading of those that follow.
        """
        inner = last = level
        for row in element:
            cells = [clean_text(all_text(cell)) for cell in row if _name(cell) == "cell"]
            is_linked, has_title = _has(row, "xref"), _has(row, "seg")
            if is_linked or has_title or _is_title_and_page(cells):
                last = inner
                if is_linked or not _is_title_and_page(cells):
                    self._add([row], inner)
                else:
                    self._push(inner, " ".join(cells[:-1]), [TocTarget(label=cells[-1])])
                self.read(row, inner + 1, blocks_only=True)
            elif _name(row) == "head" or not all(map(_COLUMN.fullmatch, filter(None, cells))):
                last = level
                inner = level + self._add([row], level)
        return last + 1

    def _add(self, elements: list[etree._Element], level: int) -> bool:
        """Adds the rows of these elements, their lists and tables apart; whether it found any."""
        count = len(self.rows)
        for draft in self._drafts(elements):
            self._push(level, draft.title, draft.targets)
        return len(self.rows) > count

    def _push(self, level: int, title: str, targets: list[TocTarget]) -> None:
        if not title and self.rows:
            self.rows[-1].targets += targets
        elif title or (targets and targets[0].label):
            self.rows.append(Row(min(level, _DEEPEST), title or targets[0].label or "", targets))

    def _drafts(self, elements: list[etree._Element]) -> list[_Draft]:
        drafts = [_Draft()]
        for element in elements:
            drafts[-1].pieces.append(" ")
            walker = etree.iterwalk(element, events=("start", "end", "comment", "pi"))
            for event, node in walker:
                if event == "start":
                    if self._start(drafts, node):
                        walker.skip_subtree()
                elif node is not element:
                    tail = node.tail or ""
                    is_between = _name(node) == "xref" and _BETWEEN.fullmatch(tail)
                    drafts[-1].pieces.append(" " if is_between else tail)
        return drafts

    def _start(self, drafts: list[_Draft], node: etree._Element) -> bool:
        """What the start of ``node`` does to the drafts; whether nothing in it is to be read."""
        name = _name(node)
        number = node.get("n", "").rpartition(".")[2]
        if name == "xref":
            own = (draft for draft in drafts if number and draft.number == number)
            next(own, drafts[-1]).targets.append(self.targets.of_reference(node))
            return True
        if name in _BLOCKS or _DIVISION.fullmatch(name):
            return True
        if name == "seg":
            if drafts[-1].targets or drafts[-1].number not in ("", number):
                drafts.append(_Draft())
            drafts[-1].number = number
        drafts[-1].pieces += (" " if name in _SPACES else "", node.text or "")
        return False


def _has(element: etree._Element, *names: str) -> bool:
    return any(_name(one) in names for one in element.iter("{*}*"))


def _is_title_and_page(cells: list[str]) -> bool:
    return len(cells) > 1 and is_label(cells[-1]) and any(cells[:-1])


def _name(element: etree._Element) -> str:
    """The name in lower case, also where a recovered document has lost a prefix's meaning."""
    return local_name(element).rpartition(":")[2].casefold()


def _attach_superscripts(root: etree._Element) -> None:
    """Takes out the white space that pretty-printing put into "2e"."""
    for element in root.iter("{*}hi"):
        if element.get("rend", "").startswith("sup"):
            element.text = (element.text or "").strip()
            before = element.getprevious()
            parent = element.getparent()
            if before is not None:
                before.tail = (before.tail or "").rstrip()
            elif parent is not None:
                parent.text = (parent.text or "").rstrip()
