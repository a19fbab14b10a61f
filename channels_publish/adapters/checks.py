"""What several platforms check alike; each adapter hands in its own limits."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from channels_publish.adapters.base import Image, Post, Problem, Video

Values = dict[str, str | int | float]


def same_media(sent: Mapping[str, Any], post: Post) -> bool:
    """Whether a post shows the pictures and the video that went out, by the ledger's record of them."""
    images = [image.get("sha256") for image in sent.get("images") or ()]
    video = (sent.get("video") or {}).get("sha256")
    return images == [image.sha256 for image in post.images] and video == (post.video and post.video.sha256)


def excess(used: int, limit: float) -> Values:
    """The numbers a sentence about too much of something needs."""
    return {"limit": limit, "used": used, "over": used - limit}


def length(field: str, used: int, limit: float) -> Iterator[Problem]:
    """A field over its limit, by the platform's own way of counting."""
    if used > limit:
        yield Problem(f"{field}_too_long", field, values=excess(used, limit))


def number_of_images(post: Post, limit: float) -> Iterator[Problem]:
    """More pictures than one post shows."""
    if len(post.images) > limit:
        yield Problem("too_many_images", "images", values={"limit": limit, "used": len(post.images)})


def one_kind_of_media(post: Post) -> Iterator[Problem]:
    """Pictures beside a video, where a post shows the one or the other."""
    if post.images and post.video:
        yield Problem("images_and_video", "images")


def image_format(image: Image, formats: Collection[str]) -> Iterator[Problem]:
    """A picture in none of ``formats`` (media types)."""
    if image.mime not in formats:
        yield Problem("image_format", "images", values={"name": image.name, "mime": image.mime})


def image_size(image: Image, most: float) -> Iterator[Problem]:
    """A picture of more than ``most`` bytes."""
    if image.size > most:
        yield Problem("image_too_large", "images", values={"name": image.name, "limit": most, "used": image.size})


def alt_text(image: Image) -> Iterator[Problem]:
    """A picture nobody described for people who cannot see it."""
    if not image.alt.strip():
        yield Problem("alt_missing", "images", values={"name": image.name})


def video_format(video: Video, formats: Collection[str]) -> Iterator[Problem]:
    """A video in none of ``formats`` (media types)."""
    if video.mime not in formats:
        yield Problem("video_format", "video", values={"name": video.name, "mime": video.mime})


def video_length(video: Video, *, least: float = 0.0, most: float) -> Iterator[Problem]:
    """A video shorter or longer than the platform takes; in seconds."""
    named: Values = {"name": video.name, "used": video.seconds}
    if video.seconds < least:
        yield Problem("video_too_short", "video", values=named | {"limit": least})
    if video.seconds > most:
        yield Problem("video_too_long", "video", values=named | {"limit": most})


def video_size(video: Video, most: float) -> Iterator[Problem]:
    """A video of more than ``most`` bytes."""
    if video.size > most:
        yield Problem("video_too_large", "video", values={"name": video.name, "limit": most, "used": video.size})
