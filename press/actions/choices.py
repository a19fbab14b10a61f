"""What contacts decide about themselves: pause, leave, come back. ``by`` is who did it for them."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from people import audit
from people.models import User
from press.models import Contact, DistributionList, Membership, OptOut


@transaction.atomic
def pause(*, contact: Contact, until: date | None, by: User | None = None) -> Contact:
    """No mail up to and including this day; None ends the pause."""
    contact = Contact.objects.select_for_update(of=("self",)).get(pk=contact.pk)
    if contact.paused_until != until:
        contact.paused_until = until
        contact.save(update_fields=["paused_until"])
        audit.record(by=by, verb="press.pause", target=contact, until=until.isoformat() if until else "")
    return contact


@transaction.atomic
def leave_list(*, contact: Contact, distribution_list: DistributionList) -> None:
    """No more mail from this list, whatever put the contact on it; a second call changes nothing."""
    Membership.objects.filter(list=distribution_list, contact=contact).delete()
    _row, made = OptOut.objects.get_or_create(list=distribution_list, contact=contact)
    if made:
        audit.record(by=None, verb="press.leave_list", target=contact, list=distribution_list.name)


@transaction.atomic
def join_list(*, contact: Contact, distribution_list: DistributionList) -> None:
    """On this list, also after having left it."""
    OptOut.objects.filter(list=distribution_list, contact=contact).delete()
    _row, made = Membership.objects.get_or_create(list=distribution_list, contact=contact)
    if made:
        audit.record(by=None, verb="press.join_list", target=contact, list=distribution_list.name)


@transaction.atomic
def choose_lists(*, contact: Contact, lists: Iterable[DistributionList], before: Iterable[DistributionList]) -> None:
    """Join what was ticked and leave what was unticked. ``before``: the lists the contact was on when asked."""
    wanted, were = set(lists), set(before)
    for row in wanted - were:
        join_list(contact=contact, distribution_list=row)
    for row in were - wanted:
        leave_list(contact=contact, distribution_list=row)


@transaction.atomic
def leave(*, contact: Contact, by: User | None = None) -> Contact:
    """No more press mail at all. The row stays, so that no import brings the contact back."""
    contact = Contact.objects.select_for_update(of=("self",)).get(pk=contact.pk)
    if contact.left_at is None:
        contact.left_at = timezone.now()
        contact.save(update_fields=["left_at"])
        audit.record(by=by, verb="press.leave", target=contact)
    return contact


@transaction.atomic
def come_back(*, contact: Contact) -> Contact:
    """Press mail again, on the lists the contact was on."""
    contact = Contact.objects.select_for_update(of=("self",)).get(pk=contact.pk)
    if contact.left_at is not None:
        contact.left_at = None
        contact.save(update_fields=["left_at"])
        audit.record(by=None, verb="press.come_back", target=contact)
    return contact


def lists_of(contact: Contact) -> list[DistributionList]:
    """On which lists a contact is, by hand or by a topic."""
    on = DistributionList.objects.filter(Q(memberships__contact=contact) | Q(topics__contacts=contact))
    return list(on.exclude(opt_outs__contact=contact).distinct())
