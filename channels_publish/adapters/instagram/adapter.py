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
    MOST_SHOWN,
    AccountProblem,
    Adapter,
    AdapterError,
    Credentials,
    Health,
    Limit,
    Measure,
    Post,
    Problem,
    Quota,
    Receipt,
    Resume,
    Shown,
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
LATEST = 50


class InstagramAdapter(Adapter):
    """One account. ``account_id`` is its Instagram user id, ``token`` the linked Page's token."""

    kind: ClassVar[str] = "instagram"
    label: ClassVar[str] = "Instagram"
    can: ClassVar[frozenset[str]] = frozenset({"withdraw", "follow_up"})
    limits: ClassVar[Mapping[str, Limit]] = LIMITS
    readable: ClassVar[bool] = True

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
        """Ask the container: only PUBLISHED means public, then the account's media name the post.

        An expired or failed one was never used; one that is forgotten leaves the question to the media.
        """
        container = resume.get("container")
        if not container:
            return None
        state, _ = read_state(self.graph, container)
        if state is State.PUBLISHED:
            return self._published(post, since=since)
        if state is State.GONE:
            return self._forgotten(post, since)
        return None

    def recent(self, *, since: datetime) -> tuple[Shown, ...]:
        """The account's newest media."""
        receipts = [
            (_receipt(entry), str(entry.get("caption", "")))
            for entry in self._media(limit=MOST_SHOWN)
            if is_since(entry.get("timestamp"), since)
        ]
        return tuple(Shown(found.remote_id, found.url, text, at=found.published_at) for found, text in receipts)

    def check(self) -> Health:
        """Read the account's name; an exhausted quota is no fault of the account, it opens again."""
        try:
            account = self.graph.read(self.account, fields="username")
        except AccountProblem as error:
            return Health.failing(error)
        return Health(ok=True, message=f"@{account.get('username', '')}")

    def quotas(self) -> tuple[Quota, ...]:
        """Posts used and allowed in 24 hours; documents disagree on the number, so it is read."""
        reply = self.graph.read(f"{self.account}/content_publishing_limit", fields="config,quota_usage")
        entry: dict[str, Any] = next(iter(reply.get("data", [])), {})
        total = int((entry.get("config") or {}).get("quota_total", 0))
        return (Quota("posts_24h", int(entry.get("quota_usage", 0)), total),) if total else ()

    def withdraw(self, post: Post, *, receipt: Receipt, key: str, resume: Resume) -> None:
        """Delete the whole post; needs ``instagram_manage_contents`` (Graph v26.0)."""
        resume.confirm()
        self.graph.remove(receipt.remote_id)

    def _receipt(self, media: str) -> Receipt:
        """The receipt of what is surely published, whether or not it can be read back."""
        try:
            entry = self.graph.read(media, fields="permalink,timestamp")
        except AdapterError:
            entry = {}
        return _receipt({**entry, "id": media})

    def _published(self, post: Post, *, since: datetime | None) -> Receipt:
        """The receipt of a post whose container was used, from the account's latest media."""
        if found := _same(post, self._media(limit=LATEST), since):
            return found
        raise Unknown("published_unlisted", "the container was used, the post is not listed")

    def _forgotten(self, post: Post, since: datetime) -> Receipt:
        """Instagram forgets containers after a day, used or not: then only the caption can tell, and one
        that somebody changed cannot, so its absence proves nothing."""
        if found := _same(post, self._media(limit=LATEST), since):
            return found
        raise Unknown("container_forgotten", "neither the container nor the caption is known")

    def _media(self, *, limit: int) -> list[dict[str, Any]]:
        fields = "id,caption,permalink,timestamp"
        return list(self.graph.read(f"{self.account}/media", fields=fields, limit=str(limit)).get("data", []))


def _same(post: Post, media: list[dict[str, Any]], since: datetime | None) -> Receipt | None:
    for entry in media:
        if same_text(post.text, str(entry.get("caption", ""))) and is_since(entry.get("timestamp"), since):
            return _receipt(entry)
    return None


def _receipt(entry: Mapping[str, Any]) -> Receipt:
    url = str(entry.get("permalink") or f"{SITE}/")
    return Receipt(str(entry["id"]), url, moment(entry.get("timestamp")))
