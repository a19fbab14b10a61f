"""Publishes one post on one Facebook Page (Graph API v26.0).

Uploads are invisible and their ids are kept, so only the last call, ``/feed`` or the ``finish`` of
a video, can show something twice; it is never repeated blindly.

Options: ``video_base_url`` where videos go to another host than ``base_url``
(``https://graph-video.facebook.com`` in Meta's own service).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cached_property
from typing import Any, ClassVar

from channels_publish.adapters import checks
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
    Refused,
    Resume,
    Unknown,
)
from channels_publish.adapters.facebook.errors import FACEBOOK_ERRORS
from channels_publish.adapters.facebook.limits import LIMITS
from channels_publish.adapters.facebook.media import attach_photos, upload_video
from channels_publish.adapters.facebook.problems import problems
from channels_publish.adapters.meta import MISSING, Graph, is_since
from channels_publish.adapters.readback import moment, same_text

SITE = "https://www.facebook.com"
FEED_PAGES = 5


class FacebookAdapter(Adapter):
    """One Page. ``account_id`` is the Page's id, ``token`` a Page access token."""

    kind: ClassVar[str] = "facebook"
    label: ClassVar[str] = "Facebook"
    can: ClassVar[frozenset[str]] = frozenset({"correct", "withdraw", "follow_up"})
    limits: ClassVar[Mapping[str, Limit]] = LIMITS

    def __init__(self, credentials: Credentials) -> None:
        super().__init__(credentials)
        self.page = credentials.account_id

    @cached_property
    def graph(self) -> Graph:
        """The client of this call."""
        return Graph(self.credentials, own=FACEBOOK_ERRORS)

    @classmethod
    def measure(cls, post: Post) -> tuple[Measure, ...]:
        """Plain characters; whether Facebook counts code points or UTF-16 is not documented."""
        return (Measure("text", len(post.text), int(LIMITS["text"].value)),)

    @classmethod
    def problems(cls, post: Post) -> tuple[Problem, ...]:
        """See :mod:`channels_publish.adapters.facebook.problems`."""
        return tuple(problems(post))

    @classmethod
    def can_become(cls, sent: Mapping[str, Any], post: Post) -> bool:
        """Only the text changes: pictures, video and the card of a link stay as they were posted."""
        card = not (post.images or post.video)
        return checks.same_media(sent, post) and (not card or sent.get("link", "") == post.link)

    def publish(self, post: Post, *, key: str, resume: Resume) -> Receipt:
        """Publish once; ``/feed`` takes no key of ours, so ``key`` stays unused."""
        if post.video:
            return self._publish_video(post, resume)
        fields = {"message": post.text}
        if post.images:
            fields |= attach_photos(self.graph, self.page, post.images, resume)
        elif post.link:
            fields["link"] = post.link
        resume.confirm()
        reply = self.graph.publish(f"{self.page}/feed", fields)
        return self._receipt(str(reply["id"]))

    def find(self, post: Post, *, key: str, since: datetime, resume: Resume) -> Receipt | None:
        """Compare the Page's feed since ``since`` with our text.

        A video enters the feed only after Meta has processed it, so one that is still being
        processed is neither there nor surely absent.
        """
        if not post.text.strip():
            raise Unknown("not_comparable", "a post without text cannot be recognised")
        for entry in self._feed(since):
            if same_text(post.text, str(entry.get("message", ""))):
                return _receipt(entry)
        if post.video and self._is_processing(resume.get("video_id")):
            raise Unknown("still_processing")
        return None

    def check(self) -> Health:
        """Read the Page's name with our token."""
        try:
            page = self.graph.read(self.page, fields="name")
        except AccountProblem as error:
            return Health(ok=False, message=error.detail or error.code)
        return Health(ok=True, message=str(page.get("name", "")))

    def correct(self, post: Post, *, receipt: Receipt, key: str, resume: Resume) -> Receipt:
        """Replace the text of a published post; its link and media cannot be changed (v26.0)."""
        resume.confirm()
        try:
            self.graph.upload(receipt.remote_id, {"message": post.text}, proof="success")
        except AccountProblem as error:
            if error.code != MISSING or self.graph.has(receipt.remote_id):
                raise
            raise Refused("post_gone", error.detail) from None
        return receipt

    def withdraw(self, post: Post, *, receipt: Receipt, key: str, resume: Resume) -> None:
        """Delete the published post."""
        resume.confirm()
        self.graph.remove(receipt.remote_id)

    def _publish_video(self, post: Post, resume: Resume) -> Receipt:
        assert post.video is not None
        host = self.credentials.options.get("video_base_url", "")
        graph = Graph(self.credentials, own=FACEBOOK_ERRORS, base_url=host)
        video, session = upload_video(graph, self.page, post.video, resume)
        fields = {
            "upload_phase": "finish",
            "upload_session_id": session,
            "title": post.title,
            "description": post.text,
        }
        resume.confirm()
        graph.publish(f"{self.page}/videos", fields, proof="success")
        return self._receipt(video, more=",post_id")

    def _receipt(self, remote_id: str, *, more: str = "") -> Receipt:
        """The receipt of what is surely published, whether or not it can be read back.

        A video is named by its post where Meta tells it: that is the id the feed shows as well.
        """
        try:
            entry = self.graph.read(remote_id, fields=f"permalink_url,created_time{more}")
        except AdapterError:
            entry = {}
        post = str(entry.get("post_id") or remote_id)
        named = f"{self.page}_{post}" if "post_id" in entry and "_" not in post else post
        return _receipt({**entry, "id": named})

    def _feed(self, since: datetime) -> Iterator[dict[str, Any]]:
        """The Page's posts since then, newest first."""
        params = {
            "fields": "id,message,created_time,permalink_url",
            "since": str(int(since.timestamp()) - 60),
            "limit": "100",
        }
        for _ in range(FEED_PAGES):
            reply = self.graph.read(f"{self.page}/feed", **params)
            entries = reply.get("data", [])
            yield from (e for e in entries if is_since(e.get("created_time"), since))
            paging = reply.get("paging") or {}
            after = (paging.get("cursors") or {}).get("after")
            if not entries or not after or not paging.get("next"):
                return
            params["after"] = after
        raise Unknown("feed_too_long", f"more than {FEED_PAGES * 100} posts since the attempt")

    def _is_processing(self, video: str | None) -> bool:
        if not video:
            return False
        try:
            status = self.graph.read(video, fields="status").get("status")
        except (AccountProblem, Refused):
            return False
        return isinstance(status, dict) and status.get("video_status") == "processing"


def _receipt(entry: Mapping[str, Any]) -> Receipt:
    remote_id = str(entry["id"])
    # Videos answer with a path, posts with a whole address.
    url = str(entry.get("permalink_url") or f"/{remote_id}")
    url = SITE + url if url.startswith("/") else url
    return Receipt(remote_id, url, moment(entry.get("created_time")))
