"""Every write to what comes round again: it is set up, paused, and becomes topics in time."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone

from people import audit
from people.models import User
from people.roles import Permission
from search.actions import entries
from stories import recurring
from stories.enums import SourceKind
from stories.errors import NotAllowed, WrongState
from stories.models import OccurrenceChange, Recurrence, Topic, TopicSource
from stories.recurring import Occurrence
from stories.searchable import topic_words


@transaction.atomic
def create(*, by: User, title: str, rule: str, starts_on: date, time: time, **fields: Any) -> Recurrence:
    """Set up a recurring item. Raises NotAllowed, and WrongState for a rule that gives no day."""
    _refuse_strangers(by)
    _refuse_empty(rule, starts_on)
    made = Recurrence.objects.create(
        created_by=by, title=title, rule=rule, starts_on=starts_on, time=time, **fields
    )  # fmt: skip
    audit.record(by=by, verb="stories.create_recurrence", target=made, rule=rule)
    return made


def misfits(*, recurrence: Recurrence, rule: str, starts_on: date, now: datetime) -> list[Occurrence]:
    """The single dates ahead that were left out or moved and that another rhythm would not have."""
    coming = [one for one in recurrence.round().changed.values() if one.on >= timezone.localdate(now)]
    return [one for one in coming if not recurring.days(rule, starts_on, one.day, one.day)]


@transaction.atomic
def change(*, recurrence: Recurrence, by: User, now: datetime, **facts: Any) -> list[Occurrence]:
    """Give it another rhythm, time or title. Topics that were made stay as they are; what comes after the last of
    them follows the new rhythm. Returns the single dates that went with the old one.

    Raises NotAllowed, and WrongState for a rule that gives no day.
    """
    _refuse_strangers(by)
    _refuse_empty(facts["rule"], facts["starts_on"])
    row = Recurrence.objects.select_for_update(of=("self",)).get(pk=recurrence.pk)
    lost = misfits(recurrence=row, rule=facts["rule"], starts_on=facts["starts_on"], now=now)
    # Left out and not moved: of these the time is only a copy of the rhythm's.
    row.changes.filter(skipped=True, on=F("day"), time=row.time).update(time=facts["time"])
    before = {"rule": row.rule, "starts_on": row.starts_on.isoformat(), "time": f"{row.time:%H:%M}"}
    for name, value in facts.items():
        setattr(row, name, value)
    if row.made_until:
        last = row.topics.aggregate(last=Max("due_on"))["last"]
        row.made_until = max(filter(None, [last, timezone.localdate(now) - timedelta(days=1)]))
    row.save()
    row.changes.filter(day__in=[one.day for one in lost]).delete()
    audit.record(by=by, verb="stories.change_recurrence", target=row, before=before, rule=row.rule)
    return lost


@transaction.atomic
def delete(*, recurrence: Recurrence, by: User) -> None:
    """It comes round no more. Its topics stay, and so does what became of them. Raises NotAllowed."""
    _refuse_strangers(by)
    row = Recurrence.objects.select_for_update(of=("self",)).get(pk=recurrence.pk)
    audit.record(by=by, verb="stories.delete_recurrence", target=row, rule=row.rule, topics=row.topics.count())
    row.delete()


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
    made = sum(_topic(row, found, now) for found in row.round().between(first, last))
    row.made_until = last
    row.save(update_fields=["made_until"])
    return made


def _topic(row: Recurrence, found: Occurrence, now: datetime) -> bool:
    """Make the topic of this date, unless it is skipped or was made before. True if made."""
    if found.skipped or row.topics.filter(due_on=found.day).exists():
        return False
    topic = Topic.objects.create(
        title=row.title, notes=row.notes, department_id=row.department_id, owner_id=row.owner_id, recurrence=row,
        due_on=found.day, deadline=_deadline(found.on, found.time),
    )  # fmt: skip
    TopicSource.objects.create(
        topic=topic, kind=SourceKind.PLAN, ref=f"{row.pk}:{found.day}", title=row.title, received_at=now
    )
    entries.put(**topic_words(topic))
    audit.record(by=None, verb="stories.make_recurring", target=topic, due_on=found.day.isoformat())
    return True


@transaction.atomic
def skip(*, recurrence: Recurrence, day: date, by: User, now: datetime) -> Recurrence:
    """Leave out the date that the rule puts on ``day``.

    Raises NotAllowed, and WrongState for a day that is not the rule's, is over or has become a topic.
    """
    row = _changeable(recurrence, day, by, now)
    found = row.round().on_day(day)
    facts = {"on": found.on, "time": found.time, "skipped": True}
    OccurrenceChange.objects.update_or_create(recurrence=row, day=day, defaults=facts)
    audit.record(by=by, verb="stories.skip_occurrence", target=row, day=day.isoformat())
    return row


@transaction.atomic
def move(*, recurrence: Recurrence, day: date, on: date, time: time, by: User, now: datetime) -> Recurrence:
    """Put the date that the rule puts on ``day`` on another day or at another wall time, this once.

    Raises NotAllowed, and WrongState as :func:`skip` does and for a time that is over.
    """
    row = _changeable(recurrence, day, by, now)
    if _deadline(on, time) <= now:
        raise WrongState(f"{on:%d.%m.%Y}, {time:%H:%M} Uhr ist schon vorbei. Bitte wählen Sie eine spätere Zeit.")
    facts = {"on": on, "time": time, "skipped": False}
    OccurrenceChange.objects.update_or_create(recurrence=row, day=day, defaults=facts)
    audit.record(by=by, verb="stories.move_occurrence", target=row, day=day.isoformat(), to=f"{on} {time:%H:%M}")
    return _catch_up(row, day, now)


@transaction.atomic
def restore(*, recurrence: Recurrence, day: date, by: User, now: datetime) -> Recurrence:
    """Let the date be again as the rule says; one that was moved and then left out is again where it was moved to.

    Raises NotAllowed, and WrongState as :func:`skip` does.
    """
    row = _changeable(recurrence, day, by, now)
    found = row.changes.filter(day=day).first()
    if found and found.skipped and (found.on, found.time) != (day, row.time):
        # It was moved before it was left out: there it takes place again.
        found.skipped = False
        found.save(update_fields=["skipped"])
        audit.record(by=by, verb="stories.restore_occurrence", target=row, day=day.isoformat())
        return _catch_up(row, day, now)
    if day < timezone.localdate(now):
        raise WrongState(f"Der übliche Termin am {day:%d.%m.%Y} ist schon vorbei. Lassen Sie ihn verlegt, oder aus.")
    if row.changes.filter(day=day).delete()[0]:
        audit.record(by=by, verb="stories.restore_occurrence", target=row, day=day.isoformat())
    return _catch_up(row, day, now)


def _refuse_empty(rule: str, starts_on: date) -> None:
    try:
        found = recurring.upcoming(rule, starts_on, starts_on, 1)
    except ValueError:
        found = []
    if not found:
        raise WrongState("Aus dieser Regel ergibt sich kein Tag. Wählen Sie den Rhythmus noch einmal aus.")


def _changeable(recurrence: Recurrence, day: date, by: User, now: datetime) -> Recurrence:
    _refuse_strangers(by)
    row = Recurrence.objects.select_for_update(of=("self",)).get(pk=recurrence.pk)
    if not recurring.days(row.rule, row.starts_on, day, day):
        raise WrongState(f"Am {day:%d.%m.%Y} steht „{row.title}“ nicht an. Laden Sie die Seite neu.")
    if row.round().on_day(day).on < timezone.localdate(now):
        raise WrongState(f"Der Termin vom {day:%d.%m.%Y} ist schon vorbei.")
    if row.topics.filter(due_on=day).exists():
        raise WrongState(
            f"Das Thema für den {day:%d.%m.%Y} steht schon auf der Tafel. "
            "Verlegen Sie dort seine Frist, oder lehnen Sie es ab."
        )
    return row


def _catch_up(row: Recurrence, day: date, now: datetime) -> Recurrence:
    """Make the topic now, if the clock has passed the days it stands on and will not come back."""
    found = row.round().on_day(day)
    if row.active and row.made_until and timezone.localdate(now) <= found.on <= row.made_until:
        _topic(row, found, now)
    return row


def _deadline(on: date, at: time) -> datetime:
    return recurring.deadline(on, at, timezone.get_default_timezone())


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
