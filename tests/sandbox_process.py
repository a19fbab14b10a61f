"""The sandbox as a real process, for tests of everything that talks to a platform."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import requests

REPOSITORY = Path(__file__).resolve().parents[1]


@dataclass(slots=True)
class Sandbox:
    """A running sandbox. ``http`` is its base URL, ``smtp_port`` where its mail server listens."""

    http: str
    smtp_port: int
    process: subprocess.Popen[str] = field(repr=False)

    def wall(self) -> dict[str, Any]:
        """Everything that arrived: ``posts``, ``mails``, ``removed``, ``requests``."""
        return dict(self._call("GET", "/_wall.json"))

    def posts(self, platform: str) -> list[dict[str, Any]]:
        """What is public on one platform, newest first."""
        return [post for post in self.wall()["posts"] if post["platform"] == platform]

    def calls(self, match: str = "") -> list[dict[str, Any]]:
        """The platform calls so far whose ``METHOD path`` contains ``match``, oldest first."""
        found = self._call("GET", "/_requests.json")["requests"]
        return [call for call in found if match in call["line"]]

    def fault(self, **wish: Any) -> int:
        """Make one of the next calls go wrong; see ``sandbox/faults.py`` for the kinds."""
        return int(self._call("POST", "/_faults", json=wish)["id"])

    def end_tokens(self, platform: str, *, do: str = "expire", account: str = "") -> int:
        """End keys before their time; ``revoke`` ends what renews them too. Meta's platform is ``facebook``."""
        return int(self._call("POST", "/_tokens", json={"platform": platform, "do": do, "account": account})["ended"])

    def faults(self) -> list[dict[str, Any]]:
        """The faults still waiting for their call."""
        return list(self._call("GET", "/_faults")["faults"])

    def traffic(self) -> tuple[set[int], dict[str, int]]:
        """The numbers of the faults still waiting, and the calls so far by platform."""
        found = self._call("GET", "/_faults")
        return {fault["id"] for fault in found["faults"]}, dict(found["calls"])

    def reset(self) -> None:
        """Forget all posts, mails and faults."""
        self._call("POST", "/_reset")

    def stop(self) -> None:
        """End the process and wait for it."""
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(10)
        if self.process.stdout:
            self.process.stdout.close()

    def _call(self, method: str, path: str, **more: Any) -> Any:
        reply = requests.request(method, self.http + path, timeout=20, **more)
        assert reply.ok, f"{method} {path}: {reply.status_code} {reply.text}"
        return reply.json()


def start_sandbox(data_dir: Path, *options: str, env: dict[str, str] | None = None) -> Sandbox:
    """Start a sandbox on free ports; its log goes to ``sandbox.log`` beside the data. ``env`` replaces our own."""
    data_dir.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "sandbox", "--http-port", "0", "--smtp-port", "0"]
    with (data_dir / "sandbox.log").open("ab") as log:
        process = subprocess.Popen(
            [*command, "--data", str(data_dir), *options],
            cwd=REPOSITORY,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            env=env,
        )
    assert process.stdout is not None
    line = process.stdout.readline()
    if not line:
        process.wait(10)
        process.stdout.close()
        raise RuntimeError((data_dir / "sandbox.log").read_text("utf-8"))
    place = json.loads(line)
    return Sandbox(place["http"], place["smtp_port"], process)


@pytest.fixture(scope="session")
def sandbox_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    """One sandbox for the whole run of a test process."""
    server = start_sandbox(tmp_path_factory.mktemp("sandbox"))
    yield server
    server.stop()


@pytest.fixture
def sandbox(sandbox_server: Sandbox) -> Sandbox:
    """The sandbox, empty."""
    sandbox_server.reset()
    return sandbox_server
