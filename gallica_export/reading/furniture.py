"""Running titles and page numbers: set aside where the evidence is good, left in where it is not.

A page number agrees with the label that Pagination gives the view. A running title recurs at the
head of neighbouring views. A wrongly removed line is worse than a folio left in the text.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from gallica_export.model import Aside, Role
from gallica_export.reading.survey import SurveyedLine, SurveyedView

_AROUND_NUMBER = " .,-—–_()[]*•·'’:;"
_LETTERS = re.compile(r"[^\W\d_]+")
#: Digits that OCR engines mistake for letters, and back.
_AS_DIGITS = str.maketrans("OoQDlIiîzZSsB", "0000111122558")
#: How many lines from the head or foot of a view may be furniture.
_DEPTH = 2
#: Within how many views on either side a running title recurs, and on how many of them.
_REACH, _TIMES = 8, 2
#: A running title is short.
_LONGEST = 60


def set_aside(views: Sequence[SurveyedView]) -> tuple[Aside, ...]:
    """The lines that are furniture, in the order of the views."""
    recurring = _recurring_heads(views)
    asides: list[Aside] = []
    for view in views:
        heads = {line.index for line in _head(view)}
        for line in (*_head(view), *_foot(view)):
            if _is_number(line.text, view.label):
                asides.append(_aside(line, Role.PAGE_NUMBER, "agrees-with-label"))
            elif line.index in heads and (view.order, line.index) in recurring:
                asides.extend(_running_title(line, view.label))
    return tuple(asides)


def _head(view: SurveyedView) -> tuple[SurveyedLine, ...]:
    """The first lines in the upper part of the view."""
    top = [line for line in view.lines if line.box.bottom < view.height * 0.25]
    return tuple(sorted(top, key=lambda line: line.box.y)[:_DEPTH])


def _foot(view: SurveyedView) -> tuple[SurveyedLine, ...]:
    """The last lines in the lower part of the view."""
    low = [line for line in view.lines if line.box.y > view.height * 0.75]
    return tuple(sorted(low, key=lambda line: line.box.y)[-_DEPTH:])


def _is_number(text: str, label: str | None) -> bool:
    """Whether ``text`` is the printed label and nothing else: "— 8 —", "( vii )"."""
    bare = text.strip(_AROUND_NUMBER)
    if not label or not bare or len(bare) > len(label) + 1:
        return False
    return bare.casefold() == label.casefold() or (
        label.isdigit() and bare.replace(" ", "").translate(_AS_DIGITS) == label
    )


def _recurring_heads(views: Sequence[SurveyedView]) -> set[tuple[int, int]]:
    """The head lines whose letters stand again at the head of neighbouring views."""
    heads = [
        (place, line, key)
        for place, view in enumerate(views)
        for line in _head(view)
        if (key := _key(line.text))
    ]
    times = Counter(key for _, _, key in heads)
    places: dict[str, list[int]] = {}
    for place, _, key in heads:
        if times[key] > _TIMES:
            places.setdefault(key, []).append(place)
    return {
        (line.view, line.index)
        for place, line, key in heads
        if sum(0 < abs(other - place) <= _REACH for other in places.get(key, ())) >= _TIMES
    }


def _key(text: str) -> str:
    """The letters of a short line, by which it is known again; empty if it is no candidate."""
    return "".join(_LETTERS.findall(text)).casefold() if len(text) <= _LONGEST else ""


def _running_title(line: SurveyedLine, label: str | None) -> list[Aside]:
    """The line set aside, its page number apart where it opens or closes the line."""
    words = line.text.split()
    for place in dict.fromkeys((0, len(words) - 1)):
        if len(words) > 1 and _is_number(words[place], label):
            title = (1, len(words)) if place == 0 else (0, place)
            return sorted(
                (
                    _aside(line, Role.PAGE_NUMBER, "agrees-with-label", (place, place + 1)),
                    _aside(line, Role.RUNNING_TITLE, "recurs", title),
                ),
                key=lambda aside: aside.words or (0, 0),
            )
    return [_aside(line, Role.RUNNING_TITLE, "recurs")]


def _aside(
    line: SurveyedLine, role: Role, reason: str, words: tuple[int, int] | None = None
) -> Aside:
    text = line.text if words is None else " ".join(line.text.split()[slice(*words)])
    return Aside(line.view, line.index, role, text, reason, words)
