"""What Instagram would refuse, found without asking it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from channels_publish.adapters import checks
from channels_publish.adapters.base import Image, Post, Problem, Severity, Video
from channels_publish.adapters.instagram.limits import IMAGE_FORMAT, LIMITS, VIDEO_FORMATS

HASHTAG = re.compile(r"(?<![\w#&])#\w+")
MENTION = re.compile(r"(?<![\w@.])@\w[\w.]*")
RATIO_TOLERANCE = 0.005
"""Whole pixels cannot always meet 1.91:1 exactly."""


def problems(post: Post) -> Iterator[Problem]:
    """Every problem of the post, in the order the fields stand on the page."""
    yield from _text(post)
    if not post.images and not post.video:
        yield Problem("media_missing", "images")
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
    hashtags, most = len(HASHTAG.findall(post.text)), LIMITS["hashtags"].value
    if hashtags > most:
        yield Problem("too_many_hashtags", "text", values=checks.excess(hashtags, most))
    mentions, most = len(MENTION.findall(post.text)), LIMITS["mentions"].value
    if mentions > most:
        yield Problem("too_many_mentions", "text", values=checks.excess(mentions, most))
    if re.search(r"https?://|www\.", post.text):
        yield Problem("link_not_clickable", "text", Severity.HINT)


def _image(image: Image) -> Iterator[Problem]:
    yield from checks.image_format(image, {IMAGE_FORMAT})
    if not image.url:
        yield Problem("image_url_missing", "images", values={"name": image.name})
    yield from checks.image_size(image, LIMITS["image_bytes"].value)
    yield from _shape(image)
    yield from checks.alt_text(image)


def _shape(image: Image) -> Iterator[Problem]:
    named: checks.Values = {"name": image.name}
    ratio = image.width / max(image.height, 1)
    low, high = LIMITS["image_ratio_min"].value, LIMITS["image_ratio_max"].value
    if not low - RATIO_TOLERANCE <= ratio <= high + RATIO_TOLERANCE:
        yield Problem("image_ratio", "images", values={**named, "min": low, "max": high, "used": round(ratio, 2)})
    low, high = LIMITS["image_width_min"].value, LIMITS["image_width_max"].value
    if not low <= image.width <= high:
        values: checks.Values = {**named, "min": low, "max": high, "used": image.width}
        yield Problem("image_width", "images", Severity.WARNING, values)


def _video(video: Video) -> Iterator[Problem]:
    least, most = LIMITS["video_seconds_min"].value, LIMITS["video_seconds"].value
    yield from checks.video_format(video, VIDEO_FORMATS)
    yield from checks.video_length(video, least=least, most=most)
    yield from checks.video_size(video, LIMITS["video_bytes"].value)
