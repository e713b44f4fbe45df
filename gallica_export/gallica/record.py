"""The bibliographic record, from OAIRecord or from the OAI-PMH server: the same Dublin Core."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from datetime import date

from lxml import etree

from gallica_export.errors import DamagedAnswer, NotFound
from gallica_export.gallica.languages import language_tag
from gallica_export.gallica.numbers import percent, whole_number
from gallica_export.gallica.roles import is_role
from gallica_export.gallica.xml import all_text, local_name, parse_xml, text_of
from gallica_export.model import Agent, Record
from gallica_export.text import clean_text

_WHAT = "the bibliographic record"
_ELEMENTS = (
    "identifier",
    "title",
    "creator",
    "contributor",
    "publisher",
    "date",
    "language",
    "type",
    "format",
    "description",
    "subject",
    "coverage",
    "relation",
    "source",
    "rights",
)
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_TYPE_SET = "gallica:typedoc:"
# "&amp;#039;" in an answer: a character escaped once too often.
_ESCAPED_TWICE = re.compile(r"&(?:#[0-9]{1,7}|#x[0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_PARENTHESES = re.compile(r" ?\(([^()]*)\)")
# "1828-1905", "1515?-1566?", "18..-1899", "0063-0014 av. J.-C."; never "Dr" or "SPF"
_DATES = re.compile(
    r"(?=.*(?:\d\d|\.\.))(?:[\d.? /-]|av\. J\.-C\.|apr\. J\.-C\.|ca |vers |née? en |morte? en )++"
)
# Between the holder and the shelfmark; manuscripts have "France. Département des Manuscrits."
_AFTER_HOLDER = re.compile(r", |(?<=Bibliothèque nationale de France)\. |\. (?=Département )")


def parse_record(data: bytes) -> Record:
    """The record of one document, from either service's answer.

    What can be repaired without loss (control characters, bare ampersands, Latin-1 that passes for
    UTF-8) is repaired, and a record carries no notices; a lossy repair is refused.

    Raises NotFound for a well-formed answer that says there is no such record, and DamagedAnswer.
    """
    root, _ = parse_xml(data, root=("results", "OAI-PMH"), what=_WHAT)
    _refuse_absent(root)
    dublin_core = next(root.iter("{*}dc"), None)
    if dublin_core is None:
        raise DamagedAnswer(f"{_WHAT} holds no Dublin Core")
    said = _elements(dublin_core)
    holder, shelfmark = holder_of(said["source"])
    return Record(
        **said,
        value_languages=_value_languages(dublin_core, said),
        agents=_agents(dublin_core),
        languages=distinct(language_tag(code) for code in said["language"]),
        holder=holder,
        shelfmark=shelfmark,
        document_type=_document_type(root),
        ocr_rate=percent(text_of(root, "nqamoyen")),
        datestamp=_day(text_of(root, "datestamp")[:10].split("-")),
        online_since=_day(text_of(root, "first_indexation_date").split("/")[::-1]),
        provenance=clean_text(text_of(root, "provenance")) or None,
        visibility=clean_text(text_of(root, "visibility_rights")) or None,
    )


def _refuse_absent(root: etree._Element) -> None:
    """Both services answer 200 for a document that they do not know, or no longer have."""
    error = next(root.iter("{*}error"), None)
    header = next(root.iter("{*}header"), None)
    is_deleted = header is not None and header.get("status") == "deleted"
    is_unknown = error is not None and error.get("code") == "idDoesNotExist"
    if is_deleted or is_unknown or root.get("countResults") == "0":
        raise NotFound("the BnF has no record of this document")
    if error is not None:
        message = clean_text(all_text(error))
        raise DamagedAnswer(f"{_WHAT} is an error, {error.get('code')}: {message}")


def _elements(dublin_core: etree._Element) -> dict[str, tuple[str, ...]]:
    """The values of each Dublin Core element, cleaned, in order, without empties and repeats."""
    values: dict[str, list[str]] = {name: [] for name in _ELEMENTS}
    for element in dublin_core:
        if local_name(element) in values:
            values[local_name(element)].append(_value(element))
    values["publisher"] = [_undoubled(value) for value in values["publisher"]]
    return {name: distinct(given) for name, given in values.items()}


def _value_languages(
    dublin_core: etree._Element, said: dict[str, tuple[str, ...]]
) -> dict[str, dict[str, str]]:
    """The language of each value that has one; none of a value that is given in several."""
    found: dict[str, dict[str, set[str | None]]] = {}
    for element in dublin_core:
        name, value = local_name(element), _value(element)
        if value in said.get(name, ()):
            tags = found.setdefault(name, {}).setdefault(value, set())
            tags.add(language_tag(element.get(_LANG, "")))
    sure = {
        name: {value: tag for value, (tag, *others) in values.items() if tag and not others}
        for name, values in found.items()
    }
    return {name: values for name, values in sure.items() if values}


def _value(element: etree._Element) -> str:
    text = all_text(element)
    return clean_text(_ESCAPED_TWICE.sub(lambda found: html.unescape(found[0]), text))


def _undoubled(publisher: str) -> str:
    """The name once, where it is doubled: "Imprimerie nationaleImprimerie nationale (Paris)"."""
    name, parenthesis, place = publisher.partition(" (")
    half = name[: len(name) // 2]
    return half + parenthesis + place if len(half) > 3 and name == half * 2 else publisher


def distinct(values: Iterable[str | None]) -> tuple[str, ...]:
    """The values that are not empty, each once, in order."""
    return tuple(dict.fromkeys(value for value in values if value))


def _agents(dublin_core: etree._Element) -> tuple[Agent, ...]:
    agents = (
        agent_of(_value(element), is_creator=local_name(element) == "creator")
        for element in dublin_core
        if local_name(element) in ("creator", "contributor") and _value(element)
    )
    return tuple(dict.fromkeys(agents))


def agent_of(text: str, *, is_creator: bool) -> Agent:
    """The parts of "Verne, Jules (1828-1905). Auteur du texte"."""
    name, _, tail = text.rpartition(". ")
    if not name or not is_role(tail):
        name, tail = text, ""
    dates = None
    for found in _PARENTHESES.finditer(name):
        parts = found[1].split(" ; ")
        dates = next((part for part in parts if _DATES.fullmatch(part)), None)
        if dates:
            rest = " ; ".join(part for part in parts if part != dates)
            name = name[: found.start()] + (f" ({rest})" if rest else "") + name[found.end() :]
            break
    return Agent(clean_text(name) or text, dates, tail or None, is_creator)


def holder_of(sources: tuple[str, ...]) -> tuple[str | None, str | None]:
    """The institution that holds the original, and where it keeps it."""
    if not sources:
        return None, None
    holder, *rest = _AFTER_HOLDER.split(sources[0], maxsplit=1)
    return holder.strip() or None, rest[0].strip() or None if rest else None


def _document_type(root: etree._Element) -> str | None:
    """The longest of the sets for types: "periodiques:fascicules" says more than "periodiques"."""
    sets = (all_text(element).strip() for element in root.iter("{*}setSpec"))
    types = (name.removeprefix(_TYPE_SET) for name in sets if name.startswith(_TYPE_SET))
    return max(types, key=len, default=None)


def _day(parts: list[str]) -> str | None:
    """The ISO date of year, month and day; None if they make no date."""
    numbers = [number for part in parts if (number := whole_number(part, digits=4))]
    try:
        return date(*numbers).isoformat() if len(numbers) == len(parts) == 3 else None
    except ValueError:
        return None
