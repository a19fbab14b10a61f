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


@pytest.mark.parametrize("point", ONLY)
def test_points_of_some_kinds_are_armed_for_those_alone(point):
    assert {strike.kind for strike in drawn(1).strikes if strike.point == point} <= set(ONLY[point])
