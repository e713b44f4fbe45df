"""Markdown: a folder of plain text that people read and correct, and that programs read back.

    NAME-markdown/
      index.md                     front matter, title, contents, colophon
      text/02-avant-propos.md      the reading text, a file a top-level section
      set-aside.md                 all views, with their links and the lines set aside
      thumbnails/f12.jpg  images/f12.jpg    where the snapshot has them

A paragraph is one line. `gallica_export.markdown` reads the text back, and tells the dialect.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import ClassVar

from msgspec import Struct

from gallica_export import __version__
from gallica_export.model import (
    Aside,
    Block,
    Document,
    Note,
    NoteCall,
    PageBreak,
    Section,
    View,
    inlines_of,
)
from gallica_export.output import OutputFile
from gallica_export.templating import Context, Templates
from gallica_export.writers.contents import ContentsItem, contents_of, headings_of

_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "Œ": "oe", "Æ": "ae", "ß": "ss", "’": " "})
_LONGEST_SLUG = 40


class ViewItem(Struct, frozen=True):
    """A line of the list of views."""

    view: View
    #: Where its page mark stands; None without text.
    place: str | None
    #: The lines that the reading text leaves out.
    asides: tuple[Aside, ...]


class IndexFile(Context, frozen=True, kw_only=True):
    """The title, the contents and the colophon, index.md."""

    template: ClassVar[str] = "markdown/index.md.j2"
    #: The whole document.
    document: Document
    #: The title of the work; its ARK where the record has none.
    work: str
    #: The view that stands for the whole: the first with a picture; None if none has one.
    cover: View | None
    #: The contents, nested, after the chapters that they leave out.
    contents: tuple[ContentsItem, ...]
    #: The version of the program.
    version: str = __version__


class ChapterFile(Context, frozen=True, kw_only=True):
    """A top-level section of the reading text, text/02-avant-propos.md."""

    template: ClassVar[str] = "markdown/chapter.md.j2"
    #: The whole document.
    document: Document
    #: The section, with all sections below it.
    section: Section
    #: Number of chapters.
    total: int
    #: The notes that are called in this chapter, by id, in the order of their first calls.
    notes: Mapping[str, Note]
    #: Where the notes stand that other chapters have in their text, by id.
    elsewhere: Mapping[str, str]


class SetAsideFile(Context, frozen=True, kw_only=True):
    """All views and the lines set aside from the reading text, set-aside.md."""

    template: ClassVar[str] = "markdown/set-aside.md.j2"
    #: The whole document.
    document: Document
    #: All views, in their order.
    items: tuple[ViewItem, ...]


class Places(Struct, frozen=True):
    """Where things stand, relative to the folder of the edition."""

    #: The file of each chapter.
    files: tuple[str, ...]
    #: The place of each section, by its id.
    sections: dict[str, str]
    #: The place of the page mark of each view.
    views: dict[int, str]
    #: The place of each note, by its id.
    notes: dict[str, str]


def write_markdown(document: Document, templates: Templates) -> Iterator[OutputFile]:
    """The files of the Markdown edition of ``document``, each under "NAME-markdown/"."""
    folder = f"{document.name}-markdown/"
    for path, context in _files(document):
        yield OutputFile(folder + path, templates.render(context).encode())
    for path, image in document.pictures():
        yield OutputFile(folder + path, document.image_bytes(image))


def _files(document: Document) -> Iterator[tuple[str, Context]]:
    chapters = document.reading.sections
    places = _places(chapters)
    yield "index.md", _index(document, chapters, places)
    every_note = {note.id: note for chapter in chapters for note in _notes(chapter)}
    for file, chapter in zip(places.files, chapters, strict=True):
        yield file, _chapter(document, chapter, places, every_note)
    yield "set-aside.md", _set_aside(document, places)


def _places(chapters: Sequence[Section]) -> Places:
    width = max(2, len(str(len(chapters))))
    files = tuple(
        f"text/{number:0{width}}{_slug(chapter.title)}.md"
        for number, chapter in enumerate(chapters, 1)
    )
    places = Places(files, {}, {}, {})
    for file, chapter in zip(files, chapters, strict=True):
        for section in chapter.walk():
            places.sections[section.id] = f"{file}#{section.id}"
            for block in section.blocks:
                if isinstance(block, Note):
                    places.notes[block.id] = f"{file}#{block.id}"
                for inline in inlines_of(block):
                    if isinstance(inline, PageBreak):
                        places.views[inline.view] = f"{file}#f{inline.view}"
    return places


def _slug(title: str) -> str:
    """The title in ASCII for a file's name, "-avant-propos"; empty if nothing of it is left."""
    plain = unicodedata.normalize("NFKD", title.translate(_LIGATURES).lower())
    words = re.findall("[a-z0-9]+", plain.encode("ascii", "ignore").decode())
    slug = ""
    for word in words:
        if slug and len(slug) + len(word) > _LONGEST_SLUG:
            break
        slug += f"-{word[:_LONGEST_SLUG]}"
    return slug


def _index(document: Document, chapters: Sequence[Section], places: Places) -> IndexFile:
    with_picture = (view for view in document.views if view.thumbnail or view.image)
    contents = contents_of(document, places.sections, places.views)
    unlisted = [
        chapter
        for chapter in chapters
        if not contents or all(section.entry is None for section in chapter.walk())
    ]
    return IndexFile(
        document=document,
        work=document.title,
        cover=next(with_picture, None),
        contents=(*headings_of(document, unlisted, places.sections), *contents),
    )


def _chapter(
    document: Document, chapter: Section, places: Places, every_note: Mapping[str, Note]
) -> ChapterFile:
    own = {note.id for note in _notes(chapter)}
    inlines = chain.from_iterable(map(inlines_of, _blocks(chapter)))
    called = [inline.note for inline in inlines if isinstance(inline, NoteCall)]
    return ChapterFile(
        document=document,
        section=chapter,
        total=len(places.files),
        notes={note: every_note[note] for note in called if note in own},
        elsewhere={
            note: places.notes[note].removeprefix("text/")
            for note in called
            if note in places.notes and note not in own
        },
    )


def _blocks(chapter: Section) -> Iterator[Block]:
    return chain.from_iterable(section.blocks for section in chapter.walk())


def _notes(chapter: Section) -> Iterator[Note]:
    return (block for block in _blocks(chapter) if isinstance(block, Note))


def _set_aside(document: Document, places: Places) -> SetAsideFile:
    asides = document.reading.asides_by_view()
    return SetAsideFile(
        document=document,
        items=tuple(
            ViewItem(view, places.views.get(view.order), tuple(asides.get(view.order, ())))
            for view in document.views
        ),
    )
