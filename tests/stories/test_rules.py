"""Named predicates of the story desk."""

import pytest

from people.roles import Role
from stories import rules
from stories.enums import State
from stories.models import Story
from tests.factories import people

pytestmark = pytest.mark.django_db
WRITERS = {Role.EDITOR, Role.CVD, Role.SOCIAL, Role.VIDEO, Role.PRESS}


def test_who_may_edit():
    assert {role for role in Role if rules.may_edit(people.person(role), Story())} == WRITERS


@pytest.mark.parametrize("state", State)
def test_who_may_submit_when(state):
    able = {role for role in Role if rules.may_submit(people.person(role), Story(state=state))}
    assert able == (WRITERS if state in {State.DRAFT, State.PUBLISHED} else set())


@pytest.mark.parametrize("state", State)
def test_who_may_approve_when(state):
    able = {role for role in Role if not rules.why_not_approve(people.person(role), Story(state=state))}
    assert able == ({Role.CVD} if state == State.IN_REVIEW else set())
