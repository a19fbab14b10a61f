"""A rehearsal: the mail of a release as the press would get it, to the person who asks and to nobody else."""

import uuid
from dataclasses import replace

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from channels_publish.composing import compose
from channels_publish.models import Rendition
from people import audit
from people.models import User
from press import mail, pdf, posting
from press.document import PdfRelease
from press.enums import RecipientState
from press.mail import MailError
from press.pdf import PdfError
from stories.errors import WrongState

MARK = "[Probe] "


def rehearse(*, rendition: Rendition, by: User) -> str:
    """Send the stored rendition to ``by``. It gets no number, nobody is counted, and nothing is planned by it.

    Returns the address it went to. Must run outside a transaction: the mail server may take its time. Raises
    WrongState where the person has no address, the release cannot be made, or the mail server does not take it.
    """
    if not by.email:
        raise WrongState(
            "Bei Ihrer Person steht keine E-Mail-Adresse. Bitten Sie die Administration, sie einzutragen."
        )
    letter = _letter(rendition)
    message = mail.build(letter, recipient=by.email, key=uuid.uuid4(), date=timezone.localtime())
    answer = posting.hand_over(message)
    if answer.state != RecipientState.SENT:
        raise WrongState(f"Die Probe ging nicht hinaus. Der Mailserver sagt: {answer.text or 'nichts'}")
    with transaction.atomic():
        audit.record(by=by, verb="press.rehearse", target=rendition)
    return by.email


def _letter(rendition: Rendition) -> mail.Letter:
    release = PdfRelease(post=compose(rendition), issued=timezone.now())
    try:
        letter = mail.compose(
            release,
            pdf=pdf.render(release),
            file_name="probe.pdf",
            sender=settings.DEFAULT_FROM_EMAIL,
            list_name="Probe",
            list_key="probe",
        )
    except (PdfError, MailError) as error:
        raise WrongState(f"Die Pressemitteilung lässt sich so nicht setzen: {error}") from error
    return replace(letter, subject=f"{MARK}{letter.subject}")
