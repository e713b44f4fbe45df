"""ALTO: the OCR of one view, in every dialect that the BnF and its partners deliver."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree
from msgspec.structs import replace

from gallica_export.gallica.alto.scale import Size, in_master_pixels
from gallica_export.gallica.alto.strays import gather_strays
from gallica_export.gallica.alto.values import (
    CONFIDENCES,
    SIDES,
    WORDS,
    box_of,
    confidence,
    measure,
    style_of,
)
from gallica_export.gallica.languages import language_tag
from gallica_export.gallica.line_ends import with_hyphen
from gallica_export.gallica.numbers import decimal_number, percent
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
_CONTENT, _CONFIDENCE = b"CONTENT", b"WC"
_RAW_ACCURACY = re.compile(r"OCR BRUT ([0-9]{1,3}(?:\.[0-9]+)?) ?%")


def parse_alto(data: bytes, order: int, master: Size | None = None) -> ViewText:
    """The OCR of view ``order`` with every word and its box, and what was odd about it.

    Boxes are in pixels of the master image, whose width and height are ``master`` where they are
    known; without them, or where they do not fit, in the unit of the file, which nearly always is
    the same. A view without text gives a ViewText without blocks.

    Raises DamagedAnswer.
    """
    root, repairs = parse_xml(data, root="alto", what=f"the OCR of view {order}")
    reader = _Reader(root, order, repairs)
    text = reader.text()
    if reader.strings < sum(1 for _ in root.iter("{*}String")):
        gather_strays(root)
        text = _Reader(root, order, repairs).text()
    unit = clean_text(root.findtext("{*}Description/{*}MeasurementUnit") or "pixel")
    return in_master_pixels(text, unit, master)


class _Reader:
    """The styles and tags that one file defines, and what was odd in it so far."""

    def __init__(self, root: etree._Element, order: int, repairs: list[Notice]) -> None:
        self.root = root
        self.order = order
        self.styles = {
            style.get("ID", ""): style_of(style)
            for style in root.iterfind("{*}Styles/{*}TextStyle")
        }
        self.tags = {
            tag.get("ID", ""): clean_text(tag.get("LABEL", ""))
            for tag in root.iterfind("{*}Tags/{*}*")
            if local_name(tag) != "NamedEntityTag"
        }
        self.notices = [replace(notice, view=order) for notice in repairs]
        self.odd_boxes = 0
        #: How many String elements were seen, empty or not.
        self.strings = 0

    def text(self) -> ViewText:
        page = self._page()
        width, height = _size(page)
        regions = list(self._regions())
        if self.odd_boxes:
            message = f"{self.odd_boxes} boxes have missing or impossible numbers"
            self._notice(NoticeKind.ALTO_BOXES, message)
        return ViewText(
            order=self.order,
            width=width,
            height=height,
            blocks=tuple(region for region in regions if isinstance(region, TextBlock)),
            illustrations=tuple(region for region in regions if isinstance(region, Illustration)),
            accuracy=self._accuracy(page),
            notices=tuple(self.notices),
        )

    def _page(self) -> etree._Element:
        """The page that tells size and accuracy: the first with words on it."""
        pages = list(self.root.iter("{*}Page"))
        if not pages:
            self._notice(NoticeKind.ALTO_WITHOUT_PAGE, "the OCR describes no page")
            return self.root
        if len(pages) > 1:
            message = f"the OCR describes {len(pages)} pages"
            self._notice(NoticeKind.ALTO_WITH_SEVERAL_PAGES, message)
        return next((page for page in pages if page.find(".//{*}String") is not None), pages[0])

    def _regions(self) -> Iterator[TextBlock | Illustration]:
        """Blocks and pictures in document order, wherever and however deep they stand."""
        stack = [(self.root, "", Box(0, 0, 0, 0))]
        while stack:
            element, around, within = stack.pop()
            name = local_name(element)
            if name == "TextBlock":
                yield from self._block(element, self._hint(element) or around, within)
                continue
            if name in _PICTURES:
                hint = self._hint(element) or _PICTURES[name]
                yield Illustration(self._box(element) or within, hint)
            elif name == "Page":
                within = Box(0, 0, *_size(element))
            elif name in _CONTAINERS:
                own = name if name in _MARGINS else self._hint(element).replace("container", "")
                around = own or around
            stack += [(child, around, within) for child in element.iterchildren(reversed=True)]

    def _block(self, element: etree._Element, hint: str, within: Box) -> Iterator[TextBlock]:
        """The block, unless it is empty."""
        own = self._box(element)
        style = self._style(element)
        lines = tuple(
            line
            for child in element.iter("{*}TextLine")
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
            self.strings += 1
            get = string.get
            try:
                words.append(Word(WORDS[get(_CONTENT)], box_of(get), CONFIDENCES[get(_CONFIDENCE)]))
            except KeyError:
                words += self._words(string, box or within)
        if string is None or not words:
            return None
        words[-1] = with_hyphen(words[-1], is_divided=local_name(element[-1]) == "HYP")
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
        if not text:
            return []
        box = self._box(string, is_due=True) or line
        certainty = confidence(string.get("WC", ""))
        if " " in text:
            return [Word(word, part, certainty) for word, part in _shared(text, box)]
        return [Word(text, box, certainty)]

    def _box(self, element: etree._Element, *, is_due: bool = False) -> Box | None:
        """The element's box in whole units; None if it has none."""
        try:
            return box_of(element.get)
        except KeyError:
            return self._odd_box([element.get(name) for name in SIDES], is_due=is_due)

    def _odd_box(self, said: list[str | None], *, is_due: bool) -> Box | None:
        """A box with fractions, with impossible numbers, or with some missing."""
        numbers = [measure(text) for text in said]
        self.odd_boxes += any(
            is_due if text is None else number is None or abs(number - float(text)) >= 1
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
        said = page.get("ACCURACY", "")
        if decimal_number(said) is None:
            steps = (step.text or "" for step in self.root.iter("{*}processingStepDescription"))
            found = next(filter(None, map(_RAW_ACCURACY.search, steps)), None)
            said = found[1] if found else ""
        return percent(said)

    def _notice(self, kind: NoticeKind, message: str) -> None:
        self.notices.append(Notice(kind, message, self.order))


def _size(page: etree._Element) -> Size:
    return measure(page.get("WIDTH")) or 0, measure(page.get("HEIGHT")) or 0


def _shared(text: str, box: Box) -> Iterator[tuple[str, Box]]:
    """The words of ``text``, each with its share of the box, as if all characters were as wide."""
    scale = box.width / len(text)
    for found in re.finditer(r"\S+", text):
        left, right = round(found.start() * scale), round(found.end() * scale)
        yield found[0], Box(box.x + left, box.y, right - left, box.height)
