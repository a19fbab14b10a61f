"""The area „Presse“ at the desk: found, changed, imported, deleted; the same cost for one row and for many."""

import json
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from people.models import AuditEvent
from people.roles import Role
from press.actions import choices, lists
from press.models import Contact, ContactImport, Outlet, PressTopic
from tests.factories import channels, people, press, returns
from tests.newsroom import pages

pytestmark = pytest.mark.django_db
TITLES = "//a[contains(@class, 'row-title')]"


@pytest.fixture
def desk(client):
    client.force_login(people.person(Role.PRESS))
    return client


@pytest.fixture
def press_list(db):
    return channels.press_account(readers=("anna", "bert")).distribution_list


def form(**facts) -> dict:
    given = {"name": "Emma", "email": "emma@funk.example", "active": "on", "basis": "task", "source": "asked"}
    return given | {"review_on": "2099-01-01"} | facts


def shown(desk, query: str) -> list[str]:
    return pages.texts(desk.get(f"{reverse('desk:press_contacts')}?{query}"), TITLES)


def test_contacts_are_found_by_every_filter(desk, press_list):
    topic = PressTopic.objects.create(name="Verkehr")
    emma = press.contact(name="Emma Funk", outlet="Radio", topics=[topic], review_on=timezone.localdate())
    choices.leave(contact=Contact.objects.get(name="Bert"))
    outlet = Outlet.objects.get()
    queries = {
        "": ["Anna", "Bert", "Emma Funk"], "q=radio+emma": ["Emma Funk"], "q=anna@zeitung": ["Anna"],
        "stand=left": ["Bert"], "stand=active": ["Anna", "Emma Funk"], "stand=pruefen": ["Emma Funk"], "stand=x": [],
        f"redaktion={outlet.pk}": ["Emma Funk"], f"thema={topic.pk}": ["Emma Funk"], "thema=x": [],
        f"verteiler={press_list.pk}": ["Anna", "Bert"],
    }  # fmt: skip
    assert {query: shown(desk, query) for query in queries} == queries
    press_list.topics.add(topic)
    assert shown(desk, f"verteiler={press_list.pk}") == ["Anna", "Bert", "Emma Funk"]
    choices.leave_list(contact=emma, distribution_list=press_list)
    assert shown(desk, f"verteiler={press_list.pk}") == ["Anna", "Bert"]


def queries_of(desk, url: str) -> int:
    with CaptureQueriesContext(connection) as caught:
        assert desk.get(url).status_code == 200
    return len(caught)


def test_pages_cost_the_same_for_one_contact_and_for_many(desk, press_list):
    topic = PressTopic.objects.create(name="Verkehr")
    row = press.upload(by=people.person(Role.PRESS))
    first = Contact.objects.get(name="Anna")
    urls = [
        reverse("desk:press"), reverse("desk:press_contacts"), reverse("desk:press_list", args=[press_list.pk]),
        reverse("desk:press_contact", args=[first.pk]), reverse("desk:press_imports"),
        reverse("desk:press_import", args=[row.pk]), reverse("desk:press_contacts_file"),
    ]  # fmt: skip
    press.contact(outlet="Radio 0", topics=[topic], lists=[press_list])
    for url in urls:
        desk.get(url)
    before = [queries_of(desk, url) for url in urls]
    for number in range(4):
        press.contact(outlet=f"Radio {number + 1}", topics=[topic], lists=[press_list])
        channels.press_account(readers=(), name=f"Presse {number}")
        press.upload(by=people.person(Role.PRESS))
    assert [queries_of(desk, url) for url in urls] == before


def test_contact_is_added_with_everything(desk, press_list):
    topic = PressTopic.objects.create(name="Verkehr")
    data = form(
        outlet="Radio", lists=[press_list.pk], topics=[topic.pk], paused_until="2099-05-01", note="Nur mittags"
    )
    answer = desk.post(reverse("desk:press_contact_new"), data, follow=True)
    emma = Contact.objects.get(name="Emma")
    assert pages.said(answer) == ["Emma ist aufgenommen."]
    assert (str(emma.outlet), list(emma.lists.all()), list(emma.topics.all())) == ("Radio", [press_list], [topic])
    assert (emma.note, str(emma.paused_until), str(emma.review_on)) == ("Nur mittags", "2099-05-01", "2099-01-01")


def test_nothing_typed_is_lost_when_something_is_wrong(desk, press_list):
    data = form(email="anna@zeitung.example", note="Nur mittags")
    answer = desk.post(reverse("desk:press_contact_new"), data)
    assert answer.status_code == 422
    assert pages.texts(answer, "//*[@id='error-email']") == [
        "Die Adresse anna@zeitung.example gehört schon zum Kontakt Anna. Bitte ändern Sie dort die Angaben."
    ]
    assert pages.texts(answer, "//textarea[@name='note']") == ["Nur mittags"]


def test_same_name_at_the_same_outlet_is_told(desk, press_list):
    desk.post(reverse("desk:press_contact_new"), form(outlet="Radio"), follow=True)
    answer = desk.post(reverse("desk:press_contact_new"), form(outlet="radio", email="e2@funk.example"), follow=True)
    assert pages.said(answer) == [
        "Emma ist aufgenommen.", "Emma steht mit emma@funk.example schon da. Ist das dieselbe Person, löschen Sie einen.",
    ]  # fmt: skip


def test_contact_is_changed_and_list_it_left_is_not_offered(desk, press_list):
    anna = Contact.objects.get(name="Anna")
    there = reverse("desk:press_contact", args=[anna.pk])
    desk.post(there, form(name="Anna B.", email=anna.email, lists=[]))
    anna.refresh_from_db()
    assert (anna.name, list(anna.lists.all())) == ("Anna B.", [])
    choices.leave_list(contact=anna, distribution_list=press_list)
    answer = desk.post(there, form(email=anna.email, lists=[press_list.pk]))
    assert (answer.status_code, list(anna.lists.all())) == (422, [])


def test_deeds_of_a_contact(desk, press_list):
    anna = Contact.objects.get(name="Anna")
    Contact.objects.filter(pk=anna.pk).update(review_on=timezone.localdate())
    there = reverse("desk:press_contact_deed", args=[anna.pk])
    checked, left = (desk.post(there, {"tun": deed}, follow=True) for deed in ("geprueft", "abmelden"))
    anna.refresh_from_db()
    assert (anna.review_on - timezone.localdate(), anna.left_at is not None) == (timedelta(days=730), True)
    assert "Stimmt noch" not in pages.text(checked)
    assert "Abgemeldet" in pages.text(left)


def test_link_is_mailed_once_and_a_dead_server_is_told(desk, press_list, platforms, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    there = reverse("desk:press_contact_deed", args=[Contact.objects.get(name="Anna").pk])
    said = [pages.said(desk.post(there, {"tun": "link"}, follow=True)) for _ in range(2)]
    assert said == [
        ["Die Mail an anna@zeitung.example ist unterwegs."],
        ["Diese Adresse hat gerade erst eine solche Mail bekommen. Bitte warten Sie zehn Minuten."],
    ]
    assert [mail["to"] for mail in platforms.wall()["mails"]] == [["anna@zeitung.example"]]
    settings.EMAIL_PORT = 9
    there = reverse("desk:press_contact_deed", args=[Contact.objects.get(name="Bert").pk])
    assert pages.said(desk.post(there, {"tun": "link"}, follow=True))[0].startswith("Die Mail konnte gerade nicht")


def test_deleting_asks_first_and_then_is_done(desk, press_list):
    there = reverse("desk:press_contact_delete", args=[Contact.objects.get(name="Anna").pk])
    desk.get(there)
    assert Contact.objects.count() == 2
    answer = desk.post(there, {"wunsch": "1"}, follow=True)
    assert (pages.said(answer), shown(desk, "")) == (["Der Kontakt ist gelöscht."], ["Bert"])
    with pytest.raises(lists.AddressForgotten):
        lists.add_contact(name="Anna", email="anna@zeitung.example", by=None)


def test_everything_about_a_contact_is_handed_over(desk, press_list):
    answer = desk.get(reverse("desk:press_contact_data", args=[Contact.objects.get(name="Anna").pk]))
    found = json.loads(answer.content)
    assert (found["Kontakt"]["E-Mail-Adresse"], found["Verteiler"]) == ("anna@zeitung.example", [press_list.name])
    assert AuditEvent.objects.filter(verb="press.export_contact").count() == 1


def test_list_takes_in_and_out_and_is_described(desk, press_list):
    members = reverse("desk:press_list_member", args=[press_list.pk])
    emma = press.contact(name="Emma", email="emma@funk.example")
    said = [
        pages.said(desk.post(members, data, follow=True))
        for data in (
            {"email": "EMMA@funk.example"},
            {"email": "x@funk.example"},
            {"email": "x"},
            {"entfernen": emma.pk},
        )
    ]
    assert said == [
        ["Emma steht jetzt im Verteiler."], ["Zu x@funk.example gibt es keinen Kontakt. Legen Sie ihn zuerst an."],
        ["„x“ ist keine gültige E-Mail-Adresse. Bitte prüfen Sie die Schreibweise."],
        ["Emma steht nicht mehr im Verteiler. Die Adresse ist emma@funk.example."],
    ]  # fmt: skip
    topic = PressTopic.objects.create(name="Verkehr")
    data = {"name": "Lokal", "description": "Alles", "topics": [topic.pk], "is_open": "on"}
    desk.post(reverse("desk:press_list", args=[press_list.pk]), data)
    press_list.refresh_from_db()
    assert (press_list.name, press_list.description, press_list.open, list(press_list.topics.all())) == (
        "Lokal", "Alles", True, [topic],
    )  # fmt: skip


def test_name_of_another_list_is_refused(desk, press_list):
    other = channels.press_account(readers=(), name="Fachpresse").distribution_list
    answer = desk.post(reverse("desk:press_list", args=[other.pk]), {"name": press_list.name})
    assert (answer.status_code, "So heißt schon ein anderer" in pages.text(answer)) == (422, True)


def test_file_is_looked_at_taken_over_and_taken_back(desk, press_list):
    file = SimpleUploadedFile("liste.csv", press.CSV)
    seen = desk.post(reverse("desk:press_imports"), {"file": file}, follow=True)
    row = ContactImport.objects.get()
    assert (pages.texts(seen, "//main//li//strong"), Contact.objects.count()) == (["Özlem Groß"], 2)
    mapping = {"column-name": "0", "column-email": "1", "to": press_list.pk, "source_note": "Presseclub"}
    taken = desk.post(reverse("desk:press_import_apply", args=[row.pk]), mapping, follow=True)
    assert "1 neu" in pages.text(taken)
    assert [each.name for each in press_list.active_contacts()] == ["Anna", "Bert", "Özlem Groß"]
    back = desk.post(reverse("desk:press_import_undo", args=[row.pk]), follow=True)
    assert pages.said(back) == ["„liste.csv“ ist zurückgenommen: 1 Kontakte."]
    assert Contact.objects.count() == 2


def test_other_columns_are_shown_before_they_are_taken_over(desk):
    row = press.upload(by=people.person(Role.PRESS))
    there = reverse("desk:press_import_apply", args=[row.pk])
    swapped = {"column-name": "1", "column-email": "0"}
    shown, wrong = desk.post(there, swapped, follow=True), desk.post(there, {"column-name": "0"})
    row.refresh_from_db()
    assert (row.mapping, row.applied_at, wrong.status_code) == ({"name": 1, "email": 0}, None, 422)
    assert pages.said(shown) == ["Die Zuordnung hat sich geändert. Sehen Sie die Zeilen an, dann übernehmen Sie."]


def test_second_click_on_the_same_file_is_told(desk):
    row = press.upload(by=people.person(Role.PRESS))
    data = {"column-name": "0", "column-email": "1"}
    told = [
        pages.said(desk.post(reverse(f"desk:{name}", args=[row.pk]), data, follow=True))[0]
        for name in ("press_import_apply", "press_import_apply", "press_import_discard")
    ]
    assert told[1:] == ["Diese Datei wurde inzwischen übernommen oder verworfen."] * 2
    assert (Contact.objects.count(), desk.get(reverse("desk:press_import", args=[row.pk])).status_code) == (1, 302)


def test_preview_without_an_address_column_says_so(desk):
    row = press.upload(by=people.person(Role.PRESS))
    answer = desk.post(reverse("desk:press_import", args=[row.pk]), {"column-name": "0"})
    assert (answer.status_code, "in welcher Spalte die E-Mail-Adresse steht" in pages.text(answer)) == (422, True)


def test_preview_shows_one_result_alone(desk, press_list):
    data = b"Name;E-Mail\nAnna Neu;anna@zeitung.example\nEmil;emil@funk.example\nFalsch;nix\n"
    there = reverse("desk:press_import", args=[press.upload(by=people.person(Role.PRESS), data=data).pk])
    names = {
        query: pages.texts(desk.get(f"{there}?ergebnis={query}"), "//main//li//strong")
        for query in ("", "bad", "changed", "x")
    }
    assert names == {
        "": ["Anna", "Emil", "Falsch"],
        "bad": ["Falsch"],
        "changed": ["Anna"],
        "x": ["Anna", "Emil", "Falsch"],
    }


def test_excel_file_is_explained(desk):
    answer = desk.post(reverse("desk:press_imports"), {"file": SimpleUploadedFile("liste.xlsx", b"PK\x03\x04")})
    assert (answer.status_code, "Excel-Datei" in pages.text(answer)) == (422, True)


def test_contact_says_that_it_is_suspended_and_leads_to_why(desk):
    contact = returns.suspended()
    answer = desk.get(reverse("desk:press_contact", args=[contact.pk]))
    told = pages.text(answer, "//*[contains(@class, 'tone-bad')]")
    assert "Mehrmals unzustellbar" in told
    (link,) = pages.page(answer).xpath("//a[contains(@href, 'ruecklaeufer/?suche=')]/@href")
    assert contact.email.split("@")[0] in link
