r"""Reading back the Markdown of an edition: its dialect, and the reading text in it.

The dialect is CommonMark with front matter, tables, footnotes, bracketed spans with attributes and
headings with attributes, as Pandoc has them. What `writers.markdown` makes of the blocks:

    # AVANT-PROPOS. {#s2}                       a printed heading, which begins a section
    ## Fin {#s2-1 .supplied}                    a heading that only the contents give
    []{#f12 .pagebreak role=… aria-label="12"}  where view 12 begins, inside a word too
    [In fine.]{lang="la"}                       a paragraph in another language, page marks outside
    word [(1)]{.call}[^n1]                      a note's sign as printed, and its call
    [^n1]: []{.foot}(1) Note.                   the note, at the end of the file
    []{#n2 .note .margin}Note.                  a note that nothing in the file calls, in its place
    []{#v1 .verse}first line\                   a stanza, with hard line breaks
    []{#a1 .advertisement}first paragraph\      an advertisement, likewise
    [Plate](https://…){#g1 .figure}\            a picture; its caption is the next line
    []{#p7}(1) Text                             a paragraph that Pandoc would take for a list item
    - item                                      a list, numbered with "1."; an item a paragraph
    > quotation                                 a quotation, of one paragraph or several
    |     |     |                               a table: its header is empty
"""

from __future__ import annotations

from gallica_export.markdown.blocks import ReadBlock, dialect, read_blocks
from gallica_export.markdown.inlines import Call, Run, said

__all__ = ["Call", "ReadBlock", "Run", "dialect", "read_blocks", "said"]
