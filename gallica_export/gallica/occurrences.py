"""On which views of a document a word occurs: by the BnF's search, or in the OCR that is kept."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from msgspec import Struct

from gallica_export.ark import Ark
from gallica_export.errors import NotFound
from gallica_export.folding import folded_words, phrases_of
from gallica_export.gallica import services
from gallica_export.gallica.answers import Answers
from gallica_export.gallica.client import Client
from gallica_export.gallica.content_search import parse_occurrences
from gallica_export.gallica.fetch import Progress, Step, no_progress
from gallica_export.gallica.snapshot import Snapshot
from gallica_export.gallica.source import source_of
from gallica_export.model import Notice, NoticeKind, ViewText

_TEXT_OF_VIEW = re.compile(r"(?:alto|annotations)/f(\d+)\.")
#: What printers and OCR engines leave where a word is divided.
_HYPHENS = ("-", "¬", "\N{SOFT HYPHEN}", "\N{HYPHEN}", "\N{DOUBLE OBLIQUE HYPHEN}")
_MOST_NAMED = 12


class Occurring(Struct, frozen=True, kw_only=True):
    """The views on which a query was found, and by whom."""

    query: str
    #: Ascending.
    views: tuple[int, ...]
    #: How many views there are said to be: more than `views` where the service held some back.
    announced: int
    #: "by Gallica's search on 2026-11-20", "in the OCR that the snapshot has of 30 views".
    how: str

    @property
    def notice(self) -> Notice:
        """What an edition of these views alone has to say: that it is an extract, and whose."""
        held_back = self.announced - len(self.views)
        more = f"; {held_back} more were announced and not named" if held_back > 0 else ""
        named = ", ".join(map(str, self.views[:_MOST_NAMED]))
        left = len(self.views) - _MOST_NAMED
        rest = f" and {left} more" if left > 0 else ""
        return Notice(
            NoticeKind.EXTRACT_BY_SEARCH,
            f"an extract: {self.query!r} was found {self.how}, on views {named}{rest}{more}",
        )


def ask_where(query: str, ark: Ark, client: Client, progress: Progress = no_progress) -> Occurring:
    """Where the BnF's search finds ``query`` today, ten views an answer.

    Raises NotFound if it finds nothing, Blocked, DamagedAnswer or ServiceError.
    """
    views: set[int] = set()
    start, total, day = 1, 1, ""
    while start <= total:
        request = services.CONTENT_SEARCH.request(ark, query=query, start=start)
        answer = client.get(request, parse_occurrences)
        page = parse_occurrences(answer.body)
        found = {item.view for item in page.items}
        if found <= views:  # nothing new: whatever was announced, the service has no more to give
            total = page.total
            break
        views |= found
        start, total, day = start + len(page.items), page.total, answer.fetched[:10]
        progress(Step(len(views), total, "views found"))
    _require(views, query, ark, "Gallica's search")
    how = f"by Gallica's search on {day}"
    return Occurring(query=query, views=tuple(sorted(views)), announced=total, how=how)


def look_where(query: str, snapshot: Snapshot) -> Occurring:
    """Where ``query`` stands in the OCR that ``snapshot`` has: every word of it, or phrase in "".

    Accents, ligatures, long s and case do not count, and a word may be divided at a line's end.

    Raises NotFound if it stands nowhere, SnapshotError, DamagedAnswer.
    """
    source = source_of(snapshot, Answers(snapshot).views)
    orders = {int(found[1]) for path in snapshot.paths if (found := _TEXT_OF_VIEW.match(path))}
    orders |= set(source.plain)
    phrases = phrases_of(query)
    views = {order for order in orders if _has_all(source.text(order), phrases)}
    how = f"in the OCR that the snapshot has of {len(orders)} views"
    _require(views, query, snapshot.ark, f"a search {how}")
    return Occurring(query=query, views=tuple(sorted(views)), announced=len(views), how=how)


def _require(views: set[int], query: str, ark: Ark, who: str) -> None:
    if not views:
        raise NotFound(
            f"{query!r} is on no view of {ark}: {who} finds nothing",
            remedy="Try another form of the word; OCR may have misread it.",
        )


def _has_all(text: ViewText, phrases: Sequence[Sequence[str]]) -> bool:
    readings = list(_readings(text))
    return all(any(_has(words, phrase) for words in readings) for phrase in phrases)


def _has(words: Sequence[str], phrase: Sequence[str]) -> bool:
    length = len(phrase)
    return any(
        tuple(words[place : place + length]) == tuple(phrase)
        for place in range(len(words) - length + 1)
    )


def _readings(text: ViewText) -> Iterator[Sequence[str]]:
    """The words of a view with those divided at a line's end joined, then as they stand."""
    lines = [line.text for line in text.lines]
    joined = "".join(
        line.rstrip("".join(_HYPHENS)) if line.endswith(_HYPHENS) else f"{line} " for line in lines
    )
    yield folded_words(joined)
    yield folded_words(" ".join(lines))
