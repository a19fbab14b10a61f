"""Containers: what Instagram holds, unseen and for 24 hours, before it is published.

Content publishing guide, updated 30 June 2026: create, read ``status_code`` until FINISHED, publish.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

from channels_publish.adapters.base import (
    AccountProblem,
    Image,
    Post,
    Refused,
    Resume,
    TryLater,
    Video,
)
from channels_publish.adapters.files import local_file
from channels_publish.adapters.instagram.errors import container_error
from channels_publish.adapters.meta import Graph

WAITS = (1.0, 2.0, 3.0, 5.0, 8.0, 11.0)
"""Seconds between two looks; half a minute in all, then the delivery waits instead of a thread."""

AFTER_WAITING = 60.0
"""Seconds until the next try when a container is still in progress; Meta advises once a minute."""


class State(StrEnum):
    """``status_code`` of a container; ``GONE`` when the platform no longer knows it."""

    IN_PROGRESS = "IN_PROGRESS"
    FINISHED = "FINISHED"
    PUBLISHED = "PUBLISHED"
    ERROR = "ERROR"
    EXPIRED = "EXPIRED"
    GONE = "GONE"


def read_state(graph: Graph, container: str) -> tuple[State, str]:
    """The state of a container and the platform's own words for it."""
    try:
        reply = graph.read(container, fields="status_code,status")
    except (AccountProblem, Refused) as error:
        if error.code in {"object_missing", "container_gone", "rejected"}:
            return State.GONE, error.detail
        raise
    try:
        return State(reply.get("status_code", "")), str(reply.get("status", ""))
    except ValueError:
        raise TryLater("unreadable_reply", "container without status_code") from None


def wait_until_finished(graph: Graph, container: str, sleep: Callable[[float], None]) -> None:
    """Return once the container may be published; raise when it may not or not yet."""
    for seconds in (*WAITS, None):
        state, words = read_state(graph, container)
        if state in {State.FINISHED, State.PUBLISHED}:
            return
        if state is State.ERROR:
            raise container_error(words)
        if state in {State.EXPIRED, State.GONE}:
            raise TryLater("container_gone", words)
        if seconds is not None:
            sleep(seconds)
    raise TryLater("not_ready", words, after=AFTER_WAITING)


def create(graph: Graph, account: str, post: Post, resume: Resume) -> str:
    """Make the container of the whole post, keep its id and give it."""
    if post.video:
        container = _reel(graph, account, post.video, post.text)
    elif len(post.images) == 1:
        fields = {**_image_fields(post.images[0]), "caption": post.text}
        container = _container(graph, account, fields)
    elif post.images:
        container = _carousel(graph, account, post, resume)
    else:
        raise Refused("media_missing")
    resume.save(container=container)
    return container


def forget(post: Post, resume: Resume) -> None:
    """Drop the kept ids of containers that can no longer be published."""
    children = {f"child_{number}": "" for number, _ in enumerate(post.images, start=1)}
    resume.save(container="", **children)


def _carousel(graph: Graph, account: str, post: Post, resume: Resume) -> str:
    children = [_child(graph, account, number, image, resume) for number, image in enumerate(post.images, start=1)]
    fields = {"media_type": "CAROUSEL", "children": ",".join(children), "caption": post.text}
    try:
        return _container(graph, account, fields)
    except TryLater as error:
        if error.code == "container_gone":
            forget(post, resume)
        raise


def _child(graph: Graph, account: str, number: int, image: Image, resume: Resume) -> str:
    handle = f"child_{number}"
    child = resume.get(handle)
    if not child:
        fields = {**_image_fields(image), "is_carousel_item": "true"}
        child = _container(graph, account, fields)
        resume.save(**{handle: child})
    return child


def _reel(graph: Graph, account: str, video: Video, caption: str) -> str:
    """A video becomes a reel; its bytes are sent, so it needs no public address.

    The id counts only once all bytes have arrived: a half-sent reel is simply made again.
    """
    file = local_file(video)
    reply = graph.upload(
        f"{account}/media",
        {"media_type": "REELS", "upload_type": "resumable", "caption": caption},
        proof="uri",
    )
    with file.open("rb") as source:
        graph.send_bytes(str(reply["uri"]), source, video.size)
    return str(reply["id"])


def _image_fields(image: Image) -> dict[str, str]:
    return {"image_url": image.url, "alt_text": image.alt}


def _container(graph: Graph, account: str, fields: dict[str, str]) -> str:
    return str(graph.upload(f"{account}/media", fields)["id"])
