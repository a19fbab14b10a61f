"""Each broken engine makes exactly its invariants fail, and the whole one survives all of their storms."""

import pytest

from tests.faults.kit import harness
from tests.faults.mutants import MUTANTS, freezes
from tests.faults.test_smoke import ARRANGEMENT

pytestmark = pytest.mark.faults


@pytest.mark.parametrize("name", MUTANTS)
def test_mutant_breaks_its_invariants_and_no_other(tmp_path, name):
    run = harness(tmp_path, "--arrangement", ARRANGEMENT, "--mutant", name)
    assert run.broken - MUTANTS[name].may == MUTANTS[name].breaks, run.output


@pytest.mark.parametrize("name", list(filter(freezes, MUTANTS)))
def test_worker_frozen_beyond_its_lease_goes_on_and_sends_nothing(tmp_path, name):
    run = harness(tmp_path, "--arrangement", ARRANGEMENT, "--mutant", name, "--healthy")
    assert (run.broken, set(run.states)) == (frozenset(), {"sent"}), run.output


def test_whole_engine_survives_the_storms_of_all_mutants(tmp_path):
    run = harness(tmp_path, "--arrangement", ARRANGEMENT, "--healthy")
    assert (run.broken, set(run.states)) == (frozenset(), {"sent", "withdrawn"}), run.output
