"""The Instagram adapter against the stand-in platform, which fetches the pictures over HTTP."""

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from channels_publish.adapters.base import (
    AccountProblem,
    AdapterError,
    Credentials,
    Health,
    Post,
    Quota,
    Receipt,
    Refused,
    TryLater,
    Unknown,
)
from channels_publish.adapters.instagram.adapter import InstagramAdapter
from channels_publish.adapters.instagram.containers import AFTER_WAITING, WAITS
from channels_publish.adapters.instagram.errors import INSTAGRAM_ERRORS, container_error
from tests.channels_publish.adapters.meta_kit import (
    INSTAGRAM,
    KEY,
    META_TOKEN,
    Handles,
    RawPlatform,
    clip,
    closed_port,
    just_now,
    picture,
    raw_platform,
    web_folder,
)

TEXT = "Frühling im Hofgarten\n#Düsseldorf"


@pytest.fixture
def web(tmp_path) -> Iterator[str]:
    with web_folder(tmp_path) as address:
        yield address


@pytest.fixture
def post(tmp_path, web) -> Post:
    return Post(text=TEXT, images=(picture(tmp_path, url=web, alt="Krokusse auf einer Wiese"),))


def instagram(base: str, *, token: str = META_TOKEN, account: str = INSTAGRAM, sleep=None) -> InstagramAdapter:
    credentials = Credentials(f"{base}/graph", account, token, timeout=5.0)
    return InstagramAdapter(credentials, sleep=sleep or (lambda seconds: time.sleep(min(seconds, 0.2))))


def publish(sandbox, post: Post, handles: Handles | None = None) -> Receipt:
    return instagram(sandbox.http).publish(post, key=KEY, resume=Handles() if handles is None else handles)


def find(sandbox, post: Post, handles: Handles) -> Receipt | None:
    return instagram(sandbox.http).find(post, key=KEY, since=just_now(), resume=handles)


def posts(sandbox) -> list[dict]:
    return sandbox.posts("instagram")


def failure(sandbox, post: Post, handles: Handles | None = None) -> tuple[type[AdapterError], str]:
    with pytest.raises(AdapterError) as caught:
        publish(sandbox, post, handles)
    return type(caught.value), caught.value.code


def test_publish_image_with_alternative_text(sandbox, post):
    receipt = publish(sandbox, post)
    (shown,) = posts(sandbox)
    assert (shown["id"], shown["text"]) == (receipt.remote_id, TEXT)
    assert ([file["kind"] for file in shown["media"]], shown["alt_texts"]) == (["image"], ["Krokusse auf einer Wiese"])
    assert "/instagram/p/" in receipt.url
    assert abs(receipt.published_at - datetime.now(UTC)) < timedelta(seconds=30)


def test_publish_carousel_in_order(sandbox, tmp_path, web):
    images = tuple(picture(tmp_path, f"{n}.jpg", size=(640 + n, 640), url=web, alt=f"Linde {n}") for n in range(3))
    handles = Handles()
    publish(sandbox, Post(text=TEXT, images=images), handles)
    (shown,) = posts(sandbox)
    assert [file["width"] for file in shown["media"]] == [640, 641, 642]
    assert shown["alt_texts"] == ["Linde 0", "Linde 1", "Linde 2"]
    assert sorted(handles) == ["child_1", "child_2", "child_3", "container"]


def test_publish_reel(sandbox, tmp_path):
    video = clip(tmp_path)
    receipt = publish(sandbox, Post(text=TEXT, video=video))
    (shown,) = posts(sandbox)
    assert (shown["id"], shown["text"]) == (receipt.remote_id, TEXT)
    assert [(file["kind"], file["sha256"]) for file in shown["media"]] == [("video", video.sha256)]


def test_reel_still_processed_waits_for_the_next_try(sandbox, tmp_path):
    handles, waited = Handles(), []
    sandbox.fault(platform="instagram", kind="slow_processing", polls=20, match="/rupload/")
    post = Post(text=TEXT, video=clip(tmp_path))
    with pytest.raises(TryLater) as caught:
        instagram(sandbox.http, sleep=waited.append).publish(post, key=KEY, resume=handles)
    assert (caught.value.code, caught.value.after) == ("not_ready", AFTER_WAITING)
    assert waited == list(WAITS)
    container = handles["container"]
    with pytest.raises(TryLater):
        instagram(sandbox.http, sleep=waited.append).publish(post, key=KEY, resume=handles)
    publish(sandbox, post, handles)
    assert (handles["container"], len(posts(sandbox))) == (container, 1)


def test_reel_whose_upload_broke_off_is_made_again(sandbox, tmp_path):
    handles, post = Handles(), Post(text=TEXT, video=clip(tmp_path))
    sandbox.fault(platform="instagram", kind="drop", match="/rupload/")
    assert failure(sandbox, post, handles) == (TryLater, "reply_lost")
    assert handles == {}
    publish(sandbox, post, handles)
    assert len(posts(sandbox)) == 1


def test_video_too_short_is_refused_with_the_words_of_the_container(sandbox, tmp_path):
    with pytest.raises(Refused) as caught:
        publish(sandbox, Post(text=TEXT, video=clip(tmp_path, seconds=1.0)))
    assert caught.value.code == "video_format"
    assert "2207026" in caught.value.detail


def test_missing_video_file_is_refused(sandbox, tmp_path):
    video = clip(tmp_path)
    Path(video.path).unlink()
    assert failure(sandbox, Post(text=TEXT, video=video)) == (Refused, "file_missing")


def test_wrong_ratio_is_refused(sandbox, tmp_path, web):
    post = Post(text=TEXT, images=(picture(tmp_path, size=(1080, 1920), url=web),))
    assert failure(sandbox, post) == (Refused, "image_ratio")


def test_unreachable_image_address_is_refused(sandbox, post):
    gone = replace(post, images=(replace(post.images[0], url=f"{closed_port()}/weg.jpg"),))
    assert failure(sandbox, gone) == (Refused, "media_unreachable")


def test_picture_that_is_no_jpeg_is_refused(sandbox, post):
    Path(post.images[0].path).write_text("kein Bild")
    assert failure(sandbox, post) == (Refused, "media_unreachable")


def test_caption_too_long_is_refused(sandbox, post):
    assert failure(sandbox, replace(post, text="x" * 2_201)) == (Refused, "text_too_long")


def test_post_without_media_is_refused(sandbox):
    assert failure(sandbox, Post(text=TEXT)) == (Refused, "media_missing")


def test_expired_token_is_an_account_problem(sandbox, post):
    with pytest.raises(AccountProblem) as caught:
        instagram(sandbox.http, token="EAA-demo-expired").publish(post, key=KEY, resume=Handles())
    assert caught.value.code == "token_expired"


def test_wrong_account_is_an_account_problem(sandbox, post):
    with pytest.raises(AccountProblem) as caught:
        instagram(sandbox.http, account="17841400000000099").publish(post, key=KEY, resume=Handles())
    assert caught.value.code == "object_missing"


def test_rate_limit_tells_when_to_return(sandbox, post):
    sandbox.fault(platform="instagram", kind="rate_limit", reset=1200)
    with pytest.raises(TryLater) as caught:
        publish(sandbox, post)
    assert (caught.value.code, caught.value.after) == ("throttled", 1200.0)


def test_trap_4_status_503_without_error_key_on_publishing_is_unknown(sandbox, post):
    handles = Handles()
    sandbox.fault(platform="instagram", kind="status", status=503, body={"message": "x"}, match="media_publish")
    assert failure(sandbox, post, handles) == (Unknown, "platform_error")
    assert find(sandbox, post, handles) is None


def test_trap_4_status_503_without_error_key_before_is_try_later(sandbox, post):
    sandbox.fault(platform="instagram", kind="status", status=503, body={"message": "x"})
    assert failure(sandbox, post) == (TryLater, "platform_error")


def test_trap_5_new_usage_field_keeps_the_receipt(sandbox, post):
    sandbox.fault(platform="instagram", kind="usage_header_extra", match="media_publish")
    receipt = publish(sandbox, post)
    assert [shown["id"] for shown in posts(sandbox)] == [receipt.remote_id]


@pytest.mark.parametrize("kind", ["commit_drop", "commit_status", "commit_garbage"])
def test_lost_reply_is_unknown_and_found_by_its_container(sandbox, post, kind):
    handles = Handles()
    sandbox.fault(platform="instagram", kind=kind)
    assert failure(sandbox, post, handles)[0] is Unknown
    receipt = find(sandbox, post, handles)
    assert [shown["id"] for shown in posts(sandbox)] == [receipt.remote_id]
    assert "/instagram/p/" in receipt.url


def test_trying_again_after_a_lost_reply_gives_the_receipt_and_posts_nothing(sandbox, post):
    handles = Handles()
    sandbox.fault(platform="instagram", kind="commit_drop")
    failure(sandbox, post, handles)
    receipt = publish(sandbox, post, handles)
    assert [shown["id"] for shown in posts(sandbox)] == [receipt.remote_id]


def test_dropped_publishing_is_unknown_and_surely_absent(sandbox, post):
    handles = Handles()
    sandbox.fault(platform="instagram", kind="drop", match="media_publish")
    assert failure(sandbox, post, handles) == (Unknown, "reply_lost")
    assert find(sandbox, post, handles) is None
    publish(sandbox, post, handles)
    assert len(posts(sandbox)) == 1


def test_find_without_container_is_surely_absent(sandbox, post):
    assert find(sandbox, post, Handles()) is None


def test_find_with_a_container_nobody_knows_is_unknown(sandbox, post):
    with pytest.raises(Unknown) as caught:
        find(sandbox, post, Handles(container="17880000000000001"))
    assert caught.value.code == "container_forgotten"


def test_find_names_a_post_whose_container_is_forgotten(sandbox, post):
    published = publish(sandbox, post)
    assert find(sandbox, post, Handles(container="17880000000000001")) == published


def test_recent_shows_captions_newest_first(sandbox, post):
    first = publish(sandbox, post)
    second = publish(sandbox, replace(post, text="Zweiter Beitrag"))
    shown = instagram(sandbox.http).recent(since=just_now() - timedelta(minutes=1))
    assert [(each.remote_id, each.url, each.text) for each in shown] == [
        (second.remote_id, second.url, "Zweiter Beitrag"),
        (first.remote_id, first.url, TEXT),
    ]
    assert shown[0].at == second.published_at


def test_recent_leaves_out_what_is_older(sandbox, post):
    publish(sandbox, post)
    assert instagram(sandbox.http).recent(since=just_now() + timedelta(minutes=5)) == ()


def test_container_nobody_knows_is_made_anew(sandbox, post):
    handles = Handles(container="17880000000000001", child_1="17880000000000002")
    publish(sandbox, post, handles)
    assert len(posts(sandbox)) == 1
    assert handles["child_1"] == ""


def test_refused_connection_is_try_later(post):
    with pytest.raises(TryLater):
        instagram(closed_port()).publish(post, key=KEY, resume=Handles())


def test_published_post_counts_even_if_it_cannot_be_read_back(sandbox, post):
    sandbox.fault(platform="instagram", kind="status", status=500, body="", match="GET /v26.0/1800")
    receipt = publish(sandbox, post)
    assert receipt == Receipt(receipt.remote_id, "https://www.instagram.com/", None)


def test_check_names_the_account(sandbox):
    assert instagram(sandbox.http).check() == Health(ok=True, message="@duesseldorf")


def test_quota_is_read_from_the_account(sandbox, post):
    publish(sandbox, post)
    assert instagram(sandbox.http).quotas() == (Quota("posts_24h", 1, 100),)


def test_check_with_expired_token_quotes_the_platform(sandbox):
    health = instagram(sandbox.http, token="EAA-demo-expired").check()
    assert health.ok is False
    assert "Session has expired" in health.message


def test_withdraw_deletes_the_post(sandbox, post):
    receipt = publish(sandbox, post)
    instagram(sandbox.http).withdraw(Post(), receipt=receipt, key=KEY, resume=Handles())
    assert instagram(sandbox.http)._receipt(receipt.remote_id).published_at is None


# States and quotas that a stand-in cannot show within a test's time.


@pytest.fixture
def raw() -> Iterator[RawPlatform]:
    with raw_platform() as platform:
        yield platform


@pytest.mark.parametrize("state", ["IN_PROGRESS", "FINISHED", "ERROR", "EXPIRED"])
def test_find_with_an_unpublished_container_is_surely_absent(raw, post, state):
    raw.reply(f'{{"status_code": "{state}", "status": "Words."}}'.encode())
    adapter = instagram(raw.address)
    assert adapter.find(post, key=KEY, since=just_now(), resume=Handles(container="1788")) is None


def test_expired_container_is_made_anew(raw, post):
    for body in (
        b'{"status_code": "EXPIRED", "status": "Expired"}',
        b'{"id": "17882"}',
        b'{"status_code": "FINISHED"}',
        b'{"id": "18001"}',
        b'{"permalink": "https://www.instagram.com/p/A/", "timestamp": "2026-11-23T09:00:00+0000"}',
    ):
        raw.reply(body)
    handles = Handles(container="17881")
    receipt = instagram(raw.address).publish(post, key=KEY, resume=handles)
    at = datetime(2026, 11, 23, 9, tzinfo=UTC)
    assert receipt == Receipt("18001", "https://www.instagram.com/p/A/", at)
    assert handles["container"] == "17882"


def test_carousel_whose_pictures_expired_is_made_anew(raw, post):
    raw.reply(b'{"error": {"message": "Words.", "code": 24, "error_subcode": 2207006}}', 400)
    handles = Handles(child_1="17881", child_2="17882")
    with pytest.raises(TryLater) as caught:
        instagram(raw.address).publish(replace(post, images=post.images * 2), key=KEY, resume=handles)
    assert caught.value.code == "container_gone"
    assert handles == {"container": "", "child_1": "", "child_2": ""}


def test_upload_the_platform_does_not_confirm_is_try_later(raw, tmp_path):
    raw.reply(f'{{"id": "17881", "uri": "{raw.address}/rupload/17881"}}'.encode())
    raw.reply(b'{"success": false, "message": "Partial"}')
    with pytest.raises(TryLater) as caught:
        instagram(raw.address).publish(Post(text=TEXT, video=clip(tmp_path)), key=KEY, resume=Handles())
    assert (caught.value.code, caught.value.detail) == ("upload_incomplete", "Partial")
    assert raw.seen[1][2]["Authorization"] == f"OAuth {META_TOKEN}"
    assert (raw.seen[1][2]["offset"], int(raw.seen[1][2]["file_size"]) > 0) == ("0", True)


def test_upload_host_refusing_quotes_its_words(raw, tmp_path):
    raw.reply(f'{{"id": "17881", "uri": "{raw.address}/rupload/17881"}}'.encode())
    raw.reply(b'{"debug_info": {"retriable": false, "type": "X", "message": "Request processing failed"}}', 400)
    with pytest.raises(Refused) as caught:
        instagram(raw.address).publish(Post(text=TEXT, video=clip(tmp_path)), key=KEY, resume=Handles())
    assert caught.value.detail == "Request processing failed"


def test_container_without_a_state_is_try_later(raw, post):
    raw.reply(b'{"id": "17881"}')
    with pytest.raises(TryLater) as caught:
        instagram(raw.address).publish(post, key=KEY, resume=Handles(container="17881"))
    assert caught.value.code == "unreadable_reply"


def test_quota_that_is_not_told_is_none(raw):
    raw.reply(b'{"data": []}')
    assert instagram(raw.address).quotas() == ()


@pytest.mark.parametrize(("number", "meaning"), INSTAGRAM_ERRORS.items())
def test_every_number_of_the_error_page_on_publishing(raw, post, number, meaning):
    raw.reply(b'{"status_code": "FINISHED"}')
    raw.reply(b'{"status_code": "FINISHED"}')
    error = f'{{"error": {{"message": "Words.", "code": -1, "error_subcode": {number}}}}}'
    raw.reply(error.encode(), 400)
    with pytest.raises(AdapterError) as caught:
        instagram(raw.address).publish(post, key=KEY, resume=Handles(container="17881"))
    assert (type(caught.value), caught.value.code) == meaning


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("Error: Media upload has failed with error code 2207026", (Refused, "video_format")),
        ("Error: 2207053", (TryLater, "container_failed")),
        ("Error: 2207001", (TryLater, "platform_error")),
        ("Error", (Refused, "media_rejected")),
    ],
)
def test_container_error_reads_the_number_in_the_words(status, expected):
    error = container_error(status)
    assert (type(error), error.code, error.detail) == (*expected, status)


def test_withdrawal_with_a_lost_reply_is_simply_repeated(sandbox, post):
    receipt = publish(sandbox, post)
    sandbox.fault(platform="instagram", kind="commit_drop", match="DELETE")
    with pytest.raises(TryLater):
        instagram(sandbox.http).withdraw(post, receipt=receipt, key=KEY, resume=Handles())
    instagram(sandbox.http).withdraw(post, receipt=receipt, key=KEY, resume=Handles())
    assert sandbox.posts("instagram") == []
