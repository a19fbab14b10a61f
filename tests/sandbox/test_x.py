"""X over plain HTTP."""

from __future__ import annotations

import base64
import html
import time
from typing import Any

import pytest
import requests

from tests.sandbox.files import X_TOKEN, X_USER, picture, video
from tests.sandbox_process import Sandbox


def x(sandbox: Sandbox, method: str, path: str, **more: Any) -> requests.Response:
    headers = {"Authorization": f"Bearer {more.pop('token', X_TOKEN)}"}
    return requests.request(method, f"{sandbox.http}/x{path}", headers=headers, **{"timeout": 20, **more})


def post(sandbox: Sandbox, text: str, *media: str, **more: Any) -> requests.Response:
    body: dict[str, Any] = {"text": text} | ({"media": {"media_ids": list(media)}} if media else {})
    return x(sandbox, "POST", "/2/tweets", json=body | more)


def upload(sandbox: Sandbox, content: bytes, media_type: str, category: str) -> dict[str, Any]:
    """Chunked upload in two pieces, one as JSON and one as multipart; the finalize answer."""
    start = {"media_type": media_type, "total_bytes": len(content), "media_category": category}
    opened = x(sandbox, "POST", "/2/media/upload/initialize", json=start).json()["data"]
    half, path = len(content) // 2, f"/2/media/upload/{opened['id']}"
    first = {"media": base64.b64encode(content[:half]).decode(), "segment_index": 0}
    assert x(sandbox, "POST", f"{path}/append", json=first).ok
    second = {"files": {"media": content[half:]}, "data": {"segment_index": "1"}}
    assert x(sandbox, "POST", f"{path}/append", **second).ok
    reply: dict[str, Any] = x(sandbox, "POST", f"{path}/finalize").json()
    return reply


def test_post_with_picture_and_alt_text(sandbox: Sandbox) -> None:
    media = upload(sandbox, picture(), "image/jpeg", "tweet_image")["data"]
    assert "processing_info" not in media
    alt = {"id": media["id"], "metadata": {"alt_text": {"text": "Der Rhein"}}}
    assert x(sandbox, "POST", "/2/media/metadata", json=alt).ok
    reply = post(sandbox, "Grüße", media["id"])
    assert reply.status_code == 201
    [public] = sandbox.posts("x")
    assert public["id"] == reply.json()["data"]["id"]
    assert (public["text"], public["alt_texts"]) == ("Grüße", ["Der Rhein"])
    assert public["url"] == f"{sandbox.http}/x/duesseldorf/status/{public['id']}"
    assert requests.get(public["url"], timeout=9).status_code == 200


def test_video_is_usable_after_processing(sandbox: Sandbox) -> None:
    media = upload(sandbox, video(), "video/mp4", "tweet_video")["data"]
    assert media["processing_info"]["state"] == "pending"
    assert post(sandbox, "Zu früh", media["id"]).status_code == 400
    for _ in range(100):
        query = {"command": "STATUS", "media_id": media["id"]}
        info = x(sandbox, "GET", "/2/media/upload", params=query).json()["data"]["processing_info"]
        if info["state"] == "succeeded":
            break
        time.sleep(0.05)
    assert post(sandbox, "Video", media["id"]).status_code == 201


def test_one_shot_upload(sandbox: Sandbox) -> None:
    body = {"media": base64.b64encode(picture()).decode(), "media_category": "tweet_image"}
    media = x(sandbox, "POST", "/2/media/upload", json=body).json()["data"]
    assert post(sandbox, "", media["id"]).status_code == 201


def test_timeline_gives_links_as_the_platform_does(sandbox: Sandbox) -> None:
    text = "Rhein & Ruhr: https://www.duesseldorf.de/aktuelles?a=1&b=2 <hier>"
    id_ = post(sandbox, text).json()["data"]["id"]
    query = {"tweet.fields": "created_at,entities", "start_time": "2026-01-01T00:00:00Z"}
    reply = x(sandbox, "GET", f"/2/users/{X_USER}/tweets", params=query).json()
    [row] = reply["data"]
    [url] = row["entities"]["urls"]
    assert row["id"] == id_
    assert url["url"].startswith("https://t.co/")
    assert row["text"][url["start"] : url["end"]] == url["url"]
    assert html.unescape(row["text"].replace(url["url"], url["expanded_url"])) == text
    assert reply["meta"] == {"result_count": 1, "newest_id": id_, "oldest_id": id_}
    query["post.fields"] = query.pop("tweet.fields")
    assert x(sandbox, "GET", f"/2/users/{X_USER}/tweets", params=query).json() == reply
    late = {"start_time": "2100-01-01T00:00:00Z"}
    later = x(sandbox, "GET", f"/2/users/{X_USER}/tweets", params=late).json()
    assert later == {"meta": {"result_count": 0}}
    small = x(sandbox, "GET", f"/2/users/{X_USER}/tweets", params={"max_results": 1})
    assert small.status_code == 400


def test_delete_and_look_up(sandbox: Sandbox) -> None:
    id_ = post(sandbox, "Kurz").json()["data"]["id"]
    assert x(sandbox, "GET", f"/2/tweets/{id_}").json()["data"]["text"] == "Kurz"
    other = x(sandbox, "DELETE", f"/2/tweets/{id_}", token="x-demo-presse")
    assert other.status_code == 403
    assert x(sandbox, "DELETE", f"/2/tweets/{id_}").json() == {"data": {"deleted": True}}
    gone = x(sandbox, "GET", f"/2/tweets/{id_}")
    assert (gone.status_code, list(gone.json())) == (200, ["errors"])
    assert x(sandbox, "DELETE", f"/2/tweets/{id_}").status_code == 404
    assert post(sandbox, "Kurz").status_code == 201


def test_same_text_again_is_refused(sandbox: Sandbox) -> None:
    post(sandbox, "Hallo")
    post(sandbox, "Dazwischen")
    reply = post(sandbox, "Hallo")
    assert reply.status_code == 403
    assert reply.json() == {
        "detail": "You are not allowed to create a Tweet with duplicate content.",
        "type": "about:blank",
        "title": "Forbidden",
        "status": 403,
    }
    assert reply.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("ä" * 280, 201),
        ("ä" * 281, 400),
        ("€" * 140, 201),
        ("€" * 141, 400),
        ("a" * 256 + " https://example.org/" + "x" * 200, 201),
        ("", 400),
    ],
)
def test_weighted_length(sandbox: Sandbox, text: str, status: int) -> None:
    assert post(sandbox, text).status_code == status


@pytest.mark.parametrize("token", ["", "nobody", "x-demo-expired"])
def test_wrong_token(sandbox: Sandbox, token: str) -> None:
    reply = x(sandbox, "GET", "/2/users/me", token=token)
    assert reply.status_code == 401
    assert reply.json() == {
        "title": "Unauthorized",
        "type": "about:blank",
        "status": 401,
        "detail": "Unauthorized",
    }


def test_media_must_be_finished_and_ours(sandbox: Sandbox) -> None:
    start = {"media_type": "image/jpeg", "total_bytes": 99, "media_category": "tweet_image"}
    opened = x(sandbox, "POST", "/2/media/upload/initialize", json=start).json()["data"]["id"]
    for id_ in (opened, "1234567890123456789"):
        reply = post(sandbox, "A", id_)
        assert reply.status_code == 400
        assert reply.json()["errors"][0]["message"] == "Your media IDs are invalid."
    short = x(sandbox, "POST", f"/2/media/upload/{opened}/finalize")
    assert short.status_code == 400
    assert "do not add up" in short.text
    mine = upload(sandbox, picture(), "image/jpeg", "tweet_image")["data"]["id"]
    body = {"text": "A", "media": {"media_ids": [mine]}}
    foreign = x(sandbox, "POST", "/2/tweets", json=body, token="x-demo-presse")
    assert foreign.status_code == 400


def test_five_pictures_or_mixed_kinds_are_too_many(sandbox: Sandbox) -> None:
    ids = [upload(sandbox, picture(colour=c), "image/jpeg", "tweet_image")["data"]["id"] for c in range(5)]
    assert post(sandbox, "Fünf", *ids).status_code == 400
    assert post(sandbox, "Vier", *ids[:4]).status_code == 201


@pytest.mark.parametrize(
    "start",
    [
        {"media_type": "image/svg+xml", "total_bytes": 9, "media_category": "tweet_image"},
        {"media_type": "image/jpeg", "total_bytes": 5_242_881, "media_category": "tweet_image"},
        {"media_type": "image/jpeg", "total_bytes": 9, "media_category": "nonsense"},
        {"media_type": "image/jpeg", "media_category": "tweet_image"},
    ],
)
def test_upload_refused_at_start(sandbox: Sandbox, start: dict[str, Any]) -> None:
    assert x(sandbox, "POST", "/2/media/upload/initialize", json=start).status_code == 400


def test_picture_that_is_none(sandbox: Sandbox) -> None:
    assert upload(sandbox, b"nothing", "image/jpeg", "tweet_image")["title"] == "Invalid Request"


def test_rate_headers_and_the_end_of_the_window(sandbox: Sandbox) -> None:
    first = x(sandbox, "GET", "/2/users/me")
    assert first.json()["data"]["username"] == "duesseldorf"
    assert first.headers["x-rate-limit-limit"] == "75"
    assert first.headers["x-rate-limit-remaining"] == "74"
    for _ in range(74):
        last = x(sandbox, "GET", "/2/users/me")
    assert last.headers["x-rate-limit-remaining"] == "0"
    over = x(sandbox, "GET", "/2/users/me")
    assert (over.status_code, over.json()["title"]) == (429, "Too Many Requests")
    assert int(over.headers["x-rate-limit-reset"]) > time.time()


def test_refresh_token_works_once(sandbox: Sandbox) -> None:
    form = {
        "grant_type": "refresh_token",
        "refresh_token": "x-demo-lhd-refresh",
        "client_id": "demo",
    }
    fresh = requests.post(f"{sandbox.http}/x/2/oauth2/token", data=form, timeout=9).json()
    assert (fresh["token_type"], fresh["expires_in"]) == ("bearer", 7200)
    me = x(sandbox, "GET", "/2/users/me", token=fresh["access_token"]).json()
    assert me["data"]["id"] == X_USER
    again = requests.post(f"{sandbox.http}/x/2/oauth2/token", data=form, timeout=9)
    assert (again.status_code, again.json()["error"]) == (400, "invalid_request")
    form["refresh_token"] = fresh["refresh_token"]
    assert requests.post(f"{sandbox.http}/x/2/oauth2/token", data=form, timeout=9).ok


def test_unknown_field_and_reply_are_refused(sandbox: Sandbox) -> None:
    assert post(sandbox, "A", nonsense=1).status_code == 400
    assert post(sandbox, "A", reply={"in_reply_to_tweet_id": "1"}).status_code == 403
