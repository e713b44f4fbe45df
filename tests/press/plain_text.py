"""The document's texteBrut page, as a person would save it from a browser."""

from __future__ import annotations

from collections.abc import Iterable

from lxml import etree

from tests.press.book import Book
from tests.press.ocr import ReadPage
from tests.press.xml import add

_WARNING = (
    "Le texte affiché peut comporter un certain nombre d'erreurs. En effet, le mode texte de ce "
    "document a été généré de façon automatique par un programme de reconnaissance optique de "
    "caractères (OCR). Le taux de reconnaissance estimé pour ce document est de {rate:.0f} %."
)


def plain_text(book: Book, pages: Iterable[ReadPage], views: int, ocr_rate: float) -> bytes:
    """Header lines, then a paragraph for each OCR block, and a rule between views."""
    html = etree.Element("html")
    head = add(html, "head")
    add(head, "meta", None, {"charset": "UTF-8"})
    add(head, "title", f"{book.title} | Gallica")
    body = add(html, "body")
    add(body, "p", "Rappel de votre demande:")
    add(body, "p", "Format de téléchargement: : Texte")
    add(body, "p", f"Vues 1 à {views} sur {views}")
    add(body, "p", f"Nombre de pages: {views}")
    add(body, "p", "Notice complète:")
    for name, value in _notice(book):
        paragraph = add(body, "p")
        add(paragraph, "strong", f"{name} : ").tail = value
    add(body, "p", _WARNING.format(rate=ocr_rate))
    for page in pages:
        add(body, "hr")
        for block in page.blocks:
            add(body, "p", " ".join(word.text for line in block.lines for word in line.words))
    return etree.tostring(html, encoding="UTF-8", method="html", doctype="<!DOCTYPE html>")


def _notice(book: Book) -> list[tuple[str, str]]:
    return [
        ("Titre", book.title),
        ("Auteur", book.author),
        ("Éditeur", book.publisher),
        ("Date d'édition", str(book.year)),
        ("Type", "monographie imprimée"),
        ("Langue", "français"),
        ("Droits", "domaine public"),
        ("Identifiant", str(book.ark)),
        ("Source", book.source),
    ]
