"""X's problem documents (``type``, ``title``, ``detail``) as one of the four adapter errors."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import Any

import requests
from pydantic import ValidationError

from channels_publish.adapters.base import AccountProblem, AdapterError, Refused, TryLater, Unknown
from channels_publish.adapters.http import (
    failures_explained,
    lost_reply,
    quoted,
    retry_after,
    seconds_until,
    status_error,
)

# What X writes when the account or the app lacks the right, not the post.
ACCOUNT_WORDS = re.compile(
    r"\b(client-forbidden|oauth\w*|suspended|locked|permissions?|access level|scopes?|enrolled)\b"
)
# X counts per window and per day, for the user and for the app; each pair has its own reset.
LIMIT_PREFIXES = ("x-rate-limit", "x-user-limit-24hour", "x-app-limit-24hour")


@contextmanager
def answers_explained(token: str, *, repeatable: bool = False, media: bool = False) -> Iterator[None]:
    """Turn whatever the SDK raises inside the block into an adapter error without the token.

    ``repeatable`` marks reads and uploads; ``media`` says that a refusal concerns a file.
    """
    with failures_explained(repeatable=repeatable):
        try:
            yield
        except requests.HTTPError as error:
            raise explain(error.response, token, repeatable=repeatable, media=media) from None
        except ValidationError:
            raise lost_reply("unreadable_reply", repeatable=repeatable) from None


def explain(response: requests.Response, token: str, *, repeatable: bool = False, media: bool = False) -> AdapterError:
    """The error a reply outside 2xx stands for; X's own words are quoted."""
    problem = _problem(response)
    words = quoted(_words(problem), token)
    match response.status_code:
        case HTTPStatus.PAYMENT_REQUIRED:
            return AccountProblem("credits", words)
        case HTTPStatus.FORBIDDEN:
            return _forbidden(f"{problem.get('type', '')} {words}".lower(), words, media=media)
        case HTTPStatus.TOO_MANY_REQUESTS:
            capped = "usage-capped" in str(problem.get("type", ""))
            return TryLater("quota" if capped else "rate_limit", words, after=reset_after(response))
    error = status_error(response.status_code, words, repeatable=repeatable, after=retry_after(response.headers))
    if media and isinstance(error, Refused):
        return Refused("media_rejected", error.detail)
    return error


def reset_after(response: requests.Response) -> float | None:
    """Seconds until the exhausted limit opens again; the longest wait where several are exhausted."""
    headers = response.headers
    spent = [name for name in LIMIT_PREFIXES if headers.get(f"{name}-remaining", "").strip() == "0"]
    resets = [headers.get(f"{name}-reset", "") for name in spent or LIMIT_PREFIXES[:1]]
    moments = [float(reset) for reset in resets if reset.strip().isdigit()]
    return seconds_until(max(moments)) if moments else retry_after(headers)


def _forbidden(words: str, quote: str, *, media: bool) -> AdapterError:
    """X answers 403 to a repeat, to a missing right and to a breach of policy alike."""
    if "duplicate" in words:
        return Unknown("probably_published", quote)
    if media or ACCOUNT_WORDS.search(words):
        return AccountProblem("not_allowed", quote)
    return Refused("rejected", quote)


def _problem(response: requests.Response) -> dict[str, Any]:
    try:
        body = response.json()
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


def _words(problem: dict[str, Any]) -> str:
    """The sentence a person can use: the single errors first, they name the field at fault."""
    errors = problem.get("errors")
    parts = [
        str(error.get("message") or error.get("detail") or "")
        for error in (errors if isinstance(errors, list) else [])
        if isinstance(error, dict)
    ]
    parts.append(str(problem.get("detail") or problem.get("title") or ""))
    return " ".join(part for part in dict.fromkeys(parts) if part)
