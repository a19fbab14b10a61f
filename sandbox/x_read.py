"""X: looking up posts, timelines and users (X API v2)."""

from __future__ import annotations

import time
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox import accounts, x_errors
from sandbox.accounts import Account
from sandbox.store import Doc
from sandbox.world import parse_time, world
from sandbox.x_call import endpoint

MIN_ROWS, MAX_ROWS = 5, 100
"""Rows of one page of a timeline."""
METRICS = "retweet_count reply_count like_count quote_count bookmark_count impression_count".split()


def shown(request: Request, doc: Doc) -> dict[str, Any]:
    """A post with the fields asked for: X's docs say ``tweet.fields``, OpenAPI 2.167 ``post.fields``."""
    query = request.query_params
    wanted = f"{query.get('tweet.fields', '')},{query.get('post.fields', '')}".split(",")
    data: dict[str, Any] = {
        "id": doc["id"],
        "text": doc["text_sent"],
        "edit_history_tweet_ids": [doc["id"]],
    }
    stamp = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(doc["created"]))
    values = {
        "created_at": f"{stamp}.000Z",
        "author_id": doc["account"],
        "entities": {"urls": doc["urls"]} if doc["urls"] else None,
        "attachments": {"media_keys": doc["media_keys"]} if doc["media_keys"] else None,
        "public_metrics": dict.fromkeys(METRICS, 0),
        "lang": "de",
        "conversation_id": doc["id"],
        "possibly_sensitive": False,
    }
    return data | {name: values[name] for name in wanted if values.get(name) is not None}


async def read(request: Request, user: Account) -> Response:
    """``GET /2/tweets/{id}``: a missing post is status 200 with ``errors``."""
    id_ = request.path_params["id"]
    doc = world(request).store.get("x", "post", id_)
    if doc is None or doc.get("deleted"):
        return JSONResponse({"errors": [x_errors.not_found("tweet", "id", id_)]})
    return JSONResponse({"data": shown(request, doc)})


async def timeline(request: Request, user: Account) -> Response:
    """``GET /2/users/{id}/tweets``: newest first, with ``start_time`` and pages."""
    query, id_ = request.query_params, request.path_params["id"]
    owner = accounts.by_id("x", id_) if id_.isdigit() else None
    if owner is None:
        return JSONResponse({"errors": [x_errors.not_found("user", "id", id_)]})
    try:
        limit, skip = int(query.get("max_results", 10)), int(query.get("pagination_token", "0"))
        start = parse_time(query["start_time"]) if "start_time" in query else 0.0
        end = parse_time(query["end_time"]) if "end_time" in query else float("inf")
    except ValueError as error:
        raise x_errors.invalid("Invalid 'start_time', 'max_results' or token") from error
    if not MIN_ROWS <= limit <= MAX_ROWS:
        raise x_errors.invalid(
            f"The `max_results` query parameter value [{limit}] is not between 5 and 100",
            {"max_results": [str(limit)]},
        )
    since_id = int(query.get("since_id", "0"))
    rows = [
        doc
        for doc in world(request).store.find("x", "post", account=owner.id, since=start)
        if not doc.get("deleted") and doc["created"] < end and int(doc["id"]) > since_id
    ]
    part = rows[skip : skip + limit]
    meta: dict[str, Any] = {"result_count": len(part)}
    if not part:
        return JSONResponse({"meta": meta})
    meta |= {"newest_id": part[0]["id"], "oldest_id": part[-1]["id"]}
    if skip + limit < len(rows):
        meta["next_token"] = str(skip + limit)
    return JSONResponse({"data": [shown(request, doc) for doc in part], "meta": meta})


async def me(request: Request, user: Account) -> Response:
    """``GET /2/users/me``."""
    return JSONResponse({"data": {"id": user.id, "name": user.name, "username": user.handle}})


ROUTES = [
    Route("/x/2/tweets/{id}", endpoint("tweet", read), methods=["GET"]),
    Route("/x/2/users/me", endpoint("me", me), methods=["GET"]),
    Route("/x/2/users/{id}/tweets", endpoint("timeline", timeline), methods=["GET"]),
]
