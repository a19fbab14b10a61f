"""What adapters over HTTP share: one bounded session, and what a failure means for the post.

Two facts decide the meaning of a failure: whether the request can have reached the platform, and
whether repeating it could show something twice. A call is *repeatable* when repeating it is
harmless: a read, an upload nobody sees yet, an upsert.

No text raised here carries an address, a header or a token: ``requests`` puts the whole address,
query string included, into its own messages, so those are never passed on.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any

import requests
from requests.exceptions import (
    ConnectTimeout,
    InvalidHeader,
    InvalidSchema,
    InvalidURL,
    JSONDecodeError,
    MissingSchema,
    RequestException,
    SSLError,
)
from urllib3.exceptions import MaxRetryError, NameResolutionError, NewConnectionError

from channels_publish.adapters.base import (
    AccountProblem,
    AdapterError,
    Refused,
    TryLater,
    Unknown,
)
from channels_publish.adapters.deadline import Deadline, DeadlineAdapter

USER_AGENT = "newsroom/0.1"
CONNECT_SECONDS = 10.0
QUOTE_LENGTH = 500
# OpenSSL's names for what fails before a request can be sent.
HANDSHAKE = ("CERTIFICATE_VERIFY_FAILED", "HANDSHAKE", "UNSUPPORTED_PROTOCOL", "WRONG_VERSION_NUMBER")
ACCOUNT_STATUS: dict[int, str] = {
    HTTPStatus.UNAUTHORIZED: "token_expired",
    HTTPStatus.FORBIDDEN: "not_allowed",
    HTTPStatus.NOT_FOUND: "not_found",
}


class BoundedSession(requests.Session):
    """A session in which no request can wait forever and the environment names no proxy.

    ``timeout`` is seconds: for connecting at most :data:`CONNECT_SECONDS`, for the reply the whole,
    however it trickles in. Only reads follow redirects, because a redirected POST would arrive as a
    GET or twice. A caller's own ``timeout`` is kept for each wait.
    """

    def __init__(self, timeout: float, *, user_agent: str = USER_AGENT) -> None:
        super().__init__()
        self.timeout = timeout
        self.trust_env = False
        for scheme in ("http://", "https://"):
            self.mount(scheme, DeadlineAdapter())
        self.headers["User-Agent"] = user_agent

    def request(self, method: Any, url: Any, *args: Any, **kwargs: Any) -> requests.Response:
        """As in ``requests``, with the timeout filled in."""
        if kwargs.get("timeout") is None:
            kwargs["timeout"] = (min(self.timeout, CONNECT_SECONDS), self.timeout)
        if str(method).upper() not in {"GET", "HEAD"}:
            kwargs["allow_redirects"] = False
        return super().request(method, url, *args, **kwargs)

    def send(self, request: requests.PreparedRequest, **kwargs: Any) -> requests.Response:
        """As in ``requests``; the reply is read to its end, or the timeout is raised."""
        with Deadline(self.timeout):
            return super().send(request, **kwargs)


@contextmanager
def failures_explained(*, repeatable: bool = False) -> Iterator[None]:
    """Turn what ``requests`` raises inside the block into one of the four adapter errors."""
    try:
        yield
    except RequestException as error:
        raise network_error(error, repeatable=repeatable) from None
    except UnicodeEncodeError:
        # A header, the token, holds what HTTP cannot carry.
        raise AccountProblem("bad_token") from None


def network_error(error: RequestException, *, repeatable: bool = False) -> AdapterError:
    """What a failure below HTTP means: not sent, or sent and the reply lost."""
    cause = _cause(error)
    detail = type(cause).__name__
    if isinstance(error, (InvalidURL, InvalidSchema, MissingSchema)):
        return AccountProblem("bad_address", detail)
    if isinstance(error, InvalidHeader):
        return AccountProblem("bad_token", detail)
    if isinstance(error, JSONDecodeError):
        return lost_reply("unreadable_reply", detail, repeatable=repeatable)
    if _never_sent(error, cause):
        return TryLater("platform_down", detail)
    return lost_reply("reply_lost", detail, repeatable=repeatable)


def lost_reply(code: str, detail: str = "", *, repeatable: bool) -> AdapterError:
    """No usable answer to a call that arrived: harmless to repeat, or not to be repeated blindly."""
    return TryLater(code, detail) if repeatable else Unknown(code, detail)


def status_error(
    status: int,
    detail: str = "",
    *,
    repeatable: bool = False,
    after: float | None = None,
) -> AdapterError:
    """The error for a status outside 2xx when the platform's own code says nothing finer.

    ``detail`` quotes the platform and must be free of secrets, see :func:`quoted`; ``after`` is
    seconds, from :func:`retry_after` or the platform's own reset header.
    """
    detail = detail or f"HTTP {status}"
    if status in ACCOUNT_STATUS:
        return AccountProblem(ACCOUNT_STATUS[status], detail)
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return TryLater("rate_limit", detail, after=after)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR or status == HTTPStatus.REQUEST_TIMEOUT:
        return TryLater("platform_error", detail, after=after) if repeatable else Unknown("platform_error", detail)
    if status >= HTTPStatus.BAD_REQUEST:
        return Refused("rejected", detail)
    return lost_reply("unreadable_reply", detail, repeatable=repeatable)


def json_object(response: requests.Response, *, repeatable: bool = False) -> dict[str, Any]:
    """The JSON object of a reply; an unreadable one counts as a lost reply."""
    try:
        body = response.json()
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise lost_reply("unreadable_reply", f"HTTP {response.status_code}", repeatable=repeatable)
    return body


def retry_after(headers: Mapping[str, str], *, now: float | None = None) -> float | None:
    """Seconds to wait by ``Retry-After`` (seconds or an HTTP date, RFC 9110 section 10.2.3)."""
    value = next((value.strip() for name, value in headers.items() if name.lower() == "retry-after"), "")
    if value.isdigit():
        return float(value)
    try:
        moment = parsedate_to_datetime(value).timestamp()
    except ValueError:
        return None
    return seconds_until(moment, now=now)


def seconds_until(moment: float, *, now: float | None = None) -> float:
    """Seconds from now (wall clock, or ``now``) to a Unix time; never negative."""
    return max(0.0, moment - (time.time() if now is None else now))


def quoted(text: object, *secrets: str) -> str:
    """The platform's words on one line, without our secrets and not longer than a paragraph."""
    words = " ".join(str(text).split())
    for secret in secrets:
        if secret:
            words = words.replace(secret, "•••")
    return words if len(words) <= QUOTE_LENGTH else words[: QUOTE_LENGTH - 1] + "…"


def permalink(template: str, **values: str) -> str:
    """A public address from a template like ``https://x.com/{handle}/status/{id}``.

    Never raises: it is called when the post is already public, so an unknown placeholder stays.
    """
    for name, value in values.items():
        template = template.replace("{" + name + "}", value)
    return template


def _cause(error: BaseException) -> BaseException:
    """The innermost reason ``requests`` and ``urllib3`` wrapped."""
    inner: object = error.args[0] if error.args else None
    if isinstance(inner, MaxRetryError) and inner.reason is not None:
        inner = inner.reason
    elif isinstance(inner, BaseException) and len(inner.args) > 1:
        inner = inner.args[1]
    return inner if isinstance(inner, BaseException) else error


def _never_sent(error: RequestException, cause: BaseException) -> bool:
    """Whether the request cannot have left: no name, no connection, no trusted certificate."""
    if isinstance(error, ConnectTimeout):
        return True
    if isinstance(error, SSLError):
        return any(word in str(cause) for word in HANDSHAKE)
    return isinstance(cause, (NewConnectionError, NameResolutionError))
