"""Where templates lie on disk, and a checksum of them; what they mean is `templating`'s to know.

Apart from it so that a run with nothing to render never loads a template engine.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from gallica_export.errors import TemplateError


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
