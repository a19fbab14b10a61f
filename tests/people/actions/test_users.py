"""Writes to people."""

import pytest

from people.actions import users
from people.models import AuditEvent
from people.roles import Role
from tests.factories import people

pytestmark = pytest.mark.django_db


def test_create_stores_roles_sorted_and_writes_audit():
    admin = people.admin()
    user = users.create(
        username="mira", password=None, first_name="Mira", last_name="Brandt", roles=[Role.PRESS, Role.CVD], by=admin
    )
    user.refresh_from_db()
    assert (user.roles, user.is_staff, user.has_usable_password()) == (["cvd", "presse"], True, False)
    event = AuditEvent.objects.get(verb="people.create", target_id=str(user.pk))
    assert (event.actor_id, event.detail) == (admin.pk, {"roles": ["cvd", "presse"]})


def test_set_roles_replaces_and_tells_before_and_after():
    user = people.editor()
    users.set_roles(user=user, roles=[Role.VIDEO], by=None)
    user.refresh_from_db()
    assert user.roles == ["video"]
    assert AuditEvent.objects.get(verb="people.set_roles").detail == {"before": ["redaktion"], "after": ["video"]}


def test_tour_is_ended_once_and_shown_again():
    user = people.editor()
    users.end_tour(user=user, by=user)
    user.refresh_from_db()
    ended = user.tour_ended_at
    assert ended is not None
    users.end_tour(user=user, by=user)
    assert user.tour_ended_at == ended
    users.show_tour(user=user, by=user)
    users.show_tour(user=user, by=user)
    user.refresh_from_db()
    assert user.tour_ended_at is None
    tour = AuditEvent.objects.filter(verb__endswith="_tour").order_by("pk")
    assert list(tour.values_list("verb", "actor_id")) == [("people.end_tour", user.pk), ("people.show_tour", user.pk)]
