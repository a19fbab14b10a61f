"""What the website would refuse or show half empty, found without asking it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from channels_publish.adapters import checks
from channels_publish.adapters.base import Post, Problem, Severity
from channels_publish.adapters.website.limits import LIMITS


def problems(post: Post) -> Iterator[Problem]:
    """Every problem of the post, in the order the fields stand on the page."""
    if not post.title.strip():
        yield Problem("title_missing", "title")
    yield from checks.length("title", len(post.title), LIMITS["title"].value)
    if not post.text.strip():
        yield Problem("text_missing", "text")
    if not re.sub(r"<[^>]*>|&nbsp;|\s", "", post.html):
        yield Problem("html_missing", "html")
    if not post.slug:
        yield Problem("slug_missing", "title")
    for image in post.images:
        yield from checks.alt_text(image)
    if post.video:
        yield Problem("video_not_sent", "video", Severity.WARNING)
