"""The search inside a document, over its ALTO."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape
from itertools import islice

from lxml import etree
from msgspec import Struct

from tests.press.xml import add, xml_bytes

_MOST = 10
_AROUND = 4  # words of context on either side


class Found(Struct, frozen=True):
    """The occurrences on one view: their places among its words."""

    view: int
    words: list[dict[str, str]]
    places: list[int]
    width: str
    height: str


def occurrences(files: Mapping[str, bytes], fields: Mapping[str, str]) -> bytes:
    """The answer to a search; with ``page`` in ``fields`` it says where on that view."""
    query = fields["query"]
    terms = query.strip('"').casefold().split()
    found = list(_search(files, terms, fields.get("page")))
    start = int(fields.get("startResult", "1")) - 1
    counted = {"countResults": str(len(found)), "searchTime": "6"}
    results = etree.Element("results", {"ResultsGenerationSearchTime": "0:00:00.006", **counted})
    add(results, "query", query)
    items = add(results, "items")
    for each in islice(found, start, start + _MOST):
        _item(add(items, "item"), each, len(terms), with_boxes="page" in fields)
    return xml_bytes(results)


def _search(files: Mapping[str, bytes], terms: list[str], page: str | None) -> Iterator[Found]:
    views = [int(page)] if page else _views(files)
    for view in views:
        root = etree.fromstring(files[f"alto/f{view}.xml"])
        words = [
            {str(k): str(v) for k, v in string.attrib.items()} for string in root.iter("{*}String")
        ]
        texts = [word["CONTENT"].casefold().strip(".,;:!?()«»") for word in words]
        places = [
            place for place in range(len(texts)) if texts[place : place + len(terms)] == terms
        ]
        if places and terms:
            sheet = next(root.iter("{*}Page"))
            yield Found(view, words, places, sheet.get("WIDTH", ""), sheet.get("HEIGHT", ""))


def _views(files: Mapping[str, bytes]) -> list[int]:
    paths = (path for path in files if path.startswith("alto/f"))
    return sorted(int(path.removeprefix("alto/f").removesuffix(".xml")) for path in paths)


def _item(item: etree._Element, found: Found, length: int, *, with_boxes: bool) -> None:
    altoid = add(item, "altoid")
    add(item, "p_id", f"PAG_{found.view}")
    add(item, "p_width", found.width if with_boxes else None)
    add(item, "p_height", found.height if with_boxes else None)
    extracts = "(...)".join(_extract(found, place, length) for place in found.places)
    add(item, "content", None if with_boxes else extracts)
    add(item, "events")
    if with_boxes:
        altoid.set("countResults", str(len(found.places)))
        for place in found.places:
            word = found.words[place]
            box = {key.lower(): word[key] for key in ("HEIGHT", "HPOS", "VPOS", "WIDTH")}
            add(altoid, "altoidstring", word["ID"], box)


def _extract(found: Found, place: int, length: int) -> str:
    """Words around an occurrence, as HTML (which XML then escapes a second time)."""
    texts = [escape(word["CONTENT"]) for word in found.words]
    end = place + length
    hit = f"<span class='highlight'>{' '.join(texts[place:end])}</span>"
    before, after = texts[max(place - _AROUND, 0) : place], texts[end : end + _AROUND]
    return " ".join([*before, hit, *after])
