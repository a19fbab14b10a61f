"""What YouTube accepts, with the place each number was read and the day."""

from channels_publish.adapters.base import Limit

DISCOVERY = "YouTube Data API v3 discovery document, revision 20261104"
READ = "2026-11-23"

LIMITS = {
    "title": Limit(100, "docs.zernio.com, third party", READ),
    "text_bytes": Limit(5_000, "not confirmed at the source: bytes, the stricter reading", READ),
    "tags": Limit(500, "Postiz provider for YouTube", "2026-08-21"),
    "video_bytes": Limit(274_877_906_944, DISCOVERY, READ),
    "chunk_multiple": Limit(262_144, "Postiz provider for YouTube", "2026-08-21"),
    "units_per_day": Limit(10_000, "YouTube quota calculator", READ),
    "change_units": Limit(50, "YouTube quota calculator: videos.update, videos.delete", READ),
    "inserts_per_day": Limit(100, "YouTube quota calculator, own bucket since 2026-06-01", READ),
}
