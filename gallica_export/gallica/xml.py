"""The one way in for XML: decoding, safety, repair.

Elements are matched by local name, since a service may serve several namespaces, or none.
"""

from __future__ import annotations

import re
from html.entities import html5

from lxml import etree

from gallica_export.errors import DamagedAnswer
from gallica_export.gallica.services import Kind
from gallica_export.gallica.sniffing import (
    kind_of,
    refuse_wall,
    root_of,
    without_byte_order_mark,
)
from gallica_export.model import Notice, NoticeKind

_DECLARED = re.compile(rb"\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.-]{1,40})[\"']")
_SINGLE_BYTE = re.compile(r"(?:iso-?8859-|windows-|cp)\d{1,4}", re.IGNORECASE)
_LATIN_1 = re.compile(r"iso-?8859-1", re.IGNORECASE)
# A document type with declarations of its own; it can only stand before the root element.
_DECLARATIONS = re.compile(
    rb"(?:\s+|<\?.*?\?>|<!--.*?-->)*+<!DOCTYPE(?:[^>\[\"']|\"[^\"]*\"|'[^']*')*+\[", re.DOTALL
)
# What XML 1.0 forbids, raw or as a character reference.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_AMPERSAND = re.compile(r"&(?:#x([0-9A-Fa-f]{1,6});|#([0-9]{1,7});|([A-Za-z][A-Za-z0-9]{1,31};))?")
_XML_ENTITIES = {"amp;", "lt;", "gt;", "quot;", "apos;"}
_START_TAG = re.compile(r"<([A-Za-z][\w:.-]*)([^<>]*?)(/?)>")
_ATTRIBUTE = re.compile(r"(?<=\s)([A-Za-z][\w:.-]*)\s*=\s*(\"[^\"<]*\"|'[^'<]*')")
_END_TAG = re.compile(r"</(?:[\w.-]+:)?([\w.-]+)\s*>[^<>]*\Z")


def parse_xml(
    data: bytes, *, root: str | tuple[str, ...], what: str, recover: bool = False
) -> tuple[etree._Element, list[Notice]]:
    """The root element of an answer, and what had to be repaired in it.

    ``root`` names the root elements that the service promises, whatever their case and namespace;
    ``what`` names the answer in messages ("the table of contents"). Stray control characters, bare
    ampersands and HTML's named entities are repaired without loss. With ``recover``, tags that do
    not nest are mended as libxml2 sees fit and undecodable bytes become U+FFFD; a document that
    lacks its end is refused all the same. Every repair is in the notices.

    Raises DamagedAnswer.
    """
    expected = (root,) if isinstance(root, str) else root
    notices: list[Notice] = []
    data = without_byte_order_mark(data)
    _refuse_html(data, expected, what)
    try:
        element = _tree(data, what, may_recover=recover)
    except etree.XMLSyntaxError:
        text = decoded(data, what, notices, recover=recover)
        element = _repaired(text, expected, what, notices, recover=recover)
    name = local_name(element)
    if not _is_one_of(name, expected):
        raise DamagedAnswer(f"{what} begins with <{name}> where <{expected[0]}> was expected")
    return element, notices


def local_name(element: etree._Element) -> str:
    """The element's name without its namespace; empty for a comment or an instruction."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def text_of(element: etree._Element, name: str) -> str:
    """The text of the first element below with this local name; empty if there is none."""
    found = next(element.iter(f"{{*}}{name}"), None)
    return "" if found is None else all_text(found).strip()


def all_text(element: etree._Element) -> str:
    """The text of the element and of all below it."""
    if len(element) == 0:
        return element.text or ""
    return "".join(str(piece) for piece in element.itertext())


def decoded(data: bytes, what: str, notices: list[Notice], *, recover: bool) -> str:
    """The text of ``data``: UTF-8 if it is that at all, else what it declares, else cp1252.

    What was declared falsely, or with ``recover`` could not be decoded, is added to ``notices``.
    Raises DamagedAnswer for damaged UTF-8 without ``recover``.
    """
    try:
        return data.decode()
    except UnicodeDecodeError:
        lenient = data.decode(errors="replace")
    lost = lenient.count("\N{REPLACEMENT CHARACTER}")
    if sum(character > "\x7f" for character in lenient) > 2 * lost:
        if not recover:
            raise DamagedAnswer(f"{what} holds bytes that are not UTF-8")
        notices.append(_repair(what, f"{lost} damaged characters"))
        return lenient
    found = _DECLARED.match(data)
    declared = found[1].decode("ascii", "replace") if found else "utf-8"
    if not _SINGLE_BYTE.fullmatch(declared):
        notices.append(_repair(what, "it is not in the encoding that it declares"))
        declared = "cp1252"
    # Whoever declares ISO-8859-1 means cp1252, as browsers know: its controls are never meant.
    for encoding in ("cp1252" if _LATIN_1.fullmatch(declared) else declared, "cp1252"):
        try:
            return data.decode(encoding)
        except (LookupError, UnicodeDecodeError):
            continue
    return data.decode("latin-1")


def refuse_cut(text: str, expected: tuple[str, ...], what: str) -> None:
    """Raises DamagedAnswer unless one of the ``expected`` elements ends the document.

    Recovery closes what is open, so a cut document would pass for a short one.
    """
    end = _END_TAG.match(text, max(text.rfind("</"), 0))
    if end is None or not _is_one_of(end[1], expected):
        raise DamagedAnswer(f"{what} breaks off before its end")


def _tree(data: bytes, what: str, *, may_recover: bool, recover: bool = False) -> etree._Element:
    """The tree of UTF-8 ``data``, whatever encoding its prologue claims.

    A false ISO-8859-1 prologue is the rule in Gallica's OCR, so the encoding is never left to it.
    """
    # Recovery may find a document type where none can be.
    if _DECLARATIONS.match(data) or (recover and b"<!ENTITY" in data):
        raise DamagedAnswer(f"{what} declares entities of its own, which no service does")
    parser = etree.XMLParser(
        encoding="utf-8",
        recover=recover,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        # Blank text counts in running text only, and that is also all that is worth recovering.
        remove_blank_text=not may_recover,
    )
    return etree.fromstring(data, parser)


def _repaired(
    text: str, expected: tuple[str, ...], what: str, notices: list[Notice], *, recover: bool
) -> etree._Element:
    """The tree of a document that is not well formed as it stands."""
    mended = _AMPERSAND.sub(_escaped, _FORBIDDEN.sub("", text))
    try:
        element = _tree(mended.encode(), what, may_recover=recover)
    except etree.XMLSyntaxError as error:
        if not recover:
            raise DamagedAnswer(f"{what} is not well-formed XML: {error.msg}") from None
        refuse_cut(mended, expected, what)
        notices.append(_repair(what, f"its tags were not well formed ({error.msg})"))
        return _recovered(mended, what)
    if mended != text:
        notices.append(_repair(what, "stray control characters or ampersands"))
    return element


def _recovered(text: str, what: str) -> etree._Element:
    """The tree as libxml2 mends it, provided that no element is lost on the way."""
    # A broken attribute would cost its element and all that follows; these trees can do without.
    sound = _START_TAG.sub(_with_sound_attributes, text[: text.rfind(">") + 1])
    element = _tree(sound.encode(), what, may_recover=True, recover=True)
    count = len(_START_TAG.findall(sound))
    if element is None or sum(1 for _ in element.iter("{*}*")) < count:
        raise DamagedAnswer(f"{what} is too badly damaged to be read")
    return element


def _with_sound_attributes(found: re.Match[str]) -> str:
    name, attributes, end = found.groups()
    sound = dict(_ATTRIBUTE.findall(attributes))
    return " ".join([f"<{name}", *(f"{key}={value}" for key, value in sound.items())]) + f"{end}>"


def _escaped(found: re.Match[str]) -> str:
    """An ampersand and what follows, as XML without a DTD may have it."""
    hexadecimal, decimal, name = found.groups()
    if hexadecimal or decimal:
        code = int(hexadecimal, 16) if hexadecimal else int(decimal)
        is_sound = code <= 0x10FFFF and not _FORBIDDEN.match(chr(code))
        return found[0] if is_sound else ""
    if name in _XML_ENTITIES:
        return found[0]
    if name in html5:
        return "".join(f"&#{ord(character)};" for character in html5[name])
    return "&amp;" + found[0][1:]


def _refuse_html(data: bytes, expected: tuple[str, ...], what: str) -> None:
    refuse_wall(data, what)
    if kind_of(data) is Kind.HTML and not _is_one_of(root_of(data), expected):
        raise DamagedAnswer(f"{what} is an HTML page where XML was expected")


def _is_one_of(name: str, expected: tuple[str, ...]) -> bool:
    return name.casefold() in {one.casefold() for one in expected}


def _repair(what: str, detail: str) -> Notice:
    return Notice(NoticeKind.ANSWER_REPAIRED, f"{what} had to be repaired: {detail}")
