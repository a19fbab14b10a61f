"""What a Facebook Page takes, with the place it was read and the day."""

from collections.abc import Mapping

from channels_publish.adapters.base import Limit

_POSTIZ = "Postiz provider source, gitroomhq/postiz-app (2026-08-21)"
_AYRSHARE = "ayrshare.com documentation (third party, undated copy)"

LIMITS: Mapping[str, Limit] = {
    "text": Limit(63_206, _POSTIZ, "2026-11-23"),
    "image_bytes": Limit(10_485_760, _AYRSHARE, "2026-11-23"),
    "image_bytes_advised": Limit(4_194_304, f"{_POSTIZ}, text of 1366046", "2026-11-23"),
    "images": Limit(10, "newsroom house rule: larger albums are not read", "2026-11-23"),
    "video_bytes": Limit(10_737_418_240, _AYRSHARE, "2026-11-23"),
    "video_seconds": Limit(14_400, _AYRSHARE, "2026-11-23"),
}

IMAGE_FORMATS = frozenset({"image/jpeg", "image/png", "image/gif", "image/bmp", "image/tiff"})
"""Formats of ``/{page}/photos`` (ayrshare.com documentation, read 2026-11-23)."""
