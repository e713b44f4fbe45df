"""Writers: one file a format, each a function from a document to the files of its edition.

`TARGETS` names the formats and what each makes in the output folder, `COLLECTION` what stands there
above several sites. The functions themselves stand in `table.WRITERS` and `collection`, apart so
that asking for the names imports nothing else.
"""

from __future__ import annotations

#: What each format makes in the output folder, for a document called ``{name}``.
TARGETS = {
    "html": "{name}-html",
    "markdown": "{name}-markdown",
    "epub": "{name}.epub",
    "tei": "{name}-tei",
    "json": "{name}.json",
}

#: What makes a collection of the sites in the output folder: the folder first, the way in last.
COLLECTION = ("collection", "collection.csv", "collection.json", "search.html", "index.html")
