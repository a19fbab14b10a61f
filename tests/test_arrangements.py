"""The two arrangements the house runs in, and which of them this run is."""

import pytest
from django.conf import settings
from django.db import connection

from tests.services import chromium, found


@pytest.mark.django_db
def test_sqlite_keeps_a_commit_through_a_power_cut() -> None:
    if connection.vendor != "sqlite":
        assert settings.DATABASES["default"]["ENGINE"] == "django.db.backends.postgresql"
        return
    with connection.cursor() as cursor:
        modes = [
            cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous", "foreign_keys")
        ]
    assert modes == ["wal", 2, 1]


def test_distributed_arrangement_is_there() -> None:
    services = found()
    if services.missing:
        pytest.skip(f"the second run needs PostgreSQL and Redis: {services.missing}")
    assert (services.database_url[:8], services.redis_url[:8]) == ("postgres", "redis://")


def test_chromium_is_there() -> None:
    path = chromium()
    if not path:
        pytest.skip("the browser journeys need Chromium; CHROMIUM names its path")
    assert path.endswith(("chromium", "chromium-browser", "chrome", "google-chrome", "google-chrome-stable"))
