"""Every write to an alarm: raise what is new, clear what is over, hand the mail over once."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from channels_publish import alarms
from channels_publish.enums import Trouble
from channels_publish.models import Account, Alarm, Delivery
from people import audit

# Longer than a mail to every Chef vom Dienst may take.
MAIL_LEASE = timedelta(minutes=5)
# One sweep's bound; what is beyond it is raised a minute later.
MOST = 500

Key = tuple[str, object, object]
"""Trouble, delivery, account: what a standing alarm is about. One of the last two is None."""


def refresh(*, now: datetime | None = None) -> tuple[int, int]:
    """Bring the alarms in line with the rows; how many were raised and cleared.

    Two sweeps at once raise nothing twice: the database keeps one standing alarm for each thing.
    """
    now = now or timezone.now()
    trouble = _in_trouble(now)
    standing = {_key(alarm): alarm for alarm in Alarm.objects.standing()}
    cleared = sum(_clear(standing[key], now) for key in standing.keys() - trouble.keys())
    new = [thing for key, thing in trouble.items() if key not in standing]
    raised = sum(_raise(kind, thing, now) for kind, thing in new[:MOST])
    return raised, cleared


@transaction.atomic
def claim_untold(*, limit: int, now: datetime | None = None) -> list[Alarm]:
    """Take up to ``limit`` untold alarms in hand to mail them: for each, one conditional update wins."""
    now = now or timezone.now()
    told = Alarm.objects.to_mail(now).select_related("delivery__account", "delivery__rendition__story", "account")
    return [alarm for alarm in told[:limit] if _win(alarm, now)]


def _win(alarm: Alarm, now: datetime) -> bool:
    free = Alarm.objects.to_mail(now).order_by().filter(pk=alarm.pk)
    return bool(free.update(mailing_until=now + MAIL_LEASE))


@transaction.atomic
def mark_mailed(*, alarms: Sequence[Alarm], to: Iterable[str], now: datetime | None = None) -> None:
    """The mail server took the mail about these."""
    Alarm.objects.filter(pk__in=[alarm.pk for alarm in alarms]).update(
        mailed_at=now or timezone.now(), mailing_until=None
    )
    people = list(to)
    for alarm in alarms:
        audit.record(by=None, verb="channels_publish.mail_alarm", target=alarm, to=people)


@transaction.atomic
def give_back(*, alarms: Sequence[Alarm]) -> None:
    """The mail did not get out: the next sweep tries again. No audit row, since nothing was done."""
    Alarm.objects.filter(pk__in=[alarm.pk for alarm in alarms], mailed_at__isnull=True).update(mailing_until=None)


def _in_trouble(now: datetime) -> dict[Key, tuple[Trouble, Delivery | Account]]:
    found: dict[Key, tuple[Trouble, Delivery | Account]] = {}
    for kind in alarms.OF_DELIVERIES:
        for row in alarms.deliveries(kind, now).order_by("slot", "pk").select_related("account"):
            found[kind.value, row.pk, None] = (kind, row)
    for account in Account.objects.paused():
        found[Trouble.PAUSED.value, None, account.pk] = (Trouble.PAUSED, account)
    return found


def _key(alarm: Alarm) -> Key:
    return alarm.trouble, alarm.delivery_id, alarm.account_id


@transaction.atomic
def _raise(kind: Trouble, thing: Delivery | Account, now: datetime) -> bool:
    about = {"account": thing} if isinstance(thing, Account) else {"delivery": thing}
    alarm, created = Alarm.objects.get_or_create(trouble=kind, cleared_at=None, **about, defaults={"raised_at": now})
    if created:
        audit.record(by=None, verb="channels_publish.raise_alarm", target=alarm)
    return created


@transaction.atomic
def _clear(alarm: Alarm, now: datetime) -> bool:
    if not Alarm.objects.filter(pk=alarm.pk, cleared_at__isnull=True).update(cleared_at=now):
        return False
    audit.record(by=None, verb="channels_publish.clear_alarm", target=alarm)
    return True
