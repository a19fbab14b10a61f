"""Starts the newsroom's processes, waits until they answer, and ends them together."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from django.conf import settings

READY_WITHIN = 60.0
STOP_WITHIN = 15.0


class PortInUse(RuntimeError):
    """Somebody else listens where one of ours should; the message names the port and the way out."""


class DidNotStart(RuntimeError):
    """A process ended or stayed silent; the message names its log."""


@dataclass(frozen=True, slots=True)
class Port:
    """A port of ours: what listens there, and the make variable that moves it."""

    number: int
    purpose: str
    variable: str


@dataclass(frozen=True, slots=True)
class Service:
    """One process: how it is started, its ports, and how to tell that it is ready."""

    name: str
    command: list[str]
    ready: Callable[[], bool]
    ports: tuple[Port, ...] = ()
    environment: dict[str, str] = field(default_factory=dict)


def check_ports(services: Iterable[Service]) -> None:
    """Raise PortInUse naming every occupied port."""
    taken = [port for service in services for port in service.ports if listens(port.number)]
    if taken:
        lines = [
            f"Port {port.number} ({port.purpose}) ist belegt. Beenden Sie das andere Programm "
            f"oder wählen Sie einen freien: make … {port.variable}={port.number + 10}"
            for port in taken
        ]
        raise PortInUse("\n".join(lines))


def listens(port: int) -> bool:
    """Whether somebody accepts connections on this loopback port."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.settimeout(0.5)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def answers(url: str, *, saying: str = "") -> bool:
    """Whether an HTTP GET of this address of ours answers 200, with ``saying`` in what it says."""
    try:
        with urllib.request.urlopen(url, timeout=2) as reply:  # noqa: S310 (our own loopback address)
            return bool(reply.status == 200) and saying.encode() in reply.read(1000)  # noqa: PLR2004
    except (urllib.error.URLError, OSError):
        return False


class Supervisor:
    """A group of processes with logs under ``var/log``. Use as a context manager."""

    def __init__(self, services: Iterable[Service]) -> None:
        self.services = list(services)
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._logs: list[IO[bytes]] = []
        self.log_dir = Path(settings.VAR_DIR) / "log"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Start all and wait until each is ready. Raises PortInUse or DidNotStart."""
        check_ports(self.services)
        self.log_dir.mkdir(parents=True, exist_ok=True)
        for service in self.services:
            log = self._log_path(service).open("ab")
            self._logs.append(log)
            self._running[service.name] = subprocess.Popen(  # noqa: S603 (our own commands)
                service.command,
                stdout=log,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                env={**os.environ, **service.environment},
                cwd=settings.BASE_DIR,
                start_new_session=True,
            )
        deadline = time.monotonic() + READY_WITHIN
        for service in self.services:
            self._wait_ready(service, deadline)

    def watch(self) -> None:
        """Stay until a process ends. Raises DidNotStart naming it."""
        while True:
            for service in self.services:
                self._check_alive(service)
            time.sleep(0.5)

    def stop(self) -> None:
        """Ask every process to end, in the reverse order; insist after a while."""
        for process in reversed(self._running.values()):
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
        deadline = time.monotonic() + STOP_WITHIN
        for process in self._running.values():
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        for log in self._logs:
            log.close()
        self._running.clear()
        self._logs.clear()

    def _wait_ready(self, service: Service, deadline: float) -> None:
        while not service.ready():
            self._check_alive(service)
            if time.monotonic() > deadline:
                raise DidNotStart(f"{service.name} antwortet nicht. Näheres steht in {self._log_path(service)}.")
            time.sleep(0.1)

    def _check_alive(self, service: Service) -> None:
        code = self._running[service.name].poll()
        if code is not None:
            raise DidNotStart(
                f"{service.name} hat sich beendet (Code {code}). Näheres steht in {self._log_path(service)}."
            )

    def _log_path(self, service: Service) -> Path:
        return self.log_dir / f"{service.name}.log"


def python_module(*arguments: str) -> list[str]:
    """A command of this very interpreter."""
    return [sys.executable, "-m", *arguments]
