"""SIGTERM and a closed terminal end a command as Ctrl-C does, so that its processes end with it."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

ENDS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@contextmanager
def until_told_to_stop() -> Iterator[None]:
    """Inside the block SIGINT, SIGTERM or SIGHUP raise KeyboardInterrupt, once.

    Further ones are ignored: make hands on a signal that its command got as well, and an interruption
    of the tidying up would leave processes behind.
    """
    told = False

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        nonlocal told
        if not told:
            told = True
            raise KeyboardInterrupt

    # nohup ignores SIGHUP on purpose; that stays so.
    before = {end: signal.getsignal(end) for end in ENDS if signal.getsignal(end) is not signal.SIG_IGN}
    for end in before:
        signal.signal(end, interrupt)
    try:
        yield
    finally:
        for end, handler in before.items():
            signal.signal(end, handler)
