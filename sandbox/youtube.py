"""YouTube Data API v3: videos, channel, uploads playlist, captions list."""

from __future__ import annotations

import secrets
import time
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox import accounts, youtube_upload
from sandbox.accounts import Account
from sandbox.store import Doc
from sandbox.world import iso, world
from sandbox.youtube_call import check_snippet, check_status, endpoint, json_body, parts
from sandbox.youtube_errors import GoogleError
from sandbox.youtube_store import caption, resource, video_of

MAX_ROWS = 50
VIDEO_PARTS = youtube_upload.INSERT_PARTS | {"id", "liveStreamingDetails"}
CHANNEL_PARTS = frozenset("id snippet contentDetails statistics status brandingSettings".split())
ITEM_PARTS = frozenset("id snippet contentDetails status".split())


def _page(kind: str, items: list[Any], total: int, more: str = "") -> Response:
    body: dict[str, Any] = {"kind": kind, "etag": secrets.token_urlsafe(16), "items": items}
    if more:
        body["nextPageToken"] = more
    body["pageInfo"] = {"totalResults": total, "resultsPerPage": len(items)}
    return JSONResponse(body)


async def list_videos(request: Request, user: Account) -> Response:
    """``videos.list`` by id; missing ids are simply not in the answer."""
    names, store = parts(request, VIDEO_PARTS), world(request).store
    if "id" not in request.query_params:
        raise GoogleError(
            400,
            "missingRequiredParameter",
            "No filter selected. Expected one of: id, chart, myRating",
            domain="youtube.parameter",
        )
    items = []
    for id_ in request.query_params["id"].split(","):
        doc = store.get("youtube", "post", id_)
        if doc is None or doc.get("deleted"):
            continue
        items.append(resource(request, doc, names))
        if doc.get("polls", 0) > 0:
            doc["polls"] -= 1
            store.put("youtube", "post", doc)
    return _page("youtube#videoListResponse", items, len(items))


async def update_video(request: Request, user: Account) -> Response:
    """``videos.update``: each part named is replaced as a whole."""
    names, body = parts(request, VIDEO_PARTS), await json_body(request)
    doc = video_of(request, str(body.get("id", "")))
    if doc["account"] != user.id:
        raise GoogleError(403, "forbidden", "The request might not be properly authorized.")
    if "snippet" in names:
        snippet = body.get("snippet") or {}
        check_snippet(snippet)
        if "categoryId" not in snippet:
            raise GoogleError(400, "invalidCategoryId", "The snippet.categoryId property specifies an invalid ID.")
        doc |= {
            "snippet": snippet,
            "title": snippet["title"],
            "text": snippet.get("description", ""),
            "tags": snippet.get("tags") or [],
        }
    if "status" in names:
        check_status(body.get("status") or {})
        doc["status"] = {"privacyStatus": "public", **(body.get("status") or {})}
    doc["edited"] = time.time()
    world(request).store.put("youtube", "post", doc)
    return JSONResponse(resource(request, doc, names))


async def delete_video(request: Request, user: Account) -> Response:
    """``videos.delete``: 204, for good."""
    doc = video_of(request, request.query_params.get("id", ""))
    if doc["account"] != user.id:
        raise GoogleError(403, "forbidden", "The video that you are trying to delete cannot be deleted.")
    doc["deleted"] = True
    world(request).store.put("youtube", "post", doc)
    return Response(status_code=204)


def _uploads(channel: str) -> str:
    """The uploads playlist has the channel's id with UU in front."""
    return "UU" + channel[2:]


async def list_channels(request: Request, user: Account) -> Response:
    """``channels.list`` with ``mine=true`` or ``id``."""
    names, query = parts(request, CHANNEL_PARTS), request.query_params
    mine = query.get("mine", "").lower() == "true"
    found = user if mine else accounts.by_id("youtube", query.get("id", ""))
    if not (mine or "id" in query):
        raise GoogleError(400, "missingRequiredParameter", "No filter selected.", domain="youtube.parameter")
    if found is None:
        return _page("youtube#channelListResponse", [], 0)
    values: dict[str, Any] = {
        "snippet": {"title": found.name, "customUrl": f"@{found.handle}", "country": "DE"},
        "contentDetails": {"relatedPlaylists": {"likes": "", "uploads": _uploads(found.id)}},
        "statistics": {"viewCount": "0", "subscriberCount": "9120", "videoCount": "0"},
        "status": {"privacyStatus": "public", "isLinked": True, "longUploadsStatus": "allowed"},
    }
    channel: dict[str, Any] = {"kind": "youtube#channel", "etag": "", "id": found.id}
    channel |= {name: values[name] for name in names if name in values}
    return _page("youtube#channelListResponse", [channel], 1)


async def list_items(request: Request, user: Account) -> Response:
    """``playlistItems.list`` of an uploads playlist, newest first."""
    names, query = parts(request, ITEM_PARTS), request.query_params
    owner = accounts.by_id("youtube", "UC" + query.get("playlistId", "")[2:])
    if owner is None:
        raise GoogleError(
            404,
            "playlistNotFound",
            "The playlist identified with the request's <code>playlistId</code> parameter cannot be found.",
            domain="youtube.playlistItem",
        )
    limit, skip = query.get("maxResults", "5"), query.get("pageToken", "0")
    if not limit.isdigit() or not 0 <= int(limit) <= MAX_ROWS or not skip.isdigit():
        raise GoogleError(400, "invalidParameterValue", "Invalid value for maxResults.", domain="youtube.parameter")
    rows = world(request).store.find("youtube", "post", account=owner.id)
    rows = [doc for doc in rows if not doc.get("deleted")]
    end = int(skip) + int(limit)
    items = [_item(doc, owner, names, number) for number, doc in enumerate(rows)][int(skip) : end]
    more = str(end) if end < len(rows) else ""
    return _page("youtube#playlistItemListResponse", items, len(rows), more)


def _item(doc: Doc, owner: Account, names: list[str], number: int) -> dict[str, Any]:
    values = {
        "snippet": {
            "publishedAt": iso(doc["created"]),
            "channelId": owner.id,
            "title": doc["title"],
            "description": doc["text"],
            "channelTitle": owner.name,
            "playlistId": _uploads(owner.id),
            "position": number,
            "resourceId": {"kind": "youtube#video", "videoId": doc["id"]},
        },
        "contentDetails": {"videoId": doc["id"], "videoPublishedAt": iso(doc["created"])},
        "status": {"privacyStatus": doc["status"].get("privacyStatus", "public")},
    }
    item = {"kind": "youtube#playlistItem", "etag": "", "id": f"UE{doc['id']}"}
    return item | {name: values[name] for name in names if name in values}


async def list_captions(request: Request, user: Account) -> Response:
    """``captions.list`` of one video."""
    parts(request, frozenset({"id", "snippet"}))
    doc = video_of(request, request.query_params.get("videoId", ""))
    items = [caption(doc, track) for track in doc.get("captions", [])]
    return JSONResponse({"kind": "youtube#captionListResponse", "etag": "", "items": items})


API = "/youtube/youtube/v3"
ROUTES = [
    Route(f"{API}/videos", endpoint("videos.list", list_videos), methods=["GET"]),
    Route(f"{API}/videos", endpoint("videos.update", update_video), methods=["PUT"]),
    Route(f"{API}/videos", endpoint("videos.delete", delete_video), methods=["DELETE"]),
    Route(f"{API}/channels", endpoint("channels.list", list_channels), methods=["GET"]),
    Route(f"{API}/playlistItems", endpoint("playlistItems.list", list_items), methods=["GET"]),
    Route(f"{API}/captions", endpoint("captions.list", list_captions), methods=["GET"]),
    *youtube_upload.ROUTES,
]
