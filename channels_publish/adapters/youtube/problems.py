"""What YouTube would refuse, found without asking it."""

from __future__ import annotations

from collections.abc import Iterator

from channels_publish.adapters import checks
from channels_publish.adapters.base import Measure, Post, Problem, Severity
from channels_publish.adapters.youtube.limits import LIMITS

FORBIDDEN = "<>"


def counters(post: Post) -> tuple[Measure, ...]:
    """Title in characters, description in UTF-8 bytes, tags as YouTube adds them up."""
    return (
        Measure("title", len(post.title), int(LIMITS["title"].value)),
        Measure("text", len(post.text.encode("utf-8", "surrogatepass")), int(LIMITS["text_bytes"].value), "bytes"),
        Measure("tags", tags_length(post.tags), int(LIMITS["tags"].value)),
    )


def tags_length(tags: tuple[str, ...]) -> int:
    """The length YouTube counts: a comma between tags, quotation marks around one with a space.

    Source: videos resource, ``snippet.tags[]``, YouTube Data API reference, 2026-11-23.
    """
    return sum(len(tag) + 2 * (" " in tag) for tag in tags) + max(0, len(tags) - 1)


def text_problems(post: Post) -> Iterator[Problem]:
    """Title, description and tags."""
    if not post.title.strip():
        yield Problem("title_missing", "title")
    for measure in counters(post):
        yield from checks.length(measure.field, measure.used, measure.limit)
    for name, text in (("title", post.title), ("text", post.text)):
        for sign in FORBIDDEN:
            if sign in text:
                yield Problem("forbidden_character", name, values={"character": sign})


def media_problems(post: Post) -> Iterator[Problem]:
    """A video there must be; pictures are not sent."""
    if post.video is None:
        yield Problem("video_required", "video")
    elif post.video.size > (limit := LIMITS["video_bytes"].value):
        yield Problem("video_too_large", "video", values={"limit": limit, "used": post.video.size})
    elif not post.video.mime.startswith("video/") and post.video.mime != "application/octet-stream":
        yield Problem("video_format", "video", values={"name": post.video.name, "mime": post.video.mime})
    if post.images:
        yield Problem("images_unused", "images", Severity.HINT)
