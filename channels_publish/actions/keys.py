"""Every write to an account's key: entered by a person, received by consent, renewed under a lease.

No lock can span a network call here (decision 9), so the right to renew is a lease on the row. It is won and
given back by conditional updates that name the version of the key somebody saw.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from channels_publish.adapters.oauth import Grant, Offer
from channels_publish.models import Account
from people import audit
from people.models import User
from people.roles import Permission
from stories.errors import NotAllowed

LEASE = timedelta(seconds=120)
"""Longer than any token request may take: connecting and waiting for the reply, 30 s at most."""


@dataclass(frozen=True, slots=True)
class Lease:
    """The right of one process to renew one account's key."""

    account_id: int
    version: int
    until: datetime


def take_lease(*, account: Account) -> Lease | None:
    """The right to renew the key this account was seen with; None where another has it or was faster."""
    now = timezone.now()
    lease = Lease(account.pk, account.key_version, now + LEASE)
    free = Q(refreshing_until__isnull=True) | Q(refreshing_until__lt=now)
    seen = Account.objects.filter(free, pk=lease.account_id, key_version=lease.version)
    return lease if seen.update(refreshing_until=lease.until) else None


def give_up(*, lease: Lease) -> None:
    """The platform gave no new key; the next one may try."""
    _held(lease).update(refreshing_until=None)


@transaction.atomic
def keep_renewed(*, lease: Lease, grant: Grant) -> bool:
    """Store a renewed key. What the platform left out stays as it was: an empty refresh token replaces none.

    False where the lease was lost and another key is stored already.
    """
    changes = _key(grant) | {"refreshing_until": None, "key_version": F("key_version") + 1}
    if not grant.refresh_token:
        del changes["refresh_token"]
    if not grant.scopes:
        del changes["scopes"]
    if not _held(lease).update(**changes):
        return False
    account = Account.objects.get(pk=lease.account_id)
    audit.record(
        by=None, verb="channels_publish.renew_key", target=account, expires_at=str(changes["expires_at"] or "")
    )
    return True


@transaction.atomic
def connect(*, offer: Offer, base_url: str, options: Mapping[str, str], by: User) -> tuple[Account, bool]:
    """Add the account a platform offered after consent, or renew the key of the one that is there already.

    Returns it and whether it is new. A renewed account keeps its name, place and options.
    """
    _only_those_who_may(by)
    found = (
        Account.objects.select_for_update().filter(kind=offer.kind, remote_id=offer.remote_id).order_by("pk").first()
    )
    account = found or Account(
        kind=offer.kind,
        remote_id=offer.remote_id,
        name=_free_name(offer),
        handle=offer.handle,
        options=dict(options),
        position=Account.objects.count(),
        owner=by,
    )
    for name, value in _key(offer.grant).items():
        setattr(account, name, value)
    account.base_url = base_url
    account.connected_at, account.connected_by = timezone.now(), by
    account.key_version += 1
    account.refreshing_until = account.checked_at = account.healthy = None
    account.health_message = ""
    account.save()
    verb = "renew_connection" if found else "connect_account"
    audit.record(by=by, verb=f"channels_publish.{verb}", target=account, remote_id=account.remote_id)
    return account, found is None


@transaction.atomic
def enter(*, account: Account, token: str, by: User | None) -> Account:
    """A key somebody typed in. What belonged to the key before, and would replace this one, goes with it."""
    Account.objects.filter(pk=account.pk).update(
        **_key(Grant(token=token)),
        key_version=F("key_version") + 1,
        connected_at=timezone.now(),
        connected_by=by,
        refreshing_until=None,
        checked_at=None,
        healthy=None,
        health_message="",
    )
    account.refresh_from_db()
    audit.record(by=by, verb="channels_publish.enter_key", target=account)
    return account


@transaction.atomic
def reencrypt() -> tuple[int, int]:
    """Encrypt every key anew under the newest of TOKEN_KEYS: how many could be, and how many none opens."""
    done = lost = 0
    for account in Account.objects.select_for_update().order_by("pk"):
        if account.key_unreadable:
            lost += 1
        elif account.token or account.refresh_token:
            account.save(update_fields=["token", "refresh_token"])
            audit.record(by=None, verb="channels_publish.reencrypt_key", target=account)
            done += 1
    return done, lost


def _held(lease: Lease) -> Any:
    """The row while this lease holds: nobody renewed it meanwhile, nobody took the lease over."""
    return Account.objects.filter(pk=lease.account_id, key_version=lease.version, refreshing_until=lease.until)


def _key(grant: Grant) -> dict[str, Any]:
    expires_at = timezone.now() + timedelta(seconds=grant.expires_in) if grant.expires_in else None
    return {
        "token": grant.token,
        "refresh_token": grant.refresh_token,
        "expires_at": expires_at,
        "scopes": grant.scopes[:600],
    }


def _free_name(offer: Offer) -> str:
    """The name of a new account; two pages of one name are told apart by their ids."""
    taken = Account.objects.filter(kind=offer.kind, name=offer.name[:120]).exists()
    return f"{offer.name[:80]} ({offer.remote_id[:36]})" if taken else offer.name[:120]


def _only_those_who_may(by: User) -> None:
    if not by.has_perm(Permission.MANAGE_ACCOUNTS):
        raise NotAllowed("Konten verbinden darf nur die Administration.")
