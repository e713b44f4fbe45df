"""A real book: the divided words whose guess by the service is known to be right."""

from __future__ import annotations

from benchmarks.reading_text.headings import placed
from benchmarks.reading_text.roles import end_at, ends_of
from benchmarks.reading_text.scores import Scores, score
from gallica_export.model import Document, End, Line

BOOK = "bpt6k9612399b"


def _is_sure(line: Line) -> bool:
    """Whether the guess is a plain word: "SaintGermain" and "trèscommun" are no such."""
    guess = line.hyphenated or "-"
    return (
        line.text.endswith("-") and guess.isalpha() and guess[1:].islower() and "très" not in guess
    )


def measure(document: Document, scores: Scores) -> None:
    """Add to ``scores`` the joins that the service guesses without a hyphen, and the headings."""
    ends = ends_of(document)
    one = score(scores, "real book joins right")
    for view in document.views:
        for number, line in enumerate(document.text(view.order).lines):
            if not _is_sure(line):
                continue
            found = end_at(ends, view.order, number, len(line.words))
            if found is not None:
                one.add(right=found is End.JOINED, missed=found is not End.JOINED)
            if found not in (None, End.JOINED):
                one.confuse(End.JOINED, found, line.hyphenated)
    placed(document, score(scores, "real book contents placed"))
