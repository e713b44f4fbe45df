"""The words that an edition has, taken out of its files, against the checksum that it tells."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from lxml import etree

from gallica_export.lint.findings import Code, Finding
from gallica_export.markdown import ReadBlock, read_blocks, said
from gallica_export.model import PageBreak
from gallica_export.words import BORDER, Mark, fingerprint, rank_of_note

Flow = Iterator[str | Mark]

_EPUB_TYPE = "{http://www.idpf.org/2007/ops}type"
_XML_ID = "{http://www.w3.org/XML/1998/namespace}id"
#: Elements of a page that stand in a line; all others are blocks.
_IN_A_LINE = {"a", "span", "em", "strong", "mark"}
#: Classes of what the edition says itself.
_NOT_THE_TEXT = {"added", "back", "supplied", "unseen"}
#: Elements of the TEI that stand in a line, and those that hold no reading text.
_TEI_IN_A_LINE = {"ref", "hi", "seg", "choice", "corr", "w", "pc", "lb", "pb", "milestone"}
_TEI_NOT_THE_TEXT = {"fw", "figDesc", "sic"}


def check_words(name: str, told: str | None, flow: Iterable[str | Mark]) -> Iterator[Finding]:
    """The finding that the words of ``flow`` are others than those that the edition tells of."""
    if not told:
        return
    found = fingerprint(flow)
    if found is None or found.value != told:
        has = found.value if found else "no words"
        yield Finding(Code.WORDS_DIFFER, name, f"the checksum tells of {told}; the text has {has}")


def told_by_pages(pages: Iterable[etree._Element]) -> str | None:
    """The checksum that one of the pages of a site or an EPUB tells."""
    for page in pages:
        for element in page.iter("{*}data"):
            if element.get("class") == "checksum":
                return element.get("value")
    return None


def words_of_pages(texts: Iterable[etree._Element]) -> Flow:
    """The words of pages of HTML, in their order; ``texts`` are what holds the text of each."""
    return _with_notes_last(texts, _page_note, _page_words)


def words_of_tei(root: etree._Element) -> Flow:
    """The reading text of a TEI file."""
    return _with_notes_last(root.iterfind("{*}text"), _tei_note, _tei_words)


def told_by_tei(root: etree._Element) -> str | None:
    """The checksum that the header of a TEI file tells."""
    note = root.find("{*}teiHeader//{*}note[@type='words']")
    return None if note is None else note.get("n")


def words_of_markdown(chapters: Iterable[str]) -> Flow:
    """The words of the chapters of a Markdown edition, in their order."""
    notes = []
    for block in (block for chapter in chapters for block in read_blocks(chapter)):
        if block.kind == "note":
            notes.append(block)
        elif not block.is_supplied:
            yield from _block_words(block)
    for note in sorted(notes, key=lambda note: rank_of_note(note.id or "")):
        yield BORDER
        yield Mark(note.id or "")
        yield from _block_words(note)


def _block_words(block: ReadBlock) -> Flow:
    for line in block.lines:
        yield BORDER
        for run in line:
            yield Mark(f"f{run.view}") if isinstance(run, PageBreak) else said(run)


_Words = Callable[[etree._Element, list[etree._Element]], Flow]


def _with_notes_last(
    texts: Iterable[etree._Element], name_of: Callable[[etree._Element], str | None], said: _Words
) -> Flow:
    """What is ``said`` in each of ``texts``, then in the notes found there, sorted by name."""
    notes: list[etree._Element] = []
    for text in texts:
        yield BORDER
        yield from said(text, notes)
    for note in sorted(notes, key=lambda note: rank_of_note(name_of(note) or "")):
        yield BORDER
        yield Mark(name_of(note) or "")
        yield from _inside(note, [], said)


def _inside(element: etree._Element, notes: list[etree._Element], said: _Words) -> Flow:
    yield element.text or ""
    for child in element:
        if isinstance(child.tag, str):
            yield from said(child, notes)
        yield child.tail or ""


def _page_words(element: etree._Element, notes: list[etree._Element]) -> Flow:
    classes = set((element.get("class") or "").split())
    if classes & _NOT_THE_TEXT:
        return
    if _page_note(element):
        notes.append(element)
        return
    if "page" in classes or element.get(_EPUB_TYPE) == "pagebreak":
        if element.get("id"):
            yield Mark(element.get("id", ""))
        return
    border = "" if _tag(element) in _IN_A_LINE else BORDER
    yield border
    yield from _inside(element, notes, _page_words)
    yield border


def _page_note(element: etree._Element) -> str | None:
    return element.get("id") if "note" in (element.get("class") or "").split() else None


def _tei_words(element: etree._Element, notes: list[etree._Element]) -> Flow:
    tag = _tag(element)
    if tag in _TEI_NOT_THE_TEXT or (tag == "pc" and element.get("force") == "weak"):
        return
    if _tei_note(element):
        notes.append(element)
        return
    is_break = tag in ("lb", "pb", "milestone") and element.get("break") != "no"
    border = BORDER if is_break or tag not in _TEI_IN_A_LINE else ""
    yield border
    if tag == "pb" and (found := re.fullmatch(r"#(f\d+)", element.get("facs") or "")):
        yield Mark(found[1])
    yield from _inside(element, notes, _tei_words)
    yield border


def _tei_note(element: etree._Element) -> str | None:
    return element.get(_XML_ID) if _tag(element) == "note" else None


def _tag(element: etree._Element) -> str:
    return str(element.tag).rpartition("}")[2]
