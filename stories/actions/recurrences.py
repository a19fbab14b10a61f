"""Every write to what comes round again: it is set up, paused, and becomes topics in time."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from people import audit
from people.models import User
from people.roles import Permission
from search.actions import entries
from stories import recurring
from stories.enums import SourceKind
from stories.errors import NotAllowed, WrongState
from stories.models import Recurrence, Topic, TopicSource
from stories.searchable import topic_words


@transaction.atomic
def create(*, by: User, title: str, rule: str, starts_on: date, time: time, **fields: Any) -> Recurrence:
    """Set up a recurring item. Raises NotAllowed, and WrongState for a rule that gives no day."""
    _refuse_strangers(by)
    try:
        found = recurring.upcoming(rule, starts_on, starts_on, 1)
    except ValueError:
        found = []
    if not found:
        raise WrongState("Aus dieser Regel ergibt sich kein Tag. Wählen Sie den Rhythmus noch einmal aus.")
    made = Recurrence.objects.create(
        created_by=by, title=title, rule=rule, starts_on=starts_on, time=time, **fields
    )  # fmt: skip
    audit.record(by=by, verb="stories.create_recurrence", target=made, rule=rule)
    return made


@transaction.atomic
def pause(*, recurrence: Recurrence, by: User) -> Recurrence:
    """Make no further topics; those that are there stay."""
    return _switch(recurrence, by, active=False)


@transaction.atomic
def resume(*, recurrence: Recurrence, by: User, now: datetime) -> Recurrence:
    """Go on from today; what the pause left out is not made up for."""
    _refuse_strangers(by)
    yesterday = timezone.localdate(now) - timedelta(days=1)
    recurrence = Recurrence.objects.select_for_update().get(pk=recurrence.pk)
    if not recurrence.active:
        recurrence.made_until = max(recurrence.made_until or yesterday, yesterday)
        recurrence.save(update_fields=["made_until"])
    return _switch(recurrence, by, active=True)


def make_due(*, now: datetime) -> int:
    """Make the topics whose lead time has begun, each once, however often it is asked. Returns how many."""
    return sum(_make(pk, now) for pk in Recurrence.objects.filter(active=True).values_list("pk", flat=True))


@transaction.atomic
def _make(pk: int, now: datetime) -> int:
    row = Recurrence.objects.select_for_update().filter(pk=pk, active=True).first()
    if row is None:
        return 0
    today = timezone.localdate(now)
    first = row.made_until + timedelta(days=1) if row.made_until else max(row.starts_on, today)
    last = today + timedelta(days=row.lead_days)
    if last < first:
        return 0
    found = recurring.days(row.rule, row.starts_on, first, last)
    for day in found:
        _topic(row, day, now)
    row.made_until = last
    row.save(update_fields=["made_until"])
    return len(found)


def _topic(row: Recurrence, day: date, now: datetime) -> None:
    topic = Topic.objects.create(
        title=row.title, notes=row.notes, department_id=row.department_id, owner_id=row.owner_id, recurrence=row,
        due_on=day, deadline=recurring.deadline(day, row.time, timezone.get_default_timezone()),
    )  # fmt: skip
    TopicSource.objects.create(
        topic=topic, kind=SourceKind.PLAN, ref=f"{row.pk}:{day}", title=row.title, received_at=now
    )
    entries.put(**topic_words(topic))
    audit.record(by=None, verb="stories.make_recurring", target=topic, due_on=day.isoformat())


def _switch(recurrence: Recurrence, by: User, *, active: bool) -> Recurrence:
    _refuse_strangers(by)
    recurrence = Recurrence.objects.select_for_update().get(pk=recurrence.pk)
    if recurrence.active != active:
        recurrence.active = active
        recurrence.save(update_fields=["active"])
        verb = "stories.resume_recurrence" if active else "stories.pause_recurrence"
        audit.record(by=by, verb=verb, target=recurrence)
    return recurrence


def _refuse_strangers(by: User) -> None:
    if not by.has_perm(Permission.WRITE):
        raise NotAllowed("Wiederkehrende Themen bearbeitet nur, wer schreiben darf. Bitten Sie die Administration.")
