"""A working key for every call: renewed before it runs out, and once where the platform refuses it."""

import logging
import time
from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

from django.db import InterfaceError, OperationalError, connection
from django.utils import timezone

from channels_publish.actions import health, keys
from channels_publish.adapters.base import AccountProblem, Adapter, TryLater
from channels_publish.adapters.oauth import Grant
from channels_publish.channels import adapter_class, credentials
from channels_publish.connecting import connector, platform_of, registered
from channels_publish.models import Account

T = TypeVar("T")
logger = logging.getLogger(__name__)

MARGIN = timedelta(minutes=5)
"""A key with less than this left is renewed before it is used: a video may take minutes to upload."""
PATIENCE, LOOK_EVERY = 20.0, 0.1
"""Seconds to wait for another process that is renewing, and between looks."""
REFUSED_KEYS = frozenset({"token_expired"})
"""Answers that blame the key alone. The adapters' contract says that nothing was published then."""


def calling(account: Account, act: Callable[[Adapter], T]) -> T:
    """Do ``act`` with this account's adapter, its key fresh; once more with a new key where it was refused.

    Only an answer that proves that nothing happened is tried again. Keeps what the adapter learned.
    Raises what ``act`` raises, and AccountProblem or TryLater where no key could be had.
    """
    account = fresh(account)
    try:
        return _act(account, act)
    except AccountProblem as problem:
        if problem.code not in REFUSED_KEYS or not account.renewable:
            raise
        logger.info("%s refused its key; it is renewed and the call made once more", account)
        return _act(renewed(account), act)


def fresh(account: Account) -> Account:
    """The account as it is stored now, its key good for a while. Raises AccountProblem, TryLater."""
    account = Account.objects.get(pk=account.pk)
    if not _expires_within(account, MARGIN) or not account.renewable:
        return account
    try:
        return renewed(account)
    except TryLater:
        # The platform does not answer now, but the key we have still opens it.
        if _expires_within(account, timedelta(0)):
            raise
        return account


def renewed(account: Account) -> Account:
    """The account with a newer key than the one it was seen with: renewed by us, or by who was faster.

    Exactly one process asks the platform; the others wait for its answer. Raises AccountProblem where the
    platform wants the owner's consent again, TryLater where it could not be asked.
    """
    deadline = time.monotonic() + PATIENCE
    while True:
        if lease := keys.take_lease(account=account):
            return _renew(account, lease)
        now = Account.objects.get(pk=account.pk)
        if now.key_version != account.key_version:
            return now
        if time.monotonic() > deadline:
            raise TryLater("key_busy", after=LOOK_EVERY * 50)
        time.sleep(LOOK_EVERY)


def _renew(account: Account, lease: keys.Lease) -> Account:
    try:
        grant = _ask(account)
    except BaseException:
        keys.give_up(lease=lease)
        raise
    keys.keep_renewed(lease=lease, grant=grant)
    return Account.objects.get(pk=account.pk)


def _ask(account: Account) -> Grant:
    """The one request. Outside any transaction: on SQLite it would block every writer."""
    if account.key_unreadable:
        raise AccountProblem("token_unreadable")
    platform = platform_of(account.kind)
    if platform is None or not account.renewable:
        raise AccountProblem("token_expired")
    if not registered(platform.name):
        raise AccountProblem("app_missing", platform.label)
    return connector(platform.name).refresh(account.refresh_token)


def _act(account: Account, act: Callable[[Adapter], T]) -> T:
    adapter = adapter_class(account.kind)(credentials(account))
    try:
        return act(adapter)
    finally:
        if adapter.learned_quotas:
            _keep(account, adapter)


def _keep(account: Account, adapter: Adapter) -> None:
    """A courtesy: a database that is away now must not cost us the receipt of what is public."""
    try:
        health.keep_quotas(account=account, quotas=adapter.learned_quotas)
    except (InterfaceError, OperationalError):
        logger.warning("what %s told about its quotas was not kept", account)
        connection.close()


def _expires_within(account: Account, margin: timedelta) -> bool:
    return account.expires_at is not None and account.expires_at <= timezone.now() + margin
