"""YouTube end to end: Google's client against the stand-in platform."""

import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from channels_publish.adapters.base import (
    AccountProblem,
    Credentials,
    Health,
    Post,
    Receipt,
    Refused,
    Shown,
    TryLater,
    Unknown,
)
from channels_publish.adapters.youtube.adapter import YouTubeAdapter
from tests.channels_publish.adapters.kit import MemoryResume, a_closed_port, a_video

CHUNK = 262_144


@pytest.fixture
def credentials(sandbox) -> Credentials:
    options = {"privacy": "unlisted", "permalink": f"{sandbox.http}/youtube/watch?v={{id}}"}
    return Credentials(f"{sandbox.http}/youtube", "UCdemoDuesseldorf0000001", "ya29.demo-lhd", options, timeout=10)


@pytest.fixture(scope="module")
def large(tmp_path_factory) -> Post:
    return a_post(a_video(tmp_path_factory.mktemp("large"), megabytes=3.2))


@pytest.fixture(scope="module")
def post(tmp_path_factory) -> Post:
    return a_post(a_video(tmp_path_factory.mktemp("small"), megabytes=0.3))


def a_post(video) -> Post:
    text = "Themen: Rathaus, Rheinufer & mehr.\n\nhttps://www.duesseldorf.de"
    return Post(title="Video-Wochenrückblick", text=text, tags=("Düsseldorf", "Amt 13"), video=video)


def publish(credentials: Credentials, post: Post, resume: MemoryResume | None = None, chunk: int = CHUNK):
    adapter = YouTubeAdapter(credentials, sleep=lambda _: None, chunk_bytes=chunk)
    return adapter.publish(post, key="k", resume=resume or MemoryResume())


def find(credentials: Credentials, post: Post, resume: MemoryResume):
    return YouTubeAdapter(credentials).find(post, key="k", since=datetime.now(UTC), resume=resume)


def arrived(sandbox) -> list[dict]:
    return sandbox.posts("youtube")


def test_video_arrives_whole_with_everything_said_about_it(sandbox, credentials, large):
    receipt = publish(credentials, large, chunk=1_048_576)
    (video,) = arrived(sandbox)
    assert large.video.size > 3 * 1_048_576
    assert (video["id"], video["account"]) == (receipt.remote_id, "UCdemoDuesseldorf0000001")
    assert (video["title"], video["text"]) == (large.title, large.text)
    assert video["raw"]["snippet"]["tags"] == list(large.tags)
    assert [item["sha256"] for item in video["media"]] == [large.video.sha256]
    assert video["raw"]["status"] == {"privacyStatus": "unlisted", "selfDeclaredMadeForKids": False}
    assert video["warnings"] == []
    assert receipt.url == video["url"]


@pytest.mark.parametrize("times", [1, 3])
def test_broken_chunk_is_resumed(sandbox, credentials, post, times):
    sandbox.fault(platform="youtube", kind="chunk_503", times=times)
    publish(credentials, post)
    (video,) = arrived(sandbox)
    assert [item["sha256"] for item in video["media"]] == [post.video.sha256]


def test_expired_token_is_the_accounts_problem(sandbox, credentials, post):
    sandbox.fault(platform="youtube", kind="expired_token")
    with pytest.raises(AccountProblem) as caught:
        publish(credentials, post)
    assert caught.value.code == "token_expired"
    assert arrived(sandbox) == []


def test_wrong_token_appears_in_no_text(credentials, post):
    wrong = replace(credentials, token="ya29.secret-of-ours")
    with pytest.raises(AccountProblem) as caught:
        publish(wrong, post)
    assert "secret" not in f"{caught.value!r}{caught.value}{wrong!r}{YouTubeAdapter(wrong)!r}"


@pytest.mark.parametrize(
    ("reason", "code"),
    [("quotaExceeded", "quota"), ("uploadLimitExceeded", "upload_limit"), ("rateLimitExceeded", "rate_limit")],
)
def test_used_up_limit_is_tried_later(sandbox, credentials, post, reason, code):
    sandbox.fault(platform="youtube", kind="rate_limit", reset=300, reason=reason)
    with pytest.raises(TryLater) as caught:
        publish(credentials, post)
    assert caught.value.code == code
    assert caught.value.after > 0
    assert arrived(sandbox) == []


def test_rate_limit_waits_for_the_reset(sandbox, credentials, post):
    sandbox.fault(platform="youtube", kind="rate_limit", reset=300, reason="rateLimitExceeded")
    with pytest.raises(TryLater) as caught:
        publish(credentials, post)
    assert caught.value.after == 300.0


@pytest.mark.parametrize("kind", ["commit_drop", "commit_garbage"])
def test_reply_lost_after_publishing_is_unknown_and_found(sandbox, credentials, post, kind):
    resume = MemoryResume()
    sandbox.fault(platform="youtube", kind=kind)
    with pytest.raises(Unknown):
        publish(credentials, post, resume)
    (video,) = arrived(sandbox)
    assert find(credentials, post, resume).remote_id == video["id"]
    assert find(credentials, post, MemoryResume()).remote_id == video["id"]
    assert publish(credentials, post, resume).remote_id == video["id"]
    assert len(arrived(sandbox)) == 1


def test_server_error_after_publishing_is_resolved_by_asking_the_session(sandbox, credentials, post):
    sandbox.fault(platform="youtube", kind="commit_status", status=500)
    receipt = publish(credentials, post)
    (video,) = arrived(sandbox)
    assert receipt.remote_id == video["id"]


def test_reply_lost_before_publishing_is_unknown_surely_absent_and_then_goes_on(sandbox, credentials, post):
    resume = MemoryResume()
    sandbox.fault(platform="youtube", kind="drop", match="@publish")
    with pytest.raises(Unknown) as caught:
        publish(credentials, post, resume)
    assert caught.value.code == "reply_lost"
    assert find(credentials, post, resume) is None
    receipt = publish(credentials, post, resume)
    (video,) = arrived(sandbox)
    assert receipt.remote_id == video["id"]


def test_garbage_instead_of_the_last_reply_is_unknown(sandbox, credentials, post):
    sandbox.fault(platform="youtube", kind="garbage", match="@publish")
    with pytest.raises(Unknown) as caught:
        publish(credentials, post)
    assert caught.value.code == "no_id"


def test_title_youtube_refuses_is_quoted(sandbox, credentials, post):
    with pytest.raises(Refused) as caught:
        publish(credentials, replace(post, title="a <b>"))
    assert caught.value.detail == ("invalidTitle: The request metadata specifies an invalid or empty video title.")
    assert arrived(sandbox) == []


def test_refused_connection_may_be_tried_later(credentials, post):
    with pytest.raises(TryLater) as caught:
        publish(replace(credentials, base_url=a_closed_port()), post)
    assert caught.value.code == "platform_down"


def test_check_knows_the_channel(credentials):
    name = "Landeshauptstadt Düsseldorf (UCdemoDuesseldorf0000001)"
    assert YouTubeAdapter(credentials).check() == Health(ok=True, message=name)
    assert YouTubeAdapter(replace(credentials, account_id="UC2")).check() == Health(
        ok=False, message=name, code="wrong_account"
    )
    assert YouTubeAdapter(replace(credentials, token="ya29.demo-expired")).check().ok is False


def act(credentials: Credentials, name: str, post: Post, receipt: Receipt):
    return getattr(YouTubeAdapter(credentials), name)(post, receipt=receipt, key="k", resume=MemoryResume())


def test_correct_changes_the_words_and_keeps_what_else_the_snippet_says(sandbox, credentials, post):
    receipt = publish(credentials, post)
    corrected = replace(
        post, title="Video-Wochenrückblick, berichtigt", text="Themen: nur das Rathaus.", tags=("Rathaus",)
    )
    assert act(credentials, "correct", corrected, receipt) == receipt
    (video,) = arrived(sandbox)
    assert (video["id"], video["title"], video["text"]) == (receipt.remote_id, corrected.title, corrected.text)
    (sent,) = [call for call in sandbox.calls("PUT") if "upload" not in call["line"]]
    assert "part=snippet" in sent["line"]


@pytest.mark.parametrize("kind", ["commit_drop", "commit_garbage", "commit_status"])
@pytest.mark.parametrize(("name", "match"), [("correct", "PUT /youtube/v3/videos"), ("withdraw", "DELETE")])
def test_step_with_a_lost_reply_is_simply_repeated(sandbox, credentials, post, name, match, kind):
    if (name, kind) == ("withdraw", "commit_garbage"):
        pytest.skip("a deletion answers without a body, so there is nothing to garble")
    receipt = publish(credentials, post)
    sandbox.fault(platform="youtube", kind=kind, match=match)
    corrected = replace(post, title="Berichtigt")
    with pytest.raises(TryLater):
        act(credentials, name, corrected, receipt)
    act(credentials, name, corrected, receipt)
    assert [video["title"] for video in arrived(sandbox)] == (["Berichtigt"] if name == "correct" else [])


def test_withdrawing_what_is_gone_is_done(sandbox, credentials, post):
    receipt = publish(credentials, post)
    act(credentials, "withdraw", post, receipt)
    act(credentials, "withdraw", post, receipt)
    assert arrived(sandbox) == []
    with pytest.raises(Refused) as caught:
        act(credentials, "correct", post, receipt)
    assert caught.value.code == "post_gone"


def test_only_the_same_film_can_be_corrected(post):
    record = {"video": {"sha256": post.video.sha256}}
    other = replace(post, video=replace(post.video, sha256="0" * 64))
    assert [YouTubeAdapter.can_become(record, given) for given in (post, other)] == [True, False]


def processed(credentials: Credentials) -> tuple[Shown, ...]:
    """What the channel shows once YouTube has worked on every upload."""
    deadline = time.monotonic() + 10
    while True:
        shown = YouTubeAdapter(credentials).recent(since=datetime.now(UTC) - timedelta(minutes=1))
        if all(each.note != "processing" for each in shown):
            return shown
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_video_youtube_rejects_is_for_a_person(sandbox, credentials, post):
    resume = MemoryResume()
    sandbox.fault(platform="youtube", kind="duplicate")
    publish(credentials, post, resume)
    processed(credentials)

    for kept in (resume, MemoryResume()):
        with pytest.raises(Unknown) as caught:
            find(credentials, post, kept)
        assert (caught.value.code, caught.value.detail) == ("video_rejected", "rejected duplicate")


def test_shown_video_counts_although_a_second_copy_was_rejected(sandbox, credentials, post):
    shown = publish(credentials, post)
    publish(credentials, post)  # the stand-in rejects the same file as a duplicate, as YouTube does
    processed(credentials)

    assert find(credentials, post, MemoryResume()).remote_id == shown.remote_id


def test_video_counts_although_its_status_cannot_be_read(sandbox, credentials, post):
    resume = MemoryResume()
    receipt = publish(credentials, post, resume)
    sandbox.fault(platform="youtube", kind="status", match="GET /youtube/v3/videos")

    assert find(credentials, post, resume).remote_id == receipt.remote_id
    assert sandbox.faults() == []


def test_recent_shows_uploads_with_a_note_where_youtube_shows_none(sandbox, credentials, post):
    first = publish(credentials, post)
    second = publish(credentials, replace(post, title="Noch einmal"))

    assert [(each.remote_id, each.url, each.title, each.text, each.note) for each in processed(credentials)] == [
        (second.remote_id, second.url, "Noch einmal", post.text, "rejected"),
        (first.remote_id, first.url, post.title, post.text, ""),
    ]


def test_recent_of_an_empty_channel_is_empty(sandbox, credentials):
    assert YouTubeAdapter(credentials).recent(since=datetime.now(UTC)) == ()
