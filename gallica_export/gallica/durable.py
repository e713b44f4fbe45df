"""Files that survive a power cut or a kill: whole under their name, or not there."""

from __future__ import annotations

import os
import stat
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from io import FileIO
from pathlib import Path

from gallica_export.errors import OutputError, SnapshotError

if sys.platform != "win32":
    import fcntl

_TEMPORARY = ".part"
_BETWEEN_LOOKS = 0.2  # seconds, at a file that another run holds


def read_file(path: Path) -> bytes:
    """The bytes at ``path``; raises SnapshotError."""
    data = read_if_there(path)
    if data is None:
        raise SnapshotError(f"{path} is missing")
    return data


def read_if_there(path: Path) -> bytes | None:
    """The bytes at ``path``, or None if there is no such file; raises SnapshotError."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):  # a pipe would never end
            raise SnapshotError(f"{path} is not a file")
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise SnapshotError(f"cannot read {path}: {error.strerror}") from error


def write_file(path: Path, data: bytes) -> None:
    """Write ``data`` aside, force it to the disk, then give it its name. Raises OutputError."""
    aside = path.with_name(f".{path.name}.{os.getpid()}{_TEMPORARY}")
    with _mapped(path):
        make_folder(path.parent)
        try:
            with aside.open("wb") as stream:
                stream.write(data)
                stream.flush()
                os.fsync(stream.fileno())
            aside.replace(path)
        except BaseException:
            aside.unlink(missing_ok=True)
            raise
        _sync_folder(path.parent)


def make_folder(path: Path) -> None:
    """Make a folder and those above it, for good."""
    with _mapped(path):
        if not path.is_dir():
            path.mkdir(parents=True, exist_ok=True)
            _sync_folder(path.parent)


def remove_folder_of(path: Path) -> None:
    """Delete the file ``path``, and its folder if nothing else is in it."""
    with _mapped(path):
        path.unlink(missing_ok=True)
        if not any(path.parent.iterdir()):
            path.parent.rmdir()


def sweep(folder: Path) -> None:
    """Remove what killed runs left half-written in ``folder`` and the folders right under it."""
    with _mapped(folder):
        for pattern in (f".*{_TEMPORARY}", f"*/.*{_TEMPORARY}"):
            for leftover in folder.glob(pattern):
                leftover.unlink(missing_ok=True)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the lock file ``path``, waiting for whoever holds it; for work of a moment only."""
    make_folder(path.parent)
    with _mapped(path):
        stream = path.open("ab", buffering=0)
    with stream:
        if sys.platform != "win32":
            with _mapped(path):
                fcntl.flock(stream, fcntl.LOCK_EX)
        yield


class Journal:
    """A file that grows by whole lines and belongs to one run at a time.

    Raises SnapshotError if another run holds it for longer than ``patience`` seconds, OutputError
    if it cannot be written.
    """

    def __init__(self, path: Path, patience: float = 0.0) -> None:
        self._path = path
        self._until = time.monotonic() + patience
        with _mapped(path):
            self._stream = self._held()

    def append(self, line: bytes) -> None:
        """Add a line, forced to the disk before this returns."""
        with _mapped(self._path):
            left = memoryview(line + b"\n")
            while left:
                left = left[self._stream.write(left) :]
            os.fsync(self._stream.fileno())

    def remove(self) -> None:
        """Delete the file; what it said is kept elsewhere by now."""
        with _mapped(self._path):
            if sys.platform == "win32":
                self._stream.close()
            self._path.unlink(missing_ok=True)

    def close(self) -> None:
        """Let go of the file."""
        self._stream.close()

    def _held(self) -> FileIO:
        while True:
            make_folder(self._path.parent)  # the other run may have left nothing behind
            stream = self._path.open("ab", buffering=0)
            if not _lock(stream):
                stream.close()
                if time.monotonic() < self._until:
                    time.sleep(_BETWEEN_LOOKS)
                    continue
                raise SnapshotError(
                    f"another run is writing to {self._path.parent}",
                    remedy="Wait for it to end and run the same command again.",
                )
            if self._is_still_named(stream):
                return stream
            stream.close()

    def _is_still_named(self, stream: FileIO) -> bool:
        """Whether the file was not removed by its last holder between opening and locking."""
        try:
            return self._path.stat().st_ino == os.fstat(stream.fileno()).st_ino
        except FileNotFoundError:
            return False


def _lock(stream: FileIO) -> bool:
    if sys.platform != "win32":
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
    return True


def _sync_folder(folder: Path) -> None:
    """Force the names in a folder to the disk, where the system can."""
    if sys.platform != "win32":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


@contextmanager
def _mapped(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise OutputError(
            f"cannot write {path}: {error.strerror or error}",
            remedy="Free some space, or name another place with --snapshots, and run it again.",
        ) from error
