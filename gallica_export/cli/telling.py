"""What was made, told on the terminal."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from gallica_export.cli.shared import say

if TYPE_CHECKING:
    from gallica_export.export import Edition

NOTICES = 3  # exit code: done, with notices, under --strict


def tell_of(edition: Edition) -> None:
    """Say what was made and where to open it, and on standard error what is odd."""
    say(edition.title)
    for path in edition.paths:
        say(f"  {_opens(path)}")
    for kind in dict.fromkeys(notice.kind for notice in edition.notices):
        found = [notice for notice in edition.notices if notice.kind == kind]
        more = f" (and {len(found) - 1} more like it)" if len(found) > 1 else ""
        say(f"  notice: {found[0].message}{more}", err=True)


def _opens(path: Path) -> Path:
    """The file to open in an edition that is a folder."""
    name = path.name.rpartition("-")[0]
    candidates = (path / file for file in ("index.html", "index.md", f"{name}.xml"))
    return next((file for file in candidates if file.is_file()), path)
