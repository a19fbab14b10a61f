"""Asking a department whether a text is right, by a link that dies on its date; and its answer."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from people import audit
from people.models import User
from stories import rules
from stories.actions import comments
from stories.actions.reviews import latest_revision
from stories.anchoring import Quote
from stories.enums import Verdict
from stories.errors import NotAllowed, WrongState
from stories.links import digest_of, new_secret
from stories.models import FactCheck, Story


@transaction.atomic
def ask(*, story: Story, name: str, expires_at: datetime, by: User, **facts: Any) -> tuple[FactCheck, str]:
    """Ask about the newest revision; the secret of the link is told once and kept nowhere.

    Raises NotAllowed, and WrongState for a date that is over or a name that is missing.
    """
    if not rules.may_edit(by, story):
        raise NotAllowed("Sie dürfen zu diesem Beitrag keinen Faktencheck anfragen.")
    if not name.strip():
        raise WrongState("Bitte schreiben Sie, wer den Text prüfen soll.")
    if expires_at <= timezone.now():
        raise WrongState("Der Link wäre schon abgelaufen. Bitte wählen Sie einen späteren Tag.")
    secret, digest = new_secret()
    check = FactCheck.objects.create(
        story=story, revision=latest_revision(story), name=" ".join(name.split())[:150], expires_at=expires_at,
        digest=digest, created_by=by, **facts,
    )  # fmt: skip
    audit.record(by=by, verb="stories.ask_fact_check", target=check, story=story.pk)
    return check, secret


@transaction.atomic
def revoke(*, check: FactCheck, by: User) -> FactCheck:
    """The link opens no more; an answer that was given stays."""
    check = FactCheck.objects.select_for_update(of=("self",)).get(pk=check.pk)
    if not rules.may_edit(by, check.story):
        raise NotAllowed("Sie dürfen diesen Faktencheck nicht zurückziehen.")
    if check.revoked_at is None:
        check.revoked_at = timezone.now()
        check.save(update_fields=["revoked_at"])
        audit.record(by=by, verb="stories.revoke_fact_check", target=check)
    return check


def behind(secret: str) -> FactCheck | None:
    """The check this link is for, whatever became of it."""
    rows = FactCheck.objects.select_related("story", "revision", "created_by", "department")
    return rows.filter(digest=digest_of(secret)).first()


def opened(*, check: FactCheck) -> None:
    """Somebody looked for the first time."""
    FactCheck.objects.filter(pk=check.pk, opened_at__isnull=True).update(opened_at=timezone.now())


@transaction.atomic
def answer(
    *, check: FactCheck, verdict: str, remark: str = "", remarks: Iterable[tuple[str, Quote, str]] = ()
) -> FactCheck:
    """The one answer. Remarks become comments of the story. Raises WrongState when it is too late or says nothing."""
    check = FactCheck.objects.select_for_update(of=("self",)).get(pk=check.pk)
    found = [(field, quote, " ".join(text.split())) for field, quote, text in remarks if text.strip()]
    if check.answered_at is not None:
        raise WrongState("Sie haben schon geantwortet. Vielen Dank!")
    if check.revoked_at is not None or check.expires_at <= timezone.now():
        raise WrongState("Dieser Link ist abgelaufen. Bitte melden Sie sich bei der Redaktion.")
    if verdict not in Verdict.values:
        raise WrongState("Bitte kreuzen Sie an, ob der Text stimmt.")
    if verdict == Verdict.REMARKS and not remark.strip() and not found:
        raise WrongState("Bitte schreiben Sie dazu, was nicht stimmt: am Absatz oder unten im Feld.")
    check.answered_at, check.verdict, check.remark = timezone.now(), verdict, remark.strip()
    check.save(update_fields=["answered_at", "verdict", "remark"])
    comments.file_remarks(check=check, remarks=found)
    audit.record(by=None, verb="stories.answer_fact_check", target=check, verdict=verdict)
    return check
