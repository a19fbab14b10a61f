"""The department's form: a personal address, what is sent by it, and what becomes of it."""

import io
import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from stories.actions import departments, doors, topics
from stories.models import Attachment, IntakeLink, Topic, TopicSource
from tests.factories import channels, media
from tests.newsroom import pages
from tests.stories.intake import kit

pytestmark = pytest.mark.django_db
FORM_ID = "6f9619ff-8b86-4d01-b42d-00cf4fc964ff"


@pytest.fixture
def door(office) -> str:
    """The address of a person of the parks department."""
    parks = departments.ensure(name="Gartenamt", by=office.cvd)
    _, secret = doors.create_link(
        name="Mira Brandt", email="mira.brandt@stadt.example", department=parks, by=office.cvd
    )
    return reverse("guest:report", args=[secret])


def filled(**facts) -> dict:
    return {
        "form_id": FORM_ID,
        "title": "Linden im Hofgarten",
        "text": "Ab Montag.\n\nDie Wege <bleiben> offen.",
    } | facts


def test_news_is_taken_in_with_its_files_and_answered_by_a_receipt(client, door):
    picture = media.jpeg(name="linde.jpg")
    answer = client.post(
        door,
        filled(
            contact="0211 89-0", audience="Anwohnende", deadline="2099-05-04T09:30",
            **{"file-2": picture, "alt-2": "Eine junge Linde"},
        ),
        follow=True,
    )  # fmt: skip

    topic = Topic.objects.get()
    attachment = Attachment.objects.get()
    assert topic.text == "<p>Ab Montag.</p>\n\n<p>Die Wege &lt;bleiben&gt; offen.</p>"
    assert (topic.notes, topic.department.name) == ("Rückfragen an: 0211 89-0\nGeht an: Anwohnende", "Gartenamt")
    assert f"{timezone.localtime(topic.deadline):%d.%m.%Y %H:%M}" == "04.05.2099 09:30"
    assert (attachment.name, attachment.mime, attachment.alt_text) == ("linde.jpg", "image/jpeg", "Eine junge Linde")
    assert pages.texts(answer, "//h1") == ["Ihre Meldung ist angekommen"]
    assert f"Nummer {topic.sources.get().pk}" in pages.text(answer)
    assert IntakeLink.objects.get().last_used_at is not None
    assert [answer[name] for name in ("Cache-Control", "Referrer-Policy")] == ["no-store", "same-origin"]


def test_the_same_form_is_taken_in_once_and_a_mended_one_again(client, door):
    first = client.post(door, filled())
    second = client.post(door, filled())
    client.post(door, filled(title="Vierzig Linden", text="Ab Dienstag."))

    assert first.url == second.url
    assert sorted(Topic.objects.values_list("title", flat=True)) == ["Linden im Hofgarten", "Vierzig Linden"]


def test_what_was_typed_stays_on_errors(client, door):
    answer = client.post(door, filled(text="", title="Nur ein Titel", deadline="2026-03-29T02:30", contact="Wir"))

    assert answer.status_code == 422
    assert pages.page(answer).get_element_by_id("title").get("value") == "Nur ein Titel"
    assert "Wir" in pages.page(answer).get_element_by_id("contact").text
    assert pages.texts(answer, "//*[@id='error-deadline']") == [
        "Diese Uhrzeit gibt es wegen der Zeitumstellung nicht oder zweimal. Bitte wählen Sie eine Zeit vor 2 Uhr oder ab 3 Uhr."
    ]
    assert pages.texts(answer, "//*[@id='error-text']") == [
        "Der Text fehlt. Schreiben Sie ihn hier oder hängen Sie eine Word-Datei (.docx) an."
    ]
    assert Topic.objects.count() == 0


def test_a_word_file_is_the_text_where_none_was_typed(client, door):
    client.post(door, {"form_id": FORM_ID, "file-1": SimpleUploadedFile("radweg.docx", kit.word_file())})

    topic = Topic.objects.get()
    assert topic.title == "Neuer Radweg am Rhein"
    assert topic.text.startswith("<p>Die Stadt baut ab Montag.</p><h2>Zeitplan</h2>")
    assert list(Attachment.objects.values_list("name", "alt_text")) == [
        ("radweg.docx", ""),
        ("Bild 1.jpg", "Ein Bagger am Rheinufer"),
    ]


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("lauf.exe", b"MZ program", "Programme, Makros und Webseiten"),
        ("gross.bin", b"0" * 25_000_001, "Erlaubt sind 25 MB je Datei"),
    ],
)
def test_files_that_may_not_come_in_are_named(client, door, name, data, sentence):
    answer = client.post(door, filled(**{"file-1": SimpleUploadedFile(name, data), "alt-1": "Getippt"}))

    assert answer.status_code == 422
    assert sentence in pages.text(answer, "//*[@id='error-files']")
    assert pages.page(answer).get_element_by_id("alt-1").get("value") == "Getippt"
    assert Topic.objects.count() == 0


def test_an_ended_link_says_so_and_gives_the_words_back(client, door, office):
    unknown = client.get(reverse("guest:report", args=["falsch"]))
    doors.revoke_link(link=IntakeLink.objects.get(), by=office.cvd)
    ended, sent = client.get(door), client.post(door, filled())

    assert (unknown.status_code, ended.status_code, sent.status_code) == (404, 410, 410)
    assert pages.texts(ended, "//h1") == ["Dieser Link gilt nicht mehr"]
    assert "Die Wege <bleiben> offen." in pages.page(sent).get_element_by_id("rest").text
    assert Topic.objects.count() == 0


def test_an_expired_link_is_over(client, door):
    IntakeLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))

    assert client.get(door).status_code == 410


def test_a_link_lets_in_twenty_an_hour(client, door):
    for number in range(doors.AN_HOUR):
        client.post(door, filled(title=f"Meldung {number}"))
    answer = client.post(door, filled(title="Eine zu viel"))
    again = client.post(door, filled(title="Meldung 3"))

    assert (answer.status_code, again.status_code, Topic.objects.count()) == (429, 302, doors.AN_HOUR)
    assert pages.page(answer).get_element_by_id("title").get("value") == "Eine zu viel"
    assert "in der letzten Stunde schon 20 Meldungen" in pages.text(answer)


def test_the_list_follows_what_becomes_of_it(client, door, office):
    client.post(door, filled())
    client.post(door, filled(title="Zweite"))
    declined = Topic.objects.get(title="Zweite")
    topics.move(topic=declined, state="declined", reason="Nicht unser Thema.", by=office.editor)
    story = channels.approved()
    type(story).objects.filter(pk=story.pk).update(topic=Topic.objects.get(title="Linden im Hofgarten"))

    answer = client.get(door)

    assert pages.texts(answer, "//section//*[contains(@class, 'chip')]") == ["Nicht übernommen", "Veröffentlicht"]
    assert story.public_url in pages.links(answer, "//section//a")
    assert "Nicht unser Thema." in pages.text(answer)


def test_another_links_receipt_stays_closed(client, door, office):
    client.post(door, filled())
    _, other = doors.create_link(
        name="Jan Roth", email="jan.roth@stadt.example", department=IntakeLink.objects.get().department, by=office.cvd
    )

    assert client.get(reverse("guest:receipt", args=[other, TopicSource.objects.get().pk])).status_code == 404


def test_the_form_wants_its_token_and_costs_the_same_for_any_number(client, door, django_user_model):
    from django.test import Client  # noqa: PLC0415

    assert Client(enforce_csrf_checks=True).post(door, filled()).status_code == 403
    counts = []
    for number in range(3):
        client.post(door, filled(title=f"Meldung {number}"))
        with CaptureQueriesContext(connection) as queries:
            client.get(door)
        counts.append(len(queries))
    assert counts[0] == counts[2]


def test_desk_takes_in_a_word_file(client, office):
    client.force_login(office.editor)
    file = io.BytesIO(kit.word_file())
    file.name = "radweg.docx"
    answer = client.post(reverse("desk:topic_word"), {"word": file}, follow=True)
    broken = client.post(
        reverse("desk:topic_word"), {"word": SimpleUploadedFile("alt.docx", b"kein Word")}, follow=True
    )

    assert pages.said(answer) == ["Aus der Word-Datei ist ein Thema geworden."]
    assert Topic.objects.get().title == "Neuer Radweg am Rhein"
    assert pages.said(broken) == ["„alt.docx“ ist keine Word-Datei (.docx). Es wurde kein Thema angelegt."]


def test_address_is_shown_once(client, office):
    parks = departments.ensure(name="Gartenamt", by=office.cvd)
    client.force_login(office.cvd)
    data = {"link-name": "Mira Brandt", "link-email": "mira@stadt.example", "link-department": parks.pk}
    answer = client.post(reverse("desk:link_new"), data)
    address = pages.page(answer).get_element_by_id("adresse").get("value")
    secret = re.search(r"/gast/meldung/([^/]+)/$", address)[1]

    assert client.get(reverse("guest:report", args=[secret])).status_code == 200
    assert secret not in client.get(reverse("desk:doors")).content.decode()
    assert answer["Cache-Control"] == "no-store"

    row = IntakeLink.objects.get()
    renewed = client.post(reverse("desk:link_renew", args=[row.pk]))
    fresh = pages.page(renewed).get_element_by_id("adresse").get("value")
    assert (client.get(address).status_code, client.get(fresh).status_code) == (404, 200)
    gone = client.post(reverse("desk:link_revoke", args=[row.pk]), follow=True)
    assert client.get(fresh).status_code == 410
    assert pages.texts(gone, "//*[contains(@class, 'chip')]") == ["Gesperrt"]


def test_link_needs_a_person_and_an_office(client, office):
    client.force_login(office.cvd)
    answer = client.post(reverse("desk:link_new"), {"link-name": "Mira", "link-email": "keine"})

    assert answer.status_code == 422
    assert pages.texts(answer, "//*[@id='error-link-email']") == [
        "Das ist keine E-Mail-Adresse. Sie muss so aussehen: name@stadt.example"
    ]
    assert IntakeLink.objects.count() == 0
