"""Instagram videos: fetched by Meta or uploaded in one resumable request."""

from __future__ import annotations

import asyncio
import time
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sandbox import accounts, media, tokens
from sandbox import graph_errors as errors
from sandbox.graph_call import GraphCall
from sandbox.store import Doc
from sandbox.world import FetchError, fault, world

MAX_VIDEO = 300 * 1024 * 1024
MIN_SECONDS, MAX_SECONDS = 3.0, 900.0
VIDEO_CODECS = frozenset({"h264", "hevc"})


async def video_container(call: GraphCall, kind: str) -> Doc:
    """The start of a reel, story or carousel video."""
    if kind == "VIDEO" and not call.flag("is_carousel_item"):
        raise errors.bad_param(
            "Invalid parameter",
            subcode=2207067,
            user=(
                "Media type",
                "The VIDEO value for media_type is no longer supported. Use the REELS media type "
                "to publish a video to your Instagram feed.",
            ),
        )
    if call.params.get("alt_text"):
        raise errors.bad_param("(#100) alt_text is only supported for image posts")
    doc: Doc = {"files": [], "warnings": [], "received": 0}
    if call.params.get("upload_type") == "resumable":
        return doc | {"resumable": True, "awaiting_bytes": True}
    try:
        content = await call.world.fetch(call.params["video_url"], MAX_VIDEO)
    except FetchError as error:
        return doc | {"error": f"Error: Media download has failed with error code 2207052: {error}"}
    return doc | await accept(call.world, content)


async def accept(where: Any, content: bytes) -> Doc:
    """What a container knows after its bytes were looked at; a bad file is an error *state*."""
    facts: Doc = {"received": len(content), "ready_at": time.time() + where.processing}
    try:
        seen = await asyncio.to_thread(media.film, content)
    except media.Unreadable as error:
        return facts | {"error": f"Error: Media upload has failed with error code 2207026: {error}"}
    wrong = _wrong(seen)
    if wrong:
        return facts | {"error": f"Error: Media upload has failed with error code 2207026: {wrong}"}
    file = media.entry(seen, where.store.save_file(content), len(content))
    return facts | {"files": [file]}


def _wrong(seen: media.Film) -> str:
    """Why Instagram would not take the video; empty when it would."""
    if "mp4" not in seen.container and "mov" not in seen.container:
        return f"container {seen.container} is not supported, use MP4 or MOV"
    if seen.video_codec not in VIDEO_CODECS:
        return f"video codec {seen.video_codec} is not supported, use H264 or HEVC"
    if seen.audio_codec not in ("", "aac"):
        return f"audio codec {seen.audio_codec} is not supported, use AAC"
    if not MIN_SECONDS <= round(seen.seconds, 1) <= MAX_SECONDS:
        return f"the video is {seen.seconds:.1f} s long, allowed are 3 s to 15 min"
    return ""


def _opens(request: Request, token: str) -> bool:
    """Whether this Page token's Page has an Instagram account."""
    try:
        page = tokens.owner(world(request), "facebook", token)
    except tokens.ExpiredError:
        return False
    return page is not None and accounts.by_token("instagram", page.token) is not None


async def receive(request: Request) -> Response:
    """``/rupload/ig-api-upload/{version}/{container}``: POST bytes, GET the offset."""
    here = world(request)
    doc = here.store.get("instagram", "container", request.path_params["container"])
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme != "OAuth" or not _opens(request, token):
        return _refused("NotAuthorizedError", "Authentication failed", 401)
    if doc is None or not doc.get("resumable"):
        return _refused("ProcessingFailedError", "Upload session not found", 404)
    if request.method == "GET":
        return JSONResponse({"offset": doc["received"]})
    return await _take(request, doc)


async def _take(request: Request, doc: Doc) -> Response:
    here, content = world(request), await request.body()
    size, offset = request.headers.get("file_size", ""), request.headers.get("offset", "")
    if not size.isdigit() or not offset.isdigit():
        return _refused("ParameterMissingError", "Headers offset and file_size are required", 400)
    if not doc.get("awaiting_bytes"):
        return JSONResponse({"success": True, "message": "Upload successful."})
    if int(offset) != doc["received"] or int(offset) + len(content) > int(size):
        return _refused("OffsetInvalidError", f"Offset {offset} does not match {doc['received']}", 400)
    if int(size) > MAX_VIDEO:
        return _refused("FileTooLargeError", "The video file is too large", 400)
    path = here.store.files / f"ig-{doc['id']}.part"
    with path.open("ab") as part:
        part.write(content)
    doc["received"] = int(offset) + len(content)
    if doc["received"] == int(size):
        doc |= await accept(here, path.read_bytes())
        doc["awaiting_bytes"] = False
        path.unlink()
        pending = fault(request)
        if pending is not None and pending.kind == "slow_processing":
            doc["polls"] = int(pending.params.get("polls", 0))
            seconds = float(pending.params.get("seconds", 0 if doc["polls"] else 5))
            doc["ready_at"] = time.time() + seconds
    here.store.put("instagram", "container", doc)
    return JSONResponse({"success": True, "message": "Upload successful."})


def _refused(kind: str, message: str, status: int) -> Response:
    """rupload has an error shape of its own."""
    body = {"debug_info": {"retriable": False, "type": kind, "message": message}}
    return JSONResponse(body, status)
