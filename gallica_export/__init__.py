"""From a Gallica ARK to a digital edition.

The names below are the library's public face; each is imported when it is first asked for, so that
the command line starts at once. The story that ties them together is `gallica_export.export`.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gallica_export.ark import Ark
    from gallica_export.errors import GallicaExportError
    from gallica_export.export import make_edition
    from gallica_export.gallica.assemble import assemble
    from gallica_export.gallica.client import Client
    from gallica_export.gallica.fetch import fetch
    from gallica_export.gallica.importing import import_folder
    from gallica_export.gallica.snapshot import Snapshot
    from gallica_export.job import Job
    from gallica_export.model import Document
    from gallica_export.output import OutputFile, save
    from gallica_export.reading import compose
    from gallica_export.selection import Selection
    from gallica_export.standing import Edition
    from gallica_export.templating import Templates
    from gallica_export.writers.table import WRITERS

__version__ = "0.1.0"

__all__ = [
    "WRITERS",
    "Ark",
    "Client",
    "Document",
    "Edition",
    "GallicaExportError",
    "Job",
    "OutputFile",
    "Selection",
    "Snapshot",
    "Templates",
    "assemble",
    "compose",
    "fetch",
    "import_folder",
    "make_edition",
    "save",
]

_HOMES = {
    "ark": ("Ark",),
    "errors": ("GallicaExportError",),
    "export": ("make_edition",),
    "gallica.assemble": ("assemble",),
    "gallica.client": ("Client",),
    "gallica.fetch": ("fetch",),
    "gallica.importing": ("import_folder",),
    "gallica.snapshot": ("Snapshot",),
    "job": ("Job",),
    "model": ("Document",),
    "output": ("OutputFile", "save"),
    "reading": ("compose",),
    "selection": ("Selection",),
    "standing": ("Edition",),
    "templating": ("Templates",),
    "writers.table": ("WRITERS",),
}


def __getattr__(name: str) -> object:
    for home, names in _HOMES.items():
        if name in names:
            return getattr(import_module(f"gallica_export.{home}"), name)
    raise AttributeError(f"module 'gallica_export' has no attribute {name!r}")
