"""SIGTERM and a closed terminal end a command in order."""

import signal

import pytest

from newsroom.signals import until_told_to_stop


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_signal_interrupts_and_the_former_handler_returns(end):
    before = signal.getsignal(end)
    with pytest.raises(KeyboardInterrupt), until_told_to_stop():
        signal.raise_signal(end)
    assert signal.getsignal(end) == before


def test_second_signal_does_not_disturb_the_end():
    tidied = []

    def told_three_times() -> None:
        try:
            signal.raise_signal(signal.SIGTERM)
        finally:
            signal.raise_signal(signal.SIGTERM)
            signal.raise_signal(signal.SIGINT)
            tidied.append("all")

    with pytest.raises(KeyboardInterrupt), until_told_to_stop():
        told_three_times()
    assert tidied == ["all"]


def test_nohup_stays_in_force():
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with until_told_to_stop():
            signal.raise_signal(signal.SIGHUP)
            assert signal.getsignal(signal.SIGHUP) == signal.SIG_IGN
    finally:
        signal.signal(signal.SIGHUP, before)
