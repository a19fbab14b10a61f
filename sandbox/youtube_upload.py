"""YouTube uploads: resumable sessions and single requests, for videos, thumbnails, captions."""

from __future__ import annotations

import email.parser
import email.policy
import re
import secrets
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox import youtube_store
from sandbox.accounts import Account, by_id
from sandbox.store import Doc
from sandbox.world import base, world
from sandbox.youtube_call import check_snippet, check_status, endpoint, parse_json, parts
from sandbox.youtube_errors import GoogleError

STEP = 256 * 1024
MAX_VIDEO = 256 * 1024**3
INSERT_PARTS = frozenset(
    "snippet status contentDetails recordingDetails localizations paidProductPlacementDetails "
    "player statistics topicDetails processingDetails fileDetails suggestions".split()
)
RANGE = re.compile(r"^bytes (?:(\d+)-(\d+)|\*)/(\d+|\*)$")
Finish = Callable[[Request, Account, Doc, bytes], Awaitable[dict[str, Any]]]
FINISH: dict[str, Finish] = {
    "videos": youtube_store.insert_video,
    "thumbnails/set": youtube_store.set_thumbnail,
    "captions": youtube_store.insert_caption,
}


def _check_start(request: Request, what: str, body: dict[str, Any]) -> None:
    """What YouTube refuses before the first byte of the file."""
    if what == "videos":
        parts(request, INSERT_PARTS)
        check_snippet(body.get("snippet") or {})
        check_status(body.get("status") or {})
    elif what == "captions":
        youtube_store.check_caption(request, body)
    else:
        youtube_store.video_of(request, request.query_params.get("videoId", ""))


def start(what: str) -> Callable[[Request, Account], Awaitable[Response]]:
    """``POST`` to an upload address: open a session, or take all in one request."""

    async def answer(request: Request, user: Account) -> Response:
        kind = request.query_params.get("uploadType")
        content = await request.body()
        if kind == "resumable":
            return _open(request, user, what, parse_json(content))
        if kind == "multipart":
            body, content = _split(request, content)
        elif kind == "media":
            body = {}
        else:
            raise GoogleError(400, "badRequest", "Media type not supported.", domain="global")
        _check_start(request, what, body)
        doc = {"body": body, "query": dict(request.query_params)}
        return JSONResponse(await FINISH[what](request, user, doc, content))

    return answer


def _open(request: Request, user: Account, what: str, body: dict[str, Any]) -> Response:
    _check_start(request, what, body)
    length = request.headers.get("x-upload-content-length", "")
    if length and (not length.isdigit() or int(length) > MAX_VIDEO):
        raise GoogleError(400, "badRequest", "Invalid X-Upload-Content-Length.", domain="global")
    id_ = secrets.token_urlsafe(24)
    doc = {
        "id": id_,
        "what": what,
        "body": body,
        "query": dict(request.query_params),
        "total": int(length) if length else None,
        "mime": request.headers.get("x-upload-content-type", "application/octet-stream"),
        "received": 0,
        "result": None,
    }
    world(request).store.put("youtube", "session", doc, account=user.id)
    place = f"{base(request)}/youtube/upload/youtube/v3/{what}?uploadType=resumable&upload_id={id_}"
    headers = {"Location": place, "X-GUploader-UploadID": id_}
    return Response(b"", 200, headers)


def _split(request: Request, content: bytes) -> tuple[dict[str, Any], bytes]:
    """The JSON and the bytes of a ``multipart/related`` body."""
    head = f"Content-Type: {request.headers.get('content-type', '')}\r\n\r\n".encode()
    message = email.parser.BytesParser(policy=email.policy.HTTP).parsebytes(head + content)
    pieces = list(message.iter_parts()) if message.is_multipart() else []
    if len(pieces) != len(("metadata", "media")):
        raise GoogleError(400, "badRequest", "Malformed multipart body.", domain="global")
    return parse_json(_payload(pieces[0])), _payload(pieces[1])


def _payload(part: Any) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


async def put(request: Request) -> Response:
    """``PUT`` to a session: a chunk, all of it, or the question how much arrived."""
    id_ = request.query_params.get("upload_id", "")
    # One after the other: who asks while the last chunk is taken in waits for the video's id.
    async with world(request).lock(f"youtube {id_}"):
        return await _put(request, world(request).store.get("youtube", "session", id_))


async def _put(request: Request, doc: Doc | None) -> Response:
    if doc is None:
        return Response("Upload session not found", 404, media_type="text/plain")
    if doc["result"] is not None:
        return JSONResponse(doc["result"])
    content = await request.body()
    try:
        first, total = _place(request, doc, content)
    except ValueError as error:
        return Response(str(error), 400, media_type="text/plain")
    return _resume(doc) if first is None else await _take(request, doc, first, total, content)


async def _take(request: Request, doc: Doc, first: int, total: int | None, content: bytes) -> Response:
    """Write a chunk down; after the last one the upload becomes what it was meant for."""
    store = world(request).store
    path = store.files / f"yt-{doc['id']}.part"
    with path.open("r+b" if path.exists() else "w+b") as file:
        file.seek(first)
        file.write(content)
    doc["received"], doc["total"] = first + len(content), total
    if total is None or doc["received"] < total:
        store.put("youtube", "session", doc)
        return _resume(doc)
    try:
        user = by_id("youtube", doc["account"])
        assert user is not None
        doc["result"] = await FINISH[doc["what"]](request, user, doc, path.read_bytes())
    except GoogleError as error:
        return error.response()
    path.unlink()
    store.put("youtube", "session", doc)
    return JSONResponse(doc["result"])


def _place(request: Request, doc: Doc, content: bytes) -> tuple[int | None, int | None]:
    """Where the bytes belong and the whole length; no place for a question. Raises ValueError."""
    header = request.headers.get("content-range")
    if header is None:
        return 0, len(content)
    match = RANGE.match(header)
    if match is None:
        raise ValueError(f"Failed to parse Content-Range header: {header}")
    total = None if match[3] == "*" else int(match[3])
    if total is not None and doc["total"] is not None and total != doc["total"]:
        raise ValueError("Content-Range does not match X-Upload-Content-Length")
    if match[1] is None:
        return (0, 0) if total == 0 else (None, total)
    first, last = int(match[1]), int(match[2])
    if last - first + 1 != len(content):
        raise ValueError("Content-Range does not match the number of bytes sent")
    if first > doc["received"]:
        raise ValueError(f"Bytes are missing before {first}")
    if (total is None or last + 1 < total) and len(content) % STEP:
        raise ValueError("All chunks but the last must be a multiple of 262144 bytes")
    if total is not None and last >= total:
        raise ValueError("Content-Range ends beyond the file")
    return first, total


def _resume(doc: Doc) -> Response:
    """308 with what has arrived; no Range header while nothing has."""
    headers = {"X-GUploader-UploadID": doc["id"]}
    if doc["received"]:
        headers["Range"] = f"bytes=0-{doc['received'] - 1}"
    return Response(b"", 308, headers)


async def cancel(request: Request) -> Response:
    """``DELETE`` of a session: 499 as Google answers, and later calls find nothing."""
    world(request).store.delete("youtube", "session", request.query_params.get("upload_id", ""))
    return Response(b"", 499)


def _routes() -> list[Route]:
    found = []
    names = {"videos": "videos.insert", "thumbnails/set": "thumbnails.set"}
    for what in FINISH:
        for prefix in ("/youtube/upload", "/youtube/resumable/upload"):
            path = f"{prefix}/youtube/v3/{what}"
            opener = endpoint(names.get(what, "captions.insert"), start(what))
            found.append(Route(path, opener, methods=["POST"]))
            found.append(Route(path, put, methods=["PUT"]))
            found.append(Route(path, cancel, methods=["DELETE"]))
    return found


ROUTES = _routes()
