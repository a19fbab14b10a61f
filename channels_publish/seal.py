"""The sealed approval: everything the public will meet, as canonical JSON, hashed.

The CvD approves the hash; the worker recomputes it before it sends.
"""

from collections.abc import Iterable
from typing import Any

from channels_publish import steps
from channels_publish.composing import carried_images, carries_video, lacks_video
from channels_publish.models import Delivery, Rendition
from stories.content import content, digest
from stories.enums import CorrectionKind
from stories.models import Correction, Review, Story

__all__ = ["accounts_of", "as_sealed", "digest", "lifted_payload", "sealed_payload", "step_for", "steps_of"]


def sealed_payload(story: Story, accounts: Iterable[int] | None = None) -> dict[str, Any]:
    """What a seal of this story covers: its text, each rendition with media and slot, and the open correction
    with its steps. A withdrawal sends no rendition.

    ``accounts`` limits it to those an approval was for, without what is corrected; None means all that would
    go out now.
    """
    correction = None if accounts is not None else story.corrections.open().first()
    if correction is None:
        return _payload(story, accounts)
    plan = [step.payload() for step in steps.plan(story, correction)]
    accounts = [] if correction.kind == CorrectionKind.WITHDRAWAL else None
    return _payload(story, accounts) | {"correction": _correction(correction, plan)}


def lifted_payload(story: Story, review: Review, correction: Correction) -> dict[str, Any]:
    """What ``review`` approved, without the embargo the story has been rid of, and whom that is told."""
    plan = [step.payload() for step in steps.plan(story, correction)]
    return _payload(story, accounts_of(review)) | {"correction": _correction(correction, plan)}


def as_sealed(story: Story, review: Review) -> dict[str, Any]:
    """The payload of an approval, computed anew from what would be sent for it now.

    Which accounts and posts it was for stands in the approval itself, since the ledger has moved on; so do the
    texts of follow-ups, which are sent from there.
    """
    payload = _payload(story, accounts_of(review))
    correction = Correction.objects.filter(review=review).first()
    return payload | {"correction": _correction(correction, steps_of(review))} if correction else payload


def accounts_of(review: Review) -> list[int]:
    """The accounts an approval was for."""
    assert review.payload is not None, "only an approval has a payload"
    return [row["account"] for row in review.payload["renditions"]]


def steps_of(review: Review) -> list[dict[str, Any]]:
    """The steps an approval sealed; none where it corrected and took back nothing."""
    assert review.payload is not None, "only an approval has a payload"
    found: list[dict[str, Any]] = review.payload.get("correction", {}).get("steps", [])
    return found


def step_for(delivery: Delivery) -> dict[str, Any] | None:
    """What was approved for this step. A repost may also be the very post the step was planned for."""
    posts = {str(delivery.original_id), str(delivery.pk)}
    return next((step for step in steps_of(delivery.review) if step["original"] in posts), None)


def _payload(story: Story, accounts: Iterable[int] | None) -> dict[str, Any]:
    rows = story.renditions.select_related("account", "tile").filter(included=True)
    rows = rows.filter(account__active=True) if accounts is None else rows.filter(account__in=accounts)
    return {
        "story": content(story),
        "renditions": [_rendition(row, story) for row in rows.order_by("account_id") if not lacks_video(row)],
    }


def _correction(correction: Correction, plan: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "kind": correction.kind,
        "notice": correction.notice,
        "quiet": correction.quiet,
        "ways": dict(correction.ways),
        "steps": plan,
    }


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
