"""Contacts from a file: kept for a look, taken over in one go, taken back."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from people import audit
from people.models import User
from press import csvfile, importing
from press.actions import lists
from press.enums import Basis, Source
from press.importing import Result, Row
from press.models import Contact, ContactImport, DistributionList, ImportedContact, Membership, OptOut, PressTopic
from stories.errors import DeskError

# The cells of a file nobody took over, and what is needed to take an import back.
KEPT: Final = timedelta(days=7)
UNDO_FOR: Final = timedelta(days=30)
BATCH: Final = 500


class NotNow(DeskError):
    """The import is not where this step begins."""


@transaction.atomic
def upload(*, file_name: str, data: bytes, by: User) -> ContactImport:
    """Read a file and guess what its columns hold; nothing is taken over yet. Raises Unreadable."""
    table = csvfile.read(data)
    made = ContactImport.objects.create(
        file_name=file_name[:150], columns=table.columns, rows=table.rows, mapping=csvfile.guess(table.columns), by=by
    )
    audit.record(by=by, verb="press.upload_import", target=made, rows=len(table.rows))
    return made


@transaction.atomic
def prepare(
    *, row: ContactImport, mapping: Mapping[str, int], source_note: str, to: DistributionList | None, by: User
) -> ContactImport:
    """Say which column holds what, where the addresses are from, and which list they go to. Raises NotNow."""
    row = _open(row)
    row.mapping, row.source_note, row.list = dict(mapping), source_note, to
    row.save(update_fields=["mapping", "source_note", "list"])
    audit.record(by=by, verb="press.prepare_import", target=row)
    return row


@transaction.atomic
def apply(*, row: ContactImport, by: User) -> ContactImport:
    """Take over what the plan says now: all of it or, if anything fails, nothing. Raises NotNow."""
    row = _open(row)
    planned = importing.plan(row.rows, row.mapping)
    topics = _topics(planned)
    made = _create(row, [each for each in planned if each.result == Result.NEW], topics, by)
    changed = [_change(row, each, topics, by) for each in planned if each.result == Result.CHANGED]
    same = [each.contact for each in planned if each.result == Result.SAME and each.contact]
    records = made + changed + [ImportedContact(of=row, contact=contact, created=False) for contact in same]
    if row.list:
        _subscribe(records, row.list)
    ImportedContact.objects.bulk_create(each for each in records if each.created or each.before or each.subscribed)
    row.counts, row.applied_at, row.rows = importing.counts(planned), timezone.now(), []
    row.save(update_fields=["counts", "applied_at", "rows"])
    audit.record(by=by, verb="press.apply_import", target=row, **row.counts)
    return row


@transaction.atomic
def undo(*, row: ContactImport, by: User) -> dict[str, int]:
    """Take an import back: contacts it made go, fields it changed get their old words.

    What somebody changed since, and who got mail, agreed or left since, stays. Returns how many were taken back
    (``undone``) and how many stayed (``kept``). Raises NotNow.
    """
    row = ContactImport.objects.select_for_update(of=("self",)).get(pk=row.pk)
    if not may_undo(row, timezone.now()):
        raise NotNow("Dieser Import lässt sich nicht mehr zurücknehmen.")
    if row.list:
        put_on = row.contacts.filter(subscribed=True, created=False).values("contact")
        Membership.objects.filter(list=row.list, contact__in=put_on).delete()
    records = list(row.contacts.select_related("contact__outlet").prefetch_related("contact__topics").order_by("-pk"))
    untouched = [record for record in records if _is_untouched(record)]
    gone = _remove([record.contact_id for record in untouched if record.created])
    changed = [record for record in untouched if not record.created]
    for record in changed:
        topics = list(PressTopic.objects.filter(name__in=record.before.get("topics", [])))
        _put(record.contact, record.before, by, topics)
    result = {"undone": gone + len(changed), "kept": len(records) - gone - len(changed)}
    row.contacts.all().delete()
    row.undone_at = timezone.now()
    row.save(update_fields=["undone_at"])
    audit.record(by=by, verb="press.undo_import", target=row, **result)
    return result


@transaction.atomic
def discard(*, row: ContactImport, by: User) -> None:
    """Throw a file away that was not taken over. Raises NotNow."""
    row = _open(row)
    audit.record(by=by, verb="press.discard_import", target=row)
    row.delete()


def may_undo(row: ContactImport, at: datetime) -> bool:
    return bool(row.applied_at and not row.undone_at and at - row.applied_at < UNDO_FOR)


def tidy(*, now: datetime) -> None:
    """Delete files nobody took over in a week, and what could take an import back after a month."""
    ContactImport.objects.filter(applied_at=None, created_at__lte=now - KEPT).delete()
    ImportedContact.objects.filter(of__applied_at__lte=now - UNDO_FOR).delete()


def _open(row: ContactImport) -> ContactImport:
    """The row, locked and as it stands now."""
    found = ContactImport.objects.select_for_update(of=("self",)).filter(pk=row.pk).first()
    if found is None or found.applied_at:
        raise NotNow("Diese Datei wurde inzwischen übernommen oder verworfen.")
    return found


def _topics(planned: list[Row]) -> dict[str, PressTopic]:
    """The subjects the rows name, by name; missing ones are made."""
    written = [each for each in planned if each.result in {Result.NEW, Result.CHANGED}]
    names = {name for each in written for name in each.facts.get("topics", [])}
    known = {topic.name: topic for topic in PressTopic.objects.filter(name__in=names)}
    return {name: known.get(name) or PressTopic.objects.create(name=name) for name in sorted(names)}


def _create(row: ContactImport, new: list[Row], topics: dict[str, PressTopic], by: User) -> list[ImportedContact]:
    outlets = {name: lists.outlet_named(name, by=by) for name in {each.facts.get("outlet", "") for each in new}}
    made = Contact.objects.bulk_create(
        Contact(
            name=each.facts["name"], outlet=outlets[each.facts.get("outlet", "")], email=each.email,
            note=each.facts.get("note", ""), basis=Basis.TASK, source=Source.IMPORT,
            source_note=row.source_note or row.file_name,
        )
        for each in new
    )  # fmt: skip
    through = Contact.topics.through
    through.objects.bulk_create(
        through(contact=contact, presstopic=topic)
        for contact, each in zip(made, new, strict=True)
        for topic in {topics[name] for name in each.facts.get("topics", [])}
    )
    return [
        ImportedContact(of=row, contact=contact, after=each.facts, created=True)
        for contact, each in zip(made, new, strict=True)
    ]


def _change(row: ContactImport, planned: Row, topics: dict[str, PressTopic], by: User) -> ImportedContact:
    assert planned.contact is not None  # a changed row names its contact
    _put(planned.contact, planned.facts, by, [topics[name] for name in planned.facts.get("topics", [])])
    return ImportedContact(of=row, contact=planned.contact, before=planned.before, after=planned.facts, created=False)


def _put(contact: Contact, facts: Mapping[str, Any], by: User, topics: list[PressTopic]) -> None:
    if "outlet" in facts:
        contact.outlet = lists.outlet_named(facts["outlet"], by=by)
    contact.name, contact.note = facts.get("name", contact.name), facts.get("note", contact.note)
    contact.save(update_fields=["name", "outlet", "note"])
    if "topics" in facts:
        contact.topics.set(topics)


def _subscribe(records: list[ImportedContact], to: DistributionList) -> None:
    """Put them on the list, but for those who are on it or left it."""
    there = set(Membership.objects.filter(list=to).values_list("contact", flat=True))
    gone = set(OptOut.objects.filter(list=to).values_list("contact", flat=True))
    for record in records:
        record.subscribed = record.contact_id not in there | gone
    Membership.objects.bulk_create(Membership(list=to, contact=each.contact) for each in records if each.subscribed)


def _is_untouched(record: ImportedContact) -> bool:
    now = importing.facts_of(record.contact)
    return all(now[key] == value for key, value in record.after.items())


def _remove(made: list[int]) -> int:
    """Delete the contacts an import made, but for those who have a story of their own since; how many went."""
    gone = 0
    for start in range(0, len(made), BATCH):
        rows = Contact.objects.filter(pk__in=made[start : start + BATCH], left_at=None)
        rows = rows.filter(recipients=None, consents=None, opt_outs=None)
        gone += rows.count()
        Contact.objects.filter(pk__in=list(rows.values_list("pk", flat=True))).delete()
    return gone
