"""The Graph client for Facebook Pages and Instagram: python-facebook-api with its two traps closed.

The library takes an HTTP 503 whose JSON has no ``error`` key for a success, and raises after a
successful post when Meta adds a field to its usage headers (both found by running 0.24.0,
2026-11-23). So a reply is judged here: by status, by ``error``, and by the id that proves it.

The token travels in the ``Authorization`` header, never in an address: addresses end up in the
logs of every proxy and of urllib3 itself.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any, BinaryIO

import requests
from pyfacebook import GraphAPI, RateLimit

from channels_publish.adapters.base import (
    AccountProblem,
    AdapterError,
    Credentials,
    Refused,
    TryLater,
    Unknown,
)
from channels_publish.adapters.http import (
    BoundedSession,
    failures_explained,
    lost_reply,
    quoted,
    retry_after,
    status_error,
)
from channels_publish.adapters.readback import moment

VERSION = "v26.0"

CLOCK_SKEW = timedelta(minutes=1)
"""How far Meta's clock and ours may differ when a post is looked for by its time."""

MISSING = "object_missing"

Meaning = tuple[type[AdapterError], str]
"""What a Graph error number means. ``Unknown`` softens to ``TryLater`` where repeating is safe."""

GRAPH_ERRORS: Mapping[int, Meaning] = {
    -1: (Unknown, "platform_error"),
    1: (Unknown, "platform_error"),
    2: (Unknown, "platform_error"),
    3: (AccountProblem, "permission"),
    4: (TryLater, "throttled"),
    10: (AccountProblem, "permission"),
    17: (TryLater, "throttled"),
    32: (TryLater, "throttled"),
    100: (Refused, "rejected"),
    102: (AccountProblem, "token_expired"),
    104: (AccountProblem, "token_expired"),
    190: (AccountProblem, "token_expired"),
    341: (TryLater, "throttled"),
    368: (AccountProblem, "blocked"),
    613: (TryLater, "throttled"),
    803: (AccountProblem, "object_missing"),
    80001: (TryLater, "throttled"),
    80002: (TryLater, "throttled"),
    **dict.fromkeys(range(200, 300), (AccountProblem, "permission")),
}
"""Codes by Meta's guide "Handle Errors" (read 2026-11-23)."""

SUBCODES: Mapping[tuple[int, int], Meaning] = {
    (100, 33): (AccountProblem, "object_missing"),
    (190, 458): (AccountProblem, "app_removed"),
    (190, 459): (AccountProblem, "checkpoint"),
    (190, 460): (AccountProblem, "password_changed"),
    (190, 463): (AccountProblem, "token_expired"),
    (190, 464): (AccountProblem, "checkpoint"),
    (190, 467): (AccountProblem, "token_expired"),
}
"""Subcodes that only mean something beside their code (Meta's guide, read 2026-11-23)."""

logger = logging.getLogger(__name__)


class TolerantRateLimit(RateLimit):  # type: ignore[misc]  # the library ships no types
    """Usage headers are a courtesy: whatever stands in them, the reply still counts."""

    def set_limit(self, headers: Mapping[str, str]) -> None:
        """Read the headers; what cannot be read is logged and forgotten."""
        try:
            super().set_limit(headers)
        except (TypeError, KeyError, AttributeError, ValueError):
            logger.warning("Meta sent usage headers of an unknown shape; they are ignored.")


class Graph(GraphAPI):  # type: ignore[misc]  # the library ships no types
    """One account's Graph API. ``own`` adds a channel's error numbers to the shared ones."""

    def __init__(
        self,
        credentials: Credentials,
        *,
        own: Mapping[int, Meaning] | None = None,
        base_url: str = "",
    ) -> None:
        if not credentials.token:
            raise AccountProblem("token_missing")
        super().__init__(
            access_token=credentials.token,
            version=VERSION,
            base_url=(base_url or credentials.base_url).rstrip("/") + "/",
            sleep_on_rate_limit=False,
        )
        self.own = own or {}
        self.rate_limit = TolerantRateLimit()
        self.session = BoundedSession(credentials.timeout)
        self.session.headers["Authorization"] = f"Bearer {credentials.token}"

    def read(self, path: str, **params: str) -> dict[str, Any]:
        """GET: changes nothing, so a lost reply is :class:`TryLater`."""
        return self._call(lambda: self.get(path, params), repeatable=True)

    def upload(
        self,
        path: str,
        fields: Mapping[str, str],
        *,
        files: Mapping[str, tuple[str, bytes | BinaryIO, str]] | None = None,
        proof: str = "id",
    ) -> dict[str, Any]:
        """POST whose effect nobody sees yet or that may be repeated; ``proof`` must be answered."""
        return self._post(path, fields, files=files, proof=proof, repeatable=True)

    def publish(self, path: str, fields: Mapping[str, str], *, proof: str = "id") -> dict[str, Any]:
        """POST that the public sees: every doubt is :class:`Unknown`."""
        return self._post(path, fields, files=None, proof=proof, repeatable=False)

    def remove(self, path: str) -> None:
        """DELETE; repeating it is harmless, and what is gone already is removed.

        Graph says the same (100/33) of what does not exist and of what this token may not touch, so the
        object itself is asked for: one that can still be read was not removed.
        """
        try:
            self._call(lambda: self.delete_object(path), repeatable=True)
        except AccountProblem as error:
            if error.code != MISSING or self.has(path):
                raise

    def has(self, path: str) -> bool:
        """Whether this object can be read."""
        try:
            self.read(path, fields="id")
        except AccountProblem as error:
            if error.code != MISSING:
                raise
            return False
        return True

    def send_bytes(self, address: str, source: BinaryIO, size: int) -> None:
        """Send a file to the address a resumable container named; ``size`` is its bytes.

        Meta's rupload host takes the token as ``OAuth`` (content publishing guide, 2026-06-30).
        """
        headers = {
            "Authorization": f"OAuth {self.access_token}",
            "offset": "0",
            "file_size": str(size),
        }
        reply = self._call(lambda: self.session.post(address, data=source, headers=headers), repeatable=True)
        if not reply.get("success"):
            raise TryLater("upload_incomplete", self._quote(str(reply.get("message", ""))))

    def meaning(self, number: int) -> Meaning | None:
        """What an error number means for this channel."""
        return self.own.get(number) or GRAPH_ERRORS.get(number)

    def _post(
        self,
        path: str,
        fields: Mapping[str, str],
        *,
        files: Mapping[str, tuple[str, bytes | BinaryIO, str]] | None,
        proof: str,
        repeatable: bool,
    ) -> dict[str, Any]:
        reply = self._call(lambda: self.post_object(path, data=dict(fields), files=files), repeatable=repeatable)
        if not reply.get(proof):
            raise lost_reply("no_id", f"HTTP 200 without {proof}", repeatable=repeatable)
        return reply

    def _call(self, send: Callable[[], requests.Response], *, repeatable: bool) -> dict[str, Any]:
        with failures_explained(repeatable=repeatable):
            response = send()
        try:
            body = response.json()
        except ValueError:
            body = None
        error = body.get("error") if isinstance(body, dict) else None
        if isinstance(error, dict):
            raise self._explain(error, response, repeatable=repeatable)
        if response.status_code not in range(200, 300):
            raise status_error(
                response.status_code,
                self._quote(_debug_words(body)),
                repeatable=repeatable,
                after=retry_after(response.headers),
            )
        if not isinstance(body, dict):
            raise lost_reply("unreadable_reply", f"HTTP {response.status_code}", repeatable=repeatable)
        return body

    def _explain(self, error: Mapping[str, Any], response: requests.Response, *, repeatable: bool) -> AdapterError:
        """One of the four errors for a Graph error object."""
        code, subcode = _number(error.get("code")), _number(error.get("error_subcode"))
        detail = self._quote(_words(error))
        meaning = self.own.get(subcode) or SUBCODES.get((code, subcode)) or self.meaning(code)
        if meaning is None:
            unclear = bool(error.get("is_transient")) or response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR
            meaning = (Unknown, "platform_error") if unclear else (Refused, "rejected")
        kind, name = meaning
        if kind is Unknown:
            return lost_reply(name, detail, repeatable=repeatable)
        if kind is TryLater:
            return TryLater(name, detail, after=regain_seconds(response.headers))
        return kind(name, detail)

    def _quote(self, text: str) -> str:
        without = re.sub(r"(access_token=)[^&\s\"']+", r"\1•••", text)
        return quoted(without, str(self.access_token))

    def _append_token(self, args: dict[str, Any] | None) -> dict[str, Any]:
        """The token is in the header already; the library would put it into the address."""
        return {} if args is None else args

    def _parse_response(self, response: requests.Response) -> requests.Response:
        """Hand the reply on unread: :meth:`_call` judges it."""
        return response


def regain_seconds(headers: Mapping[str, str]) -> float | None:
    """Seconds until Meta grants access again, by its usage header or ``Retry-After``.

    ``estimated_time_to_regain_access`` is in minutes (Meta's guide "Rate Limits", read 2026-11-23).
    """
    try:
        usage = json.loads(headers.get("x-business-use-case-usage", "{}"))
        minutes = max(
            float(entry.get("estimated_time_to_regain_access") or 0) for entries in usage.values() for entry in entries
        )
    except (ValueError, TypeError, AttributeError):
        minutes = 0.0
    return minutes * 60 if minutes else retry_after(headers)


def is_since(text: object, since: datetime | None) -> bool:
    """Whether a Graph time lies after ``since``, allowing for :data:`CLOCK_SKEW`."""
    at = moment(text)
    return since is None or at is None or at >= since - CLOCK_SKEW


def _words(error: Mapping[str, Any]) -> str:
    """What Meta says to people where it says anything, otherwise to developers, with its numbers."""
    text = error.get("error_user_msg") or error.get("message") or "no message"
    numbers = [str(error[name]) for name in ("code", "error_subcode") if error.get(name)]
    return f"{text} ({'/'.join(numbers)})" if numbers else str(text)


def _debug_words(body: object) -> str:
    """What the rupload host says in place of an error object; error pages say nothing useful."""
    info = body.get("debug_info") if isinstance(body, dict) else None
    return str(info.get("message", "")) if isinstance(info, dict) else ""


def _number(value: object) -> int:
    """An error number as Meta sends it, an integer or its text; 0 for none."""
    try:
        return int(str(value))
    except ValueError:
        return 0
