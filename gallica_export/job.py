"""What is wanted of each document."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from gallica_export.ark import Ark
from gallica_export.selection import Images, Selection
from gallica_export.writers import FACSIMILES, TARGETS, Layout


class Job(Struct, frozen=True, kw_only=True):
    """What is wanted of each document."""

    #: Names of `WRITERS`.
    formats: Sequence[str]
    #: Where the editions go.
    output: Path
    #: Where the snapshots are kept, a folder for each ARK.
    snapshots: Path
    #: The views wanted; None for all.
    views: Selection | None = None
    #: Of these, only the views on which this occurs.
    containing: str | None = None
    images: Images = "thumbnails"
    #: "auto", or the one way into the BnF that is to be used.
    gateway: str = "auto"
    #: Whether all is asked for again; the snapshot that was there is kept beside the new one.
    refresh: bool = False
    #: Whether an edition that is already there may be replaced.
    force: bool = False
    #: What the pages of an EPUB look like.
    layout: Layout = "reflowable"
    #: One of `TEI_PROFILES`.
    tei_profile: str = "full"
    #: Whether each word is an element of the TEI, with its zone.
    tei_words: bool = False
    #: Where the site of the document will be published, with a final slash; None if nobody said.
    site_url: str | None = None
    #: Whether the output folder itself is to be a collection of sites, this one among them.
    in_collection: bool = False

    def as_one_of_many(self, ark: Ark) -> Job:
        """The job of the document ``ark`` where the output folder itself is a collection."""
        site_url = self.site_url and f"{self.site_url}{self.target(ark, 'html')}/"
        return replace(self, site_url=site_url, in_collection=True)

    def target(self, ark: Ark, name: str) -> str:
        """The file or folder that format ``name`` makes in the output folder."""
        names = TARGETS | FACSIMILES if self.layout == "facsimile" else TARGETS
        return names[name].format(name=ark.name)
