"""The text blocks of a story in the order of the editor, so that an offset here is an offset there."""

from dataclasses import dataclass
from typing import Any

from lxml import html

BLOCKS = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6"})
BOXES = frozenset({"li", "td", "th", "blockquote", "caption", "div"})


@dataclass(frozen=True, slots=True)
class Link:
    """One link inside a passage: where its words stand and where it leads."""

    start: int
    end: int
    href: str


@dataclass(frozen=True, slots=True)
class Passage:
    """One text block. ``level`` is 2 or 3 for headings, otherwise 0; a line break counts as one character."""

    field: str
    block: int
    text: str
    level: int = 0
    links: tuple[Link, ...] = ()


def of_field(name: str, text: str) -> Passage:
    """A field without formatting."""
    return Passage(name, 0, text.replace("\r\n", "\n"))


def of_body(body: str, name: str = "body") -> list[Passage]:
    """The text blocks of the rich text, empty ones included, numbered from 0."""
    if not body.strip():
        return []
    root = html.fragment_fromstring(body, create_parent="section")
    found: list[Passage] = []
    for element in root.iter():
        if isinstance(element.tag, str) and _holds_text(element):
            text, links = _read(element)
            level = int(element.tag[1]) if element.tag[0] == "h" and element.tag[1:].isdigit() else 0
            found.append(Passage(name, len(found), text, level, tuple(links)))
    return found


def _holds_text(element: Any) -> bool:
    """A block of its own: a paragraph or heading, or a box whose text stands in no paragraph."""
    if element.tag in BLOCKS:
        return True
    return element.tag in BOXES and not any(child.tag in BLOCKS | BOXES | {"ul", "ol", "table"} for child in element)


def _read(element: Any) -> tuple[str, list[Link]]:
    parts: list[str] = [element.text or ""]
    links: list[Link] = []
    for child in element:
        start = sum(map(len, parts))
        if child.tag == "br":
            parts.append("\n")
        elif isinstance(child.tag, str):
            text, inner = _read(child)
            parts.append(text)
            links += [Link(start + link.start, start + link.end, link.href) for link in inner]
            if child.tag == "a":
                links.append(Link(start, start + len(text), child.get("href", "")))
        parts.append(child.tail or "")
    return "".join(parts), links
