"""Documents made by hand, small enough to read at a glance, for the writers' tests."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Iterator, Mapping

from msgspec import Struct
from msgspec.structs import replace

from gallica_export.ark import Ark
from gallica_export.model import (
    Advertisement,
    Agent,
    Aside,
    Attribution,
    Block,
    Box,
    Document,
    End,
    Figure,
    Heading,
    Illustration,
    Image,
    Inline,
    ItemList,
    Line,
    LineText,
    Note,
    NoteCall,
    Notice,
    NoticeKind,
    Numbering,
    PageBreak,
    Paragraph,
    Quote,
    Reading,
    Record,
    Role,
    Section,
    Table,
    TextBlock,
    TocEntry,
    TocTarget,
    Verse,
    View,
    ViewText,
    Word,
    lines_of,
)

#: A white picture of one pixel.
PIXEL = b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABAQAAAAA3bvkkAAAACklEQVR42mNoAAAAggCB2kUIOwAAAABJRU5ErkJggg=="
)


class MemorySource(Struct):
    """A Source that holds its views and pictures in memory."""

    texts: Mapping[int, ViewText]
    images: Mapping[str, bytes]

    def text(self, order: int) -> ViewText:
        return self.texts.get(order, ViewText(order=order))

    def image_bytes(self, path: str) -> bytes:
        return self.images[path]


def line_texts_of(reading: Reading) -> Iterator[LineText]:
    """Every stretch of an OCR line that stands in the reading text, calls' signs included."""
    for section in reading.walk():
        for block in section.blocks:
            for inline in _inlines(block):
                yield from lines_of(inline)


def _inlines(block: Block) -> Iterator[Inline]:
    match block:
        case PageBreak():
            return
        case Verse(lines=lines) | ItemList(items=lines) | Quote(paragraphs=lines):
            parts = lines
        case Advertisement():
            parts = block.paragraphs
        case Table():
            parts = tuple(cell for row in block.rows for cell in row)
        case Figure():
            parts = (block.caption,)
        case _:
            parts = (block.inlines,)
    for part in parts:
        yield from part


def line(text: str, y: int = 100) -> Line:
    """A line of 20-pixel words, 10 pixels apart, with falling confidence."""
    words, x = [], 100
    for place, word in enumerate(text.split()):
        width = 20 * len(word)
        words.append(Word(word, Box(x, y, width, 40), max(0.2, 1 - place / 10)))
        x += width + 10
    return Line(tuple(words), Box(100, y, x - 110, 40))


def view_text(order: int, *blocks: tuple[str, ...]) -> ViewText:
    """The OCR of a view: each block is a tuple of lines."""
    made, y = [], 100
    for block in blocks:
        top, lines = y, []
        for text in block:
            lines.append(line(text, y))
            y += 50
        made.append(TextBlock(tuple(lines), Box(100, top, 1000, y - top)))
        y += 50
    return ViewText(
        order=order,
        width=1200,
        height=1800,
        blocks=tuple(made),
        illustrations=(Illustration(Box(200, 900, 400, 300)),) if order == 5 else (),
    )


TEXTS = {
    2: view_text(2, ("LE PETIT LIVRE", "par un Anonyme")),
    3: view_text(
        3,
        ("I",),
        ("AVANT-PROPOS.",),
        ("Ce livre est petit ; peut-", "être trop (1). On l\u2019a par-"),
        ("(1) Voyez la fin.",),
    ),
    4: view_text(
        4,
        ("LE PETIT LIVRE 2",),
        ("couru en un jour <& cela suffit>.", "In fine."),
        ("Sous le ciel gris", "le vent écrit"),
        ("un 1", "deux 2"),
        ("CHOCOLAT LEGRIS", "Rue du Bac, 3."),
    ),
    5: view_text(5, ("Fig. 1. — Un œuf.",)),
}


def small_document() -> Document:
    """Six views with every kind of block.

    A cover, a title, a roman page, an arabic one, a plate, and a view without OCR.
    """
    ark = Ark.parse("ark:/99999/bpt6k1234567m")
    thumbnail = Image("thumbnails/f1.png", "image/png", 1, 1)
    views = tuple(
        View(
            order=order,
            label=label,
            numbering=numbering,
            width=1200,
            height=1800,
            thumbnail=thumbnail if order == 1 else None,
            image=thumbnail if order == 5 else None,
            has_ocr=order in TEXTS,
        )
        for order, label, numbering in (
            (1, "plat sup.", Numbering.OTHER),
            (2, None, Numbering.NONE),
            (3, "I", Numbering.ROMAN),
            (4, "2", Numbering.ARABIC),
            (5, None, Numbering.NONE),
            (6, "4", Numbering.ARABIC),
        )
    )
    return Document(
        ark=ark,
        record=Record(
            identifier=(str(ark),),
            title=("Le petit livre : <essai> & suite / par un Anonyme",),
            creator=("Anonyme, Jean (1801-1870). Auteur du texte",),
            publisher=("Chez l\u2019auteur (Rouen)",),
            date=("1867",),
            language=("fre",),
            type=("monographie imprimée", "printed monograph"),
            format=("1 vol. (4 p.) ; in-8",),
            subject=("Livres -- Histoire",),
            source=("Presse de démonstration, SPEC-0",),
            rights=("domaine public", "public domain"),
            value_languages={
                "type": {"monographie imprimée": "fr", "printed monograph": "en"},
                "rights": {"domaine public": "fr", "public domain": "en"},
            },
            agents=(Agent("Anonyme, Jean", "1801-1870", "Auteur du texte"),),
            languages=("fr",),
            holder="Presse de démonstration",
            shelfmark="SPEC-0",
            document_type="monographies",
            ocr_rate=97.5,
            datestamp="2026-10-01",
        ),
        views=views,
        total_views=len(views),
        contents=(
            TocEntry(
                title="Avant-propos",
                target=TocTarget(view=3, label="I"),
                children=(TocEntry(title="Fin", target=TocTarget(view=4, label="2")),),
            ),
            TocEntry(title="Planche", target=TocTarget(view=5)),
            TocEntry(title="Sans lien"),
        ),
        attribution=Attribution(
            mention="Source gallica.bnf.fr / Presse de démonstration",
            holder="Presse de démonstration",
            is_partner=True,
            conditions="https://gallica.bnf.fr/edit/und/conditions-dutilisation-des-contenus-de-gallica",
            licence_of_metadata="https://www.etalab.gouv.fr/licence-ouverte-open-licence/",
            licence_name="Licence Ouverte / Open Licence",
            permalink="https://gallica.bnf.fr/ark:/99999/bpt6k1234567m",
        ),
        notices=(Notice(NoticeKind.VIEW_WITHOUT_OCR, "view 6 has no OCR", 6),),
        retrieved="2026-11-01T00:00:00Z",
        gateways=("press",),
        reading=_reading(),
        source=MemorySource(TEXTS, {"thumbnails/f1.png": PIXEL}),
    )


def specimen_document() -> Document:
    """The same as it is assembled under the test authority: nowhere online."""
    document = small_document()
    credit = Attribution(
        mention="Source Presse de démonstration",
        holder="Presse de démonstration",
        is_partner=False,
        conditions="",
        licence_of_metadata="https://creativecommons.org/publicdomain/zero/1.0/",
        licence_name="CC0 1.0",
        permalink=str(document.ark),
    )
    return replace(document, attribution=credit)


def extract_document() -> Document:
    """Views 3, 4 and 6 of the same, and what of its contents and text leads to them."""
    document = small_document()
    front = Section(id="s1", view=3, level=1, blocks=(PageBreak(3),))
    foreword = document.reading.sections[1]
    fin = replace(foreword.sections[0], blocks=(*foreword.sections[0].blocks, PageBreak(6)))
    sections = (front, replace(foreword, sections=(fin,)))
    return replace(
        document,
        views=tuple(view for view in document.views if view.order in (3, 4, 6)),
        reading=replace(document.reading, sections=sections),
    )


def restricted_document() -> Document:
    """The same, by an institution that does not leave its use to everybody."""
    document = small_document()
    rights = ("conditions spécifiques d'utilisation - Société de Géographie", "restricted use")
    return replace(document, record=replace(document.record, rights=rights))


def document_with_an_index() -> Document:
    """The same with contents that are an alphabetical index: most entries lead back."""
    entries = (("Avant-propos", 3), ("Planche", 5), ("Titre", 2), ("Vers", 4), ("Zinc", 2))
    contents = tuple(TocEntry(title=title, target=TocTarget(view=view)) for title, view in entries)
    front, foreword, plate = small_document().reading.sections
    foreword = replace(foreword, sections=(replace(foreword.sections[0], entry=None),))
    reading = Reading(sections=(front, foreword, replace(plate, entry=1)))
    return replace(small_document(), contents=contents, reading=reading)


def _reading() -> Reading:
    call = LineText("(1).", 3, 3, words=(2, 3))
    fin = Section(
        id="s2-1",
        view=4,
        level=2,
        title="Fin",
        entry=1,
        blocks=(
            Paragraph("p4", (LineText("In fine.", 4, 2),), language="la"),
            Verse(
                "v1", ((LineText("Sous le ciel gris", 4, 3),), (LineText("le vent écrit", 4, 4),))
            ),
            Table(
                "t1",
                (
                    ((LineText("un", 4, 5, words=(0, 1)),), (LineText("1", 4, 5, words=(1, 2)),)),
                    ((LineText("deux", 4, 6, words=(0, 1)),), (LineText("2", 4, 6, words=(1, 2)),)),
                ),
            ),
            Advertisement(
                "a1",
                (
                    (LineText("CHOCOLAT LEGRIS", 4, 7),),
                    (LineText("Rue du Bac, 3.", 4, 8),),
                ),
                "engine",
            ),
        ),
    )
    return Reading(
        sections=(
            Section(
                id="s1",
                view=1,
                level=1,
                blocks=(
                    PageBreak(1),
                    PageBreak(2),
                    Paragraph("p1", (LineText("LE PETIT LIVRE", 2, 0),)),
                    Paragraph("p2", (LineText("par un Anonyme", 2, 1),)),
                    PageBreak(3),
                ),
            ),
            Section(
                id="s2",
                view=3,
                level=1,
                title="Avant-propos",
                entry=0,
                blocks=(
                    Heading("h1", 1, (LineText("AVANT-PROPOS.", 3, 1),)),
                    Paragraph(
                        "p3",
                        (
                            LineText("Ce livre est petit ; peut-", 3, 2, End.KEPT, "clitic"),
                            LineText("être trop", 3, 3, words=(0, 2)),
                            NoteCall("n1", call),
                            LineText("On l\u2019a par-", 3, 3, End.JOINED, "vocabulary", (3, 6)),
                            PageBreak(4),
                            LineText("couru en un jour <& cela suffit>.", 4, 1),
                        ),
                    ),
                    Note("n1", "foot", (LineText("(1) Voyez la fin.", 3, 4),), is_called=True),
                ),
                sections=(fin,),
            ),
            Section(
                id="s3",
                view=5,
                level=1,
                title="Planche",
                entry=2,
                blocks=(
                    PageBreak(5),
                    Figure(
                        "g1", 5, Box(200, 900, 400, 300), (LineText("Fig. 1. — Un œuf.", 5, 0),)
                    ),
                    PageBreak(6),
                ),
            ),
        ),
        asides=(
            Aside(3, 0, Role.PAGE_NUMBER, "I", "agrees-with-label"),
            Aside(4, 0, Role.RUNNING_TITLE, "LE PETIT LIVRE", "recurs", (0, 3)),
            Aside(4, 0, Role.PAGE_NUMBER, "2", "agrees-with-label", (3, 4)),
        ),
    )
