"""JSON: the whole model, for other programs to measure and to build on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import count

import msgspec
from msgspec import structs

from gallica_export import __version__
from gallica_export.model import (
    Document,
    Line,
    Role,
    TextBlock,
    TocEntry,
    TocTarget,
    View,
    ViewText,
)
from gallica_export.output import OutputFile
from gallica_export.templating import Templates
from gallica_export.words import fingerprint_of
from gallica_export.writers.json.format import (
    FORMAT,
    Edition,
    EditionBlock,
    EditionLine,
    EditionView,
    Entry,
    EntryTarget,
    LinePart,
)
from gallica_export.writers.stretches import Stretch, by_line, stretches_of

#: Bytes.
_PIECE = 1 << 20
#: What became of the lines of a view, by line.
_Stretches = Mapping[int, Sequence[Stretch]]


def write_json(document: Document, templates: Templates) -> Iterator[OutputFile]:  # noqa: ARG001 - every writer is called alike
    """The whole model in one file."""
    yield OutputFile(f"{document.name}.json", partial(_encoded, document))


def _encoded(document: Document) -> Iterator[bytes]:
    """The file, view by view: the objects of one view are all that exist at a time."""
    encoder = msgspec.json.Encoder()
    stretches = stretches_of(document.reading)
    head = encoder.encode(_head(document))
    end = len(head) - len(b"]}")
    for start in range(0, end, _PIECE):  # a copy of the whole would take as much again
        yield head[start : min(start + _PIECE, end)]
    del head
    for place, view in enumerate(document.views):
        made = _view(
            document, view, document.text(view.order), by_line(stretches.get(view.order, ()))
        )
        yield b",\n" if place else b"\n"
        yield encoder.encode(made)
    yield b"\n]}\n"


def _head(document: Document) -> Edition:
    """All but the views, which are last and empty."""
    words = fingerprint_of(document.reading)
    return Edition(
        format=FORMAT,
        version=__version__,
        ark=str(document.ark),
        total_views=document.total_views,
        retrieved=document.retrieved,
        gateways=document.gateways,
        attribution=document.attribution,
        record=document.record,
        notices=document.notices,
        words=words.value if words else None,
        editors=document.editors,
        contents=_contents(document),
        reading=document.reading,
        views=(),
    )


def _contents(document: Document) -> tuple[Entry, ...]:
    sections = document.reading.by_entry()
    places = count()

    def entry(own: TocEntry) -> Entry:
        section = sections.get(next(places))
        targets = tuple(_target(target) for target in (own.target, *own.others))
        return Entry(
            title=own.title,
            targets=targets,
            section=section.id if section else None,
            children=tuple(map(entry, own.children)),
        )

    return tuple(map(entry, document.contents))


def _target(target: TocTarget) -> EntryTarget:
    ark = str(target.ark) if target.ark else None
    return EntryTarget(view=target.view, label=target.label, last=target.last, ark=ark)


def _view(document: Document, view: View, text: ViewText, stretches: _Stretches) -> EditionView:
    places = count()
    return EditionView(
        **structs.asdict(view),
        permalink=document.attribution.permalink_of(view.order),
        text_width=text.width,
        text_height=text.height,
        accuracy=text.accuracy,
        blocks=tuple(_block(block, stretches, places) for block in text.blocks),
        illustrations=text.illustrations,
    )


def _block(block: TextBlock, stretches: _Stretches, places: Iterator[int]) -> EditionBlock:
    lines = tuple(_line(line, stretches.get(next(places), ())) for line in block.lines)
    return EditionBlock(box=block.box, lines=lines, language=block.language, hint=block.hint)


def _line(line: Line, stretches: Sequence[Stretch]) -> EditionLine:
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


def _part(line: Line, stretch: Stretch) -> LinePart:
    return LinePart(
        words=stretch.words or (0, len(line.words)),
        role=stretch.role,
        block=stretch.block,
        end=stretch.end,
        reason=stretch.reason,
    )
