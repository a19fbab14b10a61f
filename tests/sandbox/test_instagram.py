"""Instagram content publishing over plain HTTP."""

from __future__ import annotations

import http.server
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import requests

from tests.sandbox.files import GRAM, PAGE_TOKEN, picture, video
from tests.sandbox.test_graph import error, graph
from tests.sandbox_process import Sandbox

Serve = Callable[[bytes], str]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Puts bytes on a web server of our own and answers their address."""
    contents: dict[str, bytes] = {}

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            content = contents[self.path]
            self.send_response(200)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: Any) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()

    def put(content: bytes) -> str:
        path = f"/{len(contents)}.jpg"
        contents[path] = content
        return f"http://127.0.0.1:{server.server_port}{path}"

    yield put
    server.shutdown()
    thread.join()
    server.server_close()


def container(sandbox: Sandbox, **data: Any) -> requests.Response:
    return graph(sandbox, "POST", f"{GRAM}/media", **data)


def publish(sandbox: Sandbox, id_: str) -> requests.Response:
    return graph(sandbox, "POST", f"{GRAM}/media_publish", creation_id=id_)


def status(sandbox: Sandbox, id_: str) -> dict[str, Any]:
    reply: dict[str, Any] = graph(sandbox, "GET", id_, fields="status_code,status").json()
    return reply


def finished(sandbox: Sandbox, id_: str) -> str:
    """The container's state once it is no longer in progress."""
    for _ in range(100):
        code = str(status(sandbox, id_)["status_code"])
        if code != "IN_PROGRESS":
            return code
        time.sleep(0.05)
    raise AssertionError("never finished")


def test_picture_is_published_once(sandbox: Sandbox, serve: Serve) -> None:
    made = container(sandbox, image_url=serve(picture()), caption="Hallo #Düsseldorf", alt_text="Rheinufer").json()
    assert set(made) == {"id"}
    assert status(sandbox, made["id"])["status_code"] == "FINISHED"
    assert sandbox.posts("instagram") == []
    media = publish(sandbox, made["id"]).json()["id"]
    [post] = sandbox.posts("instagram")
    assert (post["id"], post["text"]) == (media, "Hallo #Düsseldorf")
    assert post["alt_texts"] == ["Rheinufer"]
    assert status(sandbox, made["id"])["status_code"] == "PUBLISHED"
    assert error(publish(sandbox, made["id"])) == (400, 24, 2207006)
    node = graph(sandbox, "GET", media, fields="permalink,caption,username").json()
    assert node["permalink"] == post["url"]
    assert node["username"] == "duesseldorf"
    [row] = graph(sandbox, "GET", f"{GRAM}/media", fields="id,caption,timestamp").json()["data"]
    assert row["id"] == media
    limit = graph(sandbox, "GET", f"{GRAM}/content_publishing_limit", fields="quota_usage,config").json()
    assert limit["data"] == [{"quota_usage": 1, "config": {"quota_total": 100, "quota_duration": 86400}}]
    assert graph(sandbox, "DELETE", media).json() == {"success": True}
    assert sandbox.posts("instagram") == []


@pytest.mark.parametrize(
    ("size", "code", "subcode"),
    [
        ((800, 1100), 36003, 2207009),
        ((1000, 500), 36003, 2207009),
        ((300, 300), 36001, 2207005),
        ((1500, 1500), 36001, 2207005),
    ],
)
def test_picture_of_wrong_shape(
    sandbox: Sandbox, serve: Serve, size: tuple[int, int], code: int, subcode: int
) -> None:
    reply = container(sandbox, image_url=serve(picture(*size)))
    assert error(reply) == (400, code, subcode)
    assert reply.json()["error"]["error_user_msg"]


def test_picture_of_wrong_kind_or_size(sandbox: Sandbox, serve: Serve) -> None:
    png = container(sandbox, image_url=serve(picture(kind="PNG")))
    assert error(png) == (400, 36001, 2207005)
    big = container(sandbox, image_url=serve(picture() + b"\0" * 8 * 1024 * 1024))
    assert error(big) == (400, 36000, 2207004)
    text = container(sandbox, image_url=serve(b"Hallo"))
    assert error(text) == (400, 9004, 2207052)


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:9/x.jpg", "http://93.184.216.34/x.jpg", "nonsense", "file:///etc/x"]
)
def test_picture_that_cannot_be_fetched(sandbox: Sandbox, url: str) -> None:
    assert error(container(sandbox, image_url=url)) == (400, 9004, 2207052)


@pytest.mark.parametrize("caption", ["a" * 2_201, "#a " * 31, "@abc " * 21])
def test_caption_refused(sandbox: Sandbox, serve: Serve, caption: str) -> None:
    reply = container(sandbox, image_url=serve(picture()), caption=caption)
    assert error(reply) == (400, 36004, 2207010)


def test_carousel_keeps_order_and_alt_texts(sandbox: Sandbox, serve: Serve) -> None:
    children = [
        container(
            sandbox,
            image_url=serve(picture(colour=c)),
            is_carousel_item="true",
            alt_text=f"Linde {c}",
        ).json()["id"]
        for c in (1, 2)
    ]
    lonely = container(sandbox, media_type="CAROUSEL", children=children[0])
    assert error(lonely) == (400, 100, 2207028)
    unknown = container(sandbox, media_type="CAROUSEL", children=f"{children[0]},17880")
    assert error(unknown) == (400, 24, 2207006)
    made = container(sandbox, media_type="CAROUSEL", children=",".join(children), caption="Zwei").json()["id"]
    assert error(publish(sandbox, children[0])) == (400, 24, 2207006)
    publish(sandbox, made)
    assert sandbox.posts("instagram")[0]["alt_texts"] == ["Linde 1", "Linde 2"]


def send(sandbox: Sandbox, uri: str, content: bytes, **headers: str) -> requests.Response:
    headers = {
        "Authorization": f"OAuth {PAGE_TOKEN}",
        "offset": "0",
        "file_size": str(len(content)),
        **headers,
    }
    return requests.post(uri, data=content, headers=headers, timeout=20)


def test_reel_uploaded_in_bytes(sandbox: Sandbox) -> None:
    made = container(sandbox, media_type="REELS", upload_type="resumable", caption="Reel").json()
    assert made["uri"] == f"{sandbox.http}/rupload/ig-api-upload/v26.0/{made['id']}"
    assert error(publish(sandbox, made["id"])) == (400, 9007, 2207027)
    wrong = send(sandbox, made["uri"], video(), Authorization="OAuth nobody")
    assert wrong.status_code == 401
    offset = send(sandbox, made["uri"], video(), offset="7")
    assert (offset.status_code, set(offset.json())) == (400, {"debug_info"})
    assert send(sandbox, made["uri"], video()).json()["success"] is True
    assert status(sandbox, made["id"])["status_code"] == "IN_PROGRESS"
    assert error(publish(sandbox, made["id"])) == (400, 9007, 2207027)
    assert finished(sandbox, made["id"]) == "FINISHED"
    publish(sandbox, made["id"])
    assert sandbox.posts("instagram")[0]["media"][0]["kind"] == "video"


@pytest.mark.parametrize("content", [b"x" * 900, video(2), video(4, "libvpx-vp9")], ids=["text", "2 s", "vp9"])
def test_reel_that_fails_shows_as_error_state(sandbox: Sandbox, content: bytes) -> None:
    made = container(sandbox, media_type="REELS", upload_type="resumable").json()
    assert send(sandbox, made["uri"], content).status_code == 200
    assert finished(sandbox, made["id"]) == "ERROR"
    assert "2207026" in status(sandbox, made["id"])["status"]
    assert error(publish(sandbox, made["id"])) == (400, -1, 2207032)


def test_reel_fetched_from_address(sandbox: Sandbox, serve: Serve) -> None:
    made = container(sandbox, media_type="REELS", video_url=serve(video())).json()
    assert finished(sandbox, made["id"]) == "FINISHED"
    alone = container(sandbox, media_type="VIDEO", video_url=serve(video()))
    assert error(alone) == (400, 100, 2207067)
    spoken = container(sandbox, media_type="REELS", video_url=serve(video()), alt_text="A")
    assert error(spoken) == (400, 100, None)


def test_slow_processing_by_number_of_questions(sandbox: Sandbox, serve: Serve) -> None:
    sandbox.fault(platform="instagram", kind="slow_processing", polls=2)
    made = container(sandbox, image_url=serve(picture())).json()["id"]
    states = [status(sandbox, made)["status_code"] for _ in range(3)]
    assert states == ["IN_PROGRESS", "IN_PROGRESS", "FINISHED"]


def test_foreign_account_is_not_there(sandbox: Sandbox) -> None:
    reply = graph(sandbox, "GET", "17841499999999999", fields="username")
    assert error(reply) == (400, 100, 33)
    own = graph(sandbox, "GET", GRAM, fields="username").json()
    assert own == {"id": GRAM, "username": "duesseldorf"}
