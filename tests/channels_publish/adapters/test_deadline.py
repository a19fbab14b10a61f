"""A reply that never ends, seen from the shared session."""

import threading
import time

import pytest

from channels_publish.adapters.base import TryLater, Unknown
from channels_publish.adapters.http import BoundedSession, failures_explained
from tests.channels_publish.adapters.kit import Answer, wire

WHOLE = Answer(body=b'{"id": "17"}')


def ended(answer: Answer, *, repeatable: bool, timeout: float = 0.5) -> tuple[type, str, str, float]:
    """Class, code and detail of the error, and the seconds it took."""
    begun = time.monotonic()
    with (
        wire(lambda _: answer) as server,
        pytest.raises((Unknown, TryLater)) as caught,
        BoundedSession(timeout) as session,
        failures_explained(repeatable=repeatable),
    ):
        session.post(f"{server.url}/feed")
    return type(caught.value), caught.value.code, caught.value.detail, time.monotonic() - begun


@pytest.mark.parametrize(("repeatable", "kind"), [(False, Unknown), (True, TryLater)])
def test_reply_byte_by_byte_ends_at_the_timeout(repeatable, kind):
    error, code, detail, seconds = ended(Answer(body=b"x" * 500, drip=0.05), repeatable=repeatable)
    assert (error, code, detail) == (kind, "reply_lost", "ReadTimeoutError")
    assert 0.5 <= seconds < 2


def test_reply_that_reads_like_a_whole_one_when_cut_is_lost_all_the_same():
    answer = Answer(body=b'{"id": "17"}' + b" " * 500, drip=0.01, headers={"Connection": "close"})
    assert ended(answer, repeatable=False)[:3] == (Unknown, "reply_lost", "ReadTimeoutError")


def test_slow_reply_within_the_time_counts():
    with wire(lambda _: Answer(body=b'{"id": "17"}', drip=0.01)) as server, BoundedSession(5) as session:
        assert session.post(f"{server.url}/feed").json() == {"id": "17"}


def test_session_goes_on_and_leaves_no_timer():
    answers = iter([Answer(body=b"x" * 500, drip=0.05), WHOLE, WHOLE])
    with wire(lambda _: next(answers)) as server, BoundedSession(0.3) as session:
        with pytest.raises(Unknown), failures_explained():
            session.post(f"{server.url}/feed")
        replies = [session.post(f"{server.url}/feed").json() for _ in range(2)]
    assert replies == [{"id": "17"}] * 2
    assert [thread for thread in threading.enumerate() if isinstance(thread, threading.Timer)] == []
