"""The two arrangements in throw-away folders, and what can be done to their servers."""

from __future__ import annotations

import os
import shutil
import socket
import sqlite3
import subprocess
import time
from pathlib import Path
from typing import Any, ClassVar

import redis

from tests.faults import clock

POSTGRES_USERS = ("postgres", "nobody")


class Missing(RuntimeError):
    """This machine lacks something; the message says what."""


def free_port() -> int:
    """A loopback port nobody listens on now."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


class Embedded:
    """SQLite and a broker of files: nothing to start, nothing to restart, but things to lose."""

    name = "embedded"
    restart: ClassVar[str] = "Datenbank gesperrt"

    def __init__(self, folder: Path) -> None:
        self.var = folder / "var"

    def start(self) -> dict[str, str]:
        """The environment of its processes."""
        self.var.mkdir(parents=True)
        database = self.var / "newsroom.sqlite3"
        return {"NEWSROOM_VAR": str(self.var), "DATABASE_URL": f"sqlite:///{database}", "REDIS_URL": ""}

    def stop(self) -> None:
        """Nothing runs."""

    def restart_database(self, *, hard: bool) -> None:
        """Somebody holds the file: a copy of it, an editor, a stuck transaction. ``hard`` holds it longer."""
        with sqlite3.connect(self.var / "newsroom.sqlite3", timeout=30, isolation_level=None) as other:
            other.execute("BEGIN EXCLUSIVE")
            time.sleep(3 if hard else 1)
            other.execute("ROLLBACK")
        other.close()

    def empty_broker(self) -> None:
        """All messages are gone."""
        for message in (self.var / "broker" / "queue").glob("*.msg"):
            message.unlink(missing_ok=True)

    def restart_broker(self) -> None:
        """What a power cut leaves behind: no message, and one cut short."""
        self.empty_broker()
        (self.var / "broker" / "queue" / f"{time.monotonic_ns()}_cut.publish.msg").write_text('{"body": "W1')


class Distributed:
    """PostgreSQL and Redis of our own on free ports."""

    name = "distributed"
    restart: ClassVar[str] = "Datenbank neu gestartet"

    def __init__(self, folder: Path) -> None:
        self.folder, self.var = folder, folder / "var"
        self.data, self.ports = folder / "postgres", (free_port(), free_port())
        self._redis: subprocess.Popen[bytes] | None = None
        self._user = ""

    def start(self) -> dict[str, str]:
        """Start both and give the environment of our processes. Raises Missing."""
        self.var.mkdir(parents=True)
        self._initdb()
        self._pg("start", "-w", "-o", f"-p {self.ports[0]} -c listen_addresses=127.0.0.1 -c fsync=off -k ''")
        address = f"postgres://postgres@127.0.0.1:{self.ports[0]}/postgres"
        self._start_redis()
        return {
            "NEWSROOM_VAR": str(self.var),
            "DATABASE_URL": address,
            "REDIS_URL": f"redis://127.0.0.1:{self.ports[1]}/0",
        }

    def stop(self) -> None:
        """End both; does not mind what is down already."""
        if self.data.exists():
            self._pg("stop", "-m", "immediate", check=False)
        if self._redis:
            self._redis.kill()
            self._redis.wait()

    def restart_database(self, *, hard: bool) -> None:
        """``hard`` as after a power cut, else as an administrator does; both throw everybody out."""
        self._pg("restart", "-w", "-m", "immediate" if hard else "fast")

    def empty_broker(self) -> None:
        """FLUSHALL."""
        with redis.Redis(port=self.ports[1]) as client:
            client.flushall()

    def restart_broker(self) -> None:
        """Killed, away for a second, and back with nothing."""
        assert self._redis
        self._redis.kill()
        self._redis.wait()
        time.sleep(1)
        self._start_redis()

    def _initdb(self) -> None:
        program = _postgres_program("initdb")
        self.data.mkdir()
        for place in (self.folder, self.data):
            place.chmod(0o755)
        self._user = _unprivileged(self.data)
        self._as_user([program, "-D", str(self.data), "-A", "trust", "-U", "postgres", "--no-sync", "-E", "UTF8"])

    def _pg(self, *arguments: str, check: bool = True) -> None:
        log = ["-l", str(self.data / "server.log")]
        self._as_user([_postgres_program("pg_ctl"), "-D", str(self.data), *log, *arguments], check=check)

    def _as_user(self, command: list[str], *, check: bool = True) -> None:
        prefix = ["runuser", "-u", self._user, "--"] if self._user else []
        done = subprocess.run(
            [*prefix, *command],
            cwd=self.data,
            capture_output=True,
            text=True,
            check=False,
            stdin=subprocess.DEVNULL,
            env=clock.without(dict(os.environ)),
        )
        if check and done.returncode:
            raise Missing(f"{command[0]}: {done.stderr.strip() or done.stdout.strip()}")

    def _start_redis(self) -> None:
        program = shutil.which("redis-server")
        if not program:
            raise Missing("redis-server fehlt")
        options = ["--port", str(self.ports[1]), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
        self._redis = subprocess.Popen(
            [program, *options, "--dir", str(self.folder)],
            stdout=subprocess.DEVNULL,
            start_new_session=True,
            env=clock.without(dict(os.environ)),
        )
        deadline = time.monotonic() + 20
        while not self._redis_answers():
            if time.monotonic() > deadline:
                raise Missing(f"Redis antwortet nicht auf Port {self.ports[1]}")
            time.sleep(0.05)

    def _redis_answers(self) -> bool:
        try:
            with redis.Redis(port=self.ports[1]) as client:
                return bool(client.ping())
        except redis.RedisError:
            return False


def _postgres_program(name: str) -> str:
    """Debian keeps the server's programs beside each other by version, off the path."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name))
    found = shutil.which(name) or (shutil.which(name, path=str(folders[-1])) if folders else None)
    if not found:
        raise Missing(f"{name} (PostgreSQL) fehlt")
    return found


def _unprivileged(data: Path) -> str:
    """PostgreSQL refuses to run as root: give the folder to somebody else and name them."""
    if data.stat().st_uid != 0:
        return ""
    if not shutil.which("runuser"):
        raise Missing("PostgreSQL läuft nicht als root, und runuser fehlt")
    for user in POSTGRES_USERS:
        try:
            shutil.chown(data, user)
        except LookupError:
            continue
        data.chmod(0o700)
        return user
    raise Missing(f"keiner der Benutzer {', '.join(POSTGRES_USERS)} ist da, und als root läuft PostgreSQL nicht")


ARRANGEMENTS: dict[str, Any] = {"embedded": Embedded, "distributed": Distributed}
