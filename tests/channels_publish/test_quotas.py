"""How much may still be sent: the platform's word, our own count, and what is planned."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from channels_publish import quotas
from channels_publish.actions import health
from channels_publish.adapters.base import Post, Quota
from channels_publish.enums import AttemptOutcome, Kind, State
from channels_publish.models import Account
from channels_publish.quotas import Standing
from tests.factories import channels, ledger

HOUR = timedelta(hours=1)


def told(account: Account, quota: Quota, *, ago: timedelta = timedelta(0)) -> Account:
    """What the platform said so long ago."""
    health.keep_quotas(account=account, quotas=[quota])
    account.refresh_from_db()
    account.quotas[0]["read_at"] = (timezone.now() - ago).isoformat()
    account.save(update_fields=["quotas"])
    return account


def tried(office, account: Account, *, ago: timedelta, outcome=AttemptOutcome.SENT):
    """One post of ours, begun so long ago."""
    row = channels.delivery(channels.approved(by=office.editor), account.kind)
    ledger.put(row, State.SENT if outcome == AttemptOutcome.SENT else State.UNKNOWN)
    return ledger.attempt(row, outcome, started_at=timezone.now() - ago)


def first(account: Account) -> tuple[int, int, int]:
    standing = quotas.standings(account)[0]
    return standing.used, standing.planned, standing.left


@pytest.fixture
def gram(db) -> Account:
    return channels.account(Kind.INSTAGRAM)


def test_reading_and_what_was_sent_since(office, gram):
    told(gram, Quota("posts_24h", 10, 50), ago=2 * HOUR)
    tried(office, gram, ago=HOUR)
    tried(office, gram, ago=3 * HOUR)
    assert first(gram) == (11, 0, 39)


@pytest.mark.parametrize(("outcome", "counted"), [
    (AttemptOutcome.SENT, 1), (AttemptOutcome.UNKNOWN, 1), (AttemptOutcome.LOST, 1), (AttemptOutcome.REFUSED, 0),
    (AttemptOutcome.HELD, 0), (AttemptOutcome.LATER, 0),
])  # fmt: skip
def test_only_what_may_have_gone_out_counts(office, gram, outcome, counted):
    told(gram, Quota("posts_24h", 0, 50), ago=2 * HOUR)
    tried(office, gram, ago=HOUR, outcome=outcome)
    assert first(gram)[0] == counted


def test_reading_of_yesterday_no_longer_counts(office, gram):
    told(gram, Quota("posts_24h", 50, 50), ago=30 * HOUR)
    tried(office, gram, ago=HOUR)
    assert first(gram) == (1, 0, 49)


def test_window_that_opened_anew_begins_with_nothing(office):
    account = channels.account(Kind.X)
    told(account, Quota("posts_15min", 100, 100, timezone.now() - HOUR / 60), ago=HOUR / 4)
    tried(office, account, ago=HOUR / 10)
    assert first(account) == (0, 0, 100)


def test_planned_posts_are_taken_off(office, gram):
    told(gram, Quota("posts_24h", 48, 50))
    for hours in (1, 2, 48):
        channels.approved(by=office.editor, at=timezone.now() + hours * HOUR)
    assert first(gram) == (48, 2, 0)
    assert quotas.standings(gram)[0].spent is True


def test_x_without_a_reading_is_counted_by_us(office):
    account = channels.account(Kind.X)
    tried(office, account, ago=HOUR / 6)
    tried(office, account, ago=HOUR)
    (standing,) = quotas.standings(account)
    assert (standing.name, standing.used, standing.limit, standing.read_at) == ("posts_15min", 1, 100, None)


def test_tightest_window_comes_first(db):
    account = channels.account(Kind.X)
    health.keep_quotas(account=account, quotas=[Quota("posts_24h", 1, 100), Quota("posts_15min", 1, 100)])
    account.refresh_from_db()
    assert [standing.name for standing in quotas.standings(account)] == ["posts_15min", "posts_24h"]


def test_reading_of_one_window_leaves_the_others(db):
    account = channels.account(Kind.X)
    health.keep_quotas(account=account, quotas=[Quota("posts_24h", 1, 100), Quota("posts_15min", 1, 100)])
    health.keep_quotas(account=account, quotas=[Quota("posts_15min", 2, 100)])
    account.refresh_from_db()
    assert {record["name"]: record["used"] for record in account.quotas} == {"posts_24h": 1, "posts_15min": 2}


def test_youtube_is_counted_from_pacific_midnight(office):
    account = channels.account(Kind.YOUTUBE)
    now = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)  # one o'clock at night in California
    for begun in (now - HOUR / 2, now - 2 * HOUR):
        row = channels.delivery(channels.approved(by=office.editor, video=True), Kind.YOUTUBE)
        ledger.attempt(ledger.put(row, State.SENT), AttemptOutcome.SENT, started_at=begun)
    videos, units = quotas.standings(account, now=now)
    assert (videos.name, videos.used, videos.limit) == ("videos_day", 1, 100)
    assert (units.name, units.used, units.limit) == ("units_day", 1, 10_000)
    assert videos.resets_at == datetime(2026, 11, 26, 8, 0, tzinfo=UTC)


def test_youtube_counts_a_repeated_upload_once(office):
    account = channels.account(Kind.YOUTUBE)
    row = ledger.put(channels.delivery(channels.approved(by=office.editor, video=True), Kind.YOUTUBE), State.SENT)
    for number in (1, 2):
        ledger.attempt(row, AttemptOutcome.LATER, started_at=timezone.now(), number=number)
    videos, units = quotas.standings(account)
    assert (videos.used, units.used) == (1, 2)


@pytest.mark.parametrize("kind", [Kind.WEBSITE, Kind.FACEBOOK, Kind.PRESS])
def test_channels_without_a_quota_have_none(db, kind):
    assert quotas.standings(channels.account(kind)) == []


@pytest.mark.parametrize(("slot", "counts"), [(None, True), (HOUR, True), (25 * HOUR, False)])
def test_slot_beyond_the_window_is_another_windows_matter(slot, counts):
    at = timezone.now() + slot if slot else None
    assert quotas.counts_for(Standing("posts_24h", 0, 50), at) is counts


@pytest.mark.parametrize(("kind", "text", "price"), [
    (Kind.X, "Ohne Link.", 0.015), (Kind.X, "Mit https://duesseldorf.de", 0.2), (Kind.FACEBOOK, "Frei.", None),
])  # fmt: skip
def test_price_depends_on_the_link(db, kind, text, price):
    assert quotas.price_usd(channels.account(kind), Post(text=text)) == price


def test_month_adds_up_what_was_posted(office):
    account = channels.account(Kind.X)
    for text in ("Ohne Link.", "Mit https://duesseldorf.de"):
        row = channels.delivery(channels.approved(by=office.editor))
        ledger.put(row, State.SENT, post={"text": text}, settled_at=timezone.now())
    assert quotas.spent_usd(account) == (2, 0.215)
