"""Real pictures, videos and names for the sandbox's own tests."""

from __future__ import annotations

import io
from functools import cache

import av
from PIL import Image

PAGE, PAGE_TOKEN = "100064000000001", "EAA-demo-lhd"
OTHER_PAGE, OTHER_TOKEN = "100064000000002", "EAA-demo-fwd"
GRAM = "17841400000000001"
X_USER, X_TOKEN = "1500000001", "x-demo-lhd"
CHANNEL, CHANNEL_TOKEN = "UCdemoDuesseldorf0000001", "ya29.demo-lhd"
REACTION, REACTION_KEY = "5f0c1c1e-6b1a-4b57-9d5e-2d7f3f6a0001", "typo3-demo-aktuelles"


@cache
def picture(width: int = 1080, height: int = 1080, kind: str = "JPEG", colour: int = 90) -> bytes:
    """An encoded picture of one colour."""
    out = io.BytesIO()
    Image.new("RGB", (width, height), (colour, 40, 60)).save(out, kind)
    return out.getvalue()


@cache
def video(seconds: float = 4, codec: str = "libx264", container: str = "mp4") -> bytes:
    """A small silent video at ten pictures a second."""
    out = io.BytesIO()
    with av.open(out, "w", format=container) as film:
        stream = film.add_stream(codec, rate=10)
        stream.width, stream.height, stream.pix_fmt = 320, 180, "yuv420p"
        for number in range(int(seconds * 10)):
            frame = av.VideoFrame.from_image(Image.new("RGB", (320, 180), (number % 255, 40, 60)))
            film.mux(stream.encode(frame))
        film.mux(stream.encode())
    return out.getvalue()
