"""A post prepared for the templates: German times, linked text, pictures with their alt texts."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from markupsafe import Markup, escape

from sandbox import accounts, public
from sandbox.store import Doc
from sandbox.world import World, iso

NAMES = {
    "facebook": "Facebook",
    "instagram": "Instagram",
    "x": "X",
    "youtube": "YouTube",
    "website": "Website",
    "press": "Pressemail",
}
PRIVACY = {"public": "Öffentlich", "unlisted": "Nicht gelistet", "private": "Privat"}
MAX_SHOWN = 42
MEGABYTE = 1_000_000
TOKEN = re.compile(r"(?P<url>https?://[^\s<>\"]+)|(?P<tag>(?<!\w)[#@]\w+)")
try:
    BERLIN = ZoneInfo("Europe/Berlin")
except ZoneInfoNotFoundError:
    BERLIN = ZoneInfo("UTC")


def clock(seconds: float) -> str:
    """A moment for German readers."""
    return datetime.fromtimestamp(seconds, BERLIN).strftime("%d.%m.%Y, %H:%M Uhr")


def linked(text: str) -> Markup:
    """Text with its addresses as links and its hashtags and mentions set off."""
    out, last = Markup(""), 0
    for found in TOKEN.finditer(text):
        out += escape(text[last : found.start()])
        word, rest = found[0], ""
        if found["url"]:
            word = word.rstrip(".,;:!?)")
            rest = found[0][len(word) :]
            out += Markup('<a href="{0}" rel="noreferrer">{1}</a>').format(word, shorten(word))
        else:
            out += Markup('<span class="tag">{0}</span>').format(word)
        out += escape(rest)
        last = found.end()
    return out + escape(text[last:])


def shorten(url: str) -> str:
    """An address as platforms show it: no scheme, no www, cut when long."""
    text = url.split("://", 1)[-1].removeprefix("www.").rstrip("/")
    return text if len(text) <= MAX_SHOWN else text[: MAX_SHOWN - 1] + "…"


def size(number: int) -> str:
    """Bytes for people."""
    if number >= MEGABYTE:
        return f"{number / MEGABYTE:.1f} MB".replace(".", ",")
    return f"{max(1, round(number / 1_000))} KB"


def post(world: World, doc: Doc) -> dict[str, Any]:
    """Everything a card needs."""
    doc = public.complete(world, doc)
    link = doc.get("link") or public.first_link(doc["text"])
    account = accounts.by_id(doc["platform"], doc["account"])
    privacy = doc.get("status", {}).get("privacyStatus") if doc["platform"] == "youtube" else None
    return {
        **doc,
        "platform_name": NAMES[doc["platform"]],
        "account_name": accounts.name_of(doc["platform"], doc["account"]),
        "handle": account.handle if account else "",
        "title": doc.get("title", ""),
        "html": doc.get("html", ""),
        "link": link,
        "link_host": (urlsplit(link).hostname or "").removeprefix("www.") if link else "",
        "url": doc["path"],
        "at": doc["created"],
        "iso": iso(doc["created"]),
        "clock": clock(doc["created"]),
        "edited_clock": clock(doc["edited"]) if doc.get("edited") else "",
        "images": [file for file in doc["media"] if file["kind"] == "image"],
        "videos": [file for file in doc["media"] if file["kind"] == "video"],
        "silent": sum(1 for file in doc["media"] if file["kind"] == "image" and not file["alt"]),
        "privacy": PRIVACY.get(privacy or "", ""),
        "initials": "".join(word[0] for word in NAMES[doc["platform"]].split()[:1]),
    }
