"""Whether finished files hold together: templates are anybody's, and a broken file helps nobody."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from xml.parsers import expat

#: Characters of XML that are read at a time.
_PIECE = 65_536
#: Characters shown on each side of a fault.
_AROUND = 40
#: Elements of HTML that have no end tag, or may go without.
_UNCLOSED = """
    area base br col embed hr img input link meta source track wbr
    body caption colgroup dd dt head html li optgroup option p rb rp rt rtc
    tbody td tfoot th thead tr
"""
_LEFT_OPEN = frozenset(slash + name for name in _UNCLOSED.split() for slash in ("", "/"))
_TAG = re.compile(
    r"<(?:!--.*?--|(script|style)\b.*?</\1\s*|(/?[a-z][^\s/>]*)[^>]*)>", re.DOTALL | re.IGNORECASE
)


class IllFormed(Exception):
    """A text is not well formed; the message says why, and where."""


def checked_xml(texts: Iterable[str]) -> Iterator[str]:
    """``texts`` in larger pieces, once each is known to be XML; raises IllFormed."""
    parser = expat.ParserCreate()
    before = 0
    piece = b""
    try:
        for text in _gathered(texts):
            piece = text.encode()
            parser.Parse(piece, False)
            before += len(piece)
            yield text
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        at = parser.ErrorByteIndex - before if parser.ErrorByteIndex >= before else len(piece)
        shown = piece[max(0, at - _AROUND) : at + _AROUND].decode(errors="ignore")
        raise IllFormed(_told(expat.ErrorString(error.code), error.lineno, shown)) from error


def check_html(text: str) -> None:
    """Raise IllFormed unless every element of ``text`` that must be closed is, in its turn."""
    open_: list[tuple[str, int]] = []
    for tag in _TAG.finditer(text):
        name = (tag[2] or "").lower()  # "" for a comment or a script
        if not name or name in _LEFT_OPEN:
            continue
        if name[0] != "/":
            if text[tag.end() - 2] != "/" or not _is_foreign(open_):
                open_.append((name, tag.start()))
        elif not open_ or open_.pop()[0] != name[1:]:
            raise IllFormed(_told("mismatched tag", *_place(text, tag.start())))
    if open_:
        raise IllFormed(_told("unclosed element", *_place(text, open_[-1][1])))


def _is_foreign(open_: Iterable[tuple[str, int]]) -> bool:
    """Whether tags that close themselves may stand here: HTML itself has none."""
    return any(name in ("svg", "math") for name, _ in open_)


def _gathered(texts: Iterable[str]) -> Iterator[str]:
    some: list[str] = []
    size = 0
    for text in texts:
        some.append(text)
        size += len(text)
        if size >= _PIECE:
            yield "".join(some)
            some, size = [], 0
    yield "".join(some)


def _place(text: str, at: int) -> tuple[int, str]:
    return text.count("\n", 0, at) + 1, text[max(0, at - _AROUND) : at + _AROUND]


def _told(what: str, line: int, shown: str) -> str:
    return f"{what} in line {line}, at {' '.join(shown.split())!r}"
