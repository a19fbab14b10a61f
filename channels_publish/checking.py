"""Asks the platforms whether our accounts would work, before a planned slot rather than at it."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from channels_publish import keeping
from channels_publish.actions import accounts, health
from channels_publish.adapters.base import AccountProblem, Adapter, AdapterError, Health, Quota, TryLater, Unknown
from channels_publish.enums import State
from channels_publish.messages import explain
from channels_publish.models import Account, Delivery, Rendition
from stories.enums import State as StoryState

logger = logging.getLogger(__name__)

DAILY, BEFORE_SLOT = timedelta(hours=24), timedelta(hours=1)
RENEW_BEFORE = timedelta(minutes=15)
"""Keys are renewed this long before they end: three looks of the sweep."""
AT_ONCE = 50
"""Accounts a sweep looks at; the rest has its turn five minutes later."""


def sweep(*, now: datetime | None = None) -> None:
    """Renew the keys that run out, and check the accounts whose turn it is. Never raises for one account."""
    now = now or timezone.now()
    for account in Account.objects.expiring(now + RENEW_BEFORE)[:AT_ONCE]:
        _guarded(account, renew)
    for account in due(now)[:AT_ONCE]:
        _guarded(account, check)


def due(now: datetime) -> QuerySet[Account]:
    """Working accounts without a check today, or within the hour where something is about to go out.

    A story that waits for approval counts as well: its Chef vom Dienst shall see quotas of today.
    """
    planned = Delivery.objects.filter(
        account=OuterRef("pk"), state=State.DUE, slot__lte=now + BEFORE_SLOT, held_by__isnull=True
    )
    queued = Rendition.objects.filter(account=OuterRef("pk"), story__state=StoryState.IN_REVIEW)
    soon = Q(Exists(planned)) | Q(Exists(queued))
    never, old = Q(checked_at__isnull=True), Q(checked_at__lt=now - DAILY)
    working = Account.objects.filter(active=True, paused_at__isnull=True)
    found = working.filter(never | old | (soon & Q(checked_at__lt=now - BEFORE_SLOT)))
    return found.order_by(F("checked_at").asc(nulls_first=True), "pk")


def check(account: Account) -> Account:
    """Ask the platform now and keep what it says; pauses an account that would be refused.

    A platform that is merely down is no fault of the account: nothing is kept, and TryLater is raised.
    """
    asked_at = timezone.now()
    try:
        result, quotas = keeping.calling(account, _look)
    except AccountProblem as problem:
        result, quotas = Health.failing(problem), ()
    except Unknown as error:
        raise TryLater(error.code, error.detail) from None
    return health.keep(account=account, health=result, asked_at=asked_at, quotas=quotas)


def renew(account: Account) -> Account:
    """Renew the key ahead of its time. Where the platform wants consent again, the account is paused."""
    try:
        return keeping.renewed(account)
    except AccountProblem as problem:
        return accounts.pause(account=account, reason=explain(problem.code), by=None)


def _look(adapter: Adapter) -> tuple[Health, tuple[Quota, ...]]:
    found = adapter.check()
    if not found.ok and found.code in keeping.REFUSED_KEYS:
        # As an error, so that a key that was withdrawn early is renewed once.
        raise AccountProblem(found.code, found.message)
    return found, adapter.quotas() if found.ok else ()


def _guarded(account: Account, step: Callable[[Account], Account]) -> None:
    try:
        step(account)
    except AdapterError as error:
        logger.info("%s: not answered (%s); the next sweep asks again", account, error.code)
    except Exception:
        logger.exception("%s: the check stumbled; the next sweep asks again", account)
