"""What was made, told on the terminal."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from gallica_export.cli.shared import say
from gallica_export.text import ranges, ranges_told

if TYPE_CHECKING:
    from gallica_export.model import Notice
    from gallica_export.standing import Edition

NOTICES = 3  # exit code: done, with notices, under --strict
_MOST_NAMED = 8  # ranges of views, of notices that are told together


def tell_of(edition: Edition) -> None:
    """Say what was made and where to open it, and on standard error what is odd."""
    say(edition.title)
    for path in edition.paths:
        say(f"  {_opens(path)}{' (unchanged)' if path in edition.unchanged else ''}")
    for kind in dict.fromkeys(notice.kind for notice in edition.notices):
        found = [notice for notice in edition.notices if notice.kind == kind]
        say(f"  notice: {found[0].message}{_others(found[1:])}", err=True)


def _others(folded: list[Notice]) -> str:
    """What stands for notices like the one told: how many they are, of which views."""
    if not folded:
        return ""
    views = sorted({notice.view for notice in folded if notice.view})
    is_short = 0 < len(ranges(views)) <= _MOST_NAMED
    named = f", of views {ranges_told(views)}" if is_short else ""
    return f" (and {len(folded)} more like it{named})"


def _opens(path: Path) -> Path:
    """The file to open in an edition that is a folder."""
    name = path.name.rpartition("-")[0]
    candidates = (path / file for file in ("index.html", "index.md", f"{name}.xml"))
    return next((file for file in candidates if file.is_file()), path)
