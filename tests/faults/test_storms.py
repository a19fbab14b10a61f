"""The schedule: the same seed draws the same."""

import pytest

from tests.faults.points import POINTS
from tests.faults.storms import ONLY, PLATFORMS, SHARES, Storm, storm


def drawn(seed: int) -> Storm:
    return storm(seed, faults=400, stories=20, points=tuple(POINTS), shares=SHARES)


def test_same_seed_same_storm():
    assert (drawn(3), drawn(3) == drawn(4)) == (drawn(3), False)


def test_storm_has_something_of_everything():
    once = drawn(1)
    assert set(once.wishes) == {*PLATFORMS, "smtp"}
    assert {strike.point for strike in once.strikes} == set(POINTS)
    assert set(once.deeds) == set(SHARES)
    assert {story["edit"] for story in once.stories} == {True, False}


def test_a_tenth_of_the_stories_is_corrected_or_taken_back_and_crises_are_few():
    once = drawn(1)
    amended = [story for story in once.stories if "amend" in story]
    assert (len(amended), {story["amend"] for story in amended}) == (2, {"correction", "withdrawal"})
    assert [story for story in amended if story["edit"]] == []
    assert once.crises == 2
    assert {hit["match"] for hit in once.hits} == {"@edit", "DELETE"}


def test_small_storm_has_no_second_thoughts():
    small = storm(7, faults=12, stories=2, points=tuple(POINTS), shares=SHARES)
    assert ([story for story in small.stories if "amend" in story], small.crises) == ([], 0)


@pytest.mark.parametrize("point", ONLY)
def test_points_of_some_kinds_are_armed_for_those_alone(point):
    assert {strike.kind for strike in drawn(1).strikes if strike.point == point} <= set(ONLY[point])
