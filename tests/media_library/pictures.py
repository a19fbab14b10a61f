"""Really encoded files for the tests of this room."""

import io
import random
import struct
import zlib
from fractions import Fraction
from pathlib import Path

import av
from PIL import Image, ImageCms

RED = (200, 16, 46)


def encoded(image: Image.Image, kind: str = "JPEG", *, name: str = "", **options) -> io.BytesIO:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    buffer.seek(0)
    buffer.name = name or f"bild.{kind.lower()}"
    return buffer


def flat(size=(800, 600), colour=RED, mode="RGB") -> Image.Image:
    return Image.new(mode, size, colour)


def noisy(size, seed=1) -> Image.Image:
    """The hardest picture to compress."""
    return Image.frombytes("RGB", size, random.Random(seed).randbytes(size[0] * size[1] * 3))


def huge_png_header(width=30_000, height=30_000) -> io.BytesIO:
    """A few bytes that claim to be a gigapixel picture."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    data = (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 64)) + chunk(b"IEND", b"")
    )
    buffer = io.BytesIO(data)
    buffer.name = "riesig.png"
    return buffer


def with_position(orientation: int = 1) -> io.BytesIO:
    """A JPEG from a phone: left half red, right half blue, with camera and GPS position."""
    image = flat((400, 200))
    image.paste((0, 0, 255), (200, 0, 400, 200))
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x0110] = "Testkamera 3000"
    gps = exif.get_ifd(0x8825)
    gps[1], gps[2] = "N", (51.0, 13.0, 33.0)
    return encoded(image, exif=exif, comment=b"interner Vermerk", quality=95)


def srgb_profile() -> bytes:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def film(
    path: Path,
    *,
    codec="libx264",
    sound: str | None = "aac",
    size=(320, 180),
    frames=25,
    pixels="yuv420p",
    kind: str | None = None,
    rotation: int = 0,
) -> Path:
    """A short film, red first and blue after an eighth; with ``rotation`` its right half is white."""
    with av.open(str(path), "w", format=kind) as container:
        stream = None
        if codec:
            stream = container.add_stream(codec, rate=25)
            stream.width, stream.height, stream.pix_fmt = *size, pixels
            if rotation:
                stream.set_display_rotation(rotation)
        track = container.add_stream(sound, rate=48000) if sound else None
        if stream:
            for number in range(frames):
                colour = RED if number < frames // 8 else (0, 0, 200)
                image = flat(size, colour)
                if rotation:
                    image.paste((255, 255, 255), (size[0] // 2, 0, *size))
                frame = av.VideoFrame.from_image(image).reformat(format=pixels)
                frame.pts = number
                frame.time_base = Fraction(1, 25)
                container.mux(stream.encode(frame))
            container.mux(stream.encode())
        if track:
            for number in range(20):
                layout = track.codec_context.layout.name
                silence = av.AudioFrame(format=track.codec_context.format.name, layout=layout, samples=1024)
                for plane in silence.planes:
                    plane.update(bytes(plane.buffer_size))
                silence.sample_rate, silence.pts, silence.time_base = 48000, number * 1024, Fraction(1, 48000)
                container.mux(track.encode(silence))
            container.mux(track.encode())
    return path
