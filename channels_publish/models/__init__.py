"""Accounts, renditions, the delivery ledger, who watches over it, and calendars of the plan."""

from channels_publish.models.accounts import Account, AccountQuerySet
from channels_publish.models.alarms import Alarm, AlarmQuerySet
from channels_publish.models.calendars import CalendarLink, CalendarLinkQuerySet
from channels_publish.models.deliveries import (
    OVERDUE_AFTER,
    TROUBLED,
    Attempt,
    Delivery,
    DeliveryQuerySet,
)
from channels_publish.models.renditions import Rendition
from channels_publish.models.workers import WorkerBeat, WorkerBeatQuerySet

__all__ = [
    "OVERDUE_AFTER",
    "TROUBLED",
    "Account",
    "AccountQuerySet",
    "Alarm",
    "AlarmQuerySet",
    "Attempt",
    "CalendarLink",
    "CalendarLinkQuerySet",
    "Delivery",
    "DeliveryQuerySet",
    "Rendition",
    "WorkerBeat",
    "WorkerBeatQuerySet",
]
