from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from msgspec import Struct

from gallica_export import model
from gallica_export.ark import Ark
from gallica_export.model import (
    Added,
    Correction,
    Document,
    Gap,
    Issue,
    IssueDates,
    Occurrence,
    Occurrences,
    Periodical,
    Summary,
    Text,
)
from tests import drawn
from tests.drawn import HOSTILE, hostile_document

#: Fields that no answer of a service can fill as it likes, with what does.
_MADE_BY_THE_PROGRAM = {
    "Advertisement.id": "counted",
    "Advertisement.reason": "a code of the reading",
    "Attribution.permalink": "the ARK, which is checked",
    "Aside.reason": "a code of the reading",
    "Document.gateways": "a name of the program's own",
    "Document.retrieved": "a date of the program's own",
    "Figure.id": "counted",
    "Heading.id": "counted",
    "Image.media_type": "by the first bytes of the file",
    "ItemList.id": "counted",
    "LineText.reason": "a code of the reading",
    "Note.id": "counted",
    "Note.place": "foot or margin",
    "NoteCall.note": "counted",
    "Paragraph.id": "counted",
    "Paragraph.language": "a tag of a list",
    "Quote.id": "counted",
    "Record.datestamp": "a day, or nothing",
    "Record.languages": "tags of a list",
    "Record.online_since": "a day, or nothing",
    "Record.value_languages": "tags of a list",
    "Section.id": "counted",
    "Table.id": "counted",
    "TextBlock.language": "a tag of a list",
    "Verse.id": "counted",
}
#: What no document holds, what only a person's corrections bring (see test_words), and what stands
#: in a collection (see test_collection).
_ELSEWHERE = {
    *(Added, Ark, Correction, Gap, Issue, IssueDates, Occurrence, Occurrences, Periodical),
    *(Summary, Text),
}


def _texts(value: Any, where: str) -> Iterator[tuple[str, str]]:
    """Every text in ``value``, with the field that it stands in: "Agent.name"."""
    match value:
        case Ark():
            return
        case str() if type(value) is str:
            yield where, value
        case tuple():
            for item in value:
                yield from _texts(item, where)
        case dict():
            for item in value.values():
                yield from _texts(item, where)
        case Struct():
            for name in value.__struct_fields__:
                yield from _texts(getattr(value, name), f"{type(value).__name__}.{name}")


def _all_texts(document: Document) -> Iterator[tuple[str, str]]:
    yield from _texts(document, "Document")
    for view in document.views:
        yield from _texts(document.text(view.order), "ViewText")


def _is_hostile(text: str) -> bool:
    nasty = (*HOSTILE, drawn.NASTY_ADDRESS, "<script>")
    return any(one in text for one in nasty if one != "-")


def test_every_field_that_a_service_fills_is_hostile() -> None:
    """The hostile document has hostile text in every field of text that the model has, but for
    those that the program fills itself.
    """
    found: dict[str, bool] = {}
    for where, text in _all_texts(hostile_document()):
        found[where] = found.get(where, False) or _is_hostile(text)
    tame = {where for where, is_hostile in found.items() if not is_hostile}
    assert tame <= set(_MADE_BY_THE_PROGRAM)
    asked = set(_fields_of_text())
    assert asked - set(found) <= set(_MADE_BY_THE_PROGRAM)


def _fields_of_text() -> Iterator[str]:
    for kind in vars(model).values():
        if isinstance(kind, type) and issubclass(kind, Struct) and kind not in _ELSEWHERE:
            for name, annotation in kind.__annotations__.items():
                if re.search(r"\bstr\b", annotation) and "ClassVar" not in annotation:
                    yield f"{kind.__name__}.{name}"
