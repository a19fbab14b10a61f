"""What X tells in its headers about how much may still be posted."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from channels_publish.adapters.base import Quota

# X docs, "Rate limits" (2026-08-22): one window of a quarter of an hour, and a day for the user and for the app.
WINDOWS = {
    "posts_15min": "x-rate-limit",
    "posts_24h": "x-user-limit-24hour",
    "app_posts_24h": "x-app-limit-24hour",
}


def windows(headers: Mapping[str, str]) -> tuple[Quota, ...]:
    """The windows these headers name; one that cannot be read is left out."""
    found = (_window(name, prefix, headers) for name, prefix in WINDOWS.items())
    return tuple(quota for quota in found if quota)


def _window(name: str, prefix: str, headers: Mapping[str, str]) -> Quota | None:
    limit, left, reset = (headers.get(f"{prefix}-{part}", "").strip() for part in ("limit", "remaining", "reset"))
    if not (limit.isdigit() and left.isdigit()):
        return None
    resets_at = datetime.fromtimestamp(int(reset), UTC) if reset.isdigit() else None
    return Quota(name, max(0, int(limit) - int(left)), int(limit), resets_at)
