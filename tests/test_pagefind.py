"""The example of a site that is searched by Pagefind."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from gallica_export.output import save
from gallica_export.templating import Templates
from gallica_export.writers.html import write_html
from tests.test_site_reading import specimen
from tests.validators import chromium, served

pytestmark = pytest.mark.validator

TEMPLATES = Path(__file__).parent.parent / "examples" / "pagefind" / "templates"


def test_pagefind_answers_in_the_place_of_the_own_search(tmp_path: Path) -> None:
    """The site's policy lets it work; its results lead to the views, where the words are marked."""
    (site,) = save(write_html(specimen(), Templates([TEMPLATES])), tmp_path)
    command = [sys.executable, "-m", "pagefind", "--site", str(site)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    told: list[str] = []
    with served(site) as address, chromium() as browser:
        page = browser.new_page()
        page.on("console", lambda message: told.append(message.text))
        page.on("pageerror", lambda error: told.append(str(error)))
        page.goto(f"{address}/search.html?q=relieur")
        first = page.locator("#results li").first
        first.locator("mark").first.wait_for()
        assert "relieur" in first.inner_text()
        assert page.locator("#found").inner_text().endswith("vues.")
        first.locator("a").click()
        page.wait_for_url(f"{address}/views/*")
        page.locator(".leaf .hit").first.wait_for(state="attached")
    assert told == []
