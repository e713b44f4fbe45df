"""The bibliographic record."""

from __future__ import annotations

import json
from html import escape
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gallica_export.errors import DamagedAnswer, GallicaExportError, NotFound
from gallica_export.gallica.languages import language_tag
from gallica_export.gallica.record import parse_record
from gallica_export.gallica.roles import is_role
from gallica_export.model import Agent, Record
from gallica_export.text import clean_text
from tests.mutations import assert_survives_damage, patient

RECORDS = ("samples/*/*/OAIRecord.xml", "samples/*/*/OAI-PMH.*.xml", "snapshots/*/oairecord.xml")


def record(dublin_core: str = "", envelope: str = "", sets: str = "") -> bytes:
    """An answer of OAIRecord with these elements in it."""
    return (
        '<results countResults="1"><visibility_rights>all</visibility_rights><notice><record>'
        f"<header>{sets}</header><metadata><oai_dc:dc xmlns:dc='http://purl.org/dc/elements/1.1/' "
        f"xmlns:oai_dc='http://www.openarchives.org/OAI/2.0/oai_dc/'>{dublin_core}</oai_dc:dc>"
        f"</metadata></record></notice>{envelope}</results>"
    ).encode()


def element(name: str, *values: str) -> str:
    return "".join(f"<dc:{name}>{escape(value)}</dc:{name}>" for value in values)


def agent(text: str) -> Agent:
    (found,) = parse_record(record(element("creator", text))).agents
    return found


def paths(shared: Path) -> list[Path]:
    return sorted(path for pattern in RECORDS for path in shared.glob(pattern))


def test_every_recorded_answer_is_read(shared: Path) -> None:
    """Each recorded answer gives a title, a holder, a language, a type and the document's ARK."""
    found = paths(shared)
    assert len(found) >= 10
    for path in found:
        read = parse_record(path.read_bytes())
        assert read.main_title, path
        assert read.holder, path
        assert read.languages in (("fr",), ("ar",)), path
        assert read.document_type in ("monographies", "periodiques:fascicules", "manuscrits"), path
        assert path.parent.name in read.identifier[0]
        assert read.catalogue


def test_an_enveloped_answer_is_the_answer(shared: Path) -> None:
    """What another program wrapped in JSON holds the same record as the answer it recorded."""
    envelopes = sorted(shared.glob("samples/*/*/OAIRecord.envelope.json"))
    assert envelopes
    for path in envelopes:
        raw = json.loads(path.read_text("utf-8"))["raw"]
        bare = path.with_name("OAIRecord.xml").read_bytes()
        assert parse_record(raw.encode()) == parse_record(bare)


def test_a_real_record_in_full(shared: Path) -> None:
    """Every field of a recorded monograph is as the answer has it."""
    read = parse_record((shared / "samples/colony-cults/bpt6k58017546/OAIRecord.xml").read_bytes())
    department = "département Philosophie, histoire, sciences de l'homme, 8-LK13-99"
    title = (
        "L'aventure de Port-Breton : et la colonie libre dite Nouvelle-France : souvenirs "
        "personnels et documents / par A. Baudouin,..."
    )
    notice = "http://catalogue.bnf.fr/ark:/12148/cb30067131v"
    assert read == Record(
        identifier=("https://gallica.bnf.fr/ark:/12148/bpt6k58017546", "NUMM-5801754"),
        title=(title,),
        creator=("Baudouin, A. (Dr). Auteur du texte",),
        publisher=("M. Dreyfous (Paris)",),
        date=("1883",),
        language=("fre",),
        type=("text", "monographie imprimée", "printed monograph"),
        format=("1 vol. (346 p.) : fig. ; In-18", "Nombre total de vues : 395"),
        description=("Contient une table des matières", "Avec mode texte"),
        subject=("Port-Breton", "France -- Colonies -- Histoire"),
        relation=(f"Notice d'ensemble : {notice}", f"Notice du catalogue : {notice}"),
        source=(f"Bibliothèque nationale de France, {department}",),
        rights=("domaine public", "public domain"),
        value_languages={
            "subject": {"Port-Breton": "fr", "France -- Colonies -- Histoire": "fr"},
            "type": {"text": "en", "monographie imprimée": "fr", "printed monograph": "en"},
            "rights": {"domaine public": "fr", "public domain": "en"},
        },
        agents=(Agent("Baudouin, A. (Dr)", None, "Auteur du texte"),),
        languages=("fr",),
        holder="Bibliothèque nationale de France",
        shelfmark=department,
        document_type="monographies",
        ocr_rate=97.61,
        datestamp="2024-02-09",
        online_since="2010-01-25",
        provenance="bnf.fr",
        visibility="all",
    )
    assert read.responsibility == "par A. Baudouin,..."


def test_the_oai_server_gives_the_same_kind_of_record(shared: Path) -> None:
    """An answer of the OAI-PMH server is read like OAIRecord, less what only the latter has."""
    path = shared / "samples/bnf-openiti/btv1b11000434f/OAI-PMH.GetRecord.xml"
    read = parse_record(path.read_bytes())
    assert read.languages == ("ar",)
    assert read.agents[1] == Agent("عبد الله بن عمر البيضاوي", None, "Auteur du texte")
    assert read.holder == "Bibliothèque nationale de France"
    assert read.shelfmark == "Département des Manuscrits. Arabe 631"
    assert read.document_type == "manuscrits"
    assert read.datestamp == "2022-11-25"
    assert (read.ocr_rate, read.provenance, read.visibility) == (None, None, None)


@pytest.mark.parametrize(
    "data",
    [
        b'<results countResults="0"><visibility_rights>all</visibility_rights></results>',
        b"<OAI-PMH><error code='idDoesNotExist'>No matching identifier</error></OAI-PMH>",
        b"<OAI-PMH><GetRecord><record><header status='deleted'/></record></GetRecord></OAI-PMH>",
    ],
)
def test_an_unknown_document_is_not_found(data: bytes) -> None:
    """All three ways of saying that there is no record are understood, none is a damaged answer."""
    with pytest.raises(NotFound):
        parse_record(data)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"<OAI-PMH><error code='badArgument'>No verb</error></OAI-PMH>", "badArgument: No verb"),
        (b'<results countResults="1"/>', "no Dublin Core"),
        (b"<livre/>", "<livre>"),
        (b"", "empty"),
    ],
)
def test_what_is_no_record_is_damaged(data: bytes, message: str) -> None:
    """Other answers are refused with what is wrong about them."""
    with pytest.raises(DamagedAnswer, match=message):
        parse_record(data)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Verne, Jules (1828-1905). Auteur du texte",
            ("Verne, Jules", "1828-1905", "Auteur du texte"),
        ),
        ("Berce, Étienne (1803-1879)", ("Berce, Étienne", "1803-1879", None)),
        ("Bayard", ("Bayard", None, None)),
        ("Baudouin, A. (Dr). Auteur du texte", ("Baudouin, A. (Dr)", None, "Auteur du texte")),
        ("France. Cour de cassation", ("France. Cour de cassation", None, None)),
        (
            "France. Cour de cassation. Auteur du texte",
            ("France. Cour de cassation", None, "Auteur du texte"),
        ),
        (
            "Aubert (18..-1899). Éditeur scientifique",
            ("Aubert", "18..-1899", "Éditeur scientifique"),
        ),
        ("X (18..?-1832). Rédacteur", ("X", "18..?-1832", "Rédacteur")),
        ("X (1515?-1566?). Cartographe", ("X", "1515?-1566?", "Cartographe")),
        ("X (1650-17..)", ("X", "1650-17..", None)),
        ("X (....-1703)", ("X", "....-1703", None)),
        ("Virgile (0070-0019 av. J.-C.)", ("Virgile", "0070-0019 av. J.-C.", None)),
        ("Louis XIV (1638-1715 ; roi de France)", ("Louis XIV (roi de France)", "1638-1715", None)),
        ("Rol (SPF). Agence photographique", ("Rol (SPF)", None, "Agence photographique")),
        ("Valamont, P. de. Auteur du texte", ("Valamont, P. de", None, "Auteur du texte")),
        ("Doré, G. Dessinateur", ("Doré, G", None, "Dessinateur")),
        ("Auteur du texte", ("Auteur du texte", None, None)),
        ("X. Directeur d’orchestre", ("X. Directeur d’orchestre", None, None)),
        ("X. Chef d’orchestre", ("X", None, "Chef d’orchestre")),
    ],
)
def test_the_parts_of_a_name(text: str, expected: tuple[str, str | None, str | None]) -> None:
    """Name, dates and role are told apart, and a corporate body keeps its full stops."""
    assert agent(text) == Agent(*expected)


def test_creators_and_contributors_keep_their_order() -> None:
    """Agents stand in the record's order, each once, and know which element named them."""
    given_ = element("contributor", "B. Graveur") + element("creator", "A. Auteur", "A. Auteur")
    read = parse_record(record(given_ + element("contributor", " ")))
    assert read.agents == (Agent("B", None, "Graveur", False), Agent("A", None, "Auteur", True))
    assert (read.creators, read.contributors) == ((read.agents[1],), (read.agents[0],))


def test_elements_are_cleaned() -> None:
    """Empties and repeats go, white space is folded, and what was escaped twice is escaped once."""
    read = parse_record(
        record(
            element("title", " Œuvres   de L&#39;Aigle &amp; fils ", "AT&T; Q&A")
            + element("description", "", " ", "a", "a ", "b")
            + element("date", "  1884")
        )
    )
    assert read.title == ("Œuvres de L'Aigle & fils", "AT&T; Q&A")
    assert read.description == ("a", "b")
    assert read.date == ("1884",)


@pytest.mark.parametrize(
    ("given_", "read"),
    [
        ("Imprimerie nationaleImprimerie nationale (Paris)", "Imprimerie nationale (Paris)"),
        ("[s.n.][s.n.] (Paris)", "[s.n.] (Paris)"),
        ("Firmin-DidotFirmin-Didot", "Firmin-Didot"),
        (" (Paris)", "(Paris)"),
        ("Coco (Paris)", "Coco (Paris)"),
        ("Didot, Didot (Paris)", "Didot, Didot (Paris)"),
    ],
)
def test_a_doubled_publisher_is_named_once(given_: str, read: str) -> None:
    """A name that stands twice without a space is said once; any other is left alone."""
    assert parse_record(record(element("publisher", given_))).publisher == (read,)


@pytest.mark.parametrize(
    ("source", "holder", "shelfmark"),
    [
        ("Bibliothèque nationale de France", "Bibliothèque nationale de France", None),
        ("Bibliothèque Cujas, 2010-70564", "Bibliothèque Cujas", "2010-70564"),
        ("Ville de Paris / Histoire, X, 1", "Ville de Paris / Histoire", "X, 1"),
        (
            "Bibliothèque nationale de France. Arsenal. Ms-1",
            "Bibliothèque nationale de France",
            "Arsenal. Ms-1",
        ),
        ("Musée S. Département des Cartes", "Musée S", "Département des Cartes"),
        ("Bibl. mun. de Rouen, 5", "Bibl. mun. de Rouen", "5"),
    ],
)
def test_the_holder_is_who_holds_the_original(
    source: str, holder: str, shelfmark: str | None
) -> None:
    """The institution ends at the first comma, or where manuscripts have their department."""
    read = parse_record(record(element("source", source)))
    assert (read.holder, read.shelfmark) == (holder, shelfmark)


def test_a_record_may_say_next_to_nothing() -> None:
    """Whatever is missing is None or empty."""
    assert parse_record(record()) == Record(visibility="all")


@pytest.mark.parametrize(
    ("rate", "day", "expected"),
    [
        ("0.0", "", (0.0, None)),
        ("101", "1/2/2010", (None, "2010-02-01")),
        ("nan", "31/02/2010", (None, None)),
        ("", "2010", (None, None)),
        ("97.61", "2010-01-25", (97.61, None)),
    ],
)
def test_rates_and_days_are_checked(
    rate: str, day: str, expected: tuple[float | None, str | None]
) -> None:
    """A rate outside 0 to 100 and a day that no calendar has are as good as none."""
    online = f"<first_indexation_date>{day}</first_indexation_date>"
    read = parse_record(record(envelope=f"<nqamoyen>{rate}</nqamoyen>{online}"))
    assert (read.ocr_rate, read.online_since) == expected


def test_the_most_telling_set_is_the_type() -> None:
    """Among the sets for types the longest says most."""
    sets = "".join(
        f"<setSpec>gallica:{name}</setSpec>"
        for name in ("typedoc:cartes", "theme:9:944:1:2:3", "typedoc:cartes:carte")
    )
    assert parse_record(record(sets=sets)).document_type == "cartes:carte"


@pytest.mark.parametrize(
    ("said", "tag"),
    [
        ("fre", "fr"),
        ("fra", "fr"),
        ("français", "fr"),
        ("Français", "fr"),
        ("fr-FR", "fr-fr"),
        ("frm", "frm"),
        ("lat", "la"),
        ("gre", "el"),
        ("mul", "mul"),
        ("und", None),
        ("zxx", None),
        ("", None),
        ("une langue", None),
    ],
)
def test_languages_are_bcp_47(said: str, tag: str | None) -> None:
    """Codes and French names become tags; what names no language gives none."""
    assert language_tag(said) == tag


def test_languages_are_named_once() -> None:
    """A code and its French name are one language, and the first stays the main one."""
    read = parse_record(record(element("language", "fre", "français", "latin", "lat", "und")))
    assert read.languages == ("fr", "la")


def test_every_recorded_role_is_known(shared: Path) -> None:
    """No recorded creator or contributor keeps its role in its name."""
    found = [one for path in paths(shared) for one in parse_record(path.read_bytes()).agents]
    assert found
    assert all(one.role is None or is_role(one.role) for one in found)
    assert {one.name for one in found if one.role is None} == {"Bayard", "Berce, Étienne"}


@patient
@given(st.text(max_size=60))
def test_any_name_is_kept(text: str) -> None:
    """Whatever a name is, its words are in the agent's parts."""
    cleaned = clean_text(text)
    if "&" in cleaned or any(ord(character) < 32 for character in text):
        return
    for one in parse_record(record(element("creator", text))).agents:
        assert one.name
        parts = "".join(filter(None, (one.name, one.dates, one.role)))
        assert sorted(parts.translate(_MARKS)) == sorted(cleaned.translate(_MARKS))


_MARKS = str.maketrans("", "", " .();")


def test_damage_leads_to_our_own_errors_only(shared: Path) -> None:
    """Bytes replaced, put in and left out give a record or one of our errors."""
    sample = shared / "samples/textcavator/bpt6k1048832g/OAIRecord.xml"
    assert_survives_damage(parse_record, sample.read_bytes())


def test_a_cut_record_is_never_a_record(shared: Path) -> None:
    """No beginning of a recorded answer passes for the whole."""
    data = (shared / "samples/textcavator/bpt6k1048832g/OAIRecord.xml").read_bytes().rstrip()
    for length in range(0, len(data), 7):
        with pytest.raises(GallicaExportError):
            parse_record(data[:length])


def test_long_hostile_values_take_no_time() -> None:
    """Values made to send a careless pattern astray are read at once."""
    hostile = ["(" * 20_000, "(" + "1" * 20_000, "a" * 20_001 + " (b)", "." * 20_000, "&" * 20_000]
    read = parse_record(
        record("".join(element("creator", v) + element("publisher", v) for v in hostile))
    )
    assert len(read.agents) == len(hostile)


@pytest.mark.parametrize(
    ("title", "main", "responsibility"),
    [
        ("Faune / par M. Berce (Volume 1)", "Faune (Volume 1)", "par M. Berce"),
        ("Les Mystères / E. Sue (Tome II, partie 3)", "Les Mystères (Tome II, partie 3)", "E. Sue"),
        ("Lettres / Sévigné (Mme de)", "Lettres", "Sévigné (Mme de)"),
        ("La Croix (1880)", "La Croix (1880)", None),
    ],
)
def test_the_volume_belongs_to_the_title(title: str, main: str, responsibility: str | None) -> None:
    """A volume that the record names behind the responsibility stays in the title of an edition."""
    record = Record(title=(title,))
    assert (record.main_title, record.responsibility) == (main, responsibility)


def test_values_keep_the_language_that_the_record_gives() -> None:
    """A value has the language of its element, unless it is given in two, or in an unknown one."""
    said = (
        "<dc:rights xml:lang='fre'>domaine public</dc:rights>"
        "<dc:rights xml:lang='eng'>public domain</dc:rights>"
        "<dc:type xml:lang='fre'>image</dc:type><dc:type xml:lang='eng'>image</dc:type>"
        "<dc:subject xml:lang='?'>Lyon</dc:subject><dc:subject>Paris</dc:subject>"
    )
    read = parse_record(record(said))
    assert read.value_languages == {"rights": {"domaine public": "fr", "public domain": "en"}}
    assert read.values_in("rights", "fr") == ("domaine public",)
    assert read.values_in("rights", "en") == ("public domain",)
    assert read.values_in("rights", "de") == read.rights
    assert read.values_in("subject", "fr") == ("Lyon", "Paris")


@pytest.mark.parametrize(
    "told", ["javascript:alert(1)", 'http://catalogue.bnf.fr/"><x y', "http://a b", "x", ""]
)
def test_a_catalogue_without_address_is_none(told: str) -> None:
    """Of what a record gives as the notice of the catalogue, only an address becomes a link."""
    notice = "http://catalogue.bnf.fr/ark:/12148/cb30067131v"
    relation = (f"Notice du catalogue : {told}",)
    assert Record(relation=relation).catalogue is None
    assert Record(relation=(*relation, f"Notice du catalogue : {notice}")).catalogue == notice
