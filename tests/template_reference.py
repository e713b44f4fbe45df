"""templates/README.md, made from the contexts: what each template is given."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jinja2

from gallica_export.templating import Context, Templates
from gallica_export.writers import table
from gallica_export.writers.collection.pages import CollectionPage

REFERENCE = Path(__file__).parent.parent / "templates" / "README.md"

_INTRODUCTION = """\
# Templates and their variables

Every file of an edition is made by one of the Jinja templates in this folder. To change one, copy
them all out and keep what you want to change:

    gallica-export --copy-templates my-templates
    gallica-export --template-dir my-templates --format html ark:/12148/…

A template in your folder replaces the shipped one of the same path. To change one block only, let
yours begin with `{% extends "default:html/view.html.j2" %}` and fill the block. A name that a
template is not given is an error that names file and line.

Everywhere: `t`, the words of the interface (`shared/fr.toml`, `shared/en.toml`), and `lang`, its
language. What is printed is escaped: as Markdown in `markdown/`, as BibTeX or RIS in files that end
in `.bib.j2` or `.ris.j2`, as XML elsewhere; only the filter `safe` lets markup pass, and a block
`autoescape` changes nothing. In XML an apostrophe stays as it is, so attributes stand between
double quotes. What a template for EPUB or TEI makes has to be well formed, and in HTML every
element has to be closed that must be: anything else is an error that names the template and the
place. The classes named below are documented in `gallica_export/model/`.

Filters, besides those of Jinja:

{filters}
Of Jinja's extensions there is `do`.

This page is made from the program by `make golden`; a test holds it to what is really passed.
"""


def contexts() -> list[type[Context]]:
    """Every context that some writer passes, by the path of its template."""
    assert table.WRITERS  # importing the table imports every writer of an edition, and so
    assert issubclass(CollectionPage, Context)  # every context; those of collections are apart
    found, waiting = [], [Context]
    while waiting:
        kind = waiting.pop()
        below = kind.__subclasses__()
        waiting += below
        if "template" in vars(kind):
            found.append(kind)
    return sorted(found, key=lambda kind: kind.template)


def reference(templates: Templates) -> str:
    """The whole page."""
    rows = [f"- `{name}`{where}: {words}\n" for name, where, words in _filters(templates)]
    introduction = _INTRODUCTION.replace("{filters}", "".join(rows))
    parts = [introduction, *(_part(kind) for kind in contexts() if "tests" not in kind.__module__)]
    return "\n".join(parts)


def _filters(templates: Templates) -> Iterator[tuple[str, str, str]]:
    """The name of each filter and test of ours, where it is to be had, and what it does."""
    names = ("html/", "markdown/", "citations/entries.bib.j2")
    plain, markdown, bibtex = map(templates.environments.of, names)
    shipped = jinja2.Environment()
    for name, function in sorted(markdown.filters.items()):
        if name not in shipped.filters:
            where = "" if name in plain.filters else " (Markdown)"
            where = " (Markdown, BibTeX)" if where and name in bibtex.filters else where
            yield name, where, _summary(function)
    for name, function in sorted(markdown.tests.items()):
        if name not in shipped.tests:
            where = "a test" if name in plain.tests else "a test, Markdown"
            yield name, f" ({where})", _summary(function)


def _summary(function: Any) -> str:
    """The first sentence of the documentation of ``function``."""
    paragraph = " ".join((inspect.getdoc(function) or "").partition("\n\n")[0].split())
    return paragraph.replace("``", "`")


def _part(kind: type[Context]) -> str:
    rows = [f"| `{name}` | `{shape}` | {words} |" for name, shape, words in documented_fields(kind)]
    title = f"## {kind.template}\n\n{inspect.getdoc(kind)}\n"
    if not rows:
        return f"{title}\nNo variables.\n"
    return "\n".join([title, "| variable | type | meaning |", "|---|---|---|", *rows, ""])


def documented_fields(kind: type[Context]) -> list[tuple[str, str, str]]:
    """Name, type and meaning of each field, those of the class's bases first."""
    found = []
    for base in reversed(kind.__mro__):
        if issubclass(base, Context) and base is not Context:
            found += _own_fields(base)
    return found


def _own_fields(kind: type[Context]) -> list[tuple[str, str, str]]:
    source = inspect.getsource(kind)
    lines = source.splitlines()
    body = ast.parse(source).body[0]
    assert isinstance(body, ast.ClassDef)
    return [
        (node.target.id, ast.unparse(node.annotation), _comment_above(lines, node.lineno))
        for node in body.body
        if isinstance(node, ast.AnnAssign)
        and isinstance(node.target, ast.Name)
        and not ast.unparse(node.annotation).startswith("ClassVar")
    ]


def _comment_above(lines: list[str], number: int) -> str:
    words: list[str] = []
    for text in reversed(lines[: number - 1]):
        found = re.match(r"\s*#:\s?(.*)", text)
        if not found:
            break
        words.insert(0, found[1])
    return " ".join(words)
