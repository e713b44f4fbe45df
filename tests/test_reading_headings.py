"""Headings that their type shows, and those that the contents name."""

from __future__ import annotations

from gallica_export.model import Box, NoticeKind, TextBlock, TocEntry, TocTarget, ViewText
from gallica_export.reading.confidence import poor_ocr, shows_headings
from gallica_export.reading.frame import frames_of
from gallica_export.reading.headings import Start, place_entries
from gallica_export.reading.survey import SurveyedView
from gallica_export.reading.tapers import tapers
from gallica_export.reading.titles import titles
from tests.documents import view_text
from tests.made_views import FULL, LEFT, RIGHT, Made, centred, frame, prose, view_of

SENTENCE = FULL.capitalize()[:-1] + "."


def found(*views: SurveyedView, starts: tuple[Start, ...] = ()) -> list[str]:
    return [start.title for start in titles(views, frames_of(views), starts)]


def page(*head: Made, order: int = 1) -> SurveyedView:
    return view_of(order, *head, *prose(600, 10, SENTENCE))


def test_a_centred_line_in_capitals_is_a_heading() -> None:
    """A line in capitals about the axis of the page shows itself as a heading."""
    assert found(page(centred(300, "DES ABEILLES"))) == ["DES ABEILLES"]


def test_a_centred_line_with_white_around_it_is_a_heading() -> None:
    """A line in the text's own type is a heading if it stands clearly apart."""
    assert found(page(centred(300, "Des abeilles"))) == ["Des abeilles"]


def test_a_line_of_text_is_no_heading() -> None:
    """Neither a full line nor the short last line of a paragraph is a heading."""
    view = view_of(1, *prose(200, 8, SENTENCE), (LEFT, 600, "une fin."), *prose(650, 8, SENTENCE))
    assert found(view) == []


def test_capitals_amid_a_full_line_make_no_heading() -> None:
    """A line of text that names in capitals make wider is text."""
    wide: Made = (LEFT, 350, "Dedans le nectar de BOVSSERES", {"width": 900, "height": 44})
    assert found(view_of(1, *prose(200, 3, SENTENCE), wide, *prose(400, 8, SENTENCE))) == []


def test_a_heading_goes_on_in_another_type() -> None:
    """The smaller centred line right below a heading belongs to it."""
    head = centred(300, "LES DIVERS ENTRETIENS"), centred(350, "de la Fontaine de Vaucluse", 15)
    assert found(page(*head)) == ["LES DIVERS ENTRETIENS de la Fontaine de Vaucluse"]


def test_a_letter_beside_the_text_is_no_heading() -> None:
    """A drop capital heads nothing; a letter alone above its entries does."""
    capital: Made = (LEFT, 600, "L", {"height": 90, "width": 60})
    beside = view_of(1, capital, *((170, 600 + 50 * n, SENTENCE[:40]) for n in range(9)))
    assert found(beside) == []
    assert found(page(centred(300, "L"))) == ["L"]


def test_the_letters_on_a_plan_are_no_headings() -> None:
    """Letters that are repeated on one view again and again are marks on a drawing."""
    marks = [centred(50 + 100 * place, letter) for place, letter in enumerate("FKFAF")]
    assert found(page(*marks)) == []


def test_initials_that_sign_a_text_are_no_heading() -> None:
    """Neither "N. M." nor "Fin du second livre." opens a text."""
    assert found(page(centred(300, "N. M."))) == []
    assert found(page(centred(300, "Fin du second livre."))) == []


def test_lines_that_begin_amid_a_sentence_are_no_heading() -> None:
    """Large lines of an advertisement that go on from the text above are text."""
    large = centred(300, "traitement, l'état général est remarquablement", 19, height=40)
    assert found(page(large)) == []


def test_a_line_whose_sentence_goes_on_below_is_no_heading() -> None:
    """What the next line finishes heads nothing, however it is set."""
    large = centred(550, "En vingt jours on obtient", 27, height=48)
    lower = (*prose(200, 4, SENTENCE), large, *prose(600, 8, "une augmentation de la force"))
    assert found(view_of(1, *lower)) == []


def test_the_last_line_of_a_page_is_no_heading() -> None:
    """A printer's imprint in capitals closes the page that it stands on."""
    imprint = centred(1200, "IMPRIMERIE LEVRAULT")
    assert found(view_of(1, *prose(200, 12, SENTENCE), imprint)) == []
    assert found(page(centred(300, "IMPRIMERIE LEVRAULT"))) == ["IMPRIMERIE LEVRAULT"]


def test_a_name_in_a_list_is_no_heading() -> None:
    """Capitals flush with the entries above and below head nothing."""
    names = ("Bernis (Maurice).", "Besse (Henri).", "CANNICCIONI (Jean).", "Choux (Joanny).")
    entries = [(LEFT + 300, 200 + 50 * n, name) for n, name in enumerate(names)]
    assert found(view_of(1, *entries, *prose(450, 10, SENTENCE))) == []


def test_who_speaks_is_a_heading_wherever_it_stands() -> None:
    """A name that stands as heading again and again is one where it stands off the axis too."""
    views = [page(centred(300, "SANGARIDE."), order=order) for order in (1, 2, 3)]
    aside = page((LEFT + 40, 300, "SANGARIDE."), order=4)
    assert found(*views, aside) == ["SANGARIDE."] * 4
    assert found(views[0], aside) == ["SANGARIDE."]


def test_a_title_page_has_no_headings() -> None:
    """A view that is mostly such lines is a title page, and its lines stay as they are."""
    assert found(view_of(1, *(centred(100 + 200 * n, "TITRE DU LIVRE") for n in range(6)))) == []


def test_the_first_row_of_a_table_is_no_part_of_the_heading_above_it() -> None:
    """A row in capitals whose last cell stands apart is left to its table."""
    width, rows = {"width": RIGHT - LEFT}, ("AU LECTEUR V", "LIVRE I. 1", "LIVRE II. 30")
    table = [
        (LEFT, 200 + 50 * place, row, {**width, "gaps": (2,)}) for place, row in enumerate(rows)
    ]
    text = prose(500, 8)
    assert found(view_of(1, centred(100, "TABLE DES MATIÈRES"), *table, *text)) == [
        "TABLE DES MATIÈRES"
    ]


def test_lines_that_narrow_about_one_axis_are_a_heading() -> None:
    """The argument of a chapter, set as a taper, is one heading."""
    head = (
        centred(300, "Une troupe de comédiens arrive dans", 24),
        centred(350, "la ville du Mans.", 24),
    )
    view = page(*head)
    assert tapers(view.lines, frame(view)) == {0, 1}
    assert found(view) == ["Une troupe de comédiens arrive dans la ville du Mans."]


def test_the_taper_that_ends_a_text_is_no_heading() -> None:
    """Lines that narrow but go on from the line above are the end of the text."""
    text = prose(200, 8)
    end = centred(600, "et qui pourtant finissent"), centred(650, "un beau jour")
    view = view_of(1, *text, *end)
    assert tapers(view.lines, frame(view)) == set()


def test_verse_that_narrows_by_chance_is_no_heading() -> None:
    """Two lines that each begin with a capital are verse."""
    view = page(centred(300, "Nul serpent n'y fait son gîte."), centred(350, "Ors que la vigne"))
    assert tapers(view.lines, frame(view)) == set()


def test_an_advertisement_shows_no_headings() -> None:
    """The type of advertisements and of misread blocks is not trusted."""
    lines = view_text(1, ("GRANDE BAISSE",)).lines
    box = Box(0, 0, 1, 1)
    assert shows_headings(TextBlock(lines, box))
    assert not shows_headings(TextBlock(lines, box, hint="advertisement"))
    assert not shows_headings(TextBlock(lines, box, hint="table illegible"))
    view = page((*centred(300, "GRANDE BAISSE")[:3], {"may_head": False}))
    assert found(view) == []


def test_a_view_that_the_engine_doubts_has_a_notice() -> None:
    """A low expected accuracy gives a notice with the view and the percentage."""
    (notice,) = poor_ocr(ViewText(order=7, accuracy=61.2))
    assert (notice.kind, notice.view) == (NoticeKind.OCR_POOR, 7)
    assert "61 %" in notice.message
    assert not list(poor_ocr(ViewText(order=7, accuracy=91.2)))


def test_an_entry_a_leaf_off_finds_its_heading_on_the_next_view() -> None:
    """Contents that point one view too early still find a long heading that is the very same."""
    views = [page(order=1), page(centred(300, "DE LA PATIENCE"), order=2)]
    (start,) = place_entries((TocEntry(title="De la patience", target=TocTarget(view=1)),), views)
    assert (start.view, start.heading) == (2, (0,))
