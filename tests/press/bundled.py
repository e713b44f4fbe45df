"""The specimen that the package brings along, and how its snapshot is made."""

from __future__ import annotations

import shutil
from pathlib import Path

from gallica_export.gallica.services import service_at
from gallica_export.gallica.snapshot import Origin, Snapshot
from tests.press.book import Book
from tests.press.ocr import Scan
from tests.press.pages import Style
from tests.press.sizes import SOURCE
from tests.press.specimen import Specimen, press

#: Where the package keeps it: a folder of snapshots, each under its name.
SPECIMENS = Path(__file__).parents[2] / "gallica_export" / "specimen"

_STYLE = Style(measure=1110, inner=285, gathering=4, has_catchwords=True, has_drop_capitals=True)
_SCAN = Scan(noise=0.001)
_MADE = "2026-11-01T00:00:00Z"
_TYPES = {".xml": "text/xml;charset=UTF-8", ".jpg": "image/jpeg"}


def bundled(scan: Scan = _SCAN) -> Specimen:
    """The bundled specimen, printed anew; without noise for a ``scan`` that makes none."""
    return press(Book.read(SOURCE, _STYLE), scan=scan)


def bundled_folder() -> Path:
    """The folder of its snapshot in the package."""
    return SPECIMENS / bundled().ark.name


def write_snapshot(specimen: Specimen, folder: Path) -> None:
    """``specimen`` as a snapshot in ``folder``, which is emptied first."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    with Snapshot.create(folder, specimen.ark) as snapshot:
        for path, data in specimen.snapshot_files().items():
            snapshot.store(path, data, _origin(specimen, path))
        for page in specimen.pages:
            if page.is_unread:
                path = f"alto/f{page.order}.xml"
                snapshot.store_absence(path, _origin(specimen, path, status=404))


def _origin(specimen: Specimen, path: str, *, status: int = 200) -> Origin:
    place = Path(path)
    return Origin(
        url=f"press:{specimen.ark}/{path}",
        gateway="press",
        service=service_at(path),
        status=status,
        content_type=_TYPES[place.suffix],
        fetched=_MADE,
    )
