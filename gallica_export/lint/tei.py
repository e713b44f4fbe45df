"""A TEI file: header, pointers, page beginnings."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from gallica_export.lint.bundle import Bundle, leads_to, line_of, parsed
from gallica_export.lint.findings import Code, Finding
from gallica_export.lint.pages import credit
from gallica_export.lint.words import check_words, told_by_tei, words_of_tei

_ID = "{http://www.w3.org/XML/1998/namespace}id"
_POINTERS = ("facs", "target", "corresp", "ref", "url", "resp", "next", "prev", "start")
_HEADER = ("fileDesc/titleStmt/title", "fileDesc/publicationStmt", "fileDesc/sourceDesc")
_VIEW = re.compile(r"f(\d+)")


def lint_tei(bundle: Bundle, name: str) -> Iterator[Finding]:
    """The faults of one TEI file."""
    root = parsed(name, bundle.files[name])
    if isinstance(root, Finding):
        yield root
        return
    for path in _HEADER:
        if (
            root.find("{*}teiHeader/" + "/".join(f"{{*}}{part}" for part in path.split("/")))
            is None
        ):
            yield Finding(Code.TEI_HEADER, name, f"no {path}")
    ids = [element.get(_ID, "") for element in root.iter(etree.Element) if element.get(_ID)]
    known = set(ids)
    if len(known) < len(ids):
        for repeated in dict.fromkeys(one for one in ids if ids.count(one) > 1):
            yield Finding(Code.ID_REPEATED, name, f"the id {repeated!r} stands twice")
    yield from _pointers(bundle, name, root, known)
    yield from _pages(name, root)
    yield from check_words(name, told_by_tei(root), words_of_tei(root))
    yield from credit(name, bundle.files[name][:100_000])


def _pointers(
    bundle: Bundle, name: str, root: etree._Element, known: set[str]
) -> Iterator[Finding]:
    for element in root.iter(etree.Element):
        for attribute in _POINTERS:
            for pointer in (element.get(attribute) or "").split():
                target = leads_to(pointer, name)
                if target is None or pointer.startswith(("ark:", "mailto:")):
                    continue
                file, anchor = target
                is_there = anchor in known if file == name and anchor else file in bundle.files
                if not is_there:
                    told = f"{attribute}={pointer!r} leads nowhere"
                    yield Finding(Code.POINTER_BROKEN, name, told, line_of(element))


def _pages(name: str, root: etree._Element) -> Iterator[Finding]:
    reached = 0
    seen: set[int] = set()
    for mark in root.iter("{http://www.tei-c.org/ns/1.0}pb"):
        found = _VIEW.search(mark.get("facs") or "")
        view = int(found[1]) if found else 0
        if view and view in seen:
            told = f"view {view} begins twice"
            yield Finding(Code.PAGE_REPEATED, name, told, line_of(mark))
        elif view and view < reached:
            told = f"view {view} begins after view {reached}"
            yield Finding(Code.PAGE_DISORDER, name, told, line_of(mark))
        seen.add(view)
        reached = max(reached, view)
    if not seen:
        yield Finding(Code.PAGES_MISSING, name, "no page is marked")
