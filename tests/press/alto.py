"""A page that was read, as the ALTO that the services deliver."""

from __future__ import annotations

from itertools import count

from lxml import etree

from gallica_export.model import Box
from tests.press.ocr import Dialect, Hyphens, ReadBlock, ReadLine, ReadPage, Scan, around
from tests.press.pages import Drawing, Picture, Zone
from tests.press.typeset import Setting
from tests.press.xml import PROLOG, XLINK, XSI, add, namespaced, xml_bytes

_NAMESPACES = {
    Dialect.BNF: "http://www.loc.gov/standards/alto/ns-v3#",
    Dialect.PROD: "http://bibnum.bnf.fr/ns/alto_prod",
}
_SCHEMAS = {
    Dialect.BNF: f"{_NAMESPACES[Dialect.BNF]} http://bibnum.bnf.fr/schema/alto_bnf-v2_0.xsd",
    Dialect.PROD: f"{_NAMESPACES[Dialect.PROD]} http://bibnum.bnf.fr/ns/alto_prod.xsd",
}
_FALSE_PROLOG = b'<?xml version="1.0" encoding="ISO-8859-1" standalone="no"?>\n'
_DOTS_PER_POINT = 300 / 72
_MARGINS = {Zone.TOP: "TopMargin", Zone.BODY: "PrintSpace", Zone.BOTTOM: "BottomMargin"}


def alto(read: ReadPage, scan: Scan, *, number: str) -> bytes:
    """The ALTO of one view; ``number`` is the document's, without the ARK's check character."""
    root = _Writer(read, scan).document(number)
    return xml_bytes(root, prolog=_FALSE_PROLOG if scan.dialect is Dialect.PROD else PROLOG)


class _Writer:
    """Builds one file: the identifiers and the styles are counted as it goes."""

    def __init__(self, read: ReadPage, scan: Scan) -> None:
        self.read = read
        self.scan = scan
        self.namespace = _NAMESPACES[scan.dialect]
        self.name = f"PAG_{read.page.order}"
        self.styles: dict[Setting, str] = {}
        self.counters = {kind: count(1) for kind in ("TB", "TL", "ST", "IL", "GE")}

    def id(self, kind: str) -> str:
        return f"{self.name}_{kind}{next(self.counters[kind]):06}"

    def add(
        self,
        parent: etree._Element,
        tag: str,
        text: str | None = None,
        attributes: dict[str, str] | None = None,
    ) -> etree._Element:
        return add(parent, f"{{{self.namespace}}}{tag}", text, attributes)

    def document(self, number: str) -> etree._Element:
        names = {"": self.namespace, "xlink": XLINK, "xsi": XSI}
        root = namespaced("alto", names)
        root.set(f"{{{XSI}}}schemaLocation", _SCHEMAS[self.scan.dialect])
        if self.scan.dialect is Dialect.PROD:
            root.set("ID", f"alto.{number}")
        else:
            root.set("SCHEMAVERSION", "alto_bnf-v2_0")
        self._describe(self.add(root, "Description"), number)
        styles, layout = self.add(root, "Styles"), self.add(root, "Layout")
        self._page(layout)
        for setting, name in self.styles.items():
            self.add(styles, "TextStyle", None, _style(setting, name))
        return root

    def _describe(self, description: etree._Element, number: str) -> None:
        self.add(description, "MeasurementUnit", "pixel")
        source = self.add(description, "sourceImageInformation")
        extension = "tif" if self.scan.dialect is Dialect.PROD else "jp2"
        self.add(source, "fileName", f"{self.read.page.order:08}.{extension}")
        if self.scan.dialect is Dialect.BNF:
            place = {"documentIdentifierLocation": "NUM"}
            self.add(source, "documentIdentifier", number, place)
        step = self.add(
            self.add(description, "OCRProcessing", None, {"ID": "OCR_1"}), "ocrProcessingStep"
        )
        rate = f"[001_OCR_BRUT]OCR BRUT {self.read.accuracy:.2f} %"
        self.add(step, "processingStepDescription", rate)

    def _page(self, layout: etree._Element) -> None:
        page = self.read.page
        attributes = {
            "ID": self.name,
            "HEIGHT": str(page.height),
            "WIDTH": str(page.width),
            "PHYSICAL_IMG_NR": str(page.order),
            "PRINTED_IMG_NR": page.label or "NP",
            "QUALITY": "OK",
        }
        if self.scan.dialect is Dialect.BNF:
            attributes["ACCURACY"] = f"{self.read.accuracy:.2f}"
        if page.is_blank:
            attributes["PAGECLASS"] = "BlankPage"
        element = self.add(layout, "Page", None, attributes)
        for zone in Zone:
            self._zone(element, zone)

    def _zone(self, page: etree._Element, zone: Zone) -> None:
        if self.scan.dialect is Dialect.PROD and zone is not Zone.BODY:
            return
        blocks = [block for block in self.read.blocks if self._zone_of(block) is zone]
        pictures = self.read.page.pictures if zone is Zone.BODY else ()
        if not blocks and not pictures:
            return
        box = around([block.box for block in blocks] + [picture.box for picture in pictures])
        name = _MARGINS[zone]
        margin = self.add(page, name, None, {"ID": f"{self.name}_{name}", **_geometry(box)})
        for picture in pictures:
            self._picture(margin, picture)
        for block in blocks:
            self._block(margin, block)

    def _zone_of(self, block: ReadBlock) -> Zone:
        return Zone.BODY if self.scan.dialect is Dialect.PROD else block.zone

    def _picture(self, parent: etree._Element, picture: Picture) -> None:
        is_picture = picture.drawing is Drawing.ENGRAVING
        name, kind = ("Illustration", "IL") if is_picture else ("GraphicalElement", "GE")
        self.add(parent, name, None, {"ID": self.id(kind), **_geometry(picture.box)})

    def _block(self, parent: etree._Element, block: ReadBlock) -> None:
        is_prod = self.scan.dialect is Dialect.PROD
        attributes = {
            "ID": self.id("TB"),
            **_geometry(block.box),
            "language" if is_prod else "LANG": block.language or "fr",
            "STYLEREFS": self._style_of(block.lines[0]),
        }
        element = self.add(parent, "TextBlock", None, attributes)
        guess = None
        for line in block.lines:
            self._line(element, line, guess)
            guess = line.guess

    def _line(self, parent: etree._Element, line: ReadLine, pending: str | None) -> None:
        """A line; ``pending`` is the guess at the word whose second half begins it."""
        style = self._style_of(line)
        attributes = {"ID": self.id("TL"), **_geometry(line.box), "STYLEREFS": style}
        element = self.add(parent, "TextLine", None, attributes)
        last = len(line.words) - 1
        for place, word in enumerate(line.words):
            if place:
                self._space(element, line.words[place - 1].box, word.box)
            string = {"ID": self.id("ST"), **_geometry(word.box), "WC": f"{word.confidence:g}"}
            string["CONTENT"] = word.text
            if place == 0 and pending:
                string |= {"SUBS_TYPE": "HypPart2", "SUBS_CONTENT": pending}
            elif place == last and line.is_divided:
                if self.scan.hyphens is Hyphens.HYP:
                    string["CONTENT"] = word.text.removesuffix("-")
                if line.guess:
                    string |= {"SUBS_TYPE": "HypPart1", "SUBS_CONTENT": line.guess}
            self.add(element, "String", None, string)
        if line.is_divided and self.scan.hyphens is not Hyphens.CONTENT:
            box = line.words[-1].box
            place_of = {"HPOS": str(box.right), "VPOS": str(box.bottom), "WIDTH": "30"}
            self.add(element, "HYP", None, {"CONTENT": "-", **place_of})

    def _space(self, parent: etree._Element, before: Box, after: Box) -> None:
        width = after.x - before.right
        if width > 0:
            attributes = {"HPOS": str(before.right), "VPOS": str(after.y), "WIDTH": str(width)}
            self.add(parent, "SP", None, attributes)

    def _style_of(self, line: ReadLine) -> str:
        setting = line.parts[0].setting
        return self.styles.setdefault(setting, f"TXT_{len(self.styles) + 1}")


def _geometry(box: Box) -> dict[str, str]:
    return {
        "HPOS": str(box.x),
        "VPOS": str(box.y),
        "WIDTH": str(box.width),
        "HEIGHT": str(box.height),
    }


def _style(setting: Setting, name: str) -> dict[str, str]:
    points = str(round(setting.size / _DOTS_PER_POINT))
    style = {"ID": name, "FONTFAMILY": "Times", "FONTSIZE": points}
    return style | ({"FONTSTYLE": "italics"} if setting.italic else {})
