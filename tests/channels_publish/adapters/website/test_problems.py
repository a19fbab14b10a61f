"""What the website adapter finds without asking TYPO3."""

from dataclasses import replace

import pytest

from channels_publish.adapters.base import Image, Measure, Post, Problem, Severity, Video
from channels_publish.adapters.website.adapter import WebsiteAdapter

IMAGE = Image("rathaus.jpg", "", "", "image/jpeg", 1080, 1350, 200_000, "0" * 64, "Das Rathaus")
VIDEO = Video("clip.mp4", "", "", "video/mp4", 1080, 1920, 60.0, 5_000_000, "0" * 64)
GOOD = Post(title="Haushalt", text="Der Rat hat beschlossen.", html="<p>Text</p>", slug="haushalt", images=(IMAGE,))


def test_measure_counts_the_title():
    assert WebsiteAdapter.measure(GOOD) == (Measure("title", 8, 255),)


def test_good_post_has_no_problems():
    assert WebsiteAdapter.problems(GOOD) == ()


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"title": " "}, Problem("title_missing", "title")),
        (
            {"title": "x" * 256},
            Problem("title_too_long", "title", values={"limit": 255, "used": 256, "over": 1}),
        ),
        ({"text": ""}, Problem("text_missing", "text")),
        ({"html": "<p>&nbsp;</p>\n"}, Problem("html_missing", "html")),
        ({"slug": ""}, Problem("slug_missing", "title")),
        ({"images": (replace(IMAGE, alt=""),)}, Problem("alt_missing", "images", values={"name": "rathaus.jpg"})),
        ({"video": VIDEO}, Problem("video_not_sent", "video", Severity.WARNING)),
    ],
)
def test_problem(changes, problem):
    assert WebsiteAdapter.problems(replace(GOOD, **changes)) == (problem,)


def test_every_limit_names_source_and_day():
    assert [name for name, limit in WebsiteAdapter.limits.items() if not (limit.source and limit.checked)] == []
