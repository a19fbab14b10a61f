"""Publishes one post on one Instagram professional account (Graph API v26.0).

Everything before ``media_publish`` is invisible. Its container answers afterwards whether it was
published, so a lost reply can be resolved for certain.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cached_property
from typing import Any, ClassVar

from channels_publish.adapters.base import (
    AccountProblem,
    Adapter,
    AdapterError,
    Credentials,
    Health,
    Limit,
    Measure,
    Post,
    Problem,
    Receipt,
    Resume,
    Unknown,
)
from channels_publish.adapters.instagram.containers import (
    State,
    create,
    forget,
    read_state,
    wait_until_finished,
)
from channels_publish.adapters.instagram.errors import INSTAGRAM_ERRORS
from channels_publish.adapters.instagram.limits import LIMITS
from channels_publish.adapters.instagram.problems import problems
from channels_publish.adapters.meta import Graph, is_since
from channels_publish.adapters.readback import moment, same_text

SITE = "https://www.instagram.com"
LATEST = "50"


class InstagramAdapter(Adapter):
    """One account. ``account_id`` is its Instagram user id, ``token`` the linked Page's token."""

    kind: ClassVar[str] = "instagram"
    label: ClassVar[str] = "Instagram"
    can: ClassVar[frozenset[str]] = frozenset({"withdraw", "follow_up"})
    limits: ClassVar[Mapping[str, Limit]] = LIMITS

    def __init__(self, credentials: Credentials, *, sleep: Callable[[float], None] = time.sleep) -> None:
        super().__init__(credentials)
        self.account = credentials.account_id
        self.sleep = sleep

    @cached_property
    def graph(self) -> Graph:
        """The client of this call."""
        return Graph(self.credentials, own=INSTAGRAM_ERRORS)

    @classmethod
    def measure(cls, post: Post) -> tuple[Measure, ...]:
        """Characters of the caption."""
        return (Measure("text", len(post.text), int(LIMITS["text"].value)),)

    @classmethod
    def problems(cls, post: Post) -> tuple[Problem, ...]:
        """See :mod:`channels_publish.adapters.instagram.problems`."""
        return tuple(problems(post))

    def publish(self, post: Post, *, key: str, resume: Resume) -> Receipt:
        """Publish once; the kept container takes the place of ``key``."""
        container = resume.get("container")
        if container:
            state, _ = read_state(self.graph, container)
            if state is State.PUBLISHED:
                return self._published(post, since=None)
            if state in {State.ERROR, State.EXPIRED, State.GONE}:
                forget(post, resume)
                container = None
        container = container or create(self.graph, self.account, post, resume)
        wait_until_finished(self.graph, container, self.sleep)
        fields = {"creation_id": container}
        resume.confirm()
        reply = self.graph.publish(f"{self.account}/media_publish", fields)
        return self._receipt(str(reply["id"]))

    def find(self, post: Post, *, key: str, since: datetime, resume: Resume) -> Receipt | None:
        """Ask the container: only PUBLISHED means public, then the account's media name the post."""
        container = resume.get("container")
        if not container:
            return None
        state, _ = read_state(self.graph, container)
        if state not in {State.PUBLISHED, State.GONE}:
            return None
        return self._published(post, since=since)

    def check(self) -> Health:
        """Read the account's name and how much of its daily quota is left."""
        try:
            account = self.graph.read(self.account, fields="username")
            used, total = self._quota()
        except AccountProblem as error:
            return Health(ok=False, message=error.detail or error.code)
        name = f"@{account.get('username', '')}"
        if not total:
            return Health(ok=True, message=name)
        return Health(ok=used < total, message=f"{name}: {used} of {total} posts in 24 h")

    def withdraw(self, post: Post, *, receipt: Receipt, key: str, resume: Resume) -> None:
        """Delete the whole post; needs ``instagram_manage_contents`` (Graph v26.0)."""
        resume.confirm()
        self.graph.remove(receipt.remote_id)

    def _quota(self) -> tuple[int, int]:
        """Posts used and allowed in 24 hours; documents disagree on the number, so it is read."""
        reply = self.graph.read(f"{self.account}/content_publishing_limit", fields="config,quota_usage")
        entry: dict[str, Any] = next(iter(reply.get("data", [])), {})
        config = entry.get("config") or {}
        return int(entry.get("quota_usage", 0)), int(config.get("quota_total", 0))

    def _receipt(self, media: str) -> Receipt:
        """The receipt of what is surely published, whether or not it can be read back."""
        try:
            entry = self.graph.read(media, fields="permalink,timestamp")
        except AdapterError:
            entry = {}
        return _receipt({**entry, "id": media})

    def _published(self, post: Post, *, since: datetime | None) -> Receipt:
        """The receipt of a post whose container was used, from the account's latest media."""
        reply = self.graph.read(f"{self.account}/media", fields="id,caption,permalink,timestamp", limit=LATEST)
        for entry in reply.get("data", []):
            caption = str(entry.get("caption", ""))
            if same_text(post.text, caption) and is_since(entry.get("timestamp"), since):
                return _receipt(entry)
        raise Unknown("published_unlisted", "the container was used, the post is not listed")


def _receipt(entry: Mapping[str, Any]) -> Receipt:
    url = str(entry.get("permalink") or f"{SITE}/")
    return Receipt(str(entry["id"]), url, moment(entry.get("timestamp")))
