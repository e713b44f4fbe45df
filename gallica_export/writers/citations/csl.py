"""A citation as CSL-JSON, the data that citeproc takes: the names are those of CSL 1.0.2."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import UNSET, Struct, UnsetType

from gallica_export.citation import Citation, Part, Person


class CslName(Struct, frozen=True, kw_only=True):
    """A name: divided, or ``literal``."""

    family: str | UnsetType = UNSET
    given: str | UnsetType = UNSET
    literal: str | UnsetType = UNSET


class CslDate(Struct, frozen=True, kw_only=True, rename="kebab"):
    """A day or a span, or what the record says instead of one."""

    date_parts: Sequence[Sequence[int]] | UnsetType = UNSET
    literal: str | UnsetType = UNSET


_Names = Sequence[CslName] | UnsetType


class CslItem(Struct, frozen=True, kw_only=True, rename="kebab"):
    """One item; what is not known is left out."""

    id: str
    type: str
    title: str
    author: _Names = UNSET
    editor: _Names = UNSET
    translator: _Names = UNSET
    illustrator: _Names = UNSET
    composer: _Names = UNSET
    contributor: _Names = UNSET
    publisher: str | UnsetType = UNSET
    publisher_place: str | UnsetType = UNSET
    issued: CslDate | UnsetType = UNSET
    page: str | UnsetType = UNSET
    language: str | UnsetType = UNSET
    archive: str
    call_number: str | UnsetType = UNSET
    source: str | UnsetType = UNSET
    URL: str | UnsetType = UNSET
    accessed: CslDate
    note: str


def csl_item(cited: Citation, note: str) -> CslItem:
    """``cited`` as an item with this ``note``."""
    places = dict.fromkeys(one.place for one in cited.publishers if one.place)
    return CslItem(
        id=cited.key,
        type=cited.kind,
        title=cited.title,
        author=_names(cited, Part.AUTHOR),
        editor=_names(cited, Part.EDITOR),
        translator=_names(cited, Part.TRANSLATOR),
        illustrator=_names(cited, Part.ILLUSTRATOR),
        composer=_names(cited, Part.COMPOSER),
        contributor=_names(cited, Part.CONTRIBUTOR),
        publisher=" ; ".join(one.name for one in cited.publishers) or UNSET,
        publisher_place=" ; ".join(places) or UNSET,
        issued=_issued(cited),
        page=cited.page or UNSET,
        language=next(iter(cited.languages), UNSET),
        archive=cited.holder,
        call_number=cited.shelfmark or UNSET,
        source="Gallica" if cited.url else UNSET,
        URL=cited.url or UNSET,
        accessed=CslDate(date_parts=[[int(number) for number in cited.accessed.split("-")]]),
        note=note,
    )


def _names(cited: Citation, part: Part) -> _Names:
    return [_name(person) for person in cited.by(part)] or UNSET


def _name(person: Person) -> CslName:
    if not person.given:
        return CslName(literal=person.family)
    return CslName(family=person.family, given=person.given)


def _issued(cited: Citation) -> CslDate | UnsetType:
    if cited.dates:
        return CslDate(date_parts=cited.dates)
    return CslDate(literal=cited.published) if cited.published else UNSET
