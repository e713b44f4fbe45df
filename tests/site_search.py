"""A search by hand, character by character: it shares with the site's only how a word is folded."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from gallica_export.folding import folded_words
from gallica_export.model import Document, End, NoteCall, PageBreak, inlines_of, lines_of, said


def passages_by_hand(document: Document) -> Iterator[list[tuple[str, int]]]:
    """The words of each passage, folded, each with the view on which it begins; character by
    character, so that it shares nothing with the index but the folding of a word.
    """
    for block in document.reading.blocks():
        characters: list[tuple[str, int]] = []
        has_line = False
        if isinstance(block, PageBreak):
            continue
        for inline in inlines_of(block):
            if isinstance(inline, NoteCall):  # its sign is no word, the space behind it is one
                characters += [(" ", 0)] * (inline.sign.end is End.SPACE)
                continue
            for line in lines_of(inline):
                if line.end is End.DROPPED:
                    continue
                has_line = True
                characters += [(character, line.view) for character in said(line)]
                if line.end is End.SPACE:
                    characters.append((" ", line.view))
        if has_line:
            yield list(_folded(characters))
    for aside in document.reading.asides:
        yield list(_folded([(character, aside.view) for character in aside.text]))


def _folded(characters: list[tuple[str, int]]) -> Iterator[tuple[str, int]]:
    text = "".join(character for character, _ in characters)
    for word in re.finditer(r"\S+", text):
        for term in folded_words(word[0]):
            yield term, characters[word.start()][1]


def views_by_hand(document: Document, query: str) -> dict[int, int]:
    """How often what a query asks for begins on each view that has all of it."""
    phrases = []
    for quoted, word in re.findall(r'"([^"]*)"|(\S+)', re.sub("[“”«»]", '"', query)):
        terms = folded_words(quoted or word)
        if terms:
            phrases.append((terms, word.endswith("*")))
    counts = [Counter[int]() for _ in phrases]
    for passage in passages_by_hand(document):
        for at in range(len(passage)):
            for (terms, is_prefix), count in zip(phrases, counts, strict=True):
                words = [word for word, _ in passage[at : at + len(terms)]]
                if is_prefix and len(words) == len(terms) and words[-1].startswith(terms[-1]):
                    words[-1] = terms[-1]
                if words == terms:
                    count[passage[at][1]] += 1
    views = set.intersection(*map(set, counts)) if counts else set()
    return {view: sum(count[view] for count in counts) for view in sorted(views)}


def words_of(document: Document) -> Counter[str]:
    """How often each folded word of the edition occurs."""
    return Counter(word for passage in passages_by_hand(document) for word, _ in passage)
