"""X media: one-shot and chunked upload, status, alt text (X API v2)."""

from __future__ import annotations

import asyncio
import base64
import binascii
import time
from typing import Any

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox import media, x_errors
from sandbox.accounts import Account
from sandbox.store import Doc
from sandbox.world import fault, world
from sandbox.x_call import endpoint, json_body

DAY = 86_400
MAX_ALT = 1_000
TYPES = {
    "tweet_image": frozenset({"image/jpeg", "image/png", "image/webp", "image/bmp", "image/pjpeg", "image/tiff"}),
    "tweet_gif": frozenset({"image/gif"}),
    "tweet_video": frozenset({"video/mp4", "video/quicktime", "video/webm", "video/mp2t"}),
    "amplify_video": frozenset({"video/mp4", "video/quicktime"}),
}
MAX_BYTES = {
    "tweet_image": 5 * 1024**2,
    "tweet_gif": 15 * 1024**2,
    "tweet_video": 512 * 1024**2,
    "amplify_video": 512 * 1024**2,
}
KEY_PREFIX = {"tweet_image": "3", "tweet_gif": "16", "tweet_video": "7", "amplify_video": "13"}
MIN_VIDEO_SECONDS, MAX_VIDEO_SECONDS = 0.5, 140.0
MAX_SEGMENT = 999


def _check_start(category: Any, media_type: Any, total: Any) -> None:
    if category not in TYPES:
        raise x_errors.invalid(f"media_category [{category}] is not valid", {"media_category": [str(category)]})
    if media_type not in TYPES[category]:
        raise x_errors.invalid(
            f"media_type [{media_type}] is not valid for {category}",
            {"media_type": [str(media_type)]},
        )
    if not isinstance(total, int) or not 0 < total <= MAX_BYTES[category]:
        raise x_errors.invalid(
            f"total_bytes must be between 1 and {MAX_BYTES[category]}",
            {"total_bytes": [str(total)]},
        )


async def initialize(request: Request, user: Account) -> Response:
    """``POST /2/media/upload/initialize``."""
    body = await json_body(request)
    category = body.get("media_category", "tweet_image")
    _check_start(category, body.get("media_type"), body.get("total_bytes"))
    doc = _new(request, user, category, body["total_bytes"])
    return JSONResponse({"data": _shown(doc)})


def _new(request: Request, user: Account, category: str, total: int) -> Doc:
    store = world(request).store
    doc = {"id": store.new_id("17"), "category": category, "total": total, "segments": {}}
    doc |= {"state": "open", "alt": "", "file": None, "error": "", "used": False}
    return store.put("x", "media", doc, account=user.id)


def _mine(request: Request, user: Account, id_: str) -> Doc:
    doc = world(request).store.get("x", "media", id_)
    if doc is None or doc["account"] != user.id or doc["created"] < time.time() - DAY:
        raise x_errors.invalid(f"Media id {id_} is not valid or has expired", {"id": [id_]})
    return doc


def media_key(doc: Doc) -> str:
    """X's second name for a medium: its kind and its id."""
    return f"{KEY_PREFIX[doc['category']]}_{doc['id']}"


def _shown(doc: Doc) -> dict[str, Any]:
    """A medium as X describes it, with where its processing stands."""
    answer: dict[str, Any] = {
        "id": doc["id"],
        "media_key": media_key(doc),
        "expires_after_secs": max(0, int(doc["created"] + DAY - time.time())),
    }
    if doc["file"]:
        answer["size"] = doc["total"]
    if doc["state"] != "open" and "ready_at" in doc:
        answer["processing_info"] = _progress(doc)
    return answer


def _progress(doc: Doc) -> dict[str, Any]:
    if doc["state"] == "pending":
        return {"state": "pending", "check_after_secs": 1}
    if not ready(doc):
        return {"state": "in_progress", "check_after_secs": 1, "progress_percent": 50}
    if doc["error"]:
        error = {"code": 1, "name": "InvalidMedia", "message": doc["error"]}
        return {"state": "failed", "progress_percent": 100, "error": error}
    return {"state": "succeeded", "progress_percent": 100}


def ready(doc: Doc) -> bool:
    """Whether the medium may be used in a post, as far as processing goes."""
    waits = time.time() < doc.get("ready_at", 0) or doc.get("polls", 0) > 0
    return doc["state"] in ("done", "pending") and not waits


async def append(request: Request, user: Account) -> Response:
    """``POST /2/media/upload/{id}/append``: JSON with base64, or multipart."""
    doc = _mine(request, user, request.path_params["id"])
    if doc["state"] != "open":
        raise x_errors.invalid("This upload is already finalized")
    content, index = await _segment(request)
    if not 0 <= index <= MAX_SEGMENT:
        raise x_errors.invalid("segment_index must be from 0 to 999")
    store = world(request).store
    doc["segments"][str(index)] = {"sha256": store.save_file(content), "bytes": len(content)}
    store.put("x", "media", doc)
    return JSONResponse({"data": {"expires_at": int(doc["created"] + DAY)}})


async def _segment(request: Request) -> tuple[bytes, int]:
    """The bytes and number of one piece."""
    if request.headers.get("content-type", "").startswith("multipart/"):
        form = await request.form()
        part, number = form.get("media"), form.get("segment_index")
        content = await part.read() if isinstance(part, UploadFile) else None
    else:
        body = await json_body(request)
        number, content = body.get("segment_index"), _decode(body.get("media"))
    if content is None or not str(number).isdigit():
        raise x_errors.invalid("media and segment_index are required")
    return content, int(str(number))


def _decode(value: Any) -> bytes | None:
    if not isinstance(value, str):
        return None
    try:
        return base64.b64decode(value, validate=True)
    except binascii.Error as error:
        raise x_errors.invalid("media is not valid base64") from error


async def finalize(request: Request, user: Account) -> Response:
    """``POST /2/media/upload/{id}/finalize``."""
    doc = _mine(request, user, request.path_params["id"])
    if doc["state"] == "open":
        segments = [doc["segments"][key] for key in sorted(doc["segments"], key=int)]
        if sum(segment["bytes"] for segment in segments) != doc["total"]:
            raise x_errors.invalid("Segments do not add up to provided total file size.")
        store = world(request).store
        content = b"".join((store.files / part["sha256"]).read_bytes() for part in segments)
        await _accept(request, doc, content)
    return JSONResponse({"data": _shown(doc)})


async def _accept(request: Request, doc: Doc, content: bytes) -> None:
    """Look at the bytes. Bad pictures are refused at once, bad videos fail in processing."""
    here, moving = world(request), doc["category"] != "tweet_image"
    look = media.film if "video" in doc["category"] else media.picture
    try:
        seen: media.Film | media.Picture | None = await asyncio.to_thread(look, content)
    except media.Unreadable:
        seen = None
    if seen is None and not moving:
        raise x_errors.invalid("Unsupported raw media")
    if isinstance(seen, media.Film) and not MIN_VIDEO_SECONDS <= seen.seconds <= MAX_VIDEO_SECONDS:
        doc["error"] = "Video longer than 2min 20sec or shorter than 0.5sec"
    if seen is None:
        doc["error"] = "The media is not valid or cannot be decoded"
    else:
        doc["file"] = media.entry(seen, here.store.save_file(content), len(content))
    doc["state"] = "pending" if moving else "done"
    if moving:
        doc["ready_at"] = time.time() + here.processing
    pending = fault(request)
    if pending is not None and pending.kind == "slow_processing":
        doc["state"], doc["polls"] = "pending", int(pending.params.get("polls", 0))
        seconds = float(pending.params.get("seconds", 0 if doc["polls"] else 5))
        doc["ready_at"] = time.time() + seconds
    here.store.put("x", "media", doc)


async def status(request: Request, user: Account) -> Response:
    """``GET /2/media/upload?command=STATUS&media_id=``."""
    if request.query_params.get("command", "STATUS") != "STATUS":
        raise x_errors.invalid("command must be STATUS")
    doc = _mine(request, user, request.query_params.get("media_id", ""))
    if doc["state"] == "pending":
        doc["state"] = "done"
    answer = _shown(doc)
    doc["polls"] = max(0, doc.get("polls", 0) - 1)
    world(request).store.put("x", "media", doc)
    return JSONResponse({"data": answer})


async def one_shot(request: Request, user: Account) -> Response:
    """``POST /2/media/upload``: pictures in one go, JSON base64 or multipart."""
    if request.headers.get("content-type", "").startswith("multipart/"):
        form = await request.form()
        part, category = form.get("media"), form.get("media_category")
        content = await part.read() if isinstance(part, UploadFile) else None
    else:
        body = await json_body(request)
        category, content = body.get("media_category"), _decode(body.get("media"))
    if category not in ("tweet_image", "tweet_gif") or not content:
        raise x_errors.invalid("media and media_category tweet_image or tweet_gif are required")
    if len(content) > MAX_BYTES[str(category)]:
        raise x_errors.invalid(f"File size exceeds {MAX_BYTES[str(category)]} bytes.")
    doc = _new(request, user, str(category), len(content))
    await _accept(request, doc, content)
    return JSONResponse({"data": _shown(doc)})


async def metadata(request: Request, user: Account) -> Response:
    """``POST /2/media/metadata``: the alt text, at most 1,000 characters."""
    body = await json_body(request)
    doc = _mine(request, user, str(body.get("id", "")))
    text = ((body.get("metadata") or {}).get("alt_text") or {}).get("text")
    if not isinstance(text, str) or len(text) > MAX_ALT:
        raise x_errors.invalid(f"alt_text.text must be a text of at most {MAX_ALT} characters")
    doc["alt"] = text
    world(request).store.put("x", "media", doc)
    metadata = {"alt_text": {"text": text}}
    return JSONResponse({"data": {"id": doc["id"], "associated_metadata": metadata}})


ROUTES = [
    Route("/x/2/media/upload/initialize", endpoint("media", initialize), methods=["POST"]),
    Route("/x/2/media/upload/{id}/append", endpoint("append", append), methods=["POST"]),
    Route("/x/2/media/upload/{id}/finalize", endpoint("media", finalize), methods=["POST"]),
    Route("/x/2/media/upload", endpoint("media", status), methods=["GET"]),
    Route("/x/2/media/upload", endpoint("media", one_shot), methods=["POST"]),
    Route("/x/2/media/metadata", endpoint("media", metadata), methods=["POST"]),
]
