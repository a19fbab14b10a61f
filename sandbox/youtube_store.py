"""What becomes of finished YouTube uploads: videos, thumbnails, captions."""

from __future__ import annotations

import asyncio
import secrets
import time
from typing import Any

from starlette.requests import Request

from sandbox import accounts, media
from sandbox.accounts import Account
from sandbox.store import Doc
from sandbox.world import base, fault, iso, world
from sandbox.youtube_errors import GoogleError

MAX_THUMBNAIL = 50 * 1024**2
MAX_CAPTION = 100 * 1024**2


async def insert_video(request: Request, user: Account, session: Doc, content: bytes) -> dict[str, Any]:
    """Keep the video and answer its resource; whether it can be played shows in processing."""
    here, body = world(request), session["body"]
    status = dict(body.get("status") or {})
    warnings = []
    if "privacyStatus" not in status:
        status["privacyStatus"] = "public"
        warnings.append("privacyStatus fehlte: YouTube veröffentlicht seit 2. November 2026 sofort.")
    id_ = secrets.token_urlsafe(8)[:11]
    snippet = {"categoryId": "22", "description": "", **(body.get("snippet") or {})}
    doc: Doc = {
        "id": id_,
        "path": f"/youtube/watch?v={id_}",
        "title": snippet["title"],
        "text": snippet["description"],
        "tags": snippet.get("tags") or [],
        "snippet": snippet,
        "status": status,
        "media": [],
        "warnings": warnings,
        "raw": body,
    }
    doc |= await _processing(request, user, content)
    here.store.put("youtube", "post", doc, account=user.id)
    return resource(request, doc, ["snippet", "status"])


async def _processing(request: Request, user: Account, content: bytes) -> Doc:
    """How processing will end, and when; seen only by asking, as on the platform."""
    here, pending = world(request), fault(request)
    wait, polls = here.processing, 0
    if pending is not None and pending.kind == "slow_processing":
        polls = int(pending.params.get("polls", 0))
        wait = float(pending.params.get("seconds", 0 if polls else 5))
    facts: Doc = {"ready_at": time.time() + wait, "polls": polls, "failure": "", "rejection": ""}
    try:
        seen = await asyncio.to_thread(media.film, content)
    except media.Unreadable:
        return facts | {"failure": "invalidFile"}
    file = media.entry(seen, here.store.save_file(content), len(content))
    same = (
        doc
        for doc in here.store.find("youtube", "post", account=user.id)
        if not doc.get("deleted") and any(f["sha256"] == file["sha256"] for f in doc["media"])
    )
    if (pending is not None and pending.kind == "duplicate") or (not here.credulous and next(same, None)):
        facts["rejection"] = "duplicate"
    return facts | {"media": [file], "seconds": seen.seconds}


def video_of(request: Request, id_: str) -> Doc:
    """A video that is still there; raises 404."""
    doc = world(request).store.get("youtube", "post", id_)
    if doc is None or doc.get("deleted"):
        raise GoogleError(
            404,
            "videoNotFound",
            "The video that you are trying to find cannot be found. Check the value of the "
            "<code>id</code> parameter to ensure that it is correct.",
        )
    return doc


def processed(doc: Doc) -> bool:
    """Whether processing has come to an end."""
    return time.time() >= float(doc["ready_at"]) and doc.get("polls", 0) <= 0


def resource(request: Request, doc: Doc, names: list[str]) -> dict[str, Any]:
    """A video as the API shows it, in the parts asked for."""
    answer = {"kind": "youtube#video", "etag": secrets.token_urlsafe(16), "id": doc["id"]}
    values = {
        "snippet": _snippet(request, doc),
        "status": _status(doc),
        "processingDetails": _details(doc),
        "contentDetails": {
            "duration": f"PT{int(doc.get('seconds', 0))}S",
            "definition": "hd",
            "caption": "true" if doc.get("captions") else "false",
        },
        "statistics": {"viewCount": "0", "likeCount": "0", "commentCount": "0"},
        "player": {"embedHtml": ""},
    }
    return answer | {name: values[name] for name in names if name in values}


def _snippet(request: Request, doc: Doc) -> dict[str, Any]:
    thumbnails = {}
    if doc.get("thumbnail"):
        thumb = doc["thumbnail"]
        url = f"{base(request)}/_files/{thumb['sha256']}"
        thumbnails["default"] = {"url": url, "width": thumb["width"], "height": thumb["height"]}
    return {
        "publishedAt": iso(doc["created"]),
        "channelId": doc["account"],
        "channelTitle": accounts.name_of("youtube", doc["account"]),
        "thumbnails": thumbnails,
        "liveBroadcastContent": "none",
        "localized": {"title": doc["title"], "description": doc["text"]},
        **doc["snippet"],
    }


def _status(doc: Doc) -> dict[str, Any]:
    state: dict[str, Any] = {"uploadStatus": "uploaded"}
    if processed(doc):
        state["uploadStatus"] = "processed"
        if doc["failure"]:
            state = {"uploadStatus": "failed", "failureReason": doc["failure"]}
        elif doc["rejection"]:
            state = {"uploadStatus": "rejected", "rejectionReason": doc["rejection"]}
    defaults = {"license": "youtube", "embeddable": True, "publicStatsViewable": True}
    return {**state, **defaults, **doc["status"]}


def _details(doc: Doc) -> dict[str, Any]:
    if not processed(doc):
        progress = {"partsTotal": "100", "partsProcessed": "40", "timeLeftMs": "500"}
        return {"processingStatus": "processing", "processingProgress": progress}
    if doc["failure"] or doc["rejection"]:
        return {"processingStatus": "terminated", "processingFailureReason": "other"}
    return {"processingStatus": "succeeded", "thumbnailsAvailability": "available"}


async def set_thumbnail(request: Request, user: Account, session: Doc, content: bytes) -> dict[str, Any]:
    """Keep a video's own thumbnail: JPEG or PNG up to 50 MB."""
    doc = video_of(request, session["query"].get("videoId", ""))
    if doc["account"] != user.id:
        raise GoogleError(403, "forbidden", "The thumbnail can't be set for this video.")
    if len(content) > MAX_THUMBNAIL:
        raise GoogleError(413, "mediaBodyTooLarge", "The image is too large.", domain="youtube.thumbnail")
    try:
        seen = await asyncio.to_thread(media.picture, content)
    except media.Unreadable:
        seen = None
    if seen is None or seen.mime not in ("image/jpeg", "image/png"):
        raise GoogleError(
            400,
            "invalidImage",
            "The provided image content is invalid.",
            domain="youtube.thumbnail",
        )
    store = world(request).store
    doc["thumbnail"] = media.entry(seen, store.save_file(content), len(content))
    store.put("youtube", "post", doc)
    url = f"{base(request)}/_files/{doc['thumbnail']['sha256']}"
    sizes = {
        name: {"url": url, "width": width, "height": height}
        for name, width, height in (
            ("default", 120, 90),
            ("medium", 320, 180),
            ("high", 480, 360),
            ("standard", 640, 480),
            ("maxres", 1280, 720),
        )
    }
    return {"kind": "youtube#thumbnailSetResponse", "etag": "", "items": [sizes]}


def check_caption(request: Request, body: dict[str, Any]) -> None:
    """A caption track names its video, its language and itself; names are unique per video."""
    snippet = body.get("snippet") or {}
    doc = video_of(request, str(snippet.get("videoId", "")))
    if not snippet.get("language") or "name" not in snippet:
        raise GoogleError(
            400,
            "invalidMetadata",
            "The request contains invalid metadata values, which prevent the track from being created.",
            domain="youtube.caption",
        )
    key = (snippet["language"], snippet["name"])
    if any((c["language"], c["name"]) == key for c in doc.get("captions", [])):
        raise GoogleError(
            409,
            "captionExists",
            "The specified video already has a caption track with the same snippet.name and snippet.language.",
            domain="youtube.caption",
        )


async def insert_caption(request: Request, user: Account, session: Doc, content: bytes) -> dict[str, Any]:
    """Keep a subtitle file with its video."""
    snippet = session["body"]["snippet"]
    doc = video_of(request, str(snippet["videoId"]))
    if not content or len(content) > MAX_CAPTION:
        raise GoogleError(
            400,
            "contentRequired",
            "The request does not contain the caption track contents.",
            domain="youtube.caption",
        )
    store = world(request).store
    track = {
        "id": secrets.token_urlsafe(20),
        "language": snippet["language"],
        "name": snippet["name"],
        "sha256": store.save_file(content),
        "at": time.time(),
    }
    doc.setdefault("captions", []).append(track)
    store.put("youtube", "post", doc)
    return caption(doc, track)


def caption(doc: Doc, track: Doc) -> dict[str, Any]:
    """A caption track as the API shows it."""
    return {
        "kind": "youtube#caption",
        "etag": "",
        "id": track["id"],
        "snippet": {
            "videoId": doc["id"],
            "lastUpdated": iso(track["at"]),
            "trackKind": "standard",
            "language": track["language"],
            "name": track["name"],
            "status": "serving",
            "isDraft": False,
        },
    }
