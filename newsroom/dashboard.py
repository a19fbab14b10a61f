"""What the first page says of today, of oneself and of the house; it reads and decides nothing."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.utils import timezone

from channels_publish import plan
from newsroom import mentions, planpage, walltime
from people.models import User
from people.roles import Permission
from press.models import Inquiry
from stories import rules
from stories.models import FactCheck, Story, Topic
from stories.trending import BEFORE, RECENT, Rising, rising

SHOWN = 8
PARTS: Final = "desk/partials/home_{}.html"
# Enough for a busy month; older ones change no trend.
LOOKED_AT = 2000


@dataclass(frozen=True, slots=True)
class Today:
    """What falls on this day."""

    cards: list[planpage.Card]
    deadlines: list[Topic]

    def __bool__(self) -> bool:
        return bool(self.cards or self.deadlines)


def context(user: User) -> dict[str, Any]:
    """A fixed number of questions, whatever there is."""
    now = timezone.now()
    writes = rules.may_edit(user, Story())
    return {
        "parts": parts(user),
        "today": today(now) if writes else None,
        "my_topics": Topic.objects.open().filter(owner=user).pressing_first()[:SHOWN] if writes else [],
        "mentions": mentions.waiting(user, limit=SHOWN),
        "fact_checks": open_checks(now)[:SHOWN] if writes else [],
        "trending": trending(now) if writes else [],
        "inquiries": pressing_inquiries(now) if writes else [],
        "now": now,
    }


def parts(user: User) -> list[str]:
    """The templates of the first column, what this person's day begins with first.

    Who approves looks for what waits, who decides deliveries for what is stuck and what goes out today, who only
    writes for the own desk. Nothing is left out for anybody.
    """
    if user.has_perm(Permission.APPROVE):
        order = ["attention", "queue", "inquiries", "mentions", "today", "returned", "mine"]
    elif user.has_perm(Permission.DECIDE):
        order = ["attention", "today", "inquiries", "mentions", "returned", "mine", "queue"]
    else:
        order = ["inquiries", "mentions", "returned", "today", "mine", "attention", "queue"]
    return [PARTS.format(name) for name in ["owed", *order]]


def today(now: datetime) -> Today:
    """Posts planned for today that are not out, and deadlines until tonight, those that are over included."""
    day = timezone.localdate(now)
    start, end = walltime.bounds(day, day)
    items = [item for item in plan.items(start, end) if not item.out]
    deadlines = Topic.objects.open().filter(deadline__lt=end).pressing_first()[:SHOWN]
    return Today(planpage.cards(items)[:SHOWN], list(deadlines))


def pressing_inquiries(now: datetime) -> list[Inquiry]:
    """Questions of journalists that are overdue or due before tonight, the first deadline first."""
    day = timezone.localdate(now)
    _start, end = walltime.bounds(day, day)
    return list(Inquiry.objects.open().filter(deadline__lt=end).select_related("owner")[:SHOWN])


def open_checks(now: datetime) -> Any:
    """Fact checks nobody has answered, the next to end first."""
    return (
        FactCheck.objects.usable(now).filter(answered_at__isnull=True).select_related("story").order_by("expires_at")
    )


def trending(now: datetime) -> list[Rising]:
    """What comes up in topics and stories more than in the weeks before."""
    since = now - RECENT - BEFORE - timedelta(minutes=1)
    topics = Topic.objects.filter(created_at__gte=since).order_by("-created_at").values_list("created_at", "title")
    # What came of a topic is the same news once more.
    stories = Story.objects.filter(created_at__gte=since, topic__isnull=True).order_by("-created_at")
    rows = [(when, title, list[str]()) for when, title in topics[:LOOKED_AT]]
    rows += stories.values_list("created_at", "headline", "keywords")[:LOOKED_AT]
    return rising(rows, now)
