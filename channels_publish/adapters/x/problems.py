"""What X would refuse, found without asking it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from channels_publish.adapters import checks
from channels_publish.adapters.base import Image, Post, Problem, Severity, Video
from channels_publish.adapters.x.counting import weigh
from channels_publish.adapters.x.limits import IMAGE_TYPES, LIMITS, VIDEO_TYPES
from channels_publish.adapters.x.links import links

MENTION = re.compile(r"(?<![\w@/])@\w{1,15}\b")
# Characters X does not take: non-characters, byte order marks, direction overrides (twitter-text 3).
INVALID = re.compile("[\ufffe\ufeff\uffff\u202a-\u202e]")


def text_problems(post: Post) -> Iterator[Problem]:
    """Length by X's weighting, and what a link or a mention costs."""
    if not post.text.strip():
        yield Problem("text_missing", "text")
    yield from checks.length("text", weigh(post.text), LIMITS["text"].value)
    if INVALID.search(post.text):
        yield Problem("text_invalid_characters", "text")
    if links(post.text):
        price = LIMITS["price_with_link_usd"].value
        yield Problem("link_costs", "text", Severity.HINT, {"price": price, "without": LIMITS["price_usd"].value})
    if mention := MENTION.search(post.text):
        yield Problem("mention_restricted", "text", Severity.WARNING, {"name": mention.group()})


def media_problems(post: Post) -> Iterator[Problem]:
    """Four pictures or one animated picture or one video."""
    if post.video is not None:
        yield from checks.one_kind_of_media(post)
        yield from _video_problems(post.video)
        return
    yield from checks.number_of_images(post, LIMITS["images"].value)
    if len(post.images) > 1 and any(image.mime == "image/gif" for image in post.images):
        yield Problem("gif_not_alone", "images")
    for image in post.images:
        yield from _image_problems(image)


def _image_problems(image: Image) -> Iterator[Problem]:
    yield from checks.image_format(image, IMAGE_TYPES)
    yield from checks.image_size(image, LIMITS["gif_bytes" if image.mime == "image/gif" else "image_bytes"].value)
    yield from checks.alt_text(image)
    limit = LIMITS["alt_text"].value
    if len(image.alt) > limit:
        values: checks.Values = {"name": image.name, "limit": limit, "used": len(image.alt)}
        yield Problem("alt_too_long", "images", values=values)


def _video_problems(video: Video) -> Iterator[Problem]:
    least, most = LIMITS["video_seconds_min"].value, LIMITS["video_seconds"].value
    yield from checks.video_format(video, VIDEO_TYPES)
    yield from checks.video_length(video, least=least, most=most)
    yield from checks.video_size(video, LIMITS["video_bytes"].value)
    short, long = sorted((video.width, video.height))
    ratio = LIMITS["video_ratio"].value
    if short and long / short > ratio:
        yield Problem("video_ratio", "video", values={"name": video.name, "limit": ratio})
