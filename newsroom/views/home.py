"""The first page after login: what is mine, what waits, what needs a hand, what went out."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import OuterRef, Q, Subquery
from django.http import HttpResponse
from django.shortcuts import render

from channels_publish.enums import State as DeliveryState
from channels_publish.models import Account, Delivery, DeliveryQuerySet
from newsroom import dashboard, outbox, tour
from newsroom.access import DeskRequest, allowed
from people.models import User
from stories.enums import Outcome, State
from stories.models import Review, Story, StoryQuerySet

SHOWN = 8
# What came back is shown in full, within reason.
MANY = 50
# Enough rows for SHOWN stories on every account of the office.
READ = 80


@dataclass(frozen=True, slots=True)
class Batch:
    """One story's next or last deliveries; ``moment`` is that of the first."""

    story: Story
    moment: datetime
    accounts: list[Account] = field(default_factory=list)


@allowed()
def home(request: DeskRequest) -> HttpResponse:
    """Overview for one person; every list is short and links to the whole."""
    mine = _mine(request.user)
    deliveries = Delivery.objects.select_related("account", "rendition__story")
    attention = deliveries.needing_attention().exclude(_waits_for_account()).order_by("-slot", "account__position")
    return render(
        request,
        "desk/home.html",
        dashboard.context(request.user)
        | {
            "returned": [story for story in mine if _came_back(story)],
            "drafts": [story for story in mine if not _came_back(story)][:SHOWN],
            "handed_in": Story.objects.awaiting_review().filter(_by(request.user)).select_related("author")[:SHOWN],
            "queue": Story.objects.awaiting_review().with_desk_relations()[:SHOWN],
            "owed": Review.objects.owing_check().select_related("story", "by")[:SHOWN],
            "attention": [outbox.row(delivery, request.user) for delivery in attention[:SHOWN]],
            "paused": Account.objects.paused(),
            "upcoming": _by_story(deliveries.going_out().order_by("slot", "account__position", "pk")),
            "sent": _by_story(deliveries.filter(state=DeliveryState.SENT).order_by("-settled_at")),
            "tour": tour.shown_to(request.user),
            "worker_alive": outbox.worker_alive(),
        },
    )


def _waits_for_account() -> Q:
    """Told once, with the account, and not again for each story that waits for it."""
    return Q(state=DeliveryState.ACCOUNT, account__paused_at__isnull=False)


def _by_story(deliveries: DeliveryQuerySet) -> list[Batch]:
    """The first deliveries as one line a story, in the order in which the stories come up."""
    batches: dict[int, Batch] = {}
    for delivery in deliveries[:READ]:
        story = delivery.rendition.story
        moment = delivery.settled_at or delivery.slot
        batch = batches.setdefault(story.pk, Batch(story, moment))
        # A correction leaves a second row for the account.
        if delivery.account not in batch.accounts:
            batch.accounts.append(delivery.account)
    shown = list(batches.values())[:SHOWN]
    for batch in shown:
        batch.accounts.sort(key=lambda account: (account.position, account.pk))
    return shown


def _by(user: User) -> Q:
    return Q(author=user) | Q(last_editor=user)


def _came_back(story: Story) -> bool:
    return getattr(story, "last_outcome", None) == Outcome.RETURNED


def _mine(user: User) -> StoryQuerySet:
    """Drafts this person wrote or edited last, each with the last word of its review."""
    last = Review.objects.filter(story=OuterRef("pk")).order_by("-at", "-pk")
    return (
        Story.objects.filter(_by(user), state=State.DRAFT)
        .annotate(
            last_outcome=Subquery(last.values("outcome")[:1]),
            last_note=Subquery(last.values("note")[:1]),
            last_by=Subquery(last.values("by__last_name")[:1]),
            last_at=Subquery(last.values("at")[:1]),
        )
        .order_by("-updated_at")[:MANY]
    )
