"""What a platform finds out about an upload by looking into it."""

from __future__ import annotations

import io
from dataclasses import asdict, dataclass
from typing import Any

import av
from PIL import Image, UnidentifiedImageError

MIMES = {
    "JPEG": "image/jpeg",
    "PNG": "image/png",
    "GIF": "image/gif",
    "BMP": "image/bmp",
    "TIFF": "image/tiff",
    "WEBP": "image/webp",
    "MPO": "image/jpeg",
}


class Unreadable(ValueError):
    """The bytes are not what they claim to be."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A decoded picture; sizes in pixels."""

    mime: str
    width: int
    height: int

    @property
    def ratio(self) -> float:
        """Width over height."""
        return self.width / self.height


@dataclass(frozen=True, slots=True)
class Film:
    """A decoded video; ``seconds`` is its length, codecs are empty where a stream is missing."""

    mime: str
    width: int
    height: int
    seconds: float
    video_codec: str
    audio_codec: str
    container: str
    frame_rate: float


def picture(content: bytes) -> Picture:
    """Decode a picture completely; raises :class:`Unreadable` for anything else."""
    try:
        with Image.open(io.BytesIO(content)) as image:
            image.load()
            mime = MIMES.get(image.format or "", "application/octet-stream")
            return Picture(mime, image.width, image.height)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise Unreadable(str(error)) from error


def film(content: bytes) -> Film:
    """Open a video and decode its first frame; raises :class:`Unreadable` for anything else."""
    try:
        with av.open(io.BytesIO(content), "r") as container:
            if not container.streams.video:
                raise Unreadable("no video stream")
            stream = container.streams.video[0]
            frame = next(container.decode(stream))
            name = container.format.name
            audio = container.streams.audio
            return Film(
                mime="video/webm" if "webm" in name else "video/mp4",
                width=frame.width,
                height=frame.height,
                seconds=(container.duration or 0) / 1_000_000,
                video_codec=stream.codec_context.name,
                audio_codec=audio[0].codec_context.name if audio else "",
                container=name,
                frame_rate=float(stream.average_rate or 0),
            )
    except (av.error.FFmpegError, StopIteration, ValueError, IndexError) as error:
        raise Unreadable(str(error) or "no frame") from error


def entry(seen: Picture | Film, sha256: str, size: int, alt: str = "") -> dict[str, Any]:
    """The record of one file for the wall."""
    kind = "image" if isinstance(seen, Picture) else "video"
    facts = asdict(seen)
    seconds = {"seconds": facts["seconds"]} if kind == "video" else {}
    return {
        "kind": kind,
        "mime": facts["mime"],
        "width": facts["width"],
        "height": facts["height"],
        "bytes": size,
        "sha256": sha256,
        "alt": alt,
        **seconds,
    }
