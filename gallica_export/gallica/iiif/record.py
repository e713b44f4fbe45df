"""A record from what a manifest says, where the record itself could not be had."""

from __future__ import annotations

from msgspec.structs import replace

from gallica_export.gallica.iiif.manifest import Manifest
from gallica_export.gallica.languages import language_tag
from gallica_export.gallica.record import agent_of, distinct, holder_of
from gallica_export.model import Record

#: The Dublin Core element that each label of a manifest's metadata names, in either language.
_ELEMENTS = {
    "titre": "title",
    "title": "title",
    "créateur": "creator",
    "creator": "creator",
    "auteur": "creator",
    "date": "date",
    "langue": "language",
    "langage": "language",
    "language": "language",
    "type": "type",
    "type document": "type",
    "format": "format",
    "relation": "relation",
    "cote": "source",
    "shelfmark": "source",
}


def record_of_manifest(manifest: Manifest) -> Record:
    """The record, as far as the manifest goes: it names no publisher, subjects or rights."""
    said: dict[str, tuple[str, ...]] = {}
    for label, values in manifest.metadata:
        element = _ELEMENTS.get(label.casefold())
        if element:
            said[element] = distinct((*said.get(element, ()), *values))
    if manifest.title:
        said["title"] = (manifest.title,)
    creators = said.get("creator", ())
    holder, shelfmark = holder_of(said.get("source", ()))
    return replace(
        Record(),
        **said,
        identifier=(str(manifest.ark),),
        agents=tuple(agent_of(creator, is_creator=True) for creator in creators),
        languages=distinct(language_tag(code) for code in said.get("language", ())),
        holder=holder,
        shelfmark=shelfmark,
        ocr_rate=manifest.ocr_rate,
    )
