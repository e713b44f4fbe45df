"""The documents that a Gallica holds: a specimen, or a folder laid out as a snapshot."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from msgspec import Struct

from gallica_export.ark import BNF, Ark
from tests.press.periodical import Serial
from tests.press.specimen import Specimen


class Holding(Struct, frozen=True):
    """One document: its answers by their paths in a snapshot, made or read when asked for."""

    ark: Ark
    files: Mapping[str, bytes]

    @classmethod
    def of(cls, source: Specimen | Serial | Path) -> Holding:
        """A specimen, a serial, a snapshot, or a folder named after a document of the BnF."""
        if isinstance(source, Path):
            files = FolderFiles(source)
            index = json.loads(files.get("snapshot.json", b"{}"))
            return cls(Ark.parse(index.get("ark", f"ark:/{BNF}/{source.name}")), files)
        return cls(source.ark, source.files)


class FolderFiles(Mapping[str, bytes]):
    """The files under a folder by their paths from there."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        found = (file for file in folder.rglob("*") if file.is_file())
        self._paths = frozenset(file.relative_to(folder).as_posix() for file in found)

    def __getitem__(self, path: str) -> bytes:
        if path not in self._paths:
            raise KeyError(path)
        return (self._folder / path).read_bytes()

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(self._paths))

    def __len__(self) -> int:
        return len(self._paths)
