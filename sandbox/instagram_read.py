"""Instagram: reading accounts, containers, media and the quota back (Graph API v26.0)."""

from __future__ import annotations

from typing import Any

from sandbox import accounts
from sandbox import graph_errors as errors
from sandbox.graph_call import GraphCall
from sandbox.instagram import DAY, QUOTA, owner_of, state, used
from sandbox.store import Doc
from sandbox.world import iso

MEDIA_FIELDS = frozenset(
    "id caption permalink timestamp media_type media_product_type media_url username shortcode "
    "alt_text children thumbnail_url like_count comments_count owner is_comment_enabled".split()
)
USER_FIELDS = frozenset(
    "id username name ig_id followers_count follows_count media_count biography website profile_picture_url".split()
)


async def read_quota(call: GraphCall) -> dict[str, Any]:
    """``GET /{ig}/content_publishing_limit``."""
    owner = owner_of(call, call.node)
    names = call.fields(frozenset({"id", "quota_usage", "config"}), ("quota_usage",), "ContentPublishingLimit")
    values = {
        "quota_usage": used(call, owner),
        "config": {"quota_total": QUOTA, "quota_duration": DAY},
    }
    return {"data": [{name: values[name] for name in names if name in values}]}


async def read_media(call: GraphCall) -> dict[str, Any]:
    """``GET /{ig}/media``: newest first."""
    owner = owner_of(call, call.node)
    names = call.fields(MEDIA_FIELDS, ("id",), "IGMedia")
    rows = call.world.store.find("instagram", "post", account=owner.id)
    rows = call.page_of([doc for doc in rows if not doc.get("deleted")])
    return {"data": [_shown(call, doc, names) for doc in rows], **call.paging(rows)}


def _shown(call: GraphCall, doc: Doc, names: list[str]) -> dict[str, Any]:
    files = doc["media"]
    owner = accounts.by_id("instagram", doc["account"])
    kinds = {"CAROUSEL": "CAROUSEL_ALBUM", "REELS": "VIDEO"}
    children = [{"id": f"{doc['id']}{number:02d}"} for number in range(len(files))]
    values: dict[str, Any] = {
        "id": doc["id"],
        "caption": doc["text"] or None,
        "permalink": call.base + doc["path"],
        "shortcode": doc["code"],
        "timestamp": iso(doc["created"], "+0000"),
        "media_type": kinds.get(doc["type"], doc["type"]),
        "media_product_type": "REELS" if doc["type"] == "REELS" else "FEED",
        "media_url": f"{call.base}/_files/{files[0]['sha256']}" if files else None,
        "username": owner.handle if owner else None,
        "owner": {"id": doc["account"]},
        "alt_text": files[0]["alt"] if len(files) == 1 else None,
        "children": {"data": children} if len(files) > 1 else None,
        "like_count": 0,
        "comments_count": 0,
        "is_comment_enabled": True,
    }
    return {name: values[name] for name in names if values.get(name) is not None}


async def read_node(call: GraphCall) -> dict[str, Any]:
    """``GET`` of an account, a container or a published medium."""
    if accounts.by_id("instagram", call.node):
        return _user_node(call)
    store = call.world.store
    if container := store.get("instagram", "container", call.node):
        return _container_node(call, container)
    doc = store.get("instagram", "post", call.node)
    if doc is None or doc.get("deleted"):
        raise errors.missing_object(call.node)
    return _shown(call, doc, call.fields(MEDIA_FIELDS, ("id",), "IGMedia"))


def _user_node(call: GraphCall) -> dict[str, Any]:
    owner = owner_of(call, call.node)
    names = call.fields(USER_FIELDS, ("id",), "IGUser")
    values: dict[str, Any] = {
        "id": owner.id,
        "username": owner.handle,
        "name": owner.name,
        "followers_count": 71_350,
        "follows_count": 212,
        "media_count": len(call.world.store.find("instagram", "post", account=owner.id)),
    }
    return {name: values[name] for name in names if name in values}


def _container_node(call: GraphCall, doc: Doc) -> dict[str, Any]:
    owner_of(call, doc["account"])
    code = state(doc)
    if doc.get("polls", 0) > 0:
        doc["polls"] -= 1
        call.world.store.put("instagram", "container", doc)
    words = {
        "FINISHED": "Finished: Media has been uploaded and it is ready to be published.",
        "IN_PROGRESS": "In Progress: Media is still being processed.",
        "PUBLISHED": "Published: Media has been successfully published.",
        "EXPIRED": "Expired: Media creation has expired.",
    }
    uploaded = {"status": "in_progress" if doc.get("awaiting_bytes") else "complete"}
    values = {
        "id": doc["id"],
        "status_code": code,
        "status": doc["error"] if code == "ERROR" else words[code],
        "video_status": {"uploading_phase": uploaded | {"bytes_transferred": doc.get("received", 0)}},
    }
    known = frozenset(values) | {"copyright_check_status"}
    names = call.fields(known, ("id",), "IGMediaBuilder")
    return {name: values[name] for name in names if name in values}


HANDLERS = {
    ("GET", "media"): read_media,
    ("GET", "content_publishing_limit"): read_quota,
    ("GET", ""): read_node,
}
