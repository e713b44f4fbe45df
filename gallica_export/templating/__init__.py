"""Rendering templates: where they are found, what they are given, how their errors are told."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import ClassVar

import jinja2
from msgspec import Struct

from gallica_export.errors import GallicaExportError, TemplateError
from gallica_export.template_files import (
    require_folders,
    shipped_folder,
    unreadable,
    words_of_edition,
)
from gallica_export.templating.environments import Environments
from gallica_export.wellformed import IllFormed, check_html, checked_xml
from gallica_export.wording import Wording

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
    ``{% extends "default:html/view.html.j2" %}``. What comes out of a template for XML has to be
    well formed, and so has HTML where a user's templates are among them: of those that ship, the
    tests know.
    """

    def __init__(self, folders: Sequence[Path] = (), lang: str = "fr") -> None:
        require_folders(folders)
        self.lang = lang
        #: The user's, the first before the others.
        self.folders = tuple(folders)
        self._loader = _loader(folders)
        self.environments = Environments(self._loader)
        #: What the edition itself says, by key: "t" in templates.
        self.words = words_of_edition(lang, folders)
        #: The sentences of the edition.
        self.wording = Wording(lang, self.words)
        sentences = {name: getattr(self.wording, name) for name in _FILTERS}
        self.environments.update(sentences, t=self.words, lang=lang)
        for folder in folders:
            self._check_syntax(folder)

    def render(self, context: Context) -> str:
        """The text of ``context``'s template; raises TemplateError naming file, line and cause."""
        text = "".join(self._generated(context))
        with _told_as_of(context.template):
            if self.folders and context.template.endswith(".html.j2"):
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
            yield from self.environments.of(name).get_template(name).generate(variables)
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
            return self._loader.get_source(self.environments.xml, path)[0]
        except jinja2.TemplateNotFound as error:
            raise TemplateError(f"template not found: {path}") from error

    def _check_syntax(self, folder: Path) -> None:
        """Raise TemplateError for a template that no edition could use, before one is fetched."""
        for path in sorted(folder.rglob("*.j2")):
            name = path.relative_to(folder).as_posix()
            try:
                source = _Folder(folder).get_source(self.environments.xml, name)[0]
                self.environments.of(name).parse(source, name, str(path))
            except jinja2.TemplateError as error:
                raise _template_error(name, error) or error from error


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
            raise unreadable(Path(self.searchpath[0], template), error) from error


def _loader(folders: Sequence[Path]) -> jinja2.BaseLoader:
    shipped = _Folder(shipped_folder())
    return jinja2.ChoiceLoader(
        [
            *(_Folder(folder) for folder in folders),
            shipped,
            jinja2.PrefixLoader({"default": shipped}, delimiter=":"),
        ]
    )


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
