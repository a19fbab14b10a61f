"""What YouTube's editor is told before the video leaves."""

from dataclasses import replace

import pytest

from channels_publish.adapters.base import Image, Measure, Post, Problem, Severity, Video
from channels_publish.adapters.youtube.adapter import YouTubeAdapter
from channels_publish.adapters.youtube.limits import LIMITS

VIDEO = Video("clip.mp4", "clip.mp4", "", "video/mp4", 1280, 720, 60.0, 9_000_000, "b" * 64)
GOOD = Post(title="Wochenrückblick", text="Das war die Woche.", video=VIDEO)


def problems(**fields) -> tuple[Problem, ...]:
    return YouTubeAdapter.problems(replace(GOOD, **fields))


def test_description_is_measured_in_bytes_and_tags_as_youtube_adds_them():
    post = replace(GOOD, title="Grüße", text="Grüße", tags=("Düsseldorf", "Amt 13", "Rat"))
    assert YouTubeAdapter.measure(post) == (
        Measure("title", 5, 100),
        Measure("text", 7, 5000, "bytes"),
        Measure("tags", 10 + 8 + 3 + 2, 500),
    )


def test_good_post_has_no_problem():
    assert problems() == ()
    assert problems(title="x" * 100, text="ü" * 2500, tags=("x" * 249, "y" * 250)) == ()


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"title": " "}, Problem("title_missing", "title")),
        ({"title": "x" * 101}, Problem("title_too_long", "title", values={"limit": 100, "used": 101, "over": 1})),
        ({"text": "ü" * 2501}, Problem("text_too_long", "text", values={"limit": 5000, "used": 5002, "over": 2})),
        (
            {"tags": ("x" * 250, "y" * 250)},
            Problem("tags_too_long", "tags", values={"limit": 500, "used": 501, "over": 1}),
        ),
        ({"title": "a < b"}, Problem("forbidden_character", "title", values={"character": "<"})),
        ({"text": "a > b"}, Problem("forbidden_character", "text", values={"character": ">"})),
        ({"video": None}, Problem("video_required", "video")),
        (
            {"video": replace(VIDEO, size=274_877_906_945)},
            Problem("video_too_large", "video", values={"limit": 274_877_906_944, "used": 274_877_906_945}),
        ),
        (
            {"video": replace(VIDEO, mime="image/gif")},
            Problem("video_format", "video", values={"name": "clip.mp4", "mime": "image/gif"}),
        ),
        (
            {"images": (Image("a.jpg", "a.jpg", "", "image/jpeg", 1, 1, 1, "c" * 64, "A"),)},
            Problem("images_unused", "images", Severity.HINT),
        ),
    ],
)
def test_what_youtube_would_refuse(fields, problem):
    assert problems(**fields) == (problem,)


def test_every_limit_names_source_and_day():
    assert YouTubeAdapter.limits is LIMITS
    assert [name for name, limit in LIMITS.items() if not (limit.source and limit.checked[:4] == "2026")] == []
