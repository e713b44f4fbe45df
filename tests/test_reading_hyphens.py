"""Hyphens at line ends: words of the book, clitics, compounds, and what OCR makes of them."""

from __future__ import annotations

from collections import Counter

import pytest

from gallica_export.model import End, LineText, plain
from gallica_export.reading.clitics import divides_no_syllable, keeps_hyphen, stem_of
from gallica_export.reading.hyphens import divides_word, end_of_line
from gallica_export.reading.survey import survey
from gallica_export.writers.tei.diplomatic import Hyphen, pieces
from tests.test_reading import document_of, prose, view_of

BOOK = Counter(["dommages", "brillants", "cavaliers", "tendres", "ses", "grand'chose"])


@pytest.mark.parametrize(
    ("line", "following", "end", "reason"),
    [
        ("trouveront-", "il8 ici", End.KEPT, "clitic"),
        ("dans le l1-", "vre ouvert", End.JOINED, "default"),
        ("de 1870-", "1871", End.KEPT, "number"),
        ("in-", "8", End.KEPT, "number"),
        ("des dommages-", "intérêts", End.KEPT, "syllable"),
        ("de Montpel-", "ier", End.JOINED, "default"),
        ("les brillants-", "cavaliers", End.KEPT, "plural"),
        ("avec tendres-", "se", End.JOINED, "default"),
        ("avec tendres-", "ses", End.JOINED, "default"),
        ("Étaient-", "ce des loups", End.KEPT, "clitic"),
        ("par-", "dessus tout", End.KEPT, "compound"),
        ("dès aujour-", "d'hui", End.JOINED, "default"),
        ("de cel-", "les-ci", End.JOINED, "default"),
        ("un chef-", "d'œuvre", End.KEPT, "compound"),
        ("À SAINT-", "ÉTIENNE", End.KEPT, "compound"),
        ("plus de deux-", "cents", End.KEPT, "compound"),
        ("sa grand'-", "mère", End.KEPT, "elision"),
        ("la rue J.-", "J. Rousseau", End.KEPT, "initials"),
        ("dit-il, etc.-", "il dit", End.SPACE, "dash"),
        ("il dit —", "et partit", End.SPACE, ""),
    ],
)
def test_what_becomes_of_a_hyphen_and_why(line: str, following: str, end: End, reason: str) -> None:
    """A hyphen is dropped or kept with the reason that decided."""
    assert end_of_line(line, following, BOOK) == (end, reason)


def test_the_book_decides_between_two_forms() -> None:
    """The form that stands more often elsewhere in the book wins, article or no article."""
    assert end_of_line("l'amour-", "propre", Counter({"amour-propre": 1}))[0] is End.KEPT
    assert end_of_line("l'amour-", "propre", Counter({"amourpropre": 1}))[0] is End.JOINED


def test_a_word_with_an_apostrophe_that_stands_whole_is_joined() -> None:
    """The hyphen after an apostrophe is the words' own unless the book has them as one."""
    assert end_of_line("dès aujourd'-", "hui", Counter({"aujourd'hui": 1}))[0] is End.JOINED


def test_every_word_of_a_compound_counts_as_a_word() -> None:
    """The form "peut-être" inside a line shows that "peut" and "être" are words of the book."""
    document = document_of(view_of(1, prose(200, "c'est peut-être l'amour-propre, là-haut-bas")))
    vocabulary = survey(document).vocabulary
    for word in ("peut", "être", "peut-être", "amour-propre", "propre", "là-haut", "haut-bas"):
        assert vocabulary[word] == 1


def test_the_halves_of_a_divided_word_do_not_count() -> None:
    """What a line end divides is no witness for its own joining."""
    document = document_of(view_of(1, prose(200, "il a par-", "couru le pays")))
    vocabulary = survey(document).vocabulary
    assert not vocabulary["par"] + vocabulary["couru"]
    assert vocabulary["pays"] == 1


@pytest.mark.parametrize(
    ("first", "second", "reason"),
    [
        ("lui", "même", "clitic"),
        ("a", "t-il", "clitic"),
        ("allez", "vous", "clitic"),
        ("celui", "ci", "clitic"),
        ("voi", "là", ""),
        ("sub", "tile", ""),
        ("vil", "les", ""),
        ("chan", "ger", ""),
        ("rendez", "vous", "clitic"),
        ("quarante", "deux", "compound"),
        ("vis", "à-vis", "compound"),
        ("grand", "père", "compound"),
    ],
)
def test_words_that_lean_on_each_other(first: str, second: str, reason: str) -> None:
    """Clitics and closed classes of compounds keep their hyphen; syllables do not."""
    assert keeps_hyphen(f"{first}-", first, second) == reason


def test_no_syllable_ends_so() -> None:
    """A division after a consonant and before a vowel parts two words, save after a prefix."""
    assert divides_no_syllable("bien", "aimée")
    assert not divides_no_syllable("mal", "adroit")
    assert not divides_no_syllable("par", "ties")
    assert stem_of("n'eût") == "eût"


@pytest.mark.parametrize(
    ("line", "following", "guess", "end", "reason"),
    [
        ("limite sou -", "vent courte", "souvent", End.JOINED, "engine"),
        ("limite sou -", "vent courte", "vent", End.SPACE, "dash"),
        ("chez les cava -", "liers, avec", "liers,", End.JOINED, "vocabulary"),
        ("chez les cava -", "liers, avec", None, End.SPACE, "dash"),
        ("strié de brun avec -", "deux bandes", "deux", End.SPACE, "dash"),
    ],
)
def test_a_hyphen_apart_from_its_word_divides_it_if_the_engine_and_the_whole_say_so(
    line: str, following: str, guess: str | None, end: End, reason: str
) -> None:
    """After a space a hyphen is dropped for a guess of the whole, or a guess and a known word."""
    assert end_of_line(line, following, BOOK, guess) == (end, reason)


def test_the_space_before_a_dropped_hyphen_is_dropped_with_it() -> None:
    """The halves make one word in the reading text; the TEI keeps space and hyphen in a mark."""
    halves = (LineText("limite sou -", 1, 0, End.JOINED), LineText("vent courte", 1, 1))
    assert plain(halves) == "limite souvent courte"
    assert plain((LineText("il est -", 1, 0), *halves)) == "il est - limite souvent courte"
    marks = [piece.text for piece in pieces(halves) if isinstance(piece, Hyphen)]
    assert marks == [" -"]


def test_a_dash_divides_no_word() -> None:
    """A hyphen after a space, or alone, is a dash."""
    assert divides_word("par-")
    assert not divides_word("il est -")
    assert not divides_word("—")
