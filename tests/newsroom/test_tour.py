"""The steps of the tour, role by role."""

import pytest
from django.test import Client

from newsroom import tour
from people.models import User
from people.roles import Role
from tests.factories import people

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", Role)
def test_each_role_has_five_steps_to_places_it_may_open(client: Client, role):
    user = people.person(role)
    steps = tour.steps(user)
    client.force_login(user)
    assert len(steps) == 5
    assert {step.url: client.get(step.url).status_code for step in steps} == {step.url: 200 for step in steps}


def test_two_roles_share_their_steps_and_help_comes_last():
    steps = tour.steps(people.person(Role.EDITOR, Role.PRESS))
    assert [step.title for step in steps] == [
        "Themen sichten",
        "Einen Beitrag schreiben",
        "Sehen, was noch fehlt",
        "Einreichen",
        "Presseverteiler pflegen",
        "Sehen, was angekommen ist",
        "Hilfe finden",
    ]


def test_nobody_without_a_role_has_a_tour():
    assert tour.steps(User(username="notfall", is_superuser=True)) == []
