"""Documents drawn by hypothesis: blocks in any order, lines cut anywhere, hostile text."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from msgspec import Struct, field, structs

from gallica_export.model import (
    Advertisement,
    Agent,
    Aside,
    Block,
    Box,
    Document,
    End,
    Figure,
    Heading,
    Image,
    Inline,
    Line,
    LineText,
    Note,
    NoteCall,
    Notice,
    NoticeKind,
    PageBreak,
    Paragraph,
    Reading,
    Record,
    Role,
    Section,
    Table,
    TocEntry,
    TocTarget,
    Verse,
    View,
    ViewText,
    Word,
)
from tests.documents import MemorySource, small_document, view_text

#: Text that no format may take for markup, as it may stand in the model (see `clean_text`).
HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "]]>",
    "--><!--",
    "&amp;&lt;",
    "{{ 7*7 }}{% raw %}",
    "<?xml?>",
    "' onload='x",
    "a_*b*_`c`[d](e)",
    "👩\u200d👩\u200d👧",
    "שלום",
    "\u00e9\u0302",
    "-",
)
#: An address as hostile as one may be: these characters may stand in it.
NASTY_ADDRESS = "https://example.org/?a='b'&lt;=(c)&d=*e*_f_#g"
_NASTY_WORDS = tuple(text for text in HOSTILE if " " not in text and text != "-")
_KINDS = (
    *("paragraph", "heading", "verse", "advertisement"),
    *("table", "figure", "note", "aside"),
)

#: A stretch that is dropped is a quotation mark and nothing else: see `_Reader._drop`.
_ENDS = tuple(end for end in End if end is not End.DROPPED)

texts = st.sampled_from(HOSTILE) | st.text("abcé œ’-<>&\"'", min_size=1, max_size=12).map(
    lambda text: " ".join(text.split()) or "x"
)
words = texts.map(lambda text: text.replace(" ", "_"))
lines = st.tuples(
    st.sampled_from(("", "", "« ")), st.lists(words, min_size=1, max_size=4).map(" ".join)
).map("".join)
blocks = st.lists(lines, min_size=1, max_size=3).map(tuple)


class CountingSource(MemorySource):
    """A source that remembers the views whose OCR it was asked for."""

    asked: list[int] = field(default_factory=list)

    def text(self, order: int) -> ViewText:
        self.asked.append(order)
        return super().text(order)


def hostile_document() -> Document:
    """`small_document` with hostile text in every field that is shown."""
    document, nasty = small_document(), " ".join(HOSTILE)
    named = {
        name: (nasty, nasty + "2")
        for name in Record.__struct_fields__
        if isinstance(getattr(Record(), name), tuple) and name not in ("agents", "languages")
    }
    record = structs.replace(
        document.record,
        agents=(Agent(nasty, nasty, nasty), Agent(nasty, nasty, None, False)),
        holder=nasty,
        shelfmark=nasty,
        document_type=nasty,
        provenance=nasty,
        visibility=nasty,
        relation=(f"Notice du catalogue : {nasty}",),
        **{name: values for name, values in named.items() if name != "relation"},
    )
    views = (structs.replace(v, label=nasty, caption=nasty) for v in document.views)
    target = TocTarget(view=3, label=nasty)
    source = document.source
    assert isinstance(source, MemorySource)
    return structs.replace(
        document,
        record=record,
        views=tuple(_spoiled(view, nasty) for view in views),
        contents=(
            TocEntry(
                title=nasty,
                target=target,
                others=(TocTarget(view=4, label=nasty),),
                children=(TocEntry(title=nasty),),
            ),
        ),
        attribution=structs.replace(
            document.attribution,
            mention=nasty,
            holder=nasty,
            licence_name=nasty,
            conditions=NASTY_ADDRESS,
            licence_of_metadata=NASTY_ADDRESS,
        ),
        notices=(Notice(NoticeKind.VIEW_WITHOUT_OCR, nasty, 6),),
        reading=_spoiled(document.reading, nasty),
        editors=(nasty, nasty + "2"),
        source=MemorySource(
            {order: _spoiled(text, nasty) for order, text in source.texts.items()},
            {_nasty_path(path): data for path, data in source.images.items()},
        ),
    )


def _spoiled(value: Any, nasty: str) -> Any:
    """``value`` with hostile words in every line, and hostile text wherever else text may stand.

    A word stays the same in the OCR and in the reading text.
    """
    match value:
        case tuple():
            return tuple(_spoiled(item, nasty) for item in value)
        case Word() | LineText() | Aside():
            return structs.replace(value, text=" ".join(map(_nasty_word, value.text.split(" "))))
        case Image():
            return structs.replace(value, path=_nasty_path(value.path))
        case Struct():
            names = value.__struct_fields__
            told = {name: nasty for name in names if name in ("hint", "hyphenated", "title")}
            others = {n: _spoiled(getattr(value, n), nasty) for n in names if n not in told}
            return structs.replace(value, **others, **told)
        case _:
            return value


def _nasty_word(word: str) -> str:
    return _NASTY_WORDS[sum(map(ord, word)) % len(_NASTY_WORDS)] + word


def _nasty_path(path: str) -> str:
    folder, _, name = path.partition("/")
    return f"{folder}/\"><script>&..%2F'{name}"


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """A document of one to four views whose words are all in its reading."""
    ocr = {
        order: view_text(order, *draw(st.lists(blocks, max_size=2)))
        for order in range(1, draw(st.integers(1, 4)) + 1)
    }
    reading = _Reader(draw).read(ocr)
    views = tuple(
        View(order=order, label=draw(st.none() | texts), width=1200, height=1800, has_ocr=True)
        for order in ocr
    )
    return structs.replace(
        small_document(),
        record=Record(title=tuple(draw(st.lists(texts, max_size=2)))),
        views=views,
        contents=tuple(TocEntry(title=draw(texts), target=TocTarget(view=view)) for view in ocr),
        notices=(),
        reading=reading,
        source=MemorySource(ocr, {}),
    )


class _Reader:
    """Puts each line, or each stretch of one, wherever it likes."""

    def __init__(self, draw: st.DrawFn) -> None:
        self._draw = draw
        self._sections: list[Section] = []
        self._blocks: list[Block] = []
        self._asides: list[Aside] = []
        self._kind = "paragraph"
        self._open: list[Inline] = []
        self._called: list[str] = []
        self._made = 0
        self._view = 1

    def read(self, ocr: dict[int, ViewText]) -> Reading:
        for order, text in ocr.items():
            self._view = order
            runs_on = self._draw(st.booleans())
            if self._open and runs_on:
                self._open.append(PageBreak(order))
            else:
                self._close()
                self._blocks.append(PageBreak(order))
            for place, line in enumerate(text.lines):
                dropped = self._drop(order, place, line)
                for first, last in self._cuts(dropped, len(line.words)):
                    said = " ".join(word.text for word in line.words[first:last])
                    is_behind_mark = bool(dropped) and first == dropped
                    self._put(order, place, said, (first, last), runs_on=is_behind_mark)
        self._end_section()
        return Reading(sections=_nested(self._draw, self._sections), asides=tuple(self._asides))

    def _drop(self, order: int, place: int, line: Line) -> int:
        """How many words at the beginning of a line are a quotation mark that only repeats."""
        goes_on = self._open and line.words[0].text == "«" and len(line.words) > 1
        if not goes_on or not self._draw(st.booleans()):
            return 0
        self._open.append(LineText("«", order, place, End.DROPPED, "drawn", (0, 1)))
        return 1

    def _cuts(self, start: int, count: int) -> list[tuple[int, int]]:
        cut = self._draw(st.integers(start + 1, count))
        return [(start, cut), (cut, count)] if cut < count else [(start, count)]

    def _put(
        self, order: int, line: int, text: str, cut: tuple[int, int], *, runs_on: bool
    ) -> None:
        kinds = ("run on",) if runs_on else (*_KINDS, "run on", "run on", "call")
        kind = self._draw(st.sampled_from(kinds))
        if kind == "aside":
            role = self._draw(st.sampled_from(Role))
            self._asides.append(Aside(order, line, role, text, "drawn", cut))
            return
        end = self._draw(st.sampled_from(_ENDS))
        stretch = LineText(text, order, line, end, "drawn", cut)
        if kind == "call":
            self._called.append(self._number("n"))
            self._open.append(NoteCall(self._called[-1], stretch))
            return
        if kind != "run on":
            self._close()
            self._kind = kind
        self._open.append(stretch)

    def _close(self) -> None:
        if self._open:
            self._blocks.append(self._block(tuple(self._open)))
        self._blocks += [Note(name, "foot", (), is_called=True) for name in self._called]
        self._open, self._called, self._kind = [], [], "paragraph"
        if self._draw(st.integers(0, 5)) == 0:
            self._end_section()

    def _block(  # noqa: PLR0911 - one for each kind of block
        self, inlines: tuple[Inline, ...]
    ) -> Block:
        name = self._number("g" if self._kind == "figure" else self._kind[0])
        match self._kind:
            case "heading":
                return Heading(name, 1, inlines)
            case "verse":
                return Verse(name, tuple((inline,) for inline in inlines))
            case "advertisement":
                return Advertisement(name, tuple((inline,) for inline in inlines), "engine")
            case "table":
                return Table(name, tuple(((inline,), ()) for inline in inlines))
            case "figure":
                return Figure(name, self._view, Box(1, 2, 3, 4), inlines)
            case "note":
                return Note(name, "margin", inlines)
            case _:
                return Paragraph(name, inlines, self._draw(st.sampled_from((None, "la"))))

    def _end_section(self) -> None:
        if self._open:
            self._close()
        if self._blocks:
            title = self._draw(st.just("") | texts)
            made: dict[str, Any] = {"view": 1, "level": 1, "title": title}
            section = Section(id=self._number("s"), blocks=tuple(self._blocks), **made)
            self._sections.append(section)
        self._blocks = []

    def _number(self, prefix: str) -> str:
        self._made += 1
        return f"{prefix}{self._made}"


def _nested(draw: st.DrawFn, flat: list[Section]) -> tuple[Section, ...]:
    """The sections, some of them inside the one before."""
    tops: list[Section] = []
    for section in flat:
        goes_inside = draw(st.booleans())
        if tops and goes_inside:
            inner = (*tops[-1].sections, structs.replace(section, level=2))
            tops[-1] = structs.replace(tops[-1], sections=inner)
        else:
            tops.append(section)
    return tuple(tops)
