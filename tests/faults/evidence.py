"""Gathers the evidence of a run: the sandbox's own books, and what our tables claim."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import replace
from html import escape
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from channels_publish.enums import Act
from channels_publish.models import Delivery
from channels_publish.steps import LEAVE
from media_library.models import Asset, Variant
from people.models import AuditEvent
from press.enums import RecipientState
from press.models import Mailing, Recipient
from stories.enums import Outcome
from stories.models import Review
from tests.faults import facts
from tests.sandbox_process import Sandbox

Shown = Callable[[float], float]


def gather(sandbox: Sandbox, data: Path, shown: Shown, silences: Iterable[facts.Silence] = ()) -> facts.Evidence:
    """Everything there is; ``shown`` turns the platforms' time into the newsroom's. ``silences`` are the crises with
    the calls they heard; the mails are added here."""
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
    letters = tuple(
        facts.Arrival("press", created["press", mail["id"]], mail["headers"].get("Message-ID", ""))
        for mail in wall["mails"]
    )
    heard = tuple(replace(each, arrivals=(*each.arrivals, *letters)) for each in silences)
    return facts.Evidence(deliveries, posts, mails, approved, heard)


def found_there(sandbox: Sandbox, row: Delivery) -> bool:
    """What a person sees who opens the platform and looks for this delivery."""
    if row.account.kind == "press":
        # Nobody can look into the readers' mailboxes; the office asks the mail server's log.
        marks = set(Recipient.objects.filter(mailing__delivery_key=row.pk).values_list("message_id", flat=True))
        arrived = {mail["headers"]["Message-ID"] for mail in sandbox.wall()["mails"]}
        return marks <= arrived
    posts = sandbox.posts(row.account.kind)
    if row.act == Act.WITHDRAW and row.account.kind != "website":
        return all(row.original is None or post["id"] != row.original.remote_id for post in posts)
    text = row.post.get("text", row.rendition.text)
    return any(text == post["text"] for post in posts)


def _created(data: Path) -> dict[tuple[str, str], float]:
    """When each thing arrived, to the fraction of a second; the wall tells only seconds."""
    with closing(sqlite3.connect(f"file:{data / 'sandbox.sqlite3'}?mode=ro", uri=True)) as books:
        rows = books.execute("SELECT platform, id, created FROM things WHERE kind = 'post'").fetchall()
    return {(platform, id_): created for platform, id_, created in rows}


def _post(post: dict[str, Any], created: float) -> facts.Post:
    return facts.Post(
        platform=post["platform"],
        account=post["account"],
        id=post["id"],
        created=created,
        title=post["title"],
        text=post["text"],
        html=post["html"],
        media=tuple(medium["sha256"] for medium in post["media"]),
    )


def _mail(mail: dict[str, Any], created: float) -> facts.Mail:
    return facts.Mail(
        mark=mail["headers"].get("Message-ID", ""),
        to=", ".join(mail["to"]),
        created=created,
        subject=mail["subject"],
        text=mail["text"],
        pdf=next((file["sha256"] for file in mail["attachments"]), ""),
    )


def _approved() -> int:
    """The accounts each story was ever approved for, and the steps of its corrections, by the sealed payloads.

    A post that was not out when its correction was approved goes out corrected, under that approval: no step is owed.
    """
    accounts, steps = set[tuple[int, int]](), set[tuple[str, int]]()
    under = {str(pk): review for pk, review in Delivery.objects.values_list("pk", "review_id")}
    for review in Review.objects.filter(outcome=Outcome.APPROVED):
        payload: dict[str, Any] = review.payload or {"renditions": []}
        accounts |= {(review.story_id, row["account"]) for row in payload["renditions"]}
        planned = payload.get("correction", {}).get("steps", [])
        owed = (step for step in planned if step["act"] != LEAVE and under[step["original"]] != review.pk)
        steps |= {(step["original"], review.pk) for step in owed}
    return len(accounts) + len(steps)


def _deliveries() -> Iterator[facts.Delivery]:
    files, verbs, mailings = _files(), _verbs(), _mailings()
    rows = Delivery.objects.select_related(
        "account", "review", "correction", "original__review", "rendition__story"
    ).prefetch_related("attempts")
    for row in rows:
        attempts = list(row.attempts.all())
        mailing = mailings.get(row.pk)
        yield facts.Delivery(
            id=str(row.pk),
            kind=row.account.kind,
            account=row.account.remote_id,
            state=row.state,
            slot=row.slot.timestamp(),
            sealed=_words(row, files) if row.correction is None else _step_words(row, files),
            needs_person=row.needs_person,
            remote_id=row.remote_id,
            attempts=tuple(attempt.outcome for attempt in attempts),
            open_attempts=sum(attempt.ended_at is None for attempt in attempts),
            audits=tuple(verbs.get(str(row.pk), ())),
            readers={one.message_id: one.email for one in mailing.recipients.all()} if mailing else {},
            pdf=mailing.release.sha256 if mailing else "",
            repeats=verbs.get(str(row.pk), []).count("channels_publish.decide:again"),
            act=row.act,
            original=str(row.original_id or ""),
            correction=row.correction.kind if row.correction else "",
            notice=row.correction.notice if row.correction else "",
            turned_away=_turned_away(mailing),
            lane=row.rendition.story.lane_id,
        )


def _turned_away(mailing: Mailing | None) -> frozenset[str]:
    rows = mailing.recipients.all() if mailing else []
    return frozenset(one.email for one in rows if one.state == RecipientState.REFUSED)


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


def _words(row: Delivery, files: dict[str, dict[str, set[str]]]) -> facts.Words:
    """What the approval of this row sealed for its account, read from the payload."""
    payload = row.review.payload or {}
    one = next((each for each in payload["renditions"] if each["account"] == row.account_id), None)
    if one is None:
        return facts.Words()
    kind = row.account.kind
    media = [files[image["sha256"]].get(kind, set()) for image in one["images"]]
    if one["video"]:
        media = [files[one["video"]][""]]
    html = one["html"] or payload["story"]["body"] if kind == "website" else ""
    return facts.Words(one["title"], one["text"], html, tuple(frozenset(each) for each in media))


def _step_words(row: Delivery, files: dict[str, dict[str, set[str]]]) -> facts.Words:
    """What the approval of a correction or withdrawal sealed for this step: the new words with the notice, the text
    of the follow-up, or no more than the notice."""
    assert row.correction is not None, "only steps are asked"
    assert row.original is not None, "the database demands an original of every step"
    kind, sealed = row.account.kind, (row.review.payload or {})["correction"]
    if row.act == Act.FOLLOW_UP and kind != "press":
        step = next(each for each in sealed["steps"] if each["original"] == str(row.original_id))
        return facts.Words(text=step["follow_up"], media=_words(row, files).media if kind == "instagram" else ())
    if sealed["kind"] == "withdrawal":
        if kind == "press":
            return facts.Words(_words(row.original, files).title, sealed["notice"])
        if kind != "website":
            return facts.Words()
        return facts.Words("Meldung zurückgenommen", sealed["notice"], _notice(row, "Rücknahme"))
    words = _words(row, files)
    return replace(words, html=_notice(row, "Korrektur") + words.html) if kind == "website" else words


def _notice(row: Delivery, word: str) -> str:
    """As a website shows it, above the text."""
    assert row.correction is not None, "only steps are asked"
    assert row.correction.published_at is not None, "only an approved correction has steps"
    day = timezone.localdate(row.correction.published_at)
    return f"<p><strong>{word} vom {day:%d.%m.%Y}:</strong> {escape(row.correction.notice)}</p>"
