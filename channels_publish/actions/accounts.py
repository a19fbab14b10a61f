"""Every write to an account that is not master data."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from channels_publish.actions.fencing import not_early
from channels_publish.enums import Kind, State
from channels_publish.models import Account, Delivery
from people import audit
from people.models import User
from people.roles import Permission
from stories.errors import NotAllowed


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
        account.paused_at, account.paused_reason = timezone.now(), reason
        account.save(update_fields=["paused_at", "paused_reason"])
        audit.record(by=by, verb="channels_publish.pause_account", target=account, reason=reason)
    return account


@transaction.atomic
def resume(*, account: Account, by: User) -> Account:
    """Put the account back into service; what waited for it becomes due at once."""
    if not _may_stop(by):
        raise NotAllowed("Ein Konto wieder in Betrieb nehmen dürfen CvD, Social Media und Administration.")
    account = Account.objects.select_for_update().get(pk=account.pk)
    account.paused_at, account.paused_reason = None, ""
    account.save(update_fields=["paused_at", "paused_reason"])
    now = timezone.now()
    waiting = Delivery.objects.filter(account=account, state=State.ACCOUNT)
    count = waiting.update(state=State.DUE, due_at=not_early(now), settled_at=None, code="", detail="")
    audit.record(by=by, verb="channels_publish.resume_account", target=account, deliveries=count)
    return account


def _may_stop(by: User) -> bool:
    return by.has_perm(Permission.MANAGE_ACCOUNTS) or by.has_perm(Permission.DECIDE)
