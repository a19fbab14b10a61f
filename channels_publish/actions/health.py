"""What a check found, and what a platform told about its limits."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from channels_publish.actions import accounts
from channels_publish.adapters.base import Health, Quota
from channels_publish.messages import explain
from channels_publish.models import Account
from people import audit
from people.models import User
from people.roles import Permission
from stories.errors import NotAllowed


@transaction.atomic
def keep(*, account: Account, health: Health, asked_at: datetime, quotas: Sequence[Quota] = ()) -> Account:
    """File the result of a check. An account that would be refused is paused now, and not at its next slot.

    A bad answer to a question asked before somebody connected the account anew is about a key that is gone.
    The trail gets a row when the result changes, not for each of the many checks that find nothing new.
    """
    account = Account.objects.select_for_update().get(pk=account.pk)
    if not health.ok and account.connected_at and account.connected_at > asked_at:
        return account
    now, before = timezone.now(), account.healthy
    reason = "" if health.ok else explain(health.code)
    found: dict[str, Any] = {
        "checked_at": now,
        "healthy": health.ok,
        "health_message": health.message[:1000] if health.ok else f"{reason} ({health.message[:1000]})",
    }
    if quotas:
        found["quotas"] = _records(quotas, now, account.quotas)
    Account.objects.filter(pk=account.pk).update(**found)
    account.refresh_from_db()
    if before is not health.ok:
        audit.record(by=None, verb="channels_publish.check_account", target=account, healthy=health.ok)
    return account if health.ok else accounts.pause(account=account, reason=reason, by=None)


@transaction.atomic
def ask(*, account: Account, by: User) -> None:
    """Note that a person wants to know now; what the platform says is kept by :func:`keep`."""
    if not (by.has_perm(Permission.MANAGE_ACCOUNTS) or by.has_perm(Permission.DECIDE)):
        raise NotAllowed("Ein Konto prüfen dürfen CvD, Social Media und Administration.")
    audit.record(by=by, verb="channels_publish.ask_account", target=account)


def keep_quotas(*, account: Account, quotas: Sequence[Quota]) -> None:
    """What was learned by the way. No audit row: nobody's deed, and one with every post."""
    known = Account.objects.values_list("quotas", flat=True).get(pk=account.pk)
    Account.objects.filter(pk=account.pk).update(quotas=_records(quotas, timezone.now(), known))


def _records(quotas: Sequence[Quota], now: datetime, known: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The new readings, and those of other windows as they were."""
    fresh = {quota.name: asdict(quota) | {"read_at": now.isoformat()} for quota in quotas}
    for record in fresh.values():
        record["resets_at"] = record["resets_at"].isoformat() if record["resets_at"] else None
    return [*fresh.values(), *(record for record in known if record["name"] not in fresh)]
