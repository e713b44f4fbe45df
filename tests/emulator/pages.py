"""The answers that no document has: not found, refused, please prove that you are human."""

from __future__ import annotations

from lxml import etree

from tests.emulator.messages import HTML, XML, Answer
from tests.press.xml import add, namespaced, xml_bytes

ALTCHA_PATH = "/services/engine/search/altcha"
_OAI_PMH = "http://www.openarchives.org/OAI/2.0/"


def altcha() -> Answer:
    """The challenge that people solve and programs must not."""
    page = _html("Gallica | Vérification de sécurité")
    body = page[1]
    add(body, "h1", "Vérification de sécurité")
    widget = {"id": "customAltcha_checkbox_1", "challengeurl": f"{ALTCHA_PATH}/challenge"}
    add(add(body, "form"), "altcha-widget", None, widget)
    return _page(200, page)


def to_altcha() -> Answer:
    """The way to the challenge."""
    return Answer(302, headers={"Location": f"{ALTCHA_PATH}?altchaNotVerified=false"})


def forbidden() -> Answer:
    return Answer(403, b"Access Denied: 403 Access Interdit")


def not_found() -> Answer:
    return _page(404, _html("Gallica | Page introuvable"))


def broken() -> Answer:
    """What an unknown identifier gets from services that did not expect it."""
    return _page(500, _html("HTTP Status 500"))


def no_record() -> Answer:
    """The record service's way to say that there is no such document: 200."""
    results = etree.Element(
        "results",
        {
            "ResultsGenerationSearchTime": "0:00:00.004",
            "countResults": "0",
            "resultType": "CVOAIRecordSearchService",
            "searchTime": "",
        },
    )
    add(results, "visibility_rights", "all")
    return Answer(200, xml_bytes(results), XML)


def no_issues(ark: str) -> Answer:
    attributes = {"compile_time": "0:00:00.002", "listType": "years", "parentArk": ark}
    return Answer(200, xml_bytes(etree.Element("issues", attributes)), XML)


def oai_record(record: bytes) -> Answer:
    """The same record from the OAI-PMH gateway: header and metadata in another envelope."""
    root = _envelope()
    inside = add(add(root, f"{{{_OAI_PMH}}}GetRecord"), f"{{{_OAI_PMH}}}record")
    given = etree.fromstring(record).find("notice/record")
    assert given is not None, "a record that is held has a notice"
    for element in given.iter():
        if isinstance(element.tag, str) and not element.tag.startswith("{"):
            element.tag = f"{{{_OAI_PMH}}}{element.tag}"
    inside.extend(given)
    return Answer(200, xml_bytes(root), XML)


def no_oai_record() -> Answer:
    root = _envelope()
    add(root, f"{{{_OAI_PMH}}}error", "No matching identifier", {"code": "idDoesNotExist"})
    return Answer(200, xml_bytes(root), XML)


def _envelope() -> etree._Element:
    return namespaced("OAI-PMH", {"": _OAI_PMH})


def _html(title: str) -> etree._Element:
    page = etree.Element("html", {"lang": "FR"})
    add(add(page, "head"), "title", title)
    add(page, "body")
    return page


def _page(status: int, page: etree._Element) -> Answer:
    html = etree.tostring(page, encoding="UTF-8", method="html", doctype="<!DOCTYPE html>")
    return Answer(status, html, HTML)
