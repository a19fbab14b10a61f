"""What the embedded arrangement consists of: web, worker, beat and sandbox."""

import time
from datetime import datetime, timedelta

import environ
from django.conf import settings
from django.utils import timezone

from channels_publish.engine import BEAT_EVERY
from channels_publish.models import WorkerBeat
from newsroom.supervisor import Port, Service, answers, python_module

env = environ.Env()
SEEN_WITHIN = timedelta(seconds=10)


def web() -> Service:
    """Granian serving Django; ready when the health page answers."""
    return Service(
        name="web",
        command=python_module(
            "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(settings.PORT),
            "--blocking-threads", "8", "--no-ws", "newsroom.wsgi:application",
        ),
        ready=web_answers,
        ports=(Port(settings.PORT, "Newsroom", "PORT"),),
    )  # fmt: skip


def worker() -> Service:
    """One Celery worker for every queue; its threads share the process's delivery engine."""
    since = timezone.now()
    return Service(
        name="worker",
        command=python_module(
            "celery", "-A", "newsroom", "worker", "--pool", "threads", "--concurrency", "4",
            "--queues", "publish,mail,media,listen", "--loglevel", "INFO", "--without-gossip", "--without-mingle",
        ),
        ready=lambda: worker_seen(since),
    )  # fmt: skip


def beat() -> Service:
    """Celery's clock; it only asks for sweeps, so a second one would do no harm."""
    pidfile = settings.VAR_DIR / "celerybeat.pid"
    pidfile.unlink(missing_ok=True)
    return Service(
        name="beat",
        command=python_module("celery", "-A", "newsroom", "beat", "--loglevel", "INFO", "--pidfile", str(pidfile)),
        ready=pidfile.exists,
    )


def sandbox() -> Service:
    """The stand-in platforms; ready when their health page answers."""
    http, smtp = env.int("SANDBOX_PORT", default=8100), env.int("SANDBOX_SMTP_PORT", default=8125)
    return Service(
        name="sandbox",
        command=python_module(
            "sandbox", "--http-port", str(http), "--smtp-port", str(smtp), "--data", str(settings.VAR_DIR / "sandbox"),
        ),
        ready=sandbox_answers,
        ports=(Port(http, "Sandbox", "SANDBOX_PORT"), Port(smtp, "Sandbox-Mail", "SMTP_PORT")),
    )  # fmt: skip


def everything() -> list[Service]:
    return [sandbox(), web(), worker(), beat()]


def web_answers() -> bool:
    """Whether this very newsroom answers, not another one on the same port."""
    return answers(f"{settings.PUBLIC_URL}/gesundheit/", saying=settings.INSTANCE)


def sandbox_answers() -> bool:
    return answers(f"{settings.SANDBOX_URL}/_health")


def worker_seen(since: datetime) -> bool:
    """Whether some worker gave a sign of life since then."""
    return WorkerBeat.objects.since(since).exists()


def worker_runs() -> bool:
    """Whether some worker gives a sign of life now.

    A killed worker's last sign stays behind, so a recent one is a reason to wait for the next, no proof.
    """
    began = timezone.now()
    if not worker_seen(began - SEEN_WITHIN):
        return False
    deadline = time.monotonic() + BEAT_EVERY * 2
    while not worker_seen(began) and time.monotonic() < deadline:
        time.sleep(0.1)
    return worker_seen(began)
