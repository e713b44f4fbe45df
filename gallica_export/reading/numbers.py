"""Page numbers: a number at the head or foot that agrees with the printed label, or with the
numbers of other views.

Where the services know the label it decides. Where they know none, a number is that of its page if
other views bear numbers that count with it: one more a view, two more a view of two pages, or one
more every second view where leaves are numbered.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from gallica_export.model import Aside, Role
from gallica_export.reading.edges import Edges, aside
from gallica_export.reading.spelling import letters
from gallica_export.reading.survey import SurveyedLine

_AROUND_NUMBER = " .,-—–_()[]{}*•·'’:;|/\\<>«»\"^~!?"
#: Letters that OCR engines take figures for.
_AS_DIGITS = str.maketrans("OoQDlIiîïíìzZSsBbgqT!?&", "00001111112255869917784"[:23])
_ROMAN = re.compile(r"m{0,3}(?:c[md]|d?c{0,4})(?:x[cl]|l?x{0,4})(?:i[xv]|v?[ij]{0,4})")
#: "Fol. 12", "Page iij".
_NAMED = re.compile(r"(?:fol|folio|feuillet|pag|page)\b[.\s]*(?=\S)", re.IGNORECASE)
#: "— 88 —", and what an engine makes of it: no text stands so at the head of a page.
_BETWEEN_DASHES = re.compile(r"[-—–]\s*\S[\S ]{0,5}\s+[-—–]\s?[\S]?")
_VALUES = {"i": 1, "j": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}
#: On how many views numbers have to count together.
_WITNESSES = 3
#: The share of views whose number is read right that lets a misread one be known by its place.
_USUAL = 0.5

Counting = tuple[str, int]
Numbered = tuple[SurveyedLine, Aside]
#: A line that may be a page number, or the one of its words that may be.
Candidate = tuple[Edges, SurveyedLine, tuple[int, int] | None]


def page_numbers(edges: Sequence[Edges]) -> tuple[Aside, ...]:
    """The page numbers: at most one a view, two where two pages are on it."""
    candidates = [(edge, *found) for edge in edges for found in _candidates(edge)]
    counted = _counted(candidates)
    numbered = [
        (line, aside(line, Role.PAGE_NUMBER, reason, words))
        for edge, line, words in candidates
        if (reason := _reason(edge, line, words, counted))
    ]
    found = _one_a_side(_apart(numbered))
    return tuple(found + _misread(edges, found))


def _reason(
    edge: Edges, line: SurveyedLine, words: tuple[int, int] | None, counted: set[Counting]
) -> str:
    """Why a candidate is the number of its page; empty if it is not."""
    text = _stretch(line, words)
    if _is_label(text, edge.view.label):
        return "agrees-with-label"
    if not _has_number(edge.view.label) and counted.intersection(_countings(edge, text)):
        return "counts-with-others"
    if edge.view.label or words is not None:
        return ""
    if _NAMED.match(text) and line in edge.head[0]:
        return "named"
    return "stands-in-corner" if _stands_in_corner(edge, line) else ""


def _candidates(edge: Edges) -> Iterator[tuple[SurveyedLine, tuple[int, int] | None]]:
    """Lines at the edges, and the outer words of those that hold more, if numbers."""
    for place, row in enumerate((*edge.head, *edge.foot)):
        for line in row:
            words = line.text.split(" ")
            if _looks_like_number(line.text):
                yield line, None
            elif len(words) > 1 and place < len(edge.head):
                for at in (0, len(words) - 1):
                    if _looks_like_number(words[at]):
                        yield line, (at, at + 1)


def _apart(found: Sequence[Numbered]) -> list[Aside]:
    """Those that stand apart: on their own, or beside a title with space or a recurring one.

    The number of a chapter does neither.
    """
    titles = Counter(_rest(line, one.words) for line, one in found if one.words)
    return [
        one
        for line, one in found
        if one.words is None
        or (one.words[0] or one.words[1]) in line.gaps
        or titles[_rest(line, one.words)] >= _WITNESSES
    ]


def _rest(line: SurveyedLine, words: tuple[int, int]) -> str:
    """The letters of what stands beside the number."""
    parts = line.text.split(" ")
    return letters(" ".join(parts[: words[0]] or parts[words[1] :]))


def _stretch(line: SurveyedLine, words: tuple[int, int] | None) -> str:
    return " ".join(line.text.split(" ")[slice(*words)]) if words else line.text


def _looks_like_number(text: str) -> bool:
    bare = _NAMED.sub("", text, count=1).strip(_AROUND_NUMBER)
    return 0 < len(bare) <= 8 and (
        any(c.isdigit() for c in bare) or bool(_values(bare)) or len(bare) <= 2
    )


def _is_label(text: str, label: str | None) -> bool:
    """Whether ``text`` is the printed label and nothing else: "— 8 —", "( vii )"."""
    bare = text.strip(_AROUND_NUMBER)
    if not label or not bare or len(bare) > len(label) + 1:
        return False
    return bare.casefold() == label.casefold() or (
        label.isdigit() and bare.replace(" ", "").translate(_AS_DIGITS) == label
    )


def _stands_in_corner(edge: Edges, line: SurveyedLine) -> bool:
    """Whether figures alone stand in the first row, away from the middle."""
    bare = line.text.strip(_AROUND_NUMBER)
    if not edge.frame or line not in edge.head[0] or not (bare.isascii() and bare.isdigit()):
        return False
    middle = line.box.x + line.box.width / 2
    return abs(middle - edge.frame.centre) > 0.25 * edge.frame.width


def _has_number(label: str | None) -> bool:
    return bool(label) and bool(_values(label or ""))


def _values(text: str) -> set[tuple[str, int]]:
    """What number a text may be: ("arabic", 54) or ("roman", 4); "II" is both 2 and 11."""
    bare = _NAMED.sub("", text, count=1).strip(_AROUND_NUMBER)
    figures = sum(c.isdigit() for c in bare)
    if figures and 2 * figures >= len(bare):
        digits = bare.translate(_AS_DIGITS)
        return {("arabic", int(digits))} if digits.isascii() and digits.isdigit() else set()
    lower = bare.casefold()
    found = {("roman", _roman(lower))} if lower and _ROMAN.fullmatch(lower) else set()
    if lower in ("i", "ii"):
        found.add(("arabic", 1 if lower == "i" else 11))
    return found


def _roman(text: str) -> int:
    values = [_VALUES[c] for c in text]
    return sum(
        -value if any(later > value for later in values[place + 1 : place + 2]) else value
        for place, value in enumerate(values)
    )


def _countings(edge: Edges, text: str) -> Iterator[Counting]:
    """The ways in which a number may count with those of other views."""
    order = edge.view.order
    for kind, value in _values(text):
        yield f"{kind}-pages", value - order
        yield f"{kind}-openings", value - 2 * order
        yield f"{kind}-leaves", 2 * value - order


def _counted(
    candidates: Sequence[Candidate],
) -> set[Counting]:
    """The ways of counting that enough views agree on."""
    views: dict[Counting, set[int]] = defaultdict(set)
    for edge, line, words in candidates:
        for counting in _countings(edge, _stretch(line, words)):
            views[counting].add(edge.view.order)
    return {counting for counting, orders in views.items() if len(orders) >= _WITNESSES}


def _one_a_side(found: Sequence[Aside]) -> list[Aside]:
    """The first of two numbers on one line or of more than two on a view: the rest is text."""
    kept: list[Aside] = []
    for one in found:
        same = [other for other in kept if other.view == one.view]
        if len(same) < 2 and not any(other.line == one.line for other in same):
            kept.append(one)
    return kept


def _misread(edges: Sequence[Edges], found: Sequence[Aside]) -> list[Aside]:
    """Numbers whose figures were misread, on views whose neighbours bear theirs at that place.

    The line stands alone in the first row, or beside others there, and is mostly figures.
    """
    numbered = {one.view for one in found}
    labelled = [edge for edge in edges if _has_number(edge.view.label)]
    usual = sum(edge.view.order in numbered for edge in labelled)
    at_head = {(edge.view.order, line.index) for edge in edges for line in edge.head[0]}
    if usual < max(_WITNESSES, _USUAL * len(labelled)):
        return []
    if 2 * sum((one.view, one.line) in at_head for one in found) < len(found):
        return []
    made = []
    for edge in labelled:
        if edge.view.order not in numbered:
            made += _number_at_head(edge)
    return made


def _number_at_head(edge: Edges) -> list[Aside]:
    label = edge.view.label or ""
    for line in edge.head[0]:
        words = line.text.split(" ")
        outer = dict.fromkeys((0, len(words) - 1)) if len(edge.head[0]) == 1 else {}
        if _resembles(line.text, label) or _BETWEEN_DASHES.fullmatch(line.text):
            return [aside(line, Role.PAGE_NUMBER, "stands-as-number")]
        for at in outer if len(words) > 1 else ():
            if _resembles(words[at], label) and line.gaps:
                return [aside(line, Role.PAGE_NUMBER, "stands-as-number", (at, at + 1))]
    return []


def _resembles(text: str, label: str) -> bool:
    """Whether ``text`` may be ``label`` misread: as long, and with a sign of it in its place."""
    bare = text.strip(_AROUND_NUMBER).casefold()
    if not bare or abs(len(bare) - len(label)) > 1 or len(bare) > 5:
        return False
    if len(bare) == len(label) == 1:
        return not bare.isalpha() or label.isalpha()
    read = bare.translate(_AS_DIGITS) if label.isdigit() else bare
    return any(one == other for one, other in zip(read, label.casefold(), strict=False))
