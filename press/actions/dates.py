"""Every write to a press date. What the public knows of it already, and what changes, is told in words."""

from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format

from people import audit
from people.models import User
from press import rules
from press.errors import Outdated
from press.models import PressDate, PressDateChange
from press.models.dates import USUAL_LENGTH
from stories.errors import NotAllowed, WrongState
from stories.fields import assign

FIELDS: Final = frozenset(
    {
        "title", "begins_at", "ends_at", "place", "address", "text", "audience", "people", "photo", "contact",
        "visible_from", "accredits", "register_until", "places", "keep_days", "story",
    }
)  # fmt: skip
# What somebody who has the date in their calendar must hear of.
TOLD: Final = {"begins_at": "Beginn", "ends_at": "Ende", "place": "Ort", "address": "Adresse", "title": "Titel"}


@transaction.atomic
def create(*, by: User, **fields: Any) -> PressDate:
    """A date nobody outside sees yet. Raises NotAllowed, WrongState for an end before the beginning."""
    _refuse_strangers(by)
    date = PressDate(created_by=by)
    _assign(date, fields)
    date.save()
    audit.record(by=by, verb="press.create_date", target=date)
    return date


@transaction.atomic
def save(*, date: PressDate, version: int, by: User, **fields: Any) -> PressDate:
    """Store the form; a change to a public date is kept as a sentence, and calendars hear of it.

    Raises Outdated, NotAllowed, WrongState.
    """
    date = _lock(date, by)
    if date.version != version:
        raise Outdated
    if date.published and not rules.speaks_for_the_city(by):
        raise NotAllowed("Der Termin ist öffentlich. Ändern darf ihn die Pressestelle oder der Chef vom Dienst.")
    changed = _assign(date, fields)
    if not changed:
        return date
    if date.published and (told := [name for name in TOLD if name in changed]):
        _tell(date, by, "; ".join(f"{TOLD[name]}: {_spoken(getattr(date, name))}" for name in told))
    return _store(date, by, "press.save_date", fields=changed)


@transaction.atomic
def publish(*, date: PressDate, by: User) -> PressDate:
    """From now on, or from ``visible_from`` on, everybody sees it. Raises NotAllowed."""
    date = _lock(date, by)
    _refuse_unentitled(by)
    if date.published:
        return date
    date.published = True
    return _store(date, by, "press.publish_date")


@transaction.atomic
def hide(*, date: PressDate, by: User) -> PressDate:
    """It was public by mistake. A date that will not take place is cancelled instead: calendars keep what vanishes.

    Raises NotAllowed.
    """
    date = _lock(date, by)
    _refuse_unentitled(by)
    if not date.published:
        return date
    date.published = False
    return _store(date, by, "press.hide_date")


@transaction.atomic
def cancel(*, date: PressDate, reason: str, by: User) -> PressDate:
    """It does not take place; it stays public as cancelled. Raises NotAllowed, WrongState without a reason."""
    date = _lock(date, by)
    _refuse_unentitled(by)
    if date.cancelled_at:
        return date
    if not reason.strip():
        raise WrongState("Bitte schreiben Sie einen Grund dazu; die Redaktionen lesen ihn beim Termin.")
    date.cancelled_at, date.cancel_reason = timezone.now(), " ".join(reason.split())[:250]
    _tell(date, by, f"Abgesagt: {date.cancel_reason}")
    return _store(date, by, "press.cancel_date", reason=date.cancel_reason)


@transaction.atomic
def restore(*, date: PressDate, by: User) -> PressDate:
    """It takes place after all. Raises NotAllowed."""
    date = _lock(date, by)
    _refuse_unentitled(by)
    if date.cancelled_at is None:
        return date
    date.cancelled_at, date.cancel_reason = None, ""
    _tell(date, by, "Der Termin findet doch statt.")
    return _store(date, by, "press.restore_date")


def _tell(date: PressDate, by: User, words: str) -> None:
    date.sequence += 1
    PressDateChange.objects.create(date=date, words=words[:500], by=by)


def _spoken(value: Any) -> str:
    if isinstance(value, datetime):
        return f"{date_format(timezone.localtime(value), 'l, j. F Y, H:i')} Uhr"
    return f"„{value}“" if value else "entfällt"


def _assign(date: PressDate, fields: dict[str, Any]) -> list[str]:
    """The names of what changed."""
    changed = assign(date, fields, FIELDS)
    if date.ends_at and date.ends_at <= date.begins_at:
        raise WrongState(
            "Das Ende liegt vor dem Beginn. Bitte prüfen Sie beide Zeiten, oder lassen Sie das Ende frei."
        )
    date.over_at = date.ends_at or date.begins_at + USUAL_LENGTH
    return changed


def _lock(date: PressDate, by: User) -> PressDate:
    _refuse_strangers(by)
    return PressDate.objects.select_for_update(of=("self",)).select_related("story").get(pk=date.pk)


def _refuse_strangers(by: User) -> None:
    if not rules.may_handle(by):
        raise NotAllowed("Pressetermine bearbeitet nur, wer schreiben darf. Bitten Sie die Administration darum.")


def _refuse_unentitled(by: User) -> None:
    if not rules.speaks_for_the_city(by):
        raise NotAllowed("Das entscheidet die Pressestelle oder der Chef vom Dienst.")


def _store(date: PressDate, by: User, verb: str, **detail: Any) -> PressDate:
    date.version += 1
    date.save()
    audit.record(by=by, verb=verb, target=date, **detail)
    return date
