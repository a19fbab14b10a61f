"""Pictures and videos on X: uploaded in segments, described, waited for. Nobody sees them yet."""

from __future__ import annotations

import base64
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import xdk
from xdk import schemas

from channels_publish.adapters.base import Image, Post, Refused, Resume, TryLater, Video
from channels_publish.adapters.files import local_file
from channels_publish.adapters.x.errors import answers_explained

SEGMENT_BYTES = 2 * 1024 * 1024
PATIENCE = 120.0
LIFETIME = 86_400
SAFETY = 600


class Uploads:
    """The media ids of one post; each is kept as soon as it exists, so a retry uploads nothing twice.

    ``sleep`` takes seconds. Everything here may be repeated: an upload that is never posted
    vanishes by itself.
    """

    def __init__(
        self,
        client: xdk.Client,
        resume: Resume,
        *,
        sleep: Callable[[float], None] = time.sleep,
        segment_bytes: int = SEGMENT_BYTES,
    ) -> None:
        self.media = client.media
        self.token = str(client.access_token)
        self.resume = resume
        self.sleep = sleep
        self.segment_bytes = segment_bytes

    def ids(self, post: Post) -> list[str]:
        """The ids to attach, in the order of the post; waits until X has processed a video."""
        if post.video is not None:
            return [self._ready(post.video, "tweet_video")]
        return [
            self._ready(image, "tweet_gif" if image.mime == "image/gif" else "tweet_image", image.alt)
            for image in post.images
        ]

    def forget(self, post: Post) -> None:
        """Drop the kept ids, so that the next attempt uploads anew."""
        for item in (post.video,) if post.video is not None else post.images:
            self.resume.save(**{_handle(item): ""})

    def _ready(self, item: Image | Video, category: str, alt: str = "") -> str:
        """The id of an earlier attempt unless X is about to forget it, else of a new upload."""
        media_id, _, expires = (self.resume.get(_handle(item)) or "").partition(" ")
        if not media_id or float(expires) < time.time() + SAFETY:
            media_id, answer = self._upload(item, category, alt)
            self._wait(item, media_id, answer)
        elif category != "tweet_image":
            self._wait(item, media_id)
        return media_id

    def _upload(self, item: Image | Video, category: str, alt: str) -> tuple[str, Any]:
        """Initialize, append each segment, finalize, describe; then keep the id."""
        path = local_file(item)
        opening = {"media_type": item.mime, "media_category": category, "total_bytes": path.stat().st_size}
        with answers_explained(self.token, repeatable=True, media=True):
            media_id = _id(self.media.initialize_upload(schemas.InitializeMediaUploadRequest.model_validate(opening)))
            for index, segment in enumerate(segments(path, self.segment_bytes)):
                encoded = base64.b64encode(segment).decode("ascii")
                self.media.append_upload(
                    media_id, schemas.AppendMediaUploadRequest(media=encoded, segment_index=index)
                )
            done = self.media.finalize_upload(media_id)
            if alt:
                self.media.create_metadata(_description(media_id, alt))
        lifetime = getattr(done.data, "expires_after_secs", None) or LIFETIME
        self.resume.save(**{_handle(item): f"{media_id} {time.time() + lifetime:.0f}"})
        return media_id, done

    def _wait(self, item: Image | Video, media_id: str, answer: Any = None) -> None:
        """Until processed, for at most :data:`PATIENCE` seconds; then the engine tries later."""
        waited = 0.0
        while True:
            with answers_explained(self.token, repeatable=True, media=True):
                answer = answer or self.media.get_upload_status(media_id, command="STATUS")
            info = getattr(answer.data, "processing_info", None)
            state = getattr(info, "state", None) or "succeeded"
            if state == "succeeded":
                return
            if state == "failed":
                self.resume.save(**{_handle(item): ""})
                raise Refused("media_rejected", _failure(info))
            if waited >= PATIENCE:
                raise TryLater("media_processing", state, after=60)
            pause = float(max(1, getattr(info, "check_after_secs", None) or 1))
            self.sleep(pause)
            waited += pause
            answer = None


def segments(path: Path, size: int) -> Iterator[bytes]:
    """The file in pieces of ``size`` bytes, one in memory at a time."""
    with path.open("rb") as stream:
        while piece := stream.read(size):
            yield piece


def _handle(item: Image | Video) -> str:
    return f"media_{item.sha256[:16]}"


def _id(answer: Any) -> str:
    media_id = getattr(answer.data, "id", None)
    if not media_id:
        raise TryLater("unreadable_reply")
    return str(media_id)


def _description(media_id: str, alt: str) -> Any:
    return schemas.CreateMediaMetadataRequest.model_validate({"id": media_id, "metadata": {"alt_text": {"text": alt}}})


def _failure(info: Any) -> str:
    """X's own words about a failed processing; the model keeps unknown fields."""
    error = getattr(info, "error", None)
    if isinstance(error, dict):
        return str(error.get("message") or error.get("detail") or error.get("name") or "")
    return ""
