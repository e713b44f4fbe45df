"""Answers that are made when they are asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping


class Answers(Mapping[str, bytes]):
    """Bytes by their paths in a snapshot, each made anew by its maker."""

    def __init__(self, makers: Mapping[str, Callable[[], bytes]]) -> None:
        self._makers = makers

    def __getitem__(self, path: str) -> bytes:
        return self._makers[path]()

    def __iter__(self) -> Iterator[str]:
        return iter(self._makers)

    def __len__(self) -> int:
        return len(self._makers)
