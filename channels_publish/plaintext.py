"""Read cleaned editor HTML as plain text, block by block."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

import lxml.html
from lxml.etree import ParserError
from lxml.html import HtmlElement

Kind = Literal["prose", "heading", "list", "table"]

_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
_IGNORED = {"script", "style", "template", "head", "title", "img", "picture", "figure", "iframe"}
_INLINE = frozenset(
    [
        "a",
        "abbr",
        "b",
        "bdi",
        "bdo",
        "cite",
        "code",
        "del",
        "dfn",
        "em",
        "font",
        "i",
        "ins",
        "kbd",
        "label",
        "mark",
        "q",
        "s",
        "samp",
        "small",
        "span",
        "strong",
        "sub",
        "sup",
        "time",
        "u",
        "var",
    ]
)
_SENSELESS = dict.fromkeys(map(ord, "\u200b\u00ad\ufeff\u2060\x00"))
_GLUE = "\u00a0\u202f"
# A blank that must not break belongs beside a number, a point, a sign or a dash: "5 %", "z. B.".
_MEANT = re.compile(rf"(?<=[\d.§%€&–])[{_GLUE}](?=\S)|(?<=\S)[{_GLUE}](?=[\d%€&–])")


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph, heading, list or table; a list's items and a table's rows are its lines."""

    kind: Kind
    text: str


def tidy(text: str) -> str:
    """``text`` composed (NFC), with single blanks, without invisible signs; line breaks stay.

    Protected blanks stay where they hold a number or abbreviation together; elsewhere, where word
    processors strew them, they become ordinary ones.
    """
    text = unicodedata.normalize("NFC", text).translate(_SENSELESS)
    text = re.sub(r"[\x01-\x08\x0b-\x1f\x7f]+", lambda m: "\n" if "\r" in m[0] else " ", text)
    text = re.sub(rf"[{_GLUE}]+", lambda m: m[0][0], text)
    kept = {m.start() for m in _MEANT.finditer(text)}
    text = "".join(" " if c in _GLUE and i not in kept else c for i, c in enumerate(text))
    text = re.sub(r"[ \t\u2000-\u200a\u2028\u205f\u3000]+", " ", text)
    return re.sub(r" ?(?:\n ?)+", "\n", text).strip()


def blocks(html: str, *, links: bool = False) -> list[Block]:
    """The text blocks of ``html`` in reading order, empty ones left out.

    List items become "– item" ("1. item" where numbered), table rows their filled cells joined
    with " · ", a line break stays one. With ``links`` each link whose text is not its address
    is followed by the address in brackets. Pictures and scripts say nothing.
    """
    source = re.sub(r"^\s*<\?xml[^>]*\?>", "", html.replace("\x00", ""))
    if not source.strip():
        return []
    try:
        root = lxml.html.document_fromstring(f"<div>{source}</div>")
    except ParserError:  # nothing but a comment
        return []
    reader = _Reader(links=links)
    reader.read(root)
    reader.flush()
    return reader.found


def paragraphs(html: str) -> list[str]:
    """The text of each block of ``html``, see :func:`blocks`."""
    return [block.text for block in blocks(html)]


def plain_text(html: str, *, links: bool = False) -> str:
    """``html`` as plain text with blank lines between blocks, see :func:`blocks`."""
    return "\n\n".join(block.text for block in blocks(html, links=links))


class _Reader:
    """Walks the tree once and collects blocks; text outside any block becomes prose."""

    def __init__(self, *, links: bool) -> None:
        self.found: list[Block] = []
        self._links = links
        self._pending: list[str] = []

    def add(self, kind: Kind, text: str) -> None:
        if text := tidy(text):
            self.found.append(Block(kind, text))

    def flush(self, kind: Kind = "prose") -> None:
        pending, self._pending = "".join(self._pending), []
        self.add(kind, pending)

    def read(self, element: HtmlElement) -> None:
        self._pending.append(_flat(element.text))
        for child in element:
            if isinstance(child.tag, str):
                self._child(child)
            self._pending.append(_flat(child.tail))

    def _child(self, child: HtmlElement) -> None:
        if child.tag in _IGNORED:
            return
        if child.tag == "br":
            self._pending.append("\n")
        elif child.tag in _INLINE:
            self.read(child)
            self._pending.append(_address(child) if self._links else "")
        else:
            self.flush()
            self._block(child)

    def _block(self, child: HtmlElement) -> None:
        if child.tag in {"ul", "ol"}:
            self.add("list", "\n".join(self._items(child)))
        elif child.tag == "table":
            for caption in child.iterchildren("caption"):
                self.add("prose", self._line(caption))
            self.add("table", "\n".join(self._row(row) for row in child.iter("tr")))
        else:
            self.read(child)
            self.flush("heading" if child.tag in _HEADINGS else "prose")

    def _items(self, items: HtmlElement) -> list[str]:
        lines = []
        number = int(items.get("start")) if (items.get("start") or "").isdecimal() else 1
        for item in items.iterchildren("li"):
            inner = _Reader(links=self._links)
            inner.read(item)
            inner.flush()
            own = " ".join(b.text.replace("\n", " ") for b in inner.found if b.kind != "list")
            mark = f"{number}." if items.tag == "ol" else "–"
            lines += [f"{mark} {own}"] if own else []
            lines += [b.text for b in inner.found if b.kind == "list"]
            number += 1
        return lines

    def _row(self, row: HtmlElement) -> str:
        cells = [self._line(cell) for cell in row.iterchildren("td", "th")]
        return " · ".join(cell for cell in cells if cell)

    def _line(self, element: HtmlElement) -> str:
        inner = _Reader(links=self._links)
        inner.read(element)
        inner.flush()
        return " ".join(block.text.replace("\n", " ") for block in inner.found)


def _flat(text: str | None) -> str:
    return re.sub(r"[ \t\r\n\f]+", " ", text or "")


def _address(element: HtmlElement) -> str:
    """ " (https://…)" after a link whose text does not already say it, else nothing."""
    href = (element.get("href") or "").strip() if element.tag == "a" else ""
    shown = re.sub(r"^mailto:", "", href).partition("?")[0] if href.startswith("mailto:") else href
    if not shown or shown.startswith(("#", "tel:")) or _bare(shown) == _bare(element.text_content()):
        return ""
    return f" ({shown})"


def _bare(address: str) -> str:
    return re.sub(r"^(?:https?://)?(?:www\.)?", "", address.strip().casefold()).rstrip("/")
