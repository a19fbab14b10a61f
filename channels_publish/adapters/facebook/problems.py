"""What Facebook would refuse, found without asking it."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from channels_publish.adapters import checks
from channels_publish.adapters.base import Image, Post, Problem, Severity, Video
from channels_publish.adapters.facebook.limits import IMAGE_FORMATS, LIMITS

OWN_HOSTS = ("facebook.com", "fb.com", "fb.me", "fb.watch")


def problems(post: Post) -> Iterator[Problem]:
    """Every problem of the post, in the order the fields stand on the page."""
    yield from _text(post)
    yield from _link(post)
    yield from checks.number_of_images(post, LIMITS["images"].value)
    for image in post.images:
        yield from _image(image)
    yield from checks.one_kind_of_media(post)
    if post.video:
        yield from _video(post.video)


def _text(post: Post) -> Iterator[Problem]:
    if not post.text.strip():
        yield Problem("text_missing", "text")
    yield from checks.length("text", len(post.text), LIMITS["text"].value)


def _link(post: Post) -> Iterator[Problem]:
    host = (urlsplit(post.link).hostname or "").lower()
    if any(host == own or host.endswith("." + own) for own in OWN_HOSTS):
        yield Problem("link_not_allowed", "link", values={"host": host})
    # Only a post without media can carry a link of its own (parameter "link").
    if post.link and (post.images or post.video) and post.link not in post.text:
        yield Problem("link_not_in_text", "link", Severity.WARNING)


def _image(image: Image) -> Iterator[Problem]:
    most, advised = LIMITS["image_bytes"].value, LIMITS["image_bytes_advised"].value
    yield from checks.image_format(image, IMAGE_FORMATS)
    yield from checks.image_size(image, most)
    if advised < image.size <= most:
        values: checks.Values = {"name": image.name, "limit": advised, "used": image.size}
        yield Problem("image_too_large", "images", Severity.WARNING, values)
    yield from checks.alt_text(image)


def _video(video: Video) -> Iterator[Problem]:
    yield from checks.video_length(video, most=LIMITS["video_seconds"].value)
    yield from checks.video_size(video, LIMITS["video_bytes"].value)
