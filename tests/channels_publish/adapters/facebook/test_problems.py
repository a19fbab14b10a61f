"""What the Facebook adapter finds without asking Facebook."""

from dataclasses import replace

import pytest

from channels_publish.adapters.base import Image, Measure, Post, Problem, Severity, Video
from channels_publish.adapters.facebook.adapter import FacebookAdapter

IMAGE = Image("rathaus.jpg", "", "", "image/jpeg", 1080, 1080, 200_000, "0" * 64, "Das Rathaus")
VIDEO = Video("clip.mp4", "", "", "video/mp4", 1080, 1920, 60.0, 5_000_000, "0" * 64)
GOOD = Post(text="Guten Tag")


def test_measure_counts_characters():
    assert FacebookAdapter.measure(Post(text="Grüße 👋")) == (Measure("text", 7, 63_206),)


@pytest.mark.parametrize(
    "post",
    [
        GOOD,
        replace(GOOD, link="https://www.duesseldorf.de/"),
        replace(GOOD, images=(IMAGE,)),
        replace(GOOD, video=VIDEO),
        Post(text="Mehr: https://www.duesseldorf.de/", link="https://www.duesseldorf.de/", images=(IMAGE,)),
    ],
)
def test_good_post_has_no_problems(post):
    assert FacebookAdapter.problems(post) == ()


@pytest.mark.parametrize(
    ("post", "problem"),
    [
        (Post(text="  \n"), Problem("text_missing", "text")),
        (
            Post(text="x" * 63_207),
            Problem("text_too_long", "text", values={"limit": 63_206, "used": 63_207, "over": 1}),
        ),
        (
            replace(GOOD, link="https://m.facebook.com/x"),
            Problem("link_not_allowed", "link", values={"host": "m.facebook.com"}),
        ),
        (
            replace(GOOD, link="https://www.duesseldorf.de/", images=(IMAGE,)),
            Problem("link_not_in_text", "link", Severity.WARNING),
        ),
        (
            replace(GOOD, images=(replace(IMAGE, alt=" "),)),
            Problem("alt_missing", "images", values={"name": "rathaus.jpg"}),
        ),
        (
            replace(GOOD, images=(replace(IMAGE, mime="image/webp"),)),
            Problem("image_format", "images", values={"name": "rathaus.jpg", "mime": "image/webp"}),
        ),
        (
            replace(GOOD, images=(replace(IMAGE, size=5_000_000),)),
            Problem(
                "image_too_large",
                "images",
                Severity.WARNING,
                {"name": "rathaus.jpg", "limit": 4_194_304, "used": 5_000_000},
            ),
        ),
        (
            replace(GOOD, images=(replace(IMAGE, size=11_000_000),)),
            Problem(
                "image_too_large", "images", values={"name": "rathaus.jpg", "limit": 10_485_760, "used": 11_000_000}
            ),
        ),
        (
            replace(GOOD, images=(IMAGE,) * 11),
            Problem("too_many_images", "images", values={"limit": 10, "used": 11}),
        ),
        (replace(GOOD, images=(IMAGE,), video=VIDEO), Problem("images_and_video", "images")),
        (
            replace(GOOD, video=replace(VIDEO, seconds=14_401)),
            Problem("video_too_long", "video", values={"name": "clip.mp4", "limit": 14_400, "used": 14_401}),
        ),
        (
            replace(GOOD, video=replace(VIDEO, size=10_737_418_241)),
            Problem(
                "video_too_large",
                "video",
                values={"name": "clip.mp4", "limit": 10_737_418_240, "used": 10_737_418_241},
            ),
        ),
    ],
)
def test_problem(post, problem):
    assert FacebookAdapter.problems(post) == (problem,)


def test_every_limit_names_source_and_day():
    assert [name for name, limit in FacebookAdapter.limits.items() if not (limit.source and limit.checked)] == []
