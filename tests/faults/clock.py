"""A wall clock that can jump, for all processes of the newsroom together.

libfaketime is preloaded and reads the offset from a file once a second. Only the wall clock is moved; waits run on
the monotonic clock. libfaketime 0.9.10 breaks ``clock_nanosleep`` with an absolute monotonic time, which is how
CPython sleeps (seen 2026-11-25: EINVAL), so :func:`mend_sleep` waits on an event instead.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from pathlib import Path

# Debian keeps one folder an architecture.
LIBRARY = "libfaketimeMT.so.1"
FOLDERS = (Path("/usr/lib"), Path("/usr/local/lib"))
FILE = "NEWSROOM_FAULTS_CLOCK"


def library() -> str:
    """The path of libfaketime, or an empty text."""
    found = (path for folder in FOLDERS for path in sorted(folder.glob(f"**/faketime/{LIBRARY}")))
    return str(next(found, ""))


def environment(folder: Path) -> dict[str, str]:
    """What a process needs to live by our clock; empty where libfaketime is missing."""
    if not (preload := library()):
        return {}
    file = folder / "clock"
    file.write_text("+0\n")
    names = ("FAKETIME_CACHE_DURATION", "FAKETIME_DONT_FAKE_MONOTONIC", "DONT_FAKE_MONOTONIC", "NO_FAKE_STAT")
    return dict.fromkeys(names, "1") | {
        "LD_PRELOAD": preload,
        "FAKETIME_TIMESTAMP_FILE": str(file),
        FILE: str(file),
    }


def without(environment: dict[str, str]) -> dict[str, str]:
    """The same for a process that keeps the true time, as platforms and servers do."""
    return {name: value for name, value in environment.items() if name != "LD_PRELOAD" and "FAKE" not in name}


def tidy() -> None:
    """libfaketime leaves a piece of shared memory behind for each process that was killed."""
    for left in Path("/dev/shm").glob("*faketime_*_*"):
        if not Path(f"/proc/{left.name.rpartition('_')[2]}").exists():
            left.unlink(missing_ok=True)


def mend_sleep() -> None:
    """Before anything else is imported: let ``time.sleep`` wait without ``clock_nanosleep``."""
    if "faketime" in os.environ.get("LD_PRELOAD", ""):
        time.sleep = _wait


def _wait(seconds: float) -> None:
    threading.Event().wait(seconds)


class Clock:
    """Moves the wall clock and remembers how; ``steps`` are (monotonic seconds, offset)."""

    def __init__(self) -> None:
        self.file = os.environ.get(FILE, "")
        self.steps: list[tuple[float, float]] = [(0.0, 0.0)]

    @property
    def jumps(self) -> bool:
        """Whether it can be moved at all."""
        return bool(self.file)

    def jump(self, seconds: float) -> None:
        """Let the wall clock leap, forwards or back."""
        offset = self.steps[-1][1] + seconds
        draft = Path(f"{self.file}.draft")
        draft.write_text(f"{offset:+.0f}\n")
        draft.replace(self.file)
        self.steps.append((time.monotonic(), offset))

    def epoch(self) -> float:
        """The true Unix time at which the monotonic clock stood at nought; not within a second of a jump."""
        return time.time() - self.steps[-1][1] - time.monotonic()

    def newsroom_time(self) -> Callable[[float], float]:
        """Gives for a true Unix time what the newsroom's clock showed then, at the most: a jump of the last half
        minute that was taken back still counts, since a call may have begun before."""
        truth = self.epoch()
        ends = [moment for moment, _ in self.steps[1:]] + [float("inf")]
        spans = [(truth + at, truth + end, offset) for (at, offset), end in zip(self.steps, ends, strict=True)]

        def shown(moment: float) -> float:
            return moment + max(offset for at, end, offset in spans if at <= moment and end >= moment - 30)

        return shown
