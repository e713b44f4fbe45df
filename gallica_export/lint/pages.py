"""Pages of HTML: those of a site, and those in an EPUB."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

from lxml import etree, html

from gallica_export.lint.bundle import Bundle, leads_to, line_of, parsed
from gallica_export.lint.findings import Code, Finding
from gallica_export.lint.words import check_words, told_by_pages, words_of_pages

Pages = Mapping[str, etree._Element]

_LOADING = {"img": "src", "script": "src", "iframe": "src", "audio": "src", "video": "src"}
_LOADED_LINKS = {"stylesheet", "icon", "preload", "manifest"}


def lint_pages(bundle: Bundle) -> Iterator[Finding]:
    """The faults of a site."""
    pages: dict[str, etree._Element] = {}
    for name, data in bundle.files.items():
        if name.endswith(".html"):
            parser = html.HTMLParser(encoding="utf-8")
            try:
                pages[name] = html.document_fromstring(data, parser=parser)
            except etree.LxmlError as error:
                yield Finding(Code.ILL_FORMED, name, str(error))
    yield from lint_each(pages, set(bundle.files), _base(pages))
    told = told_by_pages(page for name, page in pages.items() if name == "index.html")
    yield from check_words("text", told, words_of_pages(_chapters(pages)))
    yield from credit("index.html", bundle.files.get("index.html", b""))


def _chapters(pages: Pages) -> Iterator[etree._Element]:
    """The texts of the chapters, each with the way to the next."""
    ways = {
        name: link.get("href", "")
        for name, page in pages.items()
        for link in page.iterfind("head/link[@rel='next']")
    }
    after = {name: leads_to(way, name) for name, way in ways.items()}
    chapters = {name: page for name, page in pages.items() if name.startswith("text/")}
    later = {target[0] for target in after.values() if target}
    name = next((name for name in chapters if name not in later), None)
    while name in chapters:
        page = chapters.pop(name)
        yield from page.iter("article")
        target = after.get(name)
        name = target[0] if target else None


def xhtml_pages(bundle: Bundle) -> tuple[dict[str, etree._Element], list[Finding]]:
    """The XHTML files of an EPUB, and what keeps some from being read."""
    pages: dict[str, etree._Element] = {}
    faults: list[Finding] = []
    for name, data in bundle.files.items():
        if name.endswith((".xhtml", ".html")):
            root = parsed(name, data)
            if isinstance(root, Finding):
                faults.append(root)
            else:
                pages[name] = root
    return pages, faults


def _base(pages: Pages) -> str:
    """The path of a published site on its server, as its title page says; empty if it does not."""
    index = pages.get("index.html")
    canonical = None if index is None else index.find("{*}head/{*}link[@rel='canonical']")
    try:
        return "" if canonical is None else urlsplit(canonical.get("href", "")).path
    except ValueError:  # as of "http://["
        return ""


def lint_each(pages: Pages, files: set[str], base: str = "") -> Iterator[Finding]:
    """What is wrong with each page, and with the links between them."""
    anchors = {name: set(_ids(page)) for name, page in pages.items()}
    for name, page in pages.items():
        yield from _lint_page(name, page)
        for element, address in _addresses(page):
            target = leads_to(address, name, base)
            if target is None:
                continue
            file, anchor = target
            if file not in files:
                yield _fault(Code.LINK_BROKEN, name, element, f"{address!r} leads nowhere")
            elif anchor and file in anchors and anchor not in anchors[file]:
                yield _fault(Code.ANCHOR_MISSING, name, element, f"{address!r} names no anchor")


def credit(name: str, data: bytes) -> Iterator[Finding]:
    """What an edition owes: the mention of its source, and the ARK."""
    text = data.decode(errors="replace")
    if "Source " not in text:
        yield Finding(Code.MENTION_MISSING, name, 'no "Source gallica.bnf.fr / …"')
    if "ark:/" not in text:
        yield Finding(Code.ARK_MISSING, name, "no ARK")


def _lint_page(name: str, page: etree._Element) -> Iterator[Finding]:
    xml_lang = "{http://www.w3.org/XML/1998/namespace}lang"
    if not page.get("lang") and not page.get(xml_lang):
        yield Finding(Code.LANGUAGE_MISSING, name, "<html> has no lang")
    title = page.find("{*}head/{*}title")
    if title is None or not (title.text or "").strip():
        yield Finding(Code.TITLE_MISSING, name, "no <title>")
    ids = _ids(page)
    for repeated in dict.fromkeys(one for one in ids if ids.count(one) > 1):
        yield Finding(Code.ID_REPEATED, name, f"the id {repeated!r} stands twice")
    for element in page.iter("{*}img"):
        if element.get("alt") is None:
            yield _fault(Code.ALT_MISSING, name, element, f"{element.get('src')!r} has no alt")
    for element, address in _loaded(page):
        if address.startswith(("http://", "https://", "//")):
            yield _fault(Code.OUTSIDE_REQUEST, name, element, f"loads {address}")


def _ids(page: etree._Element) -> list[str]:
    return [element.get("id", "") for element in page.iter(etree.Element) if element.get("id")]


def _tag(element: etree._Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _addresses(page: etree._Element) -> Iterator[tuple[etree._Element, str]]:
    for element in page.iter(etree.Element):
        for attribute in ("href", "src"):
            address = element.get(attribute)
            if address is not None:
                yield element, address


def _loaded(page: etree._Element) -> Iterator[tuple[etree._Element, str]]:
    for element in page.iter(etree.Element):
        tag = _tag(element)
        is_loaded = tag == "link" and (element.get("rel") or "").lower() in _LOADED_LINKS
        attribute = "href" if is_loaded else _LOADING.get(tag)
        if attribute and element.get(attribute):
            yield element, element.get(attribute, "")


def _fault(code: Code, name: str, element: etree._Element, message: str) -> Finding:
    return Finding(code, name, message, line_of(element))
