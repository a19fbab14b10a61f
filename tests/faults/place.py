"""Where a run happens: servers, sandbox, web pages, office and crew, all of its own and all thrown away."""

from __future__ import annotations

import io
import os
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.faults import clock, storms
from tests.faults.arrangements import ARRANGEMENTS, free_port
from tests.faults.clock import Clock
from tests.faults.crew import MUTANT, REPOSITORY, Crew
from tests.faults.points import FOLDER, Strikes
from tests.sandbox_process import Sandbox, start_sandbox


@dataclass(slots=True)
class Place:
    """Everything a run happens in."""

    folder: Path
    servers: Any
    sandbox: Sandbox
    data: Path
    crew: Crew
    clock: Clock
    strikes: Strikes
    deeds: Any
    office: Any
    crises: Any
    report: Any


@contextmanager
def place(arrangement: str, folder: Path, *, seed: int, mutant: str) -> Iterator[Place]:
    """Build everything up and take it down again. Raises arrangements.Missing.

    Must be used in a fresh process, since it sets Django up in the environment of this run.
    """
    with ExitStack() as stack:
        servers = ARRANGEMENTS[arrangement](folder)
        stack.callback(servers.stop)
        os.environ.update(servers.start())
        true_time = clock.without(dict(os.environ))
        data = folder / "sandbox"
        sandbox = start_sandbox(data, "--no-limits", "--credulous", "--processing", "0.2", env=true_time)
        stack.callback(sandbox.stop)
        strikes = Strikes(folder / "points")
        os.environ.update(_settings(sandbox, folder, mutant))
        _set_up()
        from tests.faults import deeds as deed  # noqa: PLC0415 (after Django is set up)
        from tests.faults.crises import Crises  # noqa: PLC0415
        from tests.faults.office import Office  # noqa: PLC0415
        from tests.faults.report import Report  # noqa: PLC0415

        disk = deed.Disk(servers.var / "media")
        stack.callback(disk.close)
        report = Report(arrangement, seed)
        report.notes += _notes(disk)
        office = Office(sandbox, seed)
        stack.callback(_end, _web(folder))
        crew = stack.enter_context(Crew(folder / "crew.log", dict(os.environ)))
        moved = Clock()
        deeds = stack.enter_context(deed.Deeds(servers, crew, moved, disk, strikes, seed))
        yield Place(folder, servers, sandbox, data, crew, moved, strikes, deeds, office, Crises(office), report)


def _settings(sandbox: Sandbox, folder: Path, mutant: str) -> dict[str, str]:
    port = free_port()
    return {
        "DJANGO_SETTINGS_MODULE": "newsroom.settings",
        "SANDBOX_URL": sandbox.http,
        "EMAIL_HOST": "127.0.0.1",
        "EMAIL_PORT": str(sandbox.smtp_port),
        "EMAIL_TIMEOUT": str(storms.TIMEOUT),
        "NEWSROOM_PORT": str(port),
        "PUBLIC_URL": f"http://127.0.0.1:{port}",
        "PLATFORM_TIMEOUT_SECONDS": str(storms.TIMEOUT),
        "DELIVERY_SETTLE_SECONDS": str(storms.SETTLE),
        "DELIVERY_LEASE_SECONDS": str(storms.LEASE),
        "DELIVERY_BACKOFF_SECONDS": str(storms.BACKOFF),
        "STATIC_MANIFEST": "0",
        "DEBUG": "0",
        FOLDER: str(folder / "points"),
        MUTANT: mutant,
    }


def _set_up() -> None:
    import django  # noqa: PLC0415 (in the environment of this run)
    from django.core.management import call_command  # noqa: PLC0415

    django.setup()
    call_command("check", stdout=io.StringIO())
    call_command("migrate", verbosity=0, interactive=False)


def _notes(disk: Any) -> list[str]:
    notes = [f"Voller Medienordner: {disk.way}."]
    if not clock.library():
        notes.append("Uhr gestellt: übersprungen, libfaketime fehlt (Debian: faketime).")
    return notes


def _web(folder: Path) -> subprocess.Popen[bytes]:
    """Our own pages, where Instagram fetches its pictures."""
    from newsroom import services  # noqa: PLC0415 (after Django is set up)

    service = services.web()
    log = (folder / "web.log").open("ab")
    process = subprocess.Popen(service.command, cwd=REPOSITORY, stdout=log, stderr=log, start_new_session=True)
    log.close()
    until(service.ready, 30, "the web server does not answer")
    return process


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def until(true: Callable[[], bool], seconds: float, otherwise: str) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        if time.monotonic() > deadline:
            raise TimeoutError(otherwise)
        time.sleep(0.1)
