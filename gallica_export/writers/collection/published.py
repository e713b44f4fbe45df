"""What a collection has once it is known where it will stand: sitemaps, a feed, and IIIF."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from mimetypes import guess_type
from typing import ClassVar

from gallica_export.model import Summary
from gallica_export.output import OutputFile
from gallica_export.templating import Context, Templates
from gallica_export.writers.collection.pages import Holdings
from gallica_export.writers.html.linked_data import LinkedData, class_of
from gallica_export.writers.html.published import Feed, Listed, Sitemap
from gallica_export.writers.html.resources import (
    CONTEXT,
    LanguageMap,
    Resource,
    encoded,
    known,
    plain,
    tag,
)

_DAY = re.compile(r"\d{4}-\d\d-\d\d")


class SitemapIndex(Context, frozen=True, kw_only=True):
    """The sitemaps of a collection and of the sites in it, sitemap.xml."""

    template: ClassVar[str] = "html/collection/sitemap.xml.j2"
    #: The sitemaps, each with its `address` and when it was `updated`.
    sitemaps: Sequence[Listed]


def published_files(
    holdings: Holdings, pages: Sequence[str], url: str, templates: Templates
) -> Iterator[OutputFile]:
    """The files for search engines, readers of feeds and viewers of IIIF.

    ``pages`` are the full addresses of the collection's own pages, ``url`` that of its folder.
    """
    documents = holdings.documents
    updated = max(document.retrieved for document in documents)
    own = Sitemap(pages=[Listed(page, updated) for page in pages])
    yield OutputFile("sitemap-pages.xml", templates.render(own).encode())
    sitemaps = [Listed(f"{url}sitemap-pages.xml", updated)]
    sitemaps += [Listed(f"{_site(one, url)}sitemap.xml", one.retrieved) for one in documents]
    yield OutputFile("sitemap.xml", templates.render(SitemapIndex(sitemaps=sitemaps)).encode())
    feed = Feed(
        address=url,
        title=holdings.title,
        authors=sorted({document.holder or document.mention for document in documents}),
        rights=" · ".join(holdings.mentions),
        updated=updated,
        entries=[Listed(_site(one, url), one.retrieved, _title(one)) for one in documents],
    )
    yield OutputFile("feed.atom", templates.render(feed).encode())
    yield OutputFile("iiif.json", encoded(_manifests(holdings, url, templates)))


def described(holdings: Holdings, url: str) -> LinkedData:
    """The collection at ``url`` in the words of schema.org."""
    return {
        "@context": "https://schema.org",
        "@type": "Collection",
        "@id": url,
        "url": url,
        "name": holdings.title,
        "hasPart": [
            {
                "@type": class_of(document.type),
                "@id": _site(document, url),
                "url": _site(document, url),
                "name": _title(document),
                "identifier": document.ark,
            }
            for document in holdings.documents
        ],
    }


def _manifests(holdings: Holdings, url: str, templates: Templates) -> Resource:
    """The manifests of all documents as a collection of IIIF Presentation 3."""

    def said(*values: str) -> LanguageMap:
        return {templates.lang: [plain(value) for value in values]}

    label = said(holdings.title)
    homepage = {"id": url, "type": "Text", "label": label, "format": "text/html"}
    return {
        "@context": CONTEXT,
        "id": f"{url}iiif.json",
        "type": "Collection",
        "label": label,
        "requiredStatement": {
            "label": said(templates.words["attribution"]),
            "value": said(*holdings.mentions),
        },
        "homepage": [homepage],
        "items": [_manifest(document, url) for document in holdings.documents],
    }


def _manifest(document: Summary, url: str) -> Resource:
    language = next(iter(document.languages), None)
    return known(
        {
            "id": f"{_site(document, url)}manifest.json",
            "type": "Manifest",
            "label": {tag(language): [plain(_title(document))]},
            "navDate": f"{document.date}T00:00:00Z" if _DAY.fullmatch(document.date) else None,
            "thumbnail": _thumbnail(document, url),
        }
    )


def _thumbnail(document: Summary, url: str) -> list[Resource]:
    if not document.thumbnail:
        return []
    size = {"width": document.thumbnail_width, "height": document.thumbnail_height}
    format_ = guess_type(document.thumbnail)[0]
    return [known({"id": url + document.thumbnail, "type": "Image", "format": format_, **size})]


def _site(document: Summary, url: str) -> str:
    """The address of a document's site."""
    return url + document.site.removesuffix("index.html")


def _title(document: Summary) -> str:
    return f"{document.title}, {document.issue}" if document.issue else document.title
