"""Instagram content publishing: containers, publishing, deleting (Graph API v26.0)."""

from __future__ import annotations

import json
import time
from typing import Any

from starlette.routing import Route

from sandbox import accounts, instagram_upload
from sandbox import graph_errors as errors
from sandbox import instagram_checks as checks
from sandbox.accounts import Account
from sandbox.graph_call import GraphCall
from sandbox.graph_errors import GraphError
from sandbox.permalinks import media_code
from sandbox.store import Doc
from sandbox.world import fault

QUOTA = 100
DAY = 86_400
MIN_ITEMS, MAX_ITEMS = 2, 10
"""Slides of a carousel."""


def owner_of(call: GraphCall, account_id: str) -> Account:
    """The account, if the token opens it."""
    found = accounts.by_id("instagram", account_id)
    if found is None or found.token != call.token:
        raise errors.missing_object(call.node, call.method.lower())
    return found


async def create_container(call: GraphCall) -> dict[str, Any]:
    """``POST /{ig}/media``: one picture, reel, story, carousel item or carousel."""
    owner = owner_of(call, call.node)
    kind = call.params.get("media_type", "IMAGE").upper()
    caption = call.params.get("caption", "")
    checks.caption(caption)
    if kind == "CAROUSEL":
        doc = _carousel(call, owner)
    elif kind in ("REELS", "VIDEO", "STORIES") and (
        "video_url" in call.params or call.params.get("upload_type") == "resumable"
    ):
        doc = await instagram_upload.video_container(call, kind)
    elif kind in ("IMAGE", "STORIES"):
        doc = await checks.image(call)
    elif kind in ("REELS", "VIDEO"):
        raise errors.missing_param("video_url")
    else:
        raise errors.bad_param(f"Invalid parameter: media_type {kind}", subcode=2207023)
    doc |= {
        "id": call.world.store.new_id("1788"),
        "type": kind,
        "caption": caption,
        "item": call.flag("is_carousel_item"),
        "published": "",
        "raw": {k: v for k, v in call.params.items() if k != "access_token"},
    }
    _slow(call, doc)
    call.world.store.put("instagram", "container", doc, account=owner.id)
    answer = {"id": doc["id"]}
    if doc.get("resumable"):
        answer["uri"] = f"{call.base}/rupload/ig-api-upload/v26.0/{doc['id']}"
    return answer


def _slow(call: GraphCall, doc: Doc) -> None:
    """Play ``slow_processing``: so many seconds, or so many status questions."""
    pending = fault(call.request)
    if pending is not None and pending.kind == "slow_processing":
        doc["polls"] = int(pending.params.get("polls", 0))
        seconds = float(pending.params.get("seconds", 0 if doc["polls"] else 5))
        doc["ready_at"] = max(doc.get("ready_at", 0), time.time() + seconds)


def _carousel(call: GraphCall, owner: Account) -> Doc:
    raw = call.params.get("children", "")
    ids = json.loads(raw) if raw.startswith("[") else [part for part in raw.split(",") if part]
    if not MIN_ITEMS <= len(ids) <= MAX_ITEMS:
        raise GraphError(
            9004 if not ids else 100,
            "Invalid parameter",
            subcode=2207028,
            user=(
                "Carousel not valid",
                "Your post won't work as a carousel. Carousels need at least 2 photos/videos and "
                "no more than 10 photos/videos.",
            ),
        )
    for id_ in ids:
        child = call.world.store.get("instagram", "container", str(id_))
        if child is None or child["account"] != owner.id or not child["item"]:
            raise GraphError(
                24,
                "The requested resource does not exist",
                subcode=2207006,
                user=("Media not found", f"The media with id {id_} cannot be found."),
            )
    return {"children": [str(id_) for id_ in ids], "files": [], "warnings": []}


def state(doc: Doc) -> str:
    """``status_code`` of a container now."""
    if doc["published"]:
        return "PUBLISHED"
    if doc["created"] < time.time() - DAY:
        return "EXPIRED"
    if doc.get("error"):
        return "ERROR"
    waiting = time.time() < doc.get("ready_at", 0) or doc.get("polls", 0) > 0
    return "IN_PROGRESS" if waiting or doc.get("awaiting_bytes") else "FINISHED"


async def publish(call: GraphCall) -> dict[str, Any]:
    """``POST /{ig}/media_publish``: make a finished container public, once."""
    owner = owner_of(call, call.node)
    if "creation_id" not in call.params:
        raise errors.missing_param("creation_id")
    doc = call.world.store.get("instagram", "container", call.params["creation_id"])
    if doc is None or doc["account"] != owner.id or doc["item"]:
        raise checks.gone("The media with this creation_id cannot be found.")
    _ready_or_raise(call, doc)
    if call.world.limits and used(call, owner) >= QUOTA:
        raise GraphError(
            9,
            "Application request limit reached",
            subcode=2207042,
            user=(
                "Reached max posts",
                "You reached the maximum number of posts that is allowed to be published by Content Publishing API.",
            ),
        )
    media_id = call.world.store.new_id("1800")
    _make_public(call, owner, doc, media_id)
    doc["published"] = media_id
    call.world.store.put("instagram", "container", doc)
    return {"id": media_id}


def _ready_or_raise(call: GraphCall, doc: Doc) -> None:
    parts = [doc]
    for id_ in doc.get("children", ()):
        child = call.world.store.get("instagram", "container", id_)
        if child:
            parts.append(child)
    states = {state(part) for part in parts}
    if state(doc) == "PUBLISHED":
        raise checks.gone("This container was already published.")
    if "EXPIRED" in states:
        raise GraphError(
            24,
            "The media builder has expired",
            subcode=2207020,
            user=("Media expired", "The media you are trying to access has expired."),
        )
    if "ERROR" in states:
        raise GraphError(
            -1,
            "Fatal",
            subcode=2207032,
            user=("Create media failed", "Create media fail, please try to re-create media."),
        )
    if "IN_PROGRESS" in states:
        raise GraphError(
            9007,
            "Media ID is not available",
            subcode=2207027,
            user=(
                "Media not ready",
                "The media is not ready for publishing, please wait for a moment.",
            ),
        )


def _make_public(call: GraphCall, owner: Account, doc: Doc, media_id: str) -> None:
    files, warnings = list(doc["files"]), list(doc["warnings"])
    for id_ in doc.get("children", ()):
        child = call.world.store.get("instagram", "container", id_)
        if child:
            files += child["files"]
            warnings += child["warnings"]
    if "http" in doc["caption"]:
        warnings.append("Links in der Bildunterschrift sind auf Instagram nicht anklickbar.")
    code = media_code(int(media_id))
    call.world.store.put(
        "instagram",
        "post",
        {
            "id": media_id,
            "path": f"/instagram/p/{code}/",
            "code": code,
            "type": doc["type"],
            "text": doc["caption"],
            "media": files,
            "warnings": warnings,
            "raw": doc["raw"],
        },
        account=owner.id,
    )


def used(call: GraphCall, owner: Account) -> int:
    store = call.world.store
    return len(store.find("instagram", "post", account=owner.id, since=time.time() - DAY))


async def delete(call: GraphCall) -> dict[str, Any]:
    """``DELETE /{media}``: the whole post, never one slide."""
    doc = call.world.store.get("instagram", "post", call.node)
    if doc is None or doc.get("deleted"):
        raise errors.missing_object(call.node, "delete")
    owner_of(call, doc["account"])
    doc["deleted"] = True
    call.world.store.put("instagram", "post", doc)
    return {"success": True}


HANDLERS = {
    ("POST", "media"): create_container,
    ("POST", "media_publish"): publish,
    ("DELETE", ""): delete,
}
ROUTES = [
    Route(
        "/rupload/ig-api-upload/{version}/{container}",
        instagram_upload.receive,
        methods=["GET", "POST"],
    )
]
