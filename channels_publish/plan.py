"""What is planned and what went out in a span of time, over all accounts; it reads and decides nothing."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from channels_publish.enums import Act, State
from channels_publish.models import Account, Delivery, Rendition
from stories.enums import State as StoryState
from stories.models import Story

# Not approved yet: only the wish stands, in the rendition itself.
WISHING = (StoryState.DRAFT, StoryState.IN_REVIEW)
SETTLED = frozenset({State.SENT, State.SENDING, State.UNKNOWN, State.WITHDRAWN, State.MANUAL})


@dataclass(frozen=True, slots=True)
class Item:
    """One post at its time. ``delivery`` is there once it was approved; what is out or on its way cannot be moved."""

    moment: datetime
    account: Account
    story: Story
    rendition: Rendition
    delivery: Delivery | None = None
    clashes: list[str] = field(default_factory=list)

    @property
    def movable(self) -> bool:
        return self.delivery is None or self.delivery.state not in SETTLED

    @property
    def out(self) -> bool:
        return self.delivery is not None and self.delivery.state == State.SENT

    @property
    def key(self) -> str:
        """Tells this card from the others of a page."""
        return f"fassung-{self.rendition.pk}" if self.delivery is None else f"auslieferung-{self.delivery.pk}"


def items(start: datetime, end: datetime, accounts: Iterable[Account] | None = None) -> list[Item]:
    """Posts from ``start`` up to ``end``, by time and account: two questions, however many there are.

    The long texts stay in the database: a plan shows headlines, and a busy month has a thousand posts.
    """
    rows = _within(accounts)
    deliveries = (
        Delivery.objects.filter(act=Act.PUBLISH, slot__gte=start, slot__lt=end, **rows)
        .exclude(state=State.CANCELLED)
        .select_related("account", "rendition__story__department")
        .defer("post", "rendition__html", "rendition__story__body")
    )
    found = [Item(row.slot, row.account, row.rendition.story, row.rendition, row) for row in deliveries]
    wishes = Rendition.objects.filter(
        send_at__gte=start, send_at__lt=end, included=True, account__active=True, story__state__in=WISHING, **rows
    )
    wishes = wishes.select_related("account", "story__department").defer("html", "story__body")
    told = {item.rendition.pk for item in found if not item.movable}
    found = [item for item in found if not item.movable or item.story.state not in WISHING]
    for row in wishes:
        if row.pk not in told and row.send_at:
            found.append(Item(row.send_at, row.account, row.story, row))
    return sorted(found, key=lambda item: (item.moment, item.account.position, item.account.pk))


def _within(accounts: Iterable[Account] | None) -> dict[str, Any]:
    return {} if accounts is None else {"account__in": list(accounts)}
