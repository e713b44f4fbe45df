"""The contents as ranges of IIIF: which canvases each line of them stands for."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from itertools import count

from gallica_export.model import Document
from gallica_export.writers.contents import ContentsItem
from gallica_export.writers.html.resources import LanguageMap, Resource


def ranges_of(
    document: Document,
    url: str,
    label: Callable[[str], LanguageMap],
    contents: Sequence[ContentsItem],
) -> list[Resource]:
    """A range for each line of ``contents`` that leads to a view, or has one below it that does.

    Ids are below ``url``; ``label`` gives a title its language, and what has none a title.
    """
    spans = iter(_spans([view.order for view in document.views], contents))
    numbers = count(1)

    def ranges(items: Sequence[ContentsItem]) -> list[Resource]:
        made = []
        for item in items:
            number = next(numbers)
            own = [{"id": f"{url}canvas/f{order}", "type": "Canvas"} for order in next(spans)]
            below = [*own, *ranges(item.children)]
            if below:
                id_ = f"{url}range/{number}"
                title = label(item.title)
                made.append({"id": id_, "type": "Range", "label": title, "items": below})
        return made

    return ranges(contents)


def _spans(orders: Sequence[int], contents: Sequence[ContentsItem]) -> Iterator[Sequence[int]]:
    """The views of each line of the contents, in reading order.

    Where the lines follow the views, a line has all views before the next line's; in an index,
    which leads to and fro, it has the view that it names.
    """
    known = set(orders)
    lines = (item.target for top in contents for item in top.walk())
    starts = [None if line.is_external or line.view not in known else line.view for line in lines]
    found = [start for start in starts if start is not None]
    follows = found == sorted(found)
    ends = iter([*found[1:], orders[-1] + 1] if found else [])
    for start in starts:
        if start is None:
            yield ()
            continue
        end = max(next(ends), start + 1) if follows else start + 1
        yield orders[bisect_left(orders, start) : bisect_left(orders, end)]
