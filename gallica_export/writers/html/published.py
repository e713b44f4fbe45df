"""What a site has once it is known where it will stand: a sitemap, a feed, and IIIF."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar

from msgspec import Struct

from gallica_export import __version__
from gallica_export.model import Document, View, ViewText
from gallica_export.templating import Context, Templates
from gallica_export.writers.contents import ContentsItem
from gallica_export.writers.html.presentation import Presentation
from gallica_export.writers.html.site import Site


class Listed(Struct, frozen=True):
    """A page that is told of."""

    #: Its full address.
    address: str
    #: The moment of its edition: "2026-11-20T10:11:12Z".
    updated: str
    #: Its title; empty where only the address matters.
    title: str = ""


class Sitemap(Context, frozen=True, kw_only=True):
    """All pages that are worth finding, sitemap.xml."""

    template: ClassVar[str] = "html/sitemap.xml.j2"
    #: The pages, each with its `address` and when it was `updated`.
    pages: Sequence[Listed]


class Feed(Context, frozen=True, kw_only=True):
    """What there is to read, in the format Atom, feed.atom."""

    template: ClassVar[str] = "html/feed.xml.j2"
    #: The full address of the site.
    address: str
    #: The title of the whole.
    title: str
    #: Who wrote it; whom it is owed to where nobody is known. At least one name.
    authors: Sequence[str]
    #: The mention of the source.
    rights: str
    #: The moment of the edition: "2026-11-20T10:11:12Z".
    updated: str
    #: What there is to read, each with its `address`, its `title` and when it was `updated`.
    entries: Sequence[Listed]
    #: The version of the program.
    version: str = __version__


class Published:
    """Gathers what the pages of a site say, and makes the files that speak of all of them."""

    def __init__(self, document: Document, site: Site, templates: Templates) -> None:
        self._document = document
        self._site = site
        self._url = site.url or ""
        self._templates = templates
        self._presentation = Presentation(document, self._url, templates)
        self._cover: View | None = None
        self._contents: tuple[ContentsItem, ...] = ()
        self._pages = [self._listed(self._url)]
        self._chapters: list[Listed] = []

    def begin(self, cover: View | None, contents: tuple[ContentsItem, ...]) -> None:
        """Take note of what the title page shows."""
        self._cover, self._contents = cover, contents

    def tell_of(self, address: str | None, title: str = "") -> None:
        """Take note of a page; one with a ``title`` is a chapter."""
        listed = self._listed(address or "", title)
        self._pages.append(listed)
        if title:
            self._chapters.append(listed)

    def annotations(self, view: View, text: ViewText) -> Iterator[tuple[str, bytes]]:
        """The annotation page of ``view``, which becomes a canvas of the manifest."""
        return self._presentation.view(view, text)

    def files(self) -> Iterator[tuple[str, bytes]]:
        """The manifest, the sitemap and the feed."""
        document, render = self._document, self._templates.render
        yield self._presentation.manifest(self._contents, self._cover, self._site.downloads)
        yield "sitemap.xml", render(Sitemap(pages=self._pages)).encode()
        feed = Feed(
            address=self._url,
            title=document.title,
            authors=[agent.name for agent in document.record.creators]
            or [document.attribution.holder],
            rights=document.attribution.mention,
            updated=document.retrieved,
            entries=self._chapters or [self._listed(self._url, document.title)],
        )
        yield "feed.atom", render(feed).encode()

    def _listed(self, address: str, title: str = "") -> Listed:
        return Listed(address, self._document.retrieved, title)
