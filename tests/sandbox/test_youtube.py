"""YouTube over plain HTTP."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
import requests

from tests.sandbox.files import CHANNEL, CHANNEL_TOKEN, picture, video
from tests.sandbox_process import Sandbox

STEP = 256 * 1024


def api(sandbox: Sandbox, method: str, path: str, **more: Any) -> requests.Response:
    headers = {"Authorization": f"Bearer {more.pop('token', CHANNEL_TOKEN)}"}
    headers |= more.pop("headers", {})
    url = path if path.startswith("http") else f"{sandbox.http}/youtube/{path}"
    return requests.request(method, url, headers=headers, timeout=20, **more)


def reason(reply: requests.Response) -> tuple[int, str]:
    body = reply.json()["error"]
    assert body["code"] == reply.status_code
    assert body["message"] == body["errors"][0]["message"]
    return reply.status_code, body["errors"][0]["reason"]


def start(sandbox: Sandbox, content: bytes = b"", **snippet: Any) -> requests.Response:
    status = snippet.pop("status", {"privacyStatus": "public"})
    body = {"snippet": {"title": "Woche 47", "categoryId": "25", **snippet}, "status": status}
    return api(
        sandbox,
        "POST",
        "upload/youtube/v3/videos?uploadType=resumable&part=snippet,status",
        json=body,
        headers={
            "X-Upload-Content-Type": "video/mp4",
            "X-Upload-Content-Length": str(len(content) or 1_000),
        },
    )


def insert(sandbox: Sandbox, content: bytes, **snippet: Any) -> dict[str, Any]:
    place = start(sandbox, content, **snippet).headers["Location"]
    reply: dict[str, Any] = api(sandbox, "PUT", place, data=content).json()
    return reply


def shown(sandbox: Sandbox, id_: str) -> dict[str, Any]:
    """The video once its processing has ended."""
    for _ in range(100):
        query = {"part": "snippet,status,processingDetails", "id": id_}
        [item] = api(sandbox, "GET", "youtube/v3/videos", params=query).json()["items"]
        if item["processingDetails"]["processingStatus"] != "processing":
            return dict(item)
        time.sleep(0.05)
    raise AssertionError("never processed")


def test_resumable_upload_in_chunks(sandbox: Sandbox) -> None:
    content = video() + b"\0" * STEP
    place = start(sandbox, content, description="Grüße", tags=["Rat"]).headers["Location"]
    total = len(content)
    ask = {"Content-Range": f"bytes */{total}"}
    empty = api(sandbox, "PUT", place, headers=ask)
    assert (empty.status_code, "Range" in empty.headers) == (308, False)
    first = api(
        sandbox,
        "PUT",
        place,
        data=content[:STEP],
        headers={"Content-Range": f"bytes 0-{STEP - 1}/{total}"},
    )
    assert (first.status_code, first.headers["Range"]) == (308, f"bytes=0-{STEP - 1}")
    assert api(sandbox, "PUT", place, headers=ask).headers["Range"] == f"bytes=0-{STEP - 1}"
    assert sandbox.posts("youtube") == []
    last = api(
        sandbox,
        "PUT",
        place,
        data=content[STEP:],
        headers={"Content-Range": f"bytes {STEP}-{total - 1}/{total}"},
    )
    assert last.status_code == 200
    assert api(sandbox, "PUT", place, headers=ask).json()["id"] == last.json()["id"]
    [post] = sandbox.posts("youtube")
    assert (post["id"], post["title"], post["text"]) == (last.json()["id"], "Woche 47", "Grüße")
    assert post["url"] == f"{sandbox.http}/youtube/watch?v={post['id']}"
    assert requests.get(post["url"], timeout=9).status_code == 200
    assert shown(sandbox, post["id"])["status"]["uploadStatus"] == "processed"


@pytest.mark.parametrize(
    ("header", "size"),
    [("bytes 0-99/1000", 100), ("bytes 500-999/1000", 500), ("bytes 0-9/999", 10), ("x", 5)],
)
def test_chunk_refused(sandbox: Sandbox, header: str, size: int) -> None:
    place = start(sandbox).headers["Location"]
    reply = api(sandbox, "PUT", place, data=b"x" * size, headers={"Content-Range": header})
    assert reply.status_code == 400


def test_unknown_session(sandbox: Sandbox) -> None:
    reply = api(sandbox, "PUT", "upload/youtube/v3/videos?upload_id=none", data=b"x")
    assert reply.status_code == 404


@pytest.mark.parametrize(
    ("snippet", "wanted"),
    [
        ({"title": ""}, "invalidTitle"),
        ({"title": "a" * 101}, "invalidTitle"),
        ({"title": "a < b"}, "invalidTitle"),
        ({"description": "ä" * 2_501}, "invalidDescription"),
        ({"description": "<b>"}, "invalidDescription"),
        ({"tags": ["a" * 499, "b"]}, "invalidTags"),
        ({"tags": ["a b" * 167]}, "invalidTags"),
        ({"status": {"privacyStatus": "geheim"}}, "invalidVideoMetadata"),
        (
            {"status": {"privacyStatus": "public", "publishAt": "2099-01-01T00:00:00Z"}},
            "invalidPublishAt",
        ),
    ],
)
def test_metadata_refused(sandbox: Sandbox, snippet: dict[str, Any], wanted: str) -> None:
    assert reason(start(sandbox, **snippet)) == (400, wanted)


def test_longest_metadata_is_taken(sandbox: Sandbox) -> None:
    longest = {"title": "ä" * 100, "description": "ä" * 2_500, "tags": ["a" * 498, "b"]}
    assert start(sandbox, **longest).status_code == 200


def test_missing_privacy_becomes_public_with_a_warning(sandbox: Sandbox) -> None:
    item = insert(sandbox, video(), status={})
    assert item["status"]["privacyStatus"] == "public"
    assert "privacyStatus fehlte" in sandbox.posts("youtube")[0]["warnings"][0]


def test_file_that_is_no_video_fails_in_processing(sandbox: Sandbox) -> None:
    item = insert(sandbox, b"no video at all")
    assert item["status"]["uploadStatus"] == "uploaded"
    status = shown(sandbox, item["id"])["status"]
    assert (status["uploadStatus"], status["failureReason"]) == ("failed", "invalidFile")


def test_same_file_again_is_rejected_as_duplicate(sandbox: Sandbox) -> None:
    insert(sandbox, video())
    status = shown(sandbox, insert(sandbox, video())["id"])["status"]
    assert (status["uploadStatus"], status["rejectionReason"]) == ("rejected", "duplicate")


def test_channel_leads_to_uploads(sandbox: Sandbox) -> None:
    id_ = insert(sandbox, video())["id"]
    query = {"part": "snippet,contentDetails", "mine": "true"}
    [channel] = api(sandbox, "GET", "youtube/v3/channels", params=query).json()["items"]
    assert channel["id"] == CHANNEL
    playlist = channel["contentDetails"]["relatedPlaylists"]["uploads"]
    query = {"part": "snippet,contentDetails", "playlistId": playlist}
    [item] = api(sandbox, "GET", "youtube/v3/playlistItems", params=query).json()["items"]
    assert item["contentDetails"]["videoId"] == id_
    assert item["snippet"]["title"] == "Woche 47"


def test_update_replaces_and_delete_removes(sandbox: Sandbox) -> None:
    id_ = insert(sandbox, video(), description="Alt", tags=["x"])["id"]
    body = {"id": id_, "snippet": {"title": "Neu", "categoryId": "25"}}
    path = "youtube/v3/videos"
    assert api(sandbox, "PUT", path, params={"part": "snippet"}, json=body).ok
    [post] = sandbox.posts("youtube")
    assert (post["title"], post["text"]) == ("Neu", "")
    del body["snippet"]["categoryId"]  # type: ignore[attr-defined]
    reply = api(sandbox, "PUT", path, params={"part": "snippet"}, json=body)
    assert reason(reply) == (400, "invalidCategoryId")
    assert api(sandbox, "DELETE", path, params={"id": id_}).status_code == 204
    assert reason(api(sandbox, "DELETE", path, params={"id": id_})) == (404, "videoNotFound")
    assert sandbox.posts("youtube") == []


def test_thumbnail_and_captions(sandbox: Sandbox) -> None:
    id_ = insert(sandbox, video())["id"]
    place = f"upload/youtube/v3/thumbnails/set?uploadType=media&videoId={id_}"
    reply = api(sandbox, "POST", place, data=picture(1280, 720))
    assert reply.json()["kind"] == "youtube#thumbnailSetResponse"
    assert reason(api(sandbox, "POST", place, data=b"none")) == (400, "invalidImage")
    snippet = {"snippet": {"videoId": id_, "language": "de", "name": "Deutsch"}}
    boundary = "b0undary"
    body = (
        f"--{boundary}\r\nContent-Type: application/json\r\n\r\n{json.dumps(snippet)}\r\n"
        f"--{boundary}\r\nContent-Type: text/vtt\r\n\r\nWEBVTT\r\n--{boundary}--\r\n"
    )
    kind = {"Content-Type": f"multipart/related; boundary={boundary}"}
    place = "upload/youtube/v3/captions?uploadType=multipart&part=snippet"
    assert api(sandbox, "POST", place, data=body, headers=kind).json()["kind"] == "youtube#caption"
    again = api(sandbox, "POST", place, data=body, headers=kind)
    assert reason(again) == (409, "captionExists")
    query = {"part": "snippet", "videoId": id_}
    items = api(sandbox, "GET", "youtube/v3/captions", params=query).json()["items"]
    assert [item["snippet"]["language"] for item in items] == ["de"]


@pytest.mark.parametrize("token", ["", "nobody", "ya29.demo-expired"])
def test_wrong_token(sandbox: Sandbox, token: str) -> None:
    query = {"part": "id", "mine": "true"}
    reply = api(sandbox, "GET", "youtube/v3/channels", params=query, token=token)
    assert reason(reply) == (401, "authError")


def test_missing_part(sandbox: Sandbox) -> None:
    reply = api(sandbox, "GET", "youtube/v3/videos", params={"id": "x"})
    assert reason(reply) == (400, "missingRequiredParameter")


def test_token_refresh(sandbox: Sandbox) -> None:
    form = {"grant_type": "refresh_token", "refresh_token": "1//demo-lhd-refresh"}
    fresh = requests.post(f"{sandbox.http}/youtube/token", data=form, timeout=9).json()
    query = {"part": "id", "mine": "true"}
    token = fresh["access_token"]
    assert api(sandbox, "GET", "youtube/v3/channels", params=query, token=token).ok
    form["refresh_token"] = "revoked"
    gone = requests.post(f"{sandbox.http}/youtube/token", data=form, timeout=9)
    assert (gone.status_code, gone.json()["error"]) == (400, "invalid_grant")
