"""Every write to press lists and the facts of contacts."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from channels_publish.actions import accounts
from channels_publish.enums import Kind
from channels_publish.models import Account
from people import audit
from people.models import User
from press.actions import suspensions
from press.addresses import checksum, normalise
from press.enums import Suspended
from press.models import Contact, DistributionList, Membership, OptOut, Outlet, PressTopic, Suppression
from press.models.contacts import next_review
from stories.errors import DeskError

# What change_contact may be given beside name, address, outlet and switch.
FACTS = ("basis", "source", "source_note", "review_on", "note")


class AddressTaken(DeskError):
    """The address belongs to another contact; the text is a German sentence for the screen."""

    def __init__(self, contact: Contact) -> None:
        super().__init__(
            f"Die Adresse {contact.email} gehört schon zum Kontakt {contact}. Bitte ändern Sie dort die Angaben."
        )
        self.contact = contact


class AddressForgotten(DeskError):
    """Whoever owns the address had it deleted."""

    def __init__(self, address: str) -> None:
        super().__init__(
            f"Die Adresse {address} wurde auf Wunsch gelöscht. Aufnehmen kann sie nur noch, wem sie gehört: "
            "mit der Anmeldung für die Presse."
        )


class LeftList(DeskError):
    """The contact left this list and has to come back by itself."""


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
def change_list(
    *,
    distribution_list: DistributionList,
    description: str,
    is_open: bool,
    topics: Iterable[PressTopic],
    by: User | None,
) -> DistributionList:
    """What the list is about, whether the press may choose it, and which topics fill it."""
    distribution_list.description, distribution_list.open = description, is_open
    distribution_list.save(update_fields=["description", "open"])
    distribution_list.topics.set(topics)
    names = [topic.name for topic in distribution_list.topics.all()]
    audit.record(by=by, verb="press.change_list", target=distribution_list, open=is_open, topics=names)
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
    topics: Iterable[PressTopic] = (),
    **facts: Any,
) -> Contact:
    """A new contact, put on the given lists. ``facts`` are of :data:`FACTS`.

    Raises BadAddress, AddressTaken, AddressForgotten.
    """
    address = _free_address(email)
    contact = Contact.objects.create(
        name=name, outlet=outlet_named(outlet, by=by), email=address, active=active, **facts
    )
    contact.topics.set(topics)
    audit.record(by=by, verb="press.add_contact", target=contact, basis=contact.basis, source=contact.source)
    for distribution_list in lists:
        subscribe(contact=contact, to=distribution_list, by=by)
    return contact


@transaction.atomic
def change_contact(
    *, contact: Contact, name: str, email: str, outlet: str, active: bool, by: User | None, **facts: Any
) -> Contact:
    """Replace the facts of a contact; ``facts`` are of :data:`FACTS`, and what is not given stays.

    Whoever gets the basis consent by hand gets no mail until they confirm it. The trail names the fields only: what
    stood in them would outlive a deletion. Raises BadAddress, AddressTaken, AddressForgotten.
    """
    contact = Contact.objects.select_for_update(of=("self",)).get(pk=contact.pk)
    wanted = {"name": name, "outlet": outlet_named(outlet, by=by), "active": active, **facts}
    if (address := normalise(email)) != contact.email:
        wanted["email"] = _free_address(address)
        contact.confirmed_at = None  # the consent was given for the old address
    changed = sorted(field for field, value in wanted.items() if getattr(contact, field) != value)
    for field, value in wanted.items():
        setattr(contact, field, value)
    contact.save()
    if changed:
        audit.record(by=by, verb="press.change_contact", target=contact, fields=changed)
    if "email" in changed and contact.suspended_for == Suspended.BOUNCES:
        contact = suspensions.lift(contact=contact, by=by)  # what came back was about the former address
    return contact


@transaction.atomic
def mark_checked(*, contact: Contact, by: User | None) -> Contact:
    """Somebody looked and all is still right: the next look is in two years."""
    contact = Contact.objects.select_for_update(of=("self",)).get(pk=contact.pk)
    contact.review_on = next_review()
    contact.save(update_fields=["review_on"])
    audit.record(by=by, verb="press.check_contact", target=contact, review_on=contact.review_on.isoformat())
    return contact


@transaction.atomic
def set_topics(*, contact: Contact, topics: Iterable[PressTopic], by: User | None) -> None:
    """What a contact wants to hear of."""
    before = {topic.name for topic in contact.topics.all()}
    contact.topics.set(topics)
    after = {topic.name for topic in contact.topics.all()}
    if before != after:
        audit.record(
            by=by,
            verb="press.set_topics",
            target=contact,
            added=sorted(after - before),
            removed=sorted(before - after),
        )


@transaction.atomic
def subscribe(*, contact: Contact, to: DistributionList, by: User | None) -> Membership:
    """Put a contact on a list; nothing happens if it is on it already. Raises LeftList."""
    if OptOut.objects.filter(list=to, contact=contact).exists():
        raise LeftList(
            f"{contact.name} hat den Verteiler „{to}“ selbst abbestellt. Zurück kommt er oder sie nur selbst, "
            "über die persönliche Seite. Den Link dorthin senden Sie beim Kontakt."
        )
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
    """Put a contact on exactly these lists. Raises LeftList."""
    wanted = list(lists)
    for distribution_list in DistributionList.objects.filter(contacts=contact):
        if distribution_list not in wanted:
            unsubscribe(contact=contact, from_list=distribution_list, by=by)
    for distribution_list in wanted:
        subscribe(contact=contact, to=distribution_list, by=by)


def outlet_named(name: str, *, by: User | None) -> Outlet | None:
    """The outlet of this name, however it is capitalised; a new one if there is none. None for no name."""
    name = " ".join(name.split())
    if not name:
        return None
    if found := Outlet.objects.filter(name__iexact=name).first():
        return found
    made = Outlet.objects.create(name=name)
    audit.record(by=by, verb="press.create_outlet", target=made)
    return made


def _free_address(email: str) -> str:
    """The address as we store it. Raises BadAddress, AddressTaken, AddressForgotten."""
    address = normalise(email)
    if other := Contact.objects.select_related("outlet").filter(email=address).first():
        raise AddressTaken(other)
    if Suppression.objects.filter(digest=checksum(address)).exists():
        raise AddressForgotten(address)
    return address
