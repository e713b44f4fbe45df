"""The Jinja environments: where templates are found, how text is escaped, how errors are told."""

from __future__ import annotations

import shutil
import tomllib
import traceback
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import wraps
from hashlib import sha256
from pathlib import Path
from typing import Any, ClassVar

import jinja2
import msgspec
from markupsafe import Markup, escape
from msgspec import Struct

from gallica_export.citation import cite
from gallica_export.errors import GallicaExportError, OutputError, TemplateError
from gallica_export.escaping import (
    escape_attribute,
    escape_bibtex,
    escape_markdown,
    escape_ris,
    escape_url,
    escape_yaml,
    opens_block_in_pandoc,
)
from gallica_export.model import Document, is_added, plain, runs
from gallica_export.template_files import require_folders, shipped_folder
from gallica_export.wellformed import IllFormed, check_html, checked_xml
from gallica_export.wording import Wording
from gallica_export.words import Fingerprint, fingerprint_of

LANGUAGES = ("fr", "en")
#: The methods of `Wording` that are filters.
_FILTERS = (
    "changes",
    "cited_note",
    "conditions",
    "described",
    "extract",
    "language_name",
    "listed",
    "notice",
    "ocr_rate",
    "page_name",
    "recognised",
    "recognition",
    "type_name",
    "view_name",
)
#: How the templates end whose output has to be XML.
_XML = (".xhtml.j2", ".xml.j2", ".ncx.j2")


class Context(Struct, frozen=True, kw_only=True):
    """What one template is given: a subclass names the template and its variables.

    The fields are the template's variables; their documentation is the interface that people who
    write their own templates rely on, and templates/README.md is made from it.
    """

    #: Path of the template: "html/view.html.j2".
    template: ClassVar[str]


class Templates:
    """The templates of a run: the user's folders first, then those that ship with the program.

    A user's template replaces the shipped one of the same path, or changes blocks of it with
    ``{% extends "default:html/view.html.j2" %}``. The path tells how text is escaped: as Markdown
    under "markdown/", as BibTeX and RIS where it ends in ".bib.j2" and ".ris.j2", anything else
    as XML and HTML. What comes out of a template for XML or HTML has to be well formed.
    """

    def __init__(self, folders: Sequence[Path] = (), lang: str = "fr") -> None:
        require_folders(folders)
        self.lang = lang
        #: The user's, the first before the others.
        self.folders = tuple(folders)
        self._loader = _loader(folders)
        self._xml = _environment(self._loader, finalize=_escaped_for_xml)
        self._markdown = _environment(self._loader, finalize=_escaping(escape_markdown))
        self._bibtex = _environment(self._loader, finalize=_escaping(escape_bibtex))
        self._ris = _environment(self._loader, finalize=_escaping(escape_ris))
        self._bibtex.filters.update(url=_marking(escape_url))
        self._markdown.filters.update(
            markdown=_marking(escape_markdown),
            attribute=_marking(escape_attribute),
            url=_marking(escape_url),
            yaml=_marking(escape_yaml),
        )
        self._markdown.tests["block_in_pandoc"] = opens_block_in_pandoc
        #: What the edition itself says, by key: "t" in templates.
        self.words = _words(lang, folders)
        #: The sentences of the edition.
        self.wording = Wording(lang, self.words)
        for environment in (self._xml, self._markdown, self._bibtex, self._ris):
            environment.globals.update(t=self.words, lang=lang)
            environment.filters.update({name: getattr(self.wording, name) for name in _FILTERS})
        for folder in folders:
            self._check_syntax(folder)

    def render(self, context: Context) -> str:
        """The text of ``context``'s template; raises TemplateError naming file, line and cause."""
        text = "".join(self._generated(context))
        with _told_as_of(context.template):
            if context.template.endswith(".html.j2"):
                check_html(text)
            elif context.template.endswith(_XML):
                return "".join(checked_xml((text,)))
        return text

    def stream(self, context: Context) -> Iterator[str]:
        """The same text in pieces as they are made, for one too big to be held twice."""
        pieces = self._generated(context)
        if context.template.endswith(_XML):
            with _told_as_of(context.template):
                yield from checked_xml(pieces)
        else:
            yield from pieces

    def _generated(self, context: Context) -> Iterator[str]:
        name = context.template
        variables = {field: getattr(context, field) for field in context.__struct_fields__}
        try:
            yield from self.environment(name).get_template(name).generate(variables)
        except GallicaExportError:
            raise
        except Exception as error:  # a template is its author's program: anything may be raised
            told = _template_error(name, error)
            if told is None:
                raise
            raise told from error

    def read(self, path: str) -> str:
        """The text of a file among the templates that is copied as it is: a stylesheet."""
        try:
            return self._loader.get_source(self._xml, path)[0]
        except jinja2.TemplateNotFound as error:
            raise TemplateError(f"template not found: {path}") from error

    def _check_syntax(self, folder: Path) -> None:
        """Raise TemplateError for a template that no edition could use, before one is fetched."""
        for path in sorted(folder.rglob("*.j2")):
            name = path.relative_to(folder).as_posix()
            try:
                source = _Folder(folder).get_source(self._xml, name)[0]
                self.environment(name).parse(source, name, str(path))
            except jinja2.TemplateError as error:
                raise _template_error(name, error) or error from error

    def environment(self, path: str) -> jinja2.Environment:
        """The Jinja environment of the template at ``path``."""
        if path.startswith("markdown/"):
            return self._markdown
        return {".bib.j2": self._bibtex, ".ris.j2": self._ris}.get(path[-7:], self._xml)


def copy_shipped(folder: Path) -> None:
    """Copy the shipped templates into ``folder``, which must not exist or be empty."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise OutputError(f"{folder} exists already", remedy="Name a new or empty folder.")
    try:
        shutil.copytree(shipped_folder(), folder, dirs_exist_ok=True)
    except OSError as error:
        raise OutputError(f"cannot write into {folder}: {error.strerror}") from error


class _Folder(jinja2.FileSystemLoader):
    """Templates in a folder; one that cannot be read is the fault of its author, not ours."""

    def get_source(
        self, environment: jinja2.Environment, template: str
    ) -> tuple[str, str, Callable[[], bool]]:
        try:
            return super().get_source(environment, template)
        except jinja2.TemplateNotFound:  # an OSError too: another folder may have it
            raise
        except (OSError, UnicodeDecodeError) as error:
            raise _unreadable(Path(self.searchpath[0], template), error) from error


def _unreadable(path: Path, error: OSError | UnicodeDecodeError) -> TemplateError:
    reason = error.strerror if isinstance(error, OSError) else "it is not text in UTF-8"
    return TemplateError(f"cannot read {path}: {reason}")


def _words(lang: str, folders: Sequence[Path]) -> dict[str, Any]:
    """The edition's own words: those that ship, and over them what the user's folders say."""
    words: dict[str, Any] = {}
    for folder in (shipped_folder(), *reversed(folders)):
        _lay_over(words, _read_words(folder / "shared" / f"{lang}.toml"))
    return words


def _read_words(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise _unreadable(path, error) from error
    except tomllib.TOMLDecodeError as error:
        raise TemplateError(f"{path}: {error}") from error


def _lay_over(words: dict[str, Any], others: Mapping[str, Any]) -> None:
    for key, value in others.items():
        if isinstance(value, dict) and isinstance(words.get(key), dict):
            _lay_over(words[key], value)
        else:
            words[key] = value


def _loader(folders: Sequence[Path]) -> jinja2.BaseLoader:
    shipped = _Folder(shipped_folder())
    return jinja2.ChoiceLoader(
        [
            *(_Folder(folder) for folder in folders),
            shipped,
            jinja2.PrefixLoader({"default": shipped}, delimiter=":"),
        ]
    )


def _environment(loader: jinja2.BaseLoader, **options: Any) -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=loader,
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        auto_reload=False,  # nothing changes during a run, and to look is a stat for each include
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        extensions=["jinja2.ext.do"],
        **options,
    )
    environment.policies["json.dumps_function"] = _json
    environment.policies["json.dumps_kwargs"] = {}
    environment.filters.update(
        runs=runs, plain=plain, fill=_fill, cite=cite, words=_words_of, integrity=_integrity
    )
    environment.tests["added"] = is_added
    return environment


def _escaped_for_xml(value: object) -> object:
    """A printed value as XML or HTML text, for between double quotes too; apostrophes stay."""
    if type(value) is int or (type(value) is str and "'" not in value):
        return value  # what Jinja escapes by itself
    escaped = escape(value)
    if "&#39;" in escaped:
        return Markup(str(escaped).replace("&#39;", "'"))  # noqa: S704 - just escaped
    return escaped


def _json(value: object) -> str:
    """What Jinja's filter `tojson` makes safe for a page: it escapes what could end a script."""
    return msgspec.json.encode(value).decode()


def _integrity(text: str) -> str:
    """By which a content security policy knows this text in a page: "sha256-…"."""
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"


def _fill(message: str, **values: object) -> str:
    """A message with its places filled: ``{{ t.view_number|fill(n=12) }}``."""
    return message.format_map(values)


def _words_of(document: Document) -> Fingerprint | None:
    """How many words the reading text of a document has, and their checksum; None without words."""
    return fingerprint_of(document.reading)


def _escaping(escape: Callable[[str], str]) -> Callable[[object], object]:
    """A printed value as text, by ``escape``; what a macro rendered has been escaped already."""

    def escaped(value: object) -> object:
        if hasattr(value, "__html__") or isinstance(value, jinja2.Undefined):
            return value
        return Markup(escape(str(value)))  # noqa: S704 - escaped for its own format, not for HTML

    return escaped


def _marking(escape: Callable[..., str]) -> Callable[..., Markup]:
    """``escape`` as a filter of Markdown templates: what it returns is not escaped again."""

    @wraps(escape)
    def escaped(value: Any, **around: str) -> Markup:
        return Markup(escape(value, **around))  # noqa: S704 - escaped for Markdown, not for HTML

    return escaped


@contextmanager
def _told_as_of(name: str) -> Iterator[None]:
    """Tell of what is ill formed as a fault of the template ``name``."""
    try:
        yield
    except IllFormed as error:
        raise TemplateError(f"what {name} makes is not well formed: {error}") from error


def _template_error(name: str, error: Exception) -> TemplateError | None:
    """What to tell of an error raised by a template; None if our own code raised it."""
    if isinstance(error, jinja2.TemplateSyntaxError):
        return TemplateError(f"{error.filename or error.name}:{error.lineno}: {error.message}")
    frames = traceback.extract_tb(error.__traceback__)
    places = [f"{frame.filename}:{frame.lineno}" for frame in frames if _is_template(frame)]
    if isinstance(error, jinja2.TemplateNotFound):
        place = places[-1] if places else name
        return TemplateError(f"{place}: template not found: {error.message or error.name}")
    if not places:
        return None
    if isinstance(error, RecursionError):
        return TemplateError(f"{places[-1]}: the template includes, extends or calls itself")
    return TemplateError(f"{places[-1]}: {error}")


def _is_template(frame: traceback.FrameSummary) -> bool:
    return not frame.filename.endswith(".py")
