"""Which views of a document are wanted: "1-20,35"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal, Self

from msgspec import Struct

from gallica_export.errors import NotFound
from gallica_export.model import View

#: Which pictures are wanted: none, those for lists, or those for reading too.
Images = Literal["none", "thumbnails", "pages"]

_PART = re.compile(r"\s*(\d{1,6})\s*(?:[-–]\s*(\d{1,6})\s*)?", re.ASCII)


class Selection(Struct, frozen=True):
    """Ranges of views, 1-based, both ends included."""

    ranges: tuple[tuple[int, int], ...]

    @classmethod
    def parse(cls, text: str) -> Self:
        """The selection that ``text`` means: "12", "1-20,35". Raises ValueError with the reason."""
        return cls(tuple(_range(part) for part in text.split(",")))

    def __contains__(self, order: int) -> bool:
        return any(first <= order <= last for first, last in self.ranges)

    def of(self, views: Sequence[View]) -> tuple[View, ...]:
        """The selected ones of ``views``.

        Raises NotFound for a range that ends beyond the last view, or has none of them in it.
        """
        orders = [view.order for view in views]
        last = max(orders, default=0)
        for first, end in self.ranges:
            if end > last or not any(first <= order <= end for order in orders):
                raise NotFound(
                    f"the document has no view {end}: its views are 1 to {last}",
                    remedy="Name views that it has with --views.",
                )
        return tuple(view for view in views if view.order in self)


def _range(part: str) -> tuple[int, int]:
    found = _PART.fullmatch(part)
    if not found:
        raise ValueError(f"{part!r} is neither a view nor a range of views")
    first, last = int(found[1]), int(found[2] or found[1])
    if first < 1:
        raise ValueError("views are numbered from 1")
    if last < first:
        raise ValueError(f"{part.strip()!r} runs backwards")
    return first, last
