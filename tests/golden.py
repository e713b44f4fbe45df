"""Golden folders: what an edition of `small_document` looks like, file by file.

`tests/golden/NAME/` holds the files expected from one writer; `pytest --update-golden` writes
them anew. An archive is held unzipped, so that a change of one of its members can be read. Of a
file that ships as it is, a stylesheet or a script, the folder holds where it comes from.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from gallica_export.output import OutputFile, unzipped
from gallica_export.template_files import shipped_folder

GOLDEN = Path(__file__).parent / "golden"
#: A difference longer than this is told in its first lines only.
_LONGEST_DIFF = 80


def check_golden(name: str, files: Iterable[OutputFile], update: bool) -> None:
    """Fail with a diff unless ``files`` are exactly those of tests/golden/``name``.

    With ``update`` the folder is rewritten instead.
    """
    folder = GOLDEN / name
    made = {file.path: _as_held(file) for file in _members(files)}
    if update:
        _rewrite(folder, made)
    kept = _read(folder)
    told = [line for path in sorted(made.keys() | kept) for line in _differences(path, kept, made)]
    if told:
        shown = told[:_LONGEST_DIFF] + ["…"] * (len(told) > _LONGEST_DIFF)
        raise AssertionError("\n".join([f"{name} is not as golden (--update-golden?):", *shown]))


def _members(files: Iterable[OutputFile]) -> Iterator[OutputFile]:
    for file in files:
        if file.path.endswith((".epub", ".zip")):
            for member in unzipped(file.content):
                yield OutputFile(f"{file.path}/{member.path}", member.content)
        else:
            yield file


def _as_held(file: OutputFile) -> bytes:
    copied = file.path.endswith((".css", ".js")) and _shipped().get(file.content)
    return f"{copied}, as it is\n".encode() if copied else file.content


@cache
def _shipped() -> dict[bytes, str]:
    """The stylesheets and scripts that ship, each with its path below templates/."""
    folder = shipped_folder()
    paths = (path for path in folder.rglob("*") if path.suffix in (".css", ".js"))
    return {path.read_bytes(): path.relative_to(folder).as_posix() for path in paths}


def _read(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def _rewrite(folder: Path, made: dict[str, bytes]) -> None:
    for path in _read(folder).keys() - made.keys():
        (folder / path).unlink()
    for path, content in made.items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)


def _differences(path: str, kept: dict[str, bytes], made: dict[str, bytes]) -> Iterator[str]:
    if path not in made:
        yield f"missing: {path}"
    elif path not in kept:
        yield f"unexpected: {path}"
    elif kept[path] != made[path]:
        before, after = _lines(kept[path]), _lines(made[path])
        yield from difflib.unified_diff(before, after, f"golden/{path}", path, n=1, lineterm="")


def _lines(content: bytes) -> list[str]:
    try:
        return content.decode().splitlines()
    except UnicodeDecodeError:
        return [f"{len(content)} bytes: {content[:40].hex()}…"]
