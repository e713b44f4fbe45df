"""The whole story: from an ARK to an edition on disk."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from gallica_export.ark import Ark
from gallica_export.errors import NotAnArk, SnapshotError
from gallica_export.folding import phrases_of
from gallica_export.gallica.assemble import assemble
from gallica_export.gallica.client import Client
from gallica_export.gallica.fetch import (
    Progress,
    fetch,
    finish_refresh,
    no_progress,
    refetch,
    require_complete,
)
from gallica_export.gallica.occurrences import Occurring, ask_where, look_where
from gallica_export.gallica.snapshot import Snapshot
from gallica_export.model import Document, Notice
from gallica_export.output import OutputFile, check_free, save
from gallica_export.reading import compose
from gallica_export.reading.hits import with_hits
from gallica_export.selection import Images, Selection
from gallica_export.templating import Templates
from gallica_export.writers import FACSIMILES, TARGETS, Layout
from gallica_export.writers.epub.facsimile import without_pictures
from gallica_export.writers.html.site import Site, downloads_of, with_downloads
from gallica_export.writers.table import WRITERS

PERIODICAL_REMEDY = (
    "Say which issues with --year 1898, or with --from 1898-01-01 --to 1898-03-31; or list them "
    "with `gallica-export issues` and give the ARK of one."
)


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

    def options_of(self, name: str, ark: Ark) -> dict[str, Any]:
        """What the writer of format ``name`` is to be told beside the document."""
        match name:
            case "html":
                downloads = downloads_of(ark.name, self.formats, self.layout)
                return {"site": Site(self.site_url, downloads)}
            case "epub":
                return {"layout": self.layout}
            case "tei":
                return {"profile": self.tei_profile, "words": self.tei_words}
            case _:
                return {}

    def as_one_of_many(self, ark: Ark) -> Job:
        """The job of the document ``ark`` where the output folder itself will be published."""
        if self.site_url is None:
            return self
        return replace(self, site_url=f"{self.site_url}{TARGETS['html'].format(name=ark.name)}/")


class Edition(Struct, frozen=True):
    """What one export made."""

    title: str
    #: The files and folders now in the output folder, in the order of the formats.
    paths: tuple[Path, ...]
    notices: tuple[Notice, ...]


def make_edition(
    ark: Ark,
    job: Job,
    templates: Templates,
    client: Client | None = None,
    progress: Progress = no_progress,
) -> Edition:
    """Make the edition of one document; without a client, from its snapshot alone.

    Raises only `GallicaExportError`; what was fetched before an error is kept.
    """
    check_free(targets(ark, job), job.output, force=job.force)
    found = find(ark, job, client, progress)
    if found:
        job = narrowed(job, found)
    snapshot = take(ark, job, client, progress)
    document = compose(assemble(snapshot, views=job.views, images=job.images))
    if found:
        document = with_hits(document, phrases_of(found.query))
        document = replace(document, notices=(found.notice, *document.notices))
    return write(document, job, templates)


def find(
    ark: Ark, job: Job, client: Client | None, progress: Progress = no_progress
) -> Occurring | None:
    """Where what the views have to contain occurs: as the BnF says, or without a client the OCR.

    The document's record and views are had first, so that a wrong ARK is told as such. None if any
    view will do.
    """
    if job.containing is None:
        return None
    nothing_else = replace(job, views=Selection(among=frozenset()), images="none", refresh=False)
    snapshot = take(ark, nothing_else, client, no_progress)
    if client is None:
        return look_where(job.containing, snapshot)
    return ask_where(job.containing, ark, client, progress)


def narrowed(job: Job, found: Occurring) -> Job:
    """``job`` for those of its views on which something was found."""
    return replace(job, views=replace(job.views or Selection(), among=frozenset(found.views)))


def take(ark: Ark, job: Job, client: Client | None, progress: Progress) -> Snapshot:
    """The snapshot of ``ark``: completed through ``client``, or as it stands on disk."""
    if ark.is_periodical:
        raise NotAnArk(
            f"{ark} names a periodical, not one of its issues",
            remedy=PERIODICAL_REMEDY,
        )
    folder = job.snapshots / ark.name
    finish_refresh(folder)
    if client is None:
        snapshot = Snapshot.open(folder)
        if snapshot.ark != ark:
            raise SnapshotError(
                f"{folder} is the snapshot of {snapshot.ark}, not of {ark}",
                remedy="Name another place with --snapshots.",
            )
        require_complete(snapshot, views=job.views)
        return snapshot
    return (refetch if job.refresh else fetch)(
        ark,
        client,
        folder,
        views=job.views,
        images=job.images,
        gateway=job.gateway,
        progress=progress,
    )


def write(document: Document, job: Job, templates: Templates) -> Edition:
    """Write ``document`` in each of the formats and save them together."""
    paths = save(_files(document, job, templates), job.output, force=job.force)
    lacking = without_pictures(document) if job.layout == "facsimile" else None
    return Edition(document.title, tuple(paths), (*document.notices, *filter(None, (lacking,))))


def _files(document: Document, job: Job, templates: Templates) -> Iterator[OutputFile]:
    """The files of all formats; the site has the others once more, for its readers to download."""
    site = TARGETS["html"].format(name=document.name) if "html" in job.formats else None
    downloads = downloads_of(document.name, job.formats, job.layout)
    for name in job.formats:
        files = WRITERS[name](document, templates, **job.options_of(name, document.ark))
        own = [download for download in downloads if download.format == name]
        yield from with_downloads(files, own, site) if site else files


def targets(ark: Ark, job: Job) -> list[str]:
    """The files and folders that ``job`` makes of a document in the output folder."""
    names = TARGETS | FACSIMILES if job.layout == "facsimile" else TARGETS
    return [names[name].format(name=ark.name) for name in job.formats]
