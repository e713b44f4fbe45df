"""The intermediate model: all that readers produce and all that writers know.

Everything is frozen. Text is NFC, on one line and free of control characters (`clean_text`), so a
writer may trust it. Boxes are in master pixels, views are numbered from 1, dates are ISO 8601.

Words with their boxes are many (400 a view), so a `Document` does not hold them: it asks its
`Source` for the OCR of one view at a time, and for the bytes of one image at a time.
"""

from gallica_export.model.collection import (
    Collection,
    Summary,
    year_of,
)
from gallica_export.model.contents import (
    TocEntry,
    TocTarget,
)
from gallica_export.model.credit import (
    Attribution,
    Notice,
    NoticeKind,
)
from gallica_export.model.document import (
    Document,
    Source,
)
from gallica_export.model.inlines import (
    Added,
    Correction,
    End,
    Inline,
    LineText,
    NoteCall,
    PageBreak,
    Text,
    Words,
    lines_of,
    plain,
    runs,
    said,
)
from gallica_export.model.reading import (
    Accuracy,
    Advertisement,
    Aside,
    Block,
    Figure,
    Heading,
    ItemList,
    Note,
    Paragraph,
    Quote,
    Reading,
    Role,
    Section,
    Table,
    Verse,
    inlines_of,
    is_added,
    parts_of,
    role_of,
    with_parts,
)
from gallica_export.model.record import (
    DUBLIN_CORE,
    Agent,
    Record,
)
from gallica_export.model.serials import (
    Gap,
    Issue,
    IssueDates,
    Occurrence,
    Occurrences,
    Periodical,
)
from gallica_export.model.views import (
    Box,
    Illustration,
    Image,
    Line,
    Numbering,
    Style,
    TextBlock,
    View,
    ViewText,
    Word,
)

__all__ = [
    "DUBLIN_CORE",
    "Accuracy",
    "Added",
    "Advertisement",
    "Agent",
    "Aside",
    "Attribution",
    "Block",
    "Box",
    "Collection",
    "Correction",
    "Document",
    "End",
    "Figure",
    "Gap",
    "Heading",
    "Illustration",
    "Image",
    "Inline",
    "Issue",
    "IssueDates",
    "ItemList",
    "Line",
    "LineText",
    "Note",
    "NoteCall",
    "Notice",
    "NoticeKind",
    "Numbering",
    "Occurrence",
    "Occurrences",
    "PageBreak",
    "Paragraph",
    "Periodical",
    "Quote",
    "Reading",
    "Record",
    "Role",
    "Section",
    "Source",
    "Style",
    "Summary",
    "Table",
    "Text",
    "TextBlock",
    "TocEntry",
    "TocTarget",
    "Verse",
    "View",
    "ViewText",
    "Word",
    "Words",
    "inlines_of",
    "is_added",
    "lines_of",
    "parts_of",
    "plain",
    "role_of",
    "runs",
    "said",
    "with_parts",
    "year_of",
]
