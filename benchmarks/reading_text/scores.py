"""Figures: how often a reader was right."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field


@dataclass
class Score:
    """Right answers, wrong ones, and those that were missed; what went wrong is counted."""

    right: int = 0
    wrong: int = 0
    missed: int = 0
    confusion: Counter[str] = field(default_factory=Counter)

    def add(self, *, right: int = 0, wrong: int = 0, missed: int = 0) -> None:
        self.right += right
        self.wrong += wrong
        self.missed += missed

    def compare(self, true: Iterable[Hashable], found: Iterable[Hashable]) -> None:
        """Count what is in both sets, in ``found`` alone, and in ``true`` alone."""
        truth, answers = set(true), set(found)
        self.add(
            right=len(truth & answers), wrong=len(answers - truth), missed=len(truth - answers)
        )

    def confuse(self, true: object, found: object, sample: str) -> None:
        """Remember a mistake, with the text it was made on."""
        self.confusion[f"{true} → {found}: {sample}"] += 1

    @property
    def precision(self) -> float:
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0

    @property
    def recall(self) -> float:
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0

    @property
    def f1(self) -> float:
        """The harmonic mean of both: 1 is perfect; so is finding nothing where there is nothing."""
        whole = 2 * self.right + self.wrong + self.missed
        return 2 * self.right / whole if whole else 1.0


Scores = dict[str, Score]


def score(scores: Scores, name: str) -> Score:
    """The score of that name, begun if need be."""
    return scores.setdefault(name, Score())
