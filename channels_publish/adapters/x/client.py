"""X's own SDK over a session that cannot wait forever."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import requests
import xdk

from channels_publish.adapters.base import AccountProblem, Credentials
from channels_publish.adapters.http import BoundedSession


@contextmanager
def connected(credentials: Credentials) -> Iterator[xdk.Client]:
    """A client for one account and one call.

    xdk 0.10.6 sets no timeout and keeps the token in headers its session shares, so every call
    gets a client of its own on a bounded session.
    """
    if not credentials.token:
        raise AccountProblem("token_missing")
    client = xdk.Client(base_url=credentials.base_url.rstrip("/"), access_token=credentials.token)
    client.session.close()
    client.session = BoundedSession(credentials.timeout)
    client.session.headers["Authorization"] = f"Bearer {credentials.token}"
    with client.session:
        yield client


@contextmanager
def listening(client: xdk.Client, hear: Callable[[Mapping[str, str]], None]) -> Iterator[None]:
    """Inside the block ``hear`` gets the headers of every answer, which the SDK keeps to itself."""

    def note(response: requests.Response, *_args: Any, **_kwargs: Any) -> None:
        hear(response.headers)

    hooks = client.session.hooks["response"]
    hooks.append(note)
    try:
        yield
    finally:
        hooks.remove(note)
