"""A real Celery worker in its own process, woken through the arrangement's own broker."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from channels_publish.models import Attempt, Delivery
from newsroom import publishing, releases, services
from newsroom.demo import office
from people.models import User
from tests.journeys.workers import until, worker
from tests.sandbox_process import Sandbox

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def worker_log(
    transactional_db: None, live_server: Any, sandbox: Sandbox, settings: Any, tmp_path: Path
) -> Iterator[Path]:
    settings.PUBLIC_URL, settings.SANDBOX_URL = live_server.url, sandbox.http
    office.ensure()
    path = tmp_path / "worker.log"
    with worker(path, public_url=live_server.url, smtp_port=sandbox.smtp_port):
        until(services.worker_runs, path)
        yield path


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
    until(lambda: "Task channels_publish.drain" in worker_log.read_text(), worker_log)


def test_silent_bell_only_delays(worker_log: Path) -> None:
    editor, cvd = User.objects.get(username="maria"), User.objects.get(username="tobias")
    story = publishing.publish(releases.read(office.RELEASES)[2], editor=editor, cvd=cvd)
    publishing.wait([story], seconds=60)
    row = publishing.rows_of(story)[0]
    # Behind everybody's back, without a ring: the clock must find it.
    Delivery.objects.filter(pk=row.pk).update(state="due", remote_id="", settled_at=None)
    until(lambda: Delivery.objects.get(pk=row.pk).state == "sent", worker_log)
    assert Delivery.objects.get(pk=row.pk).remote_id == row.remote_id


def test_worker_delivers_although_its_broker_is_down(
    transactional_db: None, live_server: Any, sandbox: Sandbox, settings: Any, tmp_path: Path
) -> None:
    settings.PUBLIC_URL, settings.SANDBOX_URL = live_server.url, sandbox.http
    office.ensure()
    path, nobody = tmp_path / "worker.log", "redis://127.0.0.1:9/0"
    with worker(path, public_url=live_server.url, smtp_port=sandbox.smtp_port, redis_url=nobody, ends_itself=False):
        until(services.worker_runs, path)
        editor, cvd = User.objects.get(username="maria"), User.objects.get(username="tobias")
        story = publishing.publish(releases.read(office.RELEASES)[2], editor=editor, cvd=cvd)
        publishing.wait([story], seconds=60)
        assert {row.state for row in publishing.rows_of(story)} == {"sent"}
