from datetime import timedelta

import pytest
from django.utils import timezone

from channels_publish import seal
from channels_publish.actions import accounts, renditions, validity
from channels_publish.enums import Kind
from channels_publish.models import Delivery
from people.roles import Role
from stories.actions import factchecks
from stories.actions import stories as story_actions
from stories.enums import Outcome, State
from stories.models import Review, Story
from tests.factories import channels, people, topics
from tests.newsroom.pages import links, page, said, text, texts

QUEUE = "/redaktion/abnahme/"


@pytest.fixture
def account(db):
    return channels.account(Kind.X, name="@stadt")


@pytest.fixture
def story(office, account) -> Story:
    return channels.submitted(by=office.editor, pictures=1)


def address(story: Story) -> str:
    return f"/redaktion/abnahme/{story.pk}/"


def seen(story: Story) -> str:
    return seal.digest(seal.sealed_payload(Story.objects.get(pk=story.pk)))


def change(story: Story, by, **facts) -> Story:
    current = Story.objects.get(pk=story.pk)
    changed = story_actions.save(story=current, version=current.version, by=by, **facts)
    renditions.refresh(story=changed, by=by)
    return changed


def buttons(response) -> list[str]:
    return texts(response, "//form[@id='decision-form']//button")


@pytest.mark.parametrize("path", [QUEUE, "/redaktion/abnahme/1/"])
def test_review_pages_are_closed_to_people_who_neither_write_nor_approve(client, office, path):
    client.force_login(office.admin)

    response = client.get(path)

    assert response.status_code == 403
    assert texts(response, "//h1") == ["Diese Seite ist Ihnen nicht freigegeben"]


@pytest.mark.parametrize("path", [QUEUE, "/redaktion/abnahme/1/"])
def test_review_pages_send_strangers_to_the_login(client, db, path):
    assert client.get(path).url == f"/redaktion/stammdaten/login/?next={path}"


def test_reviews_stand_in_the_order_of_submission(client, office, account):
    first, second = (channels.submitted(by=office.editor, headline=name) for name in ("Zuerst", "Danach"))
    Story.objects.filter(pk=second.pk).update(submitted_at=timezone.now() - timedelta(hours=3))
    client.force_login(office.cvd)

    response = client.get(QUEUE)

    assert links(response, "//main//h2/a") == [address(second), address(first)]
    assert texts(response, "//main//time") == ["seit 3 Stunden", "gerade eben"]


def test_reviews_show_plan_embargo_and_trouble(client, office, account):
    embargo = timezone.now() + timedelta(days=400)
    story = channels.submitted(by=office.editor, embargo=embargo)
    renditions.plan(rendition=story.renditions.get(), send_at=embargo, by=office.social)
    accounts.pause(account=account, reason="Zugang abgelaufen.", by=None)
    client.force_login(office.cvd)

    chips = texts(client.get(QUEUE), "//main//*[contains(@class, 'chip')]")

    assert [chip.split()[0] for chip in chips] == ["ab", "Sperrfrist", "1"]
    assert chips[2] == "1 Konto angehalten"


def test_reviews_do_not_call_a_story_planned_whose_other_accounts_go_at_once(client, office, account):
    channels.account(Kind.X, name="@zweites")
    story = channels.submitted(by=office.editor)
    later = timezone.now() + timedelta(days=400)
    renditions.plan(rendition=story.renditions.get(account=account), send_at=later, by=office.social)
    client.force_login(office.cvd)

    chips = texts(client.get(QUEUE), "//main//*[contains(@class, 'chip')]")

    assert [chip.split(" ab ")[0] for chip in chips] == ["sofort nach Freigabe", "einzelne Konten"]


def test_reviews_mark_what_was_changed_after_approval(client, office, account):
    story = channels.approved(by=office.editor)
    change(story, office.editor, headline="Anders")
    client.force_login(office.cvd)

    assert "nach Freigabe geändert" in text(client.get(QUEUE))


def test_reviews_count_only_accounts_that_get_it(client, office, account):
    channels.account(Kind.YOUTUBE)
    channels.submitted(by=office.editor)
    client.force_login(office.cvd)

    assert texts(client.get(QUEUE), "//main//*[@class='meta']/span")[-1] == "1 Konto"


def test_reviews_say_when_nothing_waits(client, office):
    client.force_login(office.cvd)

    assert texts(client.get(QUEUE), "//*[contains(@class, 'empty')]//strong") == ["Alles abgenommen."]


def test_reviews_cost_the_same_with_any_number_of_stories(client, office, account, django_assert_num_queries):
    client.force_login(office.cvd)
    for _count in range(3):
        channels.submitted(by=office.editor, pictures=1)
        with django_assert_num_queries(20):
            client.get(QUEUE)


def test_review_asks_for_each_further_account_only_its_picture(client, office, story, django_assert_num_queries):
    client.force_login(office.cvd)
    client.get(address(story))

    with django_assert_num_queries(34):
        client.get(address(story))
    for number in (1, 2):
        channels.account(Kind.X, name=f"@konto{number}")
    renditions.refresh(story=story, by=office.editor)
    with django_assert_num_queries(36):
        client.get(address(story))


def test_review_shows_everything_that_would_be_sent(client, office, story):
    client.force_login(office.cvd)

    response = client.get(address(story))

    shown = text(response)
    assert story.lead in shown
    assert "Die Wege bleiben offen." in shown
    assert "Linde 1" in shown
    assert "Foto: Mira Brandt" in shown
    assert texts(response, "//article//h3") == ["X: @stadt"]
    assert buttons(response) == ["Freigeben", "Zurückgeben"]


def test_review_carries_the_seal_it_shows(client, office, story):
    client.force_login(office.cvd)

    response = client.get(address(story))

    assert page(response).xpath("//input[@name='seen_seal']/@value") == [seen(story)]
    head = seen(story)[:12]
    assert texts(response, "//aside//*[@class='mono']") == [f"{head[:4]} {head[4:8]} {head[8:]}"]


def test_review_lists_accounts_left_out_with_the_reason(client, office, account):
    channels.account(Kind.YOUTUBE)
    story = channels.submitted(by=office.editor)
    client.force_login(office.cvd)

    assert "YouTube braucht ein Video." in text(client.get(address(story)), "//main//details")


def test_review_of_the_last_editor_explains_the_four_eyes(client, account, media_root):
    both = people.person(Role.EDITOR, Role.CVD)
    story = channels.submitted(by=both)
    client.force_login(both)

    response = client.get(address(story))

    assert "Nach dem Vier-Augen-Prinzip" in text(response, "//aside[contains(@class, 'decision')]")
    assert buttons(response) == ["Zurückgeben"]


def test_review_by_an_editor_offers_no_decision(client, office, story):
    client.force_login(office.editor)

    response = client.get(address(story))

    assert "Freigeben darf nur der Chef vom Dienst." in text(response)
    assert buttons(response) == []
    assert client.post(address(story), {"action": "approve", "seen_seal": seen(story)}).status_code == 403


def test_review_shows_what_changed_since_the_last_approval(client, office, account):
    story = channels.approved(by=office.editor)
    change(story, office.editor, lead="Das Gartenamt pflanzt ab Dienstag 40 junge Linden im Hofgarten.")
    client.force_login(office.cvd)

    response = client.get(address(story))

    changes = "//section[.//h2='Geändert seit der letzten Freigabe']"
    assert texts(response, f"{changes}//li[1]//del") == ["Montag"]
    assert texts(response, f"{changes}//li[1]//ins") == ["Dienstag"]
    assert texts(response, f"{changes}//li/p") == ["Beitrag · Vorspann", "X: @stadt · Text"]


def test_approving_writes_the_deliveries_and_leads_to_the_ledger(client, office, story):
    client.force_login(office.cvd)

    response = client.post(address(story), {"action": "approve", "seen_seal": seen(story), "note": "Gut"})

    story.refresh_from_db()
    assert response.url == f"/redaktion/beitraege/{story.pk}/auslieferungen/"
    assert story.state == State.APPROVED
    assert list(story.reviews.values_list("outcome", "note", "by")[:1]) == [(Outcome.APPROVED, "Gut", office.cvd.pk)]
    assert Delivery.objects.count() == 1


def test_approving_for_later_plans_the_slot(client, office, story):
    client.force_login(office.cvd)
    at = timezone.localtime() + timedelta(days=1)

    client.post(address(story), {"action": "approve", "seen_seal": seen(story), "at": f"{at:%Y-%m-%dT%H:%M}"})

    assert Delivery.objects.get().slot == at.replace(second=0, microsecond=0)


def test_approving_for_the_past_is_refused_and_keeps_what_was_typed(client, office, story):
    client.force_login(office.cvd)
    data = {"action": "approve", "seen_seal": seen(story), "at": "2020-01-01T10:00", "note": "Bitte schnell"}

    response = client.post(address(story), data)

    assert response.status_code == 422
    assert "Diese Zeit ist schon vorbei." in text(response, "//*[@id='at-error']")
    assert texts(response, "//textarea[@name='note']") == ["Bitte schnell"]
    assert page(response).xpath("//input[@name='at']/@value") == ["2020-01-01T10:00"]
    assert Delivery.objects.count() == 0


def test_approving_what_was_changed_meanwhile_shows_the_new_state(client, office, story):
    client.force_login(office.cvd)
    before = seen(story)
    change(story, office.editor, headline="Inzwischen anders")

    response = client.post(address(story), {"action": "approve", "seen_seal": before})

    assert response.status_code == 409
    assert "während Sie ihn geprüft haben" in text(response, "//*[@role='alert']")
    assert texts(response, "//h1") == ["Inzwischen anders"]
    assert page(response).xpath("//input[@name='seen_seal']/@value") == [seen(story)]
    assert Delivery.objects.count() == 0


def test_approving_a_rendition_that_would_be_refused_names_it(client, office, story):
    renditions.edit(rendition=story.renditions.get(), version=1, by=office.editor, text="")
    client.force_login(office.cvd)

    response = client.post(address(story), {"action": "approve", "seen_seal": seen(story)})

    assert response.status_code == 422
    assert "Mindestens eine Kanalfassung würde abgelehnt" in text(response, "//*[@role='alert']")
    assert "X: @stadt: Der Text ist leer." in text(response, "//aside[contains(@class, 'decision')]")
    assert page(response).xpath("//button[@value='approve']/@disabled") == ["disabled"]


def test_returning_needs_a_note(client, office, story):
    client.force_login(office.cvd)

    response = client.post(address(story), {"action": "return", "seen_seal": seen(story), "note": " "})

    story.refresh_from_db()
    assert response.status_code == 422
    assert "Bitte schreiben Sie dazu, was geändert werden soll" in text(response, "//*[@role='alert']")
    assert story.state == State.IN_REVIEW


def test_returning_sends_the_story_back_with_the_note(client, office, story):
    client.force_login(office.cvd)

    data = {"action": "return", "seen_seal": seen(story), "note": "Uhrzeit fehlt"}
    response = client.post(address(story), data, follow=True)

    story.refresh_from_db()
    assert story.state == State.DRAFT
    assert response.redirect_chain == [(QUEUE, 302)]
    assert said(response) == [f"„{story.headline}“ liegt mit Ihrem Hinweis wieder bei {office.editor}."]


def test_review_of_an_unknown_story_is_404(client, office):
    client.force_login(office.cvd)

    assert client.get("/redaktion/abnahme/99/").status_code == 404


def test_queue_names_what_waits_because_its_approval_ended(client, office, story):
    channels.approve(story)
    Review.objects.filter(story=story).update(expires_at=timezone.now() - timedelta(minutes=1))
    validity.expire_approvals()
    client.force_login(office.cvd)

    assert texts(client.get(QUEUE), "//span[contains(@class, 'chip')][contains(., 'abgelaufen')]") == [
        "Freigabe abgelaufen"
    ]


def test_queue_is_ordered_by_what_must_be_out_first(client, office, account):
    now = timezone.now()
    channels.submitted(by=office.editor, headline="Ohne Zeit")
    channels.submitted(by=office.editor, headline="Sperrfrist morgen", embargo=now + timedelta(days=1))
    soon = channels.submitted(by=office.editor, headline="Termin in einer Stunde")
    renditions.plan(rendition=soon.renditions.get(), send_at=now + timedelta(hours=1), by=office.editor)
    Story.objects.filter(pk=soon.pk).update(state="in_review")
    topic = topics.topic(deadline=now - timedelta(hours=1))
    late = channels.submitted(by=office.editor, headline="Frist vorbei")
    Story.objects.filter(pk=late.pk).update(topic=topic)
    client.force_login(office.cvd)
    response = client.get(QUEUE)
    assert texts(response, "//h2/a[@class='row-title']") == [
        "Frist vorbei", "Termin in einer Stunde", "Sperrfrist morgen", "Ohne Zeit",
    ]  # fmt: skip
    assert len(texts(response, "//*[contains(@class, 'chip') and contains(., 'war fällig')]")) == 1


def test_queue_is_paged(client, office, account):
    Story.objects.bulk_create(
        Story(
            headline=f"Beitrag {number}",
            slug=f"b{number}",
            author=office.editor,
            last_editor=office.editor,
            state="in_review",
            submitted_at=timezone.now(),
        )
        for number in range(26)
    )
    client.force_login(office.cvd)
    assert len(texts(client.get(QUEUE), "//h2/a[@class='row-title']")) == 25
    assert len(texts(client.get(QUEUE, {"seite": 2}), "//h2/a[@class='row-title']")) == 1


def test_approval_ends_when_the_cvd_says(client, office, story):
    until = (timezone.localtime() + timedelta(days=2)).replace(second=0, microsecond=0)
    client.force_login(office.cvd)
    sent = {"seen_seal": seen(story), "action": "approve", "valid_until": until.strftime("%Y-%m-%dT%H:%M")}

    client.post(address(story), sent)

    assert story.reviews.get(outcome=Outcome.APPROVED).expires_at == until


@pytest.mark.parametrize(
    ("at", "until", "words"),
    [
        (None, timedelta(hours=-1), "Diese Zeit ist schon vorbei; die Freigabe wäre sofort abgelaufen."),
        (timedelta(hours=3), timedelta(hours=2), "Die Freigabe würde vor dem letzten Termin"),
    ],
)
def test_approval_that_ends_too_early_is_refused(client, office, story, at, until, words):
    client.force_login(office.cvd)
    times = {name: timezone.localtime() + gap for name, gap in (("at", at), ("valid_until", until)) if gap}
    sent = {name: time.strftime("%Y-%m-%dT%H:%M") for name, time in times.items()}

    response = client.post(address(story), {"seen_seal": seen(story), "action": "approve", **sent})

    assert response.status_code == 422
    assert words in text(response, "//main")
    assert Story.objects.get(pk=story.pk).state == State.IN_REVIEW


@pytest.fixture
def expired(office, story) -> Story:
    channels.approve(story, by=office.cvd, at=timezone.now() + timedelta(hours=5))
    Review.objects.filter(story=story).update(expires_at=timezone.now() - timedelta(minutes=1))
    validity.expire_approvals()
    return Story.objects.get(pk=story.pk)


def passed(story: Story) -> None:
    """The planned time came and went: the rows as they stood before it, an hour later."""
    ago = timezone.now() - timedelta(hours=1)
    Review.objects.filter(story=story).update(at=ago - timedelta(hours=1))
    Delivery.objects.filter(rendition__story=story).update(slot=ago, due_at=ago)


def slot(story: Story):
    return Delivery.objects.filter(rendition__story=story, review__outcome=Outcome.APPROVED).get().slot


def fields(form, *, button: str) -> dict[str, str]:
    """What the browser sends when this button of the form is pressed."""
    (pressed,) = form.xpath(f".//button[contains(., '{button}')]")
    sent = {field.get("name"): field.get("value", "") for field in form.xpath(".//input")}
    return sent | ({pressed.get("name"): pressed.get("value")} if pressed.get("name") else {})


def test_expired_approval_is_given_again_for_its_planned_time_with_one_click(client, office, expired):
    client.force_login(office.cvd)
    planned = slot(expired)

    (form,) = page(client.get(QUEUE)).xpath("//main//li//form")
    client.post(form.get("action"), fields(form, button="Erneut freigeben für"))

    assert Story.objects.get(pk=expired.pk).state == State.APPROVED
    assert (slot(expired), Story.objects.get(pk=expired.pk).public_from) == (planned, planned)


def test_approval_again_after_the_planned_time_asks_when(client, office, expired):
    client.force_login(office.cvd)
    passed(expired)

    (form,) = page(client.get(QUEUE)).xpath("//main//li//form")
    unasked = client.post(address(expired), {"seen_seal": seen(expired), "action": "approve"})
    no_time = client.post(address(expired), fields(form, button="Zu dieser Zeit"))

    assert (unasked.status_code, no_time.status_code) == (422, 422)
    assert texts(unasked, "//*[@id='at-error']")[0].endswith("Wählen Sie „Sofort“, oder geben Sie eine neue Zeit an.")
    assert texts(unasked, "//legend")[-1] == "Wann soll er hinaus?"
    assert Story.objects.get(pk=expired.pk).state == State.IN_REVIEW


@pytest.mark.parametrize("late", [False, True])
def test_approval_again_after_the_planned_time_sends_when_it_is_told(client, office, expired, late):
    client.force_login(office.cvd)
    passed(expired)
    chosen = timezone.localtime().replace(second=0, microsecond=0) + timedelta(days=2)

    (form,) = page(client.get(QUEUE)).xpath("//main//li//form")
    sent = fields(form, button="Zu dieser Zeit" if late else "Jetzt senden")
    client.post(form.get("action"), sent | ({"at": f"{chosen:%Y-%m-%dT%H:%M}"} if late else {}))

    assert Story.objects.get(pk=expired.pk).state == State.APPROVED
    assert (slot(expired) == chosen, slot(expired) <= timezone.now()) == (late, not late)


def test_time_of_an_account_that_is_over_is_asked_for_unless_it_was_taken_away(client, office, expired):
    client.force_login(office.cvd)
    passed(expired)
    time = slot(expired)
    row = expired.renditions.get()
    approval = expired.reviews.filter(outcome=Outcome.APPROVED).get()
    approval.payload["renditions"][0]["send_at"] = time.isoformat()
    Review.objects.filter(pk=approval.pk).update(payload=approval.payload)
    type(row).objects.filter(pk=row.pk).update(send_at=time)
    asked = texts(client.get(address(expired)), "//form[@id='decision-form']//legend")
    type(row).objects.filter(pk=row.pk).update(send_at=None)

    assert asked == ["Wann soll er hinaus?"]
    assert texts(client.get(address(expired)), "//form[@id='decision-form']//legend") == []


def test_time_of_a_broken_approval_stands_in_the_form(client, office, story):
    planned = timezone.localtime().replace(second=0, microsecond=0) + timedelta(days=3)
    channels.approve(story, by=office.cvd, at=planned)
    change(story, office.editor, headline="Ganz anders")
    client.force_login(office.cvd)

    (field,) = page(client.get(address(story))).xpath("//input[@id='at']")
    client.post(address(story), {"seen_seal": seen(story), "action": "approve", "at": field.get("value")})

    assert (field.get("value"), slot(story)) == (f"{planned:%Y-%m-%dT%H:%M}", planned)


def test_expired_approval_that_was_for_at_once_needs_no_word_about_the_time(client, office, story):
    channels.approve(story, by=office.cvd)
    Review.objects.filter(story=story).update(expires_at=timezone.now() - timedelta(minutes=1))
    Story.objects.filter(pk=story.pk).update(public_from=timezone.now() + timedelta(hours=1))
    validity.expire_approvals()
    client.force_login(office.cvd)

    (form,) = page(client.get(QUEUE)).xpath("//main//li//form")
    client.post(form.get("action"), fields(form, button="Erneut freigeben"))

    assert Story.objects.get(pk=story.pk).state == State.APPROVED


def test_expired_approval_of_a_changed_story_needs_another_look(client, office, expired):
    client.force_login(office.cvd)
    old = expired.reviews.filter(outcome=Outcome.APPROVED).get().seal
    change(expired, office.editor, headline="Ganz anders")

    response = client.post(address(expired), {"seen_seal": old, "action": "approve"})

    assert response.status_code == 409
    assert Story.objects.get(pk=expired.pk).state == State.IN_REVIEW


def test_queue_offers_no_second_approval_to_whoever_may_not_give_it(client, office, expired):
    client.force_login(office.editor)
    assert page(client.get(QUEUE)).xpath("//main//li//form") == []


def test_review_leads_on_to_the_next_of_the_queue(client, office, account):
    first, second = (channels.submitted(by=office.editor, headline=name) for name in ("Zuerst", "Danach"))
    client.force_login(office.cvd)

    assert links(client.get(address(first)), "//*[@aria-keyshortcuts='w']") == [address(second)]
    assert links(client.get(address(second)), "//*[@aria-keyshortcuts='w']") == [address(first)]


def test_review_shows_where_the_fact_check_stands(client, office, story):
    factchecks.ask(story=story, name="Mira Brandt", expires_at=timezone.now() + timedelta(days=1), by=office.editor)
    client.force_login(office.cvd)

    response = client.get(address(story))

    assert texts(response, "//*[@aria-labelledby='h-checks']//li") == ["Mira BrandtOffen"]
    assert "1 Faktencheck ist noch offen." in text(response, "//aside")


def test_second_check_owed_for_long_is_called_late(client, office, story, settings):
    channels.approve(story, by=office.cvd)
    reviews = Review.objects.filter(story=story, outcome=Outcome.APPROVED)
    client.force_login(office.cvd)
    for hours, chips in ((17, 0), (19, 1)):
        reviews.update(check_owed=True, at=timezone.now() - timedelta(hours=hours))
        response = client.get(QUEUE)
        assert len(texts(response, "//*[@aria-labelledby='h-owed']//*[text()='überfällig']")) == chips


def same_words(story: Story, other: Story) -> None:
    """Both renditions say the same."""
    told = story.renditions.get()
    type(told).objects.filter(story=other).update(title=told.title, text=told.text)


@pytest.mark.parametrize("timed", [False, True])
def test_review_names_what_clashes_with_what_before_it_is_approved(client, office, story, timed):
    out = channels.submitted(by=office.editor, headline="Linden am Rhein")
    slot = timezone.now() + timedelta(days=2)
    renditions.plan(rendition=out.renditions.get(), send_at=slot, by=office.editor)
    if timed:
        renditions.plan(rendition=story.renditions.get(), send_at=slot, by=office.editor)
    same_words(story, out)
    client.force_login(office.cvd)

    response = client.get(address(story))

    panel = "//*[@aria-labelledby='h-clashes']"
    shown = texts(response, f"{panel}//li//p[contains(@class, 'iconline')]")
    day = f"{timezone.localtime(slot):%d.%m., %H:%M} Uhr"
    same_text = f"Derselbe Text auf diesem Konto: am {day}. Linden am Rhein"
    same_minute = "Zur selben Minute auf diesem Konto: „Linden am Rhein“. Linden am Rhein"
    assert shown == ([same_minute, same_text] if timed else [same_text])
    assert set(links(response, f"{panel}//li//p[contains(@class, 'iconline')]//a")) == {address(out)}
    assert texts(response, "//*[@aria-labelledby='h-decision']//a[@href='#h-clashes']") == ["1 Termin fällt auf"]


def test_review_without_a_clash_says_nothing_of_it(client, office, story):
    client.force_login(office.cvd)
    assert texts(client.get(address(story)), "//*[@id='h-clashes']") == []
