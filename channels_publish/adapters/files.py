"""The files behind a post's pictures and video."""

from __future__ import annotations

from pathlib import Path

from channels_publish.adapters.base import Image, Refused, Video


def local_file(item: Image | Video) -> Path:
    """Where the bytes lie; :class:`Refused` when they are gone, because no retry brings them back."""
    path = Path(item.path)
    if not path.is_file() or not path.stat().st_size:
        raise Refused("file_missing", item.name)
    return path
