"""A file of contacts: planned without a write, applied at once, taken back; never a second row for one address."""

from datetime import timedelta

import pytest
from django.utils import timezone

from people.models import AuditEvent
from press import importing
from press.actions import choices, exports, forgetting, imports, lists
from press.csvfile import Unreadable
from press.importing import Result
from press.models import Contact, ContactImport, ImportedContact, Membership, Outlet, PressTopic
from tests.factories import people

FILE = """Name;Redaktion;E-Mail;Themen
Anna Neu;Zeitung;ANNA@zeitung.example;
Bert;;bert@zeitung.example;
Emil;Radio;emil@funk.example;Verkehr, kultur
Emil Zwei;Radio;Emil@Funk.example;
Falsch;Radio;kein-at.example;
;;leer@funk.example;
Gerda;radio;gerda@funk.example;Kultur
"""


@pytest.fixture
def office_person(db):
    return people.person()


@pytest.fixture
def upload(press_list, office_person):
    def make(text: str = FILE, **choices) -> ContactImport:
        row = imports.upload(file_name="liste.csv", data=text.encode(), by=office_person)
        given = {"mapping": row.mapping, "source_note": "Presseclub", "to": press_list} | choices
        return imports.prepare(row=row, by=office_person, **given)

    return make


def results(row: ContactImport) -> list[tuple[int, Result]]:
    return [(each.number, each.result) for each in importing.plan(row.rows, row.mapping)]


def state() -> list[tuple]:
    rows = Contact.objects.order_by("email").values_list(
        "email", "name", "outlet__name", "topics__name", "lists__name"
    )
    return list(rows.order_by("email", "topics__name", "lists__name"))


def test_every_row_is_told_before_anything_is_written(upload):
    before = state()
    assert results(upload()) == [
        (2, Result.CHANGED), (3, Result.SAME), (4, Result.NEW), (5, Result.DUPLICATE), (6, Result.BAD), (7, Result.BAD),
        (8, Result.NEW),
    ]  # fmt: skip
    assert (state(), Outlet.objects.count(), PressTopic.objects.count()) == (before, 0, 0)


def test_changed_row_names_what_was_and_what_comes(upload):
    first = importing.plan((row := upload()).rows, row.mapping)[0]
    assert (first.before, first.facts) == ({"name": "Anna", "outlet": ""}, {"name": "Anna Neu", "outlet": "Zeitung"})


def test_applying_writes_all_of_it_once(upload, press_list, office_person):
    row = imports.apply(row=upload(), by=office_person)
    assert row.counts == {"new": 2, "changed": 1, "same": 1, "duplicate": 1, "bad": 2}
    assert sorted(Contact.objects.values_list("email", flat=True)) == [
        "anna@zeitung.example", "bert@zeitung.example", "clara@zeitung.example", "emil@funk.example", "gerda@funk.example",
    ]  # fmt: skip
    emil = Contact.objects.get(name="Emil")
    assert (str(emil.outlet), emil.source, emil.source_note, emil in press_list.active_contacts()) == (
        "Radio",
        "import",
        "Presseclub",
        True,
    )
    assert [topic.name for topic in emil.topics.all()] == ["Verkehr", "kultur"]
    assert (Outlet.objects.count(), PressTopic.objects.count(), row.rows) == (2, 2, [])


@pytest.mark.parametrize("first", [imports.apply, imports.discard])
def test_second_click_is_too_late(upload, office_person, first):
    row = upload()
    first(row=ContactImport.objects.get(pk=row.pk), by=office_person)
    before = state()
    for late in (imports.apply, imports.discard):
        with pytest.raises(imports.NotNow):
            late(row=row, by=office_person)
    assert state() == before


def test_same_file_again_changes_nothing(upload, office_person):
    imports.apply(row=upload(), by=office_person)
    before = state()
    row = imports.apply(row=upload(), by=office_person)
    assert (row.counts, state()) == ({"same": 4, "duplicate": 1, "bad": 2}, before)


def test_failure_half_way_writes_nothing(upload, office_person, monkeypatch):
    row, before = upload(), state()

    def broken(*_args):
        raise RuntimeError

    monkeypatch.setattr(imports, "_subscribe", broken)
    with pytest.raises(RuntimeError):
        imports.apply(row=row, by=office_person)
    row.refresh_from_db()
    assert (state(), row.applied_at, ImportedContact.objects.count()) == (before, None, 0)


def test_undo_gives_back_exactly_what_was(upload, office_person):
    before = state()
    row = imports.apply(row=upload(), by=office_person)
    assert (imports.undo(row=row, by=office_person), state()) == ({"undone": 3, "kept": 0}, before)
    with pytest.raises(imports.NotNow):
        imports.undo(row=row, by=office_person)


def test_undo_leaves_what_somebody_changed_since(upload, office_person, press_list):
    row = imports.apply(row=upload(), by=office_person)
    emil = Contact.objects.get(name="Emil")
    lists.change_contact(contact=emil, name="Emil Funk", email=emil.email, outlet="Radio", active=True, by=None)
    assert imports.undo(row=row, by=office_person) == {"undone": 2, "kept": 1}
    assert Contact.objects.filter(name__in=["Emil Funk", "Gerda"]).get().name == "Emil Funk"


def test_undo_keeps_who_left_meanwhile_so_that_no_second_import_brings_them_back(upload, office_person, press_list):
    row = imports.apply(row=upload(), by=office_person)
    emil, gerda = Contact.objects.get(name="Emil"), Contact.objects.get(name="Gerda")
    choices.leave(contact=emil)
    choices.leave_list(contact=gerda, distribution_list=press_list)
    assert imports.undo(row=row, by=office_person) == {"undone": 1, "kept": 2}
    assert results(upload())[2] == (4, Result.LEFT)


def test_undo_ends_after_thirty_days_and_files_after_seven(upload, office_person):
    row, other = imports.apply(row=upload(), by=office_person), upload()
    ContactImport.objects.filter(pk=row.pk).update(applied_at=timezone.now() - timedelta(days=30))
    ContactImport.objects.filter(pk=other.pk).update(created_at=timezone.now() - timedelta(days=7))
    imports.tidy(now=timezone.now())
    assert (list(ContactImport.objects.all()), ImportedContact.objects.count()) == ([row], 0)
    with pytest.raises(imports.NotNow):
        imports.undo(row=row, by=office_person)


def test_who_left_or_was_deleted_is_not_brought_back(upload, office_person, press_list):
    anna, bert = Contact.objects.get(name="Anna"), Contact.objects.get(name="Bert")
    choices.leave(contact=anna)
    forgetting.forget(contact=bert, on_request=True, by=None)
    row = upload()
    assert results(row)[:2] == [(2, Result.LEFT), (3, Result.FORGOTTEN)]
    imports.apply(row=row, by=office_person)
    anna.refresh_from_db()
    assert (anna.name, anna.left_at is not None, Contact.objects.filter(email=bert.email).count()) == ("Anna", True, 0)


def test_who_left_the_list_is_not_put_on_it(upload, office_person, press_list):
    choices.leave_list(contact=Contact.objects.get(name="Bert"), distribution_list=press_list)
    imports.apply(row=upload(), by=office_person)
    assert Membership.objects.filter(list=press_list, contact__name="Bert").count() == 0


def test_near_twin_is_told(upload):
    lists.add_contact(name="Emil", outlet="Radio", email="e.privat@funk.example", by=None)
    row = upload()
    twins = {each.email: each.alike for each in importing.plan(row.rows, row.mapping) if each.alike}
    assert twins == {"emil@funk.example": Contact.objects.get(email="e.privat@funk.example")}


def test_first_and_last_name_make_the_name(upload):
    row = upload("Vorname,Nachname,Mail,Firma\nÖzlem,Groß,o@funk.example,\n,,r@funk.example,Radio\n")
    assert [each.facts["name"] for each in importing.plan(row.rows, row.mapping)] == ["Özlem Groß", "Radio"]


def test_plan_reads_as_often_for_many_rows_as_for_one(upload, django_assert_num_queries):
    line = "Name {0};Radio;n{0}@funk.example;Verkehr\n"
    for count in (1, 300):
        row = upload("Name;Redaktion;E-Mail;Themen\n" + "".join(line.format(n) for n in range(count)))
        with django_assert_num_queries(5):
            importing.plan(row.rows, row.mapping)


def test_trail_holds_numbers_and_no_addresses(upload, office_person):
    imports.undo(row=imports.apply(row=upload(), by=office_person), by=office_person)
    events = AuditEvent.objects.filter(target_type="press.ContactImport").order_by("pk")
    assert [event.verb for event in events] == [
        "press.upload_import", "press.prepare_import", "press.apply_import", "press.undo_import",
    ]  # fmt: skip
    assert "funk.example" not in str(list(events.values_list("detail", "target_label")))


def test_unreadable_file_leaves_nothing(office_person):
    with pytest.raises(Unreadable):
        imports.upload(file_name="liste.xlsx", data=b"PK\x03\x04", by=office_person)
    assert ContactImport.objects.count() == 0


def test_export_is_read_back_without_a_change(upload, office_person, press_list):
    imports.apply(row=upload(), by=office_person)
    data = exports.contacts_file(contacts=Contact.objects.all(), by=office_person)
    row = imports.upload(file_name="zurueck.csv", data=data, by=office_person)
    assert {result for _number, result in results(row)} == {Result.SAME}
    assert AuditEvent.objects.filter(verb="press.export_contacts").get().detail == {"contacts": 5}
