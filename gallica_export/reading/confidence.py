"""Where the OCR is poor: the reading text is told less there, and a notice says so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from gallica_export.model import Accuracy, Line, Notice, NoticeKind, TextBlock, ViewText

#: The engine's mean confidence in the words of a view, and in those of a block.
_POOR_VIEW, _POOR_BLOCK = 0.8, 0.7
#: The expected word accuracy of a view, in percent.
_POOR_ACCURACY = 70.0


def poor_ocr(text: ViewText) -> Iterator[Notice]:
    """A notice if the engine itself doubts what it read on the view."""
    sure = _confidence(text.lines)
    if sure < _POOR_VIEW or (text.accuracy is not None and text.accuracy < _POOR_ACCURACY):
        percent = round(100 * sure) if sure < _POOR_VIEW else round(text.accuracy or 0)
        message = f"the OCR of view {text.order} is poor ({percent} % sure of its words)"
        yield Notice(NoticeKind.OCR_POOR, message, text.order)


def measured(texts: Iterable[tuple[int, float]]) -> Accuracy | None:
    """The mean accuracy of views, each given as how many words it has and how accurate they are."""
    known = [(words, accuracy) for words, accuracy in texts if words]
    total = sum(words for words, _ in known)
    if not total:
        return None
    right = sum(words * accuracy for words, accuracy in known)
    return Accuracy(round(right / total, 2), len(known))


def is_advertisement(block: TextBlock) -> bool:
    """Whether the engine takes the block for an advertisement."""
    return "advertisement" in (block.hint or "").casefold()


def shows_headings(block: TextBlock) -> bool:
    """Whether the type of a block's lines may be trusted to show headings.

    Type of all sizes makes an advertisement; the boxes of misread words have any size.
    """
    if is_advertisement(block) or "illegible" in (block.hint or ""):
        return False
    return _confidence(block.lines) >= _POOR_BLOCK


def _confidence(lines: tuple[Line, ...]) -> float:
    """The mean confidence in the words of ``lines``; 1 if nothing is said of it."""
    said = [word.confidence for line in lines for word in line.words if word.confidence is not None]
    return sum(said) / len(said) if said else 1.0
