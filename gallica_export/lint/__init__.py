"""`gallica-export lint`: what is wrong with a finished edition, in Python alone.

The outside judges (epubcheck, jing, the Nu checker) know more and want Java; this knows what an
edition of Gallica owes its readers: pages, links, contents, credit. Codes are stable.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from gallica_export.errors import OutputError
from gallica_export.lint.bundle import Bundle, open_bundle
from gallica_export.lint.epub import lint_epub
from gallica_export.lint.findings import Finding
from gallica_export.lint.json import lint_json
from gallica_export.lint.markdown import lint_markdown
from gallica_export.lint.pages import lint_pages
from gallica_export.lint.tei import lint_tei

__all__ = ["Finding", "lint"]


def lint(path: Path) -> Iterator[Finding]:
    """The faults of the edition at ``path``: an EPUB, a JSON file, or the folder of a site, of TEI,
    of Markdown.

    Raises OutputError if it is none of these, or cannot be read.
    """
    bundle = open_bundle(path)
    names = set(bundle.files)
    if "mimetype" in names or path.suffix == ".epub":
        yield from lint_epub(bundle)
    elif "index.html" in names:
        yield from lint_pages(bundle)
    elif "index.md" in names:
        yield from lint_markdown(bundle)
    elif texts := [name for name in names if _is_tei(bundle, name)]:
        for name in sorted(texts):
            yield from lint_tei(bundle, name)
    elif path.suffix == ".json":
        yield from lint_json(bundle, path.name)
    else:
        raise OutputError(
            f"{path} is no edition: no EPUB, no JSON, nor the folder of a site, of TEI or Markdown",
            remedy="Name what was made: NAME.epub, NAME.json, NAME-html, NAME-tei, NAME-markdown.",
        )


def _is_tei(bundle: Bundle, name: str) -> bool:
    return name.endswith(".xml") and b"http://www.tei-c.org/ns/1.0" in bundle.files[name][:2000]
