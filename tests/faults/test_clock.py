"""What the newsroom's clock showed, by the steps it took."""

import time

from tests.faults.clock import Clock, mend_sleep


def test_step_counts_from_when_it_was_taken_and_half_a_minute_beyond(tmp_path, monkeypatch):
    monkeypatch.setenv("NEWSROOM_FAULTS_CLOCK", str(tmp_path / "clock"))
    clock = Clock()
    now = time.monotonic()
    clock.steps += [(now - 100, 1800.0), (now - 50, 600.0)]
    shown, truth = clock.newsroom_time(), time.time() - 600.0
    ahead = [round(shown(truth - seconds) - (truth - seconds)) for seconds in (120, 90, 45, 10)]
    assert ahead == [0, 1800, 1800, 600]


def test_jumps_add_up_in_the_file(tmp_path, monkeypatch):
    monkeypatch.setenv("NEWSROOM_FAULTS_CLOCK", str(tmp_path / "clock"))
    clock = Clock()
    clock.jump(1800)
    clock.jump(-1200)
    assert (clock.jumps, (tmp_path / "clock").read_text()) == (True, "+600\n")


def test_sleep_is_left_alone_without_libfaketime(monkeypatch):
    monkeypatch.delenv("LD_PRELOAD", raising=False)
    before = time.sleep
    mend_sleep()
    assert time.sleep is before
