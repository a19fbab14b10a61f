"""The Graph API's error shape, and the errors Facebook and Instagram share.

Shape and codes: developers.facebook.com, Graph API error handling guide and Instagram error
code reference, read November 2026.
"""

from __future__ import annotations

import secrets
from typing import Any

from starlette.responses import JSONResponse, Response

BAD_TOKEN = 190


class GraphError(Exception):
    """An error as the Graph API answers it; ``user`` is (title, message) meant for people."""

    def __init__(
        self,
        code: int,
        message: str,
        *,
        subcode: int | None = None,
        user: tuple[str, str] | None = None,
        status: int = 400,
        type_: str = "OAuthException",
        transient: bool = False,
    ) -> None:
        super().__init__(message)
        self.status = status
        error: dict[str, Any] = {"message": message, "type": type_, "code": code}
        if subcode is not None:
            error["error_subcode"] = subcode
        if subcode is not None or transient:
            error["is_transient"] = transient
        if user:
            error["error_user_title"], error["error_user_msg"] = user
        error["fbtrace_id"] = "A" + secrets.token_urlsafe(16)
        self.error = error

    def response(self) -> Response:
        """The HTTP answer."""
        headers = {}
        if self.error["code"] == BAD_TOKEN:
            quoted = self.error["message"].replace('"', "'")
            headers["WWW-Authenticate"] = f'OAuth "Facebook Platform" "invalid_token" "{quoted}"'
        return JSONResponse({"error": self.error}, self.status, headers)


def expired() -> GraphError:
    """The token was good once."""
    return GraphError(
        190,
        "Error validating access token: Session has expired on Friday, 20-Nov-26 08:00:00 PST. "
        "The current time is Monday, 23-Nov-26 09:00:00 PST.",
        subcode=463,
    )


def no_token() -> GraphError:
    """The call showed no token at all."""
    return GraphError(104, "An access token is required to request this resource.")


def invalid_token() -> GraphError:
    """The token was never one of ours."""
    return GraphError(190, "Invalid OAuth access token - Cannot parse access token")


def missing_object(id_: str, verb: str = "get") -> GraphError:
    """There is no such object, or this token may not see it."""
    return GraphError(
        100,
        f"Unsupported {verb} request. Object with ID '{id_}' does not exist, cannot be loaded "
        "due to missing permissions, or does not support this operation. Please read the Graph "
        "API documentation at https://developers.facebook.com/docs/graph-api",
        subcode=33,
        type_="GraphMethodException",
    )


def foreign_page() -> GraphError:
    """The token belongs to another page."""
    return GraphError(
        200,
        "(#200) If posting to a group, requires app being installed in the group, and either "
        "publish_to_groups permission with user token, or both pages_read_engagement and "
        "pages_manage_posts permission with page token; If posting to a page, requires both "
        "pages_read_engagement and pages_manage_posts as an admin with sufficient "
        "administrative permission",
        status=403,
    )


def foreign_feed() -> GraphError:
    """Another page's posts need a reviewed feature of their own."""
    return GraphError(
        10,
        "(#10) This endpoint requires the 'pages_read_engagement' permission or the 'Page Public "
        "Content Access' feature.",
    )


def missing_param(name: str) -> GraphError:
    """A parameter the call cannot do without."""
    return GraphError(100, f"(#100) The parameter {name} is required")


def bad_param(message: str, **more: Any) -> GraphError:
    """A parameter with a value the platform does not take."""
    return GraphError(100, message, **more)


def duplicate() -> GraphError:
    """The same words twice in a row."""
    return GraphError(
        506,
        "Duplicate status message",
        subcode=1455006,
        user=(
            "Duplicate Status Update",
            "This status update is identical to the last one you posted. Try posting something "
            "different, or delete your previous update.",
        ),
    )


def throttled(platform: str, params: dict[str, Any]) -> Response:
    """The page, or for Instagram the app, has called too often."""
    code = int(params.get("code", 32 if platform == "facebook" else 4))
    words = {32: "Page request limit reached", 4: "Application request limit reached"}
    message = f"(#{code}) {words.get(code, 'Calls to this api have exceeded the rate limit.')}"
    reply = GraphError(code, message, status=400, transient=True).response()
    if params.get("reset", 900) is None:
        return reply
    reply.headers["x-app-usage"] = '{"call_count":100,"total_cputime":25,"total_time":25}'
    minutes = max(1, round(float(params.get("reset", 900)) / 60))
    kind = "pages" if platform == "facebook" else "instagram"
    reply.headers["x-business-use-case-usage"] = (
        f'{{"100064000000001":[{{"type":"{kind}","call_count":100,"total_cputime":25,'
        f'"total_time":25,"estimated_time_to_regain_access":{minutes}}}]}}'
    )
    return reply


def misbehave(kind: str, params: dict[str, Any], platform: str) -> Response:
    """The platform's own words for a fault."""
    if kind == "rate_limit":
        return throttled(platform, params)
    if kind == "server_error":
        words = "An unexpected error has occurred. Please retry your request later."
        status = int(params.get("status", 500))
        return GraphError(2, words, status=status, transient=True).response()
    return (expired() if kind == "expired_token" else duplicate()).response()
