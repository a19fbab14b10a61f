"""How much each account may still send: the platform's last word, and what we sent since."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from channels_publish.adapters.base import Post
from channels_publish.adapters.x.limits import LIMITS as X_LIMITS
from channels_publish.adapters.youtube.limits import LIMITS as YOUTUBE_LIMITS
from channels_publish.adapters.youtube.quotas import day
from channels_publish.channels import adapter_class
from channels_publish.enums import Act, AttemptOutcome, Kind, State
from channels_publish.models import Account, Attempt, Delivery

LABELS = {
    "posts_24h": "Beiträge in 24 Stunden",
    "posts_15min": "Beiträge in 15 Minuten",
    "app_posts_24h": "Beiträge der Anwendung in 24 Stunden",
    "videos_day": "Videos am Tag",
    "units_day": "Einheiten am Tag",
}
WINDOWS = {"posts_15min": timedelta(minutes=15)}
DAY = timedelta(hours=24)
POSTING = frozenset({Act.PUBLISH, Act.REPLACE, Act.FOLLOW_UP})
CHANGING = frozenset({Act.EDIT, Act.WITHDRAW, Act.REPLACE})
# What stopped before the platform was asked counts for nothing.
NOT_ASKED = frozenset({AttemptOutcome.HELD, AttemptOutcome.STOPPED, AttemptOutcome.REFUSED, AttemptOutcome.LATER,
                       AttemptOutcome.ACCOUNT})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Standing:
    """``used`` of ``limit`` now; ``planned`` is what is approved and goes out within the window.

    ``read_at`` is when the platform told it, None where we count ourselves.
    """

    name: str
    used: int
    limit: int
    resets_at: datetime | None = None
    read_at: datetime | None = None
    planned: int = 0

    @property
    def label(self) -> str:
        return LABELS.get(self.name, self.name)

    @property
    def left(self) -> int:
        """What is neither used nor planned."""
        return max(0, self.limit - self.used - self.planned)

    @property
    def spent(self) -> bool:
        return self.left == 0


@dataclass(frozen=True, slots=True)
class Book:
    """What we sent within the last day and what is planned, for several accounts in three queries at most."""

    now: datetime
    tried: dict[int, list[datetime]]
    planned: dict[int, list[datetime]]
    youtube: list[Standing]

    @classmethod
    def of(cls, accounts: Iterable[Account], *, now: datetime | None = None) -> "Book":
        """Read it for these accounts."""
        now, rows = now or timezone.now(), list(accounts)
        tried = Attempt.objects.filter(
            delivery__account__in=rows, started_at__gt=now - DAY, delivery__act__in=POSTING
        ).exclude(outcome__in=NOT_ASKED)
        due = Delivery.objects.filter(account__in=rows, state=State.DUE, act__in=POSTING, held_by__isnull=True)
        return cls(
            now,
            _by_account(tried.values_list("delivery__account_id", "started_at")),
            _by_account(due.filter(slot__lte=now + DAY).order_by().values_list("account_id", "slot")),
            _youtube(now) if any(account.kind == Kind.YOUTUBE for account in rows) else [],
        )

    def standings(self, account: Account) -> list[Standing]:
        """Every quota of this account, the tightest window first; empty where its platform has none."""
        if account.kind == Kind.YOUTUBE:
            return self.youtube
        found = [self._told(account, record) for record in account.quotas]
        if account.kind == Kind.X and not any(standing.name == "posts_15min" for standing in found):
            used = self._tried(account, self.now - WINDOWS["posts_15min"])
            found.append(Standing("posts_15min", used, int(X_LIMITS["posts_15min"].value)))
        found = [replace(standing, planned=self._planned(account, standing.name)) for standing in found]
        return sorted(found, key=lambda standing: WINDOWS.get(standing.name, DAY))

    def _told(self, account: Account, record: dict[str, Any]) -> Standing:
        """What the platform said, brought up to now by what was sent since."""
        read_at = datetime.fromisoformat(record["read_at"])
        resets_at = datetime.fromisoformat(record["resets_at"]) if record.get("resets_at") else None
        name, limit = record["name"], record["limit"]
        if resets_at and resets_at <= self.now:
            return Standing(name, self._tried(account, resets_at), limit, None, read_at)
        since = self.now - WINDOWS.get(name, DAY)
        if read_at < since:
            return Standing(name, self._tried(account, since), limit, resets_at, read_at)
        return Standing(name, record["used"] + self._tried(account, read_at), limit, resets_at, read_at)

    def _tried(self, account: Account, since: datetime) -> int:
        """Posts that went out, or may have, since then."""
        return sum(moment > since for moment in self.tried.get(account.pk, ()))

    def _planned(self, account: Account, name: str) -> int:
        until = self.now + WINDOWS.get(name, DAY)
        return sum(slot <= until for slot in self.planned.get(account.pk, ()))


def standings(account: Account, *, now: datetime | None = None) -> list[Standing]:
    """The quotas of one account."""
    return Book.of([account], now=now).standings(account)


def counts_for(standing: Standing, slot: datetime | None, *, now: datetime | None = None) -> bool:
    """Whether what goes out at ``slot`` (None: at once) still falls into the window of this quota."""
    now = now or timezone.now()
    ends = standing.resets_at if standing.resets_at and standing.resets_at > now else None
    return slot is None or slot <= (ends or now + WINDOWS.get(standing.name, DAY))


def price_usd(account: Account, post: Post) -> float | None:
    """What the platform charges for this post, None where it charges nothing."""
    return adapter_class(account.kind).price_usd(post)


def spent_usd(account: Account, *, now: datetime | None = None) -> tuple[int, float]:
    """Posts of this calendar month, and what they cost by the platform's price list."""
    start = timezone.localtime(now or timezone.now()).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    rows = Delivery.objects.filter(account=account, state=State.SENT, settled_at__gte=start, act__in=POSTING)
    texts = rows.order_by("pk").values_list("post__text", flat=True)
    prices = [price_usd(account, Post(text=str(text or ""))) or 0.0 for text in texts]
    return len(prices), round(sum(prices), 3)


def _youtube(now: datetime) -> list[Standing]:
    """Google counts by project, over all channels, and tells nothing: these are our own calls."""
    start, end = day(now)
    rows = Attempt.objects.filter(delivery__account__kind=Kind.YOUTUBE, started_at__gte=start)
    rows = rows.exclude(outcome__in=[AttemptOutcome.HELD, AttemptOutcome.STOPPED])
    # A repeated attempt goes on with its upload session; only the first one was an insert.
    inserts = rows.filter(delivery__act__in=POSTING).values("delivery").distinct().count()
    changes = rows.filter(delivery__act__in=CHANGING).count()
    units = changes * int(YOUTUBE_LIMITS["change_units"].value) + rows.count()
    planned = Delivery.objects.filter(account__kind=Kind.YOUTUBE, state=State.DUE, tries=0, slot__lt=end).count()
    return [
        Standing("videos_day", inserts, int(YOUTUBE_LIMITS["inserts_per_day"].value), end, None, planned),
        Standing("units_day", units, int(YOUTUBE_LIMITS["units_per_day"].value), end),
    ]


def _by_account(pairs: Iterable[tuple[int, datetime]]) -> dict[int, list[datetime]]:
    found: dict[int, list[datetime]] = {}
    for account, moment in pairs:
        found.setdefault(account, []).append(moment)
    return found
