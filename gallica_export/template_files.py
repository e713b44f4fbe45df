"""The templates as files: where they lie, the edition's own words among them, a checksum of them.

What they mean is `templating`'s to know; a run with nothing to render never loads an engine.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from gallica_export.errors import OutputError, TemplateError


def shipped_folder() -> Path:
    """The templates that ship with the program: in a wheel inside it, in a checkout beside it."""
    package = Path(__file__).resolve().parent
    inside = package / "templates"
    return inside if inside.is_dir() else package.parent / "templates"


def require_folders(folders: Sequence[Path]) -> None:
    """Raise TemplateError unless each of ``folders`` is there."""
    for folder in folders:
        if not os.path.isdir(folder):  # noqa: PTH112 - Path.is_dir raises on a name too long
            raise TemplateError(f"no such folder of templates: {folder}")


def copy_shipped(folder: Path) -> None:
    """Copy the shipped templates into ``folder``, which must not exist or be empty."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise OutputError(f"{folder} exists already", remedy="Name a new or empty folder.")
    try:
        shutil.copytree(shipped_folder(), folder, dirs_exist_ok=True)
    except OSError as error:
        raise OutputError(f"cannot write into {folder}: {error.strerror}") from error


def words_of_edition(lang: str, folders: Sequence[Path]) -> dict[str, Any]:
    """The edition's own words: those that ship, and over them what the user's folders say.

    Raises TemplateError for a file that cannot be read.
    """
    words: dict[str, Any] = {}
    for folder in (shipped_folder(), *reversed(folders)):
        _lay_over(words, _read_words(folder / "shared" / f"{lang}.toml"))
    return words


def _read_words(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise unreadable(path, error) from error
    except tomllib.TOMLDecodeError as error:
        raise TemplateError(f"{path}: {error}") from error


def _lay_over(words: dict[str, Any], others: Mapping[str, Any]) -> None:
    for key, value in others.items():
        if isinstance(value, dict) and isinstance(words.get(key), dict):
            _lay_over(words[key], value)
        else:
            words[key] = value


def unreadable(path: Path, error: OSError | UnicodeDecodeError) -> TemplateError:
    """What to tell of a template that cannot be read: the fault of its author, not ours."""
    reason = error.strerror if isinstance(error, OSError) else "it is not text in UTF-8"
    return TemplateError(f"cannot read {path}: {reason}")


def checksum(folders: Sequence[Path], lang: str) -> str:
    """One for all that templates may say: the files shipped, those of ``folders``, the language.

    Raises TemplateError for a folder that is not there, or a file that cannot be read.
    """
    require_folders(folders)
    total = hashlib.sha256(lang.encode())
    for folder in (*folders, shipped_folder()):
        for path in _files(folder):
            name = path.relative_to(folder).as_posix()
            try:
                content = hashlib.sha256(path.read_bytes())
            except OSError as error:
                raise TemplateError(f"cannot read {path}: {error.strerror}") from error
            total.update(f"\n{name}\n{content.hexdigest()}".encode(errors="surrogateescape"))
        total.update(b"\n\n")
    return total.hexdigest()


def _files(folder: Path) -> Iterator[Path]:
    for place, below, names in os.walk(folder):
        below.sort()
        for name in sorted(names):
            yield Path(place, name)
