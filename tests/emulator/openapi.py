"""The IIIF gateway: manifest, word annotations and the ALTO that the manifest points to."""

import json
import re
from collections.abc import Iterator, Mapping

from lxml import etree

HOST = "https://openapi.bnf.fr"
_PRESENTATION = f"{HOST}/iiif/presentation/v3"


def manifest(ark: str, files: Mapping[str, bytes], *, links_alto: bool) -> bytes:
    """A manifest of version 3; with ``links_alto`` each canvas points to its ALTO."""
    base = f"{_PRESENTATION}/{ark}"
    pages = etree.fromstring(files["pagination.xml"]).iter("page")
    made = {
        "@context": "http://iiif.io/api/presentation/3/context.json",
        "id": f"{base}/manifest.json",
        "type": "Manifest",
        "label": {"none": ["SPEC-1"]},
        "metadata": list(_metadata(files)),
        "items": [_canvas(base, page, files, links_alto=links_alto) for page in pages],
    }
    return json.dumps(made, ensure_ascii=False).encode()


def word_annotations(ark: str, view: str, alto: bytes) -> bytes:
    """The words of a view, one annotation a word, as they come in its ALTO."""
    canvas = f"{_PRESENTATION}/{ark}/f{view}/canvas"
    page: dict[str, object] = {
        "id": f"{_PRESENTATION}/{ark}/f{view}/annotationpage/supplementing.json",
        "type": "AnnotationPage",
    }
    items = [
        {
            "type": "Annotation",
            "motivation": "supplementing",
            "body": {"type": "TextualBody", "value": word.get("CONTENT", "")},
            "target": f"{canvas}#xywh={','.join(_box(word))}",
        }
        for word in etree.fromstring(alto).iter("{*}String")
    ]
    return json.dumps(page | ({"items": items} if items else {}), ensure_ascii=False).encode()


def _box(word: etree._Element) -> Iterator[str]:
    return (word.get(name, "0") for name in ("HPOS", "VPOS", "WIDTH", "HEIGHT"))


def _metadata(files: Mapping[str, bytes]) -> Iterator[dict[str, object]]:
    record = etree.fromstring(files["oairecord.xml"])
    for label, name in (("Titre", "title"), ("Créateur", "creator"), ("Date", "date")):
        values = [element.text or "" for element in record.iter(f"{{*}}{name}")]
        if values:
            yield {"label": {"fr": [label]}, "value": {"none": values[:1]}}


def _canvas(
    base: str, page: etree._Element, files: Mapping[str, bytes], *, links_alto: bool
) -> dict[str, object]:
    order = page.findtext("ordre", "")
    here = f"{base}/f{order}"
    canvas: dict[str, object] = {
        "id": f"{here}/canvas",
        "type": "Canvas",
        "label": {"none": [page.findtext("numero", "NP")]},
        "width": int(page.findtext("image_width", "0")),
        "height": int(page.findtext("image_height", "0")),
    }
    if f"alto/f{order}.xml" in files:
        words = {"id": f"{here}/annotationpage/supplementing.json", "type": "AnnotationPage"}
        canvas["annotations"] = [words]
        if links_alto:
            alto = {"id": f"{here}/alto.xml", "type": "Dataset", "format": "application/xml"}
            canvas["seeAlso"] = [alto]
    return canvas


#: What each of its services is asked by, behind the prefix of the gateway.
PATTERNS = {
    "manifest": re.compile(r".*/presentation/v3/(?P<ark>ark:/\d+/[0-9a-z]+)/manifest\.json"),
    "alto": re.compile(r".*/presentation/v3/(?P<ark>ark:/\d+/[0-9a-z]+)/f(?P<view>\d+)/alto\.xml"),
    "annotations": re.compile(
        r".*/presentation/v3/(?P<ark>ark:/\d+/[0-9a-z]+)/f(?P<view>\d+)"
        r"/annotationpage/supplementing\.json"
    ),
    "image": re.compile(
        r".*/image/v3/ark:/\d+/(?P<name>[0-9a-z]+)/f(?P<view>\d+)/full/(?P<size>[^/]+)/0/default\.jpg"
    ),
}
