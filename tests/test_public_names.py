from __future__ import annotations

import subprocess
import sys

import gallica_export


def test_every_public_name_is_there() -> None:
    """Every name that the package promises can be had from it, and no other is promised."""
    assert set(gallica_export.__all__) == {
        name for names in gallica_export._HOMES.values() for name in names
    }
    for name in gallica_export.__all__:
        assert getattr(gallica_export, name).__module__ if name != "WRITERS" else True


def test_the_library_makes_an_edition_from_its_public_names_alone() -> None:
    """With the public names alone, a snapshot becomes the files of an edition."""
    code = (
        "from pathlib import Path\n"
        "from gallica_export import *\n"
        "import gallica_export\n"
        "folder = Path(gallica_export.__file__).parent / 'specimen'\n"
        "snapshot = Snapshot.open(next(folder.iterdir()))\n"
        "document = compose(assemble(snapshot))\n"
        "print(sum(1 for _ in WRITERS['html'](document, Templates())))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert int(done.stdout) > 20
