"""The Facebook adapter against the stand-in platform."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from channels_publish.adapters.base import (
    AccountProblem,
    Credentials,
    Health,
    Post,
    Receipt,
    Refused,
    TryLater,
    Unknown,
)
from channels_publish.adapters.facebook.adapter import FacebookAdapter
from channels_publish.adapters.facebook.listing import FEED_PAGES
from tests.channels_publish.adapters.meta_kit import (
    KEY,
    META_TOKEN,
    PAGE,
    Handles,
    clip,
    closed_port,
    just_now,
    picture,
    raw_platform,
)

TEXT = "Der Rat hat den Haushalt beschlossen.\n\nAlle Zahlen: https://www.duesseldorf.de/haushalt"


def facebook(sandbox, *, token: str = META_TOKEN, page: str = PAGE) -> FacebookAdapter:
    return FacebookAdapter(Credentials(f"{sandbox.http}/graph", page, token, timeout=5.0))


def publish(sandbox, post: Post, handles: Handles | None = None) -> Receipt:
    return facebook(sandbox).publish(post, key=KEY, resume=Handles() if handles is None else handles)


def find(sandbox, post: Post, handles: Handles | None = None) -> Receipt | None:
    resume = Handles() if handles is None else handles
    return facebook(sandbox).find(post, key=KEY, since=just_now(), resume=resume)


def posts(sandbox) -> list[dict]:
    return sandbox.posts("facebook")


def test_publish_text(sandbox):
    receipt = publish(sandbox, Post(text=TEXT))
    (post,) = posts(sandbox)
    assert (post["id"], post["text"]) == (receipt.remote_id, TEXT)
    assert receipt.url.endswith(f"/facebook/{PAGE}/posts/{receipt.remote_id.removeprefix(PAGE + '_')}")
    assert abs(receipt.published_at - datetime.now(UTC)) < timedelta(seconds=30)


def test_publish_link(sandbox):
    publish(sandbox, Post(text="Der Haushalt", link="https://www.duesseldorf.de/haushalt"))
    assert [(post["text"], post["link"]) for post in posts(sandbox)] == [
        ("Der Haushalt", "https://www.duesseldorf.de/haushalt")
    ]


def test_publish_one_image_with_alternative_text(sandbox, tmp_path):
    publish(sandbox, Post(text=TEXT, images=(picture(tmp_path, alt="Das Rathaus am Abend"),)))
    (post,) = posts(sandbox)
    assert ([file["kind"] for file in post["media"]], post["alt_texts"]) == (["image"], ["Das Rathaus am Abend"])


def test_publish_several_images_in_order(sandbox, tmp_path):
    images = tuple(picture(tmp_path, f"{n}.jpg", size=(640 + n, 480), alt=f"Linde {n}") for n in range(3))
    publish(sandbox, Post(text=TEXT, images=images))
    (post,) = posts(sandbox)
    assert [file["width"] for file in post["media"]] == [640, 641, 642]
    assert post["alt_texts"] == ["Linde 0", "Linde 1", "Linde 2"]


def test_publish_video(sandbox, tmp_path):
    video = clip(tmp_path)
    receipt = publish(sandbox, Post(title="Wochenrückblick", text=TEXT, video=video))
    (post,) = posts(sandbox)
    assert (post["title"], post["text"], post["id"]) == ("Wochenrückblick", TEXT, receipt.remote_id)
    assert [(file["kind"], file["sha256"]) for file in post["media"]] == [("video", video.sha256)]


def test_publish_video_in_several_pieces(sandbox, tmp_path):
    video = clip(tmp_path)
    # Bytes after the last box are skipped by every reader; they make the file longer than a piece.
    padded = Path(video.path).read_bytes() + (2_500_000).to_bytes(4, "big") + b"free" + bytes(2_499_992)
    Path(video.path).write_bytes(padded)
    long = type(video)(**{**{s: getattr(video, s) for s in video.__slots__}, "size": len(padded)})
    handles = Handles()
    sandbox.fault(platform="facebook", kind="status", status=503, body="{}", match="/videos", times=1)
    with pytest.raises(TryLater):
        publish(sandbox, Post(text=TEXT, video=long), handles)
    publish(sandbox, Post(text=TEXT, video=long), handles)
    assert len(posts(sandbox)) == 1
    assert handles["video_start"] == str(len(padded))


def test_video_continues_at_the_kept_piece(sandbox, tmp_path):
    handles, post = Handles(), Post(text=TEXT, video=clip(tmp_path))
    sandbox.fault(platform="facebook", kind="chunk_503")
    with pytest.raises(TryLater) as caught:
        publish(sandbox, post, handles)
    session = handles["video_session"]
    publish(sandbox, post, handles)
    assert caught.value.code == "platform_error"
    assert handles["video_session"] == session
    assert len(posts(sandbox)) == 1


def test_video_session_the_platform_forgot_is_started_anew(sandbox, tmp_path):
    post = Post(text=TEXT, video=clip(tmp_path))
    handles = Handles(video_id="9", video_session="2", video_start="0", video_end="100")
    with pytest.raises(TryLater) as caught:
        publish(sandbox, post, handles)
    publish(sandbox, post, handles)
    assert caught.value.code == "upload_restarts"
    assert len(posts(sandbox)) == 1


def test_images_are_uploaded_once_however_often_the_post_is_tried(sandbox, tmp_path):
    handles, post = Handles(), Post(text=TEXT, images=(picture(tmp_path),))
    sandbox.fault(platform="facebook", kind="rate_limit", reset=600, match="/feed")
    with pytest.raises(TryLater):
        publish(sandbox, post, handles)
    kept = dict(handles)
    publish(sandbox, post, handles)
    assert list(kept) == ["photo_1"]
    assert handles == kept


def test_expired_token_is_an_account_problem(sandbox):
    with pytest.raises(AccountProblem) as caught:
        facebook(sandbox, token="EAA-demo-expired").publish(Post(text=TEXT), key=KEY, resume=Handles())
    assert caught.value.code == "token_expired"
    assert "Session has expired" in caught.value.detail


def test_expired_token_on_request_is_an_account_problem(sandbox):
    sandbox.fault(platform="facebook", kind="expired_token")
    with pytest.raises(AccountProblem):
        publish(sandbox, Post(text=TEXT))


def test_wrong_page_is_an_account_problem(sandbox):
    with pytest.raises(AccountProblem) as caught:
        facebook(sandbox, page="100064000000099").publish(Post(text=TEXT), key=KEY, resume=Handles())
    assert caught.value.code == "object_missing"


def test_token_of_another_page_is_a_missing_permission(sandbox):
    with pytest.raises(AccountProblem) as caught:
        facebook(sandbox, token="EAA-demo-fwd").publish(Post(text=TEXT), key=KEY, resume=Handles())
    assert caught.value.code == "permission"


def test_rate_limit_tells_when_to_return(sandbox):
    sandbox.fault(platform="facebook", kind="rate_limit", reset=600)
    with pytest.raises(TryLater) as caught:
        publish(sandbox, Post(text=TEXT))
    assert (caught.value.code, caught.value.after) == ("throttled", 600.0)
    assert posts(sandbox) == []


def test_trap_4_status_503_without_error_key_is_unknown_and_not_found(sandbox):
    sandbox.fault(platform="facebook", kind="status", status=503, body={"message": "Service Unavailable"})
    with pytest.raises(Unknown) as caught:
        publish(sandbox, Post(text=TEXT))
    assert caught.value.code == "platform_error"
    assert find(sandbox, Post(text=TEXT)) is None


def test_trap_5_new_usage_field_keeps_the_receipt(sandbox):
    sandbox.fault(platform="facebook", kind="usage_header_extra", name="throttle_tier")
    receipt = publish(sandbox, Post(text=TEXT))
    assert [post["id"] for post in posts(sandbox)] == [receipt.remote_id]


@pytest.mark.parametrize("kind", ["commit_drop", "commit_status", "commit_garbage"])
def test_lost_reply_is_unknown_and_found_again(sandbox, kind):
    sandbox.fault(platform="facebook", kind=kind)
    with pytest.raises(Unknown):
        publish(sandbox, Post(text=TEXT))
    receipt = find(sandbox, Post(text=TEXT))
    (post,) = posts(sandbox)
    assert receipt.remote_id == post["id"]
    assert receipt.url.endswith(f"/posts/{post['id'].removeprefix(PAGE + '_')}")


def test_lost_reply_of_a_video_is_found_again(sandbox, tmp_path):
    handles, post = Handles(), Post(text=TEXT, video=clip(tmp_path))
    sandbox.fault(platform="facebook", kind="commit_drop")
    with pytest.raises(Unknown):
        publish(sandbox, post, handles)
    assert [find(sandbox, post, handles).remote_id] == [entry["id"] for entry in posts(sandbox)]


def test_lost_reply_of_a_picture_without_text_is_found_by_its_photo(sandbox, tmp_path):
    handles, post = Handles(), Post(images=(picture(tmp_path),))
    sandbox.fault(platform="facebook", kind="commit_drop")
    with pytest.raises(Unknown):
        publish(sandbox, post, handles)
    assert [find(sandbox, post, handles).remote_id] == [entry["id"] for entry in posts(sandbox)]


def test_post_whose_text_was_changed_by_hand_is_found_by_its_photos(sandbox, tmp_path):
    handles = Handles()
    images = tuple(picture(tmp_path, f"{n}.jpg", size=(640 + n, 480)) for n in range(2))
    receipt = publish(sandbox, Post(text=TEXT, images=images), handles)
    facebook(sandbox).correct(Post(text="Von Hand geändert"), receipt=receipt, key=KEY, resume=Handles())
    assert find(sandbox, Post(text=TEXT, images=images), handles) == receipt


def test_photos_of_another_post_are_not_taken_for_ours(sandbox, tmp_path):
    publish(sandbox, Post(text="Ein anderer", images=(picture(tmp_path),)), Handles())
    post = Post(text=TEXT, images=(picture(tmp_path, "zweites.jpg"),))
    assert find(sandbox, post, Handles(photo_1="122999")) is None


def test_video_is_found_by_its_id_whatever_the_text_says_now(sandbox, tmp_path):
    handles, post = Handles(), Post(text=TEXT, video=clip(tmp_path))
    receipt = publish(sandbox, post, handles)
    found = find(sandbox, Post(text="Anders", video=post.video), handles)
    assert found.remote_id == receipt.remote_id


def test_finished_video_needs_no_feed():
    with raw_platform() as raw:
        raw.reply(
            b'{"id": "9", "status": {"video_status": "ready"}, "published": true, "post_id": "77",'
            b' "permalink_url": "/reel/9/", "created_time": "2026-11-23T09:00:00+0000"}'
        )
        adapter = FacebookAdapter(Credentials(f"{raw.address}/graph", PAGE, META_TOKEN, timeout=2.0))
        found = adapter.find(Post(video=object()), key=KEY, since=just_now(), resume=Handles(video_id="9"))
        assert found == Receipt(
            f"{PAGE}_77", "https://www.facebook.com/reel/9/", datetime(2026, 11, 23, 9, tzinfo=UTC)
        )


def test_video_meta_could_not_process_is_for_a_person():
    with raw_platform() as raw:
        raw.reply(b'{"id": "9", "status": {"video_status": "error"}}')
        raw.reply(b'{"data": []}')
        adapter = FacebookAdapter(Credentials(f"{raw.address}/graph", PAGE, META_TOKEN, timeout=2.0))
        with pytest.raises(Unknown) as caught:
            adapter.find(Post(text=TEXT, video=object()), key=KEY, since=just_now(), resume=Handles(video_id="9"))
        assert (caught.value.code, caught.value.detail) == ("video_rejected", "error")


def test_recent_shows_the_feed_newest_first(sandbox):
    first, second = publish(sandbox, Post(text=TEXT)), publish(sandbox, Post(text="Zweiter"))
    shown = facebook(sandbox).recent(since=just_now() - timedelta(minutes=1))
    assert [(each.remote_id, each.url, each.text, each.at) for each in shown] == [
        (second.remote_id, second.url, "Zweiter", second.published_at),
        (first.remote_id, first.url, TEXT, first.published_at),
    ]


def test_recent_asks_for_one_page_since_then(sandbox):
    since = just_now()
    facebook(sandbox).recent(since=since)
    (call,) = sandbox.calls("/feed")
    asked = parse_qs(urlsplit(call["line"].split(" ")[1]).query)
    assert (asked["limit"], asked["since"]) == (["25"], [str(int(since.timestamp()) - 60)])


def test_dropped_call_is_unknown_and_not_found(sandbox):
    sandbox.fault(platform="facebook", kind="drop", match="/feed")
    with pytest.raises(Unknown):
        publish(sandbox, Post(text=TEXT))
    assert find(sandbox, Post(text=TEXT)) is None


def test_dropped_upload_is_try_later(sandbox, tmp_path):
    sandbox.fault(platform="facebook", kind="drop", match="/photos")
    with pytest.raises(TryLater):
        publish(sandbox, Post(text=TEXT, images=(picture(tmp_path),)))


def test_find_passes_over_an_older_post_with_the_same_text(sandbox):
    publish(sandbox, Post(text=TEXT))
    later = datetime.now(UTC) + timedelta(minutes=5)
    assert facebook(sandbox).find(Post(text=TEXT), key=KEY, since=later, resume=Handles()) is None


def test_find_without_text_is_unknown(sandbox):
    with pytest.raises(Unknown) as caught:
        find(sandbox, Post())
    assert caught.value.code == "not_comparable"


def test_duplicate_is_probably_published_and_found(sandbox):
    first = publish(sandbox, Post(text=TEXT))
    with pytest.raises(Unknown) as caught:
        publish(sandbox, Post(text=TEXT))
    assert caught.value.code == "probably_published"
    assert find(sandbox, Post(text=TEXT)) == first


def test_link_to_facebook_is_refused(sandbox):
    with pytest.raises(Refused) as caught:
        publish(sandbox, Post(text=TEXT, link="https://www.facebook.com/duesseldorf"))
    assert caught.value.code == "link_not_allowed"


def test_file_that_is_no_picture_is_refused(sandbox, tmp_path):
    image = picture(tmp_path)
    Path(image.path).write_text("kein Bild")
    with pytest.raises(Refused) as caught:
        publish(sandbox, Post(text=TEXT, images=(image,)))
    assert caught.value.code == "image_rejected"


def test_missing_file_is_refused(sandbox, tmp_path):
    image = picture(tmp_path)
    Path(image.path).unlink()
    with pytest.raises(Refused) as caught:
        publish(sandbox, Post(text=TEXT, images=(image,)))
    assert (caught.value.code, caught.value.detail) == ("file_missing", "rathaus.jpg")


def test_account_without_token_fails_when_called_not_when_made(sandbox):
    adapter = facebook(sandbox, token="")
    with pytest.raises(AccountProblem) as caught:
        adapter.publish(Post(text=TEXT), key=KEY, resume=Handles())
    assert caught.value.code == "token_missing"


def test_refused_connection_is_try_later():
    adapter = FacebookAdapter(Credentials(f"{closed_port()}/graph", PAGE, META_TOKEN, timeout=2.0))
    with pytest.raises(TryLater):
        adapter.publish(Post(text=TEXT), key=KEY, resume=Handles())


def test_published_post_counts_even_if_it_cannot_be_read_back(sandbox):
    sandbox.fault(platform="facebook", kind="status", status=500, body="", match=f"GET /v26.0/{PAGE}_")
    receipt = publish(sandbox, Post(text=TEXT))
    assert receipt == Receipt(receipt.remote_id, f"https://www.facebook.com/{receipt.remote_id}", None)


def test_check_names_the_page(sandbox):
    assert facebook(sandbox).check() == Health(ok=True, message="Landeshauptstadt Düsseldorf")


def test_check_with_expired_token_quotes_the_platform(sandbox):
    health = facebook(sandbox, token="EAA-demo-expired").check()
    assert health.ok is False
    assert "Session has expired" in health.message


def test_correct_replaces_the_text(sandbox):
    receipt = publish(sandbox, Post(text=TEXT))
    facebook(sandbox).correct(Post(text="Berichtigt"), receipt=receipt, key=KEY, resume=Handles())
    assert [post["text"] for post in posts(sandbox)] == ["Berichtigt"]


def test_withdraw_deletes_the_post(sandbox):
    post = Post(text=TEXT)
    facebook(sandbox).withdraw(post, receipt=publish(sandbox, post), key=KEY, resume=Handles())
    assert find(sandbox, Post(text=TEXT)) is None


def test_find_reads_on_until_the_last_page_of_the_feed():
    def page(number: int, **paging) -> bytes:
        entry = {"id": f"{PAGE}_{number}", "message": f"Meldung {number}"}
        return json.dumps({"data": [entry], "paging": paging}).encode()

    with raw_platform() as raw:
        raw.reply(page(1, cursors={"after": "abc"}, next="https://graph.facebook.com/next"))
        raw.reply(page(2, cursors={"after": "def"}))
        adapter = FacebookAdapter(Credentials(f"{raw.address}/graph", PAGE, META_TOKEN, timeout=2.0))
        receipt = adapter.find(Post(text="Meldung 2"), key=KEY, since=just_now(), resume=Handles())
        assert receipt == Receipt(f"{PAGE}_2", f"https://www.facebook.com/{PAGE}_2", None)
        assert "after=abc" in raw.seen[1][1]


def test_feed_without_end_is_no_proof_of_absence():
    with raw_platform() as raw:
        for number in range(FEED_PAGES):
            entry = {"id": f"{PAGE}_{number}", "message": f"Meldung {number}"}
            body = {"data": [entry], "paging": {"cursors": {"after": "abc"}, "next": "https://graph.facebook.com/"}}
            raw.reply(json.dumps(body).encode())
        adapter = FacebookAdapter(Credentials(f"{raw.address}/graph", PAGE, META_TOKEN, timeout=2.0))
        with pytest.raises(Unknown) as caught:
            adapter.find(Post(text=TEXT), key=KEY, since=just_now(), resume=Handles())
        assert caught.value.code == "feed_too_long"


def test_video_upload_that_does_not_move_on_is_try_later(tmp_path):
    with raw_platform() as raw:
        raw.reply(b'{"video_id": "9", "upload_session_id": "2", "start_offset": "0", "end_offset": "100"}')
        raw.reply(b'{"start_offset": "0", "end_offset": "100"}')
        adapter = FacebookAdapter(Credentials(f"{raw.address}/graph", PAGE, META_TOKEN, timeout=2.0))
        with pytest.raises(TryLater) as caught:
            adapter.publish(Post(text=TEXT, video=clip(tmp_path)), key=KEY, resume=Handles())
        assert caught.value.code == "upload_stuck"


def test_videos_go_to_the_host_the_account_names(sandbox, tmp_path):
    options = {"video_base_url": f"{sandbox.http}/graph"}
    credentials = Credentials(f"{closed_port()}/graph", PAGE, META_TOKEN, options, timeout=5.0)
    video = clip(tmp_path)
    receipt = FacebookAdapter(credentials).publish(Post(text=TEXT, video=video), key=KEY, resume=Handles())
    assert [post["media"][0]["sha256"] for post in posts(sandbox)] == [video.sha256]
    assert receipt.url == f"https://www.facebook.com/{receipt.remote_id}"


def test_video_that_is_still_processed_is_neither_found_nor_absent():
    with raw_platform() as raw:
        raw.reply(b'{"id": "9", "status": {"video_status": "processing"}}')
        raw.reply(b'{"data": []}')
        adapter = FacebookAdapter(Credentials(f"{raw.address}/graph", PAGE, META_TOKEN, timeout=2.0))
        post = Post(text=TEXT, video=object())
        with pytest.raises(Unknown) as caught:
            adapter.find(post, key=KEY, since=just_now(), resume=Handles(video_id="9"))
        assert caught.value.code == "still_processing"


# -- corrected and taken back -------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["commit_drop", "commit_garbage", "commit_status"])
@pytest.mark.parametrize(("name", "match"), [("correct", "POST"), ("withdraw", "DELETE")])
def test_step_with_a_lost_reply_is_simply_repeated(sandbox, name, match, kind):
    receipt = publish(sandbox, Post(text=TEXT))
    sandbox.fault(platform="facebook", kind=kind, match=f"{match} /")
    act = getattr(facebook(sandbox), name)
    with pytest.raises(TryLater):
        act(Post(text="Berichtigt"), receipt=receipt, key=KEY, resume=Handles())
    act(Post(text="Berichtigt"), receipt=receipt, key=KEY, resume=Handles())
    assert [post["text"] for post in posts(sandbox)] == (["Berichtigt"] if name == "correct" else [])


def test_correct_of_a_post_that_is_gone_is_refused_and_pauses_no_account(sandbox):
    receipt = publish(sandbox, Post(text=TEXT))
    facebook(sandbox).withdraw(Post(), receipt=receipt, key=KEY, resume=Handles())
    with pytest.raises(Refused) as caught:
        facebook(sandbox).correct(Post(text="Berichtigt"), receipt=receipt, key=KEY, resume=Handles())
    assert caught.value.code == "post_gone"


def test_deletion_that_is_not_allowed_is_no_deletion(sandbox):
    receipt = publish(sandbox, Post(text=TEXT))
    words = {"error": {"message": "Unsupported delete request.", "code": 100, "error_subcode": 33}}
    sandbox.fault(platform="facebook", kind="status", status=400, body=words, match="DELETE")
    with pytest.raises(AccountProblem):
        facebook(sandbox).withdraw(Post(), receipt=receipt, key=KEY, resume=Handles())
    assert len(posts(sandbox)) == 1


def test_only_the_text_of_a_post_can_change(tmp_path):
    one = picture(tmp_path)
    other = replace(one, sha256="0" * 64)
    link = "https://www.duesseldorf.example/"
    pictured, carded = {"images": [{"sha256": one.sha256}], "link": link}, {"images": [], "video": None, "link": link}
    assert FacebookAdapter.can_become(pictured, Post(text="Neu", images=(one,), link="https://anders.example/"))
    assert not FacebookAdapter.can_become(pictured, Post(text="Neu", images=(other,)))
    assert not FacebookAdapter.can_become(pictured, Post(text="Neu", link=link))
    assert FacebookAdapter.can_become(carded, Post(text="Neu", link=link))
    assert not FacebookAdapter.can_become(carded, Post(text="Neu", link="https://anders.example/"))


@pytest.fixture
def video_named_by_its_file(sandbox, tmp_path):
    """A video whose post could not be asked for when it was fresh: its receipt names the video."""
    sandbox.fault(platform="facebook", kind="status", status=503, match="post_id")
    post = Post(text=TEXT, video=clip(tmp_path))
    receipt = publish(sandbox, post)
    (shown,) = sandbox.posts("facebook")
    assert "_" not in receipt.remote_id
    return post, receipt, shown


def test_video_named_by_its_file_is_corrected_by_its_post(sandbox, video_named_by_its_file):
    post, receipt, shown = video_named_by_its_file
    corrected = facebook(sandbox).correct(replace(post, text="Berichtigt"), receipt=receipt, key=KEY, resume=Handles())
    assert (corrected.remote_id, [each["text"] for each in sandbox.posts("facebook")]) == (shown["id"], ["Berichtigt"])


def test_video_named_by_its_file_is_withdrawn_by_its_post(sandbox, video_named_by_its_file):
    post, receipt, _shown = video_named_by_its_file
    for _time in range(2):
        facebook(sandbox).withdraw(post, receipt=receipt, key=KEY, resume=Handles())
    assert sandbox.posts("facebook") == []
