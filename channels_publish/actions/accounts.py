"""Every write to an account that is neither master data nor its key (``keys.py``) nor a finding (``health.py``)."""

import logging
from datetime import timedelta
from typing import Any

from celery import current_app
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from kombu.exceptions import KombuError

from channels_publish.actions.fencing import not_early
from channels_publish.enums import Kind, State
from channels_publish.models import Account, Delivery
from people import audit
from people.models import User
from people.roles import Permission
from stories.errors import NotAllowed

logger = logging.getLogger(__name__)

TELL_TASK = "newsroom.tell_owners"
TELLING = timedelta(minutes=5)
"""Longer than handing over one mail may take."""


@transaction.atomic
def ensure(*, kind: Kind, name: str, by: User | None, **facts: Any) -> tuple[Account, bool]:
    """The account of this name, created where it is new; one that is there keeps its settings."""
    account, created = Account.objects.get_or_create(kind=kind, name=name, defaults=facts)
    if created:
        audit.record(by=by, verb="channels_publish.create_account", target=account)
    return account, created


@transaction.atomic
def move(*, account: Account, base_url: str, options: dict[str, Any], by: User | None) -> Account:
    """Point the account at another address of its platform, as when the sandbox changed its port."""
    if (account.base_url, account.options) != (base_url, options):
        account.base_url, account.options = base_url, options
        account.save(update_fields=["base_url", "options"])
        audit.record(by=by, verb="channels_publish.move_account", target=account, base_url=base_url)
    return account


@transaction.atomic
def connect(*, account: Account, remote_id: str, by: User | None) -> Account:
    """Tell the account which page, user or list on its platform it is."""
    account.remote_id = remote_id
    account.save(update_fields=["remote_id"])
    audit.record(by=by, verb="channels_publish.connect_account", target=account, remote_id=remote_id)
    return account


@transaction.atomic
def pause(*, account: Account, reason: str, by: User | None) -> Account:
    """Stop sending to this account until somebody mended it; its rows wait, nothing is lost."""
    if by and not _may_stop(by):
        raise NotAllowed("Ein Konto anhalten dürfen CvD, Social Media und Administration.")
    account = Account.objects.select_for_update().get(pk=account.pk)
    if account.paused_at is None:
        account.paused_at, account.paused_reason, account.telling_until = timezone.now(), reason, None
        # Whoever pauses by hand knows; only somebody else who owns the account must hear of it.
        knows = by is not None and account.owner_id in {None, by.pk}
        account.owner_told_at = account.paused_at if knows else None
        account.save(update_fields=["paused_at", "paused_reason", "owner_told_at", "telling_until"])
        audit.record(by=by, verb="channels_publish.pause_account", target=account, reason=reason)
        transaction.on_commit(_ring_owner)
    return account


@transaction.atomic
def resume(*, account: Account, by: User) -> Account:
    """Put the account back into service; what waited for it becomes due at once."""
    if not _may_stop(by):
        raise NotAllowed("Ein Konto wieder in Betrieb nehmen dürfen CvD, Social Media und Administration.")
    account = Account.objects.select_for_update().get(pk=account.pk)
    account.paused_at, account.paused_reason, account.owner_told_at = None, "", None
    account.save(update_fields=["paused_at", "paused_reason", "owner_told_at"])
    now = timezone.now()
    waiting = Delivery.objects.filter(account=account, state=State.ACCOUNT)
    count = waiting.update(state=State.DUE, due_at=not_early(now), settled_at=None, code="", detail="")
    audit.record(by=by, verb="channels_publish.resume_account", target=account, deliveries=count)
    return account


def take_telling(*, account: Account) -> bool:
    """The right to write to the owner about this pause; False where another process does or did."""
    now = timezone.now()
    free = Q(telling_until__isnull=True) | Q(telling_until__lt=now)
    return bool(Account.objects.untold().filter(free, pk=account.pk).update(telling_until=now + TELLING))


@transaction.atomic
def told(*, account: Account, to: list[str]) -> None:
    """The mail about the pause is handed over; it is not sent again."""
    Account.objects.filter(pk=account.pk, paused_at=account.paused_at).update(
        owner_told_at=timezone.now(), telling_until=None
    )
    audit.record(by=None, verb="channels_publish.tell_owner", target=account, to=to)


def not_told(*, account: Account) -> None:
    """The mail server took nothing; the next sweep tries again."""
    Account.objects.filter(pk=account.pk).update(telling_until=None)


def _ring_owner() -> None:
    """By name: the mail is written at the roof, where the desk's addresses are known."""
    try:
        current_app.signature(TELL_TASK).apply_async(retry=False)
    except (OSError, KombuError) as error:
        logger.warning("the bell is silent (%s); the sweep will tell the owner", type(error).__name__)


def _may_stop(by: User) -> bool:
    return by.has_perm(Permission.MANAGE_ACCOUNTS) or by.has_perm(Permission.DECIDE)
