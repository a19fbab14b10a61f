"""The topics as a board by state and as a list; it reads and decides nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import QueryDict

from newsroom.templatetags.desk import TOPIC_LOOKS
from newsroom.topicforms import BY_CLICK
from newsroom.wordruns import to_text, word_runs
from people.models import User
from stories.enums import CLOSED_TOPICS, SourceKind, TopicState
from stories.models import Department, Topic, TopicQuerySet

A_COLUMN = 25
A_CLOSED_COLUMN = 8
A_PAGE = 30
SOURCE_ICONS = {
    SourceKind.DESK: "edit", SourceKind.FORM: "people", SourceKind.MAIL: "mail", SourceKind.WORD: "story",
    SourceKind.FEED: "feed", SourceKind.API: "key", SourceKind.PLAN: "retry",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Card:
    """One topic on the board."""

    topic: Topic
    overdue: bool
    source: str
    icon: str
    targets: Sequence[TopicState]


@dataclass(frozen=True, slots=True)
class Alike:
    """The topic this one may be the same as, with the differences of their words."""

    topic: Topic
    runs: list[tuple[str, str]]


def alike(topic: Topic) -> Alike | None:
    """What to ask the person about, if there is anything."""
    if topic.alike is None or topic.joined_to_id:
        return None
    other = topic.alike.leading
    if other.pk == topic.pk:
        return None
    told = [f"{row.title}\n{to_text(row.text)}" for row in (other, topic)]
    return Alike(other, word_runs(*told))


@dataclass(frozen=True, slots=True)
class Column:
    """One state with its first cards and how many there are in all."""

    state: TopicState
    icon: str
    tone: str
    cards: list[Card]
    count: int

    @property
    def more(self) -> int:
        return self.count - len(self.cards)


@dataclass(frozen=True, slots=True)
class Filter:
    """What the person wants to see. Unknown values filter nothing."""

    query: str = ""
    who: str = ""
    department: str = ""
    state: str = ""

    @classmethod
    def of(cls, asked: QueryDict) -> "Filter":
        return cls(*(asked.get(name, "").strip() for name in ("q", "wer", "amt", "stand")))

    @property
    def narrows(self) -> bool:
        return bool(self.query or self.who or self.department or self.state)

    def apply(self, rows: TopicQuerySet, user: User, now: datetime) -> TopicQuerySet:
        if self.query:
            rows = rows.filter(Q(title__icontains=self.query) | Q(title__icontains=self.query.capitalize()))
        if self.department.isdecimal():
            rows = rows.filter(department=int(self.department))
        if self.who == "mir":
            rows = rows.filter(owner=user)
        elif self.who == "niemandem":
            rows = rows.unowned()
        elif self.who == "ueberfaellig":
            rows = rows.overdue(now)
        return rows


def board(rows: TopicQuerySet, now: datetime) -> list[Column]:
    """The columns in their order, each with its first cards; closed ones show their newest few."""
    counts = dict(rows.order_by().values_list("state").annotate(Count("pk")))
    return [_column(rows, state, counts.get(state, 0), now) for state in TopicState]


def context(asked: QueryDict, user: User, now: datetime) -> dict[str, Any]:
    """Everything the page shows of the topics, as the person filtered them."""
    chosen = Filter.of(asked)
    rows = chosen.apply(Topic.objects.all(), user, now)
    as_list = asked.get("ansicht") == "liste" or bool(chosen.state)
    found: dict[str, Any] = {"filter": chosen, "as_list": as_list, "states": TopicState.choices}
    if as_list:
        rows = rows.filter(state=chosen.state) if chosen.state in TopicState.values else rows
        page = Paginator(rows.for_cards().pressing_first(), A_PAGE).get_page(asked.get("seite"))
        found |= {"page": page, "cards": [card(topic, now) for topic in page.object_list]}
    else:
        columns = board(rows, now)
        found |= {"columns": columns, "count": sum(column.count for column in columns)}
    return found | {"departments": Department.objects.all()}


def card(topic: Topic, now: datetime) -> Card:
    """What a card shows; needs ``for_cards``."""
    sources = list(topic.sources.all())
    kind = SourceKind(sources[0].kind) if sources else SourceKind.DESK
    overdue = bool(topic.deadline and topic.deadline < now and topic.state not in CLOSED_TOPICS)
    targets = [state for state in BY_CLICK if state != topic.state]
    return Card(topic, overdue, kind.label, SOURCE_ICONS[kind], targets)


def _column(rows: TopicQuerySet, state: TopicState, count: int, now: datetime) -> Column:
    closed = state in CLOSED_TOPICS
    mine = rows.filter(state=state).for_cards()
    shown = mine.order_by("-updated_at", "-pk")[:A_CLOSED_COLUMN] if closed else mine.pressing_first()[:A_COLUMN]
    icon, tone = TOPIC_LOOKS[state]
    return Column(state, icon, tone, [card(topic, now) for topic in shown] if count else [], count)
