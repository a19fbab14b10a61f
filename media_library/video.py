"""What an uploaded video really is, and one still picture of it."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

import av
from av.container import InputContainer
from av.error import FFmpegError
from av.video.frame import VideoFrame
from av.video.stream import VideoStream
from PIL import Image

from media_library.messages import VIDEO, BadFile, notice

MAX_BYTES: Final = 2 * 1000**3
# What all five platforms take (X: H.264 High, AAC LC, MP4 or MOV, 4:2:0; read 2026-08-22).
CODEC: Final = "h264"
SOUND: Final = "aac"
PIXELS: Final = {"yuv420p", "yuvj420p"}
_ATOMS: Final = {b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip"}
_PICTURE_BRANDS: Final = {b"heic", b"heix", b"mif1", b"msf1", b"avif", b"avis"}
_OTHER: Final = {
    b"\x1aE\xdf\xa3": "WebM/Matroska",
    b"OggS": "Ogg",
    b"FLV": "Flash-Video",
    b"0&\xb2u": "Windows Media",
    b"\x00\x00\x01\xba": "MPEG-2",
    b"\x00\x00\x01\xb3": "MPEG-2",
}
_TRANSPORT_STREAM: Final = 188  # bytes from one sync byte 0x47 to the next


class BadVideo(BadFile):
    """A video the library refuses; the codes are the keys of ``messages.VIDEO``."""

    sentences = VIDEO


@dataclass(frozen=True, slots=True)
class VideoFacts:
    """Pixels as a player shows them (after rotation), length in seconds, bytes, codecs."""

    mime: str
    width: int
    height: int
    seconds: float
    size: int
    codec: str
    sound: str
    frames_per_second: float
    notices: tuple[str, ...] = ()

    @property
    def extension(self) -> str:
        return ".mov" if self.mime == "video/quicktime" else ".mp4"


def looks_like_one(file: IO[bytes]) -> bool:
    """Whether an upload's first bytes are those of an MP4 or MOV; it is left at its start."""
    file.seek(0)
    head = file.read(12)
    file.seek(0)
    return _is_film(head)


def inspect(path: str | Path, *, name: str = "") -> VideoFacts:
    """Check container, codecs and that the first picture decodes. Raises :class:`BadVideo`."""
    path = Path(path)
    name = name or path.name
    size = path.stat().st_size
    mime = _container(path, size, name)
    with _opened(path, name) as container:
        stream = _picture(container, name)
        _check_codecs(container, stream, name)
        frame = _frame(container, stream)
        if frame is None or not container.duration:
            raise BadVideo("damaged", name=name)
        width, height = (frame.height, frame.width) if frame.rotation % 180 else (frame.width, frame.height)
        return VideoFacts(
            mime=mime,
            width=width,
            height=height,
            seconds=round(container.duration / av.time_base, 3),
            size=size,
            codec=CODEC,
            sound=SOUND if container.streams.audio else "",
            frames_per_second=round(float(stream.average_rate or 0), 3),
            notices=() if container.streams.audio else (notice("silent"),),
        )


def poster(path: str | Path, *, name: str = "") -> bytes:
    """A JPEG of the picture at a quarter of the length: rarely black, rarely the end card.

    Raises :class:`BadVideo`.
    """
    path = Path(path)
    with _opened(path, name or path.name) as container:
        stream = _picture(container, name or path.name)
        moment = (container.duration or 0) / av.time_base / 4
        container.seek(int(moment * av.time_base))
        frame = None
        for frame in container.decode(stream):
            if frame.time is None or frame.time >= moment:
                break
    if frame is None:
        raise BadVideo("damaged", name=name or path.name)
    image: Image.Image = frame.to_image()
    if frame.rotation % 360:
        image = image.rotate(frame.rotation, expand=True)
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=90)
    return buffer.getvalue()


def _container(path: Path, size: int, name: str) -> str:
    """MIME type by the first bytes. Nothing else is ever handed to the decoder."""
    if not size:
        raise BadVideo("empty", name=name)
    if size > MAX_BYTES:
        raise BadVideo("too_large", name=name, gigabytes=f"{size / 1e9:.1f}".replace(".", ","), limit=2)
    with path.open("rb") as stream:
        head = stream.read(2 * _TRANSPORT_STREAM)
    if _is_film(head):
        return "video/mp4" if head[4:8] == b"ftyp" and head[8:12] != b"qt  " else "video/quicktime"
    for magic, label in _OTHER.items():
        if head.startswith(magic):
            raise BadVideo("unsupported_container", name=name, format=label)
    if head.startswith(b"RIFF") and head[8:12] == b"AVI ":
        raise BadVideo("unsupported_container", name=name, format="AVI")
    if head[:1] == b"G" and head[_TRANSPORT_STREAM : _TRANSPORT_STREAM + 1] == b"G":
        raise BadVideo("unsupported_container", name=name, format="MPEG-TS")
    raise BadVideo("not_a_video", name=name)


def _is_film(head: bytes) -> bool:
    return head[4:8] in _ATOMS and head[8:12] not in _PICTURE_BRANDS


@contextmanager
def _opened(path: Path, name: str) -> Iterator[InputContainer]:
    """The container; only local files, only the MP4/MOV reader. Broken bytes become one sentence."""
    try:
        with av.open(str(path), format="mov", options={"protocol_whitelist": "file"}) as container:
            yield container
    except (FFmpegError, ValueError) as error:
        if isinstance(error, BadVideo):
            raise
        raise BadVideo("damaged", name=name) from error


def _picture(container: InputContainer, name: str) -> VideoStream:
    """The first picture track that is not a cover image."""
    for stream in container.streams.video:
        if not stream.disposition & av.stream.Disposition.attached_pic:
            return stream
    raise BadVideo("no_picture", name=name)


def _check_codecs(container: InputContainer, stream: VideoStream, name: str) -> None:
    codec = stream.codec_context
    if codec.name != CODEC:
        raise BadVideo("unsupported_codec", name=name, codec=codec.codec.long_name)
    if codec.pix_fmt not in PIXELS:
        raise BadVideo("unsupported_codec", name=name, codec=f"H.264 im Farbformat {codec.pix_fmt}")
    for sound in container.streams.audio:
        if sound.codec_context.name != SOUND:
            raise BadVideo("unsupported_sound", name=name, codec=sound.codec_context.codec.long_name)


def _frame(container: InputContainer, stream: VideoStream) -> VideoFrame | None:
    return next(iter(container.decode(stream)), None)
