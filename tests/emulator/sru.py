"""The search over all documents, in a small subset of CQL.

Clauses of the form ``index relation "words"`` are joined by ``and`` and ``or``, from left to right.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping

from lxml import etree
from msgspec import Struct

from tests.emulator.holdings import Holding
from tests.emulator.messages import XML, Answer
from tests.emulator.pages import broken
from tests.press.xml import add, xml_bytes

_DC = "http://purl.org/dc/elements/1.1/"
_SRW = "http://www.loc.gov/zing/srw/"
_DIAG = f"{_SRW}diagnostic/"
_OAI_DC = "http://www.openarchives.org/OAI/2.0/oai_dc/"
_NAMES = {"srw": _SRW, "diag": _DIAG, "oai_dc": _OAI_DC, "dc": _DC}
_DEFAULT, _MOST = 15, 50
_INDEXES = ("title", "creator", "date", "language", "publisher", "source", "subject", "type")
_TOKEN = re.compile(r'\s*("[^"]*"|[^\s"]+)')
_WORD = re.compile(r"\w+")


class Clause(Struct, frozen=True):
    """One condition, and how it is joined to what stands before it."""

    joined: str
    index: str
    relation: str
    words: list[str]

    def holds(self, record: etree._Element) -> bool:
        fields = [_words(field.text or "") for field in record.iter(f"{{{_DC}}}{self.index}")]
        if self.relation == "adj":
            phrase = f" {' '.join(self.words)} "
            return any(phrase in f" {' '.join(field)} " for field in fields)
        said = {word for field in fields for word in field}
        return (any if self.relation == "any" else all)(word in said for word in self.words)


def answer(holdings: Iterable[Holding], fields: Mapping[str, str]) -> Answer:
    """The answer of the service: records, a diagnostic with 200, or 500 for what is no CQL."""
    if fields.get("operation") != "searchRetrieve":
        return broken()
    query = fields.get("query", "")
    clauses = _clauses(query)
    if clauses is None:
        return broken()
    unknown = next((one for one in clauses if one.index not in _INDEXES), None)
    if unknown:
        return Answer(200, _diagnostic(query, unknown.index), XML)
    described = [one for one in holdings if "oairecord.xml" in one.files]
    found = [one for one in described if _holds(clauses, _record(one))]
    return Answer(200, _response(query, found, fields), XML)


def _clauses(query: str) -> list[Clause] | None:
    """The clauses of ``query``; None if it is no CQL."""
    tokens = _TOKEN.findall(query)
    clauses = []
    for place in range(0, len(tokens), 4):
        index, relation, term, *rest = (*tokens[place : place + 4], "", "")[:4]
        ends = place + 4 > len(tokens)
        if relation not in ("any", "all", "adj") or not term or (rest[0] and ends):
            return None
        if not ends and rest[0] not in ("and", "or"):
            return None
        joined = tokens[place - 1] if place else "and"
        clauses.append(Clause(joined, index.removeprefix("dc."), relation, _words(term)))
    return clauses if clauses and len(tokens) % 4 == 3 else None


def _holds(clauses: list[Clause], record: etree._Element) -> bool:
    result = True
    for clause in clauses:
        holds = clause.holds(record)
        result = (result and holds) if clause.joined == "and" else (result or holds)
    return result


def _record(holding: Holding) -> etree._Element:
    """The Dublin Core of a document."""
    root = etree.fromstring(holding.files["oairecord.xml"])
    return next(root.iter(f"{{{_OAI_DC}}}dc"))


def _response(query: str, found: list[Holding], fields: Mapping[str, str]) -> bytes:
    start = int(fields.get("startRecord", "1"))
    most = min(int(fields.get("maximumRecords", str(_DEFAULT))), _MOST)
    root = _envelope(query)
    add(root, f"{{{_SRW}}}numberOfRecords", str(len(found)))
    count = f"<numberOfRecordsDecollapser>{len(found)}</numberOfRecordsDecollapser>"
    add(root, f"{{{_SRW}}}extraResponseData", count)
    records = add(root, f"{{{_SRW}}}records")
    for place, holding in enumerate(found[start - 1 : start - 1 + most]):
        _add_record(add(records, f"{{{_SRW}}}record"), holding, place)
    # on the last page too
    add(root, f"{{{_SRW}}}nextRecordPosition", str(min(start + most, len(found) + 1)))
    return xml_bytes(root)


def _add_record(record: etree._Element, holding: Holding, place: int) -> None:
    address = f"https://gallica.bnf.fr/{holding.ark}"
    dublin = add(add(record, f"{{{_SRW}}}recordData"), f"{{{_OAI_DC}}}dc")
    for field in _record(holding):
        name = etree.QName(field).localname
        add(dublin, f"{{{_DC}}}{name}", address if name == "identifier" else field.text)
    add(record, f"{{{_SRW}}}recordIdentifier", "ark")
    add(record, f"{{{_SRW}}}recordPosition", str(place))
    extra = add(record, f"{{{_SRW}}}extraRecordData")
    add(extra, "epubFile")
    add(extra, "link", address)
    add(extra, "provenance", "Gallica")
    add(extra, "uri", holding.ark.name)


def _diagnostic(query: str, index: str) -> bytes:
    root = _envelope(query)
    diagnostic = add(add(root, f"{{{_SRW}}}diagnostics"), f"{{{_DIAG}}}diagnostic")
    add(diagnostic, f"{{{_DIAG}}}uri", "info:srw/diagnostic/1/16")
    add(diagnostic, f"{{{_DIAG}}}details", index)
    add(diagnostic, f"{{{_DIAG}}}message", "Unsupported index")
    return xml_bytes(root)


def _envelope(query: str) -> etree._Element:
    root = etree.Element(f"{{{_SRW}}}searchRetrieveResponse", nsmap=_NAMES)
    add(root, f"{{{_SRW}}}version", "1.2")
    add(add(root, f"{{{_SRW}}}echoedSearchRetrieveRequest"), f"{{{_SRW}}}query", query)
    return root


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", text.casefold())
    return _WORD.findall("".join(c for c in plain if not unicodedata.combining(c)))
