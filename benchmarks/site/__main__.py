"""Print how soon a search answers, and what judges of web pages say, of the sites of snapshots.

Several snapshots in one folder are judged as a collection too.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from gallica_export.gallica.assemble import assemble
from gallica_export.gallica.snapshot import Snapshot
from gallica_export.model import Document
from gallica_export.output import save
from gallica_export.reading import compose
from gallica_export.templating import Templates
from gallica_export.writers.html import write_html
from tests.press.bundled import bundled_folder
from tests.site_search import views_by_hand, words_of
from tests.validators import axe, chromium, lighthouse, nu, pa11y, served

#: From a query to its first results with their context, the pieces of the index not yet loaded.
_SEARCH = """async (query) => {
  const began = performance.now();
  const found = await gallica.find(query);
  await Promise.all(found.slice(0, 20).map(({ hits }) => gallica.excerpts(hits, 3)));
  const spent = performance.now() - began;
  return [spent, Object.fromEntries(found.map(({ view, hits }) => [view, hits.length]))];
}"""
_GOALS = {"accessibility": 100, "best-practices": 100, "performance": 95}
_SLOWEST_SEARCH = 100


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.site", description=__doc__)
    parser.add_argument("snapshots", nargs="*", type=Path, help="folders; else the specimen")
    options = parser.parse_args()
    fallen = []
    for folder in options.snapshots or [bundled_folder()]:
        document = compose(assemble(Snapshot.open(folder), images="pages"))
        with tempfile.TemporaryDirectory() as aside:
            (root,) = save(write_html(document, Templates()), Path(aside))
            print(f"{document.name}: {len(document.views)} views")
            fallen += _searched(document, root) + _judged(_pages_of(document), root, Path(aside))
    if len(options.snapshots) > 1:
        with tempfile.TemporaryDirectory() as aside:
            print(f"the collection of these {len(options.snapshots)}")
            root = _collected(options.snapshots, Path(aside))
            fallen += _judged(["index.html", "search.html"], root, Path(aside))
    print(*(f"FALLEN {line}" for line in fallen), sep="\n")
    return bool(fallen)


def _searched(document: Document, root: Path) -> list[str]:
    """Words from the commonest to those that stand once, each in a page newly opened."""
    words = [word for word, _ in words_of(document).most_common()]
    queries = [words[place * (len(words) - 1) // 19] for place in range(20)]
    queries += [f"{word[:3]}*" for word in queries[::4]]
    spent, wrong = [], []
    with chromium() as browser:
        for query in queries:
            page = browser.new_page()
            page.goto(f"{root.as_uri()}/search.html")
            milliseconds, found = page.evaluate(_SEARCH, query)
            page.close()
            spent.append(milliseconds)
            if {int(view): hits for view, hits in found.items()} != views_by_hand(document, query):
                wrong.append(query)
    size = sum(path.stat().st_size for path in (root / "search").iterdir())
    first = (root / "search" / "index.js").stat().st_size
    print(f"  index {size / 1000:.0f} kB, of which {first / 1000:.0f} kB are loaded at once")
    print(
        f"  {len(queries)} queries, {len(wrong)} of them wrong; first results after "
        f"{statistics.median(spent):.0f} ms (median), {max(spent):.0f} ms (slowest)"
    )
    slow = max(spent) > _SLOWEST_SEARCH
    return [f"wrong: {query}" for query in wrong] + [f"{max(spent):.0f} ms"] * slow


def _pages_of(document: Document) -> list[str]:
    return [
        f"views/{document.views[len(document.views) // 2].id}.html",
        f"text/{document.reading.sections[-1].id}.html",
        "index.html",
        "search.html",
        "views/index.html",
    ]


def _collected(snapshots: Sequence[Path], aside: Path) -> Path:
    """The collection that the command makes of ``snapshots``, which stand in one folder."""
    root = aside / "collection"
    arks = [str(Snapshot.open(folder).ark) for folder in snapshots]
    places = ("--snapshots", str(snapshots[0].parent), "--output", str(root))
    command = [sys.executable, "-m", "gallica_export", "--offline", "--format", "html", *places]
    subprocess.run([*command, *arks], check=True, capture_output=True)
    return root


def _judged(pages: Sequence[str], root: Path, aside: Path) -> list[str]:
    """What judges find on these ``pages`` of the site at ``root``; Lighthouse sees the first."""
    fallen = [f"Nu: {said}" for said in nu(root)]
    print(f"  Nu checker, the whole site: {len(fallen)}")
    with served(root) as site:
        with chromium() as browser:
            page = browser.new_context(bypass_csp=True).new_page()
            for path in pages:
                page.goto(f"{site}/{path}")
                told = [f"axe: {said}" for said in axe(page)]
                told += [f"pa11y: {said}" for said in pa11y(f"{site}/{path}", aside)]
                print(f"  axe and pa11y, {path}: {len(told)}")
                fallen += told
        scores = lighthouse(f"{site}/{pages[0]}")
    print(f"  Lighthouse, {pages[0]}:", scores)
    fallen += [f"{name}: {scores[name]}" for name, goal in _GOALS.items() if scores[name] < goal]
    return fallen


if __name__ == "__main__":
    sys.exit(main())
