from datetime import UTC, date, datetime, timedelta

import pytest

from channels_publish import clashes
from channels_publish.enums import Kind, State
from channels_publish.models import Account, Delivery, Rendition
from channels_publish.plan import Item
from stories.models import Story

NOON = datetime(2026, 12, 1, 11, 0, tzinfo=UTC)
X = Account(pk=1, kind=Kind.X, name="@stadt")
FACEBOOK = Account(pk=2, kind=Kind.FACEBOOK, name="Stadt")


def item(minutes: float = 0, *, account: Account = X, text: str = "", days: int = 0, **story) -> Item:
    moment = NOON + timedelta(days=days, minutes=minutes)
    return Item(moment, account, Story(headline="Radweg", **story), Rendition(text=text))


def said(*items: Item) -> list[list[str]]:
    clashes.mark(items)
    return [[sentence.split(":")[0].split(";")[0] for sentence in one.clashes] for one in items]


def test_same_minute_on_one_account():
    assert said(item(0), item(0.5), item(1), item(0, account=FACEBOOK)) == [
        ["Zur selben Minute auf diesem Konto"], ["Zur selben Minute auf diesem Konto"], [], [],
    ]  # fmt: skip


@pytest.mark.parametrize(("days", "twin"), [(1, True), (14, True), (15, False)])
def test_same_words_within_two_weeks(days, twin):
    words = ["Derselbe Text auf diesem Konto"] if twin else []
    assert said(item(text="Neu! https://a.example/1"), item(text="neu https://b.example/2", days=days)) == [
        words,
        words,
    ]


def test_same_words_on_another_account_are_meant_so():
    assert said(item(text="Neu"), item(5, text="Neu", account=FACEBOOK)) == [[], []]


def test_more_posts_a_day_than_an_account_bears():
    many = [item(minutes * 30, account=FACEBOOK) for minutes in range(5)]
    assert said(*many) == [["5 Beiträge an diesem Tag auf diesem Konto"]] * 5
    assert said(*many[:4]) == [["5 Beiträge an diesem Tag auf diesem Konto"]] * 4


def test_before_the_embargo():
    assert said(item(embargo=NOON + timedelta(hours=1)), item(5, embargo=NOON)) == [
        ["Vor dem Ende der Sperrfrist"], [],
    ]  # fmt: skip


def test_what_is_out_is_not_warned_about_but_warns_others():
    out = Item(NOON, X, Story(headline="Schon da"), Rendition(), Delivery(state=State.SENT))
    assert said(out, item(0)) == [[], ["Zur selben Minute auf diesem Konto"]]


def test_gaps_are_longer_than_the_channel_bears():
    first, last = date(2026, 12, 1), date(2026, 12, 7)
    found = clashes.gaps([item(days=3)], [X, FACEBOOK], first, last)
    assert [(gap.account, gap.first.day, gap.last.day, gap.days) for gap in found] == [
        (X, 1, 3, 3), (X, 5, 7, 3), (FACEBOOK, 1, 7, 7),
    ]  # fmt: skip
