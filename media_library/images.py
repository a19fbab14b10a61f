"""What an uploaded picture really is, found out from its bytes and with bounded memory."""

import math
import struct
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final, TypeAlias

from PIL import Image, UnidentifiedImageError

from media_library.messages import IMAGE, BadFile, notice

MAX_BYTES: Final = 60 * 1000 * 1000
MAX_PIXELS: Final = 100_000_000
LARGE_PIXELS: Final = 20_000_000
TINY_SIDE: Final = 320
ORIENTATION: Final = 0x0112

# Pillow's name of a format → MIME type. MPO is what many cameras write: a JPEG with further pictures behind it.
ACCEPTED: Final = {
    "JPEG": "image/jpeg",
    "MPO": "image/jpeg",
    "PNG": "image/png",
    "WEBP": "image/webp",
    "TIFF": "image/tiff",
    "GIF": "image/gif",
}
EXTENSIONS: Final = {
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/webp": ".webp",
    "image/tiff": ".tif",
    "image/gif": ".gif",
}
_HEIC_BRANDS: Final = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
_OTHER: Final = {
    b"BM": "BMP",
    b"8BPS": "Photoshop",
    b"%PDF": "PDF",
    b"\x00\x00\x01\x00": "ICO",
    b"FUJIFILM": "RAW",
    b"\xff\x0a": "JPEG XL",
    b"\x00\x00\x00\x0cjP": "JPEG 2000",
    b"\x00\x00\x00\x0cJXL": "JPEG XL",
}
_OURS: Final = (b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"II*\x00", b"MM\x00*", b"II+\x00", b"MM\x00+")


Source: TypeAlias = str | Path | IO[bytes]
# What Pillow's decoders raise on broken bytes.
BROKEN: Final = (OSError, SyntaxError, ValueError, EOFError, struct.error, Image.DecompressionBombError)


class BadImage(BadFile):
    """A picture the library refuses; the codes are the keys of ``messages.IMAGE``."""

    sentences = IMAGE


@dataclass(frozen=True, slots=True)
class ImageFacts:
    """Pixels as a viewer sees them (after the camera's rotation), bytes, and sentences for the editor."""

    mime: str
    width: int
    height: int
    size: int
    notices: tuple[str, ...] = ()

    @property
    def extension(self) -> str:
        return EXTENSIONS[self.mime]


def inspect(file: Source, *, name: str = "") -> ImageFacts:
    """Check a picture completely: type by content, size, number of pixels, every byte decodable.

    The number of pixels is read from the header before anything is decoded. A JPEG is decoded at an
    eighth of its size, so 40 megapixels take under a second and a few megabytes. ``file`` is left at
    its start. Raises :class:`BadImage`.
    """
    with opened(file) as stream:
        name = name or Path(str(getattr(stream, "name", "") or "Bild")).name
        size = stream.seek(0, 2)
        _check_size(size, name)
        with _open(stream, name) as image:
            mime = ACCEPTED[str(image.format)]
            width, height = upright_size(image)
            notices = tuple(_notices(image, width, height))
            _decode(image, stream, name)
        stream.seek(0)
    return ImageFacts(mime, width, height, size, notices)


@contextmanager
def opened(file: Source) -> Iterator[IO[bytes]]:
    """A stream of ``file`` at its start; only what was opened here is closed again."""
    if isinstance(file, str | Path):
        with Path(file).open("rb") as stream:
            yield stream
    else:
        file.seek(0)
        yield file


@contextmanager
def quiet() -> Iterator[None]:
    """Pillow warns from 89 megapixels on; our own limit and sentence take that place."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        yield


def upright_size(image: Image.Image) -> tuple[int, int]:
    """Width and height after the camera's rotation; reads the header only."""
    width, height = image.size
    return (height, width) if orientation(image) >= 5 else (width, height)  # noqa: PLR2004 (5 to 8 lie on their side)


def orientation(image: Image.Image) -> int:
    """The EXIF orientation, 1 to 8; 1 (upright) where it is missing or nonsense."""
    try:
        value = int(image.getexif().get(ORIENTATION, 1))
    except (*BROKEN, TypeError, KeyError):
        return 1
    return value if value in range(1, 9) else 1


def _check_size(size: int, name: str) -> None:
    if not size:
        raise BadImage("empty", name=name)
    if size > MAX_BYTES:
        raise BadImage(
            "too_large",
            name=name,
            megabytes=f"{math.ceil(size / 1e5) / 10:.1f}".replace(".", ","),
            limit=MAX_BYTES // 1_000_000,
        )


def _open(stream: IO[bytes], name: str) -> Image.Image:
    """The picture with only its header read."""
    stream.seek(0)
    head = stream.read(512)
    stream.seek(0)
    try:
        with quiet():
            image = Image.open(stream, formats=[known for known in ACCEPTED if known != "MPO"])
    except Image.DecompressionBombError as error:
        raise BadImage("too_many_pixels", name=name, limit=MAX_PIXELS // 1_000_000) from error
    except UnidentifiedImageError as error:
        raise _explain(head, name) from error
    except BROKEN as error:
        raise BadImage("damaged", name=name) from error
    if image.width * image.height > MAX_PIXELS:
        image.close()
        raise BadImage("too_many_pixels", name=name, limit=MAX_PIXELS // 1_000_000)
    return image


def _decode(image: Image.Image, stream: IO[bytes], name: str) -> None:
    """Read every byte once. A PNG's checksums are compared too, since decoding passes over them."""
    try:
        image.draft("RGB", (max(1, image.width // 8), max(1, image.height // 8)))
        image.load()
        if image.format == "PNG":
            stream.seek(0)
            with quiet(), Image.open(stream) as untouched:
                untouched.verify()
    except BROKEN as error:
        raise BadImage("damaged", name=name) from error


def _explain(head: bytes, name: str) -> BadImage:
    """Why these first bytes are no picture we take."""
    if head[4:8] == b"ftyp":
        return _explain_container(head[8:12], name)
    if head.startswith(_OURS) or (head[:4] == b"RIFF" and head[8:12] == b"WEBP"):
        return BadImage("damaged", name=name)
    for magic, label in _OTHER.items():
        if head.startswith(magic):
            return BadImage("unsupported", name=name, format=label)
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if text.startswith(b"<") and b"<svg" in text:
        return BadImage("svg", name=name)
    return BadImage("not_an_image", name=name)


def _explain_container(brand: bytes, name: str) -> BadImage:
    """Phones' pictures and films share one container; the brand tells them apart."""
    if brand in _HEIC_BRANDS:
        return BadImage("heic", name=name)
    if brand in {b"avif", b"avis"}:
        return BadImage("unsupported", name=name, format="AVIF")
    return BadImage("video", name=name)


def size_notices(width: int, height: int) -> Iterator[str]:
    """What an editor should know about a picture of so many pixels; it is taken all the same."""
    if width * height >= LARGE_PIXELS:
        yield notice("large", megapixels=round(width * height / 1e6))
    if min(width, height) < TINY_SIDE:
        yield notice("tiny", width=width, height=height)


def _notices(image: Image.Image, width: int, height: int) -> Iterator[str]:
    yield from size_notices(width, height)
    if image.format in {"GIF", "WEBP", "PNG"} and getattr(image, "is_animated", False):
        yield notice("animated")
