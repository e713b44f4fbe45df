from __future__ import annotations

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "gallica_export"

#: From the bottom up. A module imports from its own level only what stands in its own folder.
LEVELS = {
    "errors": 0,
    "text": 0,
    "folding": 0,
    "ark": 1,
    "model": 2,
    "citation": 3,
    "words": 3,
    "markdown": 4,
    "escaping": 4,
    "selection": 4,
    "wording": 4,
    "wellformed": 4,
    "template_files": 4,
    "reading": 5,
    "templating": 5,
    "output": 5,
    "editing": 5,
    "gallica": 6,
    "writers": 6,
    "lint": 6,
    "job": 7,
    "standing": 8,
    "gathering": 9,
    "export": 9,
    "collecting": 10,
    "correcting": 10,
    "cli": 11,
    "__main__": 12,
}
#: Which modules may import a library, as path prefixes.
LIBRARIES = {
    "httpx": ("gallica/client",),
    "httpcore": ("gallica/wire/deadline",),
    "click": ("cli/",),
    "rich": ("cli/",),
    "platformdirs": ("cli/", "gallica/wire/budgets"),
    "ebooklib": ("writers/epub",),
    "lxml": ("gallica/", "lint/"),
    "jinja2": ("templating",),
    "yaml": ("editing/",),
}
MODULES = sorted(PACKAGE.rglob("*.py"))


def _imports(module: Path) -> list[str]:
    tree = ast.parse(module.read_text(encoding="utf-8"))
    names = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module}: relative import"
            names.append(node.module or "")
    return names


def _place(module: Path) -> str:
    return module.relative_to(PACKAGE).with_suffix("").as_posix()


@pytest.mark.parametrize("module", MODULES, ids=_place)
def test_imports_point_downwards(module: Path) -> None:
    """A module imports only from the layers below it, and never from a sibling folder."""
    part = _place(module).split("/")[0]
    if part == "__init__":
        return
    for name in _imports(module):
        if name.startswith("gallica_export."):
            other = name.split(".")[1]
            light = name == "gallica_export.writers" and part == "cli"  # the names of the formats
            assert other == part or light or LEVELS[other] < LEVELS[part], f"{module}: {name}"


@pytest.mark.parametrize("module", MODULES, ids=_place)
def test_libraries_stay_in_their_places(module: Path) -> None:
    """Each outside library is imported only where the architecture says so."""
    for name in _imports(module):
        places = LIBRARIES.get(name.split(".")[0])
        assert places is None or _place(module).startswith(places), f"{module}: {name}"
