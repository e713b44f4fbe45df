"""ContentSearch: where a query occurs inside a document."""

from __future__ import annotations

import re
from html import unescape

from lxml import etree

from gallica_export.errors import DamagedAnswer
from gallica_export.gallica.xml import all_text, parse_xml, text_of
from gallica_export.model import Box, Occurrence, Occurrences
from gallica_export.text import clean_text

_WHAT = "the answer of the search"
# "PAG_512" in extracts, "PAG_00000512_ST000061" where boxes are given.
_VIEW = re.compile(r"PAG_0*([1-9][0-9]{0,5})(?![0-9])")
_HIGHLIGHT = re.compile(r"</?span\b[^<>]*>", re.IGNORECASE)
_SIDE = re.compile(r"[0-9]{1,6}")


def parse_occurrences(data: bytes) -> Occurrences:
    """The views on which a query occurs, with extracts in plain text, or with boxes.

    The service gives at most ten views in one answer.

    Raises DamagedAnswer.
    """
    # An extract is running text, whose blanks the parser keeps only where it may recover.
    root, _ = parse_xml(data, root="results", what=_WHAT, recover=True)
    if next(root.iterchildren("{*}query"), None) is None:
        raise DamagedAnswer(f"{_WHAT} does not name the query")
    items = tuple(map(_occurrence, root.iter("{*}item")))
    total = _SIDE.fullmatch(root.get("countResults", ""))
    return Occurrences(
        query=clean_text(text_of(root, "query")),
        total=max(int(total[0]) if total else 0, len(items)),
        items=items,
    )


def _occurrence(item: etree._Element) -> Occurrence:
    words = list(item.iter("{*}altoidstring"))
    names = [text_of(item, "p_id"), *map(all_text, words)]
    view = next(filter(None, map(_VIEW.match, names)), None)
    if view is None:
        raise DamagedAnswer(f"{_WHAT} does not say on which view an occurrence is")
    boxes = tuple(box for word in words if (box := _box(word)))
    return Occurrence(view=int(view[1]), extract=_extract(text_of(item, "content")), boxes=boxes)


def _extract(content: str) -> str:
    """Plain text out of HTML that is escaped once or twice, its passages parted by an ellipsis."""
    for _ in range(2):
        content = unescape(_HIGHLIGHT.sub("", content))
    return clean_text(_HIGHLIGHT.sub("", content).replace("(...)", " … "))


def _box(word: etree._Element) -> Box | None:
    """The box of a word in master pixels; None if one of its four numbers is missing."""
    said = (word.get(name, "") for name in ("hpos", "vpos", "width", "height"))
    numbers = [int(one) for one in said if _SIDE.fullmatch(one)]
    return Box(*numbers) if len(numbers) == 4 else None
