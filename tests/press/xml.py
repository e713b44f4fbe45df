"""Short hands for building XML with lxml."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from lxml import etree

XSI = "http://www.w3.org/2001/XMLSchema-instance"
XLINK = "http://www.w3.org/TR/xlink"
#: What the services send first.
PROLOG = b'<?xml version="1.0" encoding="UTF-8" standalone="no"?>\n'
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def namespaced(tag: str, names: Mapping[str, str]) -> etree._Element:
    """A root element ``tag`` in the namespace that ``names`` gives to the empty prefix."""
    # lxml wants None for the default namespace, of which its stubs know nothing
    nsmap = cast("Mapping[str, str]", {prefix or None: uri for prefix, uri in names.items()})
    namespace = names.get("")
    return etree.Element(f"{{{namespace}}}{tag}" if namespace else tag, nsmap=nsmap)


def add(
    parent: etree._Element,
    tag: str,
    text: str | None = None,
    attributes: dict[str, str] | None = None,
) -> etree._Element:
    """A new last child of ``parent``, in no namespace unless ``tag`` names one."""
    element = etree.SubElement(parent, tag, attributes)
    element.text = text
    return element


def xml_bytes(root: etree._Element, *, prolog: bytes = PROLOG) -> bytes:
    """``root`` as UTF-8 with a line for each element, whatever its ``prolog`` says."""
    return prolog + etree.tostring(root, encoding="unicode", pretty_print=True).encode()
