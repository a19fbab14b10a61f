"""Which topic of the last weeks a new one is most like."""

from collections.abc import Sequence
from datetime import datetime

from stories.intake.sameness import ALIKE, WINDOW, resemblance
from stories.models import Topic

# What is compared with a new topic: more than come in within a month, and little enough for a moment's work.
MOST = 500


def nearest(sketch: Sequence[int], at: datetime) -> int | None:
    """The key of the topic it may be the same as, if any is alike enough. What comes round again is left out."""
    others = Topic.objects.filter(
        created_at__gte=at - WINDOW, recurrence__isnull=True, joined_to__isnull=True
    ).order_by("-created_at", "-pk")
    found = [(resemblance(sketch, other), pk) for pk, other in others.values_list("pk", "sketch")[:MOST]]
    best, pk = max(found, default=(0.0, 0))
    return pk if best >= ALIKE else None
