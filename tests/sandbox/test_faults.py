"""Each kind of misbehaviour, seen from outside."""

from __future__ import annotations

import time
from typing import Any

import pytest
import requests

from tests.sandbox.files import CHANNEL_TOKEN, GRAM, PAGE, video
from tests.sandbox.test_graph import error, graph
from tests.sandbox.test_typo3 import article
from tests.sandbox.test_x import post, upload, x
from tests.sandbox.test_youtube import api, insert, reason, shown, start
from tests.sandbox_process import Sandbox, start_sandbox

LOST = (requests.ConnectionError,)


def feed(sandbox: Sandbox, text: str = "Hallo") -> requests.Response:
    return graph(sandbox, "POST", f"{PAGE}/feed", message=text)


def test_drop_does_nothing(sandbox: Sandbox) -> None:
    sandbox.fault(platform="facebook", kind="drop")
    with pytest.raises(LOST):
        feed(sandbox)
    assert sandbox.posts("facebook") == []
    assert feed(sandbox).status_code == 200


def test_commit_drop_does_it_without_a_word(sandbox: Sandbox) -> None:
    sandbox.fault(platform="facebook", kind="commit_drop")
    assert graph(sandbox, "GET", "me").status_code == 200
    with pytest.raises(LOST):
        feed(sandbox)
    assert [p["text"] for p in sandbox.posts("facebook")] == ["Hallo"]
    assert sandbox.faults() == []


def test_status_answers_instead(sandbox: Sandbox) -> None:
    sandbox.fault(
        platform="x",
        kind="status",
        status=418,
        body={"a": 1},
        headers={"x-demo": "ja"},
        match="POST /2/tweets",
    )
    assert x(sandbox, "GET", "/2/users/me").status_code == 200
    reply = post(sandbox, "A")
    assert (reply.status_code, reply.json(), reply.headers["x-demo"]) == (418, {"a": 1}, "ja")
    assert sandbox.posts("x") == []


def test_status_without_body_has_no_error_key(sandbox: Sandbox) -> None:
    sandbox.fault(platform="facebook", kind="status", body={})
    reply = feed(sandbox)
    assert (reply.status_code, reply.json()) == (503, {})


def test_commit_status_does_it_and_complains(sandbox: Sandbox) -> None:
    sandbox.fault(platform="x", kind="commit_status", status=502, body="Bad Gateway")
    reply = post(sandbox, "A")
    assert (reply.status_code, reply.text) == (502, "Bad Gateway")
    assert len(sandbox.posts("x")) == 1


def test_slow_takes_its_time(sandbox: Sandbox) -> None:
    sandbox.fault(platform="x", kind="slow", seconds=0.5)
    begun = time.monotonic()
    assert post(sandbox, "A").status_code == 201
    assert time.monotonic() - begun >= 0.5


@pytest.mark.parametrize(("kind", "count"), [("garbage", 0), ("commit_garbage", 1)])
def test_garbage_is_200_and_no_json(sandbox: Sandbox, kind: str, count: int) -> None:
    sandbox.fault(platform="facebook", kind=kind)
    reply = feed(sandbox)
    assert reply.status_code == 200
    with pytest.raises(requests.JSONDecodeError):
        reply.json()
    assert len(sandbox.posts("facebook")) == count


def test_expired_token_in_each_platform_s_words(sandbox: Sandbox) -> None:
    for platform in ("facebook", "instagram", "x", "youtube", "website"):
        sandbox.fault(platform=platform, kind="expired_token")
    assert error(feed(sandbox)) == (400, 190, 463)
    assert error(graph(sandbox, "GET", GRAM)) == (400, 190, 463)
    assert post(sandbox, "A").status_code == 401
    assert reason(start(sandbox)) == (401, "authError")
    assert article(sandbox).status_code == 401


def test_rate_limit_in_each_platform_s_words(sandbox: Sandbox) -> None:
    for platform in ("facebook", "instagram", "x", "youtube", "website"):
        sandbox.fault(platform=platform, kind="rate_limit", reset=120)
    page = feed(sandbox)
    assert error(page) == (400, 32, None)
    assert '"estimated_time_to_regain_access":2' in page.headers["x-business-use-case-usage"]
    assert error(graph(sandbox, "GET", GRAM)) == (400, 4, None)
    tweet = post(sandbox, "A")
    assert tweet.status_code == 429
    assert 110 < int(tweet.headers["x-rate-limit-reset"]) - time.time() < 125
    assert reason(start(sandbox)) == (403, "quotaExceeded")
    news = article(sandbox)
    assert (news.status_code, news.headers["Retry-After"]) == (429, "120")


def test_duplicate_in_each_platform_s_words(sandbox: Sandbox) -> None:
    for platform in ("facebook", "x", "youtube"):
        sandbox.fault(platform=platform, kind="duplicate")
    assert error(feed(sandbox)) == (400, 506, 1455006)
    assert post(sandbox, "A").status_code == 403
    item = insert(sandbox, video())
    assert shown(sandbox, item["id"])["status"]["rejectionReason"] == "duplicate"


def test_unknown_usage_field(sandbox: Sandbox) -> None:
    sandbox.fault(platform="facebook", kind="usage_header_extra")
    reply = feed(sandbox)
    assert reply.status_code == 200
    assert "throttle_tier" in reply.headers["x-business-use-case-usage"]


def test_youtube_chunk_503_stores_nothing(sandbox: Sandbox) -> None:
    content = video()
    place = start(sandbox, content).headers["Location"]
    sandbox.fault(platform="youtube", kind="chunk_503")
    assert api(sandbox, "PUT", place, data=content).status_code == 503
    ask = {"Content-Range": f"bytes */{len(content)}"}
    assert api(sandbox, "PUT", place, headers=ask).status_code == 308
    assert api(sandbox, "PUT", place, data=content).status_code == 200


def test_youtube_reply_lost_after_last_chunk_is_found_by_asking(sandbox: Sandbox) -> None:
    content = video()
    place = start(sandbox, content).headers["Location"]
    sandbox.fault(platform="youtube", kind="commit_drop")
    with pytest.raises(LOST):
        api(sandbox, "PUT", place, data=content)
    ask = {"Content-Range": f"bytes */{len(content)}"}
    found = api(sandbox, "PUT", place, headers=ask).json()["id"]
    assert [p["id"] for p in sandbox.posts("youtube")] == [found]


def test_x_chunk_503(sandbox: Sandbox) -> None:
    sandbox.fault(platform="x", kind="chunk_503")
    start_ = {"media_type": "image/jpeg", "total_bytes": 9, "media_category": "tweet_image"}
    id_ = x(sandbox, "POST", "/2/media/upload/initialize", json=start_).json()["data"]["id"]
    piece = {"files": {"media": b"123456789"}, "data": {"segment_index": "0"}}
    path = f"/2/media/upload/{id_}/append"
    assert [x(sandbox, "POST", path, **piece).status_code for _ in range(2)] == [503, 200]


def test_slow_processing_of_videos(sandbox: Sandbox) -> None:
    sandbox.fault(platform="x", kind="slow_processing", polls=3)
    media = upload(sandbox, video(), "video/mp4", "tweet_video")["data"]["id"]
    query = {"command": "STATUS", "media_id": media}
    states = [x(sandbox, "GET", "/2/media/upload", params=query).json()["data"]["processing_info"] for _ in range(4)]
    assert [s["state"] for s in states] == ["in_progress"] * 3 + ["succeeded"]
    sandbox.fault(platform="youtube", kind="slow_processing", seconds=60)
    id_ = insert(sandbox, video())["id"]
    query = {"part": "processingDetails", "id": id_}
    [item] = api(sandbox, "GET", "youtube/v3/videos", params=query).json()["items"]
    assert item["processingDetails"]["processingStatus"] == "processing"


def test_website_reply_lost(sandbox: Sandbox) -> None:
    sandbox.fault(platform="website", kind="commit_drop")
    with pytest.raises(LOST):
        article(sandbox)
    assert len(sandbox.posts("website")) == 1


def test_times_and_order(sandbox: Sandbox) -> None:
    sandbox.fault(platform="x", kind="status", status=500, times=2)
    sandbox.fault(platform="x", kind="status", status=502)
    codes = [post(sandbox, f"A {n}").status_code for n in range(4)]
    assert codes == [500, 500, 502, 201]


@pytest.mark.parametrize(
    "wish",
    [
        {"platform": "myspace", "kind": "drop"},
        {"platform": "x", "kind": "nonsense"},
        {"platform": "x", "kind": "smtp_reply"},
        {"platform": "smtp", "kind": "drop"},
        {"platform": "x", "kind": "drop", "times": 0},
    ],
)
def test_wrong_wish_is_explained(sandbox: Sandbox, wish: dict[str, Any]) -> None:
    reply = requests.post(f"{sandbox.http}/_faults", json=wish, timeout=9)
    assert (reply.status_code, set(reply.json())) == (400, {"error"})
    assert sandbox.faults() == []


def test_faults_can_be_listed_and_taken_back(sandbox: Sandbox) -> None:
    first = sandbox.fault(platform="x", kind="drop")
    sandbox.fault(platform="website", kind="drop")
    assert [f["platform"] for f in sandbox.faults()] == ["x", "website"]
    requests.delete(f"{sandbox.http}/_faults?id={first}", timeout=9)
    assert [f["platform"] for f in sandbox.faults()] == ["website"]
    requests.delete(f"{sandbox.http}/_faults", timeout=9)
    assert sandbox.faults() == []


def test_calls_are_counted_and_logged_without_tokens(sandbox: Sandbox) -> None:
    graph(sandbox, "GET", "me", fields="id")
    post(sandbox, "A")
    assert sandbox.wall()["requests"] == 2
    assert sandbox.traffic() == (set(), {"facebook": 1, "x": 1})
    [me] = sandbox.calls("/me")
    assert me["line"] == "GET /graph/v26.0/me?fields=id"
    assert [call["status"] for call in sandbox.calls("POST /x/2/tweets")] == [201]


def test_restart_keeps_posts_files_and_sessions(tmp_path: Any) -> None:
    first = start_sandbox(tmp_path / "data")
    try:
        insert(first, video())
        content = video(5)
        place = start(first, content).headers["Location"]
        before = first.wall()["posts"]
    finally:
        first.stop()
    second = start_sandbox(tmp_path / "data")
    try:
        [post_] = second.wall()["posts"]
        assert post_["id"] == before[0]["id"]
        assert requests.get(post_["media"][0]["url"], timeout=9).content == video()
        place = place.replace(first.http, second.http)
        assert api(second, "PUT", place, data=content).json()["kind"] == "youtube#video"
        token = {"Authorization": f"Bearer {CHANNEL_TOKEN}"}
        assert requests.post(f"{second.http}/_reset", headers=token, timeout=9).ok
        assert second.wall()["posts"] == []
    finally:
        second.stop()


def test_sandbox_without_mail_or_limits(tmp_path: Any) -> None:
    server = start_sandbox(tmp_path / "data", "--no-smtp", "--no-limits")
    try:
        codes = {x(server, "GET", "/2/users/me").status_code for _ in range(80)}
        assert codes == {200}
        assert server.smtp_port is None
    finally:
        server.stop()


@pytest.mark.parametrize(("kind", "count"), [("silence", 0), ("commit_silence", 1)])
def test_silent_platform_never_answers(sandbox: Sandbox, kind: str, count: int) -> None:
    sandbox.fault(platform="x", kind=kind, seconds=30, match="@publish")
    with pytest.raises(requests.ReadTimeout):
        x(sandbox, "POST", "/2/tweets", json={"text": "A"}, timeout=0.4)
    assert [p["text"] for p in sandbox.posts("x")] == ["A"] * count


def test_slow_platform_does_it_although_the_caller_left(sandbox: Sandbox) -> None:
    sandbox.fault(platform="x", kind="slow", seconds=0.6, match="@publish")
    with pytest.raises(requests.ReadTimeout):
        x(sandbox, "POST", "/2/tweets", json={"text": "A"}, timeout=0.2)
    assert sandbox.posts("x") == []
    time.sleep(0.8)
    assert [p["text"] for p in sandbox.posts("x")] == ["A"]


def test_drip_answers_byte_by_byte(sandbox: Sandbox) -> None:
    sandbox.fault(platform="x", kind="drip", pause=0.01, match="@publish")
    begun = time.monotonic()
    reply = post(sandbox, "A")
    assert (reply.status_code, reply.json()["data"]["text"]) == (201, "A")
    assert time.monotonic() - begun >= 0.01 * len(reply.content)


def test_drip_may_end_before_the_end(sandbox: Sandbox) -> None:
    sandbox.fault(platform="facebook", kind="drip", pause=0, cut=5, match="@publish")
    with pytest.raises(requests.exceptions.ChunkedEncodingError):
        feed(sandbox)
    assert len(sandbox.posts("facebook")) == 1


def test_rate_limit_without_a_reset_time(sandbox: Sandbox) -> None:
    for platform in ("facebook", "instagram", "x", "website"):
        sandbox.fault(platform=platform, kind="rate_limit", reset=None)
    sandbox.fault(platform="youtube", kind="rate_limit", reason="rateLimitExceeded", reset=None)
    replies = [feed(sandbox), graph(sandbox, "GET", GRAM), post(sandbox, "A"), start(sandbox), article(sandbox)]
    assert [reply.status_code for reply in replies] == [400, 400, 429, 429, 429]
    names = {name for reply in replies for name in reply.headers if "reset" in name or "usage" in name}
    assert (names, [reply.headers.get("Retry-After") for reply in replies]) == (set(), [None] * 5)


def test_server_error_with_an_error_key_in_each_platform_s_words(sandbox: Sandbox) -> None:
    for platform in ("facebook", "instagram", "x", "youtube", "website"):
        sandbox.fault(platform=platform, kind="server_error")
    page, gram, tweet, film = feed(sandbox), graph(sandbox, "GET", GRAM), post(sandbox, "A"), start(sandbox)
    assert (page.status_code, error(page)[:2], error(gram)[:2]) == (500, (500, 2), (500, 2))
    assert (tweet.status_code, tweet.json()["title"]) == (503, "Service Unavailable")
    assert reason(film) == (503, "backendError")
    assert (article(sandbox).status_code, sandbox.wall()["posts"]) == (500, [])


def test_credulous_sandbox_shows_what_was_sent_twice(tmp_path: Any) -> None:
    server = start_sandbox(tmp_path / "data", "--no-smtp", "--credulous")
    try:
        assert [(feed(server).status_code, post(server, "A").status_code) for _ in range(2)] == [(200, 201)] * 2
        films = [shown(server, insert(server, video())["id"])["status"] for _ in range(2)]
        assert [film.get("rejectionReason") for film in films] == [None, None]
        assert sorted(p["platform"] for p in server.wall()["posts"]) == ["facebook"] * 2 + ["x"] * 2 + ["youtube"] * 2
    finally:
        server.stop()


def test_log_tells_which_calls_readers_would_see(sandbox: Sandbox) -> None:
    id_ = feed(sandbox).json()["id"]
    graph(sandbox, "POST", id_, message="Guten Tag")
    graph(sandbox, "GET", id_)
    film = insert(sandbox, video(), description="Alt", tags=["x"])["id"]
    changed = {"id": film, "snippet": {"title": "Neu", "categoryId": "25"}}
    api(sandbox, "PUT", "youtube/v3/videos", params={"part": "snippet"}, json=changed)
    graph(sandbox, "DELETE", id_)
    seen = [call["line"].partition("?")[0].rpartition("/")[2] for call in sandbox.calls() if call["public"]]
    assert (seen[:2], seen[-1], sandbox.posts("facebook")) == (["feed", id_], "videos", [])


def test_fault_can_wait_for_a_change_of_what_is_public(sandbox: Sandbox) -> None:
    sandbox.fault(platform="facebook", kind="drop", match="@edit")
    id_ = feed(sandbox).json()["id"]
    with pytest.raises(LOST):
        graph(sandbox, "POST", id_, message="Guten Tag")
    assert [p["text"] for p in sandbox.posts("facebook")] == ["Hallo"]
