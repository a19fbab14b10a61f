"""Everything that became public, in one shape for all platforms."""

from __future__ import annotations

import re
from typing import Any

from sandbox import accounts, typo3_site
from sandbox.store import Doc
from sandbox.world import World, iso

LINK = re.compile(r"https?://[^\s<>\"]+")


def complete(world: World, doc: Doc) -> Doc:
    """A stored post with what is only known when it is looked at."""
    return typo3_site.complete(world.store, doc) if doc["platform"] == "website" else doc


def post(doc: Doc, base: str) -> dict[str, Any]:
    """One post as ``/_wall.json`` tells it."""
    files = [_file(file, base) for file in doc["media"]]
    return {
        "platform": doc["platform"],
        "account": doc["account"],
        "account_name": accounts.name_of(doc["platform"], doc["account"]),
        "id": doc["id"],
        "url": base + doc["path"],
        "text": doc["text"],
        "title": doc.get("title", ""),
        "html": doc.get("html", ""),
        "link": doc.get("link") or first_link(doc["text"]),
        "alt_texts": [file["alt"] for file in doc["media"]],
        "media": files,
        "created_at": iso(doc["created"]),
        "edited_at": iso(doc["edited"]) if doc.get("edited") else None,
        "raw": doc["raw"],
        "warnings": doc["warnings"],
    }


def _file(file: dict[str, Any], base: str) -> dict[str, Any]:
    keys = ("kind", "mime", "width", "height", "bytes", "sha256")
    known = {key: file[key] for key in keys}
    extra = {key: file[key] for key in ("name", "seconds", "caption") if key in file}
    return known | extra | {"url": f"{base}/_files/{file['sha256']}"}


def first_link(text: str) -> str:
    """The first web address in a text, without the full stop behind it."""
    found = LINK.search(text)
    return found[0].rstrip(".,;:!?)") if found else ""


def mail(doc: Doc, base: str) -> dict[str, Any]:
    """One message as ``/_wall.json`` tells it."""
    return {
        "id": doc["id"],
        "url": base + doc["path"],
        "to": doc["to"],
        "from": doc["from"],
        "envelope_from": doc["envelope_from"],
        "subject": doc["title"],
        "text": doc["text"],
        "html": doc["html"],
        "headers": doc["headers"],
        "attachments": [
            {
                "name": file["name"],
                "mime": file["mime"],
                "bytes": file["bytes"],
                "sha256": file["sha256"],
                "url": f"{base}/_files/{file['sha256']}",
            }
            for file in doc["media"]
        ],
        "source_url": f"{base}/_files/{doc['source']}",
        "created_at": iso(doc["created"]),
    }


def everything(world: World, base: str, limit: int | None = None) -> dict[str, Any]:
    """All that arrived, newest first; ``removed`` is what was public and was taken back."""
    docs = [complete(world, doc) for doc in world.store.posts(limit)]
    living = [doc for doc in docs if not doc.get("deleted")]
    return {
        "posts": [post(doc, base) for doc in living],
        "mails": [mail(doc, base) for doc in living if doc["platform"] == "press"],
        "removed": [post(doc, base) for doc in docs if doc.get("deleted")],
        "requests": world.requests,
    }
