"""Workers and beats by the dozen: one process imports everything and forks real Celery processes.

A fork costs a tenth of a second where a start costs two, so that hundreds of workers can be killed in minutes.
``python -m tests.faults.crew`` is that process; it takes JSON lines on its standard input and answers on its output.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import selectors
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any, Self

MUTANT = "NEWSROOM_FAULTS_MUTANT"
REPOSITORY = Path(__file__).resolve().parents[2]
WORKER = (
    "worker", "--pool", "threads", "--concurrency", "2", "--queues", "publish,mail,media,listen",
    "--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel", "WARNING",
)  # fmt: skip
BEAT = ("beat", "--loglevel", "WARNING", "--pidfile", "")


class Crew:
    """The harness's side: hire, kill, freeze, and know who is alive."""

    def __init__(self, log: Path, environment: dict[str, str]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.crew"], cwd=REPOSITORY, env=environment, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log.open("ab"), start_new_session=True,
        )  # fmt: skip
        self.alive: dict[int, str] = {}
        self.ended: list[tuple[str, int]] = []
        self._changed = threading.Condition()
        self._log, self._hired = log.parent, 0
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.dismiss()

    def hire(self, what: str) -> int:
        """Start a ``worker`` or a ``beat``; returns its process id once it is forked."""
        self._hired += 1
        name = f"{what}{self._hired}"
        with self._changed:
            self._say(what=what, name=name, log=str(self._log / f"{what}.log"))
            born = self._changed.wait_for(lambda: name in self.alive.values() or not self._reader.is_alive(), 60)
            if not born or name not in self.alive.values():
                raise RuntimeError(f"the crew does not answer; see {self._log}")
            return next(pid for pid, known in self.alive.items() if known == name)

    def pids(self, what: str) -> list[int]:
        """The living of one kind, oldest first."""
        with self._changed:
            return sorted(pid for pid, name in self.alive.items() if name.startswith(what))

    def signal(self, pid: int, number: signal.Signals) -> bool:
        """Send a signal to one of ours; False when it is gone already."""
        if pid not in self.alive:
            return False
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            return False
        return True

    def kill(self, pid: int) -> bool:
        """SIGKILL, and wait until it is gone; False when it was gone already."""
        if not self.signal(pid, signal.SIGKILL):
            return False
        with self._changed:
            self._changed.wait_for(lambda: pid not in self.alive, 20)
        return True

    def dismiss(self) -> None:
        """End everybody at once, as a power cut would."""
        for pid in [*self.pids("worker"), *self.pids("beat")]:
            self.kill(pid)
        if self._process.stdin:
            self._process.stdin.close()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._reader.join(5)

    def _say(self, **words: str) -> None:
        assert self._process.stdin
        self._process.stdin.write(json.dumps(words) + "\n")
        self._process.stdin.flush()

    def _read(self) -> None:
        assert self._process.stdout
        for line in self._process.stdout:
            news = json.loads(line)
            with self._changed:
                if "born" in news:
                    self.alive[news["born"]] = news["name"]
                else:
                    name = self.alive.pop(news["ended"], "?")
                    self.ended.append((name, news["status"]))
                self._changed.notify_all()
        with self._changed:
            self._changed.notify_all()


def main() -> None:
    """Import everything once, then fork as told until the line ends, and tell who died."""
    app, living = _prepared(), set[int]()
    orders = selectors.DefaultSelector()
    orders.register(0, selectors.EVENT_READ)
    pending = b""
    while True:
        if orders.select(0.05):
            piece = os.read(0, 65536)
            if not piece:
                # Nobody is there any more who could dismiss them.
                for pid in living:
                    os.kill(pid, signal.SIGKILL)
                return
            *lines, pending = (pending + piece).split(b"\n")
            for line in lines:
                word = json.loads(line)
                living.add(pid := _fork(app, word))
                _tell(born=pid, name=word["name"])
        with contextlib.suppress(ChildProcessError):
            while (ended := os.waitpid(-1, os.WNOHANG))[0]:
                living.discard(ended[0])
                _tell(ended=ended[0], status=ended[1])


def _tell(**news: Any) -> None:
    sys.stdout.write(json.dumps(news) + "\n")
    sys.stdout.flush()


def _prepared() -> Any:
    import django  # noqa: PLC0415 (only this process needs it)

    from newsroom.celery import app  # noqa: PLC0415

    django.setup()
    app.loader.import_default_modules()
    import celery.apps.beat  # noqa: PLC0415
    import celery.apps.worker  # noqa: PLC0415
    import celery.concurrency.thread  # noqa: F401, PLC0415

    import press.adapter  # noqa: F401, PLC0415
    from channels_publish.channels import CHANNELS, adapter_class  # noqa: PLC0415
    from tests.faults import mutants, points  # noqa: PLC0415

    for kind in CHANNELS:
        adapter_class(kind)
    mutants.apply(os.environ.get(MUTANT, ""))
    points.install()
    # What was imported stays shared: a collection in a fork would copy all of it.
    gc.collect()
    gc.freeze()
    return app


def _fork(app: Any, word: dict[str, str]) -> int:
    pid = os.fork()
    if pid:
        return pid
    try:
        with Path(word["log"]).open("ab") as log:
            os.dup2(log.fileno(), 1)
            os.dup2(log.fileno(), 2)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        if word["what"] == "worker":
            app.worker_main([*WORKER, "-n", f"{word['name']}@%h"])
        else:
            app.start(BEAT)
    finally:
        os._exit(0)


if __name__ == "__main__":
    main()
