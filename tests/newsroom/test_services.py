"""Which signs of life count."""

import time
from datetime import timedelta

import pytest
from django.utils import timezone

from channels_publish.engine import Engine
from channels_publish.models import WorkerBeat
from newsroom import services

pytestmark = pytest.mark.django_db(transaction=True)


def test_worker_is_ready_only_after_a_sign_since_its_start():
    WorkerBeat.objects.create(name="getötet", seen_at=timezone.now())
    worker = services.worker()
    assert worker.ready() is False
    WorkerBeat.objects.create(name="neu", seen_at=timezone.now())
    assert worker.ready() is True


def test_old_sign_is_no_worker():
    WorkerBeat.objects.create(name="gestern", seen_at=timezone.now() - timedelta(days=1))
    assert services.worker_runs() is False


def test_living_worker_is_found_among_dead_ones():
    WorkerBeat.objects.create(name="getötet", seen_at=timezone.now())
    assert services.worker_runs() is False
    with Engine():
        deadline = time.monotonic() + 10
        while not WorkerBeat.objects.exclude(name="getötet").exists():
            assert time.monotonic() < deadline
            time.sleep(0.05)
        assert services.worker_runs() is True
