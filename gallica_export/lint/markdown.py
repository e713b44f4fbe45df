"""A Markdown edition: front matter, page marks, notes, links."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gallica_export.lint.bundle import Bundle, leads_to
from gallica_export.lint.findings import Code, Finding
from gallica_export.lint.pages import credit
from gallica_export.lint.words import check_words, words_of_markdown

_MARK = re.compile(r"\[\]\{#f(\d+) \.pagebreak\b")
_ANCHOR = re.compile(r"\{[^{}\n]*?#([^\s{}]+)")
_LINK = re.compile(r"(?<!\\)\[(?:[^\[\]\\]|\\.)*\]\(([^()\s]+)\)")
_CHECKSUM = re.compile(r'^words: "(.*)"$', re.MULTILINE)
_NO_MARKDOWN = re.compile(r'\A---\n.*?\n---\n|="(?:[^"\\\n]|\\.)*"', re.DOTALL)
_CALL = re.compile(r"(?<![\\\n])\[\^([^\]\s]+)\](?!:)")
_NOTE = re.compile(r"^\[\^([^\]\s]+)\]:", re.MULTILINE)


def lint_markdown(bundle: Bundle) -> Iterator[Finding]:
    """The faults of a Markdown edition."""
    texts = {
        name: data.decode(errors="replace")
        for name, data in sorted(bundle.files.items())
        if name.endswith(".md")
    }
    front = texts.get("index.md", "")
    if not front.startswith("---\n") or "\n---\n" not in front[4:]:
        yield Finding(Code.FRONT_MATTER, "index.md", "there is none", 1)
    elif not re.search(r"^title:\s*\S", front, re.MULTILINE):
        yield Finding(Code.TITLE_MISSING, "index.md", "the front matter names no title", 1)
    yield from credit("index.md", front.encode())
    yield from _pages(texts)
    if "working-copy.json" not in bundle.files:  # its checksum is that of what it was made from
        told = _CHECKSUM.search(front)
        chapters = (text for name, text in texts.items() if name.startswith("text/"))
        yield from check_words("index.md", told and told[1], words_of_markdown(chapters))
    texts = {name: _NO_MARKDOWN.sub(_lines, text) for name, text in texts.items()}
    anchors = {name: set(_ANCHOR.findall(text)) for name, text in texts.items()}
    for name, text in texts.items():
        yield from _notes(name, text)
        yield from _links(name, text, bundle, anchors)


def _pages(texts: dict[str, str]) -> Iterator[Finding]:
    reached = 0
    seen: set[int] = set()
    for name, text in texts.items():
        for mark in _MARK.finditer(text):
            view, line = int(mark[1]), _line(text, mark.start())
            if view in seen:
                yield Finding(Code.PAGE_REPEATED, name, f"view {view} begins twice", line)
            elif view < reached:
                told = f"view {view} begins after view {reached}"
                yield Finding(Code.PAGE_DISORDER, name, told, line)
            seen.add(view)
            reached = max(reached, view)
    if not seen:
        yield Finding(Code.PAGES_MISSING, "text", "no page is marked")


def _notes(name: str, text: str) -> Iterator[Finding]:
    given = {found[1]: found.start() for found in _NOTE.finditer(text)}
    called = {found[1]: found.start() for found in _CALL.finditer(text)}
    for note in called.keys() - given.keys():
        told = f"the note {note!r} is called and not given"
        yield Finding(Code.NOTE_LOST, name, told, _line(text, called[note]))
    for note in given.keys() - called.keys():
        told = f"the note {note!r} is given and not called"
        yield Finding(Code.NOTE_LOST, name, told, _line(text, given[note]))


def _links(name: str, text: str, bundle: Bundle, anchors: dict[str, set[str]]) -> Iterator[Finding]:
    for found in _LINK.finditer(text):
        target = leads_to(found[1], name)
        if target is None:
            continue
        file, anchor = target
        if file not in bundle.files:
            told = f"{found[1]!r} leads nowhere"
            yield Finding(Code.LINK_BROKEN, name, told, _line(text, found.start()))
        elif anchor and file in anchors and anchor not in anchors[file]:
            told = f"{found[1]!r} names no anchor"
            yield Finding(Code.ANCHOR_MISSING, name, told, _line(text, found.start()))


def _lines(found: re.Match[str]) -> str:
    return "\n" * found[0].count("\n")


def _line(text: str, at: int) -> int:
    return text.count("\n", 0, at) + 1
