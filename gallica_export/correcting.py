"""From an ARK to a working copy, and from a corrected working copy to an edition."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from msgspec.structs import replace

from gallica_export import __version__
from gallica_export.ark import Ark
from gallica_export.editing.reader import corrected
from gallica_export.editing.working_copy import (
    MANIFEST,
    Manifest,
    checksums,
    encoded,
    read_working_copy,
)
from gallica_export.errors import NotAnArk, SnapshotError, WorkingCopyError
from gallica_export.export import take, write
from gallica_export.gallica.assemble import assemble
from gallica_export.gallica.client import Client
from gallica_export.gallica.fetch import Progress, no_progress
from gallica_export.gallica.snapshot import Snapshot
from gallica_export.job import Job
from gallica_export.model import Document
from gallica_export.output import OutputFile, check_free, save
from gallica_export.reading import compose
from gallica_export.selection import Selection
from gallica_export.standing import Edition
from gallica_export.templating import Templates
from gallica_export.writers.markdown import write_markdown

#: What the reading text is made from; the record and the contents may be newer than it.
_TEXTS = ("alto/", "annotations/", "texteBrut")


def make_working_copy(
    ark: Ark,
    job: Job,
    templates: Templates,
    client: Client | None = None,
    progress: Progress = no_progress,
) -> Path:
    """Write the working copy of a document, "NAME-edition"; without a client, from its snapshot.

    Raises OutputError if there is one already: nothing ever overwrites a person's work.
    """
    folder = f"{ark.name}-edition"
    check_free((folder,), job.output, force=False)
    snapshot = take(ark, job, client, progress)
    document = compose(assemble(snapshot, views=job.views, images=job.images))
    files = list(_files(document, folder, templates))
    manifest = Manifest(
        version=__version__,
        ark=str(ark),
        views=tuple(view.order for view in document.views),
        answers=_answers(snapshot),
        untitled=templates.words["text" if len(document.reading.sections) == 1 else "front"],
        files=checksums(
            {
                file.path.removeprefix(f"{folder}/"): file.content
                for file in files
                if file.path.endswith(".md")
            }
        ),
        notices=document.notices,
        reading=document.reading,
    )
    files.append(OutputFile(f"{folder}/{MANIFEST}", encoded(manifest)))
    return save(files, job.output)[0]


def build_edition(folder: Path, job: Job, templates: Templates) -> Edition:
    """Make an edition of the working copy in ``folder``, from the snapshot that it was made from.

    Raises WorkingCopyError, naming file and line, if the text does not fit its views any more.
    """
    copy = read_working_copy(folder)
    manifest = copy.manifest
    try:
        ark = Ark.parse(manifest.ark)
    except NotAnArk as error:
        raise WorkingCopyError(f"{folder / MANIFEST} is damaged: {error}") from error
    check_free((job.target(ark, name) for name in job.formats), job.output, force=job.force)
    job = replace(job, views=Selection(among=frozenset(manifest.views)))
    try:
        snapshot = take(ark, job, None, no_progress)
    except SnapshotError as error:
        raise SnapshotError(
            f"{folder} was made from answers that are not here: {error}",
            remedy="Name the folder of its snapshot with --snapshots, as `edit` told.",
        ) from error
    _check_answers(snapshot, manifest)
    document = assemble(snapshot, views=job.views, images=job.images)
    document = replace(document, reading=manifest.reading, notices=manifest.notices)
    return write(corrected(document, copy), job, templates)


def _files(document: Document, folder: str, templates: Templates) -> Iterator[OutputFile]:
    for file in write_markdown(document, templates):
        yield OutputFile(f"{folder}/{file.path.partition('/')[2]}", file.content)


def _answers(snapshot: Snapshot) -> dict[str, str]:
    return {
        entry.path: entry.sha256
        for entry in snapshot.entries
        if entry.sha256 and entry.path.startswith(_TEXTS)
    }


def _check_answers(snapshot: Snapshot, manifest: Manifest) -> None:
    here = _answers(snapshot)
    for path, checksum in manifest.answers.items():
        if here.get(path) != checksum:
            raise WorkingCopyError(
                f"{snapshot.path / path} is not the OCR that this working copy was made from",
                remedy="Name the folder of its snapshot with --snapshots; `fetch --refresh` keeps "
                "the old snapshot beside the new one.",
            )
