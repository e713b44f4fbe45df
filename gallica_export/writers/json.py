"""JSON: the whole model, for other programs to measure and to build on."""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import count

import msgspec
from msgspec import structs

from gallica_export import __version__
from gallica_export.model import (
    Aside,
    Block,
    Document,
    Line,
    LineText,
    Note,
    NoteCall,
    PageBreak,
    Reading,
    Role,
    TextBlock,
    TocEntry,
    TocTarget,
    View,
    ViewText,
    inlines_of,
)
from gallica_export.output import OutputFile
from gallica_export.templating import Templates
from gallica_export.writers.json_format import (
    FORMAT,
    Edition,
    EditionBlock,
    EditionLine,
    EditionView,
    Entry,
    EntryTarget,
    LinePart,
)

_ROLES = {
    "heading": Role.HEADING,
    "paragraph": Role.TEXT,
    "verse": Role.VERSE,
    "table": Role.TABLE,
    "figure": Role.CAPTION,
    "note": Role.NOTE,
}

#: A line, or some words of it: set aside, or with the id of the block that it went to and its role.
_Stretch = Aside | tuple[LineText, str, Role]


def write_json(document: Document, templates: Templates) -> Iterator[OutputFile]:  # noqa: ARG001 - every writer is called alike
    """The whole model in one file."""
    yield OutputFile(f"{document.name}.json", _encoded(document))


def _encoded(document: Document) -> bytes:
    """The file, view by view: the objects of one view are all that exist at a time."""
    encoder = msgspec.json.Encoder()
    stretches = _stretches(document.reading or Reading())
    buffer = io.BytesIO()
    buffer.write(encoder.encode(_head(document)).removesuffix(b"]}"))
    for place, view in enumerate(document.views):
        made = _view(document, view, document.text(view.order), stretches.get(view.order, ()))
        buffer.write(b",\n" if place else b"\n")
        buffer.write(encoder.encode(made))
    buffer.write(b"\n]}\n")
    return buffer.getvalue()


def _head(document: Document) -> Edition:
    """All but the views, which are last and empty."""
    return Edition(
        format=FORMAT,
        version=__version__,
        ark=str(document.ark),
        retrieved=document.retrieved,
        gateways=document.gateways,
        attribution=document.attribution,
        record=document.record,
        notices=document.notices,
        contents=_contents(document),
        reading=document.reading or Reading(),
        views=(),
    )


def _contents(document: Document) -> tuple[Entry, ...]:
    reading = document.reading or Reading()
    sections = {section.entry: section.id for section in reading.walk()}
    places = count()

    def entry(own: TocEntry) -> Entry:
        section = sections.get(next(places))
        targets = tuple(_target(target) for target in (own.target, *own.others))
        children = tuple(entry(child) for child in own.children)
        return Entry(title=own.title, targets=targets, section=section, children=children)

    return tuple(entry(own) for own in document.contents)


def _target(target: TocTarget) -> EntryTarget:
    ark = str(target.ark) if target.ark else None
    return EntryTarget(view=target.view, label=target.label, last=target.last, ark=ark)


def _stretches(reading: Reading) -> dict[int, list[_Stretch]]:
    """Where the lines of each view went."""
    found: dict[int, list[_Stretch]] = defaultdict(list)
    for aside in reading.asides:
        found[aside.view].append(aside)
    blocks = (block for section in reading.walk() for block in section.blocks)
    for block in blocks:
        if isinstance(block, PageBreak):
            continue
        role = _role(block)
        for inline in inlines_of(block):
            line = inline.sign if isinstance(inline, NoteCall) else inline
            if isinstance(line, LineText):
                found[line.view].append((line, block.id, role))
    return found


def _view(
    document: Document, view: View, text: ViewText, stretches: Sequence[_Stretch]
) -> EditionView:
    by_line: dict[int, list[_Stretch]] = defaultdict(list)
    for stretch in stretches:
        by_line[stretch.line if isinstance(stretch, Aside) else stretch[0].line].append(stretch)
    places = count()
    return EditionView(
        **structs.asdict(view),
        permalink=document.attribution.permalink_of(view.order),
        text_width=text.width,
        text_height=text.height,
        accuracy=text.accuracy,
        blocks=tuple(_block(block, by_line, places) for block in text.blocks),
        illustrations=text.illustrations,
    )


def _block(
    block: TextBlock, by_line: dict[int, list[_Stretch]], places: Iterator[int]
) -> EditionBlock:
    lines = tuple(_line(line, by_line.get(next(places), ())) for line in block.lines)
    return EditionBlock(box=block.box, lines=lines, language=block.language, hint=block.hint)


def _line(line: Line, stretches: Sequence[_Stretch]) -> EditionLine:
    parts = sorted((_part(line, stretch) for stretch in stretches), key=lambda part: part.words)
    unread = LinePart(words=(0, 0), role=Role.TEXT)
    longest = max(parts, key=lambda part: part.words[1] - part.words[0], default=unread)
    return EditionLine(
        role=longest.role,
        block=longest.block,
        end=longest.end,
        reason=longest.reason,
        box=line.box,
        words=line.words,
        parts=tuple(parts) if len(parts) > 1 else (),
        style=line.style,
        hyphenated=line.hyphenated,
        hint=line.hint,
    )


def _part(line: Line, stretch: _Stretch) -> LinePart:
    if isinstance(stretch, Aside):
        words = stretch.words or (0, len(line.words))
        return LinePart(words=words, role=stretch.role, reason=stretch.reason)
    text, block, role = stretch
    return LinePart(
        words=text.words or (0, len(line.words)),
        role=role,
        block=block,
        end=text.end,
        reason=text.reason,
    )


def _role(block: Block) -> Role:
    if isinstance(block, Note) and block.place == "margin":
        return Role.MARGINALIA
    return _ROLES[block.kind]
