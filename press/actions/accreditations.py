"""Every write to an accreditation: somebody asks, the press office decides and tells, and in time all is deleted."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format

from media_library import files
from people import audit
from people.models import User
from press import posting, rules
from press.addresses import normalise
from press.enums import AccreditationState, Proof, Purpose, RecipientState
from press.errors import TooMany
from press.models import Accreditation, PressDate
from press.smtp import Answer
from stories.errors import DeskError, NotAllowed, WrongState
from stories.intake.safety import sniff

# More than any press conference of a city draws within an hour; a program that found the form would send more.
AN_HOUR: Final = 60
MAX_CARD: Final = 8_000_000
CARDS: Final = {"image/jpeg": ".jpg", "image/png": ".png", "application/pdf": ".pdf"}
GREETING: Final = "Guten Tag,\n\n{words}\n\nTermin: {title}\n{when}, {where}\n\n{office}, Stadt {city}\n"
ARRIVED: Final = (
    "Ihre Bitte um Akkreditierung ist bei uns angekommen. Sie ist noch keine Zusage: Wir entscheiden und schreiben "
    "Ihnen dann.\n\nIhre Angaben löschen wir am {forgotten}. Haben Sie sich nicht angemeldet, antworten Sie bitte "
    "kurz auf diese Mail; dann löschen wir sie sofort."
)
DECIDED: Final = {
    AccreditationState.ACCEPTED: "Sie sind akkreditiert. Bitte bringen Sie Ihren Presseausweis oder den Auftrag Ihrer "
    "Redaktion mit; am Einlass liegt eine Liste.",
    AccreditationState.WAITING: "Zurzeit sind alle Plätze vergeben. Sie stehen auf der Warteliste; wird ein Platz "
    "frei, schreiben wir Ihnen.",
    AccreditationState.REFUSED: "Wir können Sie zu diesem Termin leider nicht akkreditieren. Grund: {reason}",
}


class BadCard(DeskError):
    """What was sent as proof is no picture and no PDF, or too large."""


def apply(
    *, date: PressDate, name: str, outlet: str, email: str, phone: str, proof: Proof, proof_text: str,
    purposes: Iterable[Purpose], needs: str = "", card: bytes = b"", now: datetime,
) -> Accreditation:  # fmt: skip
    """Somebody wants to come. The same address a second time changes nothing and is told nothing new.

    Raises BadAddress, BadCard, TooMany, and WrongState where the form has closed.
    """
    address, suffix = normalise(email), _suffix(card)
    with transaction.atomic():
        date = PressDate.objects.select_for_update(of=("self",)).get(pk=date.pk)
        if not date.takes_registrations(now):
            raise WrongState("Die Anmeldung ist geschlossen. Bitte rufen Sie die Pressestelle an.")
        if known := date.accreditations.filter(email=address).first():
            return known
        if date.accreditations.filter(created_at__gte=now - timedelta(hours=1)).count() >= AN_HOUR:
            raise TooMany
        row = Accreditation(
            date=date, name=name, outlet=outlet, email=address, phone=phone, proof=proof, proof_text=proof_text,
            purposes=sorted(purposes), needs=needs,
        )  # fmt: skip
        if card:
            row.card.save(f"nachweis{suffix}", ContentFile(card), save=False)
        row.save()
        audit.record(by=None, verb="press.ask_accreditation", target=row, date=date.pk)
    forgotten = date_format(timezone.localtime(date.forget_on), "j. F Y")
    posting.hand_over(_letter(row, "anfrage", ARRIVED.format(forgotten=forgotten)))
    return row


@transaction.atomic
def decide(*, row: Accreditation, state: AccreditationState, reason: str = "", by: User) -> Accreditation:
    """Accept, refuse with a reason, or put on the waiting list; nobody is told yet.

    Raises NotAllowed, and WrongState without a reason for a refusal or where all places are taken.
    """
    _refuse_strangers(by)
    date = PressDate.objects.select_for_update(of=("self",)).get(pk=row.date_id)
    row = Accreditation.objects.select_for_update(of=("self",)).get(pk=row.pk)
    if state == AccreditationState.ASKED:
        raise WrongState("Diese Entscheidung gibt es nicht. Laden Sie die Seite neu.")
    if state == AccreditationState.REFUSED and not reason.strip():
        raise WrongState("Bitte schreiben Sie den Grund der Absage dazu; er steht in der Mail.")
    if state == AccreditationState.ACCEPTED and row.state != state and _full(date):
        raise WrongState(
            f"Alle {date.places} Plätze sind vergeben. Erhöhen Sie die Zahl der Plätze, oder setzen Sie die Person "
            "auf die Warteliste."
        )
    row.state, row.decided_by, row.decided_at = state, by, timezone.now()
    row.reason = " ".join(reason.split())[:250] if state == AccreditationState.REFUSED else ""
    row.mail_state = row.mail_text = ""
    row.save()
    audit.record(by=by, verb="press.decide_accreditation", target=row, state=state)
    return row


def tell(*, row: Accreditation, by: User) -> Answer:
    """Mail the decision. The claim is committed before the mail server is called; one that was cut off may have
    arrived and is sent again only after a new decision. Raises NotAllowed, WrongState."""
    with transaction.atomic():
        _refuse_strangers(by)
        row = Accreditation.objects.select_for_update(of=("self",)).select_related("date").get(pk=row.pk)
        if row.state == AccreditationState.ASKED:
            raise WrongState("Über diese Anmeldung ist noch nicht entschieden.")
        if row.told == row.state or row.mail_state in {RecipientState.SENDING, RecipientState.UNKNOWN}:
            raise WrongState("Diese Entscheidung ist schon mitgeteilt oder gerade unterwegs.")
        row.mail_state = RecipientState.SENDING
        row.save(update_fields=["mail_state"])
        audit.record(by=by, verb="press.tell_accreditation", target=row, state=row.state)
    words = DECIDED[AccreditationState(row.state)].format(reason=row.reason)
    answer = posting.hand_over(_letter(row, f"{row.state}-{int(row.decided_at.timestamp())}", words))  # type: ignore[union-attr]  # decided
    told = {"told": row.state} if answer.state == RecipientState.SENT else {}
    Accreditation.objects.filter(pk=row.pk).update(mail_state=answer.state, mail_text=answer.text, **told)
    return answer


@transaction.atomic
def forget(*, row: Accreditation, by: User | None) -> None:
    """Delete one person's data at once, with the file; the trail keeps that it happened. Raises NotAllowed."""
    if by:
        _refuse_strangers(by)
    audit.record(by=by, verb="press.forget_accreditation", target=row, date=row.date_id)
    _drop([row])


def forget_due(*, now: datetime) -> int:
    """Delete what is past its day; how many. The trail keeps numbers, no names."""
    gone = 0
    dates = PressDate.objects.filter(over_at__lt=now, accreditations__isnull=False).distinct()
    for date in [row for row in dates if row.forget_on <= now]:
        with transaction.atomic():
            rows = list(date.accreditations.select_for_update())
            accepted = sum(row.state == AccreditationState.ACCEPTED for row in rows)
            audit.record(by=None, verb="press.forget_accreditations", target=date, count=len(rows), accepted=accepted)
            _drop(rows)
            gone += len(rows)
    return gone


def _drop(rows: list[Accreditation]) -> None:
    names = [str(row.card) for row in rows if row.card]
    Accreditation.objects.filter(pk__in=[row.pk for row in rows]).delete()
    for name in names:
        transaction.on_commit(lambda name=name: files.forget(name))  # type: ignore[misc]  # bound now, not later


def _full(date: PressDate) -> bool:
    return bool(date.places) and date.accreditations.accepted().count() >= date.places


def _suffix(card: bytes) -> str:
    if not card:
        return ""
    if len(card) > MAX_CARD:
        raise BadCard("Die Datei ist größer als 8 MB. Bitte senden Sie ein kleineres Bild oder PDF.")
    if (mime := sniff(card)) not in CARDS:
        raise BadCard("Als Nachweis nehmen wir ein Bild (JPEG, PNG) oder ein PDF. Diese Datei ist etwas anderes.")
    return CARDS[mime]


def _letter(row: Accreditation, name: str, words: str) -> posting.EmailMessage:
    date = row.date
    when = f"{date_format(timezone.localtime(date.begins_at), 'l, j. F Y, H:i')} Uhr"
    text = GREETING.format(
        words=words, title=date.title, when=when, where=date.where, office=settings.OFFICE, city=settings.CITY
    )
    return posting.letter(
        to=row.email, subject=f"Akkreditierung: {date.title}", text=text, name=f"akkreditierung-{row.pk}-{name}",
        automatic=True,
    )  # fmt: skip


def _refuse_strangers(by: User) -> None:
    if not rules.speaks_for_the_city(by):
        raise NotAllowed("Über Akkreditierungen entscheidet die Pressestelle oder der Chef vom Dienst.")
