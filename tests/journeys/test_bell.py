"""A real Celery worker in its own process, woken through the arrangement's own broker."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as conf
from django.db import connection

from channels_publish.models import Attempt, Delivery
from newsroom import publishing, releases, services
from newsroom.demo import office
from people.models import User
from tests.sandbox_process import Sandbox

pytestmark = pytest.mark.django_db(transaction=True)


def _database_url() -> str:
    facts = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{facts['NAME']}"
    login = f"{facts['USER']}:{facts['PASSWORD']}" if facts["PASSWORD"] else facts["USER"]
    return f"postgres://{login}@{facts['HOST']}:{facts['PORT']}/{facts['NAME']}"


@pytest.fixture
def worker_log(
    transactional_db: None, live_server: Any, sandbox: Sandbox, settings: Any, tmp_path: Path
) -> Iterator[Path]:
    settings.PUBLIC_URL, settings.SANDBOX_URL = live_server.url, sandbox.http
    office.ensure()
    environment = {
        **os.environ,
        "DATABASE_URL": _database_url(),
        "PUBLIC_URL": live_server.url,
        "EMAIL_PORT": str(sandbox.smtp_port),
    }
    path = tmp_path / "worker.log"
    with path.open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "celery", *services.worker().command[3:]],
            env=environment, cwd=conf.BASE_DIR, stdout=log, stderr=subprocess.STDOUT,
        )  # fmt: skip
        try:
            _until(services.worker_runs, path)
            yield path
        finally:
            process.terminate()
            assert process.wait(30) == 0, path.read_text()


def _until(reached: Any, log: Path) -> None:
    deadline = time.monotonic() + 60
    while not reached():
        assert time.monotonic() < deadline, log.read_text()
        time.sleep(0.1)


def test_approval_rings_and_the_worker_delivers(worker_log: Path, sandbox: Sandbox) -> None:
    editor, cvd = User.objects.get(username="maria"), User.objects.get(username="tobias")
    item = releases.read(office.RELEASES)[1]

    story = publishing.publish(item, editor=editor, cvd=cvd)
    publishing.wait([story], seconds=60)

    rows = publishing.rows_of(story)
    assert {row.state for row in rows} == {"sent"}
    assert (rows.count(), Attempt.objects.count()) == (7, 7)
    assert Attempt.objects.exclude(worker__contains=f":{os.getpid()}:").count() == 7
    assert sorted(post["platform"] for post in sandbox.wall()["posts"] if post["platform"] != "press") == [
        "facebook", "instagram", "website", "website", "x", "x",
    ]  # fmt: skip
    _until(lambda: "Task channels_publish.drain" in worker_log.read_text(), worker_log)


def test_silent_bell_only_delays(worker_log: Path) -> None:
    editor, cvd = User.objects.get(username="maria"), User.objects.get(username="tobias")
    story = publishing.publish(releases.read(office.RELEASES)[2], editor=editor, cvd=cvd)
    publishing.wait([story], seconds=60)
    row = publishing.rows_of(story)[0]
    # Behind everybody's back, without a ring: the clock must find it.
    Delivery.objects.filter(pk=row.pk).update(state="due", remote_id="", settled_at=None)
    _until(lambda: Delivery.objects.get(pk=row.pk).state == "sent", worker_log)
    assert Delivery.objects.get(pk=row.pk).remote_id == row.remote_id
