from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from gallica_export.model import (
    Document,
    End,
    Figure,
    Heading,
    LineText,
    NoteCall,
    Numbering,
    PageBreak,
    Paragraph,
    Reading,
    Record,
    Role,
    Section,
    Text,
    TocEntry,
    TocTarget,
    runs,
)
from gallica_export.output import OutputFile
from gallica_export.templating import LANGUAGES, Templates
from gallica_export.writers.tei import write_tei
from tests.documents import small_document
from tests.golden import check_golden
from tests.hostile import random_documents, with_hostile_text
from tests.validators import jing
