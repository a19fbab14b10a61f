"""What the shared session and its explanations promise every adapter."""

import threading
from datetime import UTC, datetime

import pytest

from channels_publish.adapters.base import AccountProblem, AdapterError, Refused, TryLater, Unknown
from channels_publish.adapters.http import (
    BoundedSession,
    failures_explained,
    json_object,
    permalink,
    quoted,
    retry_after,
    status_error,
)
from tests.channels_publish.adapters.kit import Answer, a_closed_port, wire

SECRET = "EAA-very-secret"


def failure(url: str, *, method: str = "POST", timeout: float = 5, repeatable: bool = False) -> AdapterError:
    """The error one call ends in."""
    with (
        pytest.raises(AdapterError) as caught,
        BoundedSession(timeout) as session,
        failures_explained(repeatable=repeatable),
    ):
        session.request(method, f"{url}/feed?access_token={SECRET}")
    assert SECRET not in f"{caught.value!r} {caught.value} {caught.value.detail}"
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__
    return caught.value


def test_refused_connection_was_not_sent():
    error = failure(a_closed_port())
    assert (type(error), error.code, error.detail) == (TryLater, "platform_down", "NewConnectionError")


def test_unknown_name_was_not_sent():
    error = failure("http://newsroom-test.invalid")
    assert (type(error), error.code) == (TryLater, "platform_down")


def test_failed_handshake_was_not_sent():
    with wire(lambda _: Answer()) as server:
        error = failure(server.url.replace("http:", "https:"))
    assert (type(error), error.code) == (TryLater, "platform_down")


def test_dropped_reply_is_unknown_and_sent_once():
    with wire(lambda _: Answer(drop=True)) as server:
        error = failure(server.url)
    assert (type(error), error.code) == (Unknown, "reply_lost")
    assert server.lines() == ["POST /feed"]


def test_dropped_reply_of_a_repeatable_call_may_be_tried_later():
    with wire(lambda _: Answer(drop=True)) as server:
        error = failure(server.url, repeatable=True)
    assert (type(error), error.code) == (TryLater, "reply_lost")


def test_silent_platform_ends_after_the_timeout_as_unknown():
    release = threading.Event()
    with wire(lambda _: Answer(hold=release)) as server:
        error = failure(server.url, timeout=0.3)
        release.set()
    assert (type(error), error.code, error.detail) == (Unknown, "reply_lost", "ReadTimeoutError")


def test_address_without_scheme_is_the_accounts_fault():
    error = failure("graph.facebook.com")
    assert (type(error), error.code) == (AccountProblem, "bad_address")


def test_post_does_not_follow_a_redirect():
    moved = Answer(302, headers={"Location": "/elsewhere"})
    with wire(lambda _: moved) as server, BoundedSession(5) as session:
        assert session.post(f"{server.url}/feed", timeout=5).status_code == 302
    assert server.lines() == ["POST /feed"]


def test_proxy_of_the_environment_is_ignored(monkeypatch):
    monkeypatch.setenv("http_proxy", a_closed_port())
    monkeypatch.setenv("no_proxy", "")
    with wire(lambda _: Answer()) as server, BoundedSession(5) as session:
        assert session.get(server.url).status_code == 200


@pytest.mark.parametrize(
    ("status", "repeatable", "kind", "code"),
    [
        (400, False, Refused, "rejected"),
        (401, False, AccountProblem, "token_expired"),
        (403, False, AccountProblem, "not_allowed"),
        (404, True, AccountProblem, "not_found"),
        (408, False, Unknown, "platform_error"),
        (429, False, TryLater, "rate_limit"),
        (500, False, Unknown, "platform_error"),
        (503, True, TryLater, "platform_error"),
        (302, False, Unknown, "unreadable_reply"),
    ],
)
def test_status_says_whether_repeating_helps(status, repeatable, kind, code):
    error = status_error(status, repeatable=repeatable, after=7)
    assert (type(error), error.code, error.detail) == (kind, code, f"HTTP {status}")
    if isinstance(error, TryLater):
        assert error.after == 7


@pytest.mark.parametrize("body", [b"", b"<html>", b"[1]", b'{"id": "17', b"\xff"])
def test_reply_without_a_json_object_is_unknown(body):
    with wire(lambda _: Answer(body=body)) as server, BoundedSession(5) as session:
        reply = session.get(server.url)
    with pytest.raises(Unknown) as caught:
        json_object(reply)
    assert str(caught.value) == "unreadable_reply: HTTP 200"


@pytest.mark.parametrize(
    ("value", "seconds"),
    [("120", 120.0), ("Mon, 23 Nov 2026 12:00:30 GMT", 30.0), ("Mon, 23 Nov 2026 11:00:00 GMT", 0.0), ("soon", None)],
)
def test_retry_after_reads_seconds_and_dates(value, seconds):
    now = datetime(2026, 11, 23, 12, tzinfo=UTC).timestamp()
    assert retry_after({"Retry-After": value}, now=now) == seconds


def test_retry_after_is_none_when_absent():
    assert retry_after({}) is None


def test_quote_hides_secrets_and_ends():
    assert quoted(f"bad\n token {SECRET}", SECRET, "") == "bad token •••"
    assert len(quoted("x" * 900)) == 500


def test_permalink_leaves_unknown_placeholders():
    assert permalink("{base}/{handle}/{id}", handle="duesseldorf", id="7") == "{base}/duesseldorf/7"
