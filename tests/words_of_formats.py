"""The words of each finished format, by the definition of `gallica_export.words` and nothing else.

What a stranger would do who wants to check an edition: no code of the program is used, but for
reading the dialect of its Markdown.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile
from collections.abc import Iterator, Mapping
from typing import Any

from lxml import etree, html

from gallica_export.markdown import Call, ReadBlock, read_blocks
from gallica_export.model import PageBreak
from gallica_export.output import OutputFile

# A mark is its name between two characters that no text of an edition has.
_MARK = re.compile("\x02(.*?)\x03")
_XML_ID = "{http://www.w3.org/XML/1998/namespace}id"


def mark(name: str) -> str:
    return f"\x02{name}\x03"


def lines(text: str, notes: Mapping[str, str]) -> list[str]:
    """The lines of an edition: of its text, then of its notes, shortest names first."""
    ordered = sorted(notes, key=lambda name: (len(name), name))
    whole = "\n".join([text, *(f"\n{mark(name)}{notes[name]}" for name in ordered)])
    made = []
    name, words = "f0", list[str]()
    for word in whole.split():
        said = _MARK.sub("", word)
        begins = _MARK.findall(word)
        stands_before = begins and word.startswith("\x02")
        if begins and stands_before:
            made.append((name, words))
            # Marks further on in the word that the first stands before wait for its end.
            opening = re.match("(?:\x02.*?\x03)+", word)
            assert opening
            name, words = _MARK.findall(opening[0])[-1], []
            begins = _MARK.findall(word[opening.end() :])
        if said:
            words.append(said)
        if begins:
            made.append((name, words))
            name, words = begins[-1], []
    made.append((name, words))
    return [" ".join([name, *words]) + "\n" for name, words in made if words]


def checksum(made: list[str]) -> str | None:
    return f"sha256:{hashlib.sha256(''.join(made).encode()).hexdigest()}" if made else None


def of_site(files: Mapping[str, bytes]) -> tuple[list[str], str | None]:
    """The lines of a site, and the checksum that it tells; paths are below its folder."""
    pages = {name: html.fromstring(data) for name, data in files.items() if name[-5:] == ".html"}
    numbered = {}
    for name, page in pages.items():
        if name.startswith("text/"):
            place = re.search(r"\((\d+)/\d+\) — ", page.findtext(".//title") or "")
            assert place
            numbered[int(place[1])] = page.find(".//article")
    notes: dict[str, str] = {}
    text = "\n".join(_page(numbered[number], notes) for number in sorted(numbered))
    told = pages["index.html"].find(".//data[@class='checksum']")
    return lines(text, notes), None if told is None else told.get("value")


def of_epub(archive: bytes) -> tuple[list[str], str | None]:
    """The lines of an EPUB, and the checksum that it tells."""
    notes: dict[str, str] = {}
    told = None
    with zipfile.ZipFile(io.BytesIO(archive)) as members:
        names = sorted(members.namelist())
        pages = (members.read(name) for name in names if "/text-" in name)
        texts = [_page(etree.fromstring(page).find("{*}body"), notes) for page in pages]
        colophon = etree.fromstring(members.read("EPUB/colophon.xhtml"))
        for element in colophon.iter("{*}data"):
            told = element.get("value")
    return lines("\n".join(texts), notes), told


def _page(element: Any, notes: dict[str, str]) -> str:
    """The text of an element of HTML, its notes put into ``notes``."""
    classes = set((element.get("class") or "").split())
    tag = str(element.tag).rpartition("}")[2]
    if classes & {"added", "back", "supplied", "unseen"} or not isinstance(element.tag, str):
        return ""
    if "page" in classes or "pagebreak" in str(dict(element.attrib)):
        return mark(element.get("id")) if element.get("id") else ""
    inside = (element.text or "") + "".join(
        _page(child, notes) + (child.tail or "") for child in element
    )
    if "note" in classes:
        notes[element.get("id")] = inside
        return ""
    return inside if tag in ("a", "span", "em", "strong", "mark") else f"\n{inside}\n"


def of_tei(data: bytes) -> tuple[list[str], str | None]:
    """The lines of a TEI file, and the checksum that it tells."""
    root = etree.fromstring(data)
    notes: dict[str, str] = {}
    text = _tei(root.find("{*}text"), notes)
    told = root.find("{*}teiHeader//{*}note[@type='words']")
    return lines(text, notes), None if told is None else told.get("n")


def _tei(element: Any, notes: dict[str, str]) -> str:
    tag = str(element.tag).rpartition("}")[2]
    if tag in ("fw", "figDesc", "sic") or (tag == "pc" and element.get("force") == "weak"):
        return ""
    if tag in ("lb", "pb", "milestone"):
        begun = mark(element.get("facs").removeprefix("#")) if tag == "pb" else ""
        return begun if element.get("break") == "no" else f"\n{begun}"
    inside = (element.text or "") + "".join(
        _tei(child, notes) + (child.tail or "") for child in element
    )
    if tag == "note":
        notes[element.get(_XML_ID)] = inside
        return ""
    return inside if tag in ("ref", "hi", "seg", "choice", "corr", "w", "pc") else f"\n{inside}\n"


def of_json(data: bytes) -> tuple[list[str], str | None]:
    """The lines of a JSON file, and the checksum that it tells."""
    told = json.loads(data)
    notes: dict[str, str] = {}
    text = "\n".join(_section(section, notes) for section in told["reading"]["sections"])
    return lines(text, notes), told["words"]


def _section(section: dict[str, Any], notes: dict[str, str]) -> str:
    said = []
    for block in section["blocks"]:
        if block["type"] == "note":
            notes[block["id"]] = _inlines(block["inlines"])
        elif block["type"] == "page":
            said.append(mark(f"f{block['view']}"))
        elif block["type"] == "table":
            said += [_inlines(cell) for row in block["rows"] for cell in row]
        else:
            several = block.get("lines") or block.get("items") or block.get("paragraphs")
            parts = several or [block.get("inlines") or block.get("caption") or []]
            said += map(_inlines, parts)
    return "\n".join([*said, *(_section(inner, notes) for inner in section["sections"])])


def _inlines(inlines: list[dict[str, Any]]) -> str:
    """The inlines joined as their ends say; words that were struck out take their space along."""
    said = ""
    for inline in inlines:
        if inline["type"] == "page":
            said += mark(f"f{inline['view']}")
            continue
        words = inline["sign"] if inline["type"] == "call" else inline
        text = words["corr"] if words["type"] == "correction" else words["text"]
        end = words.get("end", "space")
        if end == "dropped":
            continue
        if end == "joined" and words["type"] == "line" and inline["type"] != "call":
            text = text.rstrip("- ")
        if text or inline["type"] != words["type"]:
            said += text + (" " if end == "space" else "")
    return said


def of_markdown(files: Mapping[str, bytes]) -> tuple[list[str], str | None]:
    """The lines of a Markdown edition, and the checksum that it tells."""
    notes: dict[str, str] = {}
    texts = []
    for name in sorted(files):
        if name.startswith("text/"):
            texts += list(_blocks(read_blocks(files[name].decode()), notes))
    told = re.search(r'^words: "(.*)"$', files["index.md"].decode(), re.MULTILINE)
    return lines("\n".join(texts), notes), told[1] if told else None


def _blocks(blocks: tuple[ReadBlock, ...], notes: dict[str, str]) -> Iterator[str]:
    for block in blocks:
        if block.is_supplied:
            continue
        said = "\n".join("".join(map(_run, line)) for line in block.lines)
        if block.kind == "note":
            notes[block.id or ""] = said
        else:
            yield said


def _run(run: Any) -> str:
    if isinstance(run, PageBreak):
        return mark(f"f{run.view}")
    return run.sign if isinstance(run, Call) else str(run.text)


def below(files: list[OutputFile]) -> dict[str, bytes]:
    """The files by their paths below the edition's folder."""
    return {file.path.partition("/")[2]: file.content for file in files}


#: What each format says, from the files that its writer gives.
OF_FORMAT = {
    "html": lambda files: of_site(below(files)),
    "epub": lambda files: of_epub(files[0].content),
    "tei": lambda files: of_tei(files[0].content),
    "json": lambda files: of_json(files[0].content),
    "markdown": lambda files: of_markdown(below(files)),
}
