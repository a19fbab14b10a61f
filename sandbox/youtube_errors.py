"""Google's error JSON as the YouTube Data API v3 uses it (error reference, November 2026)."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from starlette.responses import JSONResponse, Response

STATUS_WORDS = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    409: "ALREADY_EXISTS",
}


class GoogleError(Exception):
    """An error with its ``reason``, the word clients act upon."""

    def __init__(self, code: int, reason: str, message: str, *, domain: str = "youtube.video", **more: str) -> None:
        super().__init__(message)
        self.code = code
        detail = {"message": message, "domain": domain, "reason": reason, **more}
        self.body: dict[str, Any] = {"error": {"code": code, "message": message, "errors": [detail]}}
        if code in STATUS_WORDS:
            self.body["error"]["status"] = STATUS_WORDS[code]

    def response(self) -> Response:
        """The HTTP answer."""
        headers = {}
        if self.code == HTTPStatus.UNAUTHORIZED:
            headers["WWW-Authenticate"] = 'Bearer realm="https://accounts.google.com/", error="invalid_token"'
        return JSONResponse(self.body, self.code, headers, media_type="application/json; charset=UTF-8")


def unauthorized() -> GoogleError:
    """No token, a wrong one or an expired one."""
    return GoogleError(
        401,
        "authError",
        "Request had invalid authentication credentials. Expected OAuth 2 access token, login "
        "cookie or other valid authentication credential.",
        domain="global",
        location="Authorization",
        locationType="header",
    )


def quota() -> GoogleError:
    """The day's bucket is empty until midnight Pacific."""
    return GoogleError(
        403,
        "quotaExceeded",
        "The request cannot be completed because you have exceeded your quota.",
        domain="youtube.quota",
    )


def misbehave(kind: str, params: dict[str, Any], platform: str) -> Response:
    """The platform's own words for a fault; ``reason`` chooses among the limits."""
    if kind == "expired_token":
        return unauthorized().response()
    if kind == "server_error":
        return GoogleError(int(params.get("status", 503)), "backendError", "Backend Error", domain="global").response()
    reason = str(params.get("reason", "quotaExceeded"))
    if reason == "quotaExceeded":
        return quota().response()
    words = {
        "uploadLimitExceeded": (400, "The user has exceeded the number of videos they may upload."),
        "rateLimitExceeded": (429, "Rate limit exceeded."),
    }
    code, message = words.get(reason, (403, reason))
    reply = GoogleError(code, reason, message).response()
    if params.get("reset") is not None:
        reply.headers["Retry-After"] = str(int(params["reset"]))
    return reply
