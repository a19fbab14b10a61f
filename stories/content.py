"""A story's content as plain data: what a revision keeps and a seal covers."""

import hashlib
import json
from datetime import UTC
from typing import Any

from media_library.models import Asset
from stories.models import Story
from stories.richtext import clean


def canonical(data: object) -> bytes:
    """One spelling for equal data: sorted keys, no white space, UTF-8."""
    return json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def digest(data: object) -> str:
    """SHA-256 of the canonical form, in hex."""
    return hashlib.sha256(canonical(data)).hexdigest()


def content(story: Story) -> dict[str, Any]:
    """Everything a reader could notice, with the checksum of each picture beside its words."""
    facts = {
        "kicker": story.kicker,
        "headline": story.headline,
        "lead": story.lead,
        "body": clean(story.body),
        "place": story.place,
        "department": story.department.name if story.department else "",
        "keywords": list(story.keywords),
        "contact": story.contact,
        "responsible": story.responsible,
        "link": story.link,
        # The same moment counts the same in any zone: forms give local time, the database UTC.
        "embargo": story.embargo.astimezone(UTC).isoformat() if story.embargo else "",
        "images": [
            {
                "asset": asset.pk,
                "sha256": asset.sha256,
                "alt": asset.alt_text,
                "credit": asset.credit,
                "caption": asset.caption,
            }
            for asset in story.ordered_images()
        ],
        "video": _film(story.video) if story.video else None,
    }
    # Only where there is one: what was sealed before stories named their task keeps its seal.
    facts |= {"remit": story.remit.name} if story.remit else {}
    return facts | ({"versions": versions} if (versions := _versions(story)) else {})


def _versions(story: Story) -> list[dict[str, str]]:
    return [
        {"language": row.language, "headline": row.headline, "lead": row.lead, "body": clean(row.body)}
        for row in story.versions.all()
    ]


def _film(video: Asset) -> dict[str, Any]:
    facts = {"asset": video.pk, "sha256": video.sha256}
    return facts | ({"captions": video.captions_sha256} if video.captions_sha256 else {})
