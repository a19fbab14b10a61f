"""The files derived from a picture, one per kind of channel. Pure: bytes in, bytes out."""

import hashlib
import io
import math
from dataclasses import astuple, dataclass
from typing import Any, Final

from PIL import Image, ImageCms

from media_library.images import BROKEN, BadImage, Source, opened, orientation, quiet
from media_library.metadata import xmp

MB: Final = 1_000_000
QUALITIES: Final = (88, 82, 75, 67, 58, 48)
# From here on colour is kept at full resolution: red lettering on white frays otherwise.
FULL_COLOUR_QUALITY: Final = 82
SMALLEST: Final = 64
_DEEP: Final = 65535
_SRGB: Final = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
_VERSION: Final = "1"


@dataclass(frozen=True, slots=True)
class Spec:
    """What one channel takes: pixels, width divided by height, bytes.

    Pictures are scaled down to fit, never up, save to ``min_width``. A ratio outside the bounds is
    cropped around the centre.
    """

    purpose: str
    max_width: int
    max_height: int
    min_ratio: float = 0.0
    max_ratio: float = math.inf
    max_bytes: int = 8 * MB
    mime: str = "image/jpeg"
    min_width: int = 1


# Platform limits read 2026-08-22: X 5 MB per image; Facebook recommends 2048 px, 4 MB; Instagram JPEG,
# 8 MB, 4:5 to 1.91:1, 320 to 1440 px wide; YouTube thumbnail 16:9, at least
# 640 px wide, 2 MB.
SPECS: Final = {
    spec.purpose: spec
    for spec in (
        Spec("x", 2048, 2048, max_bytes=4_500_000),
        Spec("facebook", 2048, 2048, max_bytes=3_900_000),
        Spec("instagram", 1440, 1800, 0.8, 1.91, 7_800_000, min_width=320),
        Spec("youtube", 1280, 720, 1.77, 1.785, 1_900_000, min_width=640),
        Spec("website", 1920, 1920, max_bytes=3 * MB),
        Spec("press", 1600, 1600, max_bytes=2 * MB),
        # For newspapers: as large as it came, up to A3 at 300 dpi with room to crop.
        Spec("print", 6000, 6000, max_bytes=25 * MB),
        Spec("thumb", 480, 480, max_bytes=200_000),
    )
}


@dataclass(frozen=True, slots=True)
class Derived:
    """A finished file and what it is."""

    data: bytes
    mime: str
    width: int
    height: int
    sha256: str

    @property
    def size(self) -> int:
        return len(self.data)


def recipe(spec: Spec, *, alt: str, credit: str) -> str:
    """Checksum of all that shapes a derived file besides its source."""
    return hashlib.sha256(repr((_VERSION, astuple(spec), alt, credit)).encode()).hexdigest()


def derive(source: Source, spec: Spec, *, alt: str = "", credit: str = "") -> Derived:
    """Turn, convert to sRGB on white, crop, scale and encode within ``spec.max_bytes``.

    Position, camera and every other EXIF field stay behind; alternative text and credit go in as XMP.
    Raises :class:`BadImage` where the source cannot be decoded.
    """
    try:
        image = _decoded(source, spec)
    except BROKEN as error:
        raise BadImage("damaged", name=getattr(source, "name", str(source))) from error
    size, box = frame(image.size, spec)
    image = image.resize(size, Image.Resampling.LANCZOS, box=box, reducing_gap=3.0)
    image.info.clear()  # comments, profiles and packets of the source
    data, size = _fitted(image, spec, xmp(alt=alt, credit=credit))
    return Derived(data, spec.mime, *size, hashlib.sha256(data).hexdigest())


def frame(size: tuple[int, int], spec: Spec) -> tuple[tuple[int, int], tuple[float, float, float, float]]:
    """Target size in whole pixels, and the part of the source that fills it (left, top, right, bottom)."""
    width, height = size
    ratio = min(max(width / height, spec.min_ratio), spec.max_ratio)
    crop_width, crop_height = min(width, height * ratio), min(height, width / ratio)
    scale = min(1.0, spec.max_width / crop_width, spec.max_height / crop_height)
    target_width = max(1, spec.min_width, round(crop_width * scale))
    # The rounded height must keep the platform's ratio to the last pixel.
    lowest = math.ceil(round(target_width / spec.max_ratio, 6))
    highest = math.floor(round(target_width / spec.min_ratio, 6)) if spec.min_ratio else spec.max_height
    target_height = max(1, min(max(round(target_width / ratio), lowest), highest))
    left, top = (width - crop_width) / 2, (height - crop_height) / 2
    return (target_width, target_height), (left, top, left + crop_width, top + crop_height)


def _decoded(source: Source, spec: Spec) -> Image.Image:
    """The upright picture in sRGB without transparency, already near the size that is needed."""
    with opened(source) as stream, quiet(), Image.open(stream) as image:
        turn = orientation(image)
        wanted = max(spec.max_width, spec.max_height)
        factor = min(image.size) // wanted
        if image.format in {"JPEG", "MPO"}:
            image.draft(image.mode, (max(1, image.width // max(1, factor)), max(1, image.height // max(1, factor))))
        profile = image.info.get("icc_profile")
        plain = _plain(image)
        factor = min(plain.size) // wanted
        if factor > 1:
            plain = plain.reduce(factor)
        return _on_white(_srgb(_turned(plain, turn), profile))


def _brightest(image: Image.Image) -> int:
    """The highest value of a picture with one channel."""
    _darkest, brightest = image.getextrema()
    return max(255, int(brightest))  # type: ignore[arg-type]  # a pair of numbers where there is one channel


def _plain(image: Image.Image) -> Image.Image:
    """Eight bits per channel and no palette; transparency is kept for now."""
    if image.mode.startswith("I"):
        brightest = _DEEP if image.mode != "I" else _brightest(image)
        return image.convert("F").point(lambda value: value * (255 / brightest)).convert("L")
    if image.mode in {"P", "PA"} or "transparency" in image.info:
        return image.convert("RGBA")
    if image.mode in {"RGB", "RGBA", "L", "LA", "CMYK"}:
        image.load()
        return image
    return image.convert("L" if image.mode == "1" else "RGB")


def _turned(image: Image.Image, turn: int) -> Image.Image:
    """The picture as the camera held it (EXIF orientation 1 to 8)."""
    method = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_270,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_90,
    }.get(turn)
    return image if method is None else image.transpose(method)


def _srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Colours as they were meant, in the one space every browser shares."""
    alpha = image.getchannel("A") if image.mode in {"RGBA", "LA"} else None
    colours = image.convert({"RGBA": "RGB", "LA": "L"}.get(image.mode, image.mode))
    converted = None
    if profile:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            converted = ImageCms.profileToProfile(colours, source, _SRGB, outputMode="RGB")
        except (ImageCms.PyCMSError, OSError, ValueError):
            converted = None  # a broken or foreign profile: the plain conversion is closest
    result = converted or colours.convert("RGB")
    if alpha is not None:
        result.putalpha(alpha)
    return result


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode != "RGBA":
        return image
    ground = Image.new("RGB", image.size, "white")
    ground.paste(image, mask=image.getchannel("A"))
    return ground


def _fitted(image: Image.Image, spec: Spec, packet: bytes) -> tuple[bytes, tuple[int, int]]:
    """The best file within ``max_bytes``: first by quality, then by fewer pixels down to ``min_width``."""
    while True:
        for quality in QUALITIES:
            data = _encode(image, spec.mime, quality, packet)
            if len(data) <= spec.max_bytes:
                return data, image.size
        width = round(image.width * 0.75)
        if width < max(spec.min_width, SMALLEST):
            return data, image.size
        smaller = (width, max(1, round(image.height * width / image.width)))
        image = image.resize(frame(smaller, spec)[0], Image.Resampling.LANCZOS)


def _encode(image: Image.Image, mime: str, quality: int, packet: bytes) -> bytes:
    buffer = io.BytesIO()
    extra: dict[str, Any] = {"xmp": packet} if packet else {}
    if mime == "image/webp":
        image.save(buffer, "WEBP", quality=quality, **extra)
    else:
        subsampling = "4:4:4" if quality >= FULL_COLOUR_QUALITY else "4:2:0"
        image.save(buffer, "JPEG", quality=quality, subsampling=subsampling, optimize=True, progressive=True, **extra)
    return buffer.getvalue()
