"""The table of writers."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from gallica_export.output import OutputFile
from gallica_export.writers.epub import write_epub
from gallica_export.writers.html import write_html
from gallica_export.writers.json import write_json
from gallica_export.writers.markdown import write_markdown
from gallica_export.writers.tei import write_tei

#: From a document, the templates and the format's own options: yields the files of an edition, one
#: at a time, each under its name in `TARGETS`.
Writer = Callable[..., Iterator[OutputFile]]

WRITERS: dict[str, Writer] = {
    "html": write_html,
    "markdown": write_markdown,
    "epub": write_epub,
    "tei": write_tei,
    "json": write_json,
}
