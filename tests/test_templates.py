from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar

import jinja2.meta
import jinja2.nodes
import pytest

from gallica_export.errors import OutputError, TemplateError
from gallica_export.template_files import copy_shipped, shipped_folder
from gallica_export.templating import LANGUAGES, Context, Templates
from gallica_export.writers.html import write_html
from tests.documents import small_document
from tests.template_reference import REFERENCE, contexts, documented_fields, reference

SHIPPED = sorted(path.relative_to(shipped_folder()) for path in shipped_folder().rglob("*.j2"))
SHIPPED_CONTEXTS = contexts()


class Sample(Context, frozen=True):
    """A context for these tests."""

    template: ClassVar[str] = "html/sample.html.j2"
    #: A text.
    text: str


class MarkdownSample(Sample, frozen=True):
    template: ClassVar[str] = "markdown/sample.md.j2"


def render(folder: Path, source: str, kind: type[Sample] = Sample, text: str = "<b>") -> str:
    place = folder / kind.template
    place.parent.mkdir(exist_ok=True)
    place.write_text(source, encoding="utf-8")
    return Templates([folder]).render(kind(text=text))


def _environment(template: str = "") -> jinja2.Environment:
    return Templates().environments.of(template)


@pytest.mark.parametrize("kind", SHIPPED_CONTEXTS, ids=lambda kind: str(kind.template))
def test_every_variable_is_documented(kind: type[Context]) -> None:
    """Every variable that a template is given has a line that says what it is."""
    told = {name: words for name, _, words in documented_fields(kind)}
    assert set(told) == set(kind.__struct_fields__)
    assert all(told.values()), told


@pytest.mark.parametrize("kind", SHIPPED_CONTEXTS, ids=lambda kind: str(kind.template))
def test_a_template_uses_only_what_it_is_given(kind: type[Context]) -> None:
    """A shipped template asks for no name but its variables, the globals and names of its own."""
    asked, own = set[str](), set[str]()
    for tree in _trees(kind.template):
        asked |= jinja2.meta.find_undeclared_variables(tree)
        own |= {name.name for name in tree.find_all(jinja2.nodes.Name) if name.ctx != "load"}
        own |= {macro.name for macro in tree.find_all(jinja2.nodes.Macro)}
        for imported in tree.find_all(jinja2.nodes.FromImport):
            own |= {name if isinstance(name, str) else name[1] for name in imported.names}
    assert asked <= {*kind.__struct_fields__, *_environment().globals} | own


def _trees(template: str) -> Iterator[jinja2.nodes.Template]:
    """A template and all those that it extends or includes."""
    environment = _environment(template)
    assert environment.loader
    waiting, seen = [template], set[str]()
    while waiting:
        name = waiting.pop()
        seen.add(name)
        tree = environment.parse(environment.loader.get_source(environment, name)[0])
        yield tree
        parents: list[jinja2.nodes.Extends | jinja2.nodes.Include]
        parents = [*tree.find_all(jinja2.nodes.Extends), *tree.find_all(jinja2.nodes.Include)]
        names = [node.template.value for node in parents if hasattr(node.template, "value")]
        waiting += [parent for parent in names if parent not in seen]


def test_the_reference_of_variables_is_up_to_date(update_golden: bool) -> None:
    """templates/README.md says exactly what the templates are given."""
    page = reference(Templates())
    if update_golden:
        REFERENCE.write_text(page, encoding="utf-8")
    assert REFERENCE.read_text(encoding="utf-8") == page


def test_both_languages_have_the_same_words() -> None:
    """The interface says the same things in every language, with the same places to fill."""
    french, english = (_words(lang) for lang in LANGUAGES)
    assert french.keys() == english.keys()
    for key in french:
        assert _places(french[key]) == _places(english[key]), key


def _words(lang: str) -> dict[str, str]:
    told = tomllib.loads((shipped_folder() / f"shared/{lang}.toml").read_text(encoding="utf-8"))
    flat: dict[str, str] = {}
    for key, value in told.items():
        flat |= (
            {f"{key}.{k}": v for k, v in value.items()} if isinstance(value, dict) else {key: value}
        )
    return flat


def _places(message: str) -> set[str]:
    return {part.partition("}")[0] for part in message.split("{")[1:]}


def test_an_unknown_name_is_told_with_file_line_and_name(tmp_path: Path) -> None:
    """A template that uses an unknown name stops with its file, the line and the name."""
    with pytest.raises(TemplateError, match=r"html/sample\.html\.j2:2: 'txet' is undefined"):
        render(tmp_path, "{{ text }}\n{{ txet }}\n")


def test_an_unknown_attribute_is_told_with_its_line(tmp_path: Path) -> None:
    """A template that asks a value for what it does not have stops with file and line."""
    with pytest.raises(TemplateError, match=r"sample\.html\.j2:1: .*nothing"):
        render(tmp_path, "{{ text.nothing }}")


def test_a_syntax_error_is_told_with_its_line(tmp_path: Path) -> None:
    """A template with a syntax error stops with its file and line."""
    with pytest.raises(TemplateError, match=r"sample\.html\.j2:2: "):
        render(tmp_path, "\n{% if %}")


def test_a_missing_template_is_named(tmp_path: Path) -> None:
    """A template that extends one that does not exist stops with that name."""
    with pytest.raises(TemplateError, match=r"template not found: html/nowhere\.j2"):
        render(tmp_path, "{% extends 'html/nowhere.j2' %}")


def test_an_error_inside_a_template_is_told_with_its_line(tmp_path: Path) -> None:
    """Any error that a template causes is told with file and line."""
    with pytest.raises(TemplateError, match=r"sample\.html\.j2:1: "):
        render(tmp_path, "{{ 1 / 0 }}")


def test_a_missing_include_is_told_with_the_line_that_wants_it(tmp_path: Path) -> None:
    """A template that includes one that is not there is told with its own file and line."""
    with pytest.raises(TemplateError, match=r"sample\.html\.j2:2: .*absent\.j2"):
        render(tmp_path, '\n{% include "html/absent.j2" %}')


@pytest.mark.parametrize("path", ["html/sample.html.j2", "html/site.css", "shared/fr.toml"])
def test_a_file_that_is_not_utf8_is_named(tmp_path: Path, path: str) -> None:
    """A template, stylesheet or list of words in another encoding is refused by its name."""
    place = tmp_path / path
    place.parent.mkdir(exist_ok=True)
    place.write_bytes('title = "déjà"'.encode("latin-1"))
    with pytest.raises(TemplateError, match=f"{path}: it is not text in UTF-8"):
        _use(tmp_path, path)


def _use(folder: Path, path: str) -> None:
    templates = Templates([folder])
    if path.endswith(".css"):
        templates.read(path)
    templates.render(Sample(text=""))


def test_a_folder_name_that_is_too_long_is_refused() -> None:
    """A name that no folder can have is refused as one that is not there."""
    with pytest.raises(TemplateError, match="no such folder"):
        Templates([Path("x" * 5000)])


def test_some_words_may_be_changed_and_the_others_stay(tmp_path: Path) -> None:
    """A user's list of words replaces the words that it has and leaves those that ship."""
    (tmp_path / "shared").mkdir()
    (tmp_path / "shared" / "fr.toml").write_text('contents = "Sommaire"\n[notice]\ntoc-empty = "?"')
    words = Templates([tmp_path]).words
    assert words["contents"] == "Sommaire"
    assert words["notice"]["toc-empty"] == "?"
    assert words["notice"]["views-differ"] == Templates().words["notice"]["views-differ"]
    assert words["about"] == Templates().words["about"]


def test_a_malformed_list_of_words_is_named(tmp_path: Path) -> None:
    """A user's list of words that is no TOML is refused with its own path and line."""
    (tmp_path / "shared").mkdir()
    (tmp_path / "shared" / "fr.toml").write_text("contents = \n")
    with pytest.raises(TemplateError, match=f"{tmp_path}/shared/fr.toml: .*line 1"):
        Templates([tmp_path])


def test_printed_text_is_escaped_in_html(tmp_path: Path) -> None:
    """What a template prints into HTML is escaped, through macros too, once."""
    source = "{% macro m(x) %}<i>{{ x }}</i>{% endmacro %}{{ m(text) }}"
    assert render(tmp_path, source) == "<i>&lt;b&gt;</i>"


def test_apostrophes_are_not_escaped(tmp_path: Path) -> None:
    """Apostrophes stay in text; between double quotes nothing ends the attribute."""
    source = '{% set x = text ~ "<" %}<a title="{{ x }}">{{ [text]|join }}</a>'
    made = render(tmp_path, source, text='l\'art "&#39;"')
    inside = "l'art &#34;&amp;#39;&#34;"
    assert made == f'<a title="{inside}&lt;">{inside}</a>'


def test_printed_text_is_escaped_in_markdown(tmp_path: Path) -> None:
    """What a template prints into Markdown is escaped for Markdown, through macros too, once."""
    source = "{% macro m(x) %}*{{ x }}*{% endmacro %}{{ m(text) }}"
    assert render(tmp_path, source, MarkdownSample, "a_*b*_") == r"*a\_\*b\*\_*"


def test_one_block_of_a_shipped_template_can_be_replaced(tmp_path: Path) -> None:
    """A template of one's own extends the shipped one of the same path under "default:"."""
    place = tmp_path / "html" / "view.html.j2"
    place.parent.mkdir()
    place.write_text(
        '{% extends "default:html/view.html.j2" %}{% block title %}MINE{% endblock %}',
        encoding="utf-8",
    )
    files = {
        file.path: file.content for file in write_html(small_document(), Templates([tmp_path]))
    }
    assert b"MINE" in files["bpt6k1234567m-html/views/f3.html"]
    assert b"peut-" in files["bpt6k1234567m-html/views/f3.html"]


def test_copied_templates_make_the_same_edition(tmp_path: Path) -> None:
    """Templates that were copied out and not changed make the same files."""
    copy_shipped(tmp_path / "mine")
    document: Any = small_document()
    assert list(write_html(document, Templates([tmp_path / "mine"]))) == list(
        write_html(document, Templates())
    )


def test_templates_are_not_copied_over_files(tmp_path: Path) -> None:
    """Templates are copied only into a new or empty folder."""
    (tmp_path / "mine").write_text("work")
    with pytest.raises(OutputError):
        copy_shipped(tmp_path)


def test_a_folder_of_templates_that_is_not_there_is_refused(tmp_path: Path) -> None:
    """A template folder that does not exist is an error, not silence."""
    with pytest.raises(TemplateError, match="no such folder"):
        Templates([tmp_path / "nowhere"])


@pytest.mark.parametrize("template", SHIPPED, ids=str)
def test_attributes_stand_between_double_quotes(template: Path) -> None:
    """No shipped template has an attribute between single quotes, which apostrophes would end."""
    source = (shipped_folder() / template).read_text(encoding="utf-8")
    markup = re.sub(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", "", source, flags=re.DOTALL)
    assert not re.search(r"=\s*'", markup)


@pytest.mark.parametrize("template", SHIPPED, ids=str)
def test_no_shipped_template_switches_escaping_off(template: Path) -> None:
    """No shipped template marks text as safe or turns escaping off."""
    source = (shipped_folder() / template).read_text(encoding="utf-8")
    assert "|safe" not in source.replace(" ", "")
    assert "autoescape" not in source


def test_a_template_that_includes_itself_is_told(tmp_path: Path) -> None:
    """A circle of templates is named as one, with a place in it."""
    with pytest.raises(TemplateError, match=r"sample\.html\.j2:2: the template includes.* itself"):
        render(tmp_path, '\n{% include "html/sample.html.j2" %}')
