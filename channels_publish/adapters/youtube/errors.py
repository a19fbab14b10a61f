"""Google's error documents (``error.errors[].reason``) as one of the four adapter errors."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, time, timedelta
from http import HTTPStatus
from typing import Any
from zoneinfo import ZoneInfo

from googleapiclient.errors import HttpError
from requests.exceptions import RequestException

from channels_publish.adapters.base import AccountProblem, AdapterError, Refused, TryLater
from channels_publish.adapters.http import (
    failures_explained,
    lost_reply,
    quoted,
    retry_after,
    status_error,
)

RATE = frozenset({"rateLimitExceeded", "userRateLimitExceeded", "uploadRateLimitExceeded"})
QUOTA = frozenset({"quotaExceeded", "dailyLimitExceeded"})
ACCOUNT = frozenset(
    {
        "authError",
        "accessNotConfigured",
        "accountClosed",
        "accountSuspended",
        "authenticatedUserAccountClosed",
        "authenticatedUserAccountSuspended",
        "channelClosed",
        "channelSuspended",
        "forbidden",
        "insufficientPermissions",
        "youtubeSignupRequired",
    }
)
UPLOAD_WINDOW = 24 * 3600.0
PACIFIC = ZoneInfo("America/Los_Angeles")


@contextmanager
def answers_explained(token: str, *, repeatable: bool = False) -> Iterator[None]:
    """Turn whatever the Google client raises inside the block into an adapter error.

    Google's own exception text holds the whole address, an upload session included, so only the
    reason and the message of the error document are quoted.
    """
    with failures_explained(repeatable=repeatable):
        try:
            yield
        except HttpError as error:
            raise explain(error, token, repeatable=repeatable) from None
        except (RequestException, UnicodeEncodeError):
            # Some of these are ValueErrors too, but not about the reply.
            raise
        except (ValueError, KeyError, IndexError):
            # The reply was no JSON, or its Range header no range.
            raise lost_reply("unreadable_reply", repeatable=repeatable) from None


def explain(error: HttpError, token: str, *, repeatable: bool = False) -> AdapterError:
    """The error a reply outside 2xx stands for, by Google's reason first, then by status."""
    reason, message = reason_of(error.content)
    words = quoted(f"{reason}: {message}" if reason else message, token)
    if reason in QUOTA:
        return TryLater("quota", words, after=until_pacific_midnight())
    if reason in RATE:
        return TryLater("rate_limit", words, after=retry_after(error.resp))
    if reason == "uploadLimitExceeded":
        return TryLater("upload_limit", words, after=UPLOAD_WINDOW)
    status = int(error.resp.status)
    known = status_error(status, words, repeatable=repeatable, after=retry_after(error.resp))
    if reason in ACCOUNT and not isinstance(known, AccountProblem):
        return AccountProblem("not_allowed", words)
    if isinstance(known, AccountProblem) and reason.startswith("invalid") and status != HTTPStatus.UNAUTHORIZED:
        return Refused("rejected", words)
    return known


def reason_of(content: bytes) -> tuple[str, str]:
    """Reason and message of an error document; empty where it is none."""
    try:
        error: Any = json.loads(content)["error"]
        first = (error.get("errors") or [{}])[0]
        return str(first.get("reason") or error.get("status") or ""), str(error.get("message") or "")
    except (ValueError, KeyError, TypeError, AttributeError, IndexError):
        return "", ""


def until_pacific_midnight(now: datetime | None = None) -> float:
    """Seconds until the quota opens again: midnight in California (quota calculator, 2026-11-23)."""
    here = (now or datetime.now(PACIFIC)).astimezone(PACIFIC)
    midnight = datetime.combine(here.date() + timedelta(days=1), time.min, tzinfo=PACIFIC)
    return midnight.timestamp() - here.timestamp()
