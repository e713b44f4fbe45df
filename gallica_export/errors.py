"""Every error that the program raises on purpose.

    GallicaExportError
    ├── NotAnArk            4   the argument names no document
    ├── QueryError          2   the search service does not understand the query
    ├── NotFound            5   the BnF knows no such document, or no such view of it
    ├── AccessRestricted    6   the document is not open to everyone
    ├── ServiceError        7   a service misbehaved; run again to resume
    │   ├── Blocked         7   a wall: captcha, 403, a stall after a 429
    │   └── DamagedAnswer   7   an answer that is not what its service promises
    ├── SnapshotError       8   the snapshot lacks something, or something in it was altered
    ├── TemplateError       9   a template is missing, malformed, or uses an unknown name
    ├── OutputError        10   the output exists already, or cannot be written
    └── WorkingCopyError   11   a working copy does not fit what it was made from

Each class has an ``exit_code`` and a ``remedy``: one sentence, in the imperative, on what to do
next. Exit codes 0 (done), 1 (a fault of the program), 3 (done with notices under ``--strict``) and
130 (Ctrl-C) belong to no class; 2 is also click's, for a command line that it cannot read.
"""

from __future__ import annotations


class GallicaExportError(Exception):
    """The root: ``except GallicaExportError`` catches all that the program raises on purpose."""

    exit_code = 1
    remedy = ""

    def __init__(self, message: str, *, remedy: str | None = None) -> None:
        super().__init__(message)
        if remedy is not None:
            self.remedy = remedy


class NotAnArk(GallicaExportError):
    """The text names no document: wrong shape, wrong authority, wrong check character."""

    exit_code = 4
    remedy = "Copy the identifier again from the address bar of the document's page on Gallica."


class QueryError(GallicaExportError):
    """The search service does not understand the query, or does not know an index in it."""

    exit_code = 2
    remedy = 'Write an index, a relation and a quoted text: dc.title all "Nouvelle-France".'


class NotFound(GallicaExportError):
    """The identifier is well formed, yet the BnF has no such document or no such view."""

    exit_code = 5
    remedy = "Open the document on gallica.bnf.fr to see whether it is still online."


class AccessRestricted(GallicaExportError):
    """The document may only be consulted in the library, or belongs to another site."""

    exit_code = 6
    remedy = "Ask the institution that holds the document."


class ServiceError(GallicaExportError):
    """A service did not answer, or not in time, or with an error of its own."""

    exit_code = 7
    remedy = "Run the same command again: what was fetched is kept, and only the rest is asked for."


class Blocked(ServiceError):
    """The service refuses programs for now: a captcha page, a 403, a stall after a 429."""

    remedy = (
        "Wait some hours and run the same command again, or save the files in a browser "
        "and hand them over with `gallica-export import`."
    )


class DamagedAnswer(ServiceError):
    """An answer, or a saved file, that is not what its service promises."""

    remedy = "Delete the file that is named and run the same command again, or save it anew."


class SnapshotError(GallicaExportError):
    """The snapshot lacks what was asked of it, or a file in it is not the one that was stored."""

    exit_code = 8
    remedy = "Run the same command without --offline to fetch what is missing."


class TemplateError(GallicaExportError):
    """A template is missing or malformed, or uses a name that it is not given."""

    exit_code = 9
    remedy = "Mend the template; templates/README.md lists the variables of each."


class OutputError(GallicaExportError):
    """The output exists already, or cannot be written."""

    exit_code = 10
    remedy = "Name another place with --output, or add --force to replace what is there."


class WorkingCopyError(GallicaExportError):
    """A working copy cannot be read: a page mark is lost, or its text fits its views no more."""

    exit_code = 11
    remedy = "Mend the line that is named; under version control, its history shows how it was."
