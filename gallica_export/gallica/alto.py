"""ALTO: the OCR of one view, in every dialect that the BnF and its partners deliver."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from math import isnan
from typing import Generic, TypeVar

from lxml import etree
from msgspec.structs import replace

from gallica_export.gallica.languages import language_tag
from gallica_export.gallica.xml import local_name, parse_xml
from gallica_export.model import (
    Box,
    Illustration,
    Line,
    Notice,
    NoticeKind,
    Style,
    TextBlock,
    ViewText,
    Word,
)
from gallica_export.text import clean_text

_MARGINS = ("TopMargin", "LeftMargin", "RightMargin", "BottomMargin")
_CONTAINERS = ("PrintSpace", "ComposedBlock", *_MARGINS)
#: The elements for pictures, with the hint that they are in themselves.
_PICTURES = {"Illustration": None, "GraphicalElement": "GraphicalElement"}
# As bytes, since lxml would encode a name anew for each of a page's thousand look-ups.
_SIDES = _X, _Y, _WIDTH, _HEIGHT = b"HPOS", b"VPOS", b"WIDTH", b"HEIGHT"
_CONTENT, _CONFIDENCE = b"CONTENT", b"WC"
_LARGEST = 999_999
_RAW_ACCURACY = re.compile(r"OCR BRUT (\d{1,3}(?:\.\d+)?) ?%")
# Stand for a hyphen at the end of a line and for nothing else there.
_HIDDEN_HYPHENS = "\N{SOFT HYPHEN}\N{NOT SIGN}"
_HYPHENS = tuple("-\N{HYPHEN}\N{NON-BREAKING HYPHEN}\N{EN DASH}\N{EM DASH}")
_T = TypeVar("_T")


def parse_alto(data: bytes, order: int) -> ViewText:
    """The OCR of view ``order`` with every word and its box, and what was odd about it.

    Boxes are in the unit of the file, which is the master image's pixel but for a Notice that says
    otherwise. A view without text gives a ViewText without blocks.

    Raises DamagedAnswer.
    """
    root, repairs = parse_xml(data, root="alto", what=f"the OCR of view {order}")
    return _Reader(root, order, repairs).text()


class _Known(dict[str | None, _T], Generic[_T]):
    """What attribute values mean, remembered: the same few come back on every page.

    KeyError for an attribute that is absent or needs a second look.
    """

    def __init__(self, read: Callable[[str], _T | None]) -> None:
        super().__init__()
        self.read = read

    def __missing__(self, text: str | None) -> _T:
        value = None if text is None else self.read(text)
        if value is None:
            raise KeyError(text)
        if len(self) > 1 << 14:
            self.clear()
        self[text] = value
        return value


class _Reader:
    """The styles and tags that one file defines, and what was odd in it so far."""

    def __init__(self, root: etree._Element, order: int, repairs: list[Notice]) -> None:
        self.root = root
        self.order = order
        self.styles = {
            style.get("ID", ""): _style(style) for style in root.iterfind("{*}Styles/{*}TextStyle")
        }
        self.tags = {
            tag.get("ID", ""): clean_text(tag.get("LABEL", ""))
            for tag in root.iterfind("{*}Tags/{*}*")
            if local_name(tag) != "NamedEntityTag"
        }
        self.notices = [replace(notice, view=order) for notice in repairs]
        self.odd_boxes = 0

    def text(self) -> ViewText:
        page = self._page()
        if page is None:
            self._notice(NoticeKind.ALTO_WITHOUT_PAGE, "the OCR describes no page")
            return ViewText(order=self.order, notices=tuple(self.notices))
        unit = clean_text(self.root.findtext("{*}Description/{*}MeasurementUnit") or "pixel")
        if unit != "pixel":
            self._notice(NoticeKind.ALTO_UNIT, f"the OCR measures in {unit}, not in pixels")
        width, height = _measure(page.get("WIDTH")) or 0, _measure(page.get("HEIGHT")) or 0
        regions = list(self._regions(page, Box(0, 0, width, height)))
        if self.odd_boxes:
            self._notice(NoticeKind.ALTO_BOXES, f"{self.odd_boxes} boxes had impossible numbers")
        return ViewText(
            order=self.order,
            width=width,
            height=height,
            blocks=tuple(region for region in regions if isinstance(region, TextBlock)),
            illustrations=tuple(region for region in regions if isinstance(region, Illustration)),
            accuracy=self._accuracy(page),
            notices=tuple(self.notices),
        )

    def _page(self) -> etree._Element | None:
        pages = self.root.findall("{*}Layout/{*}Page")
        if len(pages) < 2:
            return pages[0] if pages else None
        self._notice(NoticeKind.ALTO_WITH_SEVERAL_PAGES, f"the OCR describes {len(pages)} pages")
        return next((page for page in pages if page.find(".//{*}TextLine") is not None), pages[0])

    def _regions(self, page: etree._Element, within: Box) -> Iterator[TextBlock | Illustration]:
        """Blocks and pictures in document order, however deep they stand in composed blocks."""
        stack = [(element, "") for element in page.iterchildren(reversed=True)]
        while stack:
            element, around = stack.pop()
            name = local_name(element)
            hint = self._hint(element)
            if name == "TextBlock":
                yield from self._block(element, hint or around, within)
            elif name in _PICTURES:
                yield Illustration(self._box(element) or within, hint or _PICTURES[name])
            elif name in _CONTAINERS:
                own = name if name in _MARGINS else hint.replace("container", "")
                inner = own or around
                stack += [(child, inner) for child in element.iterchildren(reversed=True)]

    def _block(self, element: etree._Element, hint: str, within: Box) -> Iterator[TextBlock]:
        """The block, unless it is empty."""
        own = self._box(element)
        style = self._style(element)
        lines = tuple(
            line
            for child in element.iterchildren("{*}TextLine")
            if (line := self._line(child, own or within, style))
        )
        if lines:
            language = language_tag(element.get("LANG") or element.get("language") or "")
            box = own or Box.around(line.box for line in lines)
            yield TextBlock(lines, box, language, hint or None)

    def _line(self, element: etree._Element, within: Box, style: Style | None) -> Line | None:
        box = self._box(element)
        words: list[Word] = []
        string = None
        for string in element.iterchildren("{*}String"):
            get = string.get
            try:
                words.append(Word(_WORDS[get(_CONTENT)], _box(get), _CONFIDENCES[get(_CONFIDENCE)]))
            except KeyError:
                words += self._words(string, box or within)
        if string is None or not words:
            return None
        words[-1] = _with_hyphen(words[-1], has_hyphen=local_name(element[-1]) == "HYP")
        whole = string.get("SUBS_CONTENT", "") if string.get("SUBS_TYPE") == "HypPart1" else ""
        return Line(
            tuple(words),
            box or Box.around(word.box for word in words),
            self._style(element) or self._shared_style(element) or style,
            clean_text(whole) or None,
            self._tag(element),
        )

    def _words(self, string: etree._Element, line: Box) -> list[Word]:
        """The words of one String: one, but the whole line in some dialects."""
        text = clean_text(string.get("CONTENT", ""))
        box = self._box(string) or line
        confidence = _confidence(string.get("WC", ""))
        if " " in text:
            return [Word(word, part, confidence) for word, part in _shared(text, box)]
        return [Word(text, box, confidence)] if text else []

    def _box(self, element: etree._Element) -> Box | None:
        """The element's box in whole pixels; None if it has none."""
        try:
            return _box(element.get)
        except KeyError:
            return self._odd_box(element)

    def _odd_box(self, element: etree._Element) -> Box | None:
        """A box with fractions, with impossible numbers, or with some missing."""
        said = [element.get(name) for name in _SIDES]
        numbers = [_measure(text) for text in said]
        self.odd_boxes += any(
            text is not None and (number is None or abs(number - float(text)) >= 1)
            for text, number in zip(said, numbers, strict=True)
        )
        return None if None in numbers else Box(*(number or 0 for number in numbers))

    def _style(self, element: etree._Element) -> Style | None:
        references = element.get("STYLEREFS", "")
        if references in self.styles:
            return self.styles[references]
        return next((self.styles[one] for one in references.split() if one in self.styles), None)

    def _shared_style(self, line: etree._Element) -> Style | None:
        """The style of a line whose words all have the same and that names none itself."""
        if not self.styles:
            return None
        styles = [self._style(string) for string in line.iterchildren("{*}String")]
        return styles[0] if all(style is styles[0] for style in styles) else None

    def _tag(self, element: etree._Element) -> str | None:
        references = element.get("TAGREFS")
        if references is None:
            return None
        return next((self.tags[one] for one in references.split() if self.tags.get(one)), None)

    def _hint(self, element: etree._Element) -> str:
        """What the engine calls the region: its TYPE, or the label of a tag; empty if neither."""
        return clean_text(element.get("TYPE", "")) or self._tag(element) or ""

    def _accuracy(self, page: etree._Element) -> float | None:
        said = _decimal(page.get("ACCURACY"))
        if said is None:
            steps = (step.text or "" for step in self.root.iter("{*}processingStepDescription"))
            found = next(filter(None, map(_RAW_ACCURACY.search, steps)), None)
            said = _decimal(found[1]) if found else None
        return said if said is not None and 0 <= said <= 100 else None

    def _notice(self, kind: NoticeKind, message: str) -> None:
        self.notices.append(Notice(kind, message, self.order))


def _with_hyphen(word: Word, *, has_hyphen: bool) -> Word:
    """The last word of a line as printed, with its hyphen once, if it ends in one."""
    if not has_hyphen and word.text[-1] not in _HIDDEN_HYPHENS:
        return word
    text = word.text.rstrip(_HIDDEN_HYPHENS)
    return replace(word, text=text if text.endswith(_HYPHENS) else text + "-")


def _box(get: Callable[[bytes], str | None]) -> Box:
    """The box of the element with these attributes; KeyError if there is anything odd about it."""
    return Box(_NUMBERS[get(_X)], _NUMBERS[get(_Y)], _NUMBERS[get(_WIDTH)], _NUMBERS[get(_HEIGHT)])


def _shared(text: str, box: Box) -> Iterator[tuple[str, Box]]:
    """The words of ``text``, each with its share of the box, as if all characters were as wide."""
    scale = box.width / len(text)
    for found in re.finditer(r"\S+", text):
        left, right = round(found.start() * scale), round(found.end() * scale)
        yield found[0], Box(box.x + left, box.y, right - left, box.height)


def _style(element: etree._Element) -> Style:
    kinds = (element.get("FONTSTYLE") or "").lower().split()
    return Style(_decimal(element.get("FONTSIZE")) or None, "bold" in kinds, "italics" in kinds)


def _confidence(text: str) -> float | None:
    value = _decimal(text)
    return value if value is not None and 0 <= value <= 1 else None


def _decimal(text: str | None) -> float | None:
    try:
        return None if text is None else float(text)
    except ValueError:
        return None


def _measure(text: str | None) -> int | None:
    """A length in whole pixels, between 0 and the limit; None if it is no number."""
    value = _decimal(text)
    return None if value is None or isnan(value) else round(min(max(value, 0), _LARGEST))


def _plain_word(text: str) -> str | None:
    """The text of a String that is one word."""
    word = clean_text(text)
    return word if word and " " not in word else None


def _plain_number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) <= len(str(_LARGEST)) else None


_WORDS = _Known(_plain_word)
_NUMBERS = _Known(_plain_number)
_CONFIDENCES = _Known(_confidence)
