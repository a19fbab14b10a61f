"""X's problem JSON. Shapes: X OpenAPI 2.167 (2026-07-25) and answers recorded by SDK authors."""

from __future__ import annotations

import time
from typing import Any

from starlette.responses import JSONResponse, Response

PROBLEMS = "https://api.x.com/2/problems"


class Problem(Exception):
    """An error as X answers it."""

    def __init__(self, status: int, title: str, detail: str, **more: Any) -> None:
        super().__init__(detail)
        self.status = status
        self.body = {"title": title, "detail": detail, "type": "about:blank", **more}
        if self.body["type"] == "about:blank":
            self.body["status"] = status

    def response(self) -> Response:
        """The HTTP answer."""
        return JSONResponse(self.body, self.status, media_type="application/problem+json")


def unauthorized() -> Problem:
    """No token, a wrong one or one past its two hours: X does not tell which."""
    return Problem(401, "Unauthorized", "Unauthorized")


def forbidden(detail: str) -> Problem:
    """Understood and refused."""
    return Problem(403, "Forbidden", detail)


def duplicate() -> Problem:
    """The same words again."""
    return forbidden("You are not allowed to create a Tweet with duplicate content.")


def invalid(message: str, parameters: dict[str, list[str]] | None = None) -> Problem:
    """One or more parameters X cannot use; each with the reason."""
    error: dict[str, Any] = {"message": message}
    if parameters:
        error = {"parameters": parameters, "message": message}
    return Problem(
        400,
        "Invalid Request",
        "One or more parameters to your request was invalid.",
        type=f"{PROBLEMS}/invalid-request",
        errors=[error],
    )


def not_found(what: str, parameter: str, value: str) -> dict[str, Any]:
    """The partial error of a lookup: it comes with status 200."""
    return {
        "value": value,
        "detail": f"Could not find {what} with {parameter}: [{value}].",
        "title": "Not Found Error",
        "resource_type": what,
        "parameter": parameter,
        "resource_id": value,
        "type": f"{PROBLEMS}/resource-not-found",
    }


def too_many(limit: int, reset: int) -> Response:
    """The window is used up; the wait is in the header, there is no Retry-After."""
    reply = Problem(429, "Too Many Requests", "Too Many Requests").response()
    reply.headers["x-rate-limit-limit"] = str(limit)
    reply.headers["x-rate-limit-remaining"] = "0"
    reply.headers["x-rate-limit-reset"] = str(reset)
    return reply


def misbehave(kind: str, params: dict[str, Any], platform: str) -> Response:
    """The platform's own words for a fault."""
    if kind == "server_error":
        words = "Service Unavailable"
        return Problem(int(params.get("status", 503)), words, words).response()
    if kind == "rate_limit" and params.get("reset", 900) is None:
        return Problem(429, "Too Many Requests", "Too Many Requests").response()
    if kind == "rate_limit":
        return too_many(100, int(time.time() + float(params.get("reset", 900))))
    return (unauthorized() if kind == "expired_token" else duplicate()).response()
