from __future__ import annotations

import pytest
from msgspec.structs import replace

from gallica_export.model import Accuracy, Notice, NoticeKind, Numbering, View
from gallica_export.templating import Templates
from gallica_export.wording import Wording
from tests.documents import extract_document, restricted_document, small_document, specimen_document

FRENCH, ENGLISH = (Wording(lang, Templates(lang=lang).words) for lang in ("fr", "en"))


def test_views_are_named_by_their_labels() -> None:
    """A page has its number, a plate or a cover its name, another view its number only."""
    page = View(order=20, label="12", numbering=Numbering.ARABIC)
    cover = View(order=1, label="plat sup.", numbering=Numbering.OTHER)
    views = (page, cover, View(order=3))
    assert [FRENCH.view_name(view) for view in views] == [
        "page 12 (vue 20)",
        "plat sup. (vue 1)",
        "vue 3",
    ]
    assert [ENGLISH.page_name(view) for view in views] == ["page 12", "plat sup.", "view 3"]


def test_a_rate_is_written_as_the_language_writes_it() -> None:
    """Numbers have the decimal mark of their language, and no zero after it."""
    assert FRENCH.ocr_rate(97.5) == "Taux de reconnaissance estimé\u00a0: 97,5\u00a0%"
    assert ENGLISH.ocr_rate(97.5) == "Estimated recognition rate: 97.5 %"
    assert ENGLISH.ocr_rate(98.0) == "Estimated recognition rate: 98 %"
    assert FRENCH.ocr_rate(0) == "Document sans reconnaissance de caractères"
    assert FRENCH.ocr_rate(None) == "Taux de reconnaissance non indiqué"


def test_a_rate_that_the_record_lacks_is_measured() -> None:
    """Where the record says no rate, that of the views is told, and on how many it was measured."""
    document = small_document()
    silent = replace(document.record, ocr_rate=None)
    measured = replace(document.reading, accuracy=Accuracy(91.26, 3))
    assert FRENCH.recognition(document) == FRENCH.ocr_rate(97.5)
    assert FRENCH.recognition(replace(document, record=silent)) == FRENCH.ocr_rate(None)
    told = replace(document, record=silent, reading=measured)
    assert FRENCH.recognition(told).endswith(": 91,3\u00a0% (mesuré sur 3 vues)")
    assert ENGLISH.recognition(told).endswith(": 91.3 % (measured on 3 views)")
    contradicted = replace(document, record=replace(silent, ocr_rate=0.0), reading=measured)
    assert "91,3" in FRENCH.recognition(contradicted)


@pytest.mark.parametrize("kind", NoticeKind)
def test_every_kind_of_notice_is_told(kind: NoticeKind) -> None:
    """Each kind of notice is a sentence in both languages, with its view."""
    for told, view in ((FRENCH, "(vue 6)"), (ENGLISH, "(view 6)")):
        assert len(told.notice(Notice(kind, "")).split()) > 3
        assert told.notice(Notice(kind, "", 6)).endswith(view)


def test_an_extract_names_its_views() -> None:
    """Runs of views are named by their ends, single views by their number."""
    document = extract_document()
    assert FRENCH.extract(document) == "Extrait\u00a0: vues 3 à 4 et 6 sur 6"
    assert ENGLISH.extract(document) == "Extract: views 3 to 4 and 6 of 6"
    one = replace(document, views=document.views[:1], total_views=20)
    assert FRENCH.extract(one) == "Extrait\u00a0: vue 3 sur 20"


def test_the_conditions_depend_on_the_rights() -> None:
    """Free reuse is promised only where the record does not restrict it."""
    assert "libre et gratuite" in FRENCH.conditions(small_document())
    assert "librement" in FRENCH.conditions(specimen_document())
    restricted = FRENCH.conditions(restricted_document())
    assert "Société de Géographie ; restricted use" in restricted
    assert "libre et gratuite" not in restricted
