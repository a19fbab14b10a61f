"""RSS 1.0, RSS 2.0 and Atom as news: one form for every make, broken XML included."""

import calendar
import hashlib
import io
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from typing import Any, Final

import feedparser
from lxml import html as markup

from stories.enums import SourceKind
from stories.intake.errors import Unreadable
from stories.intake.incoming import Incoming
from stories.models import Feed
from stories.richtext import clean

# More than one visit takes in; a feed that lists everything it ever said would flood the board.
MOST: Final = 50


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry. ``ref`` stays the same when the entry is changed; ``published`` is missing in some feeds."""

    ref: str
    title: str
    html: str
    link: str
    author: str
    published: datetime | None


def parse(body: bytes, content_type: str, now: datetime) -> tuple[str, list[Entry]]:
    """The feed's name and its entries, newest first where they have dates. Raises Unreadable for what is no feed."""
    found = feedparser.parse(io.BytesIO(body), response_headers={"content-type": content_type}, sanitize_html=False)
    if not found.version:
        raise Unreadable("Unter dieser Adresse steht kein RSS- oder Atom-Feed.")
    entries = [_entry(item, now) for item in found.entries]
    if all(entry.published for entry in entries):
        entries.sort(key=lambda entry: entry.published or now, reverse=True)
    return " ".join(found.feed.get("title", "").split())[:150], entries


def incoming(feed: Feed, entry: Entry, now: datetime) -> Incoming:
    """An entry as news of this feed."""
    return Incoming(
        kind=SourceKind.FEED, title=entry.title, html=entry.html, received_at=entry.published or now,
        ref=f"{feed.pk}:{entry.ref}", sender=entry.author or feed.name, url=entry.link, department=feed.department,
    )  # fmt: skip


def fresh(entries: list[Entry], known: set[str], since: datetime | None) -> list[Entry]:
    """What is new, oldest first; ``known`` are the refs taken in before, ``since`` the oldest of them.

    What lies below everything known was there at the first visit and left out on purpose: by date where entries
    have one, else by its place in the document.
    """
    new: list[Entry] = []
    passed = False
    for entry in entries:
        passed = passed or entry.ref in known
        old = passed if entry.published is None or since is None else entry.published < since
        if entry.ref not in known and not old:
            new.append(entry)
    return new[:MOST][::-1]


def _entry(item: Any, now: datetime) -> Entry:
    link = item.get("link", "") if item.get("link", "").startswith(("http://", "https://")) else ""
    title = " ".join(clean(item.get("title", "")).split()) or "Ohne Titel"
    content = item.get("content") or [{"value": item.get("summary", "")}]
    html = clean(content[0].get("value", "")) + _enclosures(item)
    name = item.get("id") or link or f"{title} {html}"
    return Entry(
        hashlib.sha256(name.encode("utf-8", "replace")).hexdigest(), _plain(title), html, link[:500],
        item.get("author", "").replace("\x00", "")[:200], _moment(item, now),
    )  # fmt: skip


def _plain(title: str) -> str:
    """A title without marks: feeds write it as HTML, escaped or not."""
    return " ".join(markup.fromstring(f"<div>{title}</div>").text_content().split())


def _enclosures(item: Any) -> str:
    """Files are linked, not fetched: nobody asked for them yet."""
    links = [part.get("href", "") for part in item.get("enclosures", [])]
    safe = [escape(href) for href in links if href.startswith(("http://", "https://"))]
    return "".join(f'<p>Anhang: <a href="{href}">{href}</a></p>' for href in safe)


def _moment(item: Any, now: datetime) -> datetime | None:
    parsed = item.get("published_parsed") or item.get("updated_parsed")
    if not parsed:
        return None
    try:
        moment = datetime.fromtimestamp(calendar.timegm(parsed), UTC)
    except (ValueError, OverflowError):
        return None
    return min(moment, now)
