"""What an Instagram account takes, with the place it was read and the day."""

from collections.abc import Mapping

from channels_publish.adapters.base import Limit

_AYRSHARE = "ayrshare.com documentation (third party, undated copy)"
_POSTIZ = "Postiz provider source, gitroomhq/postiz-app (2026-08-21)"

LIMITS: Mapping[str, Limit] = {
    "text": Limit(2_200, _AYRSHARE, "2026-11-23"),
    "hashtags": Limit(30, _AYRSHARE, "2026-11-23"),
    "mentions": Limit(20, "not documented; to be confirmed with a real account", "2026-11-23"),
    "images": Limit(10, f"{_POSTIZ}: a carousel holds 2 to 10", "2026-11-23"),
    "image_bytes": Limit(8_388_608, "Instagram error code 2207004 (2026-06-02)", "2026-11-23"),
    "image_ratio_min": Limit(4 / 5, f"{_POSTIZ}, error 2207009", "2026-11-23"),
    "image_ratio_max": Limit(1.91, f"{_POSTIZ}, error 2207009", "2026-11-23"),
    "image_width_min": Limit(320, _AYRSHARE, "2026-11-23"),
    "image_width_max": Limit(1_440, _AYRSHARE, "2026-11-23"),
    "video_seconds_min": Limit(3, _AYRSHARE, "2026-11-23"),
    "video_seconds": Limit(900, _AYRSHARE, "2026-11-23"),
    "video_bytes": Limit(314_572_800, f"{_AYRSHARE}; another copy says 1 GB", "2026-11-23"),
}

IMAGE_FORMAT = "image/jpeg"
VIDEO_FORMATS = frozenset({"video/mp4", "video/quicktime"})
"""Content publishing guide (2026-06-30): JPEG pictures; MP4 or MOV videos."""
