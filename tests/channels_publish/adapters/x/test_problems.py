"""What X's editor is told before the post leaves."""

from dataclasses import replace

import pytest

from channels_publish.adapters.base import Image, Measure, Post, Problem, Severity, Video
from channels_publish.adapters.x.adapter import XAdapter
from channels_publish.adapters.x.limits import LIMITS

IMAGE = Image("rathaus.jpg", "rathaus.jpg", "", "image/jpeg", 1200, 800, 400_000, "a" * 64, "Das Rathaus")
VIDEO = Video("clip.mp4", "clip.mp4", "", "video/mp4", 1280, 720, 60.0, 9_000_000, "b" * 64)
TEXT = "Das Rathaus öffnet am Samstag."


def problems(**fields) -> tuple[Problem, ...]:
    return XAdapter.problems(Post(**{"text": TEXT, **fields}))


@pytest.mark.parametrize(
    ("text", "weight"),
    [
        ("Düsseldorf „feiert“ – heute", 27),
        ("5 € …", 7),
        ("👨‍👩‍👧‍👦", 2),
        ("duesseldorf.de", 23),
        ("https://www.duesseldorf.de/aktuelles/news/eine-sehr-lange-adresse", 23),
        ("u\u0308", 1),
    ],
)
def test_text_is_measured_by_x_weighting(text, weight):
    assert XAdapter.measure(Post(text=text)) == (Measure("text", weight, 280, "weighted"),)


def test_good_post_has_no_problem():
    assert problems(images=(IMAGE,) * 4) == ()
    assert problems(video=VIDEO) == ()


def test_text_of_280_fits_and_281_does_not():
    assert problems(text="a" * 280) == ()
    over = {"limit": 280, "used": 281, "over": 1}
    assert problems(text="a" * 281) == (Problem("text_too_long", "text", values=over),)


def test_empty_text_is_missing():
    assert problems(text=" \n") == (Problem("text_missing", "text"),)


def test_direction_override_is_named():
    assert problems(text="Rathaus\u202e") == (Problem("text_invalid_characters", "text"),)


def test_link_shows_its_price():
    price = {"price": 0.2, "without": 0.015}
    assert problems(text="Mehr: duesseldorf.de") == (Problem("link_costs", "text", Severity.HINT, price),)


def test_mention_is_warned_about_but_an_address_is_not():
    warning = Problem("mention_restricted", "text", Severity.WARNING, {"name": "@rheinbahn"})
    assert problems(text="Danke, @rheinbahn!") == (warning,)
    assert problems(text="presse@example") == ()


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"alt": " "}, Problem("alt_missing", "images", values={"name": "rathaus.jpg"})),
        (
            {"alt": "x" * 1001},
            Problem("alt_too_long", "images", values={"name": "rathaus.jpg", "limit": 1000, "used": 1001}),
        ),
        (
            {"size": 5_242_881},
            Problem(
                "image_too_large", "images", values={"name": "rathaus.jpg", "limit": 5_242_880, "used": 5_242_881}
            ),
        ),
        (
            {"mime": "image/tiff"},
            Problem("image_format", "images", values={"name": "rathaus.jpg", "mime": "image/tiff"}),
        ),
    ],
)
def test_picture_x_would_refuse(change, problem):
    assert problems(images=(replace(IMAGE, **change),)) == (problem,)


def test_animated_picture_may_be_larger_but_stands_alone():
    gif = replace(IMAGE, mime="image/gif", size=15_728_640)
    assert problems(images=(gif,)) == ()
    assert problems(images=(gif, IMAGE)) == (Problem("gif_not_alone", "images"),)


def test_fifth_picture_is_too_many():
    five = Problem("too_many_images", "images", values={"limit": 4, "used": 5})
    assert problems(images=(IMAGE,) * 5) == (five,)


def test_pictures_beside_a_video_are_named():
    assert problems(images=(IMAGE,), video=VIDEO) == (Problem("images_and_video", "images"),)


@pytest.mark.parametrize(
    ("change", "code", "values"),
    [
        ({"seconds": 0.4}, "video_too_short", {"limit": 0.5, "used": 0.4}),
        ({"seconds": 140.5}, "video_too_long", {"limit": 140, "used": 140.5}),
        ({"size": 536_870_913}, "video_too_large", {"limit": 536_870_912, "used": 536_870_913}),
        ({"mime": "video/x-msvideo"}, "video_format", {"mime": "video/x-msvideo"}),
        ({"width": 400, "height": 1300}, "video_ratio", {"limit": 3}),
    ],
)
def test_video_x_would_refuse(change, code, values):
    expected = Problem(code, "video", values={"name": "clip.mp4", **values})
    assert problems(video=replace(VIDEO, **change)) == (expected,)


@pytest.mark.parametrize("seconds", [0.5, 140.0])
def test_video_at_the_edge_fits(seconds):
    assert problems(video=replace(VIDEO, seconds=seconds)) == ()


def test_every_limit_names_source_and_day():
    assert XAdapter.limits is LIMITS
    assert [name for name, limit in LIMITS.items() if not (limit.source and limit.checked[:4] == "2026")] == []
