"""What X accepts, with the place each number was read and the day."""

from channels_publish.adapters.base import Limit

DOCS = "X documentation, repository xdevplatform/docs"
SPEC = "X OpenAPI 2.167"
READ = "2026-08-22"

LIMITS = {
    "text": Limit(280, DOCS, READ),
    "images": Limit(4, DOCS, READ),
    "image_bytes": Limit(5_242_880, DOCS, READ),
    "gif_bytes": Limit(15_728_640, DOCS, READ),
    "video_bytes": Limit(536_870_912, DOCS, READ),
    "video_seconds_min": Limit(0.5, DOCS, READ),
    "video_seconds": Limit(140, DOCS, READ),
    "video_ratio": Limit(3, DOCS, READ),
    "alt_text": Limit(1_000, SPEC, "2026-07-25"),
    "segments": Limit(1_000, SPEC, "2026-07-25"),
    "posts_15min": Limit(100, DOCS, READ),
    "price_usd": Limit(0.015, DOCS, READ),
    "price_with_link_usd": Limit(0.20, DOCS, READ),
    "price_delete_usd": Limit(0.010, DOCS, READ),
    "deletes_per_15_min": Limit(50, DOCS, READ),
}

IMAGE_TYPES = frozenset({"image/jpeg", "image/png", "image/webp", "image/gif"})
VIDEO_TYPES = frozenset({"video/mp4", "video/quicktime", "video/webm"})
