"""What stands in the output folder already: each site bears a record of what it was made from.

A site is left as it is while nothing changed that it depends on: the answers in the snapshot, the
program, the templates, the language and the options. To find that out takes no template engine and
no reader of XML, so that a run with nothing to do ends at once.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec
from msgspec import Struct

from gallica_export import __version__
from gallica_export.ark import Ark
from gallica_export.errors import GallicaExportError
from gallica_export.gallica.snapshot import Snapshot
from gallica_export.job import Job
from gallica_export.model import Document, Notice, Summary
from gallica_export.output import OutputFile

RECORD = "edition.json"
FORMAT = 1
#: What of a job changes nothing in an edition.
_INDIFFERENT = ("output", "snapshots", "gateway", "refresh", "force")


class SiteRecord(Struct, frozen=True, kw_only=True):
    """`edition.json`, in the folder of a site."""

    format: int = FORMAT
    #: Of all that the site was made from.
    fingerprint: str
    summary: Summary
    notices: tuple[Notice, ...] = ()
    #: The bytes of each other file, by its path.
    files: dict[str, int]


class Edition(Struct, frozen=True):
    """What one export made."""

    title: str
    #: The files and folders now in the output folder, in the order of the formats.
    paths: tuple[Path, ...]
    notices: tuple[Notice, ...]
    #: Those of `paths` that were left as they were, since nothing changed.
    unchanged: tuple[Path, ...] = ()


def left(ark: Ark, job: Job, record: SiteRecord) -> Edition:
    """What is told of a site that was left as it is."""
    site = job.output / job.target(ark, "html")
    return Edition(record.summary.title, (site,), record.notices, (site,))


def fingerprint(snapshot: Snapshot, job: Job, templates: str, *, is_offline: bool) -> str:
    """One for all that a site depends on; ``templates`` is their checksum.

    What is searched for is asked of the BnF, or offline of the OCR: the two may find other views.
    """
    wanted = {
        name: value
        for name, value in msgspec.structs.asdict(job).items()
        if name not in _INDIFFERENT
    }
    wanted["formats"] = sorted(job.formats)  # all of them are offered on the site
    asked = "ocr" if is_offline and job.containing else ""
    told = (__version__, templates, wanted, asked, str(snapshot.ark), snapshot.entries)
    return hashlib.sha256(msgspec.json.encode(told, order="deterministic")).hexdigest()


def standing(ark: Ark, job: Job, templates: str, *, is_offline: bool) -> SiteRecord | None:
    """The record of the site of ``ark``, if it is what ``job`` would make; else None."""
    if "html" not in job.formats or job.refresh:
        return None
    site = job.output / job.target(ark, "html")
    record = read_record(site)
    if record is None or not is_whole(site, record.files):
        return None
    try:
        snapshot = Snapshot.open(job.snapshots / ark.name)
        is_same = record.fingerprint == fingerprint(snapshot, job, templates, is_offline=is_offline)
        if not is_same or snapshot.ark != ark:
            return None
        _verify_changed(snapshot, site / RECORD)
    except (GallicaExportError, OSError):
        return None  # making the site anew will tell
    return record


def read_record(site: Path) -> SiteRecord | None:
    """The record that ``site`` bears; None without one, or with one that cannot be read."""
    try:
        record = msgspec.json.decode((site / RECORD).read_bytes(), type=SiteRecord)
    except (OSError, ValueError):  # damaged, or of another program's making
        return None
    return record if record.format == FORMAT else None


def with_record(
    files: Iterable[OutputFile], document: Document, fingerprint: str
) -> Iterator[OutputFile]:
    """``files`` of the site of ``document``, and at their end its record."""
    site, sizes = "", dict[str, int]()
    for file in files:
        site, _, path = file.path.partition("/")
        sizes[path] = len(file.content)
        yield file
    record = SiteRecord(
        fingerprint=fingerprint,
        summary=Summary.of(document),
        notices=document.notices,
        files=sizes,
    )
    yield OutputFile(f"{site}/{RECORD}", encoded(record))


def encoded(record: Struct) -> bytes:
    """``record`` as JSON for people and programs."""
    return msgspec.json.format(msgspec.json.encode(record), indent=1) + b"\n"


def is_whole(folder: Path, files: dict[str, int], *, may_lack: bool = False) -> bool:
    """Whether each of ``files`` is in ``folder``, with as many bytes as it had.

    With ``may_lack``, those that are not there are no objection.
    """
    for path, size in files.items():
        try:
            if os.stat(f"{folder}/{path}").st_size != size:  # noqa: PTH116 - a Path for each takes longer than the rest
                return False
        except FileNotFoundError:
            if not may_lack:
                return False
        except (OSError, ValueError):
            return False
    return True


def _verify_changed(snapshot: Snapshot, since: Path) -> None:
    """Read each answer that was touched after the file ``since`` was made.

    Raises SnapshotError for one that is not what was stored, OSError for one that is missing.
    """
    made = since.stat()
    moment = min(made.st_mtime_ns, made.st_ctime_ns)
    for path in snapshot.paths:
        answer = os.stat(f"{snapshot.path}/{path}")  # noqa: PTH116 - as above
        if max(answer.st_mtime_ns, answer.st_ctime_ns) >= moment:
            snapshot.read(path)
