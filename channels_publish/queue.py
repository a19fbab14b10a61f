"""The order of the review queue: what must be out first is looked at first."""

from datetime import UTC, datetime

from django.db.models import Exists, F, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce, Least

from channels_publish.models import Rendition
from stories.enums import CorrectionKind
from stories.models import Correction, StoryQuerySet

# Later than anything planned: what has no time of its own waits behind what has.
NO_TIME = datetime(9000, 1, 1, tzinfo=UTC)


def by_due_time(stories: StoryQuerySet) -> StoryQuerySet:
    """Withdrawals first, then by ``due``: the first planned slot, the embargo or the topic's deadline, whichever
    comes first; without any, the longest wait first and ``due`` is :data:`NO_TIME`."""
    slots = Rendition.objects.filter(story=OuterRef("pk"), included=True, send_at__isnull=False).order_by("send_at")
    taken_back = Correction.objects.open().filter(story=OuterRef("pk"), kind=CorrectionKind.WITHDRAWAL)
    never = Value(NO_TIME)
    return stories.annotate(
        taken_back=Exists(taken_back),
        due=Least(
            Coalesce(Subquery(slots.values("send_at")[:1]), never),
            Coalesce(F("embargo"), never),
            Coalesce(F("topic__deadline"), never),
        ),
    ).order_by("-taken_back", "due", "submitted_at", "pk")
