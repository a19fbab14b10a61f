"""The plan of a week or a month: posts, deadlines and embargoes day by day; it reads and decides nothing."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.http import QueryDict
from django.utils import timezone

from channels_publish import clashes, plan
from channels_publish.models import Account
from newsroom import walltime
from people.models import User
from people.roles import Permission
from stories import rules
from stories.models import Department, Story, Topic

WEEK, MONTH = "woche", "monat"
# So many cards of a day a month shows at once; the others are unfolded.
MONTH_SHOWS = 5
# So many posts a warning names by their headlines; of more it gives the times.
FEW = 3


@dataclass(frozen=True, slots=True)
class Card:
    """What goes out of one story at one minute, on however many accounts."""

    items: list[plan.Item]

    @property
    def first(self) -> plan.Item:
        return self.items[0]

    @property
    def key(self) -> str:
        return self.first.key

    @property
    def movable(self) -> bool:
        return self.first.movable

    @property
    def clashes(self) -> list[tuple[str, list[Account]]]:
        """Each sentence with the accounts it speaks of."""
        told: dict[str, list[Account]] = {}
        for item in self.items:
            for sentence in item.clashes:
                told.setdefault(sentence, []).append(item.account)
        return list(told.items())


@dataclass(slots=True)
class Warned:
    """One sentence about some accounts on one day, with the first post of each card it is about."""

    sentence: str
    accounts: list[Account]
    items: list[plan.Item] = field(default_factory=list)

    @property
    def few(self) -> bool:
        """Whether there is room for their headlines."""
        return len(self.items) <= FEW


@dataclass(frozen=True, slots=True)
class Day:
    """One day with what falls on it; beyond ``most`` cards (None: any number) the rest is folded."""

    date: date
    today: bool
    past: bool
    other_month: bool
    cards: list[Card] = field(default_factory=list)
    deadlines: list[Topic] = field(default_factory=list)
    embargoes: list[Story] = field(default_factory=list)
    most: int | None = None

    @property
    def shown(self) -> list[Card]:
        """What stands there at once. One alone is never folded away: its fold would take the same room."""
        return self.cards if self.most is None or len(self.cards) <= self.most + 1 else self.cards[: self.most]

    @property
    def folded(self) -> list[Card]:
        return self.cards[len(self.shown) :]

    @property
    def empty(self) -> bool:
        return not (self.cards or self.deadlines or self.embargoes)


@dataclass(frozen=True, slots=True)
class Span:
    """The days a page shows, and where the arrows lead."""

    view: str
    anchor: date
    first: date
    last: date
    before: date
    after: date

    @property
    def week(self) -> int:
        return self.first.isocalendar().week


def span(view: str, anchor: date) -> Span:
    """A week from Monday to Sunday, or a month filled up to whole weeks."""
    if view == MONTH:
        first = anchor.replace(day=1)
        following = (first + timedelta(days=32)).replace(day=1)
        last = following - timedelta(days=1)
        previous = (first - timedelta(days=1)).replace(day=1)
        return Span(
            MONTH, anchor, walltime.week_of(first), walltime.week_of(last) + timedelta(days=6), previous, following
        )
    monday = walltime.week_of(anchor)
    week = timedelta(days=7)
    return Span(WEEK, anchor, monday, monday + timedelta(days=6), anchor - week, anchor + week)


def anchor_of(asked: QueryDict) -> date:
    """The day asked for; today where none or no day was."""
    try:
        return date.fromisoformat(asked.get("tag", ""))
    except ValueError:
        return timezone.localdate()


def context(view: str, asked: QueryDict, user: User) -> dict[str, Any]:
    """Everything the page shows: a fixed number of questions, whatever falls into the span."""
    shown = span(view, anchor_of(asked))
    accounts = list(Account.objects.active())
    chosen = [account for account in accounts if str(account.pk) == asked.get("konto")]
    department = asked.get("amt", "")
    start, end = walltime.bounds(shown.first, shown.last)
    wide = plan.items(start - clashes.TWIN_WITHIN, end + clashes.TWIN_WITHIN, chosen or None)
    clashes.mark(wide)
    items = [item for item in wide if start <= item.moment < end and _of(item.story, department)]
    days = _days(shown, items, start, end, department if not chosen else None)
    return {
        "span": shown,
        "days": days,
        "items_count": len(items),
        "warned": [item for item in items if item.clashes],
        "warnings": _warnings(days),
        "query": query(asked),
        "opened": asked.get("verlegen", ""),
        "gaps": clashes.gaps(wide, chosen or accounts, max(shown.first, timezone.localdate()), shown.last),
        "accounts": accounts,
        "account": chosen[0].pk if chosen else None,
        "departments": Department.objects.all(),
        "department": department,
        "today": timezone.localdate(),
        "may_plan": user.has_perm(Permission.EDIT_RENDITION),
        "may_write": rules.may_edit(user, Story()),
    }


def cards(items: list[plan.Item]) -> list[Card]:
    """One card a story, minute and stand, so that a release on eight accounts is one thing to see and to move."""
    found: dict[tuple[Any, ...], Card] = {}
    for item in items:
        minute = item.moment.replace(second=0, microsecond=0)
        stand = item.delivery.state if item.delivery else ""
        found.setdefault((item.story.pk, minute, stand), Card([])).items.append(item)
    return list(found.values())


def _warnings(days: list[Day]) -> list[Warned]:
    """What is said of several cards of a day stands there once."""
    found: dict[tuple[Any, ...], Warned] = {}
    for day in days:
        for card in day.cards:
            for sentence, accounts in card.clashes:
                key = (day.date, sentence, *(account.pk for account in accounts))
                found.setdefault(key, Warned(sentence, accounts)).items.append(card.first)
    return list(found.values())


def query(asked: QueryDict) -> str:
    """What the page was asked for, without what an answer to a move adds to it."""
    kept = asked.copy()
    for name in ("ansicht", "verlegen"):
        kept.pop(name, None)
    return kept.urlencode()


def _of(story: Story, department: str) -> bool:
    return not department.isdecimal() or story.department_id == int(department)


def _days(shown: Span, items: list[plan.Item], start: datetime, end: datetime, department: str | None) -> list[Day]:
    """``department`` None: one account is shown, so deadlines and embargoes stay away."""
    today = timezone.localdate()
    days = {}
    for number in range((shown.last - shown.first).days + 1):
        day = shown.first + timedelta(days=number)
        other = shown.view == MONTH and day.month != shown.anchor.month
        most = MONTH_SHOWS if shown.view == MONTH else None
        days[day] = Day(day, today=day == today, past=day < today, other_month=other, most=most)
    for card in cards(items):
        days[timezone.localdate(card.first.moment)].cards.append(card)
    if department is not None:
        only = {"department": int(department)} if department.isdecimal() else {}
        topics = Topic.objects.open().filter(deadline__gte=start, deadline__lt=end, **only).select_related("owner")
        for topic in topics.pressing_first():
            days[timezone.localdate(topic.deadline)].deadlines.append(topic)
        stories = Story.objects.filter(embargo__gte=start, embargo__lt=end, **only)
        for story in stories.order_by("embargo", "pk"):
            days[timezone.localdate(story.embargo)].embargoes.append(story)
    return list(days.values())
