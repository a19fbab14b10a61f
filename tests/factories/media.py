"""Small real files as assets. The test's ``media_root`` fixture keeps them apart."""

import io
import itertools
from pathlib import Path

from django.conf import settings
from django.core.files import File
from PIL import Image

from media_library.actions import assets
from media_library.models import Asset
from people.models import User

# What an editor writes where a film needs no captions.
NO_WORDS = "Nur Musik, es wird nicht gesprochen."
_hues = itertools.count(1)


def jpeg(*, size: tuple[int, int] = (640, 400), name: str = "rathaus.jpg") -> io.BytesIO:
    """A picture nobody has seen before."""
    number = next(_hues)
    data = io.BytesIO()
    Image.new("RGB", size, (number % 256, 90 + number // 256 % 100, 120)).save(data, "JPEG")
    data.seek(0)
    data.name = name
    return data


def picture(
    *,
    by: User | None = None,
    alt: str = "Das Rathaus am Marktplatz",
    credit: str = "Foto: Mira Brandt",
    name: str = "rathaus.jpg",
) -> Asset:
    return assets.add_image(file=jpeg(name=name), by=by, alt_text=alt, credit=credit)


def clip(*, by: User | None = None) -> Asset:
    """The short film of the demo."""
    path = Path(settings.BASE_DIR) / "newsroom" / "demo" / "media" / "clip.mp4"
    with path.open("rb") as file:
        film = assets.add_video(file=File(file, name="clip.mp4"), by=by, credit="Film: Mira Brandt")
    return assets.set_captions(asset=film, file=None, reason=NO_WORDS, by=by)
