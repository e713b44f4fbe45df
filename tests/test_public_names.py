from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import gallica_export


def test_every_public_name_is_there() -> None:
    """Every name that the package promises can be had from it, and type checkers know it too."""
    homes = {f"gallica_export.{home}": set(names) for home, names in gallica_export._HOMES.items()}
    assert set(gallica_export.__all__) == set().union(*homes.values())
    for name in gallica_export.__all__:
        assert getattr(gallica_export, name) is not None
    tree = ast.parse(Path(gallica_export.__file__).read_text(encoding="utf-8"))
    checked = next(node for node in tree.body if isinstance(node, ast.If))
    imports = [node for node in checked.body if isinstance(node, ast.ImportFrom)]
    assert homes == {node.module: {alias.name for alias in node.names} for node in imports}


def test_the_library_makes_an_edition_from_its_public_names_alone() -> None:
    """With the public names alone, a snapshot becomes the files of an edition."""
    code = (
        "from pathlib import Path\n"
        "from gallica_export import *\n"
        "import gallica_export\n"
        "folder = Path(gallica_export.__file__).parent / 'specimen'\n"
        "snapshot = Snapshot.open(next(folder.iterdir()))\n"
        "document = compose(assemble(snapshot, images='pages'))\n"
        "print(sum(1 for _ in WRITERS['html'](document, Templates())))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert int(done.stdout) > 20
