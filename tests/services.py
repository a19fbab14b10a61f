"""Which servers this machine offers to the tests."""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

import psycopg
import redis

DATABASE_URLS = (
    "postgres://postgres@127.0.0.1:5432/postgres",
    "postgres://newsroom:newsroom@127.0.0.1:5432/postgres",
)
# The last database of a stock server, so that tests never meet somebody's own keys.
REDIS = "redis://127.0.0.1:6379/15"


@dataclass(frozen=True, slots=True)
class Services:
    """Addresses of what was found; ``missing`` names what was not and how to name another place."""

    database_url: str
    redis_url: str
    missing: str


def found() -> Services:
    """Look once, without waiting long."""
    database_url, redis_url = _postgres(), _redis()
    missing = []
    if not database_url:
        missing.append("kein PostgreSQL auf 127.0.0.1:5432; TEST_DATABASE_URL nennt ein anderes")
    if not redis_url:
        missing.append("kein Redis auf 127.0.0.1:6379; TEST_REDIS_URL nennt ein anderes")
    return Services(database_url, redis_url, "; ".join(missing))


def chromium() -> str:
    """The path of a Chromium on this machine, or an empty text."""
    named = os.environ.get("CHROMIUM", "")
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    path = named or next(filter(None, map(shutil.which, names)), "")
    return path if path and Path(path).exists() else ""


def _postgres() -> str:
    for url in filter(None, (os.environ.get("TEST_DATABASE_URL"), *DATABASE_URLS)):
        try:
            with psycopg.connect(url, connect_timeout=2):
                return url
        except psycopg.OperationalError:
            continue
    return ""


def _redis() -> str:
    url = os.environ.get("TEST_REDIS_URL", REDIS)
    try:
        with redis.Redis.from_url(url, socket_connect_timeout=2) as client:
            client.ping()
    except (redis.RedisError, OSError):
        return ""
    return url
