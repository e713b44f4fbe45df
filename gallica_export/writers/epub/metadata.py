"""The metadata of an EPUB package: Dublin Core, roles, pages and accessibility."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from msgspec import Struct

from gallica_export.model import Agent, Document, Record
from gallica_export.writers.epub.pages import Summary
from gallica_export.writers.epub.roles import relator

#: Elements of the record that the package has as they are.
_AS_GIVEN = frozenset({"publisher", "subject", "description", "coverage", "format", "relation"})
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


class Metadatum(Struct, frozen=True):
    """One element of the metadata, in the terms of ebooklib's ``add_metadata``."""

    #: "DC" for a Dublin Core element, "OPF" for a `meta`.
    namespace: str
    name: str
    value: str
    attributes: dict[str, str] = {}


def identifier_of(document: Document, *, is_facsimile: bool = False) -> str:
    """The permalink of ``document``, with a fragment where a library may hold another book of it.

    "…/bpt6k5738219s#views=3-4,6&layout=facsimile": of other views, or in the other layout.
    """
    said = []
    if document.is_extract:
        runs = (f"{a}-{b}" if a < b else str(a) for a, b in document.ranges)
        said.append(f"views={','.join(runs)}")
    if is_facsimile:
        said.append("layout=facsimile")
    return "#".join(filter(None, (document.attribution.permalink, "&".join(said))))


def rendition() -> Iterator[Metadatum]:
    """How a facsimile is shown: pages side by side where there is room for two."""
    yield _meta("rendition:layout", "pre-paginated")
    yield _meta("rendition:orientation", "auto")
    yield _meta("rendition:spread", "landscape")


def dublin_core(
    document: Document, extract: str | None, conditions: str, lang: str
) -> Iterator[Metadatum]:
    """The record as Dublin Core.

    Which ``extract`` of the document this is, and the ``conditions`` of reuse, are in the language
    ``lang``.
    """
    record = document.record
    permalink = document.attribution.permalink
    for title in (document.title, *record.title[1:]):
        yield _dc("title", title)
    for identifier in record.identifier:
        if document.name not in identifier:  # the permalink is the identifier already
            yield _dc("identifier", identifier)
    for language in record.languages or ("und",):
        yield _dc("language", language)
    yield from _agents("creator", record.creators)
    yield from _agents("contributor", record.contributors)
    yield from _editors(document.editors)
    if record.published:
        yield _dc("date", record.published)
    if extract:
        yield Metadatum("DC", "description", extract, {_LANG: lang})
    yield from _as_given(record, _AS_GIVEN)
    for source in (*record.source, permalink):
        yield _dc("source", source)
    yield from _as_given(record, {"rights"})
    yield _dc("rights", document.attribution.mention)
    yield Metadatum("DC", "rights", conditions, {_LANG: lang})


def accessibility(facts: Summary, summary: str, lang: str) -> Iterator[Metadatum]:
    """What a reader with special needs can count on: no more than what is known of raw OCR.

    Hence no `conformsTo`; ``summary`` puts ``facts`` in words of the language ``lang``, and says
    how good the OCR is. The text suffices unless pictures stand in it, for nothing describes those.
    """
    yield _meta("schema:accessMode", "textual")
    if facts.has_pictures:
        yield _meta("schema:accessMode", "visual")
    sufficient = "textual,visual" if facts.has_plates else "textual"
    yield _meta("schema:accessModeSufficient", sufficient)
    yield _meta("schema:accessibilityFeature", "tableOfContents")
    if not facts.is_facsimile:
        yield _meta("schema:accessibilityFeature", "displayTransformability")
    if facts.document.views:
        yield _meta("schema:accessibilityFeature", "pageBreakMarkers")
        yield _meta("schema:accessibilityFeature", "pageNavigation")
        yield _meta("pageBreakSource", facts.document.attribution.permalink)
    yield _meta("schema:accessibilityHazard", "none")
    yield Metadatum(
        "OPF", "meta", summary, {"property": "schema:accessibilitySummary", _LANG: lang}
    )


def _agents(element: str, agents: Iterable[Agent]) -> Iterator[Metadatum]:
    for number, agent in enumerate(agents, 1):
        id_ = f"{element}-{number}"
        yield Metadatum("DC", element, agent.name, {"id": id_})
        role = relator(agent.role)
        if role:
            refinement = {"refines": f"#{id_}", "property": "role", "scheme": "marc:relators"}
            yield Metadatum("OPF", "meta", role, refinement)


def _editors(names: Iterable[str]) -> Iterator[Metadatum]:
    """Who corrected the text, with the relator for editors."""
    for number, name in enumerate(names, 1):
        yield Metadatum("DC", "contributor", name, {"id": f"editor-{number}"})
        refinement = {"property": "role", "scheme": "marc:relators"}
        yield Metadatum("OPF", "meta", "edt", {"refines": f"#editor-{number}", **refinement})


def _as_given(record: Record, names: Collection[str]) -> Iterator[Metadatum]:
    for name, values in record.dublin_core:
        for value in values if name in names else ():
            language = record.language_of(name, value)
            yield Metadatum("DC", name, value, {_LANG: language} if language else {})


def _dc(name: str, value: str) -> Metadatum:
    return Metadatum("DC", name, value)


def _meta(name: str, value: str) -> Metadatum:
    return Metadatum("OPF", "meta", value, {"property": name})
