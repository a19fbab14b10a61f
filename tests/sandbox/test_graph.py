"""Facebook Pages over plain HTTP."""

from __future__ import annotations

import json
from typing import Any

import pytest
import requests

from tests.sandbox.files import OTHER_PAGE, OTHER_TOKEN, PAGE, PAGE_TOKEN, picture, video
from tests.sandbox_process import Sandbox


def graph(sandbox: Sandbox, method: str, path: str, **data: Any) -> requests.Response:
    """A Graph call with the page's token unless told otherwise."""
    files = data.pop("files", None)
    data.setdefault("access_token", PAGE_TOKEN)
    url = f"{sandbox.http}/graph/v26.0/{path}"
    body = {"data": data} if method == "POST" else {"params": data}
    return requests.request(method, url, files=files, timeout=20, **body)


def error(reply: requests.Response) -> tuple[int, int, int | None]:
    """Status, code and subcode."""
    body = reply.json()["error"]
    assert body["message"]
    assert body["type"] in ("OAuthException", "GraphMethodException")
    assert body["fbtrace_id"]
    return reply.status_code, body["code"], body.get("error_subcode")


def photo(sandbox: Sandbox, content: bytes, **data: Any) -> requests.Response:
    data.setdefault("published", "false")
    return graph(sandbox, "POST", f"{PAGE}/photos", files={"source": content}, **data)


def test_post_with_two_photos_is_public_and_readable(sandbox: Sandbox) -> None:
    ids = [photo(sandbox, picture(colour=c), alt_text_custom=f"Linde {c}").json()["id"] for c in (10, 20)]
    attached = {f"attached_media[{n}]": json.dumps({"media_fbid": i}) for n, i in enumerate(ids)}
    id_ = graph(sandbox, "POST", f"{PAGE}/feed", message="Guten Tag", **attached).json()["id"]

    [post] = sandbox.posts("facebook")
    assert post["id"] == id_
    assert post["text"] == "Guten Tag"
    assert post["alt_texts"] == ["Linde 10", "Linde 20"]
    assert [m["width"] for m in post["media"]] == [1080, 1080]
    assert requests.get(post["media"][0]["url"], timeout=9).content == picture(colour=10)
    fields = "id,message,created_time,permalink_url,attachments{media_type}"
    [row] = graph(sandbox, "GET", f"{PAGE}/feed", fields=fields).json()["data"]
    assert (row["id"], row["message"]) == (id_, "Guten Tag")
    assert row["permalink_url"] == post["url"]
    assert requests.get(post["url"], timeout=9).status_code == 200


def test_feed_since_leaves_out_what_is_older(sandbox: Sandbox) -> None:
    graph(sandbox, "POST", f"{PAGE}/feed", message="Heute")
    path = f"{PAGE}/feed"
    assert len(graph(sandbox, "GET", path, since="2026-01-01T00:00:00+0000").json()["data"]) == 1
    assert graph(sandbox, "GET", path, since="4102444800").json() == {"data": []}


def test_edit_and_delete(sandbox: Sandbox) -> None:
    id_ = graph(sandbox, "POST", f"{PAGE}/feed", message="Alt").json()["id"]
    assert graph(sandbox, "POST", id_, message="Neu").json() == {"success": True}
    assert sandbox.posts("facebook")[0]["text"] == "Neu"
    assert error(graph(sandbox, "POST", id_, link="https://example.org/"))[1] == 100
    assert error(graph(sandbox, "DELETE", id_, access_token=OTHER_TOKEN)) == (403, 200, None)
    assert graph(sandbox, "DELETE", id_).json() == {"success": True}
    assert error(graph(sandbox, "GET", id_)) == (400, 100, 33)
    wall = sandbox.wall()
    assert wall["posts"] == []
    assert [post["id"] for post in wall["removed"]] == [id_]


def test_page_and_token_can_be_read(sandbox: Sandbox) -> None:
    me = graph(sandbox, "GET", "me", fields="id,name").json()
    assert me == {"id": PAGE, "name": "Landeshauptstadt Düsseldorf"}
    page = graph(sandbox, "GET", PAGE, fields="name,instagram_business_account").json()
    assert page["instagram_business_account"] == {"id": "17841400000000001"}
    debug = graph(sandbox, "GET", "debug_token", input_token=PAGE_TOKEN).json()["data"]
    assert debug["is_valid"] is True
    bearer = {"Authorization": f"Bearer {PAGE_TOKEN}"}
    reply = requests.get(f"{sandbox.http}/graph/v26.0/me", headers=bearer, timeout=9)
    assert reply.json()["id"] == PAGE


def test_usage_headers_come_with_each_answer(sandbox: Sandbox) -> None:
    reply = graph(sandbox, "GET", PAGE)
    assert set(json.loads(reply.headers["x-app-usage"])) == {
        "call_count",
        "total_cputime",
        "total_time",
    }
    assert json.loads(reply.headers["x-business-use-case-usage"])[PAGE][0]["type"] == "pages"


@pytest.mark.parametrize(
    ("data", "wanted"),
    [
        ({"access_token": ""}, (400, 104, None)),
        ({"access_token": "EAA-wrong"}, (400, 190, None)),
        ({"access_token": "EAA-demo-expired"}, (400, 190, 463)),
        ({"access_token": OTHER_TOKEN}, (403, 200, None)),
        ({"message": "  "}, (400, 100, 1349125)),
        ({"message": "a" * 63_207}, (400, 100, 1366013)),
        ({"link": "https://www.facebook.com/duesseldorf"}, (400, 100, 1609008)),
        ({"link": "ftp://example.org"}, (400, 1500, None)),
        ({"attached_media[0]": '{"media_fbid":"1"}'}, (400, 100, None)),
        ({"attached_media[0]": "nonsense"}, (400, 100, None)),
    ],
)
def test_feed_refuses(sandbox: Sandbox, data: dict[str, str], wanted: tuple[Any, ...]) -> None:
    reply = graph(sandbox, "POST", f"{PAGE}/feed", **{"message": "Guten Tag", **data})
    assert error(reply) == wanted
    assert sandbox.posts("facebook") == []


def test_same_text_twice_in_a_row_is_refused(sandbox: Sandbox) -> None:
    for text, wanted in (("A", 200), ("A", 400), ("B", 200), ("A", 200)):
        reply = graph(sandbox, "POST", f"{PAGE}/feed", message=text)
        assert reply.status_code == wanted
    again = graph(sandbox, "POST", f"{PAGE}/feed", message="A")
    assert error(again) == (400, 506, 1455006)
    other = graph(sandbox, "POST", f"{OTHER_PAGE}/feed", message="A", access_token=OTHER_TOKEN)
    assert other.status_code == 200


@pytest.mark.parametrize(
    "content",
    [b"no picture", picture(kind="WEBP"), picture(8, 8) + b"\0" * 10 * 1024 * 1024],
    ids=["text", "webp", "too large"],
)
def test_photo_refused(sandbox: Sandbox, content: bytes) -> None:
    assert error(photo(sandbox, content)) == (400, 100, 1366046)


def test_photo_is_used_once(sandbox: Sandbox) -> None:
    id_ = photo(sandbox, picture()).json()["id"]
    media = {"attached_media[0]": json.dumps({"media_fbid": id_})}
    assert graph(sandbox, "POST", f"{PAGE}/feed", message="A", **media).status_code == 200
    again = graph(sandbox, "POST", f"{PAGE}/feed", message="B", **media)
    assert error(again) == (400, 100, 1366051)


def test_photo_published_at_once_is_a_post(sandbox: Sandbox) -> None:
    reply = photo(sandbox, picture(), published="true", message="Bild des Tages").json()
    assert [post["id"] for post in sandbox.posts("facebook")] == [reply["post_id"]]


def test_photo_from_url_is_really_fetched(sandbox: Sandbox) -> None:
    photo(sandbox, picture(), published="true")
    url = sandbox.posts("facebook")[0]["media"][0]["url"]
    assert graph(sandbox, "POST", f"{PAGE}/photos", url=url, published="false").ok
    missing = graph(sandbox, "POST", f"{PAGE}/photos", url=url[:-4] + "0000")
    assert error(missing) == (400, 100, 1609005)


def test_unknown_things(sandbox: Sandbox) -> None:
    assert error(graph(sandbox, "GET", "4711")) == (400, 100, 33)
    assert error(graph(sandbox, "POST", "4711/feed", message="A")) == (400, 100, 33)
    assert error(graph(sandbox, "GET", f"{PAGE}/feed", fields="id,nonsense"))[1] == 100
    future = requests.get(f"{sandbox.http}/graph/v27.0/me?access_token={PAGE_TOKEN}", timeout=9)
    assert error(future) == (400, 2500, None)


def upload(sandbox: Sandbox, content: bytes, **finish: str) -> requests.Response:
    path, size = f"{PAGE}/videos", len(content)
    start = graph(sandbox, "POST", path, upload_phase="start", file_size=size).json()
    session = start["upload_session_id"]
    begin, end = int(start["start_offset"]), int(start["end_offset"])
    while begin < size:
        chunk = {"video_file_chunk": content[begin:end]}
        step = graph(
            sandbox,
            "POST",
            path,
            files=chunk,
            upload_phase="transfer",
            upload_session_id=session,
            start_offset=begin,
        ).json()
        begin, end = int(step["start_offset"]), int(step["end_offset"])
    reply = graph(sandbox, "POST", path, upload_phase="finish", upload_session_id=session, **finish)
    reply.video_id = start["video_id"]  # type: ignore[attr-defined]
    return reply


def test_video_in_three_phases(sandbox: Sandbox) -> None:
    reply = upload(sandbox, video(), title="Woche", description="Der Rückblick")
    assert reply.json() == {"success": True}
    [post] = sandbox.posts("facebook")
    assert (post["title"], post["text"]) == ("Woche", "Der Rückblick")
    assert post["media"][0]["kind"] == "video"
    node = graph(sandbox, "GET", reply.video_id, fields="status,permalink_url,post_id").json()
    assert node["post_id"] == post["id"]
    assert node["permalink_url"] == post["url"]


def test_video_that_is_none_is_refused(sandbox: Sandbox) -> None:
    assert error(upload(sandbox, b"x" * 4_000, description="A")) == (400, 352, 1363024)


def test_video_chunk_at_wrong_place_names_the_right_one(sandbox: Sandbox) -> None:
    path = f"{PAGE}/videos"
    start = graph(sandbox, "POST", path, upload_phase="start", file_size=100).json()
    reply = graph(
        sandbox,
        "POST",
        path,
        files={"video_file_chunk": b"x" * 50},
        upload_phase="transfer",
        upload_session_id=start["upload_session_id"],
        start_offset=50,
    )
    assert error(reply) == (400, 6001, 1363037)
    assert reply.json()["error"]["error_data"]["start_offset"] == "0"
