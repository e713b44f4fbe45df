"""What the lines of a paragraph, heading or note become: each with how it meets the next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from gallica_export.model import End, Inline, LineText, NoteCall, PageBreak
from gallica_export.reading.hyphens import end_of_line
from gallica_export.reading.quotes import repeating_quotes
from gallica_export.reading.survey import SurveyedLine


def line_texts(
    flow: Sequence[SurveyedLine | PageBreak], vocabulary: Counter[str]
) -> tuple[Inline, ...]:
    """The inlines of ``flow``, page breaks and calls in their places."""
    inlines: list[Inline] = []
    following = ""
    repeating = repeating_quotes([item for item in flow if isinstance(item, SurveyedLine)])
    for item in reversed(flow):
        if isinstance(item, SurveyedLine):
            end, reason = _end(item, following, vocabulary)
            repeats = (item.view, item.index) in repeating
            inlines += reversed(list(_stretches(item, end, reason, int(repeats))))
            following = item.text.partition(" ")[2] if repeats else item.text
        else:
            inlines.append(item)
    return tuple(reversed(inlines))


def _end(line: SurveyedLine, following: str, vocabulary: Counter[str]) -> tuple[End, str]:
    if not following:
        return End.SPACE, ""
    if line.is_capital:
        return End.GLUED, "drop-capital"
    return end_of_line(line.text, following, vocabulary, line.hyphenated)


def _stretches(
    line: SurveyedLine, end: End, reason: str, dropped: int
) -> Iterator[LineText | NoteCall]:
    """The line, in stretches around the words that call notes, the ``dropped`` ones first."""
    if not line.calls and not dropped:
        yield LineText(line.text, line.view, line.index, end, reason, line.words)
        return
    words = line.text.split(" ")
    start, reached = line.words[0] if line.words else 0, dropped

    def stretch(first: int, last: int) -> LineText:
        is_last = last == len(words)
        return LineText(
            " ".join(words[first:last]),
            line.view,
            line.index,
            end if is_last else End.SPACE,
            reason if is_last else "",
            (start + first, start + last),
        )

    if dropped:
        yield replace(stretch(0, dropped), end=End.DROPPED, reason="repeated-quote")
    for word, note in line.calls:
        if reached < word:
            yield stretch(reached, word)
        yield NoteCall(note, stretch(word, word + 1))
        reached = word + 1
    if reached < len(words):
        yield stretch(reached, len(words))
