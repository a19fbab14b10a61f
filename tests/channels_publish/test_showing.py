from datetime import timedelta

import pytest
from django.utils import timezone

from channels_publish import showing
from channels_publish.adapters.base import TryLater
from channels_publish.channels import CHANNELS, adapter_class
from channels_publish.enums import Act, Kind, State
from channels_publish.models import Delivery
from tests.factories import channels, ledger


@pytest.fixture
def row(office) -> Delivery:
    channels.account(Kind.X)
    return ledger.put(channels.delivery(channels.approved(by=office.editor)), State.UNKNOWN, started_at=timezone.now())


@pytest.mark.parametrize(("code", "back"), [("", timedelta(hours=1)), ("probably_published", timedelta(days=7))])
def test_looks_back_from_the_first_attempt(row, code, back):
    row.code = code
    assert row.started_at - showing.since(row) == back


def test_looks_back_from_the_row_where_nothing_was_started(row):
    row.started_at = None
    assert showing.since(row) == row.created_at - showing.BEFORE


@pytest.mark.parametrize(
    ("act", "expected"),
    [(Act.PUBLISH, True), (Act.REPLACE, True), (Act.FOLLOW_UP, True), (Act.EDIT, False), (Act.WITHDRAW, False)],
)
def test_only_what_adds_a_post_can_be_recognised(row, act, expected):
    row.act = act
    assert showing.recognisable(row) is expected


def test_platform_that_is_away_is_said_to_be(row):
    with pytest.raises(TryLater):
        showing.look(row)


def test_what_says_that_it_can_be_read_can():
    for kind in CHANNELS:
        made = adapter_class(kind)
        own = made.recent is not made.__mro__[1].recent
        assert (kind, made.readable) == (kind, own)


def test_website_and_press_are_not_read():
    assert {kind for kind in CHANNELS if not adapter_class(kind).readable} == {Kind.WEBSITE, Kind.PRESS}
