"""The example of a site that Hugo makes of the Markdown edition."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from gallica_export.markdown.blocks import dialect
from gallica_export.model import Document
from gallica_export.output import save
from gallica_export.templating import Templates
from gallica_export.writers.markdown import write_markdown
from tests.documents import document_with_an_index, small_document, specimen_document
from tests.drawn import hostile_document
from tests.links import broken_links
from tests.test_collection import page as read_page
from tests.validators import command

pytestmark = pytest.mark.validator

EXAMPLE = Path(__file__).parent.parent / "examples" / "hugo-site"
DOCUMENTS = (small_document, specimen_document, document_with_an_index, hostile_document)


def words(page: str) -> Counter[str]:
    """The words of a page, without what a renderer adds to footnotes and to its own frame."""
    root = read_page(page.encode())
    for element in [*root.iter("head", "nav", "sup"), *root.find_class("footnote-backref")]:
        element.drop_tree()
    return Counter(root.text_content().split())


@pytest.mark.parametrize("made", DOCUMENTS)
def test_hugo_reads_the_markdown_edition(made: Callable[[], Document], tmp_path: Path) -> None:
    """Each file becomes a page with the same words, each page mark an anchor; every link holds."""
    site = shutil.copytree(EXAMPLE, tmp_path / "site")
    (edition,) = save(write_markdown(made(), Templates()), tmp_path)
    shutil.copytree(edition, site / "edition")
    hugo = [command("hugo"), "--source", str(site), "--quiet", "--panicOnWarning"]
    done = subprocess.run(hugo, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    public = site / "public"
    for file in sorted(edition.rglob("*.md")):
        path = file.relative_to(edition).with_suffix("").as_posix().removesuffix("index")
        page = (public / path.lower() / "index.html").read_text(encoding="utf-8")
        source = file.read_text(encoding="utf-8")
        rendered = dialect().render(source).replace("<>", "").replace("</>", "")  # around notes
        assert words(page) == words(rendered), path
        for mark in re.findall(r"\[\]\{#(f\d+) \.pagebreak", source):
            assert page.count(f'id="{mark}"') == 1
    files = {
        path.relative_to(public).as_posix(): path.read_bytes()
        for path in public.rglob("*")
        if path.is_file()
    }
    assert broken_links(files, "https://site.invalid/") == []
