"""Escaping of text for Markdown, BibTeX and RIS: what every reader of them gives back unchanged.

Of Markdown the readers in mind are CommonMark (markdown-it-py with its plugins for attributes,
footnotes and tables) and Pandoc, whose Markdown knows more: lists numbered "II." or "(1)",
superscripts, formulas. A character is escaped only where one of them could take it for markup, and
where CommonMark could, as mdformat escapes it, so that formatting a file again leaves it alone.

All of this is about text on one line, as `clean_text` makes it; a line break is kept as a
character reference in Markdown, and becomes a space in BibTeX and RIS.
"""

from __future__ import annotations

import json
import re
from html.entities import html5
from itertools import accumulate
from urllib.parse import quote

# Most text has none of these and needs no closer look.
_SUSPECT = re.compile(r"[\\`*_\[\]<&^~${\r\n]|-@|!\Z")

_INLINE = re.compile(
    r"""
      [\r\n]
    | (?P<brackets>                         # [sic], [s. d.], [texte_manquant]
        (?!\A)(?<![!^\[\]])\[(?![xX]\])
        [^\W_]+ (?:(?:[_'’.,-]|[.,;]?[ ])[^\W_]+)* [.?]?
        \](?![(:\[{])
      )
    | [\\`\[\]]
    | \*(?![ ]) | (?<![ ])\*
    | (?<![^\W_])(?<![ ])_ | (?<=[ ])_(?![ ]) | (?<=[^\W_])_(?![^\W_]) # not in a_b, nor in a _ b
    | <(?![ ])                              # a tag
    | &(?=\#[0-9]{1,7};|\#[xX][0-9a-fA-F]{1,6};|(?P<entity>[a-zA-Z0-9]+;)) # a character reference
    | !(?=\[\Z)                             # an image
    | \^(?=\[|[^\s^]*\^) | (?<=\[)\^        # a note or a superscript
    | ~(?=~|[^\s~]+~) | (?<=~)~             # a fence, a deletion or a subscript
    | (?<=-)@                               # a citation without its author
    | \$(?=\$|\S(?:.*\S)?\$(?!\d))          # a formula
    | [~^](?=\S*\[\Z) | \$(?=\S.*\Z(?<=\[)) # the same, over what follows the text
    | (?<=\A[\]}])\{ | (?<=[{@])\{          # attributes; a shortcode of Hugo or Quarto
    | (?<=\A\])[(:]                         # the address of a link, the text of a note
    """,
    re.VERBOSE,
)

# What Pandoc takes for a citation, whose page would stand between brackets.
_CITED = re.compile(r"@[\w:.#$%&\-+?<>~/]*\Z")

# What stands before the character that would open a block.
_OPENER = re.compile(
    r"""
    [ ]*(?:
      (?=\#{1,6}(?:[ ]|\Z) | > | [-+](?:[ ]|\Z) | =+[ ]*\Z)
    | (?!:::)[|:\ ]*(?=-[-|:\ ]*\Z)         # a rule, an underline, a row between cells
    | [0-9]+(?=[.)](?:[ ]|\Z))
    )
    """,
    re.VERBOSE,
)
_PANDOC_OPENER = re.compile(
    r"""
    [ ]*(?:
      (?![A-Z]\.[ ])                        # "M. Dupont" is safe, "MM. Dupont" would be the 2000th
      (?:[A-Za-z]|[ivxlcdm]+|[IVXLCDM]+|\#|@[\w-]*)(?=[.)](?:[ ]|\Z))
    | (?=\((?:[0-9]+|[A-Za-z]|[ivxlcdm]+|[IVXLCDM]+|@[\w-]*)\)(?:[ ]|\Z))
    | (?=[:~|](?:[ ]|\Z) | :::)
    )
    """,
    re.VERBOSE,
)

_IN_ATTRIBUTE = re.compile(r'[\\"{}&<`*]')
# What YAML does not allow as it is between double quotes, and JSON does.
_NOT_IN_YAML = re.compile("[\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")

_IN_BIBTEX = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "`": "{`}",
} | {character: f"\\{character}" for character in "{}&%$#_"}
#: BibTeX counts braces, whatever stands before them.
_BRACES_APART = {"{": r"\textbraceleft{}", "}": r"\textbraceright{}"}
_SPECIAL_IN_BIBTEX = re.compile(r"[\\{}~^`&%$#_]")
# What TeX would draw together into one character: "--", "''", "<<".
_LIGATURE = re.compile(r"([-'<>,])(?=\1)")


def escape_markdown(text: str, *, after: str = "\n", before: str = "[") -> str:
    r"""``text`` with each character escaped that Markdown would take for markup.

    ``after`` and ``before`` are the characters that the text will stand after ("\n" at the start
    of a line) and before ("" at its end); left out, the text is safe anywhere.

    >>> escape_markdown("1. Le prix : 2 * 3_", before="")
    '1\\. Le prix : 2 * 3\\_'
    """
    escaped = text
    if after == "]" or _SUSPECT.search(text):
        escaped = _escape_inline(text, after, before)
    if after == "\n" and (opener := _OPENER.match(text) or _PANDOC_OPENER.match(text)):
        place = opener.end()
        if escaped[place : place + 1] == text[place]:
            escaped = f"{escaped[:place]}\\{escaped[place:]}"
    return escaped


def opens_block_in_pandoc(text: str) -> bool:
    """Whether Pandoc, unlike CommonMark, would see a block begin at the start of ``text``: an item
    of a list, "MM. les membres", or a definition, ": rien".
    """
    return _PANDOC_OPENER.match(text) is not None


def escape_attribute(text: str) -> str:
    r"""``text`` for between the quotes of ``{key="…"}``; a reader drops each first backslash.

    >>> escape_attribute('le "12"')
    'le \\"12\\"'
    """
    return _IN_ATTRIBUTE.sub(r"\\\g<0>", text)


def escape_url(url: str) -> str:
    """``url`` for between the parentheses of a link: what could end it there is percent-encoded."""
    return quote(url, safe="!#$%&'*+,-./:;=?@_~")


def escape_yaml(value: object) -> str:
    """A string, a number or a sequence of them as YAML, on one line: as JSON, which is YAML but for
    the few characters that YAML wants escaped.
    """
    return _NOT_IN_YAML.sub(
        lambda found: f"\\u{ord(found[0]):04x}", json.dumps(value, ensure_ascii=False)
    )


def escape_bibtex(text: str) -> str:
    r"""``text`` for between the braces of a field of BibTeX, on one line.

    >>> escape_bibtex("Noël & Cie, {100 %}")
    'Noël \\& Cie, \\{100 \\%\\}'
    """
    apart = _LIGATURE.sub("\\1\0", _on_one_line(text))
    written = _IN_BIBTEX if _has_balanced_braces(text) else _IN_BIBTEX | _BRACES_APART
    escaped = _SPECIAL_IN_BIBTEX.sub(lambda found: written[found[0]], apart)
    return escaped.replace("\0", "{}")


def _has_balanced_braces(text: str) -> bool:
    depths = accumulate((c == "{") - (c == "}") for c in text)
    return min(depths, default=0) >= 0 and text.count("{") == text.count("}")


def escape_ris(text: str) -> str:
    r"""``text`` for a line of RIS, which it cannot break.

    >>> escape_ris("Faune\nTY  - BOOK")
    'Faune TY  - BOOK'
    """
    return _on_one_line(text)


def _on_one_line(text: str) -> str:
    """``text`` with a space for each line break, whatever character a reader takes for one."""
    return " ".join(text.splitlines())


def _escape_inline(text: str, after: str, before: str) -> str:
    """``text`` escaped where its own characters, seen between their neighbours, ask for it."""
    whole = after + text + before
    first, last = len(after), len(after) + len(text)

    def escape(found: re.Match[str]) -> str:
        is_cited = found["brackets"] and _CITED.search(whole, 0, found.start())
        if is_cited and first <= found.start() and found.end() <= last:
            return f"\\{found[0][:-1]}\\]"
        is_pair = found["brackets"] and found.end() <= last
        is_unknown = found["entity"] and found["entity"] not in html5
        if is_pair or is_unknown or not first <= found.start() < last:
            return found[0]
        return f"&#{ord(found[0])};" if found[0] in "\r\n" else f"\\{found[0]}"

    escaped = _INLINE.sub(escape, whole)
    return escaped[first : len(escaped) - len(before)]
