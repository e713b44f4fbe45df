"""A working copy on disk: the Markdown that a person corrects, and what it was made from.

NAME-edition/
index.md             `editor:` in its front matter is read; the rest is made anew
text/02-….md         what a person corrects; a new file here is a chapter of their own
set-aside.md         made anew
working-copy.json    what was written: nobody's to change
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec
import yaml
from msgspec import Struct

from gallica_export.errors import WorkingCopyError
from gallica_export.model import Notice, Reading
from gallica_export.text import clean_text

FORMAT = 1
#: By this file `output` knows a person's work too.
MANIFEST = "working-copy.json"
_INDEX = "index.md"
#: Files that nothing is read from.
_MADE_ANEW = "set-aside.md"
_CHAPTERS = "text/"
#: What a text may end with that a person means to be read.
_TEXTS = (".md", ".markdown", ".mdown", ".mkd", ".qmd", ".rmd", ".txt")
#: What version control leaves where two people changed the same lines.
_CONFLICT = re.compile(r"^(?:<{7}|>{7}|\|{7})(?: |$)", re.MULTILINE)


class _Format(Struct):
    format: int


class Manifest(Struct, frozen=True, kw_only=True):
    """What a working copy was made from."""

    format: int = FORMAT
    #: The version of the program that wrote it.
    version: str
    ark: str
    #: The views that it has.
    views: tuple[int, ...]
    #: The checksum, SHA-256, of each answer in the snapshot that the reading text comes from.
    answers: dict[str, str]
    #: The title that chapters without one were given.
    untitled: str
    #: The checksum of each file that was written; of index.md without its `editor`.
    files: dict[str, str]
    notices: tuple[Notice, ...] = ()
    #: The text as it was written, and what was set aside from it.
    reading: Reading


class WorkingCopy(Struct, frozen=True):
    """What stands in the folder now."""

    manifest: Manifest
    #: The text of the chapters by their path, "text/02-avant-propos.md", in reading order.
    chapters: dict[str, str]
    #: Who corrected it, as they name themselves.
    editors: tuple[str, ...]


def checksums(files: Mapping[str, bytes]) -> dict[str, str]:
    """The checksums for `Manifest.files`."""
    return {path: _checksum(path, data.decode()) for path, data in files.items()}


def encoded(manifest: Manifest) -> bytes:
    """The bytes of working-copy.json."""
    return msgspec.json.encode(manifest) + b"\n"


def read_working_copy(folder: Path) -> WorkingCopy:
    """What stands in ``folder``; raises WorkingCopyError if it is no working copy, or damaged."""
    manifest = _manifest(folder / MANIFEST)
    for path in (_INDEX, _MADE_ANEW):
        text = _text(folder / path)
        if _checksum(path, text, str(folder / path)) != manifest.files.get(path):
            raise WorkingCopyError(
                f"{folder / path} was changed, and nothing would come of it: it is made anew",
                remedy="Take the change back. Words are corrected in text/, and editors named as "
                "`editor:` in the front matter of index.md.",
            )
    _check_strays(folder)
    found = {
        f"{_CHAPTERS}{path.name}"
        for path in (folder / _CHAPTERS).glob("*.md")
        if not path.name.startswith(".")
    }
    written = {path for path in manifest.files if path.startswith(_CHAPTERS)}
    if missing := sorted(written - found):
        raise WorkingCopyError(
            f"{folder / missing[0]} is gone, and its page marks with it",
            remedy="Bring the file back; take out of it what the edition is to do without.",
        )
    front, _ = _front_matter(_text(folder / _INDEX), str(folder / _INDEX))
    return WorkingCopy(
        manifest,
        {path: _text(folder / path) for path in sorted(found)},
        _editors(front.get("editor"), folder / _INDEX),
    )


def _manifest(path: Path) -> Manifest:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise WorkingCopyError(
            f"there is no working copy in {path.parent}: {path.name} is not there",
            remedy="Make one with `gallica-export edit ARK`.",
        ) from error
    try:
        version = msgspec.json.decode(data, type=_Format).format
        if version > FORMAT:
            raise WorkingCopyError(
                f"{path} is of format {version}; this program knows formats up to {FORMAT}",
                remedy="Install a newer gallica-export.",
            )
        return msgspec.json.decode(data, type=Manifest)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise WorkingCopyError(
            f"{path} is damaged: {error}", remedy="Bring it back from version control."
        ) from error


def _check_strays(folder: Path) -> None:
    """Raise WorkingCopyError for a text that nothing would come of.

    What a repository says of itself, README.md, is no chapter; nor are an editor's hidden files.
    """
    beside = (path for path in folder.glob("*.*") if not path.stem.isupper())
    for path in sorted([*beside, *(folder / _CHAPTERS).rglob("*.*")]):
        name = path.relative_to(folder).as_posix()
        is_chapter = path.parent == folder / _CHAPTERS and path.suffix == ".md"
        is_known = is_chapter or name in (_INDEX, _MADE_ANEW) or path.name.startswith(".")
        if not is_known and path.suffix.lower() in _TEXTS:
            raise WorkingCopyError(
                f"{path} is no chapter, and nothing would come of it",
                remedy=f"Chapters stand in {folder / _CHAPTERS} itself and end with .md.",
            )


def _text(path: Path) -> str:
    """The text of a file; raises WorkingCopyError if it is none, or if a merge stopped in it."""
    try:
        text = path.read_text(encoding="utf-8-sig")
        if conflict := _CONFLICT.search(text):
            line = text.count("\n", 0, conflict.start()) + 1
            raise WorkingCopyError(
                f"{path}:{line}: a merge was not finished here",
                remedy="Keep one of the two versions, and take the lines <<<<<<<, ======= and "
                ">>>>>>> away.",
            )
        return text
    except OSError as error:
        raise WorkingCopyError(f"cannot read {path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise WorkingCopyError(
            f"{path}:{line}: not text in UTF-8", remedy="Save the file in UTF-8."
        ) from error


def _checksum(path: str, text: str, name: str = "") -> str:
    """The checksum of a file's text; who its editors are makes no difference to index.md."""
    if path == _INDEX:
        front, body = _front_matter(text, name or path)
        front.pop("editor", None)
        text = json.dumps(front, sort_keys=True, default=str) + body
    return hashlib.sha256(text.encode()).hexdigest()


def _front_matter(text: str, name: str) -> tuple[dict[str, Any], str]:
    """The front matter, and what follows it."""
    opening, _, rest = text.partition("---\n")
    inside, closing, body = rest.partition("\n---\n")
    if opening or not closing:
        raise WorkingCopyError(f"{name}:1: the front matter, between two lines ---, is gone")
    try:
        front = yaml.safe_load(inside)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 2 if error.problem_mark else 1
        raise WorkingCopyError(f"{name}:{line}: not YAML: {error.problem}") from error
    except yaml.YAMLError as error:
        raise WorkingCopyError(f"{name}:1: not YAML: {error}") from error
    if not isinstance(front, dict):
        raise WorkingCopyError(f"{name}:2: the front matter names nothing")
    return front, body


def _editors(given: object, path: Path) -> tuple[str, ...]:
    names = given if isinstance(given, list) else [given] if given is not None else []
    if not all(isinstance(name, str) and clean_text(name) for name in names):
        raise WorkingCopyError(
            f"{path}: `editor` is no name and no list of names",
            remedy="Write `editor: Jeanne Dupont`, or a name a line, each after two spaces and -.",
        )
    return tuple(map(clean_text, names))
