"""The audit trail stands and falls with the write it describes."""

from contextlib import suppress

import pytest
from django.db import transaction

from people import audit
from people.models import AuditEvent, User
from tests.factories import people


class Interrupted(Exception):
    """Something breaks after the write."""


@pytest.mark.django_db(transaction=True)
def test_record_outside_a_transaction_raises():
    user = people.editor()
    before = AuditEvent.objects.count()
    with pytest.raises(RuntimeError, match="outside a transaction"):
        audit.record(by=user, verb="people.test", target=user)
    assert AuditEvent.objects.count() == before


@pytest.mark.django_db(transaction=True)
def test_write_and_audit_roll_back_together():
    with suppress(Interrupted), transaction.atomic():
        people.editor(username="verschwindet")
        assert (User.objects.count(), AuditEvent.objects.count()) == (1, 1)
        raise Interrupted
    assert (User.objects.count(), AuditEvent.objects.count()) == (0, 0)


@pytest.mark.django_db
def test_record_names_person_verb_and_target():
    by = people.admin(first_name="Anton", last_name="Dreiling")
    target = people.editor(first_name="Mira", last_name="Brandt")
    event = audit.record(by=by, verb="people.test", target=target, before=["a"], after=["b"])
    event.refresh_from_db()
    assert (event.actor, event.actor_id, event.verb) == ("Anton Dreiling", by.pk, "people.test")
    assert (event.target_type, event.target_id, event.target_label) == ("people.User", str(target.pk), "Mira Brandt")
    assert event.detail == {"before": ["a"], "after": ["b"]}
    assert str(event).endswith("Anton Dreiling people.test Mira Brandt")


@pytest.mark.django_db
def test_record_without_a_person_is_the_software():
    event = audit.record(by=None, verb="people.test", target=people.editor())
    assert (event.actor, event.actor_id) == ("Newsroom", None)


@pytest.mark.django_db
def test_record_outlives_its_target():
    user = people.editor(first_name="Mira", last_name="Brandt")
    number = user.pk
    user.delete()
    event = AuditEvent.objects.get(verb="people.create")
    assert (event.target_id, event.target_label) == (str(number), "Mira Brandt")
