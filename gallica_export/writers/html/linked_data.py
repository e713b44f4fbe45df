"""What a page says of itself to machines: schema.org as JSON-LD, and COinS.

What must be a full address is left out where nobody said where the site will stand.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, urlencode

from gallica_export.model import Agent, Document, Image, Section, View
from gallica_export.templating import Templates
from gallica_export.writers.html.places import Places
from gallica_export.writers.html.site import Site

#: Of the BnF's sets: the class of schema.org for the whole, and the format and genre of COinS.
_KINDS = {
    "monographies": ("Book", "book", "book"),
    "periodiques": ("PublicationIssue", "journal", "issue"),
    "cartes": ("Map", "dc", "map"),
    "images": ("VisualArtwork", "dc", "image"),
    "manuscrits": ("Manuscript", "dc", "manuscript"),
    "partitions": ("SheetMusic", "dc", "musicalScore"),
    "sonores": ("AudioObject", "dc", "audioRecording"),
}
_ANY_KIND = ("CreativeWork", "dc", "document")

LinkedData = dict[str, Any]


def class_of(type_: str) -> str:
    """The class of schema.org for a document of one of the BnF's sets: "monographies"…"""
    return _kind_of(type_)[0]


def _kind_of(type_: str) -> tuple[str, str, str]:
    return _KINDS.get(type_.partition(":")[0], _ANY_KIND)


class Described:
    """The document as its pages describe it, worked out once for all of them."""

    def __init__(self, document: Document, site: Site, templates: Templates) -> None:
        self._document = document
        self._site = site
        self._templates = templates
        self._class, self._format, self._genre = _kind_of(document.record.document_type or "")
        self._whole = _known(
            {"@type": self._class, "name": document.title, "@id": site.address("")}
        )
        self._cited = self._citation()

    def work(self, cover: View | None) -> LinkedData:
        """The edition of the whole."""
        document, record = self._document, self._document.record
        return _known(
            {
                "@context": "https://schema.org",
                **self._whole,
                "url": self._site.address(""),
                "identifier": str(document.ark),
                "author": [_agent(agent) for agent in record.creators],
                "contributor": [_agent(agent) for agent in record.contributors],
                "editor": [{"@type": "Person", "name": name} for name in document.editors],
                "publisher": [{"@type": "Organization", "name": one} for one in record.publisher],
                "datePublished": record.published,
                "dateModified": document.retrieved[:10],
                "inLanguage": list(record.languages),
                "about": list(record.values_in("subject", self._templates.lang)),
                "isPartOf": self._periodical(),
                "isBasedOn": self._permalink(),
                "license": document.attribution.conditions,
                "creditText": document.attribution.mention,
                "provider": {"@type": "Organization", "name": document.attribution.holder},
                "image": self._picture(cover),
                "encoding": [
                    {
                        "@type": "MediaObject",
                        "encodingFormat": download.media_type,
                        "contentUrl": self._site.address(download.path),
                    }
                    for download in self._site.downloads
                    if self._site.url
                ],
            }
        )

    def chapter(self, chapter: Section, places: Places, path: str) -> LinkedData:
        """A chapter, the file at ``path``."""
        first = self._document.view(chapter.view)
        last = max((view for view, file in places.breaks.items() if file == path), default=None)
        words = self._templates.words
        untitled = words["text" if len(self._document.reading.sections) == 1 else "front"]
        return _known(
            {
                "@context": "https://schema.org",
                "@type": "Chapter" if self._class == "Book" else "CreativeWork",
                "name": chapter.title or untitled,
                "url": self._site.address(path),
                "isPartOf": self._whole,
                "isBasedOn": self._permalink(first),
                "pageStart": first.label,
                "pageEnd": self._document.view(last).label if last else first.label,
                "inLanguage": list(self._document.record.languages),
            }
        )

    def view(self, view: View, path: str) -> LinkedData:
        """The page of a view."""
        return _known(
            {
                "@context": "https://schema.org",
                "@type": "WebPage",
                "name": self._templates.wording.view_name(view),
                "url": self._site.address(path),
                "isPartOf": self._whole,
                "isBasedOn": self._permalink(view),
                "image": self._picture(view),
            }
        )

    def coins(self, view: View | None = None) -> str:
        """The context object of OpenURL by which reference managers cite the whole, or a view."""
        if view is None:
            return f"{self._cited}{_pairs([('rft_id', self._document.attribution.permalink)])}"
        place = ("rft_id", self._document.attribution.permalink_of(view.order))
        return f"{self._cited}{_pairs([('rft.pages', view.label), place])}"

    def _citation(self) -> str:
        document, record = self._document, self._document.record
        title = {"book": "rft.btitle", "journal": "rft.jtitle"}.get(self._format, "rft.title")
        author = "rft.creator" if self._format == "dc" else "rft.au"
        publisher = "rft.publisher" if self._format == "dc" else "rft.pub"
        genre = "rft.type" if self._format == "dc" else "rft.genre"
        return "ctx_ver=Z39.88-2004" + _pairs(
            [
                ("rft_val_fmt", f"info:ofi/fmt:kev:mtx:{self._format}"),
                (genre, self._genre),
                (title, document.title),
                *((author, agent.name) for agent in record.creators),
                *((publisher, name) for name in record.publisher[:1]),
                ("rft.date", record.published or "".join(record.date[:1])),
                *(("rft.language", language) for language in record.languages[:1]),
                ("rfr_id", "info:sid/gallica-export"),
            ]
        )

    def _periodical(self) -> LinkedData | None:
        """The title to which an issue belongs, at the address that its record names."""
        if self._class != "PublicationIssue":
            return None
        parents = (value for value in self._document.record.relation if value.endswith("/date"))
        address = next((one for one in parents if one.startswith(("https://", "http://"))), None)
        return _known({"@type": "Periodical", "name": self._document.title, "url": address})

    def _permalink(self, view: View | None = None) -> str | None:
        credit = self._document.attribution
        return credit.permalink_of(view.order if view else None) if credit.is_online else None

    def _picture(self, view: View | None) -> str | None:
        place = picture_of(view) if view else None
        return self._site.address(place[0]) if place else None


def picture_of(view: View) -> tuple[str, Image] | None:
    """The larger picture of ``view`` and its place on the site; None if it has none."""
    if view.image:
        return f"images/{view.id}.{view.image.extension}", view.image
    if view.thumbnail:
        return f"thumbnails/{view.id}.{view.thumbnail.extension}", view.thumbnail
    return None


def _agent(agent: Agent) -> LinkedData:
    """A person where dates of life or an inverted name show one; the record itself does not say."""
    is_person = agent.dates or ", " in agent.name
    return {"@type": "Person", "name": agent.name} if is_person else {"name": agent.name}


def _known(data: LinkedData) -> LinkedData:
    """``data`` without what is not known."""
    return {name: value for name, value in data.items() if value}


def _pairs(pairs: list[tuple[str, str | None]]) -> str:
    known = [(name, value) for name, value in pairs if value]
    return "&" + urlencode(known, quote_via=quote, safe="") if known else ""
