"""What the Instagram adapter finds without asking Instagram."""

from dataclasses import replace

import pytest

from channels_publish.adapters.base import Image, Measure, Post, Problem, Severity, Video
from channels_publish.adapters.instagram.adapter import InstagramAdapter

IMAGE = Image(
    "rathaus.jpg", "", "https://news.example/r.jpg", "image/jpeg", 1080, 1350, 200_000, "0" * 64, "Das Rathaus"
)
VIDEO = Video("clip.mp4", "", "", "video/mp4", 1080, 1920, 60.0, 5_000_000, "0" * 64)
GOOD = Post(text="Guten Tag #Düsseldorf @duesseldorf", images=(IMAGE,))


def with_image(**changes) -> Post:
    return replace(GOOD, images=(replace(IMAGE, **changes),))


def with_video(**changes) -> Post:
    return Post(text="Guten Tag", video=replace(VIDEO, **changes))


def test_measure_counts_characters():
    assert InstagramAdapter.measure(GOOD) == (Measure("text", 34, 2_200),)


@pytest.mark.parametrize(
    "post",
    [
        GOOD,
        with_video(),
        replace(GOOD, images=(IMAGE,) * 10),
        with_image(width=1080, height=566),
        with_image(width=1080, height=1080),
    ],
)
def test_good_post_has_no_problems(post):
    assert InstagramAdapter.problems(post) == ()


@pytest.mark.parametrize(
    ("post", "problem"),
    [
        (Post(text="Guten Tag"), Problem("media_missing", "images")),
        (replace(GOOD, text=""), Problem("text_missing", "text")),
        (
            replace(GOOD, text="x" * 2_201),
            Problem("text_too_long", "text", values={"limit": 2_200, "used": 2_201, "over": 1}),
        ),
        (
            replace(GOOD, text=" ".join(f"#tag{n}" for n in range(31))),
            Problem("too_many_hashtags", "text", values={"limit": 30, "used": 31, "over": 1}),
        ),
        (
            replace(GOOD, text=" ".join(f"@name{n}" for n in range(21))),
            Problem("too_many_mentions", "text", values={"limit": 20, "used": 21, "over": 1}),
        ),
        (
            replace(GOOD, text="Mehr: https://www.duesseldorf.de/"),
            Problem("link_not_clickable", "text", Severity.HINT),
        ),
        (replace(GOOD, images=(IMAGE,) * 11), Problem("too_many_images", "images", values={"limit": 10, "used": 11})),
        (with_image(alt=""), Problem("alt_missing", "images", values={"name": "rathaus.jpg"})),
        (with_image(url=""), Problem("image_url_missing", "images", values={"name": "rathaus.jpg"})),
        (
            with_image(mime="image/png"),
            Problem("image_format", "images", values={"name": "rathaus.jpg", "mime": "image/png"}),
        ),
        (
            with_image(size=8_388_609),
            Problem(
                "image_too_large", "images", values={"name": "rathaus.jpg", "limit": 8_388_608, "used": 8_388_609}
            ),
        ),
        (
            with_image(width=1080, height=1920),
            Problem("image_ratio", "images", values={"name": "rathaus.jpg", "min": 0.8, "max": 1.91, "used": 0.56}),
        ),
        (
            with_image(width=1600, height=1600),
            Problem(
                "image_width",
                "images",
                Severity.WARNING,
                {"name": "rathaus.jpg", "min": 320, "max": 1_440, "used": 1600},
            ),
        ),
        (
            with_video(mime="video/webm"),
            Problem("video_format", "video", values={"name": "clip.mp4", "mime": "video/webm"}),
        ),
        (
            with_video(seconds=2.9),
            Problem("video_too_short", "video", values={"name": "clip.mp4", "limit": 3, "used": 2.9}),
        ),
        (
            with_video(seconds=901),
            Problem("video_too_long", "video", values={"name": "clip.mp4", "limit": 900, "used": 901}),
        ),
        (
            with_video(size=314_572_801),
            Problem(
                "video_too_large", "video", values={"name": "clip.mp4", "limit": 314_572_800, "used": 314_572_801}
            ),
        ),
        (replace(GOOD, video=VIDEO), Problem("images_and_video", "images")),
    ],
)
def test_problem(post, problem):
    assert InstagramAdapter.problems(post) == (problem,)


def test_mail_addresses_and_anchors_are_no_mentions_and_hashtags():
    text = "presse@duesseldorf.example &#39; " + "a@b.example " * 21
    assert InstagramAdapter.problems(replace(GOOD, text=text)) == ()


def test_every_limit_names_source_and_day():
    assert [name for name, limit in InstagramAdapter.limits.items() if not (limit.source and limit.checked)] == []
