"""What a Page shows: its feed, and which of our uploads stand in it.

The text alone does not always tell: a post may have none, or somebody may have changed it since. The ids of
our own photos and videos, kept before they were used, tell it for certain.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from channels_publish.adapters.base import MOST_SHOWN, AccountProblem, Receipt, Refused, Resume, Shown, Unknown
from channels_publish.adapters.meta import Graph, is_since
from channels_publish.adapters.readback import moment

SITE = "https://www.facebook.com"
FEED_PAGES = 5
# Attachments name the photo or video they show by ``target.id`` (StoryAttachment, Graph v26.0, read 2026-11-25).
FIELDS = "id,message,created_time,permalink_url,attachments{target,subattachments{target}}"
READABLE = "id,message,created_time,permalink_url"
MOST_PHOTOS = 10
# Video node, ``status.video_status`` (Graph v26.0, read 2026-11-25).
FAILED_VIDEO = frozenset({"error", "upload_failed", "expired"})


def feed_since(graph: Graph, page: str, since: datetime) -> Iterator[dict[str, Any]]:
    """The Page's posts since then, newest first. Raises Unknown where there are more than can be read."""
    params = {"fields": FIELDS, "since": str(int(since.timestamp()) - 60), "limit": "100"}
    for _ in range(FEED_PAGES):
        reply = graph.read(f"{page}/feed", **params)
        entries = reply.get("data", [])
        yield from (entry for entry in entries if is_since(entry.get("created_time"), since))
        paging = reply.get("paging") or {}
        after = (paging.get("cursors") or {}).get("after")
        if not entries or not after or not paging.get("next"):
            return
        params["after"] = after
    raise Unknown("feed_too_long", f"more than {FEED_PAGES * 100} posts since the attempt")


def shown_since(graph: Graph, page: str, since: datetime) -> tuple[Shown, ...]:
    """One page of the feed for a person to look at."""
    reply = graph.read(f"{page}/feed", fields=READABLE, since=str(int(since.timestamp()) - 60), limit=str(MOST_SHOWN))
    receipts = [(receipt_of(entry), str(entry.get("message", ""))) for entry in reply.get("data", [])]
    return tuple(Shown(found.remote_id, found.url, text, at=found.published_at) for found, text in receipts)


def uploads_of(resume: Resume) -> frozenset[str]:
    """Ids of the photos and the video we uploaded for this post, before anybody could see them."""
    names = ("video_id", *(f"photo_{number}" for number in range(1, MOST_PHOTOS + 1)))
    return frozenset(upload for name in names if (upload := resume.get(name)))


def targets(entry: Mapping[str, Any]) -> frozenset[str]:
    """Ids of the photos and videos a post shows."""
    found: set[str] = set()
    for part in _parts(entry.get("attachments")):
        for each in (part, *_parts(part.get("subattachments"))):
            target = each.get("target")
            if isinstance(target, dict) and target.get("id"):
                found.add(str(target["id"]))
    return frozenset(found)


def our_video(graph: Graph, page: str, video: str) -> tuple[Receipt | None, str]:
    """The receipt of a video of ours that is surely public, and the state Meta gives for it."""
    try:
        entry = graph.read(video, fields="status,published,post_id,permalink_url,created_time")
    except (AccountProblem, Refused):
        return None, ""  # a video whose upload was never finished is not there
    status = entry.get("status")
    state = str(status.get("video_status", "")) if isinstance(status, dict) else ""
    if state == "ready" and entry.get("published") and entry.get("post_id"):
        return receipt_of({**entry, "id": full_id(page, str(entry["post_id"]))}), state
    return None, state


def full_id(page: str, post: str) -> str:
    """A post's id as the feed shows it: the Page's id in front."""
    return post if "_" in post else f"{page}_{post}"


def receipt_of(entry: Mapping[str, Any]) -> Receipt:
    """The receipt of a post as Graph shows it."""
    remote_id = str(entry["id"])
    # Videos answer with a path, posts with a whole address.
    url = str(entry.get("permalink_url") or f"/{remote_id}")
    url = SITE + url if url.startswith("/") else url
    return Receipt(remote_id, url, moment(entry.get("created_time")))


def _parts(attachments: object) -> list[Mapping[str, Any]]:
    data = attachments.get("data") if isinstance(attachments, dict) else None
    return [part for part in data if isinstance(part, dict)] if isinstance(data, list) else []
