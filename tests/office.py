"""Fixtures of a whole office: files of its own, and people who write, plan and approve."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from people.models import User
from tests.factories import people
from tests.sandbox_process import Sandbox


@dataclass(frozen=True, slots=True)
class Office:
    """One person a job."""

    editor: User
    cvd: User
    social: User
    admin: User


@pytest.fixture
def media_root(settings, tmp_path) -> Path:
    """A media folder of the test's own."""
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


@pytest.fixture
def office(db, media_root) -> Office:
    """The people of the office; files go into the test's own folder."""
    return Office(people.editor(), people.cvd(), people.social(), people.admin())


@pytest.fixture
def platforms(office, sandbox, settings) -> Sandbox:
    """The sandbox as mail server and as every platform; what is unclear is read back soon."""
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", sandbox.smtp_port, False
    settings.SANDBOX_URL = sandbox.http
    settings.DELIVERY_SETTLE_SECONDS = 0.3
    return sandbox


@pytest.fixture
def public(live_server, settings) -> str:
    """Our own pages at an address where platforms can fetch pictures. Needs ``django_db(transaction=True)``."""
    settings.PUBLIC_URL = live_server.url.replace("localhost", "127.0.0.1")
    return str(settings.PUBLIC_URL)
