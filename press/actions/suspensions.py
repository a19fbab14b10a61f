"""Holding back all mail to a contact, and letting it go again."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from people import audit
from people.models import User
from press import suspending
from press.enums import Suspended
from press.models import Contact, Return


@transaction.atomic
def judge(*, contact: Contact) -> Contact:
    """Suspend the contact if its address has bounced often enough; see :mod:`press.suspending`."""
    contact = Contact.objects.select_for_update().get(pk=contact.pk)
    if contact.suspended_at is None and (found := suspending.reasons(contact)):
        suspend(contact=contact, why=Suspended.BOUNCES, evidence=found, by=None)
    return contact


@transaction.atomic
def suspend(*, contact: Contact, why: Suspended, evidence: Iterable[Return], by: User | None) -> Contact:
    """No more mail to this contact until a person lifts it. One that is suspended already stays as it is."""
    contact = Contact.objects.select_for_update().get(pk=contact.pk)
    if contact.suspended_at is not None:
        return contact
    contact.suspended_at, contact.suspended_for = timezone.now(), why
    contact.save(update_fields=["suspended_at", "suspended_for"])
    rows = [row.pk for row in evidence]
    Return.objects.filter(pk__in=rows).update(counted_at=contact.suspended_at)
    audit.record(by=by, verb="press.suspend", target=contact, why=str(why), returns=rows)
    return contact


@transaction.atomic
def lift(*, contact: Contact, by: User | None) -> Contact:
    """Write to this contact again; what came back until now counts no more."""
    contact = Contact.objects.select_for_update().get(pk=contact.pk)
    if contact.suspended_at is None:
        return contact
    before = {"since": contact.suspended_at.isoformat(), "why": contact.suspended_for}
    contact.suspended_at, contact.suspended_for, contact.returns_from = None, "", timezone.now()
    contact.save(update_fields=["suspended_at", "suspended_for", "returns_from"])
    audit.record(by=by, verb="press.lift_suspension", target=contact, **before)
    return contact
