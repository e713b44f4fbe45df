"""A folder of answers that a person saved by hand, taken over into a snapshot.

The files may bear any name: what they are, and of which view, is read from the bytes first and
from the name where the bytes do not tell. The folder itself is never changed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

from msgspec import Struct

from gallica_export.ark import Ark
from gallica_export.errors import DamagedAnswer, SnapshotError
from gallica_export.gallica.durable import read_file
from gallica_export.gallica.fetch import missing
from gallica_export.gallica.recognition import UnrecognisedError, recognise
from gallica_export.gallica.services import GATEWAYS, OAIRECORD, PAGINATION, Service, service_at
from gallica_export.gallica.snapshot import BY_HAND, Origin, Snapshot
from gallica_export.text import ranges_told

_LARGEST = 128 << 20
_MOST_TOLD = 3  # of the files left, in an error
_MOST_LACKING = 8
_CONTENT_TYPES = {
    "xml": "application/xml",
    "html": "text/html",
    "json": "application/json",
    "jpg": "image/jpeg",
    "png": "image/png",
}


class Taken(Struct, frozen=True):
    """A file that was recognised."""

    #: Under the folder, with forward slashes.
    name: str
    #: Its place in the snapshot: "alto/f12.xml".
    place: str
    sha256: str


class Left(Struct, frozen=True):
    """A file that was not taken, and why."""

    name: str
    reason: str


class Imported(Struct, frozen=True):
    """What became of a folder."""

    snapshot: Snapshot
    taken: tuple[Taken, ...]
    left: tuple[Left, ...]

    @property
    def report(self) -> tuple[str, ...]:
        """What was taken, what was left and why, and what still lacks, a line each."""
        lines = [_summed_up(group) for group in _grouped(self.taken)]
        lines += [f"left {file.name}: {file.reason}" for file in self.left]
        if not self.snapshot.has("oairecord.xml"):
            lines.append(f"lacking: the record; {_advice(OAIRECORD, self.snapshot.ark)}")
        if not any(map(self.snapshot.has, ("pagination.xml", "manifest.json"))):
            lines.append(f"lacking: the views; {_advice(PAGINATION, self.snapshot.ark)}")
        else:
            lines += [f"lacking: {title}" for title in _shortened(missing(self.snapshot))]
        return tuple(lines)


def import_folder(folder: Path, ark: Ark, snapshots: Path, *, imported: str) -> Imported:
    """Take the answers about ``ark`` in ``folder`` over into its snapshot below ``snapshots``.

    ``imported`` is the time that the entries bear, "2026-11-20T10:11:12Z". Every file is read
    before the first is taken; what the snapshot has already stays as it is.

    Raises SnapshotError if there is neither a record nor a manifest, DamagedAnswer if two files
    claim one place, OutputError if writing fails.
    """
    taken, left = _sorted_out(folder, ark)
    home = snapshots / ark.name
    _require_enough(taken, left, ark, folder, home)
    with Snapshot.create(home, ark) as snapshot:
        refused = [file for file in taken if not _take(file, folder, snapshot, imported)]
    left += [Left(file.name, f"the snapshot has another {file.place}") for file in refused]
    kept = tuple(file for file in taken if file not in refused)
    return Imported(snapshot, kept, tuple(left))


def _sorted_out(folder: Path, ark: Ark) -> tuple[list[Taken], list[Left]]:
    """The files that are answers about ``ark``, and the others."""
    taken: dict[str, Taken] = {}
    left: list[Left] = []
    for name, size in _files(folder):
        if size > _LARGEST:
            left.append(Left(name, f"it is larger than {_LARGEST >> 20} MiB"))
            continue
        data = read_file(folder / name)
        try:
            place = recognise(name, data, ark)
        except (UnrecognisedError, DamagedAnswer) as reason:
            left.append(Left(name, str(reason)))
            continue
        file = Taken(name, place, hashlib.sha256(data).hexdigest())
        first = taken.setdefault(place, file)
        if first.sha256 != file.sha256:
            raise DamagedAnswer(
                f"two files claim to be {_called(place)}: {folder / first.name} and {folder / name}"
            )
        if first is not file:
            left.append(Left(name, f"it is the same as {first.name}"))
    return list(taken.values()), left


def _files(folder: Path) -> list[tuple[str, int]]:
    """All files below ``folder``, sorted, with their sizes."""
    try:
        if not folder.is_dir():
            raise SnapshotError(f"{folder} is not a folder", remedy="Name the one with the files.")
        if (folder / "snapshot.json").exists():
            raise SnapshotError(
                f"{folder} is a snapshot already",
                remedy=f"Use it in place: --offline --snapshots {folder.parent}",
            )
        return sorted(
            (path.relative_to(folder).as_posix(), path.stat().st_size)
            for path in folder.rglob("*")
            if path.is_file()
        )
    except OSError as error:
        raise SnapshotError(f"cannot read {error.filename or folder}: {error.strerror}") from error


def _require_enough(
    taken: list[Taken], left: list[Left], ark: Ark, folder: Path, home: Path
) -> None:
    places = {file.place for file in taken}
    if (home / "snapshot.json").exists():
        places.update(Snapshot.open(home).paths)
    if not taken or not places & {"oairecord.xml", "manifest.json"}:
        reasons = "".join(f"; {file.name} was left: {file.reason}" for file in left[:_MOST_TOLD])
        raise SnapshotError(
            f"{folder} holds neither the record of {ark} nor its manifest{reasons}",
            remedy=f"In a browser, {_advice(OAIRECORD, ark)}, and {_advice(PAGINATION, ark)}.",
        )


def _take(file: Taken, folder: Path, snapshot: Snapshot, imported: str) -> bool:
    """Store a file; False if the snapshot has another answer in its place."""
    data = read_file(folder / file.name)
    if hashlib.sha256(data).hexdigest() != file.sha256:
        raise SnapshotError(f"{folder / file.name} changed while it was being read")
    if snapshot.has(file.place):
        return snapshot.read(file.place) == data
    origin = Origin(
        url=file.name,
        gateway=BY_HAND,
        service=service_at(file.place),
        status=200,
        content_type=_CONTENT_TYPES[file.place.rpartition(".")[2]],
        fetched=imported,
    )
    snapshot.store(file.place, data, origin)
    return True


# --- the report --------------------------------------------------------------------------------


def _grouped(taken: Iterable[Taken]) -> Iterable[list[Taken]]:
    """Files of the same folder of the snapshot together, others alone."""
    groups: dict[str, list[Taken]] = {}
    for file in taken:
        folder, slash, _ = file.place.partition("/")
        groups.setdefault(folder + slash, []).append(file)
    return groups.values()


def _summed_up(group: list[Taken]) -> str:
    first = group[0]
    if len(group) == 1:
        return f"taken {first.place} from {first.name}"
    numbers = sorted(int("".join(filter(str.isdecimal, file.place))) for file in group)
    return f"taken {service_at(first.place)}, {len(group)} files: {ranges_told(numbers)}"


def _shortened(titles: list[str]) -> list[str]:
    if len(titles) > _MOST_LACKING:
        return [*titles[:_MOST_LACKING], f"{len(titles) - _MOST_LACKING} answers more"]
    return titles


def _called(place: str) -> str:
    view = place.rpartition("/f")[2].partition(".")[0]
    return f"view {view} ({place})" if view.isdecimal() else place


def _advice(service: Service, ark: Ark) -> str:
    request = service.request(ark)
    return f"save {GATEWAYS[service.gateway]}{request.target} as {request.places[0]}"
