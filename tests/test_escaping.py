from __future__ import annotations

import json
from functools import cache

import mdformat
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.attrs import attrs_plugin
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.front_matter import front_matter_plugin
from ruamel.yaml import YAML

from gallica_export.escaping import (
    escape_attribute,
    escape_markdown,
    escape_url,
    escape_yaml,
    opens_block_in_pandoc,
)
from gallica_export.markdown import dialect
from gallica_export.text import clean_text
from tests.validators import pandoc

#: What means something to one or another reader of Markdown.
SYNTAX = [
    *"\\`*_{}[]()<>#+!|~^$&:=\"'-.%@/",
    *("1.", "12)", "(1)", "II.", "MM.", "a)", "#", "---", "===", "~~", "==", "**", "__", "***"),
    *("```", "~~~", ":::", "$x$", "$$", "[x]", "[^1]", "[^n1]: ", "[sic]", "![", "](", "{.x}"),
    *("{#s1}", "{{<", "|---|", "- ", "> ", "&amp;", "&#65;", "<b>", "</p>", "<!--", "-->", "<?"),
    *(
        "http://a.b/c",
        "x@y.fr",
        "@x",
        "\\\\",
        "\u00ad",
        "’",
        "«",
        "😀",
        "א",
        "中",
        "e\u0301",
        "\u3000",
    ),
    *(" ", "  ", "mot", "É", "1867"),
]
#: Text as the model has it, most of it full of syntax, the rest from all of Unicode.
texts = (
    (st.lists(st.sampled_from(SYNTAX), min_size=1, max_size=8).map("".join) | st.text(min_size=1))
    .map(clean_text)
    .filter(bool)
)
thorough = settings(max_examples=200, deadline=None)
#: Definitions that a mistaken call would find.
NOTES = "\n\n[^1]: Note.\n\n[^n1]: Note.\n"


@cache
def generous() -> MarkdownIt:
    """A reader that knows more than an edition's dialect: HTML, notes within a line, deletions."""
    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    parser.use(front_matter_plugin).use(footnote_plugin).use(attrs_plugin, spans=True)
    return parser


readers = pytest.mark.parametrize("reader", [dialect, generous], ids=["dialect", "generous"])


def parse(reader: object, markdown: str) -> list[Token]:
    assert callable(reader)
    tokens: list[Token] = reader().parse(markdown)
    return tokens


def kinds(tokens: list[Token] | None) -> list[str]:
    return [token.type for token in tokens or [] if token.type not in ("text", "inline")]


def said(tokens: list[Token]) -> list[str]:
    """The text of each block."""
    return [
        "".join(child.content for child in token.children or [] if child.type == "text")
        for token in tokens
        if token.type == "inline"
    ]


@readers
@thorough
@given(text=texts)
def test_a_paragraph_comes_back(reader: object, text: str) -> None:
    """Any text, escaped, is read as one paragraph of exactly that text."""
    tokens = parse(reader, escape_markdown(text, before="") + "\n\nSuite." + NOTES)
    assert kinds(tokens)[:4] == ["paragraph_open", "paragraph_close"] * 2
    assert said(tokens)[:2] == [text, "Suite."]
    assert kinds(next(token.children for token in tokens if token.type == "inline")) == []


@readers
@thorough
@given(text=texts)
def test_text_around_page_marks_and_calls_comes_back(reader: object, text: str) -> None:
    """Text that touches page marks and the calls of notes is read as that text, the marks whole."""
    mark = '[]{#f1 .pagebreak role="doc-pagebreak" aria-label="1"}'
    first = escape_markdown(text)
    amid = escape_markdown(text, after="}")
    last = escape_markdown(text, after="]", before="")
    tokens = parse(reader, f"{first}{mark}{amid}[^1]{last}" + NOTES)
    assert said(tokens)[0] == text * 3
    assert kinds(tokens[1].children) == ["span_open", "span_close", "footnote_ref"]


@readers
@thorough
@given(text=texts)
def test_text_inside_brackets_comes_back(reader: object, text: str) -> None:
    """Text of a link, of a span and of a picture is read as that text."""
    inside = escape_markdown(text, after="[", before="]")
    tokens = parse(reader, f'[{inside}](a.md)[{inside}]{{lang="la"}}![{inside}](a.png)' + NOTES)
    assert said(tokens)[0] == text * 2
    assert kinds(tokens[1].children) == [
        *("link_open", "link_close", "span_open", "span_close", "image"),
    ]
    assert tokens[1].children
    assert tokens[1].children[-1].content == inside


@readers
@thorough
@given(text=texts)
def test_a_heading_comes_back(reader: object, text: str) -> None:
    """Text of a heading is read as that text, and what follows it as the heading's attributes."""
    inside = escape_markdown(text, after=" ", before=" ")
    tokens = parse(reader, f"# {inside} {{#s1}}\n")
    assert kinds(tokens) == ["heading_open", "heading_close"]
    assert said(tokens) == [text if reader is dialect else text + " {#s1}"]


@readers
@thorough
@given(text=texts)
def test_lines_of_verse_come_back(reader: object, text: str) -> None:
    """Lines of verse are read as those lines, whatever they begin with."""
    line = escape_markdown(text, before="")
    first = escape_markdown(text, after="}", before="")
    tokens = parse(reader, f"[]{{#v1 .verse}}{first}\\\n{line}\\\n{line}\n")
    assert kinds(tokens) == ["paragraph_open", "paragraph_close"]
    assert said(tokens) == [text * 3]
    assert kinds(tokens[1].children) == ["span_open", "span_close", "hardbreak", "hardbreak"]


@readers
@thorough
@given(text=texts)
def test_cells_come_back(reader: object, text: str) -> None:
    """Text of a table's cells is read as that text once its bars are escaped too."""
    cell = escape_markdown(text, after=" ", before="").replace("|", "\\|")
    tokens = parse(reader, f"|   |   |\n| --- | --- |\n| {cell} | {cell} |\n")
    assert said(tokens) == ["", "", text, text]


@readers
@thorough
@given(text=texts)
def test_notes_and_items_of_lists_come_back(reader: object, text: str) -> None:
    """Text of notes and of items of nested lists is read as that text."""
    line = escape_markdown(text, before="")
    tokens = parse(reader, f"Mot\n\n- {line}\n  - {line}\n\nMot.[^n2]\n\n[^n2]: {line}\n")
    assert said(tokens) == ["Mot", text, text, "Mot.", text]
    assert kinds(tokens).count("bullet_list_open") == 2


@readers
@thorough
@given(text=texts)
def test_text_is_safe_wherever_a_template_prints_it(reader: object, text: str) -> None:
    """Without a word on its neighbours, text is safe at the start of a line and before a link."""
    tokens = parse(reader, f"{escape_markdown(text)}[lien](a.md)")
    assert said(tokens) == [text + "lien"]
    assert kinds(tokens[1].children) == ["link_open", "link_close"]


@given(text=st.text())
def test_a_line_break_cannot_end_a_line(text: str) -> None:
    """Even text that is not clean stays on its line."""
    assert not {"\n", "\r"} & set(escape_markdown(text))


@pytest.mark.parametrize(
    "text",
    [
        "M. Dupont dit : « C'est là ! » – puis il partit (en 1867), vers 8 h. 30.",
        "Le vent, la pluie; l'orage... - et 3 * 4 = 12, ou 50 % de 100 $ & plus_ou_moins.",
        "Qu'est-ce [sic] que [texte_manquant] ? Voyez [s. d.], a#b, ~ 5, n° 3 < 4 > 2 | 1.",
        "— 8 —",
        "1867",
        "#mot",
        "-il",
        "A. Dumas, E. Sue, V. Hugo",
        "http://gallica.bnf.fr/ark:/12148/x_y?a=b&c=d",
    ],
)
def test_ordinary_text_stays_as_it_is(text: str) -> None:
    """What no reader takes for markup is not escaped."""
    assert escape_markdown(text, before="") == text


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("1. Foo", r"1\. Foo"),
        ("- Foo", r"\- Foo"),
        ("# Foo", r"\# Foo"),
        ("MM. Foo", r"MM\. Foo"),
        ("(1) Foo", r"\(1) Foo"),
        (": Foo", r"\: Foo"),
        ("a_b _c_", r"a_b \_c\_"),
        ("<b> < c", r"\<b> < c"),
        ("A&amp;B", r"A\&amp;B"),
        ("x^2^ a^b", r"x\^2^ a^b"),
        ("H~2~O ~ ~~e~~", r"H\~2~O ~ \~\~e\~\~"),
        ("de $5 à 6$ ou $ 7", r"de \$5 à 6$ ou $ 7"),
        ("{{< x >}} {y}", r"{\{< x >}} {y}"),
        ("dit-@il", r"dit-\@il"),
        ("---", r"\---"),
        ("--|--", r"\--|--"),
        ("===", r"\==="),
        ("[texte_manquant] [x]", r"[texte_manquant] \[x\]"),
        ("[x](y)", r"\[x\](y)"),
    ],
)
def test_only_what_matters_is_escaped(text: str, escaped: str) -> None:
    """Markup is escaped where it would begin, and no more than that."""
    assert escape_markdown(text, before="") == escaped


@pytest.mark.parametrize("text", ["MM. les", "II.", "(1) Voyez", "a) un", ": rien", "| a", "#. b"])
def test_what_only_pandoc_takes_for_a_block_is_known(text: str) -> None:
    """Lists, definitions and line blocks of Pandoc's own are told from CommonMark's."""
    assert opens_block_in_pandoc(text)


@pytest.mark.parametrize("text", ["M. Dupont", "1. Un", "- un", "# un", "mil huit", "A"])
def test_what_pandoc_reads_as_others_do_is_left_alone(text: str) -> None:
    """Text that is nothing special, or that CommonMark too takes for a block, is not Pandoc's."""
    assert not opens_block_in_pandoc(text)


@thorough
@given(
    text=st.lists(
        st.sampled_from([*"*_`<>#+-=.()&;\\ ab1É", " [sic] ", "1. ", "&amp;", "---", " * "])
    )
    .map("".join)
    .map(clean_text)
    .filter(bool)
)
def test_what_commonmark_knows_is_escaped_as_mdformat_does(text: str) -> None:
    """Where only CommonMark has a say, mdformat finds nothing to change."""
    assume(not opens_block_in_pandoc(text) and "<<" not in text)  # it overlooks the second
    escaped = escape_markdown(text, before="") + "\n"
    assert mdformat.text(escaped) == escaped


@pytest.mark.validator
@settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck))
@given(drawn=st.lists(texts, min_size=300, max_size=300))
def test_pandoc_reads_the_same_text(drawn: list[str]) -> None:
    """Pandoc too reads escaped text as that text, in paragraphs and around marks."""
    written, expected = ["Début."], ["Début."]
    for text in drawn:
        amid = escape_markdown(text, after="}")
        last = escape_markdown(text, after="}", before="")
        anchor = "[]{#p1}" if opens_block_in_pandoc(text) else ""
        alone = escape_markdown(text, after="}" if anchor else "\n", before="")
        written += [f"[]{{#f1 .x}}{amid}[]{{#f2 .x}}{amid}[-]{{.call}}{last}", anchor + alone]
        expected += [f"{text}{text}-{text}", text]
        written.append(escape_markdown(text, before=""))
        expected.append(text)
    assert pandoc("\n\n".join(written)) == expected


@thorough
@given(text=texts)
def test_an_attribute_comes_back(text: str) -> None:
    """A value of an attribute, without its first backslashes, is read as that value."""
    tokens = parse(dialect, f'[]{{#f1 .pagebreak aria-label="{escape_attribute(text)}"}}suite')
    assert said(tokens) == ["suite"]
    assert tokens[1].children
    read = str(tokens[1].children[0].attrs["aria-label"])
    assert "".join(_unescaped(read)) == text


def _unescaped(value: str) -> list[str]:
    characters = iter(value)
    return [next(characters) if one == "\\" else one for one in characters]


@thorough
@given(text=st.text())
def test_yaml_comes_back(text: str) -> None:
    """Any text that UTF-8 can carry is the same after YAML and after JSON."""
    escaped = escape_yaml(text)
    assert "\n" not in escaped
    assert YAML(typ="safe").load(escaped) == text
    assert json.loads(escaped) == text


@pytest.mark.parametrize("value", [12, 97.5, ["a", 'b"'], "2026-11-01", "no", "null", "12", "~"])
def test_yaml_keeps_the_kind_of_a_value(value: object) -> None:
    """Numbers stay numbers, and text that looks like something else stays text."""
    assert YAML(typ="safe").load(escape_yaml(value)) == value


@thorough
@given(text=texts)
def test_an_address_stays_inside_its_parentheses(text: str) -> None:
    """No address ends the link that it belongs to."""
    tokens = parse(dialect, f"[lien](https://x.fr/{escape_url(text)})")
    assert kinds(tokens[1].children) == ["link_open", "link_close"]
    assert said(tokens) == ["lien"]


@pytest.mark.validator
@pytest.mark.parametrize("text", ["@x[sic]", "voir x@y[sic] ici", "@x_y[s. d.]", "(@x) [sic]"])
def test_pandoc_cites_nothing(text: str) -> None:
    """An at sign before brackets is no citation with its page, which would be set apart."""
    assert pandoc(escape_markdown(text, before="")) == [text]
