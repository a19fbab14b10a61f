"""Traps of Google's client, each against a server that counts what arrives."""

import json
import threading
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from googleapiclient import discovery_cache

from channels_publish.adapters.base import AdapterError, Credentials, Post, TryLater, Unknown
from channels_publish.adapters.youtube.adapter import YouTubeAdapter
from channels_publish.adapters.youtube.service import build_service
from channels_publish.adapters.youtube.transport import Transport
from tests.channels_publish.adapters.kit import Answer, MemoryResume, Seen, a_closed_port, a_video, wire

CHUNK = 256 * 1024
TOKEN = "ya29.not-to-be-seen"
VIDEO = json.dumps({"id": "vid1", "snippet": {"publishedAt": "2026-11-23T10:00:00Z"}}).encode()
OPEN = "POST /upload/youtube/v3/videos"


@dataclass
class Studio:
    """One upload session as the protocol describes it; ``trouble`` answers instead, once."""

    base: str = ""
    received: int = 0
    trouble: list[Answer | None] = field(default_factory=list)
    store_in_trouble: bool = False

    def __call__(self, seen: Seen) -> Answer:
        if seen.method == "GET":
            return Answer(body=b'{"items": []}')
        if seen.method == "POST":
            return self.next_trouble() or Answer(headers={"Location": f"{self.base}/session/1"})
        asked = seen.headers.get("Content-Range", "")
        size = int(asked.rpartition("/")[2])
        if not asked.startswith("bytes */"):
            trouble = self.next_trouble()
            if trouble is None or self.store_in_trouble:
                start = int(asked.removeprefix("bytes ").partition("-")[0])
                assert start == self.received
                self.received += len(seen.body)
            if trouble is not None:
                return trouble
        if self.received == size:
            return Answer(body=VIDEO)
        so_far = {"Range": f"bytes=0-{self.received - 1}"} if self.received else {}
        return Answer(308, b"", so_far)

    def next_trouble(self) -> Answer | None:
        return self.trouble.pop(0) if self.trouble else None


@pytest.fixture(scope="module")
def post(tmp_path_factory) -> Post:
    video = a_video(tmp_path_factory.mktemp("clip"), megabytes=0.6)
    return Post(title="Wochenrückblick", text="Das war die Woche.", video=video)


def adapter(url: str, *, timeout: float = 5, pauses: list[float] | None = None) -> YouTubeAdapter:
    credentials = Credentials(url, "UC1", TOKEN, timeout=timeout)
    sleep = (lambda _: None) if pauses is None else pauses.append
    return YouTubeAdapter(credentials, sleep=sleep, chunk_bytes=CHUNK)


def failing(publisher: YouTubeAdapter, post: Post, resume: MemoryResume) -> AdapterError:
    with pytest.raises(AdapterError) as caught:
        publisher.publish(post, key="k", resume=resume)
    assert TOKEN not in f"{caught.value!r}{caught.value}"
    assert "session/1" not in str(caught.value)
    return caught.value


def chunks(post: Post) -> int:
    return -(-post.video.size // CHUNK)


def test_trap_1_a_post_whose_reply_is_lost_is_not_sent_again(post):
    """httplib2 would send it a second time by itself."""
    studio = Studio(trouble=[Answer(drop=True)])
    with wire(studio) as server:
        studio.base = server.url
        error = failing(adapter(server.url), post, MemoryResume())
    assert (type(error), error.code) == (TryLater, "reply_lost")
    assert server.lines() == [OPEN]


def test_trap_1_last_chunk_whose_reply_is_lost_is_unknown_and_found(post):
    studio = Studio(store_in_trouble=True)
    resume = MemoryResume()
    with wire(studio) as server:
        studio.base = server.url
        studio.trouble = [None] * chunks(post) + [Answer(drop=True)]
        publisher = adapter(server.url)
        error = failing(publisher, post, resume)
        sent = server.lines()
        found = publisher.find(post, key="k", since=None, resume=resume)
        again = publisher.publish(post, key="k", resume=resume)
    assert (type(error), error.code) == (Unknown, "reply_lost")
    assert sent == [OPEN] + ["PUT /session/1"] * chunks(post)
    assert (found.remote_id, found.url) == ("vid1", "https://www.youtube.com/watch?v=vid1")
    assert found.published_at.isoformat() == "2026-11-23T10:00:00+00:00"
    assert again == found
    assert server.lines() == [*sent, "PUT /session/1", "GET /youtube/v3/videos", "PUT /session/1"]


def test_earlier_chunk_whose_reply_is_lost_may_be_tried_later_and_goes_on(post):
    studio = Studio(store_in_trouble=True)
    resume = MemoryResume()
    with wire(studio) as server:
        studio.base = server.url
        studio.trouble = [None, Answer(drop=True)]
        error = failing(adapter(server.url), post, resume)
        receipt = adapter(server.url).publish(post, key="k", resume=resume)
    assert (type(error), error.code) == (TryLater, "reply_lost")
    assert receipt.remote_id == "vid1"
    assert server.lines().count(OPEN) == 1
    assert sum(len(seen.body) for seen in server.seen if seen.method == "PUT") == post.video.size


@pytest.mark.parametrize("stored", [True, False])
@pytest.mark.parametrize("at", [0, 1, 2])
def test_trap_2_chunk_answered_503_is_asked_for_and_resumed(post, stored, at):
    """``next_chunk(num_retries=1)`` would send an exhausted stream and wait for ever."""
    studio = Studio(store_in_trouble=stored)
    pauses: list[float] = []
    with wire(studio) as server:
        studio.base = server.url
        studio.trouble = [None] * (at + 1) + [Answer(503, b"Backend Error")]
        receipt = adapter(server.url, pauses=pauses).publish(post, key="k", resume=MemoryResume())
    ranges = [seen.headers["Content-Range"] for seen in server.seen[1:]]
    assert receipt.remote_id == "vid1"
    assert pauses == [2.0]
    assert ranges[at + 1] == f"bytes */{post.video.size}"
    assert ranges[: at + 1] == [
        f"bytes {n * CHUNK}-{min((n + 1) * CHUNK, post.video.size) - 1}/{post.video.size}" for n in range(at + 1)
    ]


def test_trap_2_platform_that_stays_broken_ends_in_try_later(post):
    studio = Studio()
    with wire(lambda seen: Answer(503) if seen.method == "PUT" else studio(seen)) as server:
        studio.base = server.url
        error = failing(adapter(server.url), post, MemoryResume())
    assert (type(error), error.code, error.detail) == (TryLater, "platform_error", "HTTP 503")
    assert server.lines() == [OPEN] + ["PUT /session/1"] * 4


def test_upload_that_never_advances_ends(post):
    studio = Studio()
    with wire(lambda seen: Answer(308, b"") if seen.method == "PUT" else studio(seen)) as server:
        studio.base = server.url
        error = failing(adapter(server.url), post, MemoryResume())
    assert (type(error), error.code) == (TryLater, "upload_stalled")


def test_trap_3_plain_http_base_holds_for_uploads_too(post):
    """``client_options.api_endpoint`` would keep https for uploads."""
    studio = Studio()
    with wire(studio) as server:
        studio.base = server.url
        adapter(f"{server.url}/youtube/").publish(post, key="k", resume=MemoryResume())
    opened = server.seen[0]
    assert opened.path == "/youtube/upload/youtube/v3/videos?part=snippet%2Cstatus&alt=json&uploadType=resumable"
    assert opened.headers["Authorization"] == f"Bearer {TOKEN}"
    assert opened.headers["X-Upload-Content-Length"] == str(post.video.size)
    assert opened.headers["X-Upload-Content-Type"] == "video/mp4"


def test_trap_3_308_of_an_unfinished_upload_is_no_redirect():
    """httplib2 would follow it where it carries an address."""
    with wire(lambda _: Answer(308, b"", {"Location": "/elsewhere", "Range": "bytes=0-9"})) as server:
        transport = Transport(Credentials(server.url, "UC1", TOKEN))
        response, content = transport.request(f"{server.url}/session/1", "PUT", body=b"x")
        transport.close()
    assert (response.status, response["range"], content) == (308, "bytes=0-9", b"")
    assert server.lines() == ["PUT /session/1"]


def test_trap_8_service_is_built_offline_from_one_document(socket_disabled):
    """The other 610 discovery documents may be left out of an image."""
    transport = Transport(Credentials("http://127.0.0.1:1/youtube", "UC1", TOKEN))
    service = build_service("http://127.0.0.1:1/youtube", transport)
    request = service.videos().list(part="id", id="x")
    transport.close()
    assert request.uri == "http://127.0.0.1:1/youtube/youtube/v3/videos?part=id&id=x&alt=json"
    assert (Path(discovery_cache.DISCOVERY_DOC_DIR) / "youtube.v3.json").is_file()


def test_session_is_kept_before_the_first_byte(post):
    studio = Studio()
    resume = MemoryResume()
    kept_at: list[tuple[str, str | None]] = []

    def watched(seen: Seen) -> Answer:
        kept_at.append((seen.method, resume.get("session")))
        return studio(seen)

    with wire(watched) as server:
        studio.base = server.url
        adapter(server.url).publish(post, key="k", resume=resume)
    assert kept_at[:2] == [("POST", None), ("PUT", f"{server.url}/session/1")]
    assert resume.get("size") == str(post.video.size)


def test_worker_that_lost_the_delivery_sends_no_byte(post):
    class LostResume(MemoryResume):
        def save(self, **handles: str) -> None:
            raise PermissionError("this delivery belongs to someone else")

    studio = Studio()
    with wire(studio) as server:
        studio.base = server.url
        with pytest.raises(PermissionError):
            adapter(server.url).publish(post, key="k", resume=LostResume())
    assert server.lines() == [OPEN]


def test_session_the_platform_forgot_is_unknown(post):
    with wire(lambda _: Answer(404)) as server:
        resume = MemoryResume(session=f"{server.url}/session/1", size=str(post.video.size))
        error = failing(adapter(server.url), post, resume)
    assert (type(error), error.code) == (Unknown, "session_lost")


@pytest.mark.parametrize(("body", "code"), [(b'{"id": "17', "no_id"), (b"{}", "no_id"), (b"\xff", "unreadable_reply")])
def test_last_reply_without_an_id_is_unknown(post, body, code):
    studio = Studio()
    with wire(studio) as server:
        studio.base = server.url
        studio.trouble = [None] * chunks(post) + [Answer(body=body)]
        error = failing(adapter(server.url), post, MemoryResume())
    assert (type(error), error.code) == (Unknown, code)


def test_silent_platform_ends_after_the_timeout(post):
    release = threading.Event()
    with wire(lambda _: Answer(hold=release)) as server:
        error = failing(adapter(server.url, timeout=0.3), post, MemoryResume())
        release.set()
    assert (type(error), error.code) == (TryLater, "reply_lost")


def test_refused_connection_may_be_tried_later(post):
    error = failing(adapter(a_closed_port()), post, MemoryResume())
    assert (type(error), error.code) == (TryLater, "platform_down")
