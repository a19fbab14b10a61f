"""The one object every stand-in shares: what is remembered, what goes wrong, and the settings."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import time
from collections import Counter, defaultdict, deque
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, cast
from urllib.parse import urlsplit

import httpx
from starlette.requests import Request

from sandbox.faults import Fault, Faults
from sandbox.store import Store


class FetchError(Exception):
    """An address a platform was asked to fetch gave nothing usable."""


@dataclass(slots=True)
class World:
    """``limits`` switches the platforms' own quotas; ``processing`` is seconds a video takes;
    ``calls`` counts requests by platform.

    A ``credulous`` platform takes the same words twice, so that a doubled post shows instead of being refused.
    """

    store: Store
    faults: Faults = field(default_factory=Faults)
    public_url: str = ""
    limits: bool = True
    credulous: bool = False
    processing: float = 0.4
    requests: int = 0
    calls: Counter[str] = field(default_factory=Counter)
    locks: dict[str, asyncio.Lock] = field(default_factory=dict)
    log: deque[dict[str, Any]] = field(default_factory=lambda: deque(maxlen=2_000))
    windows: dict[tuple[str, str], deque[float]] = field(default_factory=lambda: defaultdict(deque))

    def reset(self) -> None:
        """Back to the first day: no posts, no faults, no used quota."""
        self.store.reset()
        self.faults.clear()
        self.requests = 0
        self.calls.clear()
        self.log.clear()
        self.windows.clear()
        self.locks.clear()

    def lock(self, key: str) -> asyncio.Lock:
        """One lock a key: what a platform does one after the other."""
        return self.locks.setdefault(key, asyncio.Lock())

    def use(self, key: tuple[str, str], limit: int, seconds: float) -> tuple[int, int, bool]:
        """Count one call in a sliding window: (remaining, reset as unix time, allowed)."""
        now = time.time()
        window = self.windows[key]
        while window and window[0] <= now - seconds:
            window.popleft()
        reset = int((window[0] if window else now) + seconds) + 1
        if self.limits and len(window) >= limit:
            return 0, reset, False
        window.append(now)
        return max(0, limit - len(window)), reset, True

    async def fetch(self, url: str, limit: int) -> bytes:
        """Fetch an address as the platform would, but only from loopback and private networks.

        Redirects are not followed. Raises :class:`FetchError` with the reason, in English as the
        platforms answer, when there is nothing, too much (over ``limit`` bytes) or no answer.
        """
        await asyncio.to_thread(_refuse_foreign, url)
        try:
            async with (
                httpx.AsyncClient(timeout=20, trust_env=False) as client,
                client.stream("GET", url) as reply,
            ):
                if reply.status_code != httpx.codes.OK:
                    raise FetchError(f"HTTP {reply.status_code}")
                content = b""
                async for chunk in reply.aiter_bytes():
                    content += chunk
                    if len(content) > limit:
                        raise FetchError("too large")
                return content
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise FetchError(str(error) or type(error).__name__) from error


def _refuse_foreign(url: str) -> None:
    """The stand-in never talks to the internet, whatever an address says."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise FetchError("not a valid URL") from error
    if parts.scheme not in ("http", "https") or not host:
        raise FetchError("not a valid URL")
    try:
        found = socket.getaddrinfo(host, port or 80, proto=socket.IPPROTO_TCP)
    except OSError as error:
        raise FetchError(f"could not resolve {host}") from error
    for entry in found:
        address = ipaddress.ip_address(str(entry[4][0]).split("%")[0])
        if not (address.is_loopback or address.is_private):
            raise FetchError(f"{host} is outside this sandbox")


def world(request: Request) -> World:
    """The world this request arrived in."""
    return cast(World, request.app.state.world)


def fault(request: Request) -> Fault | None:
    """The fault this call was given, where its handler has to play it."""
    return cast("Fault | None", request.scope.get("sandbox.fault"))


def base(request: Request) -> str:
    """Where links handed out start: ``--public-url``, else how the caller addressed us."""
    return world(request).public_url or str(request.base_url).rstrip("/")


def iso(seconds: float, zone: str = "Z") -> str:
    """A time as the platforms write it, in UTC: ``zone`` is ``Z`` or ``+0000``."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%S") + zone


def parse_time(value: str) -> float:
    """Unix seconds or ISO 8601 to seconds since 1970; raises ValueError."""
    if value.isdigit():
        return float(value)
    moment = datetime.fromisoformat(value)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
