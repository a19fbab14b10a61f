from datetime import timedelta

import pytest
from django.utils import timezone

from channels_publish.actions import renditions as actions
from channels_publish.enums import Kind
from channels_publish.enums import State as DeliveryState
from channels_publish.models import Rendition
from newsroom.templatetags.desk import local_input
from stories.actions import stories as story_actions
from stories.enums import State
from stories.models import Story
from tests.factories import channels, ledger, stories
from tests.newsroom.pages import links, page, said, text, texts

HTMX = {"HX-Request": "true"}


@pytest.fixture
def story(office) -> Story:
    """A draft with a rendition on X, on the website and on YouTube."""
    for kind in (Kind.X, Kind.WEBSITE, Kind.YOUTUBE):
        channels.account(kind)
    made = stories.story(by=office.editor)
    actions.refresh(story=made, by=office.editor)
    return made


@pytest.fixture
def rendition(story, client, office) -> Rendition:
    client.force_login(office.editor)
    return channels.rendition(story, Kind.X)


def of(row: Rendition, step: str = "") -> str:
    return f"/redaktion/kanalfassungen/{row.pk}/{step}"


def stored(row: Rendition) -> Rendition:
    return Rendition.objects.get(pk=row.pk)


def panel(response, row: Rendition) -> str:
    return text(response, f"//*[@id='fassung-{row.pk}']")


def field(response, row: Rendition, name: str = "text") -> str:
    return page(response).xpath(f"//*[@id='{name}-{row.pk}']")[0].text.strip("\n")


def edited(row: Rendition, by, words: str = "Von Hand") -> Rendition:
    return actions.edit(rendition=row, version=row.version, by=by, text=words)


def test_panels_show_counter_and_condition_at_a_glance(client, rendition, story):
    response = client.get(story.get_absolute_url())

    used = len(page(response).xpath("//details[@class='fassung']"))
    assert used == 3
    assert texts(response, "//summary//*[starts-with(@class, 'chip')]") == ["passt", "passt", "ausgelassen"]
    assert texts(response, f"//*[@id='lage-{rendition.pk}']/*[1]")[0].endswith("/ 280 gewichtet")


def test_youtube_says_what_it_needs_and_where(client, rendition, story):
    response = client.get(story.get_absolute_url())
    youtube = channels.rendition(story, Kind.YOUTUBE)

    assert "YouTube braucht ein Video" in panel(response, youtube)
    assert links(response, f"//*[@id='fassung-{youtube.pk}']//a") == ["#video"]


def test_edit_is_saved_and_marked(client, rendition):
    data = {"text": "Kurz und gut.\r\nMehr nicht.", "version": rendition.version}

    response = client.post(of(rendition), data, headers=HTMX)

    assert (stored(rendition).text, stored(rendition).edited) == ("Kurz und gut.\nMehr nicht.", True)
    assert texts(response, "//summary//*[starts-with(@class, 'chip')]") == ["von Hand bearbeitet"]
    assert page(response).xpath("//details/@open") == [""]


def test_edit_without_scripts_comes_back_to_the_panel(client, rendition, story):
    response = client.post(of(rendition), {"text": "Kurz.", "version": rendition.version})

    assert response.url == f"{story.get_absolute_url()}?kanal={rendition.pk}#fassung-{rendition.pk}"
    assert said(client.get(response.url)) == ["X: Stadt auf X: Gespeichert."]


def test_edit_of_something_saved_meanwhile_keeps_both_texts(client, rendition, office):
    edited(rendition, office.social, "Schneller")

    response = client.post(of(rendition), {"text": "Zu spät", "version": rendition.version}, headers=HTMX)

    assert response.status_code == 409
    assert field(response, rendition) == "Zu spät"
    assert texts(response, "//*[starts-with(@class, 'former')]") == ["Schneller"]
    assert stored(rendition).text == "Schneller"


def test_measure_counts_by_the_platforms_rule_and_stores_nothing(client, rendition):
    response = client.post(of(rendition, "messen/"), {"text": "€" * 150}, headers=HTMX)

    assert texts(response, f"//*[@id='lage-{rendition.pk}']/*[1]") == ["300 / 280 gewichtet"]
    assert texts(response, "//*[@role='status']//p") == [
        "Der Text ist um 20 zu lang: 300 von 280. Bitte kürzen Sie ihn."
    ]
    assert texts(response, "//*[@class='pv-text']") == ["€" * 150]
    assert (stored(rendition).text, stored(rendition).version) == (rendition.text, rendition.version)


def test_measure_escapes_what_is_typed(client, rendition):
    response = client.post(of(rendition, "messen/"), {"text": "<b>fett</b> #Rhein"}, headers=HTMX)

    assert texts(response, "//*[@class='pv-text']") == ["<b>fett</b> #Rhein"]
    assert texts(response, "//*[@class='pv-link']") == ["#Rhein"]


def test_reset_offers_the_former_text_back(client, rendition):
    generated = rendition.text

    response = client.post(of(rendition, "zuruecksetzen/"), {"text": "Getippt, nie gespeichert"}, headers=HTMX)

    assert stored(rendition).text == generated
    former = page(response).xpath("//form[.//button[@name='wiederherstellen']]")[0]
    data = {item.get("name"): item.get("value") for item in former.xpath(".//input[@type='hidden']")}
    client.post(of(rendition), data, headers=HTMX)
    assert (stored(rendition).text, stored(rendition).edited) == ("Getippt, nie gespeichert", True)


def test_left_out_and_taken_in_again(client, rendition):
    response = client.post(of(rendition, "senden/"), {"included": "0"}, headers=HTMX)

    assert texts(response, "//summary//*[starts-with(@class, 'chip')]") == ["ausgelassen"]
    client.post(of(rendition, "senden/"), {"included": "1"}, headers=HTMX)
    assert stored(rendition).included is True


def test_leaving_out_keeps_what_is_typed(client, rendition):
    response = client.post(of(rendition, "senden/"), {"included": "0", "text": "Noch offen"}, headers=HTMX)

    assert field(response, rendition) == "Noch offen"
    assert page(response).xpath("//form/@data-unsaved") == [""]


def test_plan_sets_and_clears_the_slot(client, rendition):
    slot = (timezone.now() + timedelta(days=3)).replace(second=0, microsecond=0)

    client.post(of(rendition, "termin/"), {"send_at": local_input(slot)}, headers=HTMX)
    assert stored(rendition).send_at == slot

    client.post(of(rendition, "termin/"), {"send_at": ""}, headers=HTMX)
    assert stored(rendition).send_at is None


def test_plan_in_the_past_is_refused_at_the_field(client, rendition):
    data = {"send_at": "2020-01-01T10:00", "text": "Noch offen"}

    response = client.post(of(rendition, "termin/"), data, headers=HTMX)

    assert response.status_code == 422
    assert texts(response, f"//*[@id='termin-fehler-{rendition.pk}']")[0].startswith("Dieser Termin liegt in der Verg")
    assert page(response).xpath(f"//*[@id='termin-{rendition.pk}']/@value") == ["2020-01-01T10:00"]
    assert field(response, rendition) == "Noch offen"


def test_stale_panel_tells_what_changed_and_can_stay(client, rendition, story, office):
    edited(rendition, office.editor)
    story_actions.save(story=story, version=1, by=office.editor, headline="Neue Linden für den Hofgarten")

    response = client.get(story.get_absolute_url())

    changes = f"//*[@id='fassung-{rendition.pk}']//*[starts-with(@class, 'changes')]"
    assert texts(response, f"{changes}//del") == ["Bäume"]
    assert texts(response, f"{changes}//ins") == ["Linden"]
    response = client.post(of(rendition, "behalten/"), {"text": "Von Hand"}, headers=HTMX)
    assert texts(response, "//summary//*[starts-with(@class, 'chip')]") == ["von Hand bearbeitet"]


@pytest.mark.parametrize("step", ["", "zuruecksetzen/", "senden/", "termin/"])
def test_change_after_approval_asks_first(client, office, rendition, story, step):
    channels.release.submit(story=story, by=office.editor)
    channels.approve(story)
    data = {"text": "Anders", "version": rendition.version, "included": "0", "send_at": ""}

    response = client.post(of(rendition, step), data, headers=HTMX)

    assert response.status_code == 422
    assert "bricht das Freigabesiegel" in panel(response, rendition)
    assert field(response, rendition) == "Anders"
    assert Story.objects.get(pk=story.pk).state == State.APPROVED


def test_change_after_the_question_breaks_the_seal(client, office, rendition, story):
    channels.release.submit(story=story, by=office.editor)
    channels.approve(story)
    data = {"text": "Anders", "version": rendition.version, "seal_ok": "1", "war": "approved"}

    response = client.post(of(rendition), data, headers=HTMX)

    assert response.headers["HX-Redirect"].startswith(story.get_absolute_url())
    assert Story.objects.get(pk=story.pk).state == State.IN_REVIEW


@pytest.mark.parametrize("step", ["", "messen/", "zuruecksetzen/", "senden/", "termin/", "behalten/"])
def test_steps_are_closed_to_strangers_and_to_reading(client, story, step):
    row = channels.rendition(story, Kind.X)

    assert client.post(of(row, step)).status_code == 302
    assert client.post(of(row, step), headers=HTMX).status_code == 401


def test_person_without_the_right_changes_nothing(client, office, rendition):
    client.force_login(office.admin)

    response = client.post(of(rendition), {"text": "Anders", "version": rendition.version}, headers=HTMX)

    assert response.status_code == 422
    assert "Sie dürfen Kanalfassungen nicht bearbeiten." in panel(response, rendition)
    assert stored(rendition).text == rendition.text


def test_title_too_long_is_refused_and_kept(client, story, office):
    client.force_login(office.editor)
    row = channels.rendition(story, Kind.WEBSITE)

    response = client.post(of(row), {"title": "x" * 301, "text": "y", "version": row.version}, headers=HTMX)

    assert response.status_code == 422
    assert field(response, row, "titel") == "x" * 301


def test_right_column_can_be_fetched_alone(client, rendition, story):
    response = client.get(f"{story.get_absolute_url()}kanaele/?kanal={rendition.pk}")

    assert len(page(response).xpath("//details[@class='fassung']")) == 3
    assert page(response).xpath(f"//*[@id='fassung-{rendition.pk}']/@open") == [""]


def planned_beside(rendition: Rendition, office, slot) -> Story:
    """Another story, on the same account at the same time."""
    other = stories.story(by=office.editor, headline="Radweg am Rhein", lead="Er ist fertig.", body="<p>Ab heute.</p>")
    actions.refresh(story=other, by=office.editor)
    actions.plan(rendition=other.renditions.get(account=rendition.account), send_at=slot, by=office.editor)
    return other


def warnings(response, row: Rendition) -> list[str]:
    return texts(response, f"//*[@id='fassung-{row.pk}']//*[@aria-label='Hinweise zum Termin']/li")


def test_slot_that_clashes_says_so_where_it_is_chosen(client, rendition, office):
    slot = (timezone.localtime() + timedelta(days=2)).replace(second=0, microsecond=0)
    other = planned_beside(rendition, office, slot)
    for row in (channels.rendition(other, Kind.X), rendition):
        edited(row, office.editor, "Dieselben Worte")
    answers = [
        client.post(of(stored(rendition), "termin/"), {"send_at": local_input(moment)}, headers=HTMX)
        for moment in (slot, slot + timedelta(hours=3), slot + timedelta(days=15))
    ]
    twin = f"Derselbe Text auf diesem Konto: am {slot:%d.%m., %H:%M} Uhr."
    assert [warnings(answer, rendition) for answer in answers] == [
        ["Zur selben Minute auf diesem Konto: „Radweg am Rhein“.", twin], [twin], [],
    ]  # fmt: skip


def test_heading_of_a_folded_account_counts_what_clashes(client, rendition, office):
    slot = timezone.now() + timedelta(days=2)
    planned_beside(rendition, office, slot)
    answer = client.post(of(stored(rendition), "termin/"), {"send_at": local_input(slot)}, headers=HTMX)

    assert texts(answer, f"//*[@id='lage-{rendition.pk}']/span[@title]") == ["Zum Termin: 1 Hinweis"]


def test_other_accounts_and_unplanned_ones_are_not_warned(client, rendition, story, office):
    slot = timezone.now() + timedelta(days=2)
    planned_beside(rendition, office, slot)
    actions.plan(rendition=channels.rendition(story, Kind.WEBSITE), send_at=slot, by=office.editor)
    response = client.get(story.get_absolute_url())
    assert [warnings(response, row) for row in story.renditions.all()] == [[], [], []]


def test_approved_story_is_warned_by_its_delivery_and_a_sent_one_no_more(client, office):
    channels.account(Kind.X)
    approved = channels.approved(by=office.editor)
    row, slot = approved.renditions.get(), timezone.now() + timedelta(days=2)
    ledger.put(channels.delivery(approved), DeliveryState.DUE, slot=slot)
    planned_beside(row, office, slot)
    client.force_login(office.editor)
    due = warnings(client.get(approved.get_absolute_url()), row)
    ledger.put(channels.delivery(approved), DeliveryState.SENT, slot=slot)
    sent = warnings(client.get(approved.get_absolute_url()), row)
    assert (due, sent) == (["Zur selben Minute auf diesem Konto: „Radweg am Rhein“."], [])
