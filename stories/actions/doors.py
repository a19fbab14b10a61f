"""Every write to the doors without a login: personal links are made, renewed and revoked, and used."""

import hashlib
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone

from people import audit
from people.models import User
from people.roles import Permission
from stories.actions.intake import Received, receive
from stories.enums import SourceKind
from stories.errors import DeskError, NotAllowed, WrongState
from stories.intake import word
from stories.intake.errors import Unreadable
from stories.intake.incoming import Enclosure, Incoming
from stories.intake.safety import DOCX, MAX_FILE, sniff
from stories.links import new_secret
from stories.models import Department, IntakeLink, TopicSource

# A link lives as long as people usually stay in their job without telling anybody.
LIFETIME: Final = timedelta(days=365)
# Nobody types more by hand; a program that got hold of a link would.
AN_HOUR: Final = 20


class TooMany(DeskError):
    """More than one door lets in within an hour."""


@transaction.atomic
def create_link(*, name: str, email: str, department: Department, by: User) -> tuple[IntakeLink, str]:
    """A personal link and its secret, which nobody can read again afterwards. Raises NotAllowed."""
    refuse_strangers(by)
    secret, digest = new_secret()
    link = IntakeLink.objects.create(
        name=name, email=email, department=department, digest=digest, created_by=by,
        expires_at=timezone.now() + LIFETIME,
    )  # fmt: skip
    audit.record(by=by, verb="stories.create_link", target=link)
    return link, secret


@transaction.atomic
def renew_link(*, link: IntakeLink, by: User) -> tuple[IntakeLink, str]:
    """A new address for the same person, valid for a year; the old one ends with it. Raises NotAllowed."""
    refuse_strangers(by)
    secret, digest = new_secret()
    link = IntakeLink.objects.select_for_update(of=("self",)).get(pk=link.pk)
    link.digest, link.revoked_at, link.expires_at = digest, None, timezone.now() + LIFETIME
    link.save()
    audit.record(by=by, verb="stories.renew_link", target=link)
    return link, secret


@transaction.atomic
def revoke_link(*, link: IntakeLink, by: User) -> IntakeLink:
    """End the address at once; what came by it stays. Raises NotAllowed."""
    refuse_strangers(by)
    link = IntakeLink.objects.select_for_update(of=("self",)).get(pk=link.pk)
    if link.revoked_at is None:
        link.revoked_at = timezone.now()
        link.save(update_fields=["revoked_at"])
        audit.record(by=by, verb="stories.revoke_link", target=link)
    return link


def hand_in(
    *, link: IntakeLink, title: str, html: str, form_id: str, contact: str = "", audience: str = "",
    deadline: datetime | None = None, files: tuple[Enclosure, ...] = (),
) -> Received:  # fmt: skip
    """Take in what a person of a department typed; the same form with the same content is taken in once.

    Without a text, the one Word file that came along is the text. Raises Unreadable for a Word file that is
    needed and broken, WrongState for a link that has ended meanwhile, TooMany.
    """
    if not IntakeLink.objects.usable(timezone.now()).filter(pk=link.pk).exists():
        raise WrongState("Ihr persönlicher Link gilt nicht mehr. Bitten Sie die Redaktion um einen neuen.")
    ref = _form_ref(link, form_id, [title, html, contact, audience, str(deadline)], files)
    known = TopicSource.objects.filter(kind=SourceKind.FORM, ref=ref).exists()
    if not known and handed_in(link, timezone.now() - timedelta(hours=1)) >= AN_HOUR:
        raise TooMany(
            f"Über Ihren Link kamen in der letzten Stunde schon {AN_HOUR} Meldungen, mehr werden nicht angenommen. "
            "Ihr Text steht noch im Formular: Senden Sie ihn in einer Stunde oder rufen Sie die Redaktion an."
        )
    if not html:
        title, html, files = _from_word(title, files)
    notes = [("Rückfragen an: ", contact), ("Geht an: ", audience)]
    received = receive(
        incoming=Incoming(
            kind=SourceKind.FORM, title=title, html=html, received_at=timezone.now(), ref=ref, sender=link.name,
            email=link.email, department=link.department, deadline=deadline, enclosures=files,
            notes="\n".join(label + words for label, words in notes if words),
        )
    )  # fmt: skip
    IntakeLink.objects.filter(pk=link.pk).update(last_used_at=timezone.now())
    return received


def handed_in(link: IntakeLink, since: datetime) -> int:
    """How many pieces of news came by this link since then."""
    return TopicSource.objects.by_link(link).filter(received_at__gte=since).count()


def take_word(*, name: str, data: bytes, by: User) -> Received:
    """A Word file as a topic of the newsroom; the same file is taken in once. Raises NotAllowed, Unreadable."""
    if not by.has_perm(Permission.WRITE):
        raise NotAllowed("Themen legt nur an, wer schreiben darf. Bitten Sie die Administration um die Rolle.")
    if len(data) > MAX_FILE:
        raise Unreadable(f"„{name}“ ist größer als 25 MB.")
    document = word.read(data, name=name)
    return receive(
        incoming=Incoming(
            kind=SourceKind.WORD, title=document.title, html=document.html, received_at=timezone.now(),
            ref=f"sha256:{hashlib.sha256(data).hexdigest()}", sender=str(by), email=by.email,
            original=Enclosure(name, DOCX, data), enclosures=document.pictures,
        ),
        by=by,
    )  # fmt: skip


def _from_word(title: str, files: tuple[Enclosure, ...]) -> tuple[str, str, tuple[Enclosure, ...]]:
    texts = [item for item in files if sniff(item.data) == DOCX]
    if len(texts) != 1:
        return title, "", files
    document = word.read(texts[0].data, name=texts[0].name)
    return title or document.title, document.html, (*files, *document.pictures)


def _form_ref(link: IntakeLink, form_id: str, words: list[str], files: tuple[Enclosure, ...]) -> str:
    """Which form, with which content: who goes back and mends a word sends something new."""
    content = hashlib.sha256("\x1f".join(words).encode())
    for item in files:
        content.update(hashlib.sha256(item.data).digest() + item.alt_text.encode())
    return f"{link.pk}:{form_id}:{content.hexdigest()}"


def refuse_strangers(by: User) -> None:
    """Raises NotAllowed for whoever may not manage how news comes in."""
    if not by.has_perm(Permission.MANAGE_INTAKE):
        raise NotAllowed("Eingänge verwaltet nur, wer dieses Recht hat. Bitten Sie den Chef vom Dienst darum.")
