"""What is wanted of each document."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct

from gallica_export.ark import Ark
from gallica_export.selection import Images, Selection
from gallica_export.writers import TARGETS


class Job(Struct, frozen=True, kw_only=True):
    """What is wanted of each document."""

    #: Names of `WRITERS`.
    formats: Sequence[str]
    #: Where the editions go.
    output: Path
    #: Where the snapshots are kept, a folder for each ARK.
    snapshots: Path
    #: The views wanted; None for all.
    views: Selection | None = None
    #: Of these, only the views on which this occurs.
    containing: str | None = None
    images: Images = "thumbnails"
    #: "auto", or the one way into the BnF that is to be used.
    gateway: str = "auto"
    #: Whether all is asked for again; the snapshot that was there is kept beside the new one.
    refresh: bool = False
    #: Whether an edition that is already there may be replaced.
    force: bool = False


def target(ark: Ark, name: str) -> str:
    """The file or folder that format ``name`` makes in the output folder."""
    return TARGETS[name].format(name=ark.name)
