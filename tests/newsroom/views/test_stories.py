import json
from datetime import timedelta

import pytest
from django.utils import timezone

from channels_publish.actions import renditions
from channels_publish.enums import Kind
from media_library.actions import assets
from people.models import AuditEvent
from stories.actions import departments, reviews
from stories.actions import stories as actions
from stories.enums import State
from stories.models import Story
from tests.factories import channels, media, stories
from tests.newsroom.pages import links, page, said, text, texts

LIST = "/redaktion/beitraege/"
NEW = f"{LIST}neu/"


@pytest.fixture
def account(db):
    return channels.account(Kind.X, name="@stadt")


def of(story: Story, step: str = "") -> str:
    return f"{LIST}{story.pk}/{step}"


def typed(story: Story, **changes) -> dict:
    """What the form of this story sends."""
    fields = ("kicker", "headline", "lead", "body", "contact", "responsible", "link", "place")
    data = {name: getattr(story, name) for name in fields}
    return data | {"keywords": ", ".join(story.keywords), "version": story.version} | changes


def fresh(story: Story) -> Story:
    return Story.objects.get(pk=story.pk)


# -- the list ------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", [LIST, NEW, f"{LIST}1/"])
def test_desk_sends_strangers_to_the_login(client, db, path):
    assert client.get(path).url == f"/redaktion/stammdaten/login/?next={path}"


def test_empty_list_says_how_to_begin(client, office):
    client.force_login(office.editor)

    response = client.get(LIST)

    assert texts(response, "//*[@class='empty']//strong") == ["Hier beginnt die Stadtnachricht."]
    assert links(response, "//*[@class='empty']//a") == [NEW]


def test_list_shows_channels_with_their_state(client, office, account):
    channels.submitted(by=office.editor)
    client.force_login(office.editor)

    response = client.get(LIST)

    assert texts(response, "//tbody//td[6]//li") == ["X: noch nicht freigegeben"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["Öffnungszeiten im Hochwasserschutz", "Radweg am Rhein"]),
        ("öffnung", ["Öffnungszeiten im Hochwasserschutz"]),
        ("Oeffnungsz", ["Öffnungszeiten im Hochwasserschutz"]),
        ("wasser", ["Öffnungszeiten im Hochwasserschutz"]),
        ("RADWEG", ["Radweg am Rhein"]),
        ("Radwege", ["Radweg am Rhein"]),
        ('"am Rhein"', ["Radweg am Rhein"]),
        ('"Rhein Radweg"', []),
        ("gibt es nicht", []),
        ("Linden", []),
        ("!?", []),
    ],
)
def test_search_finds_headlines_in_any_spelling(client, office, query, found):
    stories.story(headline="Radweg am Rhein")
    stories.story(headline="Öffnungszeiten im Hochwasserschutz")
    client.force_login(office.editor)

    response = client.get(LIST, {"q": query}, headers={"HX-Request": "true"})

    assert texts(response, "//a[@class='row-title']") == found
    assert page(response).xpath("//h1") == []


def test_found_stories_stand_newest_change_first_whatever_finds_them_best(client, office):
    made = [stories.story(by=office.editor, headline=headline) for headline in ("Rhein", "Am Rhein und an der Düssel")]
    client.force_login(office.editor)
    found = [texts(client.get(LIST, {"q": "Rhein"}), "//a[@class='row-title']")]
    actions.save(story=made[0], version=made[0].version, by=office.editor, lead="Neu")
    found.append(texts(client.get(LIST, {"q": "Rhein"}), "//a[@class='row-title']"))

    assert found == [["Am Rhein und an der Düssel", "Rhein"], ["Rhein", "Am Rhein und an der Düssel"]]


def test_list_filters_by_state_and_person(client, office, account):
    mine = stories.story(by=office.editor, headline="Meins")
    stories.story(headline="Fremdes")
    channels.submitted(by=office.editor, headline="Eingereicht")
    client.force_login(office.editor)

    response = client.get(LIST, {"stand": "draft", "nur": "meine"})

    assert links(response, "//a[@class='row-title']") == [mine.get_absolute_url()]


def test_list_pages_keep_the_filter(client, office):
    for number in range(26):
        stories.story(by=office.editor, headline=f"Beitrag {number}")
    client.force_login(office.editor)

    response = client.get(LIST, {"stand": "draft"})

    assert len(page(response).xpath("//tbody/tr")) == 25
    assert links(response, "//a[@rel='next']") == ["?stand=draft&seite=2"]


@pytest.mark.parametrize("count", [1, 3])
def test_list_needs_the_same_queries_for_any_number_of_rows(client, office, account, django_assert_num_queries, count):
    for number in range(count):
        channels.submitted(by=office.editor, headline=f"Beitrag {number}")
    client.force_login(office.editor)
    client.get(LIST)

    # session, person, the counts of the menu, the count, stories, renditions, deliveries
    with django_assert_num_queries(13):
        client.get(LIST)


# -- one story -----------------------------------------------------------------------------------


def test_new_story_with_a_headline_gets_its_renditions(client, office, account):
    client.force_login(office.editor)

    response = client.post(NEW, {"headline": "Neue\nBrücke", "keywords": "Rhein, #Brücke, rhein"})

    story = Story.objects.get()
    assert response.url == of(story)
    assert (story.headline, story.keywords) == ("Neue Brücke", ["Rhein", "Brücke"])
    assert [row.account for row in story.renditions.all()] == [account]


def test_new_story_without_headline_keeps_what_was_typed(client, office):
    client.force_login(office.editor)

    response = client.post(NEW, {"headline": " ", "lead": "Der Vorspann bleibt."})

    assert response.status_code == 422
    assert page(response).xpath("//textarea[@name='lead']")[0].text.strip() == "Der Vorspann bleibt."
    assert links(response, "//*[@id='fehlerliste']//a") == ["#headline"]


def test_administration_begins_no_story(client, office):
    client.force_login(office.admin)

    assert client.get(NEW).status_code == 403


def test_save_refreshes_what_nobody_edited(client, office, account):
    story = stories.story(by=office.editor)
    client.force_login(office.editor)

    response = client.post(of(story), typed(story, headline="Linden statt Pappeln"))

    assert response.url == of(story)
    assert channels.rendition(story, Kind.X).text.startswith("Linden statt Pappeln")


def test_save_by_htmx_answers_with_parts_of_the_page(client, office, account):
    story = stories.story(by=office.editor)
    client.force_login(office.editor)

    response = client.post(of(story), typed(story, headline="Linden"), headers={"HX-Request": "true"})

    assert response.headers["HX-Trigger"] == "beitrag-gespeichert"
    assert page(response).xpath("//input[@id='version']/@value") == ["2"]
    assert texts(response, "//h1") == ["Linden"]
    assert len(page(response).xpath("//details[@hx-swap-oob='true']")) == 1


def test_save_cleans_the_rich_text(client, office):
    story = stories.story(by=office.editor)
    client.force_login(office.editor)

    client.post(of(story), typed(story, body="<p onclick='x()'>Gut<script>böse()</script></p>"))

    assert fresh(story).body == "<p>Gut</p>"


def test_conflict_shows_both_texts_and_keeps_the_typed_one(client, office):
    story = stories.story(by=office.editor)
    actions.save(story=story, version=1, by=office.cvd, headline="Schneller gewesen")
    client.force_login(office.editor)

    response = client.post(of(story), typed(story, headline="Zu spät"))

    assert response.status_code == 409
    assert texts(response, "//*[@class='conflict-field']//*[@class='prewrap']") == ["Schneller gewesen", "Zu spät"]
    assert page(response).xpath("//textarea[@name='headline']")[0].text.strip() == "Zu spät"
    assert fresh(story).headline == "Schneller gewesen"


def test_conflict_is_solved_by_saying_whose_text_stays(client, office):
    story = stories.story(by=office.editor)
    actions.save(story=story, version=1, by=office.cvd, headline="Schneller gewesen")
    client.force_login(office.editor)

    client.post(of(story), typed(story, headline="Doch dieser", overwrite="2"))

    assert fresh(story).headline == "Doch dieser"


def test_changes_of_two_people_in_different_fields_are_put_together(client, office):
    story = stories.story(by=office.editor)
    actions.save(story=story, version=1, by=office.cvd, lead="Vom CvD.")
    client.force_login(office.editor)

    response = client.post(of(story), typed(story, headline="Rheinfähre"), headers={"HX-Request": "true"})

    assert response.status_code == 200
    assert texts(response, "//*[contains(@class, 'notice')]//p") == [
        f"{office.cvd} hat inzwischen geändert: Vorspann. Jetzt steht beides im Beitrag; bitte lesen Sie noch einmal."
    ]
    told = json.loads(page(response).xpath("//*[@id='zusammengefuehrt']")[0].text)
    assert told == {"values": {"lead": [story.lead, "Vom CvD."]}, "base": "1"}
    assert (fresh(story).headline, fresh(story).lead) == ("Rheinfähre", "Vom CvD.")


def test_conflict_names_only_what_both_changed(client, office):
    story = stories.story(by=office.editor)
    actions.save(story=story, version=1, by=office.cvd, lead="Vom CvD.", headline="Schneller gewesen")
    client.force_login(office.editor)

    response = client.post(of(story), typed(story, headline="Zu spät"))

    assert texts(response, "//*[@class='conflict-field']/p[contains(@class, 'strong')]") == ["Überschrift"]
    client.post(of(story), typed(story, headline="Zu spät", overwrite="2"))
    assert (fresh(story).headline, fresh(story).lead) == ("Zu spät", "Vom CvD.")


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("link", "kein link", "Diese Adresse ist kein gültiger Link."),
        ("embargo", "2020-01-01T10:00", "Die Sperrfrist liegt in der Vergangenheit"),
        ("keywords", "x" * 61, "ist länger als 60 Zeichen"),
        ("kicker", "x" * 121, "Das sind 121 Zeichen, 120 sind möglich."),
    ],
)
def test_refused_input_is_told_at_its_field(client, office, field, value, words):
    story = stories.story(by=office.editor)
    client.force_login(office.editor)

    response = client.post(of(story), typed(story, **{field: value}), headers={"HX-Request": "true"})

    assert response.status_code == 422
    assert words in text(response, f"//*[@id='error-{field}']")
    assert links(response, "//*[@id='fehlerliste']//a") == [f"#{field}"]


def test_department_offers_its_usual_contact(client, office):
    department = departments.ensure(name="Gartenamt", contact="Grünes Telefon", responsible="Ute Beet", by=None)
    client.force_login(office.editor)

    response = client.get(NEW)

    option = page(response).xpath(f"//option[@value='{department.pk}']")[0]
    assert (option.get("data-contact"), option.get("data-responsible")) == ("Grünes Telefon", "Ute Beet")


def test_submission_names_each_gap_with_a_link(client, office, account):
    story = stories.story(by=office.editor, contact="", pictures=1)
    asset = story.ordered_images()[0]
    client.force_login(office.editor)
    words = {f"image-{asset.pk}-alt_text": "", f"image-{asset.pk}-credit": "Foto: Stadt"}

    response = client.post(of(story, "einreichen/"), typed(story, **words))

    assert response.status_code == 422
    assert links(response, "//*[@id='meldung']//li/a") == [f"#image-{asset.pk}-alt_text", "#contact"]
    assert fresh(story).state == State.DRAFT


def test_page_names_a_licence_that_ends_before_the_last_slot(client, office, account):
    story = stories.story(by=office.editor, pictures=1)
    renditions.refresh(story=story, by=office.editor)
    (picture,) = story.ordered_images()
    assets.set_rights(asset=picture, usable_until=timezone.localdate() + timedelta(days=1), by=None)
    row = story.renditions.get()
    renditions.plan(rendition=row, send_at=timezone.now() + timedelta(days=3), by=office.social)
    client.force_login(office.editor)
    response = client.get(of(story))
    field = f"image-{picture.pk}-usable_until"
    assert links(response, "//*[@id='einreichen']//li/a") == [f"#{field}"]
    assert [item.get("id") for item in page(response).xpath(f"//input[@id='{field}']")] == [field]


def test_submission_saves_first(client, office, account):
    story = stories.story(by=office.editor)
    client.force_login(office.editor)

    response = client.post(of(story, "einreichen/"), typed(story, headline="Letzter Schliff"), follow=True)

    assert (fresh(story).state, fresh(story).headline) == (State.IN_REVIEW, "Letzter Schliff")
    assert said(response) == ["Eingereicht. Der Beitrag steht jetzt beim Chef vom Dienst zur Abnahme."]


def test_submitted_story_can_be_taken_back(client, office, account):
    story = channels.submitted(by=office.editor)
    client.force_login(office.editor)

    client.post(of(story, "zuruecknehmen/"))

    assert fresh(story).state == State.DRAFT


def test_approved_story_opens_locked(client, office, account):
    story = channels.approved(by=office.editor)
    client.force_login(office.editor)

    response = client.get(of(story))

    assert page(response).xpath("//textarea[@name='headline']/@disabled") != []
    assert page(response).xpath("//button[@id='speichern']") == []


def test_save_of_an_approved_story_asks_first(client, office, account):
    story = channels.approved(by=office.editor)
    client.force_login(office.editor)

    response = client.post(of(story), typed(story, headline="Geändert"))

    assert response.status_code == 422
    assert page(response).xpath("//button[@name='seal_ok']/@value") == ["1"]
    assert page(response).xpath("//textarea[@name='headline']")[0].text.strip() == "Geändert"
    assert fresh(story).state == State.APPROVED


def test_save_of_an_approved_story_after_the_question_breaks_the_seal(client, office, account):
    story = channels.approved(by=office.editor)
    client.force_login(office.editor)

    response = client.post(of(story), typed(story, headline="Geändert", seal_ok="1"), follow=True)

    assert fresh(story).state == State.IN_REVIEW
    assert said(response) == ["Gespeichert. Das Freigabesiegel ist gebrochen, der Beitrag steht wieder zur Abnahme."]


def test_part_of_an_open_page_is_told_that_nobody_is_logged_in(client, office):
    story = stories.story(by=office.editor)

    response = client.post(of(story), typed(story, headline="x"), headers={"HX-Request": "true"})

    assert response.status_code == 401
    assert text(response, "//*[@role='alert']").startswith("Sie sind nicht mehr angemeldet")
    assert fresh(story).version == 1


def test_reader_without_the_right_sees_no_button(client, office):
    story = stories.story(by=office.editor)
    client.force_login(office.admin)

    assert page(client.get(of(story))).xpath("//button[@id='speichern']") == []
    assert client.post(of(story), typed(story, headline="x")).status_code == 422
    assert fresh(story).headline == story.headline


@pytest.mark.parametrize("count", [1, 3])
def test_story_page_needs_the_same_queries_for_any_number_of_accounts(
    client, office, django_assert_num_queries, count
):
    for number in range(count):
        channels.account(Kind.X, name=f"@konto{number}")
    story = channels.submitted(by=office.editor)
    client.force_login(office.editor)
    client.get(of(story))

    with django_assert_num_queries(24):
        client.get(of(story))


@pytest.mark.parametrize("count", [1, 3])
def test_planned_story_costs_two_queries_more_for_any_number_of_accounts(
    client, office, django_assert_num_queries, count
):
    for number in range(count):
        channels.account(Kind.X, name=f"@konto{number}")
    story = channels.submitted(by=office.editor)
    slot = timezone.now() + timedelta(days=3)
    renditions.plan_together(renditions=story.renditions.all(), send_at=slot, by=office.editor)
    client.force_login(office.editor)
    client.get(of(story))

    with django_assert_num_queries(26):
        client.get(of(story))


def test_files_sent_with_the_form_are_kept(client, office):
    story = stories.story(by=office.editor)
    client.force_login(office.editor)

    client.post(of(story), typed(story, images=[media.jpeg(name="a.jpg"), media.jpeg(name="b.jpg")]))

    assert [asset.original_name for asset in fresh(story).ordered_images()] == ["a.jpg", "b.jpg"]


def test_words_of_pictures_are_saved_with_the_form(client, office):
    story = stories.story(by=office.editor, pictures=1)
    asset = story.ordered_images()[0]
    client.force_login(office.editor)
    words = {f"image-{asset.pk}-alt_text": "Linden im Regen", f"image-{asset.pk}-credit": "Foto: A. Baum"}

    client.post(of(story), typed(story, **words))

    asset.refresh_from_db()
    assert (asset.alt_text, asset.credit) == ("Linden im Regen", "Foto: A. Baum")
    assert AuditEvent.objects.filter(verb="stories.describe_image").count() == 1


def test_returned_story_shows_the_note(client, office, account):
    story = channels.submitted(by=office.editor)
    reviews.give_back(story=story, note="Uhrzeit prüfen", by=office.cvd)
    client.force_login(office.editor)

    assert texts(client.get(of(story)), "//blockquote") == ["Uhrzeit prüfen"]
