"""What makes several sites in one folder a collection, and whether one stands there already.

Like `standing`, apart from what makes the pages: a run with nothing to do needs none of it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from gallica_export import __version__
from gallica_export.ark import Ark
from gallica_export.job import Job
from gallica_export.model import Collection, Issue, IssueDates, Summary, year_of
from gallica_export.output import OutputFile, check_free
from gallica_export.standing import FORMAT, RECORD, encoded, is_whole, read_record
from gallica_export.writers import COLLECTION, PUBLISHED_COLLECTION


class CollectionRecord(Struct, frozen=True, kw_only=True):
    """`collection/edition.json`."""

    format: int = FORMAT
    #: What was asked for: ARKs, those of periodicals with their days.
    asked: tuple[str, ...]
    #: Whether all of it was to be had.
    is_finished: bool
    #: Of all that the collection was made from.
    fingerprint: str
    #: The bytes of each other file of it, by its path from the output folder.
    files: dict[str, int]


class Gathered(Struct, frozen=True, kw_only=True):
    """The sites that one run was asked for, and what is known of the collection that they make."""

    collection: Collection
    #: Where the output folder will stand on the web, with a final slash; None if nobody said.
    url: str | None
    record: CollectionRecord
    #: Whether the collection stands in the output folder as it would be made.
    is_standing: bool
    #: Whether what stands there may be replaced: as --force says, or as it was left unfinished.
    may_replace: bool
    #: What an earlier run wrote into the output folder itself, and nobody has changed since.
    earlier: frozenset[str] = frozenset()


def check_place(asked: Sequence[str], job: Job) -> None:
    """Raise OutputError if the collection of what is ``asked`` for could not be made.

    Meant to be asked before anything is fetched. Nothing is said of a collection that was asked for
    in the same words: it may turn out to be unchanged.
    """
    before = _read(job.output)
    is_known = before is not None and before.asked == tuple(asked)
    targets = COLLECTION + (PUBLISHED_COLLECTION if job.site_url else ())
    check_free(targets, job.output, force=job.force or is_known)


def gather(
    asked: Sequence[str],
    arks: Iterable[Ark],
    periodicals: Sequence[IssueDates],
    job: Job,
    templates: str,
) -> Gathered | None:
    """The collection of the sites of ``arks``; ``templates`` is the checksum of the templates.

    Documents without a site that bears its record are left out; None where all are.
    """
    wanted = tuple(dict.fromkeys(arks))
    records = [read_record(job.output / job.target(ark, "html")) for ark in wanted]
    found = [record for record in records if record]
    if not found:
        return None
    days = {str(issue.ark): issue for one in periodicals for issue in one.issues}
    documents = tuple(_dated(one.summary, days.get(one.summary.ark)) for one in found)
    collection = Collection(documents=documents, periodicals=tuple(periodicals))
    sites = [record.fingerprint for record in found]
    told = (__version__, templates, sites, collection, job.site_url)
    record = CollectionRecord(
        asked=tuple(asked),
        is_finished=len(found) == len(wanted),
        fingerprint=hashlib.sha256(msgspec.json.encode(told)).hexdigest(),
        files={},
    )
    before = _read(job.output)
    is_there = before is not None and is_whole(job.output, before.files)
    is_same = before is not None and replace(before, files={}) == record
    return Gathered(
        collection=collection,
        url=job.site_url,
        record=record,
        is_standing=is_there and is_same,
        may_replace=job.force or (before is not None and _is_left_off(before, record, job.output)),
        earlier=_own_files(before, job.output) if before else frozenset(),
    )


def _own_files(record: CollectionRecord, folder: Path) -> frozenset[str]:
    files = {path: size for path, size in record.files.items() if "/" not in path}
    return frozenset(path for path, size in files.items() if is_whole(folder, {path: size}))


def _dated(summary: Summary, issue: Issue | None) -> Summary:
    """``summary`` with the date that a periodical lists for it."""
    if issue is None:
        return summary
    return replace(summary, date=issue.date, year=year_of(issue.date), issue=issue.label)


def with_collection_record(
    files: Iterable[OutputFile], record: CollectionRecord
) -> Iterator[OutputFile]:
    """``files`` of a collection, and at their end its record."""
    sizes = dict[str, int]()
    for file in files:
        sizes[file.path] = len(file.content)
        yield file
    yield OutputFile(f"{COLLECTION[0]}/{RECORD}", encoded(replace(record, files=sizes)))


def _is_left_off(before: CollectionRecord, record: CollectionRecord, folder: Path) -> bool:
    """Whether what stands there answers the same question, and lacks documents or files.

    A run that failed, or was killed, can then be continued; nobody's own files are among these.
    """
    if before.asked != record.asked or not is_whole(folder, before.files, may_lack=True):
        return False
    return not before.is_finished or not is_whole(folder, before.files)


def _read(folder: Path) -> CollectionRecord | None:
    try:
        data = (folder / COLLECTION[0] / RECORD).read_bytes()
        record = msgspec.json.decode(data, type=CollectionRecord)
    except (OSError, ValueError):
        return None
    return record if record.format == FORMAT else None
