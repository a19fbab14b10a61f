"""What every X endpoint shares: who is calling, the rate windows, the body."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from sandbox import tokens, x_errors
from sandbox.accounts import Account
from sandbox.world import world
from sandbox.x_errors import Problem

QUARTER = 900
WINDOWS = {
    ("POST", "tweets"): 100,
    ("DELETE", "tweet"): 50,
    ("GET", "tweet"): 900,
    ("GET", "timeline"): 900,
    ("GET", "me"): 75,
    ("POST", "media"): 500,
    ("GET", "media"): 1_000,
    ("POST", "append"): 1_875,
}
"""Calls per user and 15 minutes (X docs, 22 August 2026)."""

Handler = Callable[[Request, Account], Awaitable[Response]]


def caller(request: Request) -> Account:
    """The user whose access token this is; raises 401."""
    found = tokens.bearer(request, "x")
    if found is None:
        raise x_errors.unauthorized()
    return found


def endpoint(name: str, handler: Handler) -> Callable[[Request], Awaitable[Response]]:
    """Wrap a handler: token, rate window, problem JSON, rate headers on each answer."""

    async def answer(request: Request) -> Response:
        limit = WINDOWS[request.method, name]
        try:
            user = caller(request)
            key = (user.id, f"{request.method} {name}")
            left, reset, allowed = world(request).use(key, limit, QUARTER)
            if not allowed:
                return x_errors.too_many(limit, reset)
        except Problem as problem:
            return problem.response()
        try:
            reply = await handler(request, user)
        except Problem as problem:
            reply = problem.response()
        reply.headers["x-rate-limit-limit"] = str(limit)
        reply.headers["x-rate-limit-remaining"] = str(left)
        reply.headers["x-rate-limit-reset"] = str(reset)
        reply.headers["x-access-level"] = "read-write"
        return reply

    return answer


async def json_body(request: Request) -> dict[str, Any]:
    """The JSON object in the body; raises 400."""
    try:
        body = json.loads(await request.body() or b"{}")
    except ValueError as error:
        raise x_errors.invalid("Request body is not valid JSON") from error
    if not isinstance(body, dict):
        raise x_errors.invalid("Request body must be a JSON object")
    return body
