"""Every write to a feed: it is added after a test, paused, removed, and read when its time has come."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from people import audit
from people.models import User
from stories.actions.doors import refuse_strangers
from stories.actions.intake import receive
from stories.enums import SourceKind
from stories.errors import DeskError
from stories.intake import feeds
from stories.intake.errors import Unreadable
from stories.intake.guarded import Fetched, Unreachable, fetch
from stories.models import Department, Feed, TopicSource

logger = logging.getLogger(__name__)

EVERY: Final = timedelta(minutes=15)
LONGEST: Final = timedelta(days=1)
# A new feed shall not flood the board with what everybody knows.
AT_FIRST: Final = 10
UNCHANGED, GONE, FOUND = 304, 410, 200


@dataclass(frozen=True, slots=True)
class Trial:
    """What an address holds, before it is added."""

    name: str
    titles: list[str]


def trial(url: str) -> Trial:
    """Read ``url`` once and store nothing. Raises DeskError with what is wrong."""
    try:
        name, entries = feeds.parse(*_found(_fetch(url)), timezone.now())
    except (Unreachable, Unreadable) as error:
        raise DeskError(f"{error} Bitte prüfen Sie die Adresse.") from error
    return Trial(name, [entry.title for entry in entries[:AT_FIRST]])


def add(*, url: str, name: str, department: Department | None, by: User) -> Feed:
    """Read this feed from now on; it is tested first. Raises NotAllowed, DeskError."""
    refuse_strangers(by)
    found = trial(url)
    try:
        with transaction.atomic():
            feed = Feed.objects.create(
                url=url, name=name or found.name or url[:150], department=department, next_check_at=timezone.now()
            )
            audit.record(by=by, verb="stories.add_feed", target=feed)
    except IntegrityError as error:
        raise DeskError("Diesen Feed liest der Newsroom schon. Sie finden ihn in der Liste.") from error
    return feed


@transaction.atomic
def switch(*, feed: Feed, active: bool, by: User) -> Feed:
    """Pause it, or read it again from now on. Raises NotAllowed."""
    refuse_strangers(by)
    feed = Feed.objects.select_for_update(of=("self",)).get(pk=feed.pk)
    if feed.active != active:
        feed.active, feed.next_check_at, feed.failures = active, timezone.now(), 0
        feed.problem = "" if active else feed.problem
        feed.save()
        audit.record(by=by, verb="stories.switch_feed", target=feed, active=active)
    return feed


@transaction.atomic
def remove(*, feed: Feed, by: User) -> None:
    """Read it no more; its topics stay. Raises NotAllowed."""
    refuse_strangers(by)
    audit.record(by=by, verb="stories.remove_feed", target=feed, url=feed.url)
    feed.delete()


def read_due() -> None:
    """Visit every feed whose time has come, one after the other."""
    for feed in Feed.objects.due(timezone.now()).select_related("department"):
        try:
            read(feed=feed)
        except Exception:
            # One feed must not keep the others waiting; its own next visit is set already.
            logger.exception("feed %s cannot be taken in", feed.pk)


def read(*, feed: Feed) -> int:
    """Take in what is new; how many entries that were. A feed in trouble is asked again later and later."""
    now = timezone.now()
    if not _claim(feed, now):
        return 0
    try:
        answer = _fetch(feed.url, etag=feed.etag, last_modified=feed.last_modified)
        if answer.status == UNCHANGED:
            return _settle(feed, now)
        if answer.status == GONE:
            return _settle(feed, now, "Der Feed wurde aufgegeben (410); er wird nicht mehr gelesen.", active=False)
        _, entries = feeds.parse(*_found(answer), now)
    except (Unreachable, Unreadable) as error:
        return _settle(feed, now, str(error))
    count = _take_in(feed, entries, now)
    # Only now: whoever dies in between reads the same entries again, and each is taken in once.
    feed.etag, feed.last_modified = answer.etag, answer.last_modified
    _settle(feed, now)
    return count


def _claim(feed: Feed, now: datetime) -> bool:
    """Nobody else reads it at the same time, and a worker that dies gives it free after an interval."""
    rows = Feed.objects.filter(pk=feed.pk, active=True, next_check_at=feed.next_check_at)
    return bool(rows.update(next_check_at=now + EVERY))


def _take_in(feed: Feed, entries: list[feeds.Entry], now: datetime) -> int:
    rows = TopicSource.objects.filter(kind=SourceKind.FEED, ref__startswith=f"{feed.pk}:")
    known = {ref.partition(":")[2] for ref in rows.values_list("ref", flat=True)}
    since = rows.order_by("received_at").values_list("received_at", flat=True).first()
    new = feeds.fresh(entries, known, since)
    new = new if known else new[-AT_FIRST:]
    for entry in new:
        receive(incoming=feeds.incoming(feed, entry, now))
    return len(new)


def _settle(feed: Feed, now: datetime, problem: str = "", *, active: bool = True) -> int:
    """Note how the visit went and when the next one is due; always 0."""
    failures = feed.failures + 1 if problem else 0
    Feed.objects.filter(pk=feed.pk).update(
        checked_at=now, failures=failures, problem=problem[:300], etag=feed.etag, last_modified=feed.last_modified,
        next_check_at=now + min(EVERY * 2 ** min(failures, 10), LONGEST), **({} if active else {"active": False}),
    )  # fmt: skip
    return 0


def _fetch(url: str, *, etag: str = "", last_modified: str = "") -> Fetched:
    return fetch(url, etag=etag, last_modified=last_modified, private=settings.FEEDS_MAY_BE_PRIVATE)


def _found(answer: Fetched) -> tuple[bytes, str]:
    if answer.status != FOUND:
        raise Unreachable(f"Der Server antwortet mit {answer.status}.")
    return answer.body, answer.content_type
