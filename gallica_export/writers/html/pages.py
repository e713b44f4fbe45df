"""What each page of the static site is given: the interface of its templates."""

from __future__ import annotations

from typing import ClassVar

from gallica_export import __version__
from gallica_export.model import Block, Document, Section, View, ViewText
from gallica_export.templating import Context
from gallica_export.writers.contents import ContentsItem, Link
from gallica_export.writers.html.here import Branch
from gallica_export.writers.html.linked_data import LinkedData
from gallica_export.writers.html.places import Places
from gallica_export.writers.html.printed import PrintedBlock
from gallica_export.writers.html.site import ANYWHERE, Site


class Page(Context, frozen=True, kw_only=True):
    """What every page of the site is given; its template extends html/layout.html.j2."""

    #: The whole document.
    document: Document
    #: The title of the work; its ARK where the record has none.
    work: str
    #: The way from this page to the root of the site: "" or "../". Goes before each `Link.href`.
    root: str = "../"
    #: Where the site will stand, `site.url` (None where nobody said), and the other formats of the
    #: edition that lie in it, `site.downloads`: each with `kind`, `path` and `media_type`.
    site: Site = ANYWHERE
    #: The full address of this page; None where nobody said where the site will stand.
    canonical: str | None = None
    #: What the page is in terms of schema.org; None if it only leads to others.
    linked_data: LinkedData | None = None
    #: How to cite what the page shows, as COinS; empty if it only leads to others.
    coins: str = ""
    #: The version of the program.
    version: str = __version__


class IndexPage(Page, frozen=True, kw_only=True):
    """The title page, index.html."""

    template: ClassVar[str] = "html/index.html.j2"
    #: The view that stands for the whole: the first with a picture; None if none has one.
    cover: View | None
    #: The chapter where reading best begins: the first of the contents; None without text.
    start: Link | None
    #: The chapters that come before all entries of the contents: cover, title, preliminaries.
    front: tuple[ContentsItem, ...]
    #: The contents, nested; empty if there is neither text nor table of contents.
    contents: tuple[ContentsItem, ...]
    #: When the original was published, "1867" or "1879-07-15"; None if the record does not say.
    published: str | None


class ChapterPage(Page, frozen=True, kw_only=True):
    """A top-level section of the reading text, text/s2.html."""

    template: ClassVar[str] = "html/chapter.html.j2"
    #: The section, with all sections below it.
    section: Section
    #: Its place among the chapters, from 1.
    number: int
    #: How many chapters there are.
    total: int
    #: The view on which its text begins, if its page break stands in an earlier chapter.
    opening: View | None
    #: The chapter before; None for the first.
    previous: Link | None
    #: The chapter after; None for the last.
    next: Link | None
    #: The contents around the chapter; None if there are none.
    here: Branch | None
    #: Where page breaks, notes and their calls stand; addresses relative to the root.
    places: Places


class ViewPage(Page, frozen=True, kw_only=True):
    """One view, views/f12.html."""

    template: ClassVar[str] = "html/view.html.j2"
    #: The view itself.
    view: View
    #: The view before in this edition; None for the first.
    previous: View | None
    #: The view after in this edition; None for the last.
    next: View | None
    #: What of the reading text stands on it.
    text: tuple[Block, ...]
    #: Where notes and their calls stand; addresses relative to the root.
    places: Places
    #: The OCR, line by line.
    blocks: tuple[PrintedBlock, ...]
    #: The OCR as the model has it: with the box of each line.
    ocr: ViewText
    #: Expected word accuracy of the page in percent; None if not said.
    accuracy: float | None
    #: Where the view stands in the reading text, with the chapter's title; None without text.
    reading: Link | None
    #: The contents around the view; None if there are none.
    here: Branch | None


class LabelPage(Page, frozen=True, kw_only=True):
    """The address of a page by its printed label, pages/XII.html: it leads on to the view."""

    template: ClassVar[str] = "html/label.html.j2"
    #: As printed.
    label: str
    #: The views that bear it: nearly always one.
    views: tuple[View, ...]


class SearchPage(Page, frozen=True, kw_only=True):
    """Where all words are found, search.html."""

    template: ClassVar[str] = "html/search.html.j2"


class ViewsPage(Page, frozen=True, kw_only=True):
    """All views at a glance, views/index.html."""

    template: ClassVar[str] = "html/views.html.j2"


class NotFoundPage(Page, frozen=True, kw_only=True):
    """What a server shows in the place of what it does not have, 404.html."""

    template: ClassVar[str] = "html/404.html.j2"
