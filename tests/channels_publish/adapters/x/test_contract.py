"""X end to end: the real SDK against the stand-in platform."""

import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from channels_publish.adapters.base import AccountProblem, Credentials, Health, Post, Receipt, TryLater, Unknown
from channels_publish.adapters.x.adapter import XAdapter
from tests.channels_publish.adapters.kit import MemoryResume, a_closed_port, a_picture, a_video

TOKEN = "x-demo-lhd"
TEXT = "Grüße & Öffnungszeiten: Das Rathaus öffnet am Samstag. Mehr auf https://www.duesseldorf.de/rathaus/ 🏛️"


@pytest.fixture
def credentials(sandbox) -> Credentials:
    options = {"handle": "duesseldorf", "permalink": f"{sandbox.http}/x/{{handle}}/status/{{id}}"}
    return Credentials(f"{sandbox.http}/x", "1500000001", TOKEN, options, timeout=10)


def publish(credentials: Credentials, post: Post, resume: MemoryResume | None = None, **settings):
    adapter = XAdapter(credentials, sleep=lambda _: time.sleep(0.05), **settings)
    return adapter.publish(post, key="k", resume=resume or MemoryResume())


def find(credentials: Credentials, post: Post):
    return XAdapter(credentials).find(post, key="k", since=datetime.now(UTC), resume=MemoryResume())


def arrived(sandbox) -> list[dict]:
    return sandbox.posts("x")


def test_text_arrives_once_and_is_found_again(sandbox, credentials):
    receipt = publish(credentials, Post(text=TEXT))
    (post,) = arrived(sandbox)
    assert (post["id"], post["text"], post["account"]) == (receipt.remote_id, TEXT, "1500000001")
    assert receipt.url == post["url"]
    assert replace(find(credentials, Post(text=TEXT)), published_at=None) == receipt


def test_picture_arrives_with_its_alternative_text(sandbox, credentials, tmp_path):
    image = a_picture(tmp_path, alt="Das Rathaus am Marktplatz mit dem Jan-Wellem-Denkmal")
    publish(credentials, Post(text=TEXT, images=(image,)))
    (post,) = arrived(sandbox)
    assert [item["sha256"] for item in post["media"]] == [image.sha256]
    assert post["alt_texts"] == [image.alt]
    assert post["warnings"] == []
    assert find(credentials, Post(text=TEXT)).remote_id == post["id"]


def test_four_pictures_arrive_in_order(sandbox, credentials, tmp_path):
    images = tuple(a_picture(tmp_path, f"bild{n}.png", alt=f"Linde {n}", hue=50 * n) for n in range(4))
    publish(credentials, Post(text=TEXT, images=images))
    (post,) = arrived(sandbox)
    assert post["alt_texts"] == ["Linde 0", "Linde 1", "Linde 2", "Linde 3"]
    assert [item["sha256"] for item in post["media"]] == [image.sha256 for image in images]


def test_video_arrives_whole_in_segments(sandbox, credentials, tmp_path):
    video = a_video(tmp_path, megabytes=3.2)
    publish(credentials, Post(text=TEXT, video=video), segment_bytes=1_048_576)
    (post,) = arrived(sandbox)
    assert video.size > 3 * 1_048_576
    assert [item["sha256"] for item in post["media"]] == [video.sha256]


def test_broken_segment_is_tried_later_and_then_succeeds(sandbox, credentials, tmp_path):
    post = Post(text=TEXT, video=a_video(tmp_path, megabytes=0.3))
    sandbox.fault(platform="x", kind="chunk_503")
    with pytest.raises(TryLater) as caught:
        publish(credentials, post, segment_bytes=262_144)
    publish(credentials, post, segment_bytes=262_144)
    assert caught.value.code == "platform_error"
    assert len(arrived(sandbox)) == 1


def test_slow_processing_is_waited_for(sandbox, credentials, tmp_path):
    sandbox.fault(platform="x", kind="slow_processing", polls=3)
    publish(credentials, Post(text=TEXT, video=a_video(tmp_path, megabytes=0.3)))
    assert len(arrived(sandbox)) == 1


def test_expired_token_is_the_accounts_problem(sandbox, credentials):
    sandbox.fault(platform="x", kind="expired_token")
    with pytest.raises(AccountProblem) as caught:
        publish(credentials, Post(text=TEXT))
    assert (caught.value.code, caught.value.detail) == ("token_expired", "Unauthorized")
    assert arrived(sandbox) == []


def test_wrong_token_appears_in_no_text(credentials):
    wrong = replace(credentials, token="x-secret-of-ours")
    with pytest.raises(AccountProblem) as caught:
        publish(wrong, Post(text=TEXT))
    assert "secret" not in f"{caught.value!r}{caught.value}{wrong!r}{XAdapter(wrong)!r}"


def test_rate_limit_waits_for_the_reset(sandbox, credentials):
    sandbox.fault(platform="x", kind="rate_limit", reset=300)
    with pytest.raises(TryLater) as caught:
        publish(credentials, Post(text=TEXT))
    assert caught.value.code == "rate_limit"
    assert 290 < caught.value.after <= 300
    assert arrived(sandbox) == []


def test_repeat_of_the_same_words_is_probably_published_and_found(sandbox, credentials):
    receipt = publish(credentials, Post(text=TEXT))
    with pytest.raises(Unknown) as caught:
        publish(credentials, Post(text=TEXT))
    assert caught.value.code == "probably_published"
    assert find(credentials, Post(text=TEXT)).remote_id == receipt.remote_id
    assert len(arrived(sandbox)) == 1


@pytest.mark.parametrize("kind", ["commit_drop", "commit_status", "commit_garbage"])
def test_reply_lost_after_publishing_is_unknown_and_found(sandbox, credentials, kind):
    sandbox.fault(platform="x", kind=kind)
    with pytest.raises(Unknown):
        publish(credentials, Post(text=TEXT))
    (post,) = arrived(sandbox)
    assert find(credentials, Post(text=TEXT)).remote_id == post["id"]


@pytest.mark.parametrize("fault", [{"kind": "drop"}, {"kind": "status", "status": 503}, {"kind": "garbage"}])
def test_reply_lost_before_publishing_is_unknown_and_surely_absent(sandbox, credentials, fault):
    publish(credentials, Post(text="Etwas anderes"))
    sandbox.fault(platform="x", match="POST /2/tweets", **fault)
    with pytest.raises(Unknown):
        publish(credentials, Post(text=TEXT))
    assert find(credentials, Post(text=TEXT)) is None
    assert len(arrived(sandbox)) == 1


def test_pictures_are_not_uploaded_again_after_a_lost_reply(sandbox, credentials, tmp_path):
    post = Post(text=TEXT, images=(a_picture(tmp_path),))
    resume = MemoryResume()
    sandbox.fault(platform="x", kind="rate_limit", match="POST /2/tweets")
    with pytest.raises(TryLater):
        publish(credentials, post, resume)
    sandbox.fault(platform="x", kind="status", status=500, match="/2/media/upload/initialize")
    publish(credentials, post, resume)
    assert len(arrived(sandbox)) == 1


def test_refused_connection_may_be_tried_later(credentials):
    with pytest.raises(TryLater) as caught:
        publish(replace(credentials, base_url=a_closed_port()), Post(text=TEXT))
    assert caught.value.code == "platform_down"


def test_check_knows_the_account(credentials):
    assert XAdapter(credentials).check() == Health(ok=True, message="@duesseldorf (1500000001)")
    assert XAdapter(replace(credentials, account_id="1500000002")).check().ok is False
    expired = Health(ok=False, message="Unauthorized", code="token_expired")
    assert XAdapter(replace(credentials, token="x-demo-expired")).check() == expired


def test_recent_shows_posts_newest_first_with_addresses_written_out(sandbox, credentials):
    first = publish(credentials, Post(text=TEXT))
    second = publish(credentials, Post(text="Zweiter"))
    shown = XAdapter(credentials).recent(since=datetime.now(UTC) - timedelta(minutes=1))
    assert [(each.remote_id, each.url, each.text) for each in shown] == [
        (second.remote_id, second.url, "Zweiter"),
        (first.remote_id, first.url, TEXT),
    ]


def withdraw(credentials: Credentials, receipt: Receipt):
    XAdapter(credentials).withdraw(Post(), receipt=receipt, key="k", resume=MemoryResume())


def test_withdrawn_post_is_gone_and_withdrawing_again_is_harmless(sandbox, credentials):
    receipt = publish(credentials, Post(text=TEXT))
    withdraw(credentials, receipt)
    withdraw(credentials, receipt)
    assert arrived(sandbox) == []


@pytest.mark.parametrize("kind", ["commit_drop", "commit_garbage", "commit_status"])
def test_withdrawal_with_a_lost_reply_is_simply_repeated(sandbox, credentials, kind):
    receipt = publish(credentials, Post(text=TEXT))
    sandbox.fault(platform="x", kind=kind, match="DELETE")
    with pytest.raises(TryLater):
        withdraw(credentials, receipt)
    withdraw(credentials, receipt)
    assert arrived(sandbox) == []


def test_withdrawal_with_an_expired_token_is_an_account_problem(sandbox, credentials):
    receipt = publish(credentials, Post(text=TEXT))
    sandbox.fault(platform="x", kind="expired_token")
    with pytest.raises(AccountProblem):
        withdraw(credentials, receipt)
    assert len(arrived(sandbox)) == 1


def test_deleted_text_may_be_posted_anew(sandbox, credentials):
    withdraw(credentials, publish(credentials, Post(text=TEXT)))
    receipt = publish(credentials, Post(text=TEXT))
    assert [post["id"] for post in arrived(sandbox)] == [receipt.remote_id]
