"""Facebook Pages: reading pages, posts, photos and videos back (Graph API v26.0)."""

from __future__ import annotations

import time
from typing import Any

from sandbox import accounts
from sandbox import graph_errors as errors
from sandbox.accounts import Account
from sandbox.facebook import page, post_of
from sandbox.graph_call import GraphCall
from sandbox.store import Doc
from sandbox.world import iso

POST_FIELDS = frozenset(
    "id message created_time updated_time permalink_url story full_picture picture attachments "
    "from is_published is_hidden status_type shares likes comments reactions message_tags "
    "properties privacy scheduled_publish_time".split()
)
PAGE_FIELDS = frozenset(
    "id name username link category about fan_count followers_count is_published "
    "access_token tasks instagram_business_account picture verification_status".split()
)


def _attachments(call: GraphCall, doc: Doc) -> dict[str, Any]:
    parts: list[dict[str, Any]] = []
    for file in doc["media"]:
        url = f"{call.base}/_files/{file['sha256']}"
        kind = "photo" if file["kind"] == "image" else "video"
        image = {"src": url, "width": file["width"], "height": file["height"]}
        part = {"media_type": kind, "type": kind, "media": {"image": image}, "url": url}
        parts.append(part | ({"target": {"id": file["node"], "url": url}} if file.get("node") else {}))
    if not parts and doc["link"]:
        parts.append({"media_type": "link", "type": "share", "url": doc["link"]})
    if len(parts) > 1:
        album = {"id": doc["id"], "url": call.base + doc["path"]}
        return {"data": [{"media_type": "album", "target": album, "subattachments": {"data": parts}}]}
    return {"data": parts}


def _shown(call: GraphCall, doc: Doc, names: list[str]) -> dict[str, Any]:
    """A post as a reading call sees it; fields without a value are left out, as Graph does."""
    images = [file for file in doc["media"] if file["kind"] == "image"]
    values: dict[str, Any] = {
        "id": doc["id"],
        "message": doc["text"] or None,
        "created_time": iso(doc["created"], "+0000"),
        "updated_time": iso(doc.get("edited") or doc["created"], "+0000"),
        "permalink_url": call.base + doc["path"],
        "is_published": True,
        "is_hidden": False,
        "full_picture": f"{call.base}/_files/{images[0]['sha256']}" if images else None,
        "from": {"name": accounts.name_of("facebook", doc["account"]), "id": doc["account"]},
        "attachments": _attachments(call, doc) if doc["media"] or doc["link"] else None,
    }
    return {name: values[name] for name in names if values.get(name) is not None}


async def read_feed(call: GraphCall) -> dict[str, Any]:
    """``GET /{page}/feed``: newest first."""
    owner = page(call)
    if owner.token != call.token:
        raise errors.foreign_feed()
    names = call.fields(POST_FIELDS, ("created_time", "message", "id"), "PagePost")
    rows = [doc for doc in call.world.store.find("facebook", "post", account=owner.id) if not doc.get("deleted")]
    rows = call.page_of(rows)
    return {"data": [_shown(call, doc, names) for doc in rows], **call.paging(rows)}


async def read_node(call: GraphCall) -> dict[str, Any]:
    """``GET /{page}``, ``/{post}``, ``/{photo}`` or ``/{video}``."""
    if found := accounts.by_id("facebook", call.node):
        return _page_node(call, found)
    if video := call.world.store.get("facebook", "video", call.node):
        return _video_node(call, video)
    if photo := call.world.store.get("facebook", "photo", call.node):
        values = {"id": photo["id"], "created_time": iso(photo["created"], "+0000")}
        values["alt_text_custom"] = photo["file"]["alt"]
        return {k: v for k, v in values.items() if k in call.params.get("fields", "id") or k == "id"}
    doc = post_of(call)
    return _shown(call, doc, call.fields(POST_FIELDS, ("created_time", "message", "id"), "PagePost"))


def _page_node(call: GraphCall, found: Account) -> dict[str, Any]:
    names = call.fields(PAGE_FIELDS, ("name", "id"), "Page")
    values: dict[str, Any] = {
        "id": found.id,
        "name": found.name,
        "username": found.handle,
        "link": f"{call.base}/facebook/{found.id}",
        "category": "City",
        "fan_count": 84_120,
        "followers_count": 86_004,
        "is_published": True,
        "tasks": ["CREATE_CONTENT", "MODERATE", "ANALYZE"],
    }
    gram = accounts.by_token("instagram", found.token)
    if gram:
        values["instagram_business_account"] = {"id": gram.id}
    return {name: values[name] for name in names if name in values}


def _video_node(call: GraphCall, video: Doc) -> dict[str, Any]:
    ready = time.time() >= video["ready_at"]
    state = video.get("error") or ("ready" if ready else "processing")
    values: dict[str, Any] = {
        "id": video["id"],
        "status": {"video_status": state},
        "title": video["title"],
        "description": video["description"],
        "created_time": iso(video["created"], "+0000"),
        "permalink_url": call.base + video["path"],
        "post_id": video["post_id"],
        "published": True,
    }
    names = call.fields(frozenset(values) | {"length"}, ("updated_time", "id"), "Video")
    return {name: values[name] for name in names if name in values}


HANDLERS = {
    ("GET", "feed"): read_feed,
    ("GET", "posts"): read_feed,
    ("GET", "published_posts"): read_feed,
    ("GET", ""): read_node,
}
