"""What Google's error documents and lists mean for the post."""

import json
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
from channels_publish.adapters.youtube.adapter import YouTubeAdapter
from channels_publish.adapters.youtube.errors import until_pacific_midnight
from tests.channels_publish.adapters.kit import Answer, MemoryResume, Seen, a_video, wire

TOKEN = "ya29.not-to-be-seen"
SINCE = datetime(2026, 11, 23, 10, tzinfo=UTC)


def adapter(url: str) -> YouTubeAdapter:
    return YouTubeAdapter(Credentials(url, "UC1", TOKEN, timeout=5), sleep=lambda _: None, chunk_bytes=262_144)


def google(status: int, reason: str, message: str = "Words.", headers: dict[str, str] | None = None) -> Answer:
    error = {"code": status, "message": message, "errors": [{"reason": reason, "message": message}]}
    return Answer(status, json.dumps({"error": error}).encode(), headers or {})


def ok(**body: object) -> Answer:
    return Answer(body=json.dumps(body).encode())


@pytest.fixture(scope="module")
def post(tmp_path_factory) -> Post:
    video = a_video(tmp_path_factory.mktemp("clip"), megabytes=0.1)
    return Post(title="Wochenrückblick", text="Das war  die Woche.", tags=("Rat",), video=video)


@pytest.mark.parametrize(
    ("answer", "kind", "code", "detail"),
    [
        (google(401, "authError"), AccountProblem, "token_expired", "authError: Words."),
        (google(401, "youtubeSignupRequired"), AccountProblem, "token_expired", "youtubeSignupRequired: Words."),
        (google(403, "forbidden"), AccountProblem, "not_allowed", "forbidden: Words."),
        (google(400, "youtubeSignupRequired"), AccountProblem, "not_allowed", "youtubeSignupRequired: Words."),
        (google(403, "quotaExceeded"), TryLater, "quota", "quotaExceeded: Words."),
        (google(400, "uploadLimitExceeded"), TryLater, "upload_limit", "uploadLimitExceeded: Words."),
        (google(403, "rateLimitExceeded"), TryLater, "rate_limit", "rateLimitExceeded: Words."),
        (google(429, "rateLimitExceeded"), TryLater, "rate_limit", "rateLimitExceeded: Words."),
        (google(400, "invalidTitle"), Refused, "rejected", "invalidTitle: Words."),
        (google(403, "invalidPublishAt"), Refused, "rejected", "invalidPublishAt: Words."),
        (google(400, "bad", f"token {TOKEN}"), Refused, "rejected", "bad: token •••"),
        (google(503, "backendError"), TryLater, "platform_error", "backendError: Words."),
        (Answer(502, b"<html>Bad Gateway</html>"), TryLater, "platform_error", "HTTP 502"),
        (Answer(200), TryLater, "unreadable_reply", ""),
    ],
)
def test_answer_to_the_opening_has_its_meaning(post, answer, kind, code, detail):
    """Nothing has been uploaded yet, so a broken platform is no doubt."""
    with wire(lambda _: answer) as server, pytest.raises(AdapterError) as caught:
        adapter(server.url).publish(post, key="k", resume=MemoryResume())
    error = caught.value
    assert (type(error), error.code, error.detail) == (kind, code, detail)
    assert TOKEN not in f"{error!r}{error}"
    assert server.lines() == ["POST /upload/youtube/v3/videos"]


def test_rate_limit_waits_as_long_as_told(post):
    answer = google(429, "rateLimitExceeded", headers={"Retry-After": "30"})
    with wire(lambda _: answer) as server, pytest.raises(TryLater) as caught:
        adapter(server.url).publish(post, key="k", resume=MemoryResume())
    assert caught.value.after == 30.0


def test_quota_waits_until_midnight_in_california():
    assert until_pacific_midnight(datetime(2026, 11, 23, 12, tzinfo=UTC)) == 20 * 3600
    assert until_pacific_midnight(datetime(2026, 7, 1, 6, 59, tzinfo=UTC)) == 60


def test_quota_waits_over_the_change_of_clocks():
    before_the_long_day = datetime(2026, 11, 1, 7, 30, tzinfo=UTC)
    assert until_pacific_midnight(before_the_long_day) == 24.5 * 3600


def test_body_always_names_privacy_and_audience(post):
    with wire(lambda _: google(400, "invalidTitle")) as server, pytest.raises(Refused):
        adapter(server.url).publish(post, key="k", resume=MemoryResume())
    assert json.loads(server.seen[0].body) == {
        "snippet": {
            "title": "Wochenrückblick",
            "description": "Das war  die Woche.",
            "tags": ["Rat"],
            "categoryId": "25",
            "defaultLanguage": "de",
        },
        "status": {"privacyStatus": "public", "selfDeclaredMadeForKids": False},
    }


def test_post_without_video_is_refused():
    with pytest.raises(Refused) as caught:
        adapter("http://127.0.0.1:1").publish(Post(title="x"), key="k", resume=MemoryResume())
    assert caught.value.code == "video_required"


@pytest.mark.parametrize("token", ["zwei\nZeilen", "fünf€"])
def test_token_http_cannot_carry_is_the_accounts_fault(post, token):
    with wire(lambda _: Answer()) as server, pytest.raises(AccountProblem) as caught:
        YouTubeAdapter(Credentials(server.url, "UC1", token)).publish(post, key="k", resume=MemoryResume())
    assert caught.value.code == "bad_token"
    assert token not in f"{caught.value!r}{caught.value}"
    assert server.seen == []


def channel(*items: dict[str, object], session: Answer | None = None):
    """The channel's lists; ``session`` answers the upload session."""

    def script(seen: Seen) -> Answer:
        if seen.method == "PUT":
            return session or Answer(404)
        if seen.path.startswith("/youtube/v3/channels"):
            return ok(items=[{"id": "UC1", "contentDetails": {"relatedPlaylists": {"uploads": "UU1"}}}])
        if "pageToken=p2" in seen.path or len(items) < 2:
            return ok(items=[{"snippet": item} for item in items[-1:]])
        return ok(items=[{"snippet": item} for item in items[:-1]], nextPageToken="p2")

    return script


def uploaded(title: str, text: str, at: str = "2026-11-23T10:00:05Z", video: str = "v1") -> dict[str, object]:
    return {"title": title, "description": text, "publishedAt": at, "resourceId": {"videoId": video}}


def found(script, post: Post, resume: MemoryResume) -> Receipt | None:
    with wire(script) as server:
        if resume.get("session"):
            resume.save(session=f"{server.url}/session/1", size="9")
        return adapter(server.url).find(post, key="k", since=SINCE, resume=resume)


def test_unfinished_session_means_surely_absent(post):
    assert found(channel(session=Answer(308, b"")), post, MemoryResume(session="x")) is None


def test_lost_session_is_answered_by_the_channels_list(post):
    resume = MemoryResume(session="x")
    items = (uploaded("Anderes", "x"), uploaded("Wochenrückblick", "Das war die Woche.", video="v7"))
    receipt = found(channel(*items), post, resume)
    moment = datetime(2026, 11, 23, 10, 0, 5, tzinfo=UTC)
    assert receipt == Receipt("v7", "https://www.youtube.com/watch?v=v7", moment)
    assert resume.get("session").endswith("/session/1")


def test_lost_session_and_no_video_frees_the_next_attempt_to_open_a_new_one(post):
    resume = MemoryResume(session="x")
    assert found(channel(uploaded("Anderes", "x")), post, resume) is None
    assert (resume.get("session"), resume.get("size")) == ("", "")


def test_older_video_of_the_same_name_is_not_taken_for_ours(post):
    older = uploaded("Wochenrückblick", "Das war die Woche.", at="2026-11-16T10:00:00Z")
    assert found(channel(older), post, MemoryResume()) is None


@pytest.mark.parametrize(
    ("answer", "kind", "code"),
    [
        (Answer(drop=True), TryLater, "reply_lost"),
        (Answer(503), TryLater, "platform_error"),
        (Answer(200, b"{"), TryLater, "unreadable_reply"),
        (Answer(200, b'{"kind": "x"}'), TryLater, "unreadable_reply"),
        (google(401, "authError"), AccountProblem, "token_expired"),
        (Answer(308, b"", {"Range": "many"}), TryLater, "unreadable_reply"),
    ],
)
def test_find_never_takes_trouble_of_the_session_for_absence(post, answer, kind, code):
    with pytest.raises(AdapterError) as caught:
        found(lambda _: answer, post, MemoryResume(session="x"))
    assert (type(caught.value), caught.value.code) == (kind, code)


@pytest.mark.parametrize(
    ("answer", "kind", "code"),
    [
        (Answer(drop=True), TryLater, "reply_lost"),
        (Answer(200, b"{"), TryLater, "unreadable_reply"),
        (ok(items=[]), AccountProblem, "not_found"),
        (ok(items=[{"id": "UC1"}]), TryLater, "unreadable_reply"),
    ],
)
def test_find_never_takes_trouble_of_the_list_for_absence(post, answer, kind, code):
    with pytest.raises(AdapterError) as caught:
        found(lambda _: answer, post, MemoryResume())
    assert (type(caught.value), caught.value.code) == (kind, code)


def test_list_without_end_is_unknown(post):
    def endless(seen: Seen) -> Answer:
        if seen.path.startswith("/youtube/v3/channels"):
            return channel()(seen)
        return ok(items=[], nextPageToken="again")

    with pytest.raises(Unknown) as caught:
        found(endless, post, MemoryResume())
    assert caught.value.code == "cannot_tell"


@pytest.mark.parametrize(
    ("answer", "health"),
    [
        (ok(items=[{"id": "UC1", "snippet": {"title": "Stadt"}}]), Health(ok=True, message="Stadt (UC1)")),
        (
            ok(items=[{"id": "UC2", "snippet": {"title": "Anders"}}]),
            Health(ok=False, message="Anders (UC2)", code="wrong_account"),
        ),
        (ok(), Health(ok=False, message="wrong_account", code="wrong_account")),
        (google(401, "authError"), Health(ok=False, message="authError: Words.", code="token_expired")),
    ],
)
def test_check_tells_whose_token_it_is(answer, health):
    with wire(lambda _: answer) as server:
        assert adapter(server.url).check() == health
