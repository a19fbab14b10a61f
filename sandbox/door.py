"""The door every request passes: it counts, remembers, and plays the pending fault."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any, cast

from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from sandbox import calls, graph_errors, typo3, x_errors, youtube_errors
from sandbox.dribble import Dribble
from sandbox.faults import Call, Fault
from sandbox.world import World

BROKEN = b'{"id": "17'
SHAPES = {
    "facebook": graph_errors.misbehave,
    "instagram": graph_errors.misbehave,
    "x": x_errors.misbehave,
    "youtube": youtube_errors.misbehave,
    "website": typo3.misbehave,
}
LINES: dict[tuple[str, int], asyncio.Transport] = {}


class Line(H11Protocol):
    """Uvicorn's HTTP protocol that also remembers its transport, so that a fault can cut it."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        super().connection_made(transport)
        if self.client:
            LINES[self.client] = transport

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        if self.client:
            LINES.pop(self.client, None)


class Door:
    """ASGI middleware. A request that is no platform's API passes untouched."""

    def __init__(self, app: ASGIApp, world: World) -> None:
        self.app = app
        self.world = world

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = {k.decode("latin-1").lower(): v.decode("latin-1") for k, v in scope["headers"]}
        query = scope["query_string"].decode("latin-1")
        if calls.read(scope["method"], scope["path"], "", {}, b"") is None:
            await self.app(scope, receive, send)
            return
        body = await _read(receive)
        call = calls.read(scope["method"], scope["path"], _redact(query), headers, body)
        assert call is not None
        self.world.requests += 1
        self.world.calls[call.platform] += 1
        await self.answer(scope, call, _replay(body, receive), receive, send)

    async def answer(self, scope: Scope, call: Call, replay: Receive, receive: Receive, send: Send) -> None:
        """Answer one platform call, with the fault it was waiting for if there is one."""
        fault = self.world.faults.take(call)
        entry: dict[str, Any] = {
            "at": time.time(),
            "platform": call.platform,
            "line": call.line,
            "public": call.public,
            "fault": fault.kind if fault else None,
            "status": None,
        }
        self.world.log.append(entry)
        scope["sandbox.fault"] = fault
        reply = await self.play(scope, call, replay, fault)
        if reply is None:
            await _hang_up(scope, receive)
            return
        entry["status"] = reply.status_code
        await reply(scope, receive, send)
        if isinstance(reply, Dribble) and not reply.whole:
            await _hang_up(scope, receive)

    async def play(self, scope: Scope, call: Call, replay: Receive, fault: Fault | None) -> Response | None:
        """The answer, or None when the line is to be cut instead."""
        kind = fault.kind if fault else ""
        params = fault.params if fault else {}
        # YouTube finds a duplicate in processing, after it took the upload.
        shaped = kind in SHAPED and (kind, call.platform) != ("duplicate", "youtube")
        if shaped:
            return SHAPES[call.platform](kind, params, call.platform)
        if kind in INSTEAD:
            return INSTEAD[kind](params)
        if kind == "silence":
            await asyncio.sleep(_patience(params))
            return None
        if kind == "slow":
            await asyncio.sleep(float(params.get("seconds", 5)))
        reply = await _run(self.app, scope, replay)
        if kind == "commit_silence":
            await asyncio.sleep(_patience(params))
            return None
        if kind == "drip":
            return Dribble(reply, params)
        return AFTERWARDS[kind](params) if kind in AFTERWARDS else reply


def _patience(params: dict[str, Any]) -> float:
    """How long a silent platform keeps the line open, at most; a caller with a shorter timeout leaves earlier."""
    return float(params.get("seconds", 60))


def _status(params: dict[str, Any], default: int) -> Response:
    """The answer a ``status`` fault asks for; ``body`` may be JSON or text."""
    body, status = params.get("body", ""), int(params.get("status", default))
    headers = {str(k): str(v) for k, v in (params.get("headers") or {}).items()}
    if isinstance(body, str):
        media_type = None if "content-type" in {k.lower() for k in headers} else "text/html"
        return Response(body, status, headers, media_type)
    return JSONResponse(body, status, headers)


def _broken(params: dict[str, Any]) -> Response:
    """Success by its status, no JSON by its body."""
    return Response(BROKEN, media_type="application/json")


SHAPED = frozenset({"expired_token", "rate_limit", "duplicate", "server_error"})
INSTEAD: dict[str, Callable[[dict[str, Any]], Response | None]] = {
    "drop": lambda _: None,
    "status": lambda params: _status(params, 503),
    "garbage": _broken,
    "chunk_503": lambda _: Response(b"Backend Error", 503, media_type="text/plain"),
}
AFTERWARDS: dict[str, Callable[[dict[str, Any]], Response | None]] = {
    "commit_drop": lambda _: None,
    "commit_status": lambda params: _status(params, 500),
    "commit_garbage": _broken,
}


def _redact(query: str) -> str:
    """The query without keys, codes and secrets, fit for the log."""
    hidden = ("appsecret_proof=", "client_secret=", "code=", "state=")
    parts = [part for part in query.split("&") if part and "token=" not in part]
    return "&".join(part for part in parts if not part.startswith(hidden))


async def _read(receive: Receive) -> bytes:
    """The whole request body."""
    chunks = []
    while True:
        message = await receive()
        chunks.append(message.get("body", b""))
        if message["type"] == "http.disconnect" or not message.get("more_body"):
            return b"".join(chunks)


def _replay(body: bytes, receive: Receive) -> Receive:
    """A receive that gives the read body once more."""
    given = False

    async def again() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again


async def _run(app: ASGIApp, scope: Scope, receive: Receive) -> Response:
    """Run the platform and keep its whole answer instead of sending it."""
    reply = Response()
    chunks: list[bytes] = []

    async def keep(message: Message) -> None:
        if message["type"] == "http.response.start":
            reply.status_code = message["status"]
            reply.raw_headers = list(message["headers"])
        else:
            chunks.append(message.get("body", b""))

    await app(scope, receive, keep)
    reply.body = b"".join(chunks)
    return reply


async def _hang_up(scope: Scope, receive: Receive) -> None:
    """Close the connection without a byte of an answer, and wait until it is closed."""
    transport = LINES.get(cast("tuple[str, int]", scope["client"]))
    if transport is not None:
        transport.close()
    while (await receive())["type"] != "http.disconnect":
        pass
