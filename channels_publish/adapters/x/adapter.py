"""X through its own SDK: upload, then one post that is never sent twice."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, ClassVar

import xdk
from xdk import schemas

from channels_publish.adapters.base import (
    AccountProblem,
    Adapter,
    Credentials,
    Health,
    Limit,
    Measure,
    Post,
    Problem,
    Receipt,
    Refused,
    Resume,
    TryLater,
    Unknown,
)
from channels_publish.adapters.http import permalink
from channels_publish.adapters.readback import moment
from channels_publish.adapters.x.client import connected
from channels_publish.adapters.x.counting import weigh
from channels_publish.adapters.x.errors import answers_explained
from channels_publish.adapters.x.limits import LIMITS
from channels_publish.adapters.x.media import SEGMENT_BYTES, Uploads
from channels_publish.adapters.x.problems import media_problems, text_problems
from channels_publish.adapters.x.timeline import posts_since, same_text

PERMALINK = "https://x.com/{handle}/status/{id}"
MEDIA_LOST = re.compile(r"media.?ids? (is|are) invalid", re.IGNORECASE)


class XAdapter(Adapter):
    """One account on X. Options: ``handle`` (without @) and, where posts live elsewhere, ``permalink``.

    X knows no idempotency key. Uploads may be repeated; ``POST /2/tweets`` is sent once, and what
    came of a lost reply is read from the account's own timeline. A post is not edited: that needs X Premium and
    ends after an hour at the latest (changelog of 2026; ``edit_controls`` tells), so it is deleted and posted anew.
    """

    kind: ClassVar[str] = "x"
    label: ClassVar[str] = "X"
    can: ClassVar[frozenset[str]] = frozenset({"withdraw", "follow_up"})
    limits: ClassVar[Mapping[str, Limit]] = LIMITS

    def __init__(
        self,
        credentials: Credentials,
        *,
        sleep: Callable[[float], None] = time.sleep,
        segment_bytes: int = SEGMENT_BYTES,
    ) -> None:
        super().__init__(credentials)
        self.sleep = sleep
        self.segment_bytes = segment_bytes

    @classmethod
    def measure(cls, post: Post) -> tuple[Measure, ...]:
        """The text by X's weighting: of 280."""
        return (Measure("text", weigh(post.text), int(LIMITS["text"].value), "weighted"),)

    @classmethod
    def problems(cls, post: Post) -> tuple[Problem, ...]:
        """What X would refuse, and what a link costs."""
        return (*text_problems(post), *media_problems(post))

    def publish(self, post: Post, *, key: str, resume: Resume) -> Receipt:
        """Upload what is not uploaded yet, then post once."""
        with connected(self.credentials) as client:
            uploads = Uploads(client, resume, sleep=self.sleep, segment_bytes=self.segment_bytes)
            body: dict[str, Any] = {"text": post.text}
            if media_ids := uploads.ids(post):
                body["media"] = {"media_ids": media_ids}
            resume.confirm()
            try:
                return self._post(client, body)
            except Refused as refusal:
                if not media_ids or not MEDIA_LOST.search(refusal.detail):
                    raise
                uploads.forget(post)
                raise TryLater("media_lost", refusal.detail) from None

    def _post(self, client: xdk.Client, body: dict[str, Any]) -> Receipt:
        """The one call that is visible to the public and must never be repeated blindly."""
        with answers_explained(self.credentials.token):
            created = client.posts.create(schemas.CreatePostsRequest.model_validate(body))
        if created.data is None or not created.data.id:
            raise Unknown("no_id")
        return self._receipt(str(created.data.id))

    def find(self, post: Post, *, key: str, since: datetime, resume: Resume) -> Receipt | None:
        """Our own post with the same text since then, or None where the timeline surely lacks it."""
        with connected(self.credentials) as client:
            posts = posts_since(client, self.credentials.account_id, since, token=self.credentials.token)
        doubtful = False
        for candidate in posts:
            same = same_text(candidate, post.text)
            if same:
                return self._receipt(str(candidate.get("id", "")), moment(candidate.get("created_at")))
            doubtful = doubtful or same is None
        if doubtful:
            raise Unknown("cannot_tell")
        return None

    def withdraw(self, post: Post, *, receipt: Receipt, key: str, resume: Resume) -> None:
        """Delete the post; 404 means that it is gone already (USD 0.010 a call, price list of 2026-08-22)."""
        resume.confirm()
        try:
            with connected(self.credentials) as client, answers_explained(self.credentials.token, repeatable=True):
                deleted = client.posts.delete(receipt.remote_id).data
        except AccountProblem as problem:
            if problem.code != "not_found":
                raise
            return
        if deleted is None or not deleted.deleted:
            raise TryLater("unreadable_reply")

    def check(self) -> Health:
        """Whether the token is accepted and belongs to this account."""
        try:
            token = self.credentials.token
            with connected(self.credentials) as client, answers_explained(token, repeatable=True):
                me = client.users.get_me().data
        except AccountProblem as problem:
            return Health(ok=False, message=problem.detail or problem.code)
        name = f"@{getattr(me, 'username', '')} ({getattr(me, 'id', '')})"
        return Health(ok=str(getattr(me, "id", "")) == self.credentials.account_id, message=name)

    def _receipt(self, post_id: str, published_at: datetime | None = None) -> Receipt:
        options = self.credentials.options
        template = options.get("permalink") or PERMALINK
        # x.com resolves /i/status/{id} to the right account.
        url = permalink(template, handle=options.get("handle") or "i", id=post_id)
        return Receipt(remote_id=post_id, url=url, published_at=published_at)
