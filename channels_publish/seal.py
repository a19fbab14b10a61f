"""The sealed approval: everything the public will meet, as canonical JSON, hashed.

The CvD approves the hash; the worker recomputes it before it sends.
"""

from collections.abc import Iterable
from typing import Any

from channels_publish.composing import carried_images, carries_video, lacks_video
from channels_publish.models import Rendition
from stories.content import content, digest
from stories.models import Review, Story

__all__ = ["accounts_of", "digest", "sealed_payload"]


def sealed_payload(story: Story, accounts: Iterable[int] | None = None) -> dict[str, Any]:
    """What a seal of this story covers: its text, and each rendition with media and slot.

    ``accounts`` limits it to those an approval was for; None means all that would go out now.
    """
    rows = story.renditions.select_related("account", "tile").filter(included=True)
    rows = rows.filter(account__active=True) if accounts is None else rows.filter(account__in=accounts)
    return {
        "story": content(story),
        "renditions": [_rendition(row, story) for row in rows.order_by("account_id") if not lacks_video(row)],
    }


def accounts_of(review: Review) -> list[int]:
    """The accounts an approval was for."""
    assert review.payload is not None, "only an approval has a payload"
    return [row["account"] for row in review.payload["renditions"]]


def _rendition(rendition: Rendition, story: Story) -> dict[str, Any]:
    return {
        "account": rendition.account_id,
        "kind": rendition.account.kind,
        "name": rendition.account.name,
        "title": rendition.title,
        "text": rendition.text,
        "html": rendition.html,
        "tags": list(rendition.tags),
        "images": [{"sha256": asset.sha256, "alt": asset.alt_text} for asset in carried_images(rendition)],
        "video": story.video.sha256 if story.video and carries_video(rendition) else "",
        "send_at": rendition.send_at.isoformat() if rendition.send_at else "",
    }
