"""The sandbox's own addresses: health, what arrived, faults, reset, files."""

from __future__ import annotations

import json
from typing import Any

from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route

from sandbox import public, tokens
from sandbox.world import base, world


async def health(request: Request) -> Response:
    """``GET /_health``."""
    return JSONResponse({"ok": True})


async def wall_json(request: Request) -> Response:
    """``GET /_wall.json``."""
    return JSONResponse(public.everything(world(request), base(request)))


async def requests_json(request: Request) -> Response:
    """``GET /_requests.json``: the last 2,000 platform calls, oldest first, without tokens."""
    return JSONResponse({"requests": list(world(request).log)})


async def reset(request: Request) -> Response:
    """``POST /_reset``."""
    world(request).reset()
    return JSONResponse({"ok": True})


async def add_fault(request: Request) -> Response:
    """``POST /_faults``."""
    try:
        wish: Any = json.loads(await request.body())
        fault = world(request).faults.add(wish if isinstance(wish, dict) else {})
    except ValueError as error:
        return JSONResponse({"error": str(error)}, 400)
    return JSONResponse({"id": fault.id}, 201)


async def list_faults(request: Request) -> Response:
    """``GET /_faults``: what is pending, and how many calls each platform has had."""
    here = world(request)
    return JSONResponse({"faults": here.faults.pending(), "calls": dict(here.calls)})


async def clear_faults(request: Request) -> Response:
    """``DELETE /_faults``, or one of them with ``?id=``."""
    number = request.query_params.get("id")
    if number and number.isdigit():
        world(request).faults.remove(int(number))
    else:
        world(request).faults.clear()
    return JSONResponse({"ok": True})


async def end_tokens(request: Request) -> Response:
    """``POST /_tokens``: ``{"platform", "do": "expire" | "revoke", "account"}`` ends keys before their time."""
    try:
        wish: Any = json.loads(await request.body())
        platform, act = wish["platform"], wish["do"]
    except (ValueError, KeyError, TypeError):
        platform, act, wish = "", "", {}
    if platform not in tokens.PLATFORMS or act not in {"expire", "revoke"}:
        return JSONResponse({"error": f"platform is one of {tokens.PLATFORMS}, do is expire or revoke"}, 400)
    ended = tokens.end(world(request), platform, str(wish.get("account", "")), refresh=act == "revoke")
    return JSONResponse({"ended": ended})


async def file(request: Request) -> Response:
    """``GET /_files/{sha256}``: the bytes as they arrived, with ranges for the player."""
    store, sha256 = world(request).store, request.path_params["sha256"]
    path = store.file(sha256)
    if path is None:
        return Response("Diese Datei gibt es hier nicht (mehr).", 404, media_type="text/plain")
    with path.open("rb") as opened:
        mime = _sniff(opened.read(512))
    headers = {
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, max-age=31536000, immutable",
    }
    return FileResponse(path, media_type=mime, headers=headers)


def _sniff(head: bytes) -> str:
    """The type by the first bytes. Nothing is ever served as HTML."""
    marks = {
        b"\xff\xd8\xff": "image/jpeg",
        b"\x89PNG": "image/png",
        b"GIF8": "image/gif",
        b"%PDF-": "application/pdf",
        b"\x1a\x45\xdf\xa3": "video/webm",
        b"BM": "image/bmp",
    }
    for mark, mime in marks.items():
        if head.startswith(mark):
            return mime
    if head[4:8] == b"ftyp":
        return "video/mp4"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    return "application/octet-stream" if b"\0" in head else "text/plain; charset=utf-8"


ROUTES = [
    Route("/_health", health),
    Route("/_wall.json", wall_json),
    Route("/_requests.json", requests_json),
    Route("/_reset", reset, methods=["POST"]),
    Route("/_faults", add_fault, methods=["POST"]),
    Route("/_faults", list_faults, methods=["GET"]),
    Route("/_faults", clear_faults, methods=["DELETE"]),
    Route("/_tokens", end_tokens, methods=["POST"]),
    Route("/_files/{sha256}", file),
]
