"""The table of contents in both of its forms."""

from __future__ import annotations

from pathlib import Path
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gallica_export.ark import Ark
from gallica_export.errors import DamagedAnswer, GallicaExportError
from gallica_export.gallica.toc import Contents, parse_toc
from gallica_export.gallica.toc.lost_characters import restored
from gallica_export.model import TocEntry, TocTarget
from gallica_export.text import clean_text
from tests.mutations import assert_survives_damage, mutated, patient

SAMPLES = ("samples/*/*/Toc*.xml", "snapshots/*/toc.xml")
BOOK = Ark.parse("bpt6k9612399b")
MANUSCRIPT = Ark.parse("btv1b86069594")


def outline(entries: tuple[TocEntry, ...], depth: int = 0) -> list[str]:
    """One line an entry: its title after two spaces a level, its view and label."""
    lines = []
    for entry in entries:
        goal = f" @{entry.target.view}" if entry.target.view else ""
        label = f" [{entry.label}]" if entry.label else ""
        lines += ["  " * depth + entry.title + goal + label, *outline(entry.children, depth + 1)]
    return lines


def tei(body: str, *, number: str = "9612399") -> bytes:
    return f'<TEI.2><text id="tdm.{number}"><body>{body}</body></text></TEI.2>'.encode()


def tdm(body: str) -> bytes:
    return tei(f'<div0 type="TdM">{body}</div0>')


def item(title: str, *links: str) -> str:
    seg = f"<seg>{title}</seg>" if title else ""
    return f"<item>{seg}{' , '.join(links)}</item>"


def row(*cells: str) -> str:
    return f"<row>{''.join(f'<cell>{cell}</cell>' for cell in cells)}</row>"


def link(view: int, label: str = "", *, number: str = "9612399", more: str = "") -> str:
    return f'<xref from="FOREIGN({number}/{view:06d}.jp2)" {more}>{label or view}</xref>'


def read(data: bytes, ark: Ark = BOOK) -> list[str]:
    return outline(parse_toc(data, ark).entries)


def kinds(contents: Contents) -> list[str]:
    return [notice.kind for notice in contents.notices]


def target(from_: str, ark: Ark = BOOK, *, to: str = "", number: str = "9612399") -> TocTarget:
    reference = f'<xref from="{from_}" to="{to}">5</xref>'
    data = tei(f"<div0><list>{item('x', reference)}</list></div0>", number=number)
    (entry,) = parse_toc(data, ark).entries
    return entry.target


def test_every_recorded_answer_is_read(shared: Path) -> None:
    """Each recorded answer gives entries with titles, and a view for every label."""
    paths = sorted(path for pattern in SAMPLES for path in shared.glob(pattern))
    assert len(paths) >= 4
    for path in paths:
        contents = parse_toc(path.read_bytes(), Ark.parse(path.parent.name))
        entries = [one for entry in contents.entries for one in entry.walk()]
        assert len(entries) >= 9
        for entry in entries:
            assert entry.title == clean_text(entry.title) != ""
            assert (entry.view is None) == (entry.label is None)
        found = sum(len(entry.others) + (entry.view is not None) for entry in entries)
        assert found == path.read_bytes().count(b"<xref ")


def test_the_contents_of_a_real_book(shared: Path) -> None:
    """The book of 1867 has 14 entries, all at the top, each with its view and its label."""
    contents = parse_toc((shared / "snapshots/bpt6k9612399b/toc.xml").read_bytes(), BOOK)
    assert contents.notices == ()
    assert outline(contents.entries) == [
        "Utilité de l'entomologie @13 [7]",
        "Ustensiles @17 [11]",
        "Chasse des chenilles @25 [19]",
        "Manière d'élever les chenilles @28 [22]",
        "Préparation et conservation des chenilles @30 [24]",
        "Instruction sur la chasse des Lépidoptères à l'état parfait @35 [29]",
        "Epoques et localités ou il faut chercher les Lépidoptères à l'étatparfait @42 [36]",
        "Manière de préparer et de conserver les Lépidoptères et de les ranger en collection"
        " @80 [74]",
        "Introduction ou généralités. Lépidoptères @89 [83]",
        "Etat parfait @90 [84]",
        "État d'œuf @100 [94]",
        "État de chenille @103 [97]",
        "État de chrysalide @103 [97]",
        "Méthode de classification @106 [100]",
    ]


def test_the_contents_of_an_issue_with_broken_tags(shared: Path) -> None:
    """A damaged recorded answer is read in full, with what was repaired and put back said."""
    path = shared / "samples/gallica-autobib/bpt6k9736026f/Toc.prettified.xml"
    contents = parse_toc(path.read_bytes(), Ark.parse("bpt6k9736026f"))
    assert kinds(contents) == ["answer-repaired", "toc-repaired"]
    assert outline(contents.entries) == [
        "LES PRINCIPES ET LA PRATIQUE",
        "  R. GARRIGOU-LAGRANGE. La perfection de la charité @7 [1]",
        "  D. JORET A l’école du Maître intérieur @27 [21]",
        "LES MAITRES ET LES MODÈLES",
        "  R. GÉNYER La doctrine spirituelle de Saint Jérôme @54 [48]",
        "  Dom E. PICHERY Les conférences de Cassien @61 [55]",
        "  Jean CASSIEN Une tentation de lassitude @73 [67]",
        "LES IDÉES ET LES ŒUVRES",
        "  Jacques MISSOFFE La Ligue spirituelle des corporations chrétiennes @83 [77]",
    ]


def test_the_index_of_a_volume(shared: Path) -> None:
    """Divisions without a head go on where the one before them left off, at any depth."""
    path = shared / "samples/gallica-autobib/bpt6k9736027v/Toc.prettified.xml"
    lines = read(path.read_bytes(), Ark.parse("bpt6k9736027v"))
    assert [one for one in lines if not one.startswith(" ")] == [
        "Les principes et la pratique",
        "Les maîtres et les modèles",
        "Textes anciens",
        "Les idées et les œuvres",
        "Comptes-rendus bibliographiques",
    ]
    assert lines[1:8] == [
        "  R. Garrigou-Lagrange. - La perfection chrétienne est la vie éternelle commencée @11 [5]",
        "    La perfection consiste spécialement dans la charité. @87 [81]",
        "    La charité des parfaits @407 [401]",
        "  H.-D. Noble. - Les conditions de la conscience morale @29 [23]",
        "    La perfection de la conscience morale @181 [175]",
        "    La conscience morale surnaturelle @258 [252]",
        "  D. Joret. - A l'école du Maître intérieur @327 [321]",
    ]
    start = lines.index("  Dom E. Pichery. - Les Conférences de Cassien:")
    assert lines[start + 1] == "    I. Cassien interprète des Pères du désert @295 [289]"
    assert lines[-3:] == [
        "    H. Welschinger. - Les martyrs de Septembre @481 [475]",
        "      *** Prouille @483 [477]",
        "      *** Roger Durey @483 [477]",
    ]


def test_a_line_may_have_several_targets(shared: Path) -> None:
    """The second link of a line is a further target of the same entry."""
    path = shared / "samples/gallica-autobib/bpt6k9736027v/Toc.prettified.xml"
    contents = parse_toc(path.read_bytes(), Ark.parse("bpt6k9736027v"))
    entries = [one for entry in contents.entries for one in entry.walk()]
    (entry,) = (one for one in entries if one.title.startswith("D. Joret"))
    assert entry.target == TocTarget(view=327, label="321")
    assert entry.others == (TocTarget(view=417, label="411"),)


@pytest.mark.parametrize(
    ("reference", "view"),
    [
        ("FOREIGN(9612399/000011.jp2)", 11),
        ("FOREIGN (9612399/000002.TIF)", 2),
        ("FOREIGN ( 9612399 / 0012.jpg )", 12),
        ("foreign(09612399/7)", 7),
        ("FOREIGN(9612399/000000.jp2)", None),
        ("FOREIGN(9612399/x.jp2)", None),
        ("FOREIGN(/000011.jp2)", None),
        ("FOREIGN(../../etc/1.jp2)", None),
        ("#anchor", None),
        ("", None),
    ],
)
def test_references_in_every_spelling(reference: str, view: int | None) -> None:
    """The view of a reference is its second number; one that says nothing keeps its label."""
    assert target(reference) == TocTarget(view=view, label="5")


@pytest.mark.parametrize(
    ("to", "last"),
    [
        ("FOREIGN(9612399/000020.jp2)", 20),
        ("FOREIGN(9612399/000004.jp2)", None),
        ("FOREIGN(9612398/000020.jp2)", None),
        ("", None),
    ],
)
def test_a_range_ends_behind_its_beginning(to: str, last: int | None) -> None:
    """The last view of a range stands in the same document, behind the first."""
    found = target("FOREIGN(9612399/000011.jp2)", to=to)
    assert found == TocTarget(view=11, label="5", last=last)


def test_a_range_of_labels_is_one_label() -> None:
    """A label with two numbers is kept as it is printed."""
    lines = read(tdm(f"<list>{item('x', link(9, '246 à 253'))}</list>"))
    assert lines == ["x @9 [246 à 253]"]


def test_an_index_points_into_other_documents() -> None:
    """A reference with another number has the ARK of that document, and no view in this one."""
    found = target("FOREIGN(9736027/000011.jp2)")
    assert found.ark == Ark.parse("bpt6k9736027v")
    assert TocEntry(title="x", target=found).view is None
    specimen = Ark("99999", BOOK.name)
    assert target("FOREIGN(9736027/000011.jp2)", specimen).ark == Ark("99999", "bpt6k9736027v")


def test_numbers_of_manuscripts_are_believed() -> None:
    """Where the ARK does not tell the number, the contents' own number stands for the document."""
    own, other = "FOREIGN(8606959/000011.jp2)", "FOREIGN(9736027/000011.jp2)"
    assert target(own, MANUSCRIPT, number="8606959").ark is None
    assert target(other, MANUSCRIPT, number="8606959").ark == Ark.parse("bpt6k9736027v")
    assert target(other, MANUSCRIPT, number="").ark is None


def test_rows_with_neither_title_nor_link_are_headings() -> None:
    """A row of text alone is the heading of the rows that follow it."""
    table = (
        row("", "Pages.")
        + row("<seg>Préface</seg>", link(3, "1"))
        + row("PREMIÈRE PARTIE", "")
        + row("<seg>Chapitre I</seg>", link(5))
        + row("<seg>Chapitre II</seg>", link(6))
        + row("SECONDE PARTIE")
        + row("<seg>Chapitre I</seg>", link(9))
    )
    assert read(tdm(f"<head>TABLE</head><table>{table}</table>")) == [
        "Préface @3 [1]",
        "PREMIÈRE PARTIE",
        "  Chapitre I @5 [5]",
        "  Chapitre II @6 [6]",
        "SECONDE PARTIE",
        "  Chapitre I @9 [9]",
    ]


@pytest.mark.parametrize(
    "cells", [("Pages",), ("", "Pag."), ("Nos", "Pages"), ("Chapitres", "", "Pages."), ("", "")]
)
def test_titles_of_columns_are_nobodys_entries(cells: tuple[str, ...]) -> None:
    """A row that only names the columns is left out."""
    assert read(tdm(f"<table>{row(*cells)}{row('<seg>x</seg>', link(3))}</table>")) == ["x @3 [3]"]


def test_rows_without_a_link() -> None:
    """A title without a link is an entry without a target, which keeps a printed label."""
    table = row("<seg>A</seg>", "") + row("<seg>B</seg>", "12") + row("C", "xiv") + row("D", "E")
    assert read(tdm(f"<table>{table}</table>")) == ["A", "B [12]", "C [xiv]", "D E"]


def test_a_link_without_a_title_goes_on_with_the_line_before() -> None:
    """A title that is printed on two rows gets the link of the second."""
    table = row("Un titre sur deux lignes") + row("", link(4)) + row("", link(5))
    (entry,) = parse_toc(tdm(f"<table>{table}</table>"), BOOK).entries
    assert (entry.title, entry.view) == ("Un titre sur deux lignes", 4)
    assert [one.view for one in entry.others] == [5]
    assert read(tdm(f"<list>{item('', link(7, 'VII'))}</list>")) == ["VII @7 [VII]"]


def test_two_heads_are_one_title() -> None:
    """The heads of a division are joined, with superscripts where they belong."""
    heads = "<head>Sommaire:</head>\n<head> 2\n <hi rend='sup'>\n e </hi>\n ANNÉE </head>"
    assert read(tdm(f"<div1>{heads}<list>{item('x', link(3))}</list></div1>")) == [
        "Sommaire: 2e ANNÉE",
        "  x @3 [3]",
    ]


def test_a_head_may_have_a_link() -> None:
    """The link of a head is the target of the division's entry."""
    head = f"<head><seg>LIVRE I</seg> {link(3)}</head>"
    assert read(tdm(f"<div1>{head}<list>{item('x', link(4))}</list></div1>")) == [
        "LIVRE I @3 [3]",
        "  x @4 [4]",
    ]


def test_a_division_without_a_head_goes_on() -> None:
    """Below the last entry of a list before it, or beside the entries of a division before it."""
    one, two, three, four = (f"<list>{item(name, link(3))}</list>" for name in "abcd")
    division = (
        f"<div1><head>H</head>{one}<div2>{two}<div3>{three}</div3></div2></div1><div1>{four}</div1>"
    )
    assert [entry.split(" @")[0] for entry in read(tdm(division))] == [
        "H",
        "  a",
        "    b",
        "      c",
        "  d",
    ]


def test_of_several_tables_each_has_its_title() -> None:
    """One table of contents is the whole; an index beside it, or a second table, has a title."""
    contents, index = (
        f"<div0 type='{kind}'><head>{head}</head><list>{item(head.lower(), link(3))}</list></div0>"
        for kind, head in (("TdM", "TABLE"), ("Index", "INDEX"))
    )
    assert read(tei(contents)) == ["table @3 [3]"]
    assert read(tei(index)) == ["index @3 [3]"]
    assert read(tei(contents + index)) == ["table @3 [3]", "INDEX", "  index @3 [3]"]
    assert read(tei(contents + contents)) == ["TABLE", "  table @3 [3]"] * 2
    assert read(tei(f"<div0>{contents}</div0>")) == ["TABLE", "  table @3 [3]"]


def test_items_without_a_title_of_their_own() -> None:
    """Text beside a seg belongs to the title, and two titles with their links are two entries."""
    one, two, three = (f"n='lie.{number}'" for number in (1, 2, 3))
    mixed = f"<item>Dom X. — <seg n='int.1'>La piété</seg>, {link(3, more=one)}</item>"
    pair = (
        f"<item><seg n='int.2'>A</seg><seg n='int.3'>B</seg>"
        f"{link(4, more=two)} et {link(5, more=three)}</item>"
    )
    turns = f"<item><seg>C</seg> {link(6)} ; <seg>D</seg> {link(7)}.</item>"
    assert read(tdm(f"<list><head>L</head>{mixed}{pair}{turns}</list>")) == [
        "L",
        "  Dom X. — La piété @3 [3]",
        "  A @4 [4]",
        "  B @5 [5]",
        "  C @6 [6]",
        "  D @7 [7]",
    ]


def test_lists_in_items_and_cells_are_read_below() -> None:
    """A list inside an item or a cell holds what belongs to it."""
    inner = f"<list>{item('b', link(4))}</list>"
    nested = f"<item><seg>a</seg> {link(3)}{inner}</item><item>c<p>{inner}</p></item>"
    assert read(tdm(f"<list>{nested}</list>")) == ["a @3 [3]", "  b @4 [4]", "c", "  b @4 [4]"]
    assert read(tdm(f"<table>{row(f'<seg>a</seg>{inner}', link(3))}</table>")) == [
        "a @3 [3]",
        "  b @4 [4]",
    ]


def test_leaders_and_comments_are_no_part_of_a_title() -> None:
    """Dots that lead to the page number are dropped, and what surrounds a comment is kept."""
    entry = f"<item><seg>Le <!-- x -->roi... enfin. . . . . .</seg> {link(3)}</item>"
    assert read(tdm(f"<list>{entry}</list>")) == ["Le roi... enfin @3 [3]"]


def test_paragraphs_with_entries_are_read() -> None:
    """Entries outside lists and tables are entries; text without any is none."""
    body = f"<p>Fin.</p><p><seg>a</seg> {link(3)}</p><note><seg>b</seg>{link(4)}</note>"
    assert read(tdm(body)) == ["a @3 [3]", "b @4 [4]"]


@pytest.mark.parametrize("name", ["TEI.2", "tei.2", "TEI", "t:TEI.2"])
def test_tags_in_any_case_and_namespace(name: str) -> None:
    """The root is known by its local name in any case."""
    entry = f"<Item><Seg>a</Seg>{link(3).replace('xref', 'XREF')}</Item>"
    body = f"<DIV0 TYPE='x'><List>{entry}</List></DIV0>"
    declared = " xmlns:t='urn:t'" if ":" in name else ""
    assert read(f"<{name}{declared}>{body}</{name}>".encode()) == ["a @3 [3]"]


def test_latin_1_without_a_word() -> None:
    """Contents in unlabelled Latin-1 are read, with a notice."""
    data = tdm(f"<list>{item('Été', link(3))}</list>").decode().encode("latin-1")
    contents = parse_toc(data, BOOK)
    assert outline(contents.entries) == ["Été @3 [3]"]
    assert kinds(contents) == ["answer-repaired"]


def test_no_entries_are_noticed() -> None:
    """Contents that list nothing are empty, with a notice."""
    contents = parse_toc(tdm("<head>TABLE</head>"), BOOK)
    assert (contents.entries, kinds(contents)) == ((), ["toc-empty"])


@pytest.mark.parametrize(
    ("lost", "whole"),
    [
        ("Sacré-C?ur", "Sacré-Cœur"),
        ("SACRÉ-C?UR", "SACRÉ-CŒUR"),
        ("l?école", "l’école"),
        ("A L?ÉCOLE", "A L’ÉCOLE"),
        ("L?ascétique", "L’ascétique"),
        ("LES ?UVRES", "LES ŒUVRES"),
        ("les ?uvres", "les œuvres"),
        ("?uvres complètes", "Œuvres complètes"),
        ("hors-d'?uvre", "hors-d'œuvre"),
        ("l??uvre", "l’œuvre"),
        ("d?Assise", "d’Assise"),
        ("qu?il s?ur", "qu’il sœur"),
        ("aujourd?hui", "aujourd’hui"),
        ("n?uds et v?ux", "nœuds et vœux"),
        ("man?uvre des b?ufs", "manœuvre des bœufs"),
        ("l?honneur", "l’honneur"),
    ],
)
def test_certain_losses_are_made_good(lost: str, whole: str) -> None:
    """An œ in a known word and the apostrophe of an elision are put back, and counted."""
    assert restored(lost) == (whole, lost.count("?"))


@pytest.mark.parametrize(
    "text",
    [
        "La conversion est-elle un miracle?",
        "Qui est-ce?Non",
        "Où va-t-on ? En Chine",
        "Tome I ? Paris",
        "a?b",
        "x?1",
        "L?Z",
        "d?",
        "?",
        "c?té",
    ],
)
def test_doubtful_losses_are_left_alone(text: str) -> None:
    """A question, and whatever else could be meant, stays as it came."""
    assert restored(text) == (text, 0)


def test_repairs_of_a_table_are_one_notice() -> None:
    """However many characters are put back, one notice says how many."""
    entries = item("l?école", link(3)) + item("C?ur et s?ur?", link(4))
    contents = parse_toc(tdm(f"<list>{entries}</list>"), BOOK)
    assert [entry.title for entry in contents.entries] == ["l’école", "Cœur et sœur?"]
    (notice,) = contents.notices
    assert (notice.kind, notice.message.split()[-1]) == ("toc-repaired", "3")


PAGE = """<!DOCTYPE html><html lang="fr"><head><title>Table</title></head><body>
<h1>Table des matières</h1><p>Cliquez sur un titre.</p>
<ul><li><a href="/ark:/12148/bpt6k9612399b/f5.item">Préface</a> .......
 <a href="https://gallica.bnf.fr/ark:/12148/bpt6k9612399b/f5.item">1</a></li>
<li>Première partie<ul><li><a href="f7.image">Chapitre I ........ 12</a></li>
<li><b>Chapitre II</b>, <a href="/ark:/12148/bpt6k9612399b/f9.image.r=x?rk=1;2">p. 14</a></li>
</ul></li></ul>
<table><tr><td></td><td>Pages</td></tr><tr><td>Livre second</td><td></td></tr>
<tr><td>Des ?ufs</td><td><a href="/ark:/12148/bpt6k9736027v/f9">XII</a></td></tr></table>
<p><a href="/services/aide">Aide</a></p></body></html>"""


def test_the_html_of_older_digitisations() -> None:
    """Links to views are entries, nested as lists and tables have them, with their labels."""
    contents = parse_toc(PAGE.encode(), BOOK)
    assert outline(contents.entries) == [
        "Préface @5",
        "Première partie",
        "  Chapitre I @7 [12]",
        "  Chapitre II @9 [p. 14]",
        "Livre second",
        "  Des œufs @9 [XII]",
    ]
    assert contents.entries[0].others == (TocTarget(view=5, label="1"),)
    assert contents.entries[2].children[0].target.ark == Ark.parse("bpt6k9736027v")
    assert kinds(contents) == ["toc-repaired"]


@pytest.mark.parametrize(
    "page",
    [
        '<ul><li><a href="/ark:/12148/bpt6k9612399b/f5">a</a></li></ul>',
        '\ufeff\n<div><a href="/ark:/12148/bpt6k9612399b/f5">a</a><br/></div>',
        '<p><a href="ark%3A/12148/bpt6k9612399b/f5.item">a</a></p>',
        '<html><body><a href="/f5.item">a</a></body></html>',
    ],
)
def test_html_of_any_make(page: str) -> None:
    """Whole pages and pieces of one are both read, with links in any of their forms."""
    assert read(page.encode()) == ["a @5"]


@pytest.mark.parametrize(
    "page",
    [
        "<html><body><p>Service indisponible</p></body></html>",
        '<html><body><a href="/f">a</a><a href="/fin">b</a></body></html>',
        '<p><a href="/ark:/12148/bpt6k9612399x/f5">wrong check character</a></p>',
        PAGE[:-20],
        PAGE[:600],
        '<ul><li><a href="/f5">a</a></li>',
        '<ul><li><a href="/f5">a</a>',
        "<div>" * 400 + '<a href="/f5">a</a>' + "</div>" * 400,
    ],
)
def test_html_without_contents_is_refused(page: str) -> None:
    """An error page, a cut page and a page without a link to a view are no contents."""
    with pytest.raises(DamagedAnswer, match="the table of contents"):
        parse_toc(page.encode(), BOOK)


@pytest.mark.parametrize("data", [b"", b"  ", b"{}", b"<alto/>", b"<TEI.2><text>", b"\xff\xd8\xff"])
def test_what_is_no_contents_is_refused(data: bytes) -> None:
    """Anything else is damaged."""
    with pytest.raises(DamagedAnswer, match="the table of contents"):
        parse_toc(data, BOOK)


def test_a_captcha_page_is_no_contents(shared: Path) -> None:
    """Gallica's security check, which is HTML, is not taken for contents in HTML."""
    (page, *_) = sorted(shared.glob("samples/xerocr/*/error.altcha.*.html"))
    with pytest.raises(DamagedAnswer, match="security check"):
        parse_toc(page.read_bytes(), BOOK)


@pytest.mark.parametrize(
    "text", [" " * 50_000 + "x", "." * 50_000 + "x", "_" * 50_000 + "x", "a?" * 50_000]
)
def test_long_hostile_titles_take_no_time(text: str) -> None:
    """Titles made to send a careless pattern astray are read at once, in both forms."""
    started = process_time()
    assert len(read(tdm(f"<list><item><seg>{text}</seg>{link(3)}{text}</item></list>"))) == 1
    assert len(read(f'<ul><li>{text}<a href="/f3">{text}</a></li></ul>'.encode())) == 1
    assert process_time() - started < 1


def test_no_depth_is_too_deep() -> None:
    """Entries below the twentieth level are read at that level, and none is lost."""
    body = item("x", link(3)) + "</list></item>" * 100
    nested = "<item><seg>d</seg><list>" * 100 + body
    contents = parse_toc(tdm(f"<list>{nested}</list>"), BOOK)
    assert len([one for entry in contents.entries for one in entry.walk()]) == 101
    assert max(len(one) - len(one.lstrip()) for one in outline(contents.entries)) == 40


@pytest.mark.parametrize(
    "data", [tdm(f"<list>{item('l?été &amp; A', link(3))}</list>"), PAGE.encode()]
)
def test_damage_leads_to_our_own_errors_only(data: bytes) -> None:
    """Bytes replaced, put in and left out give contents or a damaged answer."""
    assert_survives_damage(lambda damaged: parse_toc(damaged, BOOK), data)


def test_real_contents_survive_damage(shared: Path) -> None:
    """The same holds for a recorded answer."""
    data = (shared / "snapshots/bpt6k9612399b/toc.xml").read_bytes()
    assert_survives_damage(lambda damaged: parse_toc(damaged, BOOK), data)


@patient
@given(st.integers(0, 100_000), st.sampled_from(["snapshots/bpt6k9612399b/toc.xml", ""]))
def test_cut_contents_are_never_contents(length: int, path: str) -> None:
    """No beginning of an answer passes for the whole, in either form."""
    data = PAGE.encode() if not path else tdm(f"<list>{item('a', link(3)) * 50}</list>")
    with pytest.raises(DamagedAnswer):
        parse_toc(data[: length % len(data)], BOOK)


@patient
@given(mutated(tdm(f"<list>{item('l?été', link(3)) * 3}</list>")))
def test_titles_are_never_empty(data: bytes) -> None:
    """What could be read of damaged contents has titles that writers can trust."""
    try:
        contents = parse_toc(data, BOOK)
    except GallicaExportError:
        return
    for entry in contents.entries:
        for one in entry.walk():
            assert one.title == clean_text(one.title) != ""
