"""The raw answers for one document, on disk: written once and whole, verified on every reading.

A snapshot is a folder: one file an answer, and `snapshot.json`, which says of each where it came
from, when, and its checksum. While answers arrive, their entries go to `snapshot.journal`, which
is folded into `snapshot.json` on closing, or on opening after a run that was killed.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Annotated, Self

import msgspec
from msgspec import Meta, Struct

from gallica_export.ark import Ark
from gallica_export.errors import NotAnArk, OutputError, SnapshotError
from gallica_export.gallica.durable import (
    Journal,
    read_file,
    read_if_there,
    remove_folder_of,
    sweep,
    write_file,
)

FORMAT = 1
#: The gateway of answers that a person saved.
BY_HAND = "import"

_INDEX = "snapshot.json"
_JOURNAL = "snapshot.journal"
_VIEW = re.compile(r"/f([0-9]+)\.")
_TEXT_PLACES = (
    r"(?:oairecord|pagination|toc|issues|issues/[0-9]{4}|alto/f[1-9][0-9]*)\.xml"
    r"|(?:toc|texteBrut|texteBrut/f[1-9][0-9]*)\.html"
    r"|(?:manifest|annotations/f[1-9][0-9]*)\.json"
)
_PLACE = rf"\A(?:{_TEXT_PLACES}|(?:images|thumbnails)/f[1-9][0-9]*\.(?:jpg|png))\Z"


#: UTC: "2026-11-20T10:11:12Z".
Moment = Annotated[str, Meta(pattern=r"\A[0-9]{4}(-[0-9]{2}){2}T[0-9]{2}(:[0-9]{2}){2}Z\Z")]


class Origin(Struct, frozen=True, kw_only=True):
    """Where an answer came from."""

    url: str
    gateway: str
    service: str
    #: The HTTP status: 200, or 404 for something that the BnF said it does not have.
    status: int
    content_type: str
    fetched: Moment


class Entry(Struct, frozen=True, kw_only=True):
    """One answer in `snapshot.json`: its place, its `Origin`, its checksum."""

    #: Under the snapshot's folder, with forward slashes: one of the layout's places, never another.
    path: Annotated[str, Meta(pattern=_PLACE)]
    url: str
    gateway: str
    service: str
    status: int
    content_type: str
    fetched: Moment
    #: Of the file, in hexadecimal; None for what the BnF does not have, which has no file.
    sha256: Annotated[str, Meta(pattern=r"\A[0-9a-f]{64}\Z")] | None


class _Format(Struct):
    format: int


class _Index(_Format):
    """`snapshot.json`."""

    ark: str
    answers: list[Entry]


class Snapshot(AbstractContextManager["Snapshot"]):
    """The answers kept of one document. Made by `open`, to read, or `create`, to add to it too."""

    def __init__(self, path: Path, ark: Ark, entries: dict[str, Entry]) -> None:
        #: The folder.
        self.path = path
        self.ark = ark
        self._entries = entries
        self._journal: Journal | None = None

    @classmethod
    def open(cls, path: Path) -> Self:
        """The snapshot in the folder ``path``; raises SnapshotError if there is none, or a bad one.

        What a killed run left in the journal is folded in, where the folder can be written to and
        no other run is writing.
        """
        snapshot = cls._read(path)
        if (path / _JOURNAL).is_file():
            snapshot._take_over_leftovers()
        return snapshot

    @classmethod
    def create(cls, path: Path, ark: Ark, *, patience: float = 0.0) -> Self:
        """The snapshot in the folder ``path``, made if there is none, held until `close`.

        Raises SnapshotError if the folder is another document's, holds files of a person, or is
        being written to by another run for longer than ``patience`` seconds; OutputError if it
        cannot be written; NotAnArk.
        """
        Ark.parse(str(ark))  # whoever made it: what no reader could parse gets no snapshot
        journal = Journal(path / _JOURNAL, patience)
        try:
            snapshot = cls._read(path) if (path / _INDEX).exists() else cls._begin(path, ark)
            if snapshot.ark != ark:
                raise SnapshotError(
                    f"{path} is the snapshot of {snapshot.ark}, not of {ark}",
                    remedy="Name another place with --snapshots.",
                )
            sweep(path)
            snapshot._fold()
        except BaseException:
            journal.close()
            raise
        snapshot._journal = journal
        return snapshot

    def close(self) -> None:
        """Fold the journal into `snapshot.json` and let go of the folder. Reading goes on.

        A snapshot to which nothing ever came leaves no folder behind.
        """
        if self._journal:
            try:
                self._fold()
                self._journal.remove()
                if not self._entries:
                    remove_folder_of(self.path / _INDEX)
            finally:
                self._journal.close()
                self._journal = None

    def __exit__(self, *_: object) -> None:
        self.close()

    # --- what is there -------------------------------------------------------------------------

    @property
    def entries(self) -> tuple[Entry, ...]:
        """All entries, in the order in which they came, refusals of the BnF included."""
        return tuple(self._entries.values())

    @property
    def paths(self) -> tuple[str, ...]:
        """The places of all files, sorted."""
        return tuple(sorted(path for path, entry in self._entries.items() if entry.sha256))

    @property
    def is_saved_by_hand(self) -> bool:
        """Whether all of it was imported: nobody can say then that more is to be had."""
        return self.gateways == (BY_HAND,)

    @property
    def gateways(self) -> tuple[str, ...]:
        """The gateways that the answers came through, sorted."""
        return tuple(sorted({entry.gateway for entry in self._entries.values()}))

    @property
    def retrieved(self) -> str:
        """When the last of the answers was fetched, UTC; raises SnapshotError if there is none."""
        if not self._entries:
            raise SnapshotError(f"the snapshot of {self.ark} in {self.path} is empty")
        return max(entry.fetched for entry in self._entries.values())

    def has(self, path: str) -> bool:
        """Whether there is a file for ``path``: "alto/f12.xml"."""
        entry = self._entries.get(path)
        return entry is not None and entry.sha256 is not None

    def knows(self, path: str) -> bool:
        """Whether the BnF has answered for ``path``: with a file, or that it has nothing there."""
        return path in self._entries

    def read(self, path: str) -> bytes:
        """The bytes of an answer, as they were received.

        Raises SnapshotError if it is not there, or is not what was stored.
        """
        entry = self._entries.get(path)
        if entry is None or entry.sha256 is None:
            raise SnapshotError(f"{self._named(path)} is not in the snapshot")
        data = read_file(self.path / path)
        if hashlib.sha256(data).hexdigest() != entry.sha256:
            raise SnapshotError(
                f"{self.path / path} was altered since it was stored",
                remedy="Delete the file and run the same command without --offline.",
            )
        return data

    def _named(self, path: str) -> str:
        view = _VIEW.search(path)
        return f"view {view[1]} of {self.ark} ({path})" if view else f"{path} of {self.ark}"

    # --- what is added -------------------------------------------------------------------------

    def store(self, path: str, data: bytes, origin: Origin) -> None:
        """Keep an answer; it is there whole, or not at all. Raises OutputError."""
        self._add(path, data, hashlib.sha256(data).hexdigest(), origin)

    def store_absence(self, path: str, origin: Origin) -> None:
        """Keep that the BnF has nothing for ``path``, so that it is not asked again."""
        self._add(path, None, None, origin)

    def _add(self, path: str, data: bytes | None, sha256: str | None, origin: Origin) -> None:
        if self._journal is None:
            raise SnapshotError(f"the snapshot in {self.path} is open for reading only")
        if not re.match(_PLACE, path):
            raise SnapshotError(f"no answer is kept as {path!r}")
        entry = Entry(path=path, sha256=sha256, **msgspec.structs.asdict(origin))
        if data is not None:
            write_file(self.path / path, data)
        self._journal.append(msgspec.json.encode(entry))
        self._entries[path] = entry

    # --- snapshot.json and its journal ---------------------------------------------------------

    @classmethod
    def _begin(cls, path: Path, ark: Ark) -> Self:
        """A new snapshot in a folder that holds nothing of anybody's."""
        strangers = (file for file in path.iterdir() if file.name != _JOURNAL)
        if any(not file.name.endswith(".part") for file in strangers):
            raise SnapshotError(
                f"{path} holds files but no {_INDEX}",
                remedy="Take them over with `gallica-export import`, into another place.",
            )
        snapshot = cls(path, ark, {})
        snapshot._write_index()
        return snapshot

    @classmethod
    def _read(cls, path: Path) -> Self:
        # First the journal: a run that ends meanwhile moves its entries into the index.
        journalled = list(_journalled(path / _JOURNAL))
        index = _decoded(cls._index_in(path), path / _INDEX)
        try:
            ark = Ark.parse(index.ark)
        except NotAnArk as error:
            raise _damaged(path / _INDEX, str(error)) from error
        entries = {entry.path: entry for entry in index.answers}
        entries.update((entry.path, entry) for entry in journalled)
        return cls(path, ark, entries)

    @staticmethod
    def _index_in(path: Path) -> bytes:
        data = read_if_there(path / _INDEX)
        if data is not None:
            return data
        if path.is_dir() and any(path.iterdir()):
            raise SnapshotError(
                f"{path} holds files but no {_INDEX}",
                remedy="Take them over with `gallica-export import`, into another place.",
            )
        raise SnapshotError(f"there is no snapshot in {path}")

    def _take_over_leftovers(self) -> None:
        try:
            journal = Journal(self.path / _JOURNAL)
        except (SnapshotError, OutputError):
            return  # another run is at work, or the folder is read-only: what was read will do
        self._journal = journal
        self.close()

    def _fold(self) -> None:
        if (self.path / _JOURNAL).stat().st_size:
            self._write_index()

    def _write_index(self) -> None:
        index = _Index(FORMAT, str(self.ark), list(self._entries.values()))
        text = msgspec.json.format(msgspec.json.encode(index), indent=1)
        write_file(self.path / _INDEX, text + b"\n")


@contextmanager
def held(path: Path, patience: float) -> Iterator[None]:
    """Keep other runs from writing to the snapshot in the folder ``path`` meanwhile.

    Raises SnapshotError if one does for longer than ``patience`` seconds.
    """
    journal = Journal(path / _JOURNAL, patience)
    try:
        yield
    finally:
        journal.close()


def _decoded(data: bytes, path: Path) -> _Index:
    try:
        version = msgspec.json.decode(data, type=_Format).format
        if version > FORMAT:
            raise SnapshotError(
                f"{path} is of format {version}; this program knows formats up to {FORMAT}",
                remedy="Install a newer gallica-export.",
            )
        return msgspec.json.decode(data, type=_Index)
    except msgspec.ValidationError as error:
        raise _damaged(path, _without_pattern(str(error))) from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise _damaged(path, str(error)) from error


def _without_pattern(reason: str) -> str:
    """What msgspec says of a value, without the regular expression that it should match."""
    said, pattern, place = reason.partition(" matching regex ")
    return f"{said} of another form{place[place.rfind(' - at') :]}" if pattern else said


def _damaged(path: Path, reason: str) -> SnapshotError:
    return SnapshotError(
        f"{path} is damaged: {reason}",
        remedy="Move it away and take the other files over with `gallica-export import`.",
    )


def _journalled(path: Path) -> Iterator[Entry]:
    """The entries in a journal. A line that a killed run did not finish counts for nothing."""
    for line in (read_if_there(path) or b"").splitlines():
        try:
            yield msgspec.json.decode(line, type=Entry)
        except (msgspec.DecodeError, UnicodeDecodeError):
            continue
