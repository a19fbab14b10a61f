"""Deleting a contact, everywhere and at once. Decision 21 says what stays and why."""

from django.db import transaction

from channels_publish.actions import blotting
from people import audit
from people.models import User
from press.actions import returns
from press.addresses import checksum, stand_in
from press.enums import UNSENT
from press.models import Contact, Recipient, SignUp, Suppression

GONE = "Gelöschter Kontakt"


@transaction.atomic
def forget(*, contact: Contact, on_request: bool, by: User | None) -> None:
    """Delete a contact. Mails not sent yet are called off; of those that were sent, time and answer stay, and a keyed
    checksum takes the place of the address.

    ``on_request``: the person asked for it, so a note keeps the office from adding the address again; the note is a
    checksum too. ``by`` is None when the person did it on their own page.
    """
    address, put = contact.email, stand_in(contact.email)
    rows = Recipient.objects.filter(email=address)
    rows.filter(state__in=UNSENT).delete()
    rows.update(email=put, smtp_text="", contact=None)
    returns.forget(address=address, put=put)
    blotting.blot_out(words=address, put=put)
    SignUp.objects.filter(email=address).delete()
    if on_request:
        Suppression.objects.get_or_create(digest=checksum(address))
    audit.redact(target=contact, label=GONE)
    number, contact.name, contact.outlet = contact.pk, GONE, None
    audit.record(by=by, verb="press.forget_contact", target=contact, on_request=on_request)
    Contact.objects.filter(pk=number).delete()
