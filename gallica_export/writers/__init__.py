"""Writers: one file a format, each a function from a document to the files of its edition.

`TARGETS` names the formats and what each makes in the output folder, `COLLECTION` what stands there
above several sites. The functions themselves stand in `table.WRITERS` and `collection`, apart so
that asking for the names imports nothing else.
"""

from __future__ import annotations

from typing import Literal

#: How pages look: text that flows, or each page as it is printed.
Layout = Literal["reflowable", "facsimile"]

#: What each format makes in the output folder, for a document called ``{name}``.
TARGETS = {
    "html": "{name}-html",
    "markdown": "{name}-markdown",
    "epub": "{name}.epub",
    "tei": "{name}-tei",
    "json": "{name}.json",
    "citations": "{name}-citations",
}

#: The same for the formats that have a facsimile, which may lie beside the other.
FACSIMILES = {"epub": "{name}-facsimile.epub"}
#: How strict a TEI file is: all that TEI has, what it has for simple prints, or the base format of
#: the Deutsches Textarchiv.
TEI_PROFILES = ("full", "simple", "dtabf")
#: What makes a collection of the sites in the output folder: the folder first, the way in last.
COLLECTION = ("collection", "collection.csv", "collection.json", "search.html", "index.html")
#: What it has besides once it is known where it will stand.
PUBLISHED_COLLECTION = ("404.html", "sitemap-pages.xml", "sitemap.xml", "feed.atom", "iiif.json")
