"""Every write to contacts and press lists."""

from collections.abc import Iterable

from django.db import transaction

from channels_publish.actions import accounts
from channels_publish.enums import Kind
from channels_publish.models import Account
from people import audit
from people.models import User
from press.actions import returns, suspensions
from press.addresses import normalise
from press.enums import Suspended
from press.models import Contact, DistributionList, Membership


class AddressTaken(ValueError):
    """The address belongs to another contact; the text is a German sentence for the screen."""


@transaction.atomic
def create_list(*, name: str, account: Account, by: User | None) -> DistributionList:
    """A press list for an account of the channel press. Raises ValueError for another kind."""
    if account.kind != Kind.PRESS:
        raise ValueError("Ein Presseverteiler braucht ein Konto des Kanals Pressemitteilung.")
    made = DistributionList.objects.create(name=name, account=account)
    accounts.connect(account=account, remote_id=str(made.pk), by=by)
    audit.record(by=by, verb="press.create_list", target=made, account=account.pk)
    return made


@transaction.atomic
def rename_list(*, distribution_list: DistributionList, name: str, by: User | None) -> DistributionList:
    before = distribution_list.name
    distribution_list.name = name
    distribution_list.save(update_fields=["name"])
    audit.record(by=by, verb="press.rename_list", target=distribution_list, before=before)
    return distribution_list


@transaction.atomic
def add_contact(
    *,
    name: str,
    email: str,
    by: User | None,
    outlet: str = "",
    active: bool = True,
    lists: Iterable[DistributionList] = (),
) -> Contact:
    """A new contact, put on the given lists. Raises BadAddress, AddressTaken."""
    contact = Contact.objects.create(name=name, outlet=outlet, email=_free_address(email), active=active)
    audit.record(by=by, verb="press.add_contact", target=contact, email=contact.email)
    for distribution_list in lists:
        subscribe(contact=contact, to=distribution_list, by=by)
    return contact


@transaction.atomic
def change_contact(*, contact: Contact, name: str, email: str, outlet: str, active: bool, by: User | None) -> Contact:
    """Replace the facts of a contact. Raises BadAddress, AddressTaken."""
    before = Contact.objects.values("name", "email", "outlet", "active").get(pk=contact.pk)
    contact.name, contact.outlet, contact.active = name, outlet, active
    contact.email = _free_address(email, but=contact)
    contact.save(update_fields=["name", "outlet", "active", "email"])
    audit.record(by=by, verb="press.change_contact", target=contact, before=before)
    if contact.email != before["email"] and contact.suspended_for == Suspended.BOUNCES:
        suspensions.lift(contact=contact, by=by)  # what came back was about the former address
    return contact


@transaction.atomic
def delete_contact(*, contact: Contact, by: User | None) -> None:
    """Forget a contact; who got which mail stays on record by its address. What came back from it loses its words."""
    audit.record(by=by, verb="press.delete_contact", target=contact)
    returns.forget(address=contact.email, put=contact.email)
    contact.delete()


@transaction.atomic
def subscribe(*, contact: Contact, to: DistributionList, by: User | None) -> Membership:
    """Put a contact on a list; nothing happens if it is on it already."""
    membership, created = Membership.objects.get_or_create(list=to, contact=contact)
    if created:
        audit.record(by=by, verb="press.subscribe", target=contact, list=to.name)
    return membership


@transaction.atomic
def unsubscribe(*, contact: Contact, from_list: DistributionList, by: User | None) -> None:
    """Take a contact off a list; nothing happens if it is not on it."""
    deleted, _rows = Membership.objects.filter(list=from_list, contact=contact).delete()
    if deleted:
        audit.record(by=by, verb="press.unsubscribe", target=contact, list=from_list.name)


@transaction.atomic
def keep_on(*, contact: Contact, lists: Iterable[DistributionList], by: User | None) -> None:
    """Put a contact on exactly these lists."""
    wanted = list(lists)
    for distribution_list in DistributionList.objects.filter(contacts=contact):
        if distribution_list not in wanted:
            unsubscribe(contact=contact, from_list=distribution_list, by=by)
    for distribution_list in wanted:
        subscribe(contact=contact, to=distribution_list, by=by)


def _free_address(email: str, *, but: Contact | None = None) -> str:
    address = normalise(email)
    others = Contact.objects.filter(email=address)
    if but is not None:
        others = others.exclude(pk=but.pk)
    if other := others.first():
        raise AddressTaken(
            f"Die Adresse {address} gehört schon zum Kontakt {other}. Bitte ändern Sie dort die Angaben."
        )
    return address
