"""Which posts tell the same story. The platforms do not know, so the wall has to guess."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

WINDOW = 12 * 3_600
"""Seconds within which posts of one story appear."""
WORD = re.compile(r"[^\W\d_]{5,}")
PREFIX = re.compile(r"^(?:pressemitteilung|medieninformation|korrektur)[^:]*:\s*", re.IGNORECASE)
MAX_HEADLINE = 110
MIN_SHARED, MIN_OVERLAP = 4, 0.5


@dataclass(frozen=True, slots=True)
class Trace:
    """What a post gives away about its story."""

    at: float
    links: frozenset[str]
    title: str
    words: frozenset[str]


def trace(view: dict[str, Any]) -> Trace:
    """Links, title and the longer words at the beginning of a post."""
    title = PREFIX.sub("", view["title"]).strip().casefold()
    body = f"{view['title']} {view['text'][:400]}"
    links = {_plain(link) for link in (view["link"], view["url"]) if link}
    words = frozenset(word.casefold() for word in WORD.findall(body))
    return Trace(view["at"], frozenset(links - {""}), title, words)


def _plain(link: str) -> str:
    """A link without campaign parameters; front pages say nothing about a story."""
    try:
        parts = urlsplit(link)
    except ValueError:
        return ""
    path = parts.path.rstrip("/")
    query = f"?{parts.query}" if "v=" in parts.query else ""
    return f"{parts.hostname}{path}{query}" if path else ""


def same_story(one: Trace, other: Trace) -> bool:
    """Whether two posts belong together."""
    if abs(one.at - other.at) > WINDOW:
        return False
    if one.links & other.links or (one.title and one.title == other.title):
        return True
    shared = len(one.words & other.words)
    smaller = min(len(one.words), len(other.words)) or 1
    return shared >= MIN_SHARED and shared / smaller >= MIN_OVERLAP


def group(views: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """The posts in groups, in the order given; a post that fits two groups joins them."""
    groups: list[list[tuple[Trace, dict[str, Any]]]] = []
    for view in views:
        mark = trace(view)
        fitting = [g for g in groups if any(same_story(mark, known) for known, _ in g)]
        if not fitting:
            groups.append([(mark, view)])
            continue
        first, *others = fitting
        for other in others:
            first.extend(other)
            groups.remove(other)
        first.append((mark, view))
        first.sort(key=lambda pair: -pair[0].at)
    return [[view for _, view in members] for members in groups]


def headline(members: list[dict[str, Any]]) -> str:
    """The best name for a story: website title, then mail subject, video title, first line."""
    order = ("website", "press", "youtube", "facebook", "x", "instagram")
    for view in sorted(members, key=lambda view: order.index(view["platform"])):
        text = PREFIX.sub("", view["title"]) or view["text"].strip().split("\n")[0]
        if text:
            return text if len(text) <= MAX_HEADLINE else text[: MAX_HEADLINE - 3].rsplit(" ", 1)[0] + " …"
    return "Beitrag ohne Text"
