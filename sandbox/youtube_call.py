"""What every YouTube endpoint shares: token, quota buckets, ``part``, and metadata rules."""

from __future__ import annotations

import json
import time
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from sandbox import tokens, youtube_errors
from sandbox.accounts import Account
from sandbox.world import world
from sandbox.youtube_errors import GoogleError

DAY = 86_400
INSERTS_PER_DAY, UNITS_PER_DAY = 100, 10_000
COSTS = {"captions.insert": 400, "thumbnails.set": 50, "videos.update": 50, "videos.delete": 50}
MAX_TITLE, MAX_DESCRIPTION, MAX_TAGS = 100, 5_000, 500

Handler = Callable[[Request, Account], Awaitable[Response]]


def caller(request: Request) -> Account:
    """The channel whose access token this is; raises 401."""
    found = tokens.bearer(request, "youtube")
    if found is None:
        raise youtube_errors.unauthorized()
    return found


def endpoint(name: str, handler: Handler) -> Callable[[Request], Awaitable[Response]]:
    """Wrap a handler: token, quota, Google's error JSON."""

    async def answer(request: Request) -> Response:
        try:
            user = caller(request)
            _charge(request, user, name)
            return await handler(request, user)
        except GoogleError as error:
            return error.response()

    return answer


def _charge(request: Request, user: Account, name: str) -> None:
    """Take the call from the day's bucket; ``videos.insert`` has one of its own."""
    here = world(request)
    if name == "videos.insert":
        allowed = here.use((user.id, name), INSERTS_PER_DAY, DAY)[2]
    else:
        units = [here.use((user.id, "units"), UNITS_PER_DAY, DAY)[2]]
        units += [here.use((user.id, "units"), UNITS_PER_DAY, DAY)[2] for _ in range(COSTS.get(name, 1) - 1)]
        allowed = all(units)
    if not allowed:
        raise youtube_errors.quota()


def parts(request: Request, known: frozenset[str]) -> list[str]:
    """The resource parts asked for; raises when missing or unknown."""
    names = [name.strip() for name in request.query_params.get("part", "").split(",")]
    names = [name for name in names if name]
    if not names:
        raise GoogleError(400, "missingRequiredParameter", "No filter selected. Expected part.", domain="global")
    if wrong := [name for name in names if name not in known]:
        raise GoogleError(400, "unknownPart", f"'{wrong[0]}'", domain="youtube.part", location="part")
    return names


async def json_body(request: Request) -> dict[str, Any]:
    """The JSON object in the body; raises 400."""
    return parse_json(await request.body())


def parse_json(content: bytes) -> dict[str, Any]:
    """A JSON object; raises Google's parse error."""
    try:
        body = json.loads(content or b"{}")
    except ValueError as error:
        raise GoogleError(400, "parseError", "Invalid JSON payload received.", domain="global") from error
    if not isinstance(body, dict):
        raise GoogleError(400, "parseError", "Invalid JSON payload received.", domain="global")
    return body


def check_snippet(snippet: dict[str, Any]) -> None:
    """Title, description and tags by the videos resource's documented rules."""
    title, description = snippet.get("title") or "", snippet.get("description") or ""
    if not title.strip() or len(title) > MAX_TITLE or "<" in title or ">" in title:
        raise GoogleError(400, "invalidTitle", "The request metadata specifies an invalid or empty video title.")
    too_long = len(description.encode("utf-8")) > MAX_DESCRIPTION
    if too_long or "<" in description or ">" in description:
        raise GoogleError(
            400,
            "invalidDescription",
            "The request metadata specifies an invalid video description.",
        )
    tags = snippet.get("tags") or []
    # A tag with a space counts with the quotation marks around it, tags are joined by commas.
    length = sum(len(tag) + (2 if " " in tag else 0) for tag in tags) + max(0, len(tags) - 1)
    if length > MAX_TAGS or any("<" in tag or ">" in tag or not tag for tag in tags):
        raise GoogleError(400, "invalidTags", "The request metadata specifies invalid video keywords.")
    category = snippet.get("categoryId", "22")
    if not str(category).isdigit():
        raise GoogleError(400, "invalidCategoryId", "The snippet.categoryId property specifies an invalid ID.")


def check_status(status: dict[str, Any]) -> None:
    """Privacy and publishing time by the videos resource's documented rules."""
    privacy = status.get("privacyStatus", "public")
    if privacy not in ("public", "unlisted", "private"):
        raise GoogleError(400, "invalidVideoMetadata", "The request metadata is invalid: privacyStatus.")
    if "publishAt" not in status:
        return
    try:
        moment = datetime.fromisoformat(status["publishAt"]).timestamp()
    except (TypeError, ValueError):
        moment = 0.0
    if privacy != "private" or moment <= time.time():
        raise GoogleError(
            400,
            "invalidPublishAt",
            "The request metadata specifies an invalid scheduled publishing time.",
        )
