"""The Jinja environments: the templates of a format share one, with its escaping and its filters.

Whatever a template prints goes through the escaping of its format, once: text that a macro or a
filter has escaped is `Markup`, and passes. Jinja's own autoescape knows HTML alone and would escape
a second time what `finalize` has made, so its step is left out of the templates' code.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from functools import wraps
from hashlib import sha256
from typing import Any

import jinja2
import msgspec
from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame
from markupsafe import Markup

from gallica_export.citation import cite
from gallica_export.escaping import (
    escape_attribute,
    escape_bibtex,
    escape_markdown,
    escape_ris,
    escape_url,
    escape_yaml,
    opens_block_in_pandoc,
)
from gallica_export.model import Document, is_added, plain, runs
from gallica_export.words import Fingerprint, fingerprint_of

#: A printed value as text of a format.
Printing = Callable[[object], str]


class Environments:
    """One for each way of escaping, chosen by the path of a template.

    Markdown under "markdown/", BibTeX and RIS where it ends in ".bib.j2" and ".ris.j2", anything
    else XML and HTML.
    """

    def __init__(self, loader: jinja2.BaseLoader) -> None:
        self.xml = _environment(loader, _xml)
        self._markdown = _environment(loader, _printing(escape_markdown))
        self._bibtex = _environment(loader, _printing(escape_bibtex))
        self._ris = _environment(loader, _printing(escape_ris))
        self._bibtex.filters.update(url=_marking(escape_url))
        self._markdown.filters.update(
            markdown=_marking(escape_markdown),
            attribute=_marking(escape_attribute),
            url=_marking(escape_url),
            yaml=_marking(escape_yaml),
        )
        self._markdown.tests["block_in_pandoc"] = opens_block_in_pandoc

    def update(self, filters: dict[str, Callable[..., Any]], **variables: Any) -> None:
        """Give the templates of all formats these filters and variables."""
        for environment in (self.xml, self._markdown, self._bibtex, self._ris):
            environment.filters.update(filters)
            environment.globals.update(variables)

    def of(self, path: str) -> jinja2.Environment:
        """The environment of the template at ``path``."""
        if path.startswith("markdown/"):
            return self._markdown
        return {".bib.j2": self._bibtex, ".ris.j2": self._ris}.get(path[-7:], self.xml)


class _Code(CodeGenerator):
    """The code of a template, where each printed expression goes through `finalize` and no more."""

    def _output_child_to_const(self, node: nodes.Expr, frame: Frame, finalize: Any) -> str:
        constant = node.as_const(frame.eval_ctx)
        if isinstance(node, nodes.TemplateData):
            return str(constant)
        return str(finalize.const(constant))

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:  # noqa: ARG002 - Jinja's signature
        self.write(finalize.src)

    def _output_child_post(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:  # noqa: ARG002 - Jinja's signature
        self.write(")")


class _Environment(jinja2.Environment):
    code_generator_class = _Code


def _environment(loader: jinja2.BaseLoader, finalize: Printing) -> jinja2.Environment:
    environment = _Environment(
        loader=loader,
        finalize=finalize,
        autoescape=True,  # what a macro returns is Markup
        undefined=jinja2.StrictUndefined,
        auto_reload=False,  # nothing changes during a run, and to look is a stat for each include
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        extensions=["jinja2.ext.do"],
    )
    environment.policies["json.dumps_function"] = _json
    environment.policies["json.dumps_kwargs"] = {}
    environment.filters.update(
        runs=runs, plain=plain, fill=_fill, cite=cite, words=_words_of, integrity=_integrity
    )
    environment.tests["added"] = is_added
    return environment


def _xml(value: object) -> str:
    """A printed value as XML or HTML text, for between double quotes too; apostrophes stay."""
    if type(value) is not str:
        if type(value) is int or isinstance(value, Markup):
            return str(value)
        value = str(value)
    return (
        value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&#34;")
    )


def _printing(escape: Callable[[str], str]) -> Printing:
    """A printed value as text, by ``escape``; what a macro rendered has been escaped already."""

    def printed(value: object) -> str:
        return value if isinstance(value, Markup) else escape(str(value))

    return printed


def _marking(escape: Callable[..., str]) -> Callable[..., Markup]:
    """``escape`` as a filter of templates: what it returns is not escaped again."""

    @wraps(escape)
    def escaped(value: Any, **around: str) -> Markup:
        return Markup(escape(value, **around))  # noqa: S704 - escaped for Markdown, not for HTML

    return escaped


def _json(value: object) -> str:
    """What Jinja's filter `tojson` makes safe for a page: it escapes what could end a script."""
    return msgspec.json.encode(value).decode()


def _integrity(text: str) -> str:
    """By which a content security policy knows this text in a page: "sha256-…"."""
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"


def _fill(message: str, **values: object) -> str:
    """A message with its places filled: ``{{ t.view_number|fill(n=12) }}``."""
    return message.format_map(values)


def _words_of(document: Document) -> Fingerprint | None:
    """How many words the reading text of a document has, and their checksum; None without words."""
    return fingerprint_of(document.reading)
