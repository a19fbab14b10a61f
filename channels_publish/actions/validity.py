"""How long an approval counts: what has not left the house by then goes back to the Chef vom Dienst."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from channels_publish.models import Delivery
from stories.actions import reviews
from stories.enums import RELEASED, Outcome
from stories.errors import WrongState
from stories.models import Story

# Stories a sweep takes back at most; the next one a minute later goes on.
AT_ONCE = 100


def until(*, last: datetime, wanted: datetime | None) -> datetime | None:
    """When an approval ends whose last slot is ``last``: as ``wanted``, else APPROVAL_VALID_HOURS later.

    None where approvals do not end. Raises WrongState where it would end before everything was sent.
    """
    if wanted is None:
        hours = settings.APPROVAL_VALID_HOURS
        return last + timedelta(hours=hours) if hours else None
    if wanted <= last:
        raise WrongState(
            f"Die Freigabe würde vor dem letzten Termin ({timezone.localtime(last):%d.%m.%Y, %H:%M} Uhr) ablaufen, "
            "und nicht alles ginge hinaus. Wählen Sie eine spätere Zeit, oder leeren Sie das Feld „Freigabe gilt bis“."
        )
    return wanted


def expire_approvals(*, now: datetime | None = None) -> int:
    """Put stories back into the queue whose approval ended before everything was out. Returns how many."""
    now = now or timezone.now()
    late = Delivery.objects.outlived(now).order_by().values_list("rendition__story_id", flat=True).distinct()
    return sum(_expire(pk, now) for pk in list(late[:AT_ONCE]))


@transaction.atomic
def _expire(pk: int, now: datetime) -> bool:
    """One story, unless it was approved anew or everything is out by the time it is held."""
    story = Story.objects.select_for_update(of=("self",)).get(pk=pk)
    newest = story.reviews.filter(outcome=Outcome.APPROVED).order_by("-pk").first()
    if story.state not in RELEASED or newest is None:
        return False
    if not Delivery.objects.outlived(now).filter(review=newest, rendition__story=story).exists():
        return False
    reviews.expire(story=story)
    return True
