"""Several editions as one: what is said of each, and of them all."""

from __future__ import annotations

import re
from typing import Self

from msgspec import Struct

from gallica_export.model.document import Document
from gallica_export.model.record import Agent
from gallica_export.model.serials import IssueDates

_YEAR = re.compile(r"(?<!\d)[12]\d{3}(?!\d)")


class Summary(Struct, frozen=True, kw_only=True):
    """What a collection says of one of its documents. The fields are the columns of its data."""

    ark: str
    #: Of the work; the ARK where the record has none.
    title: str
    #: "Verne, Jules (1828-1905)", in the record's order.
    authors: tuple[str, ...] = ()
    publishers: tuple[str, ...] = ()
    #: As the record has it, "[s.d.]" included; of an issue the day that its periodical lists.
    date: str = ""
    #: The first year in the date; None if there is none.
    year: int | None = None
    #: Of an issue, its date in words, as Gallica lists it.
    issue: str = ""
    #: One of the BnF's sets: "monographies", "periodiques:fascicules"; empty if not said.
    type: str = ""
    #: BCP 47 tags, the main language first.
    languages: tuple[str, ...] = ()
    #: Number of views in the edition.
    views: int
    #: Number of views of the document: more than `views` in an extract.
    total_views: int
    has_text: bool
    #: OCR quality in percent as the record states it; None if it does not.
    ocr_rate: float | None = None
    #: Expected word accuracy in percent as the OCR engine says of its own words; None if it does
    #: not.
    ocr_measured: float | None = None
    #: Of how many views it does.
    ocr_measured_views: int = 0
    holder: str = ""
    shelfmark: str = ""
    #: The credit that the reuse conditions ask for.
    mention: str
    #: Whether the record restricts the use of the document.
    is_restricted: bool = False
    permalink: str
    #: When the last of the answers was fetched, UTC.
    retrieved: str
    #: The site, from the folder of the collection: "bpt6k9612399b-html/index.html".
    site: str
    #: A picture for lists, from there too; empty without one.
    thumbnail: str = ""
    #: Pixels.
    thumbnail_width: int = 0
    thumbnail_height: int = 0

    @classmethod
    def of(cls, document: Document) -> Self:
        """The summary of ``document``, whose site stands in "NAME-html"."""
        record, measured = document.record, document.reading.accuracy
        folder = f"{document.name}-html"
        path, picture = next(document.pictures(), ("", None))
        date = record.date[0] if record.date else ""
        return cls(
            ark=str(document.ark),
            title=document.title,
            authors=tuple(map(_named, record.creators)),
            publishers=record.publisher,
            date=date,
            year=year_of(date),
            type=record.document_type or "",
            languages=record.languages,
            views=len(document.views),
            total_views=document.total_views,
            has_text=document.reading.has_text,
            ocr_rate=record.ocr_rate,
            ocr_measured=measured.percent if measured else None,
            ocr_measured_views=measured.views if measured else 0,
            holder=record.holder or "",
            shelfmark=record.shelfmark or "",
            mention=document.attribution.mention,
            is_restricted=bool(record.restrictions),
            permalink=document.attribution.permalink,
            retrieved=document.retrieved,
            site=f"{folder}/index.html",
            thumbnail=f"{folder}/{path}" if picture else "",
            thumbnail_width=picture.width if picture else 0,
            thumbnail_height=picture.height if picture else 0,
        )

    @property
    def name(self) -> str:
        """The ARK's name."""
        return self.ark.rpartition("/")[2]

    @property
    def is_extract(self) -> bool:
        """Whether the edition has some views of the document, and not all."""
        return 0 < self.views < self.total_views

    @property
    def is_online(self) -> bool:
        """Whether the permalink can be followed."""
        return self.permalink.startswith("https://")


class Collection(Struct, frozen=True, kw_only=True):
    """Several documents, each with a site in one folder."""

    #: In the order in which they were asked for.
    documents: tuple[Summary, ...]
    #: The periodicals whose issues were asked for by date.
    periodicals: tuple[IssueDates, ...] = ()


def year_of(date: str) -> int | None:
    """The first year that ``date`` names: 1867 in "[ca 1867-1870]"; None if it names none."""
    found = _YEAR.search(date)
    return int(found[0]) if found else None


def _named(agent: Agent) -> str:
    return f"{agent.name} ({agent.dates})" if agent.dates else agent.name
