"""The editors' handbook: our own Markdown files in ``docs/handbuch``, shown inside the desk."""

import re
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Final

from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

FOLDER: Final = Path(settings.BASE_DIR) / "docs" / "handbuch"
INDEX: Final = "index"
# The beginning of a desk address without its numbers, and the page that explains what stands there.
BY_ADDRESS: Final = {
    "": INDEX,
    "hilfe": INDEX,
    "suche": "suche",
    "themen": "themen",
    "themen/wiederkehrend": "wiederkehrend",
    "planung": "planung",
    "beitraege": "beitrag",
    "beitraege/faktencheck": "faktencheck",
    "beitraege/kommentare": "kommentare",
    "beitraege/ruecknahme": "korrektur",
    "beitraege/kanaele": "kanalfassungen",
    "beitraege/auslieferungen": "auslieferungen",
    "beitraege/einreichen": "pruefungen",
    "beitraege/bilder": "bilder",
    "beitraege/video": "bilder",
    "medien": "bilder",
    "kanalfassungen": "kanalfassungen",
    "abnahme": "abnahme",
    "krisenmodus": "krisenmodus",
    "auslieferungen": "auslieferungen",
    "achtung": "auslieferungen",
    "konten": "konten",
    "presse/ruecklaeufer": "ruecklaeufer",
    "presse/aussendungen": "aussendung",
    "presse/kontakte": "pressekontakte",
    "presse/import": "pressekontakte",
    "presse": "presseverteiler",
    "presse/anfragen": "presseanfragen",
    "presse/termine": "pressetermine",
    "presse/akkreditierungen": "pressetermine",
    "presse/mappen": "pressemappen",
    "eingaenge": "eingaenge",
    "woerter": "schreibhinweise",
    "kommentare": "kommentare",
    "faktencheck": "faktencheck",
    "beitraege/sperrfrist": "sperrfrist",
    "vorabzugang": "sperrfrist",
    "stammdaten": "stammdaten",
    "stammdaten/channels_publish": "konten",
    "stammdaten/media_library": "bilder",
    "stammdaten/press": "presseverteiler",
    "stammdaten/stories/cityword": "schreibhinweise",
}
_NUMBER: Final = re.compile(r"\d+|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True, slots=True)
class Section:
    """A heading of the second order; ``anchor`` is its id on the page."""

    anchor: str
    title: str


@dataclass(frozen=True, slots=True)
class Page:
    """One page, ready to be shown."""

    slug: str
    title: str
    body: SafeString
    sections: tuple[Section, ...]


def slugs() -> list[str]:
    """All pages there are."""
    return sorted(path.stem for path in FOLDER.glob("*.md"))


def page_for(path: str) -> str:
    """The page that explains the desk address ``path``; where none does, the table of contents."""
    home = reverse("desk:home")
    if not path.startswith(home):
        return INDEX
    parts = [part for part in path.removeprefix(home).split("/") if part and not _NUMBER.fullmatch(part)]
    beginnings = ("/".join(parts[:count]) for count in range(len(parts), -1, -1))
    return next(BY_ADDRESS[beginning] for beginning in beginnings if beginning in BY_ADDRESS)


@cache
def page(slug: str) -> Page:
    """``KeyError`` if there is no such page. Kept for the life of the process: the files come with the software."""
    if slug not in slugs():
        raise KeyError(slug)
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = markdown.parse((FOLDER / f"{slug}.md").read_text(encoding="utf-8"))
    title, sections = tokens[1].content, []
    for opening, inline in pairwise(tokens):
        if opening.type == "heading_open" and opening.tag == "h2":
            sections.append(Section(anchor(inline.content), inline.content))
            opening.attrSet("id", sections[-1].anchor)
        for link in opening.children or ():
            _aim(link)
    html = markdown.renderer.render(tokens[3:], markdown.options, {})
    return Page(slug, title, mark_safe(html), tuple(sections))  # noqa: S308 - our own files, raw HTML switched off


def anchor(title: str) -> str:
    """The id of a heading: its words in small letters, umlauts kept."""
    return re.sub(r"[^\w]+", "-", title.lower()).strip("-")


def _aim(token: Token) -> None:
    """Links between the files lead from page to page."""
    target = str(token.attrGet("href") or "")
    if token.type == "link_open" and (found := re.fullmatch(r"([\w-]+)\.md(#.+)?", target)):
        token.attrSet("href", reverse("desk:help_page", args=[found[1]]) + (found[2] or ""))
