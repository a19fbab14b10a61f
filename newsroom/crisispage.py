"""What the crisis page shows: what a switch would hold, and what is held, story by story. It decides nothing."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import Case, F, OuterRef, Q, Subquery, When
from django.utils import timezone

from channels_publish.channels import CHANNELS
from channels_publish.enums import State
from channels_publish.models import Delivery, DeliveryQuerySet
from press.reach import mails_waiting
from stories.enums import RELEASED
from stories.models import Story, StoryQuerySet

NOW, READ_NOW = "geht sofort hinaus", "ist sofort im Portal zu lesen"


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a switch would do now, in numbers; ``mails`` are single mails of the ``press`` rows among ``rows``."""

    rows: int
    planned: int
    sending: int
    mails: int
    articles: int
    spared: int


@dataclass(frozen=True, slots=True)
class Item:
    """Something held: a delivery, or the article on the portal where ``delivery`` is None.

    ``past``: its time has come and gone; ``effect``: what a release would bring, as a sentence;
    ``asked``: chosen by the person, and not only coming along.
    """

    story: Story
    slot: datetime
    text: str
    past: bool
    effect: str
    delivery: Delivery | None = None
    asked: bool = True

    @property
    def at_once(self) -> bool:
        """Whether it leaves the house with the release itself."""
        return self.effect in {NOW, READ_NOW}


@dataclass(slots=True)
class Group:
    """One story with everything of it that is held."""

    story: Story
    items: list[Item] = field(default_factory=list)


def outlook(exempt: Collection[int]) -> Outlook:
    """What a switch with this allow list would hold now."""
    waiting = Delivery.objects.unsettled().filter(held_by__isnull=True)
    rows = waiting.exclude(account__in=exempt)
    return Outlook(
        rows=rows.count(),
        planned=rows.filter(state=State.DUE).count(),
        sending=rows.filter(state=State.SENDING).count(),
        mails=mails_waiting(rows),
        articles=Story.objects.going_public(timezone.now()).count(),
        spared=waiting.filter(account__in=exempt).count(),
    )


def held_stories() -> StoryQuerySet:
    """Stories with something held, the one whose time comes first before the others."""
    rows = Delivery.objects.held_by_crisis().filter(rendition__story=OuterRef("pk")).order_by("slot")
    stories: StoryQuerySet = Story.objects.annotate(first_slot=Subquery(rows.values("slot")[:1]))
    article = Q(held_by__isnull=False, live__isnull=False)
    first = Case(When(first_slot__isnull=False, then=F("first_slot")), default=F("public_from"))
    return stories.filter(Q(first_slot__isnull=False) | article).select_related("live").order_by(first, "pk")


def groups(stories: Iterable[Story]) -> list[Group]:
    """Everything that is held of these stories, in their order."""
    found = {story.pk: Group(story, _article(story)) for story in stories}
    for delivery in _loaded().filter(rendition__story__in=found):
        found[delivery.rendition.story_id].items.append(_row(delivery))
    return list(found.values())


def chosen(*, deliveries: Collection[UUID], stories: Collection[int]) -> list[Group]:
    """What a person asked for, with the articles that have to come along, since posts lead readers there."""
    rows = list(_loaded().filter(pk__in=deliveries))
    along = {row.rendition.story_id for row in rows if _leads_to_article(row)}
    wanted = Story.objects.filter(pk__in={*stories, *along, *(row.rendition.story_id for row in rows)})
    found = {story.pk: Group(story) for story in wanted.select_related("live").order_by("public_from", "pk")}
    for pk, group in found.items():
        if pk in stories or pk in along:
            group.items += _article(group.story, asked=pk in stories)
    for row in rows:
        found[row.rendition.story_id].items.append(_row(row))
    return [group for group in found.values() if group.items]


def _loaded() -> DeliveryQuerySet:
    rows = Delivery.objects.held_by_crisis().select_related("account", "rendition__story", "held_by")
    return rows.order_by("slot", "account__position", "pk")


def _leads_to_article(row: Delivery) -> bool:
    return not CHANNELS[row.account.kind].before_embargo


def _article(story: Story, *, asked: bool = True) -> list[Item]:
    """The story's article, if the portal holds it."""
    if story.held_by_id is None or story.live is None or story.public_from is None or story.state not in RELEASED:
        return []
    past = story.public_from <= timezone.now()
    effect = READ_NOW if past else "ist zum Termin im Portal zu lesen"
    return [Item(story, story.public_from, _line(story.live.content["lead"]), past, effect, asked=asked)]


def _line(text: str) -> str:
    return " ".join(text.split())


def _row(row: Delivery) -> Item:
    past = row.slot <= timezone.now()
    text = _line(row.rendition.text or row.rendition.title)
    return Item(row.rendition.story, row.slot, text, past, _effect(row, past=past), delivery=row)


def _effect(row: Delivery, *, past: bool) -> str:
    """What comes after the release."""
    if row.state == State.DUE and row.unreleased:
        return "wartet dann auf eine neue Abnahme, denn der Beitrag wurde geändert"
    if row.state == State.DUE and row.account.paused:
        return "wartet dann, bis das Konto wieder in Betrieb ist"
    if row.state == State.DUE:
        return NOW if past else "geht zum Termin hinaus"
    if row.state == State.SENDING:
        return "wird gerade zurückgegeben oder war schon unterwegs; bitte gleich noch einmal ansehen"
    return f"geht dann den gewohnten Weg weiter (Stand: {row.get_state_display()})"
