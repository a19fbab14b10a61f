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
    Shown,
    TryLater,
    Unknown,
)
from channels_publish.adapters.http import permalink
from channels_publish.adapters.readback import moment
from channels_publish.adapters.x.client import connected, listening
from channels_publish.adapters.x.counting import weigh
from channels_publish.adapters.x.errors import answers_explained
from channels_publish.adapters.x.limits import LIMITS
from channels_publish.adapters.x.links import links
from channels_publish.adapters.x.media import SEGMENT_BYTES, Uploads
from channels_publish.adapters.x.problems import media_problems, text_problems
from channels_publish.adapters.x.quotas import windows
from channels_publish.adapters.x.timeline import earlier_versions, expanded, newest_since, posts_since, same_text

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
    readable: ClassVar[bool] = True

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

    @classmethod
    def price_usd(cls, post: Post) -> float:
        """X charges each post, and more for one with a link (pay per use, see ``LIMITS``)."""
        return LIMITS["price_with_link_usd" if links(post.text) else "price_usd"].value

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
        with answers_explained(self.credentials.token), listening(client, self._learn):
            created = client.posts.create(schemas.CreatePostsRequest.model_validate(body))
        if created.data is None or not created.data.id:
            raise Unknown("no_id")
        return self._receipt(str(created.data.id))

    def find(self, post: Post, *, key: str, since: datetime, resume: Resume) -> Receipt | None:
        """Our own post with the same text since then, now or before somebody edited it; None where the
        timeline surely lacks it."""
        token, doubtful = self.credentials.token, False
        with connected(self.credentials) as client:
            for candidate in posts_since(client, self.credentials.account_id, since, token=token):
                same = same_text(candidate, post.text)
                if not same:
                    said = (same_text(old, post.text) for old in earlier_versions(client, candidate, token=token))
                    same = next((each for each in said if each), same)
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

    def recent(self, *, since: datetime) -> tuple[Shown, ...]:
        """The account's newest posts, with t.co addresses written out."""
        with connected(self.credentials) as client:
            posts = newest_since(client, self.credentials.account_id, since, token=self.credentials.token)
        receipts = [(self._receipt(str(each.get("id", "")), moment(each.get("created_at"))), each) for each in posts]
        return tuple(
            Shown(found.remote_id, found.url, expanded(each).strip(), at=found.published_at)
            for found, each in receipts
        )

    def check(self) -> Health:
        """Whether the token is accepted and belongs to this account."""
        try:
            token = self.credentials.token
            with connected(self.credentials) as client, answers_explained(token, repeatable=True):
                me = client.users.get_me().data
        except AccountProblem as problem:
            return Health.failing(problem)
        name = f"@{getattr(me, 'username', '')} ({getattr(me, 'id', '')})"
        if str(getattr(me, "id", "")) != self.credentials.account_id:
            return Health.failing(AccountProblem("wrong_account", name))
        return Health(ok=True, message=name)

    def _learn(self, headers: Mapping[str, str]) -> None:
        self.learned_quotas = windows(headers)

    def _receipt(self, post_id: str, published_at: datetime | None = None) -> Receipt:
        options = self.credentials.options
        template = options.get("permalink") or PERMALINK
        # x.com resolves /i/status/{id} to the right account.
        url = permalink(template, handle=options.get("handle") or "i", id=post_id)
        return Receipt(remote_id=post_id, url=url, published_at=published_at)
