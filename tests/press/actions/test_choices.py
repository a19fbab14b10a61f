"""What contacts decide about themselves, and who gets mail then."""

from datetime import timedelta

import pytest
from django.utils import timezone

from people.models import AuditEvent
from press.actions import choices, lists, suspensions
from press.enums import Basis, Standing, Suspended
from press.models import Contact, DistributionList, OptOut, PressTopic


def names(press_list) -> list[str]:
    return [contact.name for contact in press_list.active_contacts()]


@pytest.fixture
def anna(press_list) -> Contact:
    return Contact.objects.get(name="Anna")


@pytest.fixture
def traffic(press_list) -> PressTopic:
    """A subject that fills the list, with one subscriber who is not on it by hand."""
    topic = PressTopic.objects.create(name="Verkehr")
    lists.change_list(distribution_list=press_list, description="", is_open=True, topics=[topic], by=None)
    lists.add_contact(name="Dora", email="dora@funk.example", by=None, topics=[topic])
    return topic


def test_topic_puts_its_subscribers_on_the_list_once(press_list, traffic, anna):
    lists.set_topics(contact=anna, topics=[traffic], by=None)
    assert names(press_list) == ["Anna", "Bert", "Clara", "Dora"]
    assert DistributionList.objects.with_readers(timezone.now()).get().readers == 4


def test_who_leaves_a_list_is_not_put_back_by_a_topic_or_the_office(press_list, traffic):
    dora = Contact.objects.get(name="Dora")
    choices.leave_list(contact=dora, distribution_list=press_list)
    with pytest.raises(lists.LeftList, match="selbst abbestellt"):
        lists.subscribe(contact=dora, to=press_list, by=None)
    assert (names(press_list), choices.lists_of(dora)) == (["Anna", "Bert", "Clara"], [])
    choices.join_list(contact=dora, distribution_list=press_list)
    assert (names(press_list), OptOut.objects.count()) == (["Anna", "Bert", "Clara", "Dora"], 0)


@pytest.mark.parametrize(
    ("days", "standing", "gets"), [(0, Standing.PAUSED, 2), (5, Standing.PAUSED, 2), (-1, Standing.ACTIVE, 3)]
)
def test_pause_holds_up_to_and_including_its_day(press_list, anna, days, standing, gets):
    anna = choices.pause(contact=anna, until=timezone.localdate() + timedelta(days=days))
    assert (anna.standing(timezone.now()), len(names(press_list))) == (standing, gets)


def test_who_left_gets_nothing_until_they_come_back(press_list, anna):
    anna = choices.leave(contact=anna)
    choices.leave(contact=anna)
    assert (anna.standing(timezone.now()), names(press_list)) == (Standing.LEFT, ["Bert", "Clara"])
    choices.come_back(contact=anna)
    assert names(press_list) == ["Anna", "Bert", "Clara"]
    assert list(
        AuditEvent.objects.filter(target_id=str(anna.pk), verb__in=["press.leave", "press.come_back"])
        .order_by("pk")
        .values_list("verb", flat=True)
    ) == ["press.leave", "press.come_back"]


def test_consent_that_nobody_confirmed_is_none(press_list, anna):
    Contact.objects.filter(pk=anna.pk).update(basis=Basis.CONSENT)
    assert names(press_list) == ["Bert", "Clara"]
    Contact.objects.filter(pk=anna.pk).update(confirmed_at=timezone.now())
    assert names(press_list) == ["Anna", "Bert", "Clara"]


def test_every_standing_finds_the_rows_it_names(press_list, anna):
    bert, clara = Contact.objects.get(name="Bert"), Contact.objects.get(name="Clara")
    choices.leave(contact=anna)
    choices.pause(contact=bert, until=timezone.localdate())
    Contact.objects.filter(pk=clara.pk).update(basis=Basis.CONSENT)
    lists.add_contact(name="Dora", email="dora@funk.example", by=None, active=False)
    lists.add_contact(name="Emil", email="emil@funk.example", by=None)
    fritz = lists.add_contact(name="Fritz", email="fritz@funk.example", by=None)
    suspensions.suspend(contact=fritz, why=Suspended.BOUNCES, evidence=[], by=None)
    now = timezone.now()
    found = {each: [row.name for row in Contact.objects.standing(each, now)] for each in Standing}
    assert found == {
        Standing.ACTIVE: ["Emil"], Standing.PAUSED: ["Bert"], Standing.UNCONFIRMED: ["Clara"],
        Standing.OFF: ["Dora"], Standing.LEFT: ["Anna"], Standing.SUSPENDED: ["Fritz"],
    }  # fmt: skip
    assert [row.standing(now) for row in Contact.objects.order_by("name")] == [
        Standing.LEFT, Standing.PAUSED, Standing.UNCONFIRMED, Standing.OFF, Standing.ACTIVE,
        Standing.SUSPENDED,
    ]  # fmt: skip
    assert list(Contact.objects.standing("nichts", now)) == []


def test_boxes_join_and_leave_only_what_was_changed(press_list, traffic):
    dora = Contact.objects.get(name="Dora")
    before = choices.lists_of(dora)
    lists.set_topics(contact=dora, topics=[], by=None)
    choices.choose_lists(contact=dora, lists=before, before=before)
    assert (before, choices.lists_of(dora)) == ([press_list], [])
    choices.choose_lists(contact=dora, lists=[press_list], before=[])
    assert choices.lists_of(dora) == [press_list]


def test_new_address_needs_a_new_consent(press_list, anna):
    Contact.objects.filter(pk=anna.pk).update(basis=Basis.CONSENT, confirmed_at=timezone.now())
    anna.refresh_from_db()
    facts = {"name": "Anna", "outlet": "", "active": True, "by": None}
    lists.change_contact(contact=anna, email=anna.email, **facts)
    assert "Anna" in names(press_list)
    lists.change_contact(contact=anna, email="anna@neu.example", **facts)
    assert names(press_list) == ["Bert", "Clara"]


def test_outlets_differ_by_more_than_capitals(db):
    one = lists.outlet_named(" Radio  Rheinbogen ", by=None)
    assert (lists.outlet_named("radio rheinbogen", by=None), lists.outlet_named("  ", by=None)) == (one, None)
