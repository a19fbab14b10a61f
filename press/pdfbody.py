"""The body's HTML as a tree of plain data, which the PDF template turns into content.

Text stays data on the whole way: no character of it is ever read as markup of the typesetter.
"""

from collections.abc import Iterator
from typing import Any

import lxml.html

from press.pdftable import table
from stories.richtext import clean

Node = dict[str, Any]
BLOCKS = frozenset({"p", "h2", "h3", "ul", "ol", "blockquote", "table"})
MAX_DEPTH = 8


def blocks(html: str) -> list[Node]:
    """The blocks of a body: ``p``, ``h``, ``list``, ``quote`` and ``table`` nodes.

    Heading levels start at 2 (1 is the headline) and never skip one, as PDF/UA-1 asks.
    """
    root = lxml.html.fragment_fromstring(clean(html), create_parent="div")
    tree = _blocks(root, 0)
    level = 1
    for node in tree:
        if node["t"] == "h":
            level = node["level"] = min(node["level"], level + 1)
    return tree


def _blocks(parent: Any, depth: int) -> list[Node]:
    """Children as blocks; loose text between blocks becomes paragraphs of its own."""
    out: list[Node] = []
    loose: list[Node] = _text(parent.text)
    for child in parent:
        if child.tag in BLOCKS:
            out += _paragraph(loose)
            out += _block(child, depth)
            loose = []
        else:
            loose += _inline(child)
        loose += _text(child.tail)
    return out + _paragraph(loose)


def _block(element: Any, depth: int) -> list[Node]:
    """One block element. What lies too deep to typeset keeps its words as a paragraph."""
    tag = element.tag
    if depth >= MAX_DEPTH:
        return _paragraph(_text(" ".join(element.itertext())))
    if tag in {"h2", "h3"}:
        return _heading(element, depth)
    if tag in {"ul", "ol"}:
        items = [item for li in element if li.tag == "li" and (item := _blocks(li, depth + 1))]
        return [{"t": "list", "ordered": tag == "ol", "items": items}] if items else []
    if tag == "table":
        return table(element, lambda cell: _blocks(cell, depth + 1), lambda cell: trimmed(_runs(cell)))
    inside = _blocks(element, depth + 1)
    return [{"t": "quote", "c": inside}] if tag == "blockquote" and inside else inside


def _heading(element: Any, depth: int) -> list[Node]:
    """A heading; inside a list, quotation or cell it would break the order of levels and is bold text."""
    runs = trimmed(_runs(element))
    if depth:
        return _paragraph([{**run, "b": True} if run["t"] == "s" else run for run in runs])
    return [{"t": "h", "level": int(element.tag[1]), "c": runs}] if runs else []


def _paragraph(runs: list[Node]) -> list[Node]:
    runs = trimmed(runs)
    return [{"t": "p", "c": runs}] if runs else []


def _runs(element: Any, **style: Any) -> list[Node]:
    """All inline content of an element, in order."""
    out = _text(element.text, **style)
    for child in element:
        out += _inline(child, **style)
        out += _text(child.tail, **style)
    return out


def _inline(element: Any, **style: Any) -> list[Node]:
    tag = element.tag
    if tag == "br":
        return [{"t": "br"}]
    if tag == "a" and element.get("href") and "href" not in style:
        inner = trimmed(_runs(element, href=element.get("href"), **style))
        return [{"t": "a", "href": element.get("href"), "c": inner}] if inner else []
    if tag == "strong":
        style["b"] = True
    if tag == "em":
        style["i"] = True
    return _runs(element, **style)


def _text(text: str | None, **style: Any) -> list[Node]:
    """One run of text; as in HTML, any white space counts as one blank."""
    if not text:
        return []
    words = " ".join(part for part in _split(text))
    if not words:
        return [{"t": "s", "s": " ", "b": False, "i": False}]
    lead = " " if text[0] in _WHITE else ""
    tail = " " if text[-1] in _WHITE else ""
    return [{"t": "s", "s": f"{lead}{words}{tail}", "b": bool(style.get("b")), "i": bool(style.get("i"))}]


_WHITE = " \t\r\n\f"


def _split(text: str) -> Iterator[str]:
    """Words at HTML white space only, so that a no-break space stays what it is."""
    for old in "\t\r\n\f":
        text = text.replace(old, " ")
    yield from (word for word in text.split(" ") if word)


def trimmed(runs: list[Node]) -> list[Node]:
    """Runs without blanks and line breaks at either end; empty if nothing is left to read."""
    start, end = 0, len(runs)
    while start < end and _is_blank(runs[start]):
        start += 1
    while end > start and _is_blank(runs[end - 1]):
        end -= 1
    out = [dict(run) for run in runs[start:end]]
    if out and out[0]["t"] == "s":
        out[0]["s"] = out[0]["s"].lstrip(" ")
    if out and out[-1]["t"] == "s":
        out[-1]["s"] = out[-1]["s"].rstrip(" ")
    return out


def _is_blank(run: Node) -> bool:
    return run["t"] == "br" or (run["t"] == "s" and not run["s"].strip())
