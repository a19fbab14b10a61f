"""Traps of X's SDK and of a platform without an idempotency key, against a server that counts."""

import json
import threading
import time
from datetime import UTC, datetime

import pytest

from channels_publish.adapters.base import (
    AccountProblem,
    AdapterError,
    Credentials,
    Health,
    Post,
    Receipt,
    Refused,
    TryLater,
    Unknown,
)
from channels_publish.adapters.x.adapter import XAdapter
from channels_publish.adapters.x.media import PATIENCE
from tests.channels_publish.adapters.kit import (
    Answer,
    MemoryResume,
    Seen,
    a_closed_port,
    a_picture,
    a_video,
    wire,
)

TOKEN = "x-not-to-be-seen"
SINCE = datetime(2026, 11, 23, 10, tzinfo=UTC)
TEXT = Post(text="Das Rathaus öffnet am Samstag.")


def reply(status: int, headers: dict[str, str] | None = None, **body: object) -> Answer:
    return Answer(status, json.dumps(body).encode(), {"Content-Type": "application/json", **(headers or {})})


def adapter(url: str, *, timeout: float = 5, pauses: list[float] | None = None) -> XAdapter:
    credentials = Credentials(url, "1500000001", TOKEN, {"handle": "duesseldorf"}, timeout)
    sleep = (lambda _: None) if pauses is None else pauses.append
    return XAdapter(credentials, sleep=sleep, segment_bytes=200_000)


def failing(url: str, post: Post = TEXT, *, timeout: float = 5, resume: MemoryResume | None = None) -> AdapterError:
    with pytest.raises(AdapterError) as caught:
        adapter(url, timeout=timeout).publish(post, key="k", resume=resume or MemoryResume())
    assert TOKEN not in f"{caught.value!r}{caught.value}"
    return caught.value


def answered(answer: Answer) -> AdapterError:
    """What a plain post ends in when X answers so; sent exactly once."""
    with wire(lambda _: answer) as server:
        error = failing(server.url)
    assert server.lines() == ["POST /2/tweets"]
    return error


def test_trap_6_silent_platform_ends_after_the_timeout_as_unknown():
    """The SDK itself would wait for ever."""
    release = threading.Event()
    with wire(lambda _: Answer(hold=release)) as server:
        error = failing(server.url, timeout=0.3)
        release.set()
    assert (type(error), error.code, error.detail) == (Unknown, "reply_lost", "ReadTimeoutError")


def test_trap_6_reason_and_wait_are_read_from_the_reply():
    """The SDK raises a bare HTTPError; the wait is in a header."""
    reset = str(int(time.time()) + 90)
    headers = {"x-rate-limit-remaining": "0", "x-rate-limit-reset": reset}
    error = answered(reply(429, headers, title="Too Many Requests", detail="Too Many Requests"))
    assert (type(error), error.code, error.detail) == (TryLater, "rate_limit", "Too Many Requests")
    assert 85 < error.after <= 90


def test_daily_limit_waits_for_its_own_reset():
    now = int(time.time())
    headers = {
        "x-rate-limit-remaining": "99",
        "x-rate-limit-reset": str(now + 60),
        "x-user-limit-24hour-remaining": "0",
        "x-user-limit-24hour-reset": str(now + 7200),
    }
    error = answered(reply(429, headers, title="Too Many Requests"))
    assert 7190 < error.after <= 7200


def test_usage_cap_is_a_quota():
    error = answered(reply(429, title="UsageCapExceeded", type="https://api.x.com/2/problems/usage-capped"))
    assert (type(error), error.code, error.after) == (TryLater, "quota", None)


def test_lost_reply_is_unknown_and_sent_once():
    error = answered(Answer(drop=True))
    assert (type(error), error.code) == (Unknown, "reply_lost")


def test_refused_connection_may_be_tried_later():
    error = failing(a_closed_port())
    assert (type(error), error.code) == (TryLater, "platform_down")


DUPLICATE = "You are not allowed to create a Tweet with duplicate content."


@pytest.mark.parametrize(
    ("answer", "kind", "code", "detail"),
    [
        (reply(401, title="Unauthorized", detail="Unauthorized"), AccountProblem, "token_expired", "Unauthorized"),
        (reply(402, title="CreditsDepleted", detail="No credits."), AccountProblem, "credits", "No credits."),
        (reply(403, title="Forbidden", detail=DUPLICATE), Unknown, "probably_published", DUPLICATE),
        (reply(403, detail="Your account is suspended."), AccountProblem, "not_allowed", "Your account is suspended."),
        (reply(403, detail="Replies are restricted."), Refused, "rejected", "Replies are restricted."),
        (reply(403, detail="You have been blocked."), Refused, "rejected", "You have been blocked."),
        (
            reply(400, title="Invalid Request", detail="One was invalid.", errors=[{"message": "text is too long"}]),
            Refused,
            "rejected",
            "text is too long One was invalid.",
        ),
        (reply(400, detail=f"Bearer {TOKEN} is odd"), Refused, "rejected", "Bearer ••• is odd"),
        (Answer(400, b"<html>"), Refused, "rejected", "HTTP 400"),
        (reply(503, title="Service Unavailable"), Unknown, "platform_error", "Service Unavailable"),
        (Answer(200, b'{"data": {"id": "17'), Unknown, "unreadable_reply", "JSONDecodeError"),
        (Answer(200, b"[1]"), Unknown, "unreadable_reply", ""),
        (reply(201), Unknown, "no_id", ""),
        (reply(201, data={"text": "ohne Nummer"}), Unknown, "unreadable_reply", ""),
        (Answer(302, b"", {"Location": "/elsewhere"}), Unknown, "unreadable_reply", "JSONDecodeError"),
    ],
)
def test_every_answer_has_its_meaning(answer, kind, code, detail):
    error = answered(answer)
    assert (type(error), error.code, error.detail) == (kind, code, detail)


def test_missing_token_is_the_accounts_fault():
    with pytest.raises(AccountProblem) as caught:
        XAdapter(Credentials(a_closed_port(), "1", "")).publish(TEXT, key="k", resume=MemoryResume())
    assert caught.value.code == "token_missing"


@pytest.mark.parametrize("token", ["zwei\nZeilen", "fünf€"])
def test_token_http_cannot_carry_is_the_accounts_fault(token):
    with wire(lambda _: Answer()) as server, pytest.raises(AccountProblem) as caught:
        XAdapter(Credentials(server.url, "1", token)).publish(TEXT, key="k", resume=MemoryResume())
    assert caught.value.code == "bad_token"
    assert token not in f"{caught.value!r}{caught.value}"
    assert server.seen == []


def media_server(states: list[dict[str, object]], *, tweet: Answer | None = None):
    """X's upload endpoints; STATUS answers one of ``states`` after the other."""

    def script(seen: Seen) -> Answer:
        if seen.path.startswith("/2/tweets"):
            return tweet or reply(201, data={"id": "99", "text": "x"})
        if seen.path.endswith("/append"):
            return reply(200, data={"expires_at": 1})
        if seen.path.endswith("/finalize") or seen.method == "GET":
            info = {"processing_info": states.pop(0)} if states else {}
            return reply(200, data={"id": "7", "media_key": "3_7", "expires_after_secs": 86_400, **info})
        return reply(200, data={"id": "7", "media_key": "3_7"})

    return script


def test_video_is_waited_for_as_long_as_the_platform_says(tmp_path):
    states = [
        {"state": "pending", "check_after_secs": 3},
        {"state": "in_progress", "check_after_secs": 5},
        {"state": "succeeded"},
    ]
    pauses: list[float] = []
    post = Post(text="Wochenrückblick", video=a_video(tmp_path, megabytes=0.5))
    with wire(media_server(states)) as server:
        receipt = adapter(server.url, pauses=pauses).publish(post, key="k", resume=MemoryResume())
    assert receipt == Receipt("99", "https://x.com/duesseldorf/status/99")
    assert pauses == [3.0, 5.0]
    assert server.lines()[-3:] == ["GET /2/media/upload", "GET /2/media/upload", "POST /2/tweets"]


def test_video_still_processing_is_tried_later_and_not_uploaded_again(tmp_path):
    waiting = [{"state": "in_progress", "check_after_secs": 20}] * 8
    pauses: list[float] = []
    post = Post(text="Wochenrückblick", video=a_video(tmp_path, megabytes=0.5))
    resume = MemoryResume()
    with wire(media_server(waiting)) as server:
        with pytest.raises(TryLater) as caught:
            adapter(server.url, pauses=pauses).publish(post, key="k", resume=resume)
        first = len(server.seen)
        receipt = adapter(server.url).publish(post, key="k", resume=resume)
    assert (caught.value.code, sum(pauses)) == ("media_processing", PATIENCE)
    assert receipt.remote_id == "99"
    assert server.lines()[first:] == ["GET /2/media/upload"] * 2 + ["POST /2/tweets"]


def test_video_that_fails_to_process_is_refused_and_forgotten(tmp_path):
    failed = [{"state": "failed", "error": {"code": 1, "name": "InvalidMedia", "message": "Unsupported codec"}}]
    video = a_video(tmp_path, megabytes=0.5)
    resume = MemoryResume()
    with wire(media_server(failed)) as server:
        error = failing(server.url, Post(text="x", video=video), resume=resume)
    assert (type(error), error.code, error.detail) == (Refused, "media_rejected", "Unsupported codec")
    assert resume.get(f"media_{video.sha256[:16]}") == ""


def test_picture_is_uploaded_once_over_two_attempts(tmp_path):
    post = Post(text="Rathaus", images=(a_picture(tmp_path),))
    resume = MemoryResume()
    with wire(media_server([], tweet=reply(429, title="Too Many Requests"))) as server:
        failing(server.url, post, resume=resume)
    with wire(media_server([])) as server:
        adapter(server.url).publish(post, key="k", resume=resume)
    assert server.lines() == ["POST /2/tweets"]
    assert json.loads(server.seen[0].body) == {"text": "Rathaus", "media": {"media_ids": ["7"]}}


def test_picture_the_platform_forgot_is_uploaded_again(tmp_path):
    post = Post(text="Rathaus", images=(a_picture(tmp_path),))
    resume = MemoryResume()
    lost = reply(400, title="Invalid Request", errors=[{"message": "Your media IDs are invalid."}])
    with wire(media_server([], tweet=lost)) as server:
        error = failing(server.url, post, resume=resume)
    with wire(media_server([])) as server:
        adapter(server.url).publish(post, key="k", resume=resume)
    assert (type(error), error.code) == (TryLater, "media_lost")
    assert server.lines()[0] == "POST /2/media/upload/initialize"


def test_upload_near_its_end_of_life_is_made_again(tmp_path):
    image = a_picture(tmp_path)
    resume = MemoryResume(**{f"media_{image.sha256[:16]}": f"6 {time.time() + 60:.0f}"})
    with wire(media_server([])) as server:
        adapter(server.url).publish(Post(text="Rathaus", images=(image,)), key="k", resume=resume)
    assert server.lines()[0] == "POST /2/media/upload/initialize"


@pytest.mark.parametrize(
    ("answer", "kind", "code"),
    [
        (Answer(drop=True), TryLater, "reply_lost"),
        (reply(503), TryLater, "platform_error"),
        (Answer(200, b"{"), TryLater, "unreadable_reply"),
        (reply(400, detail="Media type unrecognized."), Refused, "media_rejected"),
        (reply(413), Refused, "media_rejected"),
        (reply(401), AccountProblem, "token_expired"),
        (reply(403, detail="Missing scope media.write"), AccountProblem, "not_allowed"),
    ],
)
def test_trouble_while_uploading_never_leaves_a_doubt(tmp_path, answer, kind, code):
    post = Post(text="Rathaus", images=(a_picture(tmp_path),))
    with wire(lambda _: answer) as server:
        error = failing(server.url, post)
    assert (type(error), error.code) == (kind, code)
    assert server.lines() == ["POST /2/media/upload/initialize"]


def test_missing_file_is_refused(tmp_path):
    image = a_picture(tmp_path)
    (tmp_path / "rathaus.png").unlink()
    error = failing(a_closed_port(), Post(text="x", images=(image,)))
    assert (type(error), error.code, error.detail) == (Refused, "file_missing", "rathaus.png")


def timeline(posts: list[dict[str, object]], *, knows: str = "post.fields", strict: bool = False):
    """X's own-posts endpoint; returns times and entities only if asked by the parameter it knows."""

    def script(seen: Seen) -> Answer:
        if strict and f"{knows}=" not in seen.path:
            return reply(400, title="Invalid Request", errors=[{"message": "The query parameter is not one of"}])
        shown = [p if f"{knows}=" in seen.path else {k: p[k] for k in ("id", "text")} for p in posts]
        return reply(200, data=shown, meta={"result_count": len(shown)})

    return script


def looked_up(script, text: str) -> Receipt | None:
    with wire(script) as server:
        return adapter(server.url).find(Post(text=text), key="k", since=SINCE, resume=MemoryResume())


WRITTEN = "Öffnungszeiten & mehr: https://www.duesseldorf.de/rathaus/."
SHOWN = {
    "id": "42",
    "text": "Öffnungszeiten &amp; mehr: https://t.co/abc. https://t.co/pic",
    "created_at": "2026-11-23T10:00:05.000Z",
    "entities": {
        "urls": [
            {"url": "https://t.co/abc", "expanded_url": "https://www.duesseldorf.de/rathaus"},
            {"url": "https://t.co/pic", "expanded_url": "https://x.com/duesseldorf/status/42/photo/1"},
        ]
    },
}
OTHER = {"id": "41", "text": "Etwas anderes", "created_at": "2026-11-23T10:00:01.000Z"}


@pytest.mark.parametrize("strict", [True, False])
@pytest.mark.parametrize("knows", ["post.fields", "tweet.fields"])
def test_post_is_found_although_x_rewrote_it(knows, strict):
    """X's specification and its documentation differ on the name of the parameter."""
    receipt = looked_up(timeline([OTHER, SHOWN], knows=knows, strict=strict), WRITTEN)
    moment = datetime(2026, 11, 23, 10, 0, 5, tzinfo=UTC)
    assert receipt == Receipt("42", "https://x.com/duesseldorf/status/42", moment)


def test_bare_name_of_a_site_is_found():
    shown = {
        **OTHER,
        "text": "Mehr auf https://t.co/d",
        "entities": {"urls": [{"url": "https://t.co/d", "expanded_url": "http://duesseldorf.de"}]},
    }
    assert looked_up(timeline([shown]), "Mehr auf duesseldorf.de").remote_id == "41"


def test_absent_post_is_none():
    assert looked_up(timeline([OTHER]), WRITTEN) is None


def test_empty_timeline_is_none():
    assert looked_up(lambda _: reply(200, meta={"result_count": 0}), WRITTEN) is None


@pytest.mark.parametrize("entities", [{}, {"urls": [{"url": "https://t.co/abc", "expanded_url": "https://d.de/7"}]}])
def test_post_that_differs_in_addresses_only_is_doubtful(entities):
    shown = {**SHOWN, "text": "Öffnungszeiten &amp; mehr: https://t.co/abc.", "entities": entities}
    with pytest.raises(Unknown) as caught:
        looked_up(timeline([shown]), WRITTEN)
    assert caught.value.code == "cannot_tell"


def edited(versions: list[dict[str, object]]):
    """A timeline whose one post was edited: only its last version, the others by their ids."""
    newest = {**versions[-1], "edit_history_tweet_ids": [each["id"] for each in versions]}

    def script(seen: Seen) -> Answer:
        if seen.path.startswith("/2/users"):
            return reply(200, data=[newest], meta={"result_count": 1})
        return reply(200, data=[each for each in versions[:-1] if str(each["id"]) in seen.path])

    return script


def test_post_somebody_edited_since_is_found_by_what_it_said_before():
    now = {**OTHER, "id": "43", "text": "Öffnungszeiten, berichtigt"}
    assert looked_up(edited([SHOWN, now]), WRITTEN).remote_id == "43"


def test_edited_post_that_never_said_it_is_not_ours():
    assert looked_up(edited([OTHER, {**OTHER, "id": "43", "text": "Noch anders"}]), WRITTEN) is None


def test_edited_post_that_cannot_be_read_is_no_proof_of_absence():
    def script(seen: Seen) -> Answer:
        if seen.path.startswith("/2/users"):
            return reply(200, data=[{**OTHER, "edit_history_tweet_ids": ["40", "41"]}], meta={"result_count": 1})
        return reply(400, title="Invalid Request")

    with pytest.raises(Unknown) as caught:
        looked_up(script, WRITTEN)
    assert caught.value.code == "cannot_tell"


@pytest.mark.parametrize("knows", ["post.fields", "tweet.fields"])
def test_recent_reads_one_page_by_whichever_parameter_x_knows(knows):
    with wire(timeline([SHOWN], knows=knows, strict=True)) as server:
        (shown,) = adapter(server.url).recent(since=SINCE)
    assert (shown.remote_id, shown.text) == ("42", "Öffnungszeiten & mehr: https://www.duesseldorf.de/rathaus.")
    assert "max_results=25" in server.seen[-1].path


def test_find_reads_on_and_starts_before_the_attempt():
    pages = [
        reply(200, data=[OTHER], meta={"next_token": "p2", "result_count": 1}),
        reply(200, data=[SHOWN], meta={"result_count": 1}),
    ]
    with wire(lambda _: pages.pop(0)) as server:
        found = adapter(server.url).find(Post(text=WRITTEN), key="k", since=SINCE, resume=MemoryResume())
    assert found.remote_id == "42"
    assert "start_time=2026-11-23T09%3A58%3A00Z" in server.seen[0].path
    assert "pagination_token=p2" in server.seen[1].path


@pytest.mark.parametrize(
    ("answer", "kind", "code"),
    [
        (Answer(drop=True), TryLater, "reply_lost"),
        (reply(500), TryLater, "platform_error"),
        (Answer(200, b"{"), TryLater, "unreadable_reply"),
        (reply(200, errors=[{"title": "Not Found Error"}]), Unknown, "cannot_tell"),
        (reply(401), AccountProblem, "token_expired"),
        (reply(200, data=[OTHER], meta={"next_token": "again"}), Unknown, "cannot_tell"),
    ],
)
def test_find_never_takes_trouble_for_absence(answer, kind, code):
    with pytest.raises(AdapterError) as caught:
        looked_up(lambda _: answer, WRITTEN)
    assert (type(caught.value), caught.value.code) == (kind, code)


@pytest.mark.parametrize(
    ("answer", "health"),
    [
        (
            reply(200, data={"id": "1500000001", "name": "Düsseldorf", "username": "duesseldorf"}),
            Health(ok=True, message="@duesseldorf (1500000001)"),
        ),
        (
            reply(200, data={"id": "7", "name": "Anders", "username": "anders"}),
            Health(ok=False, message="@anders (7)", code="wrong_account"),
        ),
        (reply(401, detail="Unauthorized"), Health(ok=False, message="Unauthorized", code="token_expired")),
    ],
)
def test_check_tells_whose_token_it_is(answer, health):
    with wire(lambda _: answer) as server:
        assert adapter(server.url).check() == health
    assert server.lines() == ["GET /2/users/me"]
