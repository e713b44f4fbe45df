"""The whole story: from an ARK to an edition on disk."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

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
from gallica_export.job import Job
from gallica_export.model import Document
from gallica_export.output import OutputFile, check_free, save
from gallica_export.reading import compose
from gallica_export.reading.hits import with_hits
from gallica_export.selection import Selection
from gallica_export.standing import Edition, SiteRecord, fingerprint, left, standing, with_record
from gallica_export.template_files import checksum
from gallica_export.templating import Templates
from gallica_export.writers import TARGETS
from gallica_export.writers.epub.facsimile import without_pictures
from gallica_export.writers.html.site import Site, downloads_of, with_downloads
from gallica_export.writers.table import WRITERS

PERIODICAL_REMEDY = (
    "Say which issues with --year 1898, or with --from 1898-01-01 --to 1898-03-31; or list them "
    "with `gallica-export issues` and give the ARK of one."
)


def make_edition(
    ark: Ark,
    job: Job,
    templates: Templates,
    client: Client | None = None,
    progress: Progress = no_progress,
) -> Edition:
    """Make the edition of one document; without a client, from its snapshot alone.

    A site that is there already is left as it is if nothing changed that it depends on.

    Raises only `GallicaExportError`; what was fetched before an error is kept.
    """
    look = partial(standing, ark, job, _checksum(templates), is_offline=client is None)
    record = look()
    names = _to_make(ark, job, record)
    if record and client and job.containing is None:
        take(ark, job, client, progress)  # what the snapshot lacked may be had by now
        record = look()
        names = _to_make(ark, job, record)
    if record and not names:
        return left(ark, job, record)
    edition = _make(ark, replace(job, formats=names), templates, client, progress)
    return _with_left(edition, ark, job) if record else edition


def _to_make(ark: Ark, job: Job, record: SiteRecord | None) -> tuple[str, ...]:
    """The formats to make: all, but for a site that stands; raises OutputError if one is taken."""
    names = tuple(name for name in job.formats if name != "html" or not record)
    check_free((job.target(ark, name) for name in names), job.output, force=job.force)
    return names


def _with_left(edition: Edition, ark: Ark, job: Job) -> Edition:
    """``edition`` with the site that stands beside it, in the order of the formats."""
    site = job.output / job.target(ark, "html")
    paths = tuple(job.output / job.target(ark, name) for name in job.formats)
    return replace(edition, paths=paths, unchanged=(site,))


def _make(
    ark: Ark, job: Job, templates: Templates, client: Client | None, progress: Progress
) -> Edition:
    found = find(ark, job, client, progress)
    wanted = narrowed(job, found) if found else job
    snapshot = take(ark, wanted, client, progress)
    document = compose(assemble(snapshot, views=wanted.views, images=job.images))
    if found:
        document = with_hits(document, phrases_of(found.query))
        document = replace(document, notices=(found.notice, *document.notices))
    mark = fingerprint(snapshot, job, _checksum(templates), is_offline=client is None)
    return write(document, job, templates, mark)


def _checksum(templates: Templates) -> str:
    return checksum(templates.folders, templates.lang)


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


def write(document: Document, job: Job, templates: Templates, mark: str = "") -> Edition:
    """Write ``document`` in each of the formats and save them together.

    With a ``mark``, the fingerprint of what it was made from, the site bears it.
    """
    paths = save(_files(document, job, templates, mark), job.output, force=job.force)
    lacking = without_pictures(document) if job.layout == "facsimile" else None
    return Edition(document.title, tuple(paths), (*document.notices, *filter(None, (lacking,))))


def _files(document: Document, job: Job, templates: Templates, mark: str) -> Iterator[OutputFile]:
    """The files of all formats; the site has the others once more, for its readers to download."""
    site = TARGETS["html"].format(name=document.name) if "html" in job.formats else None
    downloads = downloads_of(document.name, job.formats, job.layout)
    options: dict[str, dict[str, Any]] = {
        "html": {"site": Site(job.site_url, downloads, job.in_collection)},
        "epub": {"layout": job.layout},
        "tei": {"profile": job.tei_profile, "words": job.tei_words},
    }
    for name in job.formats:
        files = WRITERS[name](document, templates, **options.get(name, {}))
        if mark and name == "html":
            files = with_record(files, document, mark)
        own = [download for download in downloads if download.format == name]
        yield from with_downloads(files, own, site) if site else files
