"""The kept answers about a document as a whole, each read once, when it is first asked for."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, partial
from typing import TypeVar

from gallica_export.errors import DamagedAnswer, SnapshotError
from gallica_export.gallica.iiif.manifest import Manifest, parse_manifest
from gallica_export.gallica.iiif.record import record_of_manifest
from gallica_export.gallica.pagination import Pagination, parse_pagination
from gallica_export.gallica.record import parse_record
from gallica_export.gallica.snapshot import Snapshot
from gallica_export.gallica.toc import Contents, parse_toc
from gallica_export.model import Notice, NoticeKind, Record, View

_T = TypeVar("_T")


def read_kept(snapshot: Snapshot, place: str, parse: Callable[[bytes], _T]) -> _T:
    """What ``parse`` makes of a kept answer.

    Raises SnapshotError, and DamagedAnswer with the name of the file that cannot be read.
    """
    try:
        return parse(snapshot.read(place))
    except DamagedAnswer as error:
        raise DamagedAnswer(f"{snapshot.path / place}: {error}") from error


class Answers:
    """Record, views and contents, as the snapshot has them; a manifest stands in for what lacks.

    Every property raises SnapshotError if no answer tells, and DamagedAnswer.
    """

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot

    @cached_property
    def record(self) -> Record:
        """The record; where only a manifest was kept, what that says of the document."""
        if self._snapshot.has("oairecord.xml") or self.manifest is None:
            return read_kept(self._snapshot, "oairecord.xml", parse_record)
        return record_of_manifest(self.manifest)

    @property
    def views(self) -> tuple[View, ...]:
        """The views in ascending order."""
        return self._paged.views

    @property
    def notices(self) -> tuple[Notice, ...]:
        """What was odd in the answer that gave the views."""
        return self._paged.notices

    @property
    def has_text(self) -> bool:
        """Whether some view has OCR: the record knows best, where it says anything."""
        if isinstance(self._paged, Manifest) or self.record.ocr_rate is None:
            return self._paged.has_text
        return self.record.ocr_rate > 0

    @property
    def has_toc(self) -> bool:
        """Whether the service has contents to give."""
        return isinstance(self._paged, Pagination) and self._paged.has_toc

    @cached_property
    def contents(self) -> Contents:
        """The contents; without entries where nothing was kept that has some."""
        for place in ("toc.xml", "toc.html"):
            if self._snapshot.has(place):
                parse = partial(parse_toc, ark=self._snapshot.ark)
                return read_kept(self._snapshot, place, parse)
        if self.manifest and self.manifest.contents:
            return Contents(self.manifest.contents)
        return Contents((), self._missing_contents())

    def _missing_contents(self) -> tuple[Notice, ...]:
        """A notice where the BnF has contents that nobody saved."""
        if not self.has_toc or self._snapshot.knows("toc.xml"):
            return ()
        message = "the snapshot lacks the contents that Gallica has"
        return (Notice(NoticeKind.TOC_MISSING, message),)

    @cached_property
    def _paged(self) -> Pagination | Manifest:
        """The answer that gives the views."""
        if self._snapshot.has("pagination.xml"):
            return read_kept(self._snapshot, "pagination.xml", parse_pagination)
        if self.manifest is None:
            name = self._snapshot.ark
            raise SnapshotError(f"the snapshot of {name} has neither a pagination nor a manifest")
        return self.manifest

    @cached_property
    def manifest(self) -> Manifest | None:
        """The manifest, if one was kept."""
        if not self._snapshot.has("manifest.json"):
            return None
        return read_kept(self._snapshot, "manifest.json", parse_manifest)
