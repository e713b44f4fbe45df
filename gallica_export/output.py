"""Files of an edition: saved atomically, zipped reproducibly."""

from __future__ import annotations

import io
import os
import shutil
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import IO

from msgspec import Struct

from gallica_export.errors import OutputError

try:
    import fcntl
except ImportError:  # not on Windows, where what a killed run leaves stays until it is deleted
    fcntl = None  # type: ignore[assignment] # as above

#: The earliest moment that a zip archive can name, given to every member: dates of members would
#: make two archives of the same edition differ.
_ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)
#: Where an edition is built before it is moved to its place.
_ASIDE = ".gallica-export-"
#: Held in there as long as the run lives.
_LOCK = ".lock"
#: A folder with this file in it is a person's work, which nothing replaces.
WORKING_COPY = "working-copy.json"


class OutputFile(Struct, frozen=True):
    """One file of an edition: its place under the output folder, and its bytes."""

    #: Relative, with forward slashes: "bpt6k9612399b-html/index.html".
    path: str
    #: The bytes, or what makes them piece by piece, for a file too large to be held.
    source: bytes | Callable[[], Iterator[bytes]]
    #: The path of a file that came before and has the same bytes, so that they are made once.
    same_as: str | None = None

    @property
    def content(self) -> bytes:
        """All bytes."""
        return b"".join(self.pieces())

    def pieces(self) -> Iterator[bytes]:
        """The bytes in stretches, made anew each time."""
        if isinstance(self.source, bytes):
            yield self.source
        else:
            yield from self.source()


def check_free(targets: Iterable[str], folder: Path, *, force: bool) -> None:
    """Raise OutputError unless each of ``targets`` can be made in ``folder``.

    Meant to be asked before anything is fetched, so that a mistake costs nothing.
    """
    _make_folder(folder)
    if not os.access(folder, os.W_OK | os.X_OK):
        raise OutputError(f"cannot write into {folder}", remedy="Name another place with --output.")
    for target in targets:
        _check_target(folder / target, force=force)


def save(files: Iterable[OutputFile], folder: Path, *, force: bool = False) -> list[Path]:
    """Write ``files`` under ``folder``; return what stands there now, one path a file or folder.

    All is built aside, in a hidden folder next to its place, and moved in one rename for each
    top-level name: a run that ends midway leaves what was there before.

    Raises OutputError if a name is taken and ``force`` is false, or if writing fails.
    """
    _make_folder(folder)
    try:
        _sweep(folder)
        with _aside(folder) as aside:
            names = dict.fromkeys(_write(file, aside) for file in files)
            _sync()
            return [_move(name, aside, folder, force=force) for name in names]
    except OSError as error:
        raise OutputError(
            f"cannot write {error.filename or folder}: {error.strerror}",
            remedy="Free some space, or name another place with --output.",
        ) from error


def zipped(files: Iterable[OutputFile]) -> Iterator[bytes]:
    """A zip archive of ``files`` in their order, in stretches: the same bytes for the same files.

    No more than one of ``files`` is held at a time. A first member called "mimetype" is stored, not
    deflated, as EPUB asks.
    """
    tail = _Tail()
    with zipfile.ZipFile(tail, "w") as archive:
        for file in files:
            member = zipfile.ZipInfo(str(_relative(file.path)), _ZIP_EPOCH)
            stored = file.path == "mimetype" or file.path.endswith((".jpg", ".jpeg", ".png"))
            member.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
            member.create_system = 3
            member.external_attr = 0o644 << 16
            archive.writestr(member, file.content, compresslevel=6)
            yield tail.taken()
    yield tail.taken()


class _Tail(io.BytesIO):
    """The end of an archive, whose beginning has been taken: a member is gone back to, no more."""

    _taken = 0

    def tell(self) -> int:
        return self._taken + super().tell()

    def seek(self, place: int, whence: int = io.SEEK_SET) -> int:
        return self._taken + super().seek(place - self._taken, whence)

    def taken(self) -> bytes:
        """What was written since, which cannot be gone back to any more."""
        written = self.getvalue()
        super().seek(0)
        self.truncate()
        self._taken += len(written)
        return written


def unzipped(archive: bytes) -> Iterator[OutputFile]:
    """The members of a zip archive, in their order."""
    with zipfile.ZipFile(io.BytesIO(archive)) as members:
        for name in members.namelist():
            yield OutputFile(name, members.read(name))


@contextmanager
def _aside(folder: Path) -> Iterator[Path]:
    """A new folder in ``folder``, on the same disk, held by this run and removed at its end."""
    with (
        TemporaryDirectory(prefix=_ASIDE, dir=folder, ignore_cleanup_errors=True) as path,
        Path(path, _LOCK).open("ab") as lock,
    ):
        _is_ours(lock)
        yield Path(path)


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(
            f"cannot make the folder {folder}: {error.strerror}",
            remedy="Name another place with --output.",
        ) from error


def _relative(path: str) -> PurePosixPath:
    """``path`` if it stays below its root; writers choose every name, so this guards a bug."""
    relative = PurePosixPath(path)
    if relative.is_absolute() or ".." in relative.parts or not relative.parts:
        raise OutputError(f"a writer named a file outside its folder: {path!r}")
    return relative


def _write(file: OutputFile, aside: Path) -> str:
    relative = _relative(file.path)
    place = aside / relative
    place.parent.mkdir(parents=True, exist_ok=True)
    made = aside / file.same_as if file.same_as else None
    with place.open("xb") as stream:
        if made and made.is_file():
            with made.open("rb") as same:
                shutil.copyfileobj(same, stream)
        else:
            stream.writelines(file.pieces())
    return relative.parts[0]


def _sync() -> None:
    """Have all that was written on the disk before it takes the place of what was there.

    Once for all files: a site has thousands, and to wait for each takes as long as to make it.
    """
    if hasattr(os, "sync"):  # not on Windows
        os.sync()


def _move(name: str, aside: Path, folder: Path, *, force: bool) -> Path:
    """Put what was built in its place; what stood there comes back if that fails."""
    target, replaced = folder / name, aside / f"{name}.old"
    _check_target(target, force=force)
    if os.path.lexists(target):
        target.rename(replaced)
    try:
        (aside / name).rename(target)
    except BaseException:
        if os.path.lexists(replaced):
            replaced.rename(target)
        raise
    return target


def _check_target(target: Path, *, force: bool) -> None:
    if (target / WORKING_COPY).exists():
        raise OutputError(
            f"{target} is a working copy, which is never overwritten",
            remedy="Name another place with --output, or move it away.",
        )
    if not force and os.path.lexists(target):
        raise OutputError(f"{target} exists already")


def _sweep(folder: Path) -> None:
    """Remove what killed runs have left; an edition that one was replacing goes back."""
    for held in folder.glob(f"{_ASIDE}*/{_LOCK}"):
        with held.open("ab") as lock:
            if not _is_ours(lock):
                continue
            for replaced in held.parent.glob("*.old"):
                target = folder / replaced.name.removesuffix(".old")
                if not os.path.lexists(target):
                    replaced.rename(target)
            shutil.rmtree(held.parent, ignore_errors=True)


def _is_ours(lock: IO[bytes]) -> bool:
    """Whether no living run holds ``lock``, which is then held until it is closed."""
    if fcntl is None:
        return False
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
