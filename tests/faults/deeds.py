"""What happens in the house: servers restart, clocks jump, disks fill, bells ring twice.

A deed returns how many faults it was, 0 where this machine cannot do it.
"""

from __future__ import annotations

import contextlib
import errno
import os
import random
import signal
import subprocess
import threading
import time
from collections import deque
from pathlib import Path
from typing import Any, Self

from django.db import connection
from kombu.exceptions import KombuError

from newsroom.celery import app
from tests.faults.clock import Clock
from tests.faults.crew import Crew
from tests.faults.points import Strikes

BALLAST = "voll.bin"
DISK = "24m"


class Disk:
    """The media folder on a disk of its own that can be full: a small tmpfs where we are root, else a folder that
    takes no new file."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.mounted = folder, False
        folder.mkdir(parents=True, exist_ok=True)
        if os.getuid() == 0:
            command = ["mount", "-t", "tmpfs", "-o", f"size={DISK}", "tmpfs", str(folder)]
            self.mounted = subprocess.run(command, capture_output=True, check=False).returncode == 0

    @property
    def way(self) -> str:
        return f"tmpfs von {DISK}" if self.mounted else "Ordner ohne Schreibrecht"

    def fill(self) -> None:
        if not self.mounted:
            self._set_modes(0o555)
            return
        with (self.folder / BALLAST).open("wb", buffering=0) as ballast:
            try:
                while True:
                    ballast.write(bytes(65536))
            except OSError as error:
                if error.errno != errno.ENOSPC:
                    raise

    def empty(self) -> None:
        if self.mounted:
            (self.folder / BALLAST).unlink(missing_ok=True)
        else:
            self._set_modes(0o755)

    def close(self) -> None:
        self.empty()
        if self.mounted:
            subprocess.run(["umount", "-l", str(self.folder)], capture_output=True, check=False)

    def _set_modes(self, mode: int) -> None:
        for place in [self.folder, *(path for path in self.folder.rglob("*") if path.is_dir())]:
            place.chmod(mode)


class Deeds:
    """Everything the schedule names, by method name."""

    def __init__(self, servers: Any, crew: Crew, clock: Clock, disk: Disk, strikes: Strikes, seed: int) -> None:
        self.servers, self.crew, self.clock, self.disk, self.strikes = servers, crew, clock, disk, strikes
        self.struck: deque[tuple[str, int, float]] = deque()
        self._over = threading.Event()
        self._watcher = threading.Thread(target=self._watch, daemon=True)
        self.chance = random.Random(f"deeds {seed}")
        self.frozen: dict[int, float] = {}
        self.full_until = 0.0
        self._jumps = iter((1800.0, -90.0, 1500.0, -60.0) * 20)
        self._jumped = 0.0

    def __enter__(self) -> Self:
        self._watcher.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._over.set()
        self._watcher.join(10)

    def _watch(self) -> None:
        """In a thread of its own: who waits for a frozen worker's lock cannot thaw it."""
        while not self._over.wait(0.1):
            self.tick()

    def tick(self) -> None:
        """Note who was struck, thaw who has been frozen long enough, give the disk its room back."""
        for name, pid, freeze in self.strikes.struck():
            self.struck.append((name, pid, freeze))
            if freeze:
                self.freeze(pid, freeze)
        now = time.monotonic()
        for pid, until in list(self.frozen.items()):
            if now >= until:
                self.frozen.pop(pid, None)
                self.crew.signal(pid, signal.SIGCONT)
        if self.full_until and now >= self.full_until:
            self.full_until = 0.0
            self.disk.empty()

    def end(self) -> None:
        """The storm is over: nobody frozen, room on the disk."""
        for pid in list(self.frozen):
            self.frozen[pid] = 0.0
        self.full_until = self.full_until and 1.0
        time.sleep(0.5)

    def freeze(self, pid: int, seconds: float) -> None:
        """This process has stopped; let it go on later."""
        self.frozen[pid] = time.monotonic() + seconds

    def kill_a_worker(self) -> int:
        """SIGKILL at any moment, not only at a named point."""
        workers = self.crew.pids("worker")
        return int(bool(workers) and self.crew.kill(self.chance.choice(workers)))

    def freeze_a_worker(self) -> int:
        """SIGSTOP at any moment, shorter than a lease."""
        workers = [pid for pid in self.crew.pids("worker") if pid not in self.frozen]
        if not workers or not self.crew.signal(pid := self.chance.choice(workers), signal.SIGSTOP):
            return 0
        self.freeze(pid, self.chance.uniform(0.5, 3.0))
        return 1

    def kill_a_beat(self) -> int:
        beats = self.crew.pids("beat")
        return int(bool(beats) and self.crew.kill(self.chance.choice(beats)))

    def double_the_bells(self) -> int:
        """Every task arrives again, several times, and from several hands at once."""
        hands = [threading.Thread(target=_ring, args=(name,)) for name in ("drain", "sweep") * 3]
        for hand in hands:
            hand.start()
        for hand in hands:
            hand.join()
        return 1

    def empty_the_broker(self) -> int:
        self.servers.empty_broker()
        return 1

    def restart_the_broker(self) -> int:
        self.servers.restart_broker()
        return 1

    def restart_the_database(self) -> int:
        self.servers.restart_database(hard=self.chance.random() < 0.5)
        connection.close()
        return 1

    def jump_the_clock(self) -> int:
        """Half an hour ahead, a minute back, and so on. What was to happen at a time waits for it again, so that a longer
        way back would only stretch the run. Two jumps lie apart as they would."""
        if not self.clock.jumps or time.monotonic() - self._jumped < 15:
            return 0
        self.clock.jump(next(self._jumps))
        self._jumped = time.monotonic()
        return 1

    def fill_the_disk(self) -> int:
        if self.full_until:
            return 0
        self.disk.fill()
        self.full_until = time.monotonic() + self.chance.uniform(2.0, 5.0)
        return 1


def _ring(name: str) -> None:
    with contextlib.suppress(OSError, KombuError):
        app.signature(f"channels_publish.{name}").apply_async(retry=False)
