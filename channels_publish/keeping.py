"""A working key for every call: renewed before it runs out, and once where the platform refuses it."""

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import TypeVar

from django.db import Error
from django.utils import timezone

from channels_publish.actions import health, keys
from channels_publish.adapters.base import AccountProblem, Adapter, Quota, TryLater
from channels_publish.adapters.oauth import Grant
from channels_publish.channels import adapter_class, credentials
from channels_publish.connecting import connector, platform_of, registered
from channels_publish.models import Account
from channels_publish.outage import written

T = TypeVar("T")
logger = logging.getLogger(__name__)

MARGIN = timedelta(minutes=5)
"""A key with less than this left is renewed before it is used: a video may take minutes to upload."""
PATIENCE, LOOK_EVERY = 20.0, 0.1
"""Seconds to wait for another process that is renewing, and between looks."""
REFUSED_KEYS = frozenset({"token_expired"})
"""Answers that blame the key alone. The adapters' contract says that nothing was published then."""


def calling(account: Account, act: Callable[[Adapter], T], *, timeout: float | None = None) -> T:
    """Do ``act`` with this account's adapter, its key fresh; once more with a newer key where it was refused.

    Only an answer that proves that nothing happened is tried again. ``timeout`` is seconds for one exchange, where
    it is another than usual. Raises what ``act`` raises, and AccountProblem or TryLater where no key could be had.
    """
    account = fresh(account)
    try:
        return _act(account, act, timeout)
    except AccountProblem as problem:
        if problem.code not in REFUSED_KEYS or not (account.renewable or _replaced(account)):
            raise
        logger.info("%s refused its key; the call is made once more with a newer one", account)
        return _act(renewed(account), act, timeout)


def fresh(account: Account) -> Account:
    """The account with a key that is good for a while. Raises AccountProblem, TryLater."""
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
    try:
        return _renewed(account)
    except Error as error:
        # The database is away: nothing was sent with a key we do not have.
        raise TryLater("key_busy", type(error).__name__) from error


def _renewed(account: Account) -> Account:
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
    # Where refresh tokens work once, this answer is the only copy of the next one.
    written(partial(keys.keep_renewed, lease=lease, grant=grant))
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


def _act(account: Account, act: Callable[[Adapter], T], timeout: float | None) -> T:
    access = credentials(account)
    adapter = adapter_class(account.kind)(access if timeout is None else replace(access, timeout=timeout))
    try:
        return act(adapter)
    finally:
        if adapter.learned_quotas:
            _note(account, adapter.learned_quotas)


def _note(account: Account, quotas: Sequence[Quota]) -> None:
    """What was learned by the way; it must never stand in the way of the answer itself."""
    try:
        health.keep_quotas(account=account, quotas=quotas)
    except Error as error:
        logger.warning("%s: its quotas could not be kept (%s)", account, type(error).__name__)


def _replaced(account: Account) -> bool:
    """Whether somebody connected the account anew since it was read."""
    return Account.objects.filter(pk=account.pk).exclude(key_version=account.key_version).exists()


def _expires_within(account: Account, margin: timedelta) -> bool:
    return account.expires_at is not None and account.expires_at <= timezone.now() + margin
