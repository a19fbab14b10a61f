"""The harness in small, as a part of every ``make test``; the storms are run by ``make faults``."""

from django.conf import settings

from tests.faults.kit import harness

ARRANGEMENT = "distributed" if settings.REDIS_URL else "embedded"


def test_a_small_storm_leaves_every_invariant_whole(tmp_path):
    run = harness(tmp_path, "--arrangement", ARRANGEMENT, "--faults", "12", "--stories", "2", "--seed", "7")
    assert (run.broken, set(run.states)) == (frozenset(), {"sent"}), run.output
    assert sum(run.injected.values()) >= 12


def test_a_broken_engine_is_noticed(tmp_path):
    run = harness(tmp_path, "--arrangement", ARRANGEMENT, "--mutant", "leaves_no_trace")
    assert (run.status, run.broken) == (1, frozenset({"I7"})), run.output
