"""Whether lines that follow each other in the true text do so in the reading text."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from benchmarks.reading_text.roles import blocks_of, line_texts
from benchmarks.reading_text.scores import Scores, score
from gallica_export.model import Document


def measure(name: str, document: Document, true: Sequence[Sequence[str]], scores: Scores) -> None:
    """Add to the score ``name`` the neighbours in ``true``, the lines of each view, that are
    neighbours in the reading text.
    """
    found: dict[int, list[str]] = {}
    for block in blocks_of(document):
        for line in line_texts(block) if block.kind not in {"note", "figure"} else ():
            texts = found.setdefault(line.view, [])
            whole = document.text(line.view).lines[line.line].text.rstrip("-")
            if not texts or texts[-1] != whole:
                texts.append(whole)
    one = score(scores, name)
    for view, texts in zip(document.views, true, strict=True):
        pairs = set(pairwise(found.get(view.order, [])))
        for pair in pairwise(texts):
            one.add(right=pair in pairs, missed=pair not in pairs)
            if pair not in pairs:
                one.confuse(pair[0][:30], pair[1][:30], f"f{view.order}")
