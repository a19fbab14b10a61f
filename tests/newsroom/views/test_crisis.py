"""The crisis page: the switch in two steps, what is held, what goes on, and the second look."""

from datetime import timedelta

import pytest
from django.utils import timezone

from channels_publish.actions import accounts
from channels_publish.enums import Kind, State
from channels_publish.models import Delivery
from stories.actions import crisis, stories
from stories.models import Crisis, Review, Story
from tests.factories import channels, ledger, people
from tests.factories.crises import crisis_on
from tests.newsroom.pages import links, page, said, text, texts

PAGE = "/redaktion/krisenmodus/"
RELEASE = f"{PAGE}freigeben/"
STRIP = "//aside[@aria-label='Krisenmodus']"
ITEMS = "//li[@class='crisis-item']"


@pytest.fixture
def held(office) -> Delivery:
    """A row on X that a crisis holds."""
    channels.account(Kind.X, name="@stadt")
    story = channels.approved(by=office.editor)
    crisis_on(by=office.cvd)
    return channels.delivery(story)


def hidden(response) -> dict[str, list[str]]:
    """What the form will send that nobody sees."""
    found: dict[str, list[str]] = {}
    for field in page(response).xpath("//main//form//input[@type='hidden']"):
        if field.get("name") != "csrfmiddlewaretoken":
            found.setdefault(field.get("name"), []).append(field.get("value"))
    return found


def past(hours: int = 3) -> None:
    Delivery.objects.update(slot=timezone.now() - timedelta(hours=hours))


# -- the switch --------------------------------------------------------------------------------------


def test_first_step_shows_what_would_be_held_and_holds_nothing(client, office):
    website = channels.account(Kind.WEBSITE)
    channels.press_account(readers=("anna", "bert", "carla"))
    channels.account(Kind.X)
    channels.approved(by=office.editor, at=timezone.now() + timedelta(hours=1))
    client.force_login(office.cvd)

    response = client.post(
        f"{PAGE}einschalten/",
        {"reason": "Bombenfund", "banner": "Zu Hause bleiben.", "banner_link": "", "exempt": [website.pk]},
    )

    assert texts(response, "//ul[contains(@class, 'crisis-counts')]/li") == [
        "2 geplante Auslieferungen",
        "3 Pressemails darunter",
        "1 Artikel, der im Portal noch erscheinen sollte",
    ]
    assert "1 Auslieferung dort geht hinaus wie geplant." in text(response)
    assert hidden(response) == {
        "reason": ["Bombenfund"], "banner": ["Zu Hause bleiben."], "banner_link": [""], "exempt": [str(website.pk)],
    }  # fmt: skip
    assert Crisis.objects.count() == 0


def test_second_step_switches_on(client, office):
    channels.account(Kind.X)
    channels.approved(by=office.editor)
    client.force_login(office.cvd)
    first = client.post(f"{PAGE}einschalten/", {"reason": "Bombenfund"})

    response = client.post(f"{PAGE}einschalten/", hidden(first) | {"step": "on"}, follow=True)

    assert said(response) == ["Der Krisenmodus ist eingeschaltet. Ab jetzt geht nichts mehr von selbst hinaus."]
    assert (Crisis.objects.get().started_by, Delivery.objects.held_by_crisis().count()) == (office.cvd, 1)


def test_way_back_keeps_what_was_typed(client, office):
    website = channels.account(Kind.WEBSITE)
    client.force_login(office.cvd)

    response = client.post(
        f"{PAGE}einschalten/", {"reason": "Bombenfund", "banner": "Ruhe.", "exempt": [website.pk], "step": "edit"}
    )

    assert texts(response, "//textarea[@name='reason']") == ["Bombenfund"]
    assert texts(response, "//textarea[@name='banner']") == ["Ruhe."]
    assert page(response).xpath("//input[@name='exempt' and @checked]/@value") == [str(website.pk)]
    assert Crisis.objects.count() == 0


@pytest.mark.parametrize(
    ("data", "error"),
    [
        ({"reason": " "}, "Bitte nennen Sie den Grund. Er steht auf jeder Seite der Redaktion."),
        (
            {"reason": "x", "banner_link": "javascript:alert(1)"},
            "Diese Adresse ist kein gültiger Link. Sie muss so aussehen: https://www.duesseldorf.de/seite",
        ),
    ],
)
def test_mistakes_are_told_and_hold_nothing(client, office, data, error):
    client.force_login(office.cvd)

    response = client.post(f"{PAGE}einschalten/", data | {"step": "on"})

    assert (response.status_code, texts(response, "//span[@class='error']")) == (422, [error])
    assert Crisis.objects.count() == 0


def test_switching_on_twice_is_told(client, office):
    crisis_on(by=office.cvd)
    client.force_login(office.cvd)

    response = client.post(f"{PAGE}einschalten/", {"reason": "Noch einer", "step": "on"}, follow=True)

    assert said(response) == ["Der Krisenmodus ist schon eingeschaltet."]


def test_banner_and_allow_list_change_while_it_is_on(client, office):
    website = channels.account(Kind.WEBSITE)
    crisis_on(by=office.cvd, banner="Alt", exempt=[website.pk])
    client.force_login(office.cvd)
    assert page(client.get(PAGE)).xpath("//input[@name='exempt' and @checked]/@value") == [str(website.pk)]

    response = client.post(f"{PAGE}aendern/", {"banner": "Neu", "banner_link": ""}, follow=True)

    assert said(response) == ["Geändert. Es gilt ab sofort."]
    assert (Crisis.objects.get().banner, Crisis.objects.get().exempt) == ("Neu", [])


def test_switching_off_says_that_what_is_held_stays_held(client, office, held):
    client.force_login(office.cvd)

    response = client.post(f"{PAGE}ausschalten/", follow=True)

    assert said(response) == [
        "Der Krisenmodus ist ausgeschaltet. Was angehalten ist, bleibt es, bis Sie es hier freigeben oder absagen."
    ]
    assert (Crisis.objects.current(), Delivery.objects.held_by_crisis().count()) == (None, 1)
    assert len(texts(response, ITEMS)) == 1


# -- what everybody sees -----------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/redaktion/", "/redaktion/beitraege/", "/redaktion/stammdaten/"])
def test_strip_stands_on_every_page_for_everybody(client, office, held, path):
    client.force_login(office.admin)

    response = client.get(path)

    (strip,) = texts(response, STRIP)
    assert "Bombenfund in Bilk · 1 Auslieferung angehalten · zur Seite Krisenmodus" in strip
    assert links(response, f"{STRIP}//a") == [PAGE]


def test_after_the_end_a_strip_reminds_only_those_who_release(client, office, held):
    crisis.end(by=office.cvd)
    reminder = "//aside[@aria-label='Nach dem Krisenmodus']"
    client.force_login(office.editor)
    assert texts(client.get("/redaktion/"), f"{STRIP} | {reminder}") == []
    client.force_login(office.cvd)
    assert len(texts(client.get("/redaktion/"), reminder)) == 1


def test_page_without_a_crisis_helps_on(client, office):
    client.force_login(office.editor)

    response = client.get(PAGE)

    assert texts(response, "//*[@class='empty']//strong") == ["Nichts ist angehalten."]
    assert "Einschalten kann der Chef vom Dienst." in text(response)
    assert page(response).xpath("//main//form") == []


def test_page_lists_what_is_held_with_text_slot_account_and_how_long_ago(client, office, held):
    past()
    client.force_login(office.editor)

    response = client.get(PAGE)

    (item,) = texts(response, ITEMS)
    assert item.startswith("X: @stadt Krise: angehalten Termin heute,") or "gestern" in item
    assert "seit 3 Stunden vorbei" in item
    assert held.rendition.text[:60].split()[0] in item
    assert page(response).xpath("//main//input[@type='checkbox']") == []


def test_article_held_on_the_portal_is_listed_without_any_delivery(client, office):
    account = channels.account(Kind.X)
    crisis_on(by=office.cvd, exempt=[account.pk])
    story = channels.approved(by=office.editor)
    client.force_login(office.cvd)

    response = client.get(PAGE)

    assert [item.split(" Termin")[0] for item in texts(response, ITEMS)] == ["Artikel im Portal"]
    assert page(response).xpath("//input[@name='beitrag']/@value") == [str(story.pk)]


def test_ledger_tells_crisis_and_broken_seal_apart_and_leads_to_the_release(client, office, held):
    client.force_login(office.cvd)

    response = client.get("/redaktion/auslieferungen/?stand=krise")

    assert texts(response, "//span[contains(@class, 'chip') and contains(., 'angehalten')]") == ["Krise: angehalten"]
    assert texts(response, "//*[@class='ledger-note']/p") == [
        "Angehalten durch den Krisenmodus. Es geht erst hinaus, wenn der Chef vom Dienst es einzeln freigibt."
    ]
    assert links(response, "//*[@class='ledger-note']//a") == [f"{RELEASE}?auslieferung={held.pk}"]


# -- going on ----------------------------------------------------------------------------------------


def test_release_first_shows_what_would_go_out_at_once(client, office, held):
    past()
    client.force_login(office.cvd)

    response = client.get(f"{RELEASE}?auslieferung={held.pk}")

    assert "1 Termin ist schon vorbei: Das geht mit der Freigabe sofort hinaus." in text(response)
    assert "Mit der Freigabe: geht sofort hinaus." in text(response)
    assert hidden(response) == {"tun": ["freigeben"], "confirmed": ["1"], "auslieferung": [str(held.pk)]}
    assert Delivery.objects.held_by_crisis().count() == 1


def test_confirmed_release_lets_the_chosen_go_and_nothing_else(client, office):
    first, second = channels.account(Kind.X, name="Eins"), channels.account(Kind.X, name="Zwei")
    story = channels.approved(by=office.editor)
    crisis_on(by=office.cvd)
    row = Delivery.objects.get(account=first)
    client.force_login(office.cvd)
    shown = client.post(RELEASE, {"auslieferung": [row.pk], "tun": "freigeben"})

    response = client.post(RELEASE, hidden(shown), follow=True)

    assert said(response) == ["1 freigegeben."]
    assert [row.account for row in Delivery.objects.held_by_crisis()] == [second]
    assert story.renditions.count() == 2


def test_post_takes_the_article_along_that_it_leads_to(client, office):
    channels.account(Kind.X)
    crisis_on(by=office.cvd)
    story = channels.approved(by=office.editor)
    client.force_login(office.cvd)
    shown = client.post(RELEASE, {"auslieferung": [channels.delivery(story).pk], "tun": "freigeben"})
    assert "Er muss mit, denn die gewählten Beiträge führen dorthin." in text(shown)

    client.post(RELEASE, hidden(shown))

    assert (Story.objects.get().held_by, Delivery.objects.held_by_crisis().count()) == (None, 0)
    assert list(Story.objects.public(timezone.now())) == [story]


def test_article_goes_alone(client, office):
    channels.account(Kind.X)
    crisis_on(by=office.cvd)
    story = channels.approved(by=office.editor)
    client.force_login(office.cvd)

    client.post(RELEASE, {"beitrag": [story.pk], "tun": "freigeben", "confirmed": "1"})

    assert (Story.objects.get().held_by, Delivery.objects.held_by_crisis().count()) == (None, 1)


def test_chosen_are_called_off_and_the_article_stays_held(client, office):
    channels.account(Kind.X)
    made = crisis_on(by=office.cvd)
    story = channels.approved(by=office.editor)
    client.force_login(office.cvd)
    shown = client.post(
        RELEASE, {"auslieferung": [channels.delivery(story).pk], "beitrag": [story.pk], "tun": "absagen"}
    )
    assert "Ja, 1 Auslieferung absagen" in text(shown)

    response = client.post(RELEASE, hidden(shown), follow=True)

    assert said(response) == ["1 abgesagt."]
    assert (channels.delivery(story).state, Story.objects.get().held_by) == (State.CANCELLED, made)


def test_what_cannot_be_called_off_holds_up_no_other(client, office):
    first, second = channels.account(Kind.X, name="Eins"), channels.account(Kind.X, name="Zwei")
    channels.approved(by=office.editor)
    crisis_on(by=office.cvd)
    ledger.put(Delivery.objects.get(account=first), State.UNKNOWN)
    client.force_login(office.cvd)

    response = client.post(
        RELEASE,
        {"auslieferung": [row.pk for row in Delivery.objects.all()], "tun": "absagen", "confirmed": "1"},
        follow=True,
    )

    assert sorted(said(response)) == [
        "1 von 2 abgesagt.",
        "„Neue Bäume für den Hofgarten“: Absagen geht nicht mehr (Stand: Ungewiss).",
    ]
    assert Delivery.objects.get(account=second).state == State.CANCELLED


@pytest.mark.parametrize("data", [{}, {"auslieferung": ["unsinn"]}, {"beitrag": ["²"]}, {"beitrag": ["999"]}])
def test_nothing_chosen_is_told(client, office, data):
    client.force_login(office.cvd)

    response = client.post(RELEASE, data | {"tun": "freigeben"}, follow=True)

    assert said(response) == ["Nichts davon ist noch angehalten. Wählen Sie in der Liste aus, was weitergehen soll."]


@pytest.mark.parametrize(
    ("state", "effect"),
    [
        (State.DUE, "geht zum Termin hinaus"),
        (State.REFUSED, "geht dann den gewohnten Weg weiter (Stand: Abgelehnt)"),
        (State.SENDING, "wird gerade zurückgegeben oder war schon unterwegs; bitte gleich noch einmal ansehen"),
    ],
)
def test_release_says_what_comes_after_it(client, office, held, state, effect):
    ledger.put(held, state, slot=timezone.now() + timedelta(hours=1))
    client.force_login(office.cvd)

    assert f"Mit der Freigabe: {effect}." in text(client.get(f"{RELEASE}?auslieferung={held.pk}"))


def test_release_names_a_paused_account_and_a_changed_story(client, office, held):
    client.force_login(office.cvd)
    accounts.pause(account=held.account, reason="Zugang abgelaufen.", by=None)
    assert "wartet dann, bis das Konto wieder in Betrieb ist" in text(client.get(f"{RELEASE}?auslieferung={held.pk}"))
    stories.save(story=Story.objects.get(), version=1, by=office.editor, headline="Anders")
    assert "wartet dann auf eine neue Abnahme" in text(client.get(f"{RELEASE}?auslieferung={held.pk}"))


# -- the short way and the second look ---------------------------------------------------------------


def owed_review(office) -> Review:
    channels.account(Kind.X)
    crisis_on(by=office.cvd)
    story = crisis.mark(story=channels.submitted(by=office.cvd), short=True, by=office.cvd)
    return channels.approve(story, by=office.cvd)


def test_story_is_marked_and_approved_by_its_own_author(client, office):
    channels.account(Kind.X)
    crisis_on(by=office.cvd)
    story = channels.submitted(by=office.cvd)
    client.force_login(office.cvd)
    assert "Sie haben diesen Beitrag zuletzt bearbeitet." in text(client.get(f"/redaktion/abnahme/{story.pk}/"))

    response = client.post(f"/redaktion/beitraege/{story.pk}/krisenbeitrag/", {"short": "1"}, follow=True)
    assert said(response)[0].startswith("Als Krisenbeitrag gekennzeichnet.")
    review = client.get(f"/redaktion/abnahme/{story.pk}/")
    assert "Krisenbeitrag: Sie geben allein frei" in text(review)
    response = client.post(f"/redaktion/abnahme/{story.pk}/", {"seen_seal": review.context["seal"]}, follow=True)

    assert said(response) == ["Freigegeben. Die Auslieferung läuft."]
    assert (Review.objects.owing_check().count(), Delivery.objects.held_by_crisis().count()) == (1, 0)


def test_approval_of_another_story_says_that_it_stays_held(client, office):
    channels.account(Kind.X)
    story = channels.submitted(by=office.editor)
    crisis_on(by=office.cvd)
    client.force_login(office.cvd)
    review = client.get(f"/redaktion/abnahme/{story.pk}/")
    assert "Krisenmodus: Nach der Freigabe bleibt der Beitrag angehalten" in text(review)

    response = client.post(f"/redaktion/abnahme/{story.pk}/", {"seen_seal": review.context["seal"]}, follow=True)

    assert said(response) == [
        "Freigegeben und angehalten: Im Krisenmodus geht der Beitrag erst weiter, wenn ihn der CvD dort freigibt."
    ]


@pytest.mark.parametrize("path", ["/redaktion/", "/redaktion/abnahme/", PAGE])
def test_owed_check_is_listed_even_after_the_end(client, office, path):
    owed_review(office)
    crisis.end(by=office.cvd)
    client.force_login(office.editor)

    (panel,) = texts(client.get(path), "//section[.//h2='Zweite Prüfung offen']")

    assert f"als Krisenbeitrag allein freigegeben von {office.cvd}" in panel


def test_second_person_finds_all_in_order(client, office):
    review = owed_review(office)
    client.force_login(people.cvd())

    response = client.post(f"/redaktion/abnahme/pruefung/{review.pk}/", {"fine": "1"}, follow=True)

    assert said(response) == ["Zweite Prüfung eingetragen: „Neue Bäume für den Hofgarten“ ist in Ordnung."]
    assert texts(response, "//h2[.='Zweite Prüfung offen']") == []


def test_second_person_finds_shortcomings_and_goes_on_to_mend_them(client, office):
    review = owed_review(office)
    client.force_login(people.cvd())
    refused = client.post(f"/redaktion/abnahme/pruefung/{review.pk}/", {"shortcomings": " "}, follow=True)
    assert said(refused) == ["Bitte schreiben Sie dazu, was nicht stimmt. Danach lässt sich der Beitrag berichtigen."]

    response = client.post(
        f"/redaktion/abnahme/pruefung/{review.pk}/", {"shortcomings": "Falsche Straße."}, follow=True
    )

    assert response.redirect_chain == [(f"/redaktion/beitraege/{review.story_id}/", 302)]
    assert said(response) == ["Zweite Prüfung eingetragen: Mängel. Berichtigen Sie den Beitrag jetzt hier."]
    history = text(client.get(f"/redaktion/abnahme/{review.story_id}/"), "//section[.//h2='Bisherige Schritte']")
    assert "Zweite Prüfung: Mängel" in history
    assert "Falsche Straße." in history


def test_the_same_person_is_offered_no_second_look(client, office):
    review = owed_review(office)
    client.force_login(office.cvd)
    assert page(client.get(PAGE)).xpath(f"//form[@action='/redaktion/abnahme/pruefung/{review.pk}/']") == []

    response = client.post(f"/redaktion/abnahme/pruefung/{review.pk}/", {"fine": "1"}, follow=True)

    assert said(response)[0].startswith("Sie haben selbst freigegeben.")
    assert Review.objects.owing_check().count() == 1


def test_page_costs_the_same_with_one_and_three_stories(client, office, django_assert_num_queries):
    channels.account(Kind.X)
    client.force_login(office.cvd)
    for count in (1, 2):
        for _number in range(count):
            channels.approved(by=office.editor)
        if count == 1:
            crisis_on(by=office.cvd)
        with django_assert_num_queries(17):
            client.get(PAGE)


def test_held_story_says_so_at_its_desk(client, office):
    channels.account(Kind.X)
    crisis_on(by=office.cvd)
    story = channels.approved(by=office.editor)
    client.force_login(office.editor)

    response = client.get(story.get_absolute_url())

    assert "Angehalten durch den Krisenmodus. Der Artikel erscheint erst im Portal" in text(response)
    assert page(response).xpath("//button[contains(., 'Krisenbeitrag')]") == []
