"""Real Celery workers in processes of their own, on the test's database and broker."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection

from newsroom import services


def database_url() -> str:
    facts = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{facts['NAME']}"
    login = f"{facts['USER']}:{facts['PASSWORD']}" if facts["PASSWORD"] else facts["USER"]
    return f"postgres://{login}@{facts['HOST']}:{facts['PORT']}/{facts['NAME']}"


@contextmanager
def worker(
    log: Path, *, public_url: str, smtp_port: int, redis_url: str = "", ends_itself: bool = True
) -> Iterator[None]:
    """One worker process for as long as the block lasts; it must end by itself when asked to, unless it is one
    that looks for a broker in vain."""
    environment = {
        **os.environ,
        "DATABASE_URL": database_url(),
        "PUBLIC_URL": public_url,
        "EMAIL_PORT": str(smtp_port),
    }
    if redis_url:
        environment["REDIS_URL"] = redis_url
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "celery", *services.worker().command[3:]],
            env=environment, cwd=settings.BASE_DIR, stdout=out, stderr=subprocess.STDOUT,
        )  # fmt: skip
        try:
            yield
        finally:
            if ends_itself:
                process.terminate()
            else:
                process.kill()
            assert process.wait(30) == (0 if ends_itself else -9), log.read_text()


def until(reached: Callable[[], bool], *logs: Path, seconds: float = 60.0) -> None:
    """Wait for what the workers bring about; else their logs tell."""
    deadline = time.monotonic() + seconds
    while not reached():
        assert time.monotonic() < deadline, "\n".join(log.read_text() for log in logs)
        time.sleep(0.1)
