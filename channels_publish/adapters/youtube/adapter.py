"""YouTube through Google's client: one resumable upload, exactly once."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from datetime import datetime
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
    Refused,
    Resume,
    Shown,
    Unknown,
)
from channels_publish.adapters.http import permalink
from channels_publish.adapters.readback import moment
from channels_publish.adapters.youtube.limits import LIMITS
from channels_publish.adapters.youtube.listing import (
    current_snippet,
    newest_uploads,
    note_on,
    same_video,
    states_of,
    uploads_since,
    why_not_shown,
)
from channels_publish.adapters.youtube.problems import counters, media_problems, text_problems
from channels_publish.adapters.youtube.service import build_service, read, remove
from channels_publish.adapters.youtube.transport import Transport
from channels_publish.adapters.youtube.upload import CHUNK_BYTES, SessionLostError, ask, media_file, open_session, send

PERMALINK = "https://www.youtube.com/watch?v={id}"
NEWS_AND_POLITICS = "25"


class YouTubeAdapter(Adapter):
    """One channel on YouTube.

    Options: ``privacy`` (``public``, the default, ``unlisted`` or ``private``), ``category`` and,
    where videos live elsewhere, ``permalink``.
    """

    kind: ClassVar[str] = "youtube"
    label: ClassVar[str] = "YouTube"
    can: ClassVar[frozenset[str]] = frozenset({"correct", "withdraw"})
    limits: ClassVar[Mapping[str, Limit]] = LIMITS
    readable: ClassVar[bool] = True

    def __init__(
        self,
        credentials: Credentials,
        *,
        sleep: Callable[[float], None] = time.sleep,
        chunk_bytes: int = CHUNK_BYTES,
    ) -> None:
        super().__init__(credentials)
        self.sleep = sleep
        self.chunk_bytes = chunk_bytes

    @classmethod
    def measure(cls, post: Post) -> tuple[Measure, ...]:
        """Title in characters, description in bytes, tags in total."""
        return counters(post)

    @classmethod
    def problems(cls, post: Post) -> tuple[Problem, ...]:
        """What YouTube would refuse."""
        return (*text_problems(post), *media_problems(post))

    def publish(self, post: Post, *, key: str, resume: Resume) -> Receipt:
        """Open a session or go on with the kept one; its address is kept before the first byte."""
        if post.video is None:
            raise Refused("video_required")
        media, token = media_file(post.video, self.chunk_bytes), self.credentials.token
        with self._connected() as (transport, service):
            request = service.videos().insert(part="snippet,status", body=self._body(post), media_body=media)
            try:
                if session := resume.get("session"):
                    progress = ask(transport, session, media.size(), token=token)
                    if progress.video is not None:
                        return self._receipt(progress.video["id"], progress.video.get("snippet"))
                    request.resumable_progress = progress.received
                else:
                    session = open_session(transport, request, token=token)
                    resume.save(session=session, size=str(media.size()))
                request.resumable_uri = session
                return self._receipt(send(request, confirm=resume.confirm, token=token, sleep=self.sleep))
            except SessionLostError:
                # It may have been finished and then forgotten; only the channel's list can tell.
                raise Unknown("session_lost") from None

    def find(self, post: Post, *, key: str, since: datetime, resume: Resume) -> Receipt | None:
        """Ask the upload session; without one, compare title and description of recent uploads.

        Raises Unknown for a video that arrived and that YouTube will not show: sending it again
        would only end the same way, so a person decides.
        """
        token, session = self.credentials.token, resume.get("session")
        with self._connected() as (transport, service):
            if session:
                with suppress(SessionLostError):
                    video = ask(transport, session, int(resume.get("size") or 0), token=token).video
                    return self._arrived(service, video["id"], video.get("snippet")) if video else None
            if found := self._listed(service, post, since):
                return found
        if session:
            # Surely absent and the session gone: the next attempt must open a new one.
            resume.save(session="", size="")
        return None

    @classmethod
    def can_become(cls, sent: Mapping[str, Any], post: Post) -> bool:
        """The words change; the film itself cannot be exchanged (Data API v3, read 2026-11-25)."""
        return bool(sent.get("video")) and post.video is not None and sent["video"].get("sha256") == post.video.sha256

    def correct(self, post: Post, *, receipt: Receipt, key: str, resume: Resume) -> Receipt:
        """Change title, description and tags. ``videos.update`` replaces the whole snippet (reference, read
        2026-11-25), so what is there is read first and sent back with the new words."""
        with self._connected() as (_, service):
            snippet = current_snippet(service, receipt.remote_id, token=self.credentials.token)
            changed = {**snippet, "title": post.title, "description": post.text, "tags": list(post.tags)}
            request = service.videos().update(part="snippet", body={"id": receipt.remote_id, "snippet": changed})
            resume.confirm()
            read(request, token=self.credentials.token)
        return receipt

    def withdraw(self, post: Post, *, receipt: Receipt, key: str, resume: Resume) -> None:
        """Delete the video for good; one that is gone already is taken back."""
        with self._connected() as (_, service):
            resume.confirm()
            remove(service.videos().delete(id=receipt.remote_id), token=self.credentials.token)

    def recent(self, *, since: datetime) -> tuple[Shown, ...]:
        """The channel's newest uploads, with a note where YouTube does not show one."""
        token = self.credentials.token
        with self._connected() as (_, service):
            videos = newest_uploads(service, self.credentials.account_id, since, token=token)
            states = states_of(service, (video for video, _ in videos), token=token)
        receipts = [(self._receipt(video, snippet), snippet) for video, snippet in videos]
        return tuple(
            Shown(
                found.remote_id, found.url, str(snippet.get("description") or ""),
                title=str(snippet.get("title") or ""), at=found.published_at,
                note=note_on(states.get(found.remote_id, {})),
            )
            for found, snippet in receipts
        )  # fmt: skip

    def _listed(self, service: Any, post: Post, since: datetime) -> Receipt | None:
        """The newest upload that says the same; one that YouTube does not show counts only where no other is there."""
        hidden: Unknown | None = None
        for video, snippet in uploads_since(service, self.credentials.account_id, since, token=self.credentials.token):
            if same_video(snippet, post):
                try:
                    return self._arrived(service, video, snippet)
                except Unknown as error:
                    hidden = error
        if hidden:
            raise hidden
        return None

    def _arrived(self, service: Any, video: str, snippet: Mapping[str, Any] | None) -> Receipt:
        """The receipt of a video YouTube has. Raises Unknown where it will not show it.

        It counts as well where its status cannot be read just now.
        """
        status: dict[str, Any] = {}
        with suppress(AdapterError):
            status = states_of(service, [video], token=self.credentials.token).get(video, {})
        if note_on(status) == "rejected":
            raise Unknown("video_rejected", why_not_shown(status))
        return self._receipt(video, snippet)

    def check(self) -> Health:
        """Whether the token is accepted and belongs to this channel."""
        token = self.credentials.token
        try:
            with self._connected() as (_, service):
                items = read(service.channels().list(part="id,snippet", mine=True), token=token).get("items") or []
        except AccountProblem as problem:
            return Health.failing(problem)
        names = ", ".join(f"{(item.get('snippet') or {}).get('title', '')} ({item.get('id')})" for item in items)
        if not any(item.get("id") == self.credentials.account_id for item in items):
            return Health.failing(AccountProblem("wrong_account", names))
        return Health(ok=True, message=names)

    @contextmanager
    def _connected(self) -> Iterator[tuple[Transport, Any]]:
        with closing(Transport(self.credentials)) as transport:
            yield transport, build_service(self.credentials.base_url, transport)

    def _body(self, post: Post) -> dict[str, Any]:
        """The video resource. Privacy is always sent: left out, it has meant public since 2026-11-02."""
        options = self.credentials.options
        return {
            "snippet": {
                "title": post.title,
                "description": post.text,
                "tags": list(post.tags),
                "categoryId": options.get("category") or NEWS_AND_POLITICS,
                "defaultLanguage": "de",
            },
            "status": {
                "privacyStatus": options.get("privacy") or "public",
                "selfDeclaredMadeForKids": False,
            },
        }

    def _receipt(self, video_id: str, snippet: Mapping[str, Any] | None = None) -> Receipt:
        url = permalink(self.credentials.options.get("permalink") or PERMALINK, id=video_id)
        return Receipt(remote_id=video_id, url=url, published_at=moment((snippet or {}).get("publishedAt")))
