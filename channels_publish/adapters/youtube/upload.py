"""The resumable upload: exactly once, because the session is kept before the first byte leaves."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from googleapiclient.errors import HttpError
from googleapiclient.http import MediaFileUpload

from channels_publish.adapters.base import TryLater, Unknown, Video
from channels_publish.adapters.files import local_file
from channels_publish.adapters.http import lost_reply
from channels_publish.adapters.youtube.errors import answers_explained
from channels_publish.adapters.youtube.transport import Transport

CHUNK_BYTES = 1024 * 1024
RESUME_INCOMPLETE = 308
ATTEMPTS = 4
GONE = {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}


@dataclass(frozen=True, slots=True)
class Progress:
    """What YouTube holds of a session: so many bytes, or the finished video's resource."""

    received: int = 0
    video: dict[str, Any] | None = None


class SessionLostError(Exception):
    """YouTube no longer knows the upload session."""


def ask(transport: Transport, session: str, size: int, *, token: str) -> Progress:
    """Ask a session where it stands (``Content-Range: bytes */N``); changes nothing.

    A finished session answers with the same video every time, which is what makes a lost reply
    harmless. Raises :class:`SessionLostError` where the session is unknown or expired.
    """
    headers = {"Content-Range": f"bytes */{size}", "Content-Length": "0"}
    with answers_explained(token, repeatable=True):
        response, content = transport.request(session, "PUT", headers=headers)
        if response.status == RESUME_INCOMPLETE:
            received = response.get("range", "")
            return Progress(int(received.split("-")[1]) + 1 if received else 0)
        if response.status in GONE:
            raise SessionLostError
        if response.status not in {HTTPStatus.OK, HTTPStatus.CREATED}:
            raise HttpError(response, content)
        video = json.loads(content)
    if not isinstance(video, dict) or not video.get("id"):
        raise lost_reply("unreadable_reply", repeatable=True)
    return Progress(size, video)


def media_file(video: Video, chunk_bytes: int) -> MediaFileUpload:
    """The file in chunks; every chunk but the last must be a multiple of 256 KiB."""
    return MediaFileUpload(str(local_file(video)), mimetype=video.mime, chunksize=chunk_bytes, resumable=True)


def open_session(transport: Transport, request: Any, *, token: str) -> str:
    """The address of a new upload session. No byte of the video has left, so this may be repeated."""
    media = request.resumable
    headers = {
        **request.headers,
        "X-Upload-Content-Type": media.mimetype(),
        "X-Upload-Content-Length": str(media.size()),
    }
    with answers_explained(token, repeatable=True):
        response, content = transport.request(request.uri, request.method, body=request.body, headers=headers)
        if response.status != HTTPStatus.OK:
            raise HttpError(response, content)
        return str(response["location"])


def send(request: Any, *, confirm: Callable[[], None], token: str, sleep: Callable[[float], None] = time.sleep) -> str:
    """Send what is missing and return the video's id; ``confirm`` is asked once, before the last chunk.

    After a 5xx the client is called again: it then asks the session and goes on behind what
    arrived. Its own ``num_retries`` stays 0, since that would send an exhausted stream and hang.
    A reply lost before the last chunk is :class:`TryLater`, the video cannot be public yet; on the
    last chunk it is :class:`Unknown`.
    """
    answer, failed, asked = None, 0, False
    while answer is None:
        before = request.resumable_progress
        if _is_last(request) and not asked:
            asked = True
            confirm()
        try:
            with answers_explained(token):
                answer = _next(request)
        except Unknown as error:
            failed += 1
            if error.code == "platform_error" and failed < ATTEMPTS:
                sleep(2.0**failed)
                continue
            if _is_last(request):
                raise
            raise TryLater(error.code, error.detail) from None
        if answer is None and request.resumable_progress <= before:
            failed += 1
            if failed >= ATTEMPTS:
                raise TryLater("upload_stalled")
    if not isinstance(answer, dict) or not answer.get("id"):
        raise Unknown("no_id")
    return str(answer["id"])


def _next(request: Any) -> Any:
    try:
        return request.next_chunk(num_retries=0)[1]
    except HttpError as error:
        if error.resp.status in GONE:
            raise SessionLostError from None
        raise


def _is_last(request: Any) -> bool:
    """Whether the chunk in question completes the video."""
    media = request.resumable
    return bool(request.resumable_progress + media.chunksize() >= media.size())
