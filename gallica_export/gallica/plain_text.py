"""texteBrut: the whole text of a document as one HTML page, which only people can fetch now.

A header of one paragraph a line ends with the first rule; every view ends with a rule after that.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

from lxml import etree
from msgspec import Struct, field

from gallica_export.errors import DamagedAnswer
from gallica_export.gallica.wire.verification import is_challenge
from gallica_export.gallica.xml import decoded
from gallica_export.model import Notice, NoticeKind
from gallica_export.text import clean_text

_WHAT = "the plain text"
_RATE = re.compile(
    r"(?:taux de reconnaissance estimé pour ce document est de"
    r"|estimated recognition rate for this document is) ?([0-9]{1,3}(?:[.,][0-9]{1,4})?) ?%"
)
_VIEWS = re.compile(r"(?:Vue|View)s? ([0-9]{1,6})(?: (?:à|to) ([0-9]{1,6}))? (?:sur|on|of) [0-9]+")
_PAIR = re.compile(r"([^:]{1,60}?) ?:(?: :)? (.+)")
_RULE_IN_TEXT = re.compile(r"-{5,}")
_MISSING = "[texte_manquant]"
_INLINE = {"a", "abbr", "b", "em", "font", "i", "small", "span", "strong", "sub", "sup", "u"}
_UNSEEN = {"head", "script", "style", "title"}
#: Stands for a horizontal rule among paragraphs, none of which is empty.
_RULE = ""


class PlainText(Struct, frozen=True, kw_only=True):
    """What the page says: of the document, and the document's text."""

    #: "Titre", "Éditeur"… or "Title", "Publisher"… with their values, in the page's order.
    header: tuple[tuple[str, str], ...]
    #: The text of all views; the OCR's words of low confidence are not set apart.
    paragraphs: tuple[str, ...]
    #: View → its paragraphs; empty where the rules do not tell the views apart.
    views: dict[int, tuple[str, ...]] = field(default_factory=dict)
    #: Estimated rate of words recognised, in percent; None if not said. May be 0 despite a text.
    ocr_rate: float | None = None
    notices: tuple[Notice, ...] = ()


def parse_plain_text(data: bytes) -> PlainText:
    """The header and the text of a page as Gallica served it, or as a browser saved it as text.

    Raises DamagedAnswer.
    """
    notices: list[Notice] = []
    text = _text(data, notices)
    is_html = text.lstrip().startswith("<")
    header, body = _parted(list(_from_html(text) if is_html else _from_lines(text)))
    pairs = tuple((found[1], found[2]) for found in map(_PAIR.fullmatch, header) if found)
    rate = next(filter(None, map(_RATE.search, header)), None)
    if not pairs or not (rate or any("ark:" in value for _, value in pairs)):
        raise DamagedAnswer(f"{_WHAT} lacks the header that Gallica puts before it")
    paragraphs = tuple(paragraph for paragraph in body if paragraph not in (_RULE, _MISSING))
    views = _by_view(header, body)
    is_cut = is_html and "</html" not in text[-100:].casefold()
    return PlainText(
        header=pairs,
        paragraphs=paragraphs,
        views={} if is_cut else views,
        ocr_rate=float(rate[1].replace(",", ".")) if rate else None,
        notices=(*notices, *_notices(body, is_cut=is_cut, has_views=bool(views))),
    )


def _text(data: bytes, notices: list[Notice]) -> str:
    """The page's text; raises DamagedAnswer for an empty one and for the security check."""
    if not data.strip():
        raise DamagedAnswer(f"{_WHAT} is empty")
    if is_challenge(data):
        raise DamagedAnswer(f"{_WHAT} is Gallica's security check, a page for people")
    text = decoded(data.removeprefix(codecs.BOM_UTF8), _WHAT, notices, recover=True)
    return text.replace("\0", "")


def _from_html(text: str) -> Iterator[str]:
    """The paragraphs of a page, and its rules."""
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True)
    try:
        root: etree._Element | None = etree.fromstring(text.encode(), parser)
    except etree.XMLSyntaxError:
        root = None
    if root is None:
        raise DamagedAnswer(f"{_WHAT} is not HTML")
    words: list[str] = []
    for event, element in etree.iterwalk(root, events=("start", "end")):
        name = element.tag if isinstance(element.tag, str) else "script"
        if name not in _INLINE:
            yield from _joined(words)
        if event == "end":
            words.append(element.tail or "")
        elif name == "hr":
            yield _RULE
        elif name not in _UNSEEN:
            words.append(element.text or "")
    yield from _joined(words)


def _joined(words: list[str]) -> Iterator[str]:
    """The paragraph collected so far, unless it is empty; the next one begins."""
    paragraph = clean_text("".join(words))
    words.clear()
    if paragraph:
        yield paragraph


def _from_lines(text: str) -> Iterator[str]:
    yield from filter(None, map(clean_text, text.splitlines()))


def _parted(pieces: list[str]) -> tuple[list[str], list[str]]:
    """What stands before the first rule and behind it; text saved by a browser has a dashed one."""
    for place, piece in enumerate(pieces):
        if piece == _RULE or _RULE_IN_TEXT.fullmatch(piece):
            return pieces[:place], pieces[place + 1 :]
    raise DamagedAnswer(f"{_WHAT} lacks the rule between its header and its body")


def _by_view(header: list[str], body: list[str]) -> dict[int, tuple[str, ...]]:
    """View → paragraphs, if there are as many parts between rules as the header announces views."""
    announced = next(filter(None, map(_VIEWS.fullmatch, header)), None)
    if announced is None:
        return {}
    first, last = int(announced[1]), int(announced[2] or announced[1])
    parts: list[list[str]] = [[]]
    for piece in body:
        if piece == _RULE:
            parts.append([])
        elif piece != _MISSING:
            parts[-1].append(piece)
    if len(parts) == last - first + 2 and not parts[-1]:
        parts.pop()
    if len(parts) != last - first + 1:
        return {}
    return {order: tuple(part) for order, part in enumerate(parts, first)}


def _notices(body: list[str], *, is_cut: bool, has_views: bool) -> Iterator[Notice]:
    if is_cut:
        yield Notice(NoticeKind.PLAIN_TEXT_CUT, f"{_WHAT} breaks off before its end")
    elif not has_views:
        yield Notice(
            NoticeKind.PLAIN_TEXT_UNDIVIDED, f"{_WHAT} does not tell where each view begins"
        )
    missing = sum(_MISSING in piece for piece in body)
    if missing:
        yield Notice(
            NoticeKind.PLAIN_TEXT_MISSING, f"{_WHAT} says in {missing} places that text is missing"
        )
