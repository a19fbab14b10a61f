"""What an account shows now, for a person who has to recognise one of our posts in it."""

from datetime import datetime, timedelta

from channels_publish import keeping
from channels_publish.adapters.base import Shown
from channels_publish.channels import adapter_class
from channels_publish.enums import Act
from channels_publish.models import Account, Delivery

# A person waits before the page; the engine's half a minute would hold a web thread and look broken.
LOOK_TIMEOUT = 8.0
BEFORE = timedelta(hours=1)
# What the platform calls a duplicate may be of any of the last days.
BEFORE_A_DUPLICATE = timedelta(days=7)
APPEARS = frozenset({Act.PUBLISH, Act.REPLACE, Act.FOLLOW_UP})


def readable(account: Account) -> bool:
    """Whether this kind of channel can tell what it shows."""
    return adapter_class(account.kind).readable


def recognisable(delivery: Delivery) -> bool:
    """Whether there is something new to look for: an edit or a withdrawal adds no post."""
    return delivery.act in APPEARS and readable(delivery.account)


def since(delivery: Delivery) -> datetime:
    """From when on what the account shows could be this delivery."""
    margin = BEFORE_A_DUPLICATE if delivery.code == "probably_published" else BEFORE
    return (delivery.started_at or delivery.created_at) - margin


def look(delivery: Delivery) -> tuple[Shown, ...]:
    """The account's newest posts since shortly before the attempt, newest first.

    Calls the platform, so never inside a transaction: a slow platform must not hold a lock or a
    connection's snapshot. Raises the adapter's four errors.
    """
    begin = since(delivery)
    return keeping.calling(delivery.account, lambda adapter: adapter.recent(since=begin), timeout=LOOK_TIMEOUT)
