"""What Instagram refuses: captions and pictures (content publishing guide, error code list)."""

from __future__ import annotations

import asyncio
import re

from sandbox import graph_errors as errors
from sandbox import media
from sandbox.graph_call import GraphCall
from sandbox.graph_errors import GraphError
from sandbox.store import Doc
from sandbox.world import FetchError

MAX_CAPTION, MAX_TAGS, MAX_MENTIONS = 2_200, 30, 20
MAX_IMAGE = 8 * 1024 * 1024
MIN_RATIO, MAX_RATIO = 4 / 5, 1.91
TOLERANCE = 0.01
MIN_WIDTH, MAX_WIDTH = 320, 1_440
MAX_ALT = 1_000
TAG = re.compile(r"(?<!\w)#\w+")
MENTION = re.compile(r"(?<![\w@])@[\w.]+")


def caption(text: str) -> None:
    """Raise 2207010 when the caption is too long or too crowded."""
    tags, mentions = len(TAG.findall(text)), len(MENTION.findall(text))
    if len(text) <= MAX_CAPTION and tags <= MAX_TAGS and mentions <= MAX_MENTIONS:
        return
    raise GraphError(
        36004,
        "The caption is too long",
        subcode=2207010,
        user=(
            "Caption too long",
            f"The submitted caption has {len(text)} characters, {tags} hashtags and {mentions} "
            f"mentions. The maximum is {MAX_CAPTION} characters, {MAX_TAGS} hashtags and "
            f"{MAX_MENTIONS} mentions.",
        ),
    )


async def image(call: GraphCall) -> Doc:
    """Fetch ``image_url`` as Meta does and look at it."""
    if not call.params.get("image_url"):
        raise unfetched("Only photo or video can be accepted as media type.", "(empty)")
    alt = call.params.get("alt_text", "")
    if len(alt) > MAX_ALT:
        raise errors.bad_param(f"(#100) alt_text must be at most {MAX_ALT} characters")
    content = await fetch_image(call, call.params["image_url"])
    try:
        seen = await asyncio.to_thread(media.picture, content)
    except media.Unreadable as error:
        raise unfetched("Only photo or video can be accepted as media type.") from error
    if seen.mime != "image/jpeg":
        raise GraphError(
            36001,
            "The image format is not supported",
            subcode=2207005,
            user=(
                "Image format",
                f"The image format {seen.mime} is not supported. Supported formats are: JPEG.",
            ),
        )
    _check_shape(seen)
    file = media.entry(seen, call.world.store.save_file(content), len(content), alt)
    return {"files": [file], "warnings": []}


async def fetch_image(call: GraphCall, url: str) -> bytes:
    """The picture's bytes; raises as Meta does for too much or nothing."""
    try:
        return await call.world.fetch(url, MAX_IMAGE)
    except FetchError as error:
        if str(error) == "too large":
            raise GraphError(
                36000,
                "The image size is too large",
                subcode=2207004,
                user=("Image size", "The image is too large to download. It should be less than 8 MiB."),
            ) from error
        raise unfetched(f"The media could not be fetched from this URI: {url}", str(error)) from error


def _check_shape(seen: media.Picture) -> None:
    if not MIN_RATIO - TOLERANCE <= seen.ratio <= MAX_RATIO + TOLERANCE:
        raise GraphError(
            36003,
            "The aspect ratio is not supported.",
            subcode=2207009,
            user=(
                "Aspect ratio",
                f"The submitted image with aspect ratio ('{seen.width}/{seen.height}',) cannot "
                "be published. Please submit an image with a valid aspect ratio.",
            ),
        )
    if not MIN_WIDTH <= seen.width <= MAX_WIDTH:
        raise GraphError(
            36001,
            "The image width is not supported",
            subcode=2207005,
            user=(
                "Image width",
                f"The image is {seen.width} pixels wide. Between {MIN_WIDTH} and {MAX_WIDTH} pixels are supported.",
            ),
        )


def unfetched(message: str, reason: str = "") -> GraphError:
    """Meta could not get the file."""
    detail = f"{message} ({reason})" if reason else message
    return GraphError(
        9004,
        "Only photo or video can be accepted as media type.",
        subcode=2207052,
        user=("Media download has failed", detail),
    )


def gone(message: str) -> GraphError:
    """A container that is not there, or not there any more."""
    return GraphError(
        24,
        "The requested resource does not exist",
        subcode=2207006,
        user=("Media not found", message),
    )
