"""The checks at their limits; what each platform makes of them is tested with its adapter."""

from dataclasses import replace

import pytest

from channels_publish.adapters import checks
from channels_publish.adapters.base import Image, Post, Problem, Video

IMAGE = Image("rhein.jpg", "", "", "image/jpeg", 1200, 800, 1000, "0" * 64, "Der Rhein")
VIDEO = Video("clip.mp4", "", "", "video/mp4", 1280, 720, 30.0, 5000, "0" * 64)


@pytest.mark.parametrize(
    ("used", "values"), [(280, []), (281, [{"limit": 280, "used": 281, "over": 1}])], ids=["at the limit", "one over"]
)
def test_length_says_how_much_is_too_much(used, values):
    assert list(checks.length("text", used, 280)) == [Problem("text_too_long", "text", values=v) for v in values]


def test_number_of_images_counts_only_beyond_the_limit():
    assert list(checks.number_of_images(Post(images=(IMAGE,) * 4), 4)) == []
    assert [p.values for p in checks.number_of_images(Post(images=(IMAGE,) * 5), 4)] == [{"limit": 4, "used": 5}]


@pytest.mark.parametrize(
    ("post", "codes"),
    [
        (Post(images=(IMAGE,)), []),
        (Post(video=VIDEO), []),
        (Post(images=(IMAGE,), video=VIDEO), ["images_and_video"]),
    ],
    ids=["pictures", "video", "both"],
)
def test_one_kind_of_media_refuses_both(post, codes):
    assert [problem.code for problem in checks.one_kind_of_media(post)] == codes


def test_image_is_judged_by_format_size_and_words():
    image = replace(IMAGE, mime="image/bmp", size=1001, alt=" ")

    found = [*checks.image_format(image, {"image/jpeg"}), *checks.image_size(image, 1000), *checks.alt_text(image)]

    assert [(problem.code, problem.values) for problem in found] == [
        ("image_format", {"name": "rhein.jpg", "mime": "image/bmp"}),
        ("image_too_large", {"name": "rhein.jpg", "limit": 1000, "used": 1001}),
        ("alt_missing", {"name": "rhein.jpg"}),
    ]
    assert [
        *checks.image_format(IMAGE, {"image/jpeg"}),
        *checks.image_size(IMAGE, 1000),
        *checks.alt_text(IMAGE),
    ] == []


@pytest.mark.parametrize(
    ("seconds", "codes"),
    [(2.9, ["video_too_short"]), (3.0, []), (60.0, []), (60.1, ["video_too_long"])],
)
def test_video_length_keeps_to_both_ends(seconds, codes):
    found = list(checks.video_length(replace(VIDEO, seconds=seconds), least=3.0, most=60.0))

    assert [problem.code for problem in found] == codes
    assert [problem.values["used"] for problem in found] == [seconds] * len(codes)


def test_video_is_judged_by_format_and_size():
    video = replace(VIDEO, mime="video/webm", size=5001)

    assert [p.code for p in (*checks.video_format(video, {"video/mp4"}), *checks.video_size(video, 5000))] == [
        "video_format",
        "video_too_large",
    ]
    assert [*checks.video_format(VIDEO, {"video/mp4"}), *checks.video_size(VIDEO, 5000)] == []
