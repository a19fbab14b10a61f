"""The Graph API's frame: versions, tokens, fields, usage headers, and who answers which node."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox import facebook, facebook_read, facebook_video, graph_user, instagram, instagram_read, tokens
from sandbox import graph_errors as errors
from sandbox.accounts import Account
from sandbox.calls import INSTAGRAM_IDS
from sandbox.graph_call import GraphCall
from sandbox.graph_errors import GraphError
from sandbox.world import fault, world

Handler = Callable[[GraphCall], Awaitable[dict[str, Any]]]
VERSION = re.compile(r"^v(\d{1,2})\.\d$")
NEWEST = 26
"""v26.0 is current since 29 July 2026; a version past its end is served by the oldest one."""


async def handle(request: Request) -> Response:
    """Any call under ``/graph``."""
    try:
        call = await _read(request)
        reply = await _dispatch(call)
        answer: Response = JSONResponse(reply)
        account = call.account
    except GraphError as error:
        answer, account = error.response(), None
    return _with_usage(request, answer, account)


async def _read(request: Request) -> GraphCall:
    """Take the call apart; raises when path or token are no good."""
    parts = [part for part in request.path_params["rest"].split("/") if part]
    if parts and (version := VERSION.match(parts[0])):
        if int(version[1]) > NEWEST:
            raise GraphError(2500, f"Unknown path components: /{'/'.join(parts)}")
        parts = parts[1:]
    if not 1 <= len(parts) <= len(("node", "edge")):
        raise GraphError(2500, f"Unknown path components: /{'/'.join(parts)}")
    params, files = await _params(request)
    method = request.method
    if method == "POST" and params.get("method", "").upper() in ("GET", "DELETE"):
        method = params["method"].upper()
    token = _token(request, params)
    return GraphCall(
        request=request,
        method=method,
        node=parts[0],
        edge=parts[1] if len(parts) > 1 else "",
        params=params,
        files=files,
        token=token,
    )


async def _params(request: Request) -> tuple[dict[str, str], dict[str, UploadFile]]:
    """Query, form and JSON body are one to the Graph API."""
    params = dict(request.query_params)
    files: dict[str, UploadFile] = {}
    if request.headers.get("content-type", "").startswith("application/json"):
        try:
            body = json.loads(await request.body() or b"{}")
        except ValueError as error:
            raise GraphError(100, "(#100) Invalid JSON in request body") from error
        for key, value in body.items():
            params[key] = value if isinstance(value, str) else json.dumps(value)
        return params, files
    if request.method == "POST":
        form = await request.form(max_part_size=4 * 1024 * 1024)
        for key, part in form.multi_items():
            if isinstance(part, UploadFile):
                files[key] = part
            else:
                params[key] = part
    return params, files


def _token(request: Request, params: Mapping[str, str]) -> str:
    scheme, _, credentials = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() in ("bearer", "oauth"):
        return credentials.strip()
    return params.get("access_token", "")


def _check_token(call: GraphCall) -> Account:
    """The account this token opens; a token may open a page and its Instagram account."""
    try:
        owner = tokens.owner(call.world, "facebook", call.token)
    except tokens.ExpiredError:
        raise errors.expired() from None
    if owner is None:
        raise errors.invalid_token()
    return owner


async def _dispatch(call: GraphCall) -> dict[str, Any]:
    """Hand the call to Facebook or Instagram, or answer the person who consented."""
    if not call.token:
        raise errors.no_token()
    if graph_user.holds(call):
        return graph_user.answer(call)
    call.account = _check_token(call)
    # Whichever key was shown, behind the door the account goes by its first.
    call.token = call.account.token
    if call.node == "debug_token":
        return _debug_token(call)
    if call.node == "me":
        call.node = call.account.id
    if call.node.startswith(INSTAGRAM_IDS):
        return await _find(instagram.HANDLERS | instagram_read.HANDLERS, call)(call)
    if call.edge == "videos" and call.method == "POST":
        return await facebook_video.upload(call)
    return await _find(facebook.HANDLERS | facebook_read.HANDLERS, call)(call)


def _find(handlers: Mapping[tuple[str, str], Handler], call: GraphCall) -> Handler:
    found = handlers.get((call.method, call.edge))
    if found is None:
        if call.edge and call.method == "GET":
            raise errors.bad_param(f"(#100) Tried accessing nonexisting field ({call.edge}) on node type (Page)")
        raise errors.missing_object(call.node, call.method.lower())
    return found


def _debug_token(call: GraphCall) -> dict[str, Any]:
    """What the token debugger answers for ``input_token``."""
    asked = call.params.get("input_token", "")
    try:
        owner = tokens.owner(call.world, "facebook", asked)
    except tokens.ExpiredError:
        owner = None
    if owner is None:
        error = {"code": 190, "message": "Invalid OAuth access token.", "subcode": 463}
        return {"data": {"error": error, "is_valid": False, "scopes": []}}
    return {
        "data": {
            "app_id": "900000000000001",
            "type": "PAGE",
            "application": "Newsroom",
            "expires_at": 0,
            "data_access_expires_at": int(time.time()) + 90 * 86_400,
            "is_valid": True,
            "profile_id": owner.id,
            "scopes": [
                "pages_manage_posts",
                "pages_read_engagement",
                "instagram_basic",
                "instagram_content_publish",
                "instagram_manage_contents",
            ],
        }
    }


def _with_usage(request: Request, answer: Response, account: Account | None) -> Response:
    """The two usage headers every answer carries, and the unknown field where asked for."""
    percent = min(99, world(request).requests // 200 + 1)
    numbers: dict[str, Any] = {
        "call_count": percent,
        "total_cputime": max(1, percent // 2),
        "total_time": max(1, percent // 2),
    }
    answer.headers.setdefault("x-app-usage", json.dumps(numbers))
    business = {"type": "pages", **numbers, "estimated_time_to_regain_access": 0}
    pending = fault(request)
    if pending is not None and pending.kind == "usage_header_extra":
        business[str(pending.params.get("name", "throttle_tier"))] = "standard"
    owner = account.id if account else "900000000000001"
    answer.headers.setdefault("x-business-use-case-usage", json.dumps({owner: [business]}))
    answer.headers["facebook-api-version"] = f"v{NEWEST}.0"
    return answer


ROUTES = [
    Route("/graph/{rest:path}", handle, methods=["GET", "POST", "DELETE"]),
    *instagram.ROUTES,
]
