"""What may be found. The codes are stable: programs may rely on them."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct


class Code(StrEnum):
    """A kind of fault."""

    #: A file that must be XML is not.
    ILL_FORMED = "ill-formed"
    #: A link or a picture leads to a file that is not there.
    LINK_BROKEN = "link-broken"
    #: A link names an anchor that its file does not have.
    ANCHOR_MISSING = "anchor-missing"
    #: Two elements of a file bear the same id.
    ID_REPEATED = "id-repeated"
    #: A page loads something from elsewhere.
    OUTSIDE_REQUEST = "outside-request"
    #: A file does not say which language it is in.
    LANGUAGE_MISSING = "language-missing"
    #: A file has no title.
    TITLE_MISSING = "title-missing"
    #: A picture has no text in its place.
    ALT_MISSING = "alt-missing"
    #: The edition does not bear the mention of the source that Gallica's conditions ask for.
    MENTION_MISSING = "mention-missing"
    #: The edition names no ARK.
    ARK_MISSING = "ark-missing"
    #: An EPUB's archive does not begin with its media type, stored.
    EPUB_MIMETYPE = "epub-mimetype"
    #: An EPUB has no package document where its container says.
    EPUB_PACKAGE = "epub-package"
    #: A piece of metadata that every EPUB must have lacks.
    EPUB_METADATA = "epub-metadata"
    #: The manifest of an EPUB and its archive do not hold the same files.
    EPUB_MANIFEST = "epub-manifest"
    #: The spine names what the manifest does not.
    EPUB_SPINE = "epub-spine"
    #: An EPUB has no contents.
    EPUB_CONTENTS = "epub-contents"
    #: A page mark is missing from the list of pages.
    PAGE_UNLISTED = "page-unlisted"
    #: A view begins twice.
    PAGE_REPEATED = "page-repeated"
    #: A view begins after a later one.
    PAGE_DISORDER = "page-disorder"
    #: An edition has no page marks.
    PAGES_MISSING = "pages-missing"
    #: A pointer in TEI leads to no element.
    POINTER_BROKEN = "pointer-broken"
    #: A part that the header of a TEI file must have lacks.
    TEI_HEADER = "tei-header"
    #: A Markdown edition has no front matter that can be read.
    FRONT_MATTER = "front-matter"
    #: A note is called and not given, or given and not called.
    NOTE_LOST = "note-lost"
    #: The words of the text are not those whose checksum the edition tells.
    WORDS_DIFFER = "words-differ"


class Finding(Struct, frozen=True):
    """One fault."""

    code: Code
    #: Under the edition's folder or archive.
    file: str
    message: str
    #: 1-based; 0 where it is about the file as a whole.
    line: int = 0

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.code}: {self.message}"
