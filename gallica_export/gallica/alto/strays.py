"""Words where no dialect has them: outside any line, or in lines outside any block."""

from __future__ import annotations

from lxml import etree

from gallica_export.gallica.xml import local_name

_OF_A_LINE = ("{*}String", "{*}SP", "{*}HYP")


def gather_strays(root: etree._Element) -> None:
    """Put neighbouring words without a line into one in their place, lines into a block."""
    words = [one for one in root.iter(*_OF_A_LINE) if _parent_name(one) != "TextLine"]
    _enclose(words, "TextLine")
    lines = [one for one in root.iter("{*}TextLine") if not _stands_in_a_block(one)]
    _enclose(lines, "TextBlock")


def _enclose(strays: list[etree._Element], name: str) -> None:
    made: set[etree._Element] = set()
    for stray in strays:
        home = stray.getprevious()
        if home is None or home not in made:
            home = etree.Element(name)
            stray.addprevious(home)
            made.add(home)
        home.append(stray)


def _stands_in_a_block(line: etree._Element) -> bool:
    return next(line.iterancestors("{*}TextBlock"), None) is not None


def _parent_name(element: etree._Element) -> str:
    parent = element.getparent()
    return "" if parent is None else local_name(parent)
