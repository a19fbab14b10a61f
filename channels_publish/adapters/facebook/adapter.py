"""Publishes one post on one Facebook Page (Graph API v26.0).

Uploads are invisible and their ids are kept, so only the last call, ``/feed`` or the ``finish`` of
a video, can show something twice; it is never repeated blindly.

Options: ``video_base_url`` where videos go to another host than ``base_url``
(``https://graph-video.facebook.com`` in Meta's own service).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
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
    Shown,
    Unknown,
)
from channels_publish.adapters.facebook.errors import FACEBOOK_ERRORS
from channels_publish.adapters.facebook.limits import LIMITS
from channels_publish.adapters.facebook.listing import (
    FAILED_VIDEO,
    feed_since,
    full_id,
    our_video,
    receipt_of,
    shown_since,
    targets,
    uploads_of,
)
from channels_publish.adapters.facebook.media import attach_photos, upload_video
from channels_publish.adapters.facebook.problems import problems
from channels_publish.adapters.meta import MISSING, Graph
from channels_publish.adapters.readback import same_text


class FacebookAdapter(Adapter):
    """One Page. ``account_id`` is the Page's id, ``token`` a Page access token."""

    kind: ClassVar[str] = "facebook"
    label: ClassVar[str] = "Facebook"
    can: ClassVar[frozenset[str]] = frozenset({"correct", "withdraw", "follow_up"})
    limits: ClassVar[Mapping[str, Limit]] = LIMITS
    readable: ClassVar[bool] = True

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
        """Ask for our own video, then look through the Page's feed for our uploads or our text.

        A video enters the feed only after Meta has processed it, so one that is still being
        processed is neither there nor surely absent.
        """
        state, uploads, text = "", uploads_of(resume), post.text.strip()
        if post.video and (video := resume.get("video_id")):
            found, state = our_video(self.graph, self.page, video)
            if found:
                return found
        if not text and not uploads:
            raise Unknown("not_comparable", "a post without text cannot be recognised")
        for entry in feed_since(self.graph, self.page, since):
            if uploads & targets(entry) or (text and same_text(text, str(entry.get("message", "")))):
                return receipt_of(entry)
        if state == "processing":
            raise Unknown("still_processing")
        if state in FAILED_VIDEO:
            raise Unknown("video_rejected", state)
        return None

    def recent(self, *, since: datetime) -> tuple[Shown, ...]:
        """The Page's newest posts."""
        return shown_since(self.graph, self.page, since)

    def check(self) -> Health:
        """Read the Page's name with our token."""
        try:
            page = self.graph.read(self.page, fields="name")
        except AccountProblem as error:
            return Health.failing(error)
        return Health(ok=True, message=str(page.get("name", "")))

    def correct(self, post: Post, *, receipt: Receipt, key: str, resume: Resume) -> Receipt:
        """Replace the text of a published post; its link and media cannot be changed (v26.0)."""
        resume.confirm()
        public = self._named(receipt)
        try:
            self.graph.upload(public.remote_id, {"message": post.text}, proof="success")
        except AccountProblem as error:
            if error.code != MISSING or self.graph.has(receipt.remote_id):
                raise
            raise Refused("post_gone", error.detail) from None
        return public

    def withdraw(self, post: Post, *, receipt: Receipt, key: str, resume: Resume) -> None:
        """Delete the published post."""
        resume.confirm()
        self.graph.remove(self._named(receipt).remote_id)

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

    def _named(self, receipt: Receipt) -> Receipt:
        """The receipt by the id of its post: one that could not be read back when it was fresh names the video."""
        if "_" in receipt.remote_id:
            return receipt
        try:
            post = self.graph.read(receipt.remote_id, fields="post_id").get("post_id")
        except AccountProblem:
            return receipt  # the call that follows meets the same and judges it
        return replace(receipt, remote_id=full_id(self.page, str(post))) if post else receipt

    def _receipt(self, remote_id: str, *, more: str = "") -> Receipt:
        """The receipt of what is surely published, whether or not it can be read back.

        A video is named by its post where Meta tells it: that is the id the feed shows as well.
        """
        try:
            entry = self.graph.read(remote_id, fields=f"permalink_url,created_time{more}")
        except AdapterError:
            entry = {}
        named = full_id(self.page, str(entry["post_id"])) if entry.get("post_id") else remote_id
        return receipt_of({**entry, "id": named})
