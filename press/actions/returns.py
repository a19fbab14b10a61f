"""Taking in what comes back after a mailing. Each message counts once, whatever door it takes and however often."""

import hashlib
import logging
from datetime import timedelta
from typing import Final

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from people import audit
from people.models import User
from press.actions import suspensions
from press.enums import FOR_A_PERSON, SURE, Door, Evidence, RecipientState, ReturnKind, Suspended
from press.models import Recipient, Return, ReturnsVisit
from press.returns import matching, verdicts
from press.returns.matching import Match
from press.returns.reading import Finding, read
from stories.intake import mailbox

logger = logging.getLogger(__name__)

# What is kept of a message: enough for its report and the headers of our mail, not for our PDF coming back.
KEEP_BYTES: Final = 120_000
# Refusals of one sweep, and how old a mailing may be for it; the sweep runs each minute.
AT_ONCE: Final = 500
SWEEP_BACK: Final = timedelta(days=30)


def take(*, raw: bytes, door: Door) -> Return:
    """Read, match and store one message, and draw the consequence for its contact."""
    digest = hashlib.sha256(raw).hexdigest()
    if known := Return.objects.filter(digest=digest).first():
        return known
    found = _understood(raw)
    try:
        with transaction.atomic():
            return _store(found, matching.match(found), door, digest, raw[:KEEP_BYTES])
    except IntegrityError:
        return Return.objects.get(digest=digest)


def note_refusals() -> int:
    """A refusal while sending is a return like any other: one row for each mail refused since the last sweep."""
    recent = timezone.now() - SWEEP_BACK
    refused = Recipient.objects.filter(state=RecipientState.REFUSED, returns=None, mailing__created_at__gte=recent)
    rows = list(refused.select_related("contact", "mailing").order_by("pk")[:AT_ONCE])
    for row in rows:
        verdict = verdicts.judge(row.smtp_text)
        code = str(row.smtp_code or verdict.reply)
        found = Finding(verdict.kind, "report", verdict.status, code, row.smtp_text, message_id=row.message_id)
        try:
            with transaction.atomic():
                _store(found, matching.of(row, Evidence.DIALOGUE), Door.DIALOGUE, _mark(row), None)
        except IntegrityError:
            continue  # another sweep was faster
    return len(rows)


@transaction.atomic
def decide(*, row: Return, kind: ReturnKind, by: User) -> Return:
    """A person says what it is; where the address was named only, that it is this contact's. Then it counts."""
    row = Return.objects.select_for_update().get(pk=row.pk)
    before = row.kind
    row.kind, row.open = kind, False
    row.decided_at, row.decided_by = timezone.now(), by
    if row.contact_id and row.evidence not in SURE and kind != ReturnKind.UNCLEAR:
        row.evidence = Evidence.PERSON
    row.save(update_fields=["kind", "open", "decided_at", "decided_by", "evidence"])
    audit.record(by=by, verb="press.decide_return", target=row, before=before, kind=str(kind))
    _draw_consequence(row, by)
    return row


@transaction.atomic
def forwarded(*, row: Return, to: str) -> Return:
    """Note that the whole message was handed on to the press office."""
    row.forwarded_at = timezone.now()
    row.save(update_fields=["forwarded_at"])
    audit.record(by=None, verb="press.forward_return", target=row, to=to)
    return row


def visited(*, letters: int = 0, problem: str = "") -> ReturnsVisit:
    """Note how a visit to the mailbox went, for the page that shows it."""
    last = ReturnsVisit.objects.first() or ReturnsVisit()
    mailbox.note(last, letters=letters, problem=problem)
    last.save()
    return last


def tidy() -> int:
    """Drop the text of what is settled and old; class, code and reason stay. Returns how many."""
    before = timezone.now() - timedelta(days=settings.RETURNS_KEEP_DAYS)
    return Return.objects.with_raw_before(before).update(raw=None)


@transaction.atomic
def forget(*, address: str, put: str) -> int:
    """For a contact that is deleted: class, code and time stay, whatever names the person goes, and ``put`` takes the
    place of the address. Returns how many rows."""
    about = Q(email=address) | Q(reported=address) | Q(sender__contains=address) | Q(words__contains=address)
    return Return.objects.filter(about).update(
        contact=None, email=put, reported="", sender="", subject="", words="", raw=None, open=False
    )


def _understood(raw: bytes) -> Finding:
    """What breaks our reading is a matter for a person, not a reason to lose it or to read it for ever."""
    try:
        return read(raw)
    except Exception:
        logger.exception("a returned message could not be read; a person has to")
        return Finding(ReturnKind.UNCLEAR, "nothing")


def _store(found: Finding, match: Match, door: Door, digest: str, raw: bytes | None) -> Return:
    now = timezone.now()
    row = Return.objects.create(
        door=door, digest=digest, kind=found.kind, status=found.status[:12], reply=found.reply[:3],
        words=found.words, subject=found.subject, sender=found.sender, reported=found.address,
        evidence=match.evidence, recipient=match.recipient, contact=match.contact, email=match.email,
        mailing=match.recipient.mailing if match.recipient else None, mailed_at=match.mailed_at(now), seen_at=now,
        open=_needs_a_person(found.kind, match), raw=raw,
    )  # fmt: skip
    audit.record(by=None, verb="press.take_return", target=row, kind=row.kind, evidence=row.evidence)
    if not row.open:
        _draw_consequence(row, None)
    return row


def _needs_a_person(kind: ReturnKind, match: Match) -> bool:
    """What is written by a person or not understood; and what would speak against an address, unless it is sure."""
    if kind == ReturnKind.UNSUBSCRIBE and match.contact and match.evidence in SURE:
        return False
    if kind in (ReturnKind.HARD, ReturnKind.COMPLAINT):
        return match.evidence not in SURE
    return kind in FOR_A_PERSON


def _draw_consequence(row: Return, by: User | None) -> None:
    """Only for the address the contact has today: an old one says nothing about a new one."""
    contact = row.contact
    if contact is None or contact.email != row.email or row.evidence not in SURE:
        return
    if row.kind == ReturnKind.HARD:
        suspensions.judge(contact=contact)
    elif row.kind == ReturnKind.COMPLAINT:
        suspensions.suspend(contact=contact, why=Suspended.COMPLAINT, evidence=[row], by=by)
    elif row.kind == ReturnKind.UNSUBSCRIBE:
        suspensions.suspend(contact=contact, why=Suspended.LEFT, evidence=[row], by=by)


def _mark(row: Recipient) -> str:
    """Names this refusal once and for all, also when the sweep runs twice at once."""
    return hashlib.sha256(f"smtp {row.pk} {row.tries} {row.message_id}".encode()).hexdigest()
