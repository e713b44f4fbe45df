"""The editions of one run, each made or left as it is, and the collection that they make."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from gallica_export.cli.issues import tell
from gallica_export.cli.progress import progress
from gallica_export.cli.shared import complain, say
from gallica_export.cli.telling import NOTICES, tell_of
from gallica_export.errors import GallicaExportError, TemplateError
from gallica_export.job import Job
from gallica_export.standing import left, standing
from gallica_export.template_files import checksum

if TYPE_CHECKING:
    from gallica_export.ark import Ark
    from gallica_export.gallica.client import Client
    from gallica_export.gallica.periodical import Calendar
    from gallica_export.selection import Span
    from gallica_export.standing import Edition
    from gallica_export.templating import Templates


class Run:
    """One run of ``gallica-export``: what it exports, and what it makes of several sites.

    Raises OutputError where the collection could not be made, TemplateError for templates that
    cannot be read.
    """

    def __init__(
        self, asked: Sequence[Ark], span: Span | None, job: Job, folders: Sequence[Path], lang: str
    ) -> None:
        self._asked = [f"{ark} {span}" if span and ark.is_periodical else str(ark) for ark in asked]
        self._job = job
        self._folders, self._lang = folders, lang
        self._checksum = checksum(folders, lang)
        self._arks: list[Ark] = []
        self._calendars: list[Calendar] = []
        self._is_several = len(asked) > 1 or any(span and ark.is_periodical for ark in asked)
        self._is_collection = self._is_several and "html" in job.formats
        if self._is_collection:
            from gallica_export.gathering import check_place

            check_place(self._asked, job)

    def export(self, ark: Ark, client: Client | None, *, strict: bool, yes: bool) -> int:
        """Export one document, tell what was made; return its exit code."""
        self._arks.append(ark)
        job = self._job.as_one_of_many(ark) if self._is_several else self._job
        with progress(str(ark), is_agreed=yes) as report:
            edition = self._left(ark, job, client)
            if edition is None:
                from gallica_export.export import make_edition

                edition = make_edition(ark, job, self._templates, client, report)
        tell_of(edition)
        return NOTICES if strict and edition.notices else 0

    def tell_issues(self, calendar: Calendar) -> None:
        """Tell what issues of a periodical are exported."""
        self._calendars.append(calendar)
        tell(calendar)

    def collect(self) -> int:
        """Make a collection of the sites, if several were asked for; return its exit code."""
        try:
            if self._is_collection:
                self._collect()
        except GallicaExportError as error:
            complain(error)
            return error.exit_code
        return 0

    def _collect(self) -> None:
        from gallica_export.gathering import gather

        dates = [calendar.dates for calendar in self._calendars]
        gathered = gather(self._asked, self._arks, dates, self._job, self._checksum)
        if gathered is None:
            return
        number = len(gathered.collection.documents)
        say(f"Collection of {number} document{'s' * (number > 1)}")
        if gathered.is_standing:
            say(f"  {self._job.output / 'index.html'} (unchanged)")
            return
        from gallica_export.collecting import save_collection

        say(f"  {save_collection(gathered, self._job.output, self._templates)}")

    def _left(self, ark: Ark, job: Job, client: Client | None) -> Edition | None:
        """The site, where nothing else is to be made and nobody is to be asked."""
        if client or job.formats != ("html",):
            return None
        record = standing(ark, job, self._checksum, is_offline=True)
        return left(ark, job, record) if record else None

    @cached_property
    def _templates(self) -> Templates:
        from gallica_export.templating import Templates

        try:
            return Templates(self._folders, self._lang)
        except TemplateError as error:  # of all documents, so it is told once
            complain(error)
            raise SystemExit(error.exit_code) from None
