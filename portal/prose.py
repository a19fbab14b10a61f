"""An approved body as the public page shows it, and as plain words."""

from typing import Any, Final

import lxml.html
from django.utils.safestring import SafeString, mark_safe

from channels_publish.plaintext import blocks
from stories.language import sentences
from stories.richtext import clean

SUMMARY: Final = 300


def readable(html: str) -> SafeString:
    """The body cleaned again (output trusts nothing stored), its headings in order, its tables at hand.

    A table becomes a region that scrolls by itself, so that a narrow screen never scrolls the page;
    rows made of head cells become its head, and every head cell says what it heads.
    """
    root = lxml.html.fragment_fromstring(clean(html), create_parent="div")
    _order_headings(root)
    for number, table in enumerate(root.xpath(".//table[not(ancestor::table)]"), start=1):
        _head(table)
        _wrap(table, number)
    inner = lxml.html.tostring(root, encoding="unicode")
    return mark_safe(inner.removeprefix("<div>").removesuffix("</div>"))  # noqa: S308 (cleaned in this very call)


def summary(lead: str, html: str) -> str:
    """The lead, or whole first sentences of the body up to ``SUMMARY`` characters; plain text."""
    if lead:
        return lead
    found = blocks(html)
    text = " ".join(block.text for block in found if block.kind == "prose") or " ".join(
        block.text.replace("\n", " ") for block in found
    )
    return sentences.whole(text, lambda part: len(part) <= SUMMARY) or shortened(text, SUMMARY)


def shortened(text: str, limit: int) -> str:
    """``text`` with at most ``limit`` characters, cut after a word and marked with an ellipsis."""
    if len(text) <= limit:
        return text
    part = text[: limit - 1]
    return f"{part[: part.rfind(' ')] if ' ' in part else part}…"


def _order_headings(root: Any) -> None:
    """The page has its h1; no heading may skip a level below it."""
    level = 1
    for heading in root.xpath(".//h2|.//h3"):
        level = min(int(heading.tag[1]), level + 1)
        heading.tag = f"h{level}"


def _head(table: Any) -> None:
    rows = table.xpath(".//tr")
    upper = 0
    while upper < len(rows) - 1 and all(cell.tag == "th" for cell in rows[upper]):
        upper += 1
    for index, row in enumerate(rows):
        for cell in row.iterchildren("th"):
            cell.set("scope", "col" if index < upper else "row")
    if upper and not table.findall("thead"):
        head = lxml.html.Element("thead")
        head.extend(rows[:upper])
        table.insert(1 if table.find("caption") is not None else 0, head)
        for body in table.findall("tbody"):
            if not len(body):
                table.remove(body)


def _wrap(table: Any, number: int) -> None:
    caption = table.find("caption")
    name = " ".join(caption.text_content().split()) if caption is not None else ""
    label = f"Tabelle: {name}" if name else f"Tabelle {number}"
    region = lxml.html.Element(
        "div", {"class": "table-scroll", "role": "region", "tabindex": "0", "aria-label": label}
    )
    region.tail, table.tail = table.tail, None
    table.getparent().replace(table, region)
    region.append(table)
