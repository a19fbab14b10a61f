"""Gathers the evidence of a run: the sandbox's own books, and what our tables claim."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from channels_publish.models import Delivery
from media_library.models import Asset, Variant
from people.models import AuditEvent
from press.models import Mailing, Recipient
from stories.enums import Outcome
from stories.models import Review
from tests.faults import invariants
from tests.sandbox_process import Sandbox

Shown = Callable[[float], float]


def gather(sandbox: Sandbox, data: Path, shown: Shown) -> invariants.Evidence:
    """Everything there is; ``shown`` turns the platforms' time into the newsroom's."""
    with transaction.atomic():
        if connection.vendor == "postgresql":
            connection.cursor().execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        deliveries, approved = tuple(_deliveries()), _approved()
    wall, created = sandbox.wall(), _created(data)
    posts = tuple(
        _post(post, shown(created[post["platform"], post["id"]]))
        for post in wall["posts"] if post["platform"] != "press"
    )  # fmt: skip
    mails = tuple(_mail(mail, shown(created["press", mail["id"]])) for mail in wall["mails"])
    return invariants.Evidence(deliveries, posts, mails, approved)


def found_there(sandbox: Sandbox, row: Delivery) -> bool:
    """What a person sees who opens the platform and looks for this delivery."""
    if row.account.kind == "press":
        # Nobody can look into the readers' mailboxes; the office asks the mail server's log.
        marks = set(Recipient.objects.filter(mailing__delivery_key=row.pk).values_list("message_id", flat=True))
        arrived = {mail["headers"]["Message-ID"] for mail in sandbox.wall()["mails"]}
        return marks <= arrived
    text = row.post.get("text", row.rendition.text)
    return any(text == post["text"] for post in sandbox.posts(row.account.kind))


def _created(data: Path) -> dict[tuple[str, str], float]:
    """When each thing arrived, to the fraction of a second; the wall tells only seconds."""
    with closing(sqlite3.connect(f"file:{data / 'sandbox.sqlite3'}?mode=ro", uri=True)) as books:
        rows = books.execute("SELECT platform, id, created FROM things WHERE kind = 'post'").fetchall()
    return {(platform, id_): created for platform, id_, created in rows}


def _post(post: dict[str, Any], created: float) -> invariants.Post:
    return invariants.Post(
        platform=post["platform"],
        account=post["account"],
        id=post["id"],
        created=created,
        title=post["title"],
        text=post["text"],
        html=post["html"],
        media=tuple(medium["sha256"] for medium in post["media"]),
    )


def _mail(mail: dict[str, Any], created: float) -> invariants.Mail:
    return invariants.Mail(
        mark=mail["headers"].get("Message-ID", ""),
        to=", ".join(mail["to"]),
        created=created,
        subject=mail["subject"],
        text=mail["text"],
        pdf=next((file["sha256"] for file in mail["attachments"]), ""),
    )


def _approved() -> int:
    """Renditions in the newest approval of each story, by the sealed payloads alone."""
    newest: dict[int, Review] = {}
    for review in Review.objects.filter(outcome=Outcome.APPROVED).order_by("at", "pk"):
        newest[review.story_id] = review
    return sum(len((review.payload or {"renditions": []})["renditions"]) for review in newest.values())


def _deliveries() -> Iterator[invariants.Delivery]:
    files, verbs, mailings = _files(), _verbs(), _mailings()
    rows = Delivery.objects.select_related("account", "review").prefetch_related("attempts")
    for row in rows:
        attempts = list(row.attempts.all())
        mailing = mailings.get(row.pk)
        yield invariants.Delivery(
            id=str(row.pk),
            kind=row.account.kind,
            account=row.account.remote_id,
            state=row.state,
            slot=row.slot.timestamp(),
            sealed=_words(row, files),
            needs_person=row.needs_person,
            remote_id=row.remote_id,
            attempts=tuple(attempt.outcome for attempt in attempts),
            open_attempts=sum(attempt.ended_at is None for attempt in attempts),
            audits=tuple(verbs.get(str(row.pk), ())),
            readers={one.message_id: one.email for one in mailing.recipients.all()} if mailing else {},
            pdf=mailing.release.sha256 if mailing else "",
            repeats=verbs.get(str(row.pk), []).count("channels_publish.decide:again"),
        )


def _verbs() -> dict[str, list[str]]:
    """The audit trail by delivery; a person's decision says which it was."""
    told: dict[str, list[str]] = {}
    for event in AuditEvent.objects.filter(target_type=Delivery._meta.label).order_by("pk"):
        verb = event.verb
        if verb == "channels_publish.decide":
            verb += ":posted" if event.detail.get("posted") else ":again"
        told.setdefault(event.target_id, []).append(verb)
    return told


def _mailings() -> dict[Any, Mailing]:
    rows = Mailing.objects.select_related("release").prefetch_related("recipients")
    return {row.delivery_key: row for row in rows}


def _files() -> dict[str, dict[str, set[str]]]:
    """The checksums a sealed medium may have on each channel: its own, or that of the file derived for it."""
    files: dict[str, dict[str, set[str]]] = {}
    for asset in Asset.objects.all():
        files[asset.sha256] = {"": {asset.sha256}}
    for variant in Variant.objects.select_related("asset"):
        files[variant.asset.sha256].setdefault(variant.purpose, set()).add(variant.sha256)
    return files


def _words(row: Delivery, files: dict[str, dict[str, set[str]]]) -> invariants.Words:
    """What the approval of this row sealed for its account, read from the payload."""
    payload = row.review.payload or {}
    one = next((each for each in payload["renditions"] if each["account"] == row.account_id), None)
    if one is None:
        return invariants.Words()
    kind = row.account.kind
    media = [files[image["sha256"]].get(kind, set()) for image in one["images"]]
    if one["video"]:
        media = [files[one["video"]][""]]
    html = one["html"] or payload["story"]["body"] if kind == "website" else ""
    return invariants.Words(one["title"], one["text"], html, tuple(frozenset(each) for each in media))
