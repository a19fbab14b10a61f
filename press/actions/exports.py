"""Personal data that leave the newsroom as a file: who took what, and when."""

from django.db import transaction
from django.utils import timezone

from people import audit
from people.models import User
from press import csvfile, owndata
from press.models import Contact
from press.models.contacts import ContactQuerySet

COLUMNS = (
    "Name", "Redaktion", "E-Mail-Adresse", "Themen", "Verteiler", "Stand", "Rechtsgrundlage", "Herkunft",
    "Herkunft, genauer", "Prüfen am", "Notiz",
)  # fmt: skip


@transaction.atomic
def contacts_file(*, contacts: ContactQuerySet, by: User) -> bytes:
    """These contacts as CSV, which the import reads back."""
    now = timezone.now()
    found = list(contacts.select_related("outlet").prefetch_related("topics", "lists"))
    rows = [
        (
            each.name, each.outlet.name if each.outlet else "", each.email,
            " | ".join(topic.name for topic in each.topics.all()), " | ".join(row.name for row in each.lists.all()),
            each.standing(now).label, each.get_basis_display(), each.get_source_display(), each.source_note,
            each.review_on.isoformat(), each.note,
        )
        for each in found
    ]  # fmt: skip
    audit.record(by=by, verb="press.export_contacts", target=by, contacts=len(rows))
    return csvfile.write(COLUMNS, rows)


@transaction.atomic
def own_data(*, contact: Contact, by: User) -> dict[str, object]:
    """Everything about one contact, because they asked the office for it."""
    audit.record(by=by, verb="press.export_contact", target=contact)
    return owndata.gather(contact)
