"""What the services of Gallica say about a book: OAIRecord, Pagination, Toc."""

from __future__ import annotations

from lxml import etree

from gallica_export.model import Numbering
from tests.press.book import Book
from tests.press.pages import Composition, Page
from tests.press.parts import Heading
from tests.press.xml import XLINK, XML_LANG, XSI, add, xml_bytes

_DC = "http://purl.org/dc/elements/1.1/"
_OAI_DC = "http://www.openarchives.org/OAI/2.0/oai_dc/"
_DATESTAMP = "2026-11-01"
_TYPES = {Numbering.NONE: "N", Numbering.ARABIC: "A", Numbering.ROMAN: "R"}


def oairecord(book: Book, composition: Composition, ocr_rate: float) -> bytes:
    """The bibliographic record; ``ocr_rate`` in percent."""
    attributes = {
        "ResultsGenerationSearchTime": "0:00:00.005",
        "countResults": "1",
        "resultType": "CVOAIRecordSearchService",
        "searchTime": "",
    }
    results = etree.Element("results", attributes)
    add(results, "visibility_rights", "all")
    _record(add(add(results, "notice"), "record"), book, composition)
    add(results, "sdewey", "02")
    add(results, "dewey", "0")
    add(results, "source", book.source)
    add(results, "typedoc", "monographie")
    add(results, "nqamoyen", f"{ocr_rate:.2f}")
    add(results, "mode_indexation", "text")
    add(results, "title", book.title)
    add(results, "date", str(book.year), {"nbIssue": "1"})
    add(results, "first_indexation_date", "01/11/2026")
    add(results, "streamable", "false")
    add(add(results, "listBibVirt"), "label", "presse")
    return xml_bytes(results)


def _record(record: etree._Element, book: Book, composition: Composition) -> None:
    header = add(record, "header")
    add(header, "identifier", f"oai:press:{book.ark}")
    add(header, "datestamp", _DATESTAMP)
    add(header, "setSpec", "gallica:theme:0:02")
    add(header, "setSpec", "gallica:typedoc:monographies")
    names = {"dc": _DC, "oai_dc": _OAI_DC, "xsi": XSI}
    dublin = etree.SubElement(add(record, "metadata"), f"{{{_OAI_DC}}}dc", nsmap=names)
    dublin.set(
        f"{{{XSI}}}schemaLocation", f"{_OAI_DC} http://www.openarchives.org/OAI/2.0/oai_dc.xsd"
    )
    for name, text, language in _elements(book, composition):
        attributes = {XML_LANG: language} if language else {}
        add(dublin, f"{{{_DC}}}{name}", text, attributes)


def _elements(book: Book, composition: Composition) -> list[tuple[str, str, str]]:
    """Dublin Core: name, text and language ("" if none is given) of each element."""
    views = len(composition.pages)
    elements = [
        ("identifier", str(book.ark), ""),
        ("title", book.title, ""),
        ("creator", book.author, ""),
        ("publisher", book.publisher, ""),
        ("date", str(book.year), ""),
        *(("subject", subject, "fre") for subject in book.subjects),
        ("format", f"1 vol. ({views} vues) ; in-12", ""),
        ("language", "fre", ""),
        ("type", "text", "eng"),
        ("type", "monographie imprimée", "fre"),
        ("type", "printed monograph", "eng"),
        ("source", book.source, ""),
        ("rights", "domaine public", "fre"),
        ("rights", "public domain", "eng"),
        ("format", f"Nombre total de vues :  {views}", ""),
    ]
    if composition.headings:
        elements.append(("description", "Contient une table des matières", ""))
    elements += [("description", text, "") for text in (*book.descriptions, "Avec mode texte")]
    return elements


def pagination(book: Book, composition: Composition) -> bytes:
    """The views with their printed labels."""
    pages = composition.pages
    livre = etree.Element("livre")
    structure = add(livre, "structure")
    add(structure, "firstDisplayedPage", str(min(book.first_displayed, len(pages))))
    add(structure, "hasToc", str(bool(composition.headings)).lower())
    add(structure, "TocLocation", "0")
    add(structure, "hasContent", "true")
    add(structure, "idUPN", book.ark.name)
    add(structure, "nbVueImages", str(len(pages)))
    listing = add(livre, "pages")
    for page in pages:
        _view(add(listing, "page"), page)
    return xml_bytes(livre)


def _view(element: etree._Element, page: Page) -> None:
    add(element, "numero", page.label or "NP")
    add(element, "ordre", str(page.order))
    add(element, "pagination_type", _TYPES[page.numbering])
    add(element, "image_width", str(page.width))
    add(element, "image_height", str(page.height))
    if page.caption:
        add(element, "legend", page.caption)


def toc(book: Book, composition: Composition) -> bytes:
    """The contents in the list shape, as deep as the headings go."""
    schema = {f"{{{XSI}}}noNamespaceSchemaLocation": "http://bibnum.bnf.fr/ns/tdmNum.xsd"}
    root = etree.Element("TEI.2", schema, nsmap={"xlink": XLINK, "xsi": XSI})
    text = add(root, "text", None, {"id": f"tdm.{book.number}"})
    contents = add(add(text, "body"), "div0", None, {"type": "TdM"})
    add(contents, "head", "TABLE DES MATIÈRES")
    starts = first_pages(composition)
    division = listing = contents
    for number, (block, heading) in enumerate(composition.headings.items(), 1):
        if heading.level == 1:
            division = add(contents, "div1")
            listing = add(division, "list")
        elif listing.getparent() is division:
            listing = add(add(division, "div2"), "list")
        _entry(listing, heading, starts[block], book.number, number)
    return xml_bytes(root)


def _entry(
    listing: etree._Element, heading: Heading, page: Page, document: str, number: int
) -> None:
    item = add(listing, "item")
    add(item, "seg", heading.title, {"n": f"int.{number:06}"})
    target = f"FOREIGN({document}/{page.order:06}.jp2)"
    link = {"from": target, "n": f"lie.{number:06}", "type": "image"}
    add(item, "xref", page.label, link)


def first_pages(composition: Composition) -> dict[int, Page]:
    """The page on which each block of the text begins."""
    starts: dict[int, Page] = {}
    for page in composition.pages:
        for placed in page.placed:
            if placed.line.block is not None:
                starts.setdefault(placed.line.block, page)
    return starts
