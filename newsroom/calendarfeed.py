"""The plan as a calendar (RFC 5545): what stands in it, and how it is written; it reads and decides nothing.

Times are written in UTC. The hour that the city's clock shows twice in October has no other name, and no table of
clock changes can grow old in somebody's telephone.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db.models import Max
from django.utils import timezone
from icalendar import Event
from icalendar.enums import CLASS, STATUS, TRANSP

from channels_publish import plan
from channels_publish.enums import CalendarScope, Kind
from channels_publish.models import CalendarLink, Rendition
from people.roles import Permission
from press.models import PressDate
from stories.ical import begun, uid_of
from stories.models import Story, Topic

BACK: Final = timedelta(days=30)
AHEAD: Final = timedelta(days=400)
# A post takes no time. Calendars draw what lasts no time badly or not at all.
LASTS: Final = timedelta(minutes=15)
NAMED: Final = 2
# The name on the screen is a whole word; a day of a calendar has room for a short one.
SHORT: Final = {Kind.PRESS: "Presse", Kind.WEBSITE: "Website"}


@dataclass(frozen=True, slots=True)
class Slot:
    """What goes out of one story in one minute, on however many accounts."""

    items: list[plan.Item]
    changed_at: datetime

    @property
    def story(self) -> Story:
        return self.items[0].story

    @property
    def uid(self) -> str:
        """The same after a move: it follows the rendition that was there first, and each has one slot."""
        return f"fassung-{min(item.rendition.pk for item in self.items)}"


def calendar(link: CalendarLink, now: datetime) -> bytes:
    """The whole calendar behind the link: a fixed number of questions, however much is planned."""
    start, end = now - BACK, now + AHEAD
    found = begun(
        product="Newsroom", name=f"Newsroom: {link}", uid=f"kalender-{link.pk}",
        description="Was wann auf welchem Konto hinausgeht. Alle Zeiten gelten für " + settings.CITY + ".",
    )  # fmt: skip
    for slot in _slots(link, start, end):
        found.add_component(_event_of_slot(slot))
    for topic in _deadlines(link, start, end):
        found.add_component(_event_of_deadline(topic))
    for row in _press_dates(link, start, end):
        found.add_component(_event_of_press_date(row))
    return found.to_ical()


def _slots(link: CalendarLink, start: datetime, end: datetime) -> list[Slot]:
    items = plan.items(start, end, [link.account] if link.account else None)
    if link.scope == CalendarScope.MINE:
        items = [item for item in items if link.user_id in {item.story.author_id, item.story.last_editor_id}]
    together: dict[tuple[int, datetime], list[plan.Item]] = {}
    for item in items:
        minute = item.moment.replace(second=0, microsecond=0)
        together.setdefault((item.story.pk, minute), []).append(item)
    changed = _changed({story for story, _minute in together})
    return [Slot(rows, max(changed[story], rows[0].story.updated_at)) for (story, _), rows in together.items()]


def _changed(stories: Iterable[int]) -> dict[int, datetime]:
    """When anything of these stories' plan changed last.

    Asked of the whole story: an account that left a slot is no longer in it, and the slot has changed all the same.
    """
    rows = Rendition.objects.filter(story__in=list(stories)).order_by().values("story")
    times = ("updated_at", "deliveries__created_at", "deliveries__started_at", "deliveries__settled_at")
    found = rows.values_list("story", *(Max(name) for name in times))
    return {story: max(filter(None, moments)) for story, *moments in found}


def _deadlines(link: CalendarLink, start: datetime, end: datetime) -> Iterable[Topic]:
    """Open topics of the plan; one account has none, as on the page."""
    if link.scope == CalendarScope.ACCOUNT or not link.user.has_perm(Permission.WRITE):
        return []
    rows = Topic.objects.open().filter(deadline__gte=start, deadline__lt=end)
    return (rows.filter(owner=link.user) if link.scope == CalendarScope.MINE else rows).order_by("deadline", "pk")


def _press_dates(link: CalendarLink, start: datetime, end: datetime) -> Iterable[PressDate]:
    """Where the press is invited, drafts included; only where the whole plan is shown."""
    if link.scope != CalendarScope.ALL or not link.user.has_perm(Permission.WRITE):
        return []
    return PressDate.objects.filter(begins_at__gte=start, begins_at__lt=end).order_by("begins_at", "pk")


def _event_of_slot(slot: Slot) -> Event:
    first, story = slot.items[0], slot.story
    approved = all(item.delivery for item in slot.items)
    lines = [f"{item.account}: {_stand(item)}" for item in slot.items]
    if story.embargo:
        lines.append(f"Sperrfrist: {_spoken(story.embargo)}")
    path = f"{story.get_absolute_url()}?kanal={first.rendition.pk}#fassung-{first.rendition.pk}"
    return _event(
        uid=slot.uid, start=first.moment, created=story.created_at, changed=slot.changed_at,
        summary=f"{_channels(slot.items)}: {story.headline}", lines=lines, path=path,
        status=STATUS.CONFIRMED if approved else STATUS.TENTATIVE,
    )  # fmt: skip


def _event_of_deadline(topic: Topic) -> Event:
    assert topic.deadline is not None
    return _event(
        uid=f"thema-{topic.pk}", start=topic.deadline, created=topic.created_at, changed=topic.updated_at,
        summary=f"Frist: {topic.title}", lines=[f"Stand: {topic.get_state_display()}"],
        path=topic.get_absolute_url(), status=STATUS.CONFIRMED,
    )  # fmt: skip


def _event_of_press_date(row: PressDate) -> Event:
    status = STATUS.CONFIRMED if row.published else STATUS.TENTATIVE
    return _event(
        uid=f"pressetermin-{row.pk}", start=row.begins_at, created=row.created_at, changed=row.updated_at,
        summary=f"Pressetermin: {row.title}", lines=[row.where], path=row.get_absolute_url(),
        status=STATUS.CANCELLED if row.cancelled_at else status, lasts=row.over_at - row.begins_at,
    )  # fmt: skip


def _event(
    *, uid: str, start: datetime, created: datetime, changed: datetime, summary: str, lines: list[str], path: str,
    status: STATUS, lasts: timedelta = LASTS,
) -> Event:  # fmt: skip
    """``changed`` is the stamp too, so that an unchanged plan is the same text byte by byte.

    Nobody counts how often a plan was changed. The seconds since it was begun grow with every change as well.
    """
    start, url = start.replace(second=0, microsecond=0), settings.PUBLIC_URL + path
    return Event.new(
        uid=uid_of(uid), start=start, end=start + lasts, summary=summary,
        description="\n".join([*lines, url]), url=url, status=status, transparency=TRANSP.TRANSPARENT,
        classification=CLASS.PRIVATE, stamp=changed, last_modified=changed, created=created,
        sequence=max(0, int((changed - created).total_seconds())),
    )  # fmt: skip


def _channels(items: list[plan.Item]) -> str:
    names = list(dict.fromkeys(SHORT.get(Kind(item.account.kind), item.account.get_kind_display()) for item in items))
    return ", ".join(names[:NAMED]) + (f" und {len(names) - NAMED} mehr" if len(names) > NAMED else "")


def _stand(item: plan.Item) -> str:
    return item.delivery.get_state_display() if item.delivery else f"gewünscht ({item.story.get_state_display()})"


def _spoken(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%d.%m.%Y, %H:%M} Uhr"
