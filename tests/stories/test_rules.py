"""Named predicates of the story desk."""

import pytest

from people.roles import Role
from stories import rules
from stories.enums import State
from stories.models import Review, Story
from tests.factories import people
from tests.factories.crises import crisis_on

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


def test_who_may_look_a_second_time():
    review = Review(by=people.cvd())
    assert {role for role in Role if not rules.why_not_check(people.person(role), review)} == {Role.CVD}
    assert rules.why_not_check(review.by, review).startswith("Sie haben selbst freigegeben.")


def test_short_way_and_what_is_kept_back():
    crisis = crisis_on()
    story = Story(last_editor=crisis.started_by, state=State.IN_REVIEW)
    assert (rules.takes_short_way(story), rules.keeps_back(crisis, story), rules.keeps_back(None, story)) == (
        False, True, False,
    )  # fmt: skip
    story.lane = crisis
    assert (rules.takes_short_way(story), rules.keeps_back(crisis, story)) == (True, False)
    assert rules.why_not_approve(crisis.started_by, story) == ""
