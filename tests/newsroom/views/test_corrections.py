"""Correcting and taking back at the desk."""

import pytest
from django.urls import reverse

from channels_publish.actions import corrections
from channels_publish.enums import Act, Kind, State
from channels_publish.models import Delivery
from stories.models import Correction, Story
from tests.factories import channels, ledger
from tests.newsroom.pages import said, text, texts

NOTICE = "Gepflanzt wird ab Dienstag."


@pytest.fixture
def out(office) -> Story:
    """A story that is out on X and Facebook."""
    for kind in (Kind.X, Kind.FACEBOOK):
        channels.account(kind)
    story = channels.approved(by=office.editor)
    for row in Delivery.objects.select_related("account", "rendition__story"):
        ledger.put(row, State.SENT)
    Story.objects.filter(pk=story.pk).update(state="published")
    return Story.objects.get(pk=story.pk)


def fresh(story: Story) -> Story:
    return Story.objects.get(pk=story.pk)


def form(story: Story, **more: str) -> dict[str, str | int]:
    story = fresh(story)
    fields = ("kicker", "headline", "lead", "body", "contact", "responsible", "link", "place")
    given = {name: getattr(story, name) for name in fields}
    return (
        given | {"keywords": ", ".join(story.keywords), "version": story.version, "seal_ok": "1", "notice": ""} | more
    )


def test_notice_is_saved_with_the_text_and_the_story_waits_for_approval(client, office, out):
    client.force_login(office.editor)
    account = channels.rendition(out, Kind.X).account_id
    data = form(out, lead="Das Gartenamt pflanzt ab Dienstag.", notice=NOTICE, **{f"way-{account}": Act.FOLLOW_UP})
    client.post(out.get_absolute_url(), data)
    correction = Correction.objects.get()
    assert (correction.notice, correction.ways, fresh(out).state) == (
        NOTICE, {str(account): Act.FOLLOW_UP}, "in_review",
    )  # fmt: skip


def test_notice_without_another_text_goes_to_the_queue_as_well(client, office, out):
    client.force_login(office.editor)
    client.post(out.get_absolute_url(), form(out, notice=NOTICE))
    assert (fresh(out).state, Correction.objects.count()) == ("in_review", 1)


def test_changed_text_without_a_notice_names_what_is_missing(client, office, out):
    client.force_login(office.editor)
    client.post(out.get_absolute_url(), form(out, lead="Ab Dienstag."))
    response = client.get(out.get_absolute_url())
    assert "Bevor er freigegeben werden kann, fehlt noch etwas: der Korrekturhinweis." in text(response)
    assert texts(response, "//a[@href='#notice']") == ["der Korrekturhinweis"]
    client.force_login(office.cvd)
    review = client.get(reverse("desk:review", args=[out.pk]))
    assert "der Korrekturhinweis fehlt" in text(review, "//aside")


def test_saving_a_story_that_is_not_out_writes_no_correction(client, office):
    channels.account(Kind.X)
    story = channels.submitted(by=office.editor)
    client.force_login(office.editor)
    client.post(story.get_absolute_url(), form(story, lead="Neu."))
    assert Correction.objects.count() == 0
    assert texts(client.get(story.get_absolute_url()), "//*[@id='korrektur']") == []


def test_review_shows_the_notice_and_every_step(client, office, out):
    account = channels.rendition(out, Kind.X).account_id
    corrections.write(story=out, notice=NOTICE, ways={str(account): Act.FOLLOW_UP}, by=office.editor)
    client.force_login(office.cvd)
    shown = text(client.get(reverse("desk:review", args=[out.pk])), "//section[@aria-labelledby='h-correction']")
    assert NOTICE in shown
    assert "Text berichtigen" in shown
    assert f"Korrektur zu unserem Beitrag vom {channels.delivery(out, Kind.X).slot:%d.%m.%Y}: {NOTICE}" in shown


def test_withdrawal_takes_two_steps_and_stands_first_in_the_queue(client, office, out):
    older = channels.submitted(by=office.editor, headline="Schon länger da")
    client.force_login(office.editor)
    client.post(reverse("desk:story_take_back", args=[out.pk]), {"withdrawal-notice": "Ein Irrtum."})
    client.force_login(office.cvd)
    queue = client.get(reverse("desk:reviews"))
    assert texts(queue, "//h2/a") == [out.headline, older.headline]
    assert texts(queue, "//li//span[contains(@class, 'tone-bad')]") == ["Rücknahme"]
    page = client.get(reverse("desk:review", args=[out.pk]))
    seen = page.context["seal"]
    response = client.post(
        reverse("desk:review", args=[out.pk]), {"seen_seal": seen, "action": "approve"}, follow=True
    )
    assert fresh(out).state == "withdrawn"
    assert said(response) == [
        "Zurückgenommen. Der Beitrag verschwindet jetzt von allen Konten, auf denen das möglich ist."
    ]
    assert "Dieser Beitrag ist zurückgenommen" in text(client.get(out.get_absolute_url()))


def test_withdrawal_without_a_reason_is_explained(client, office, out):
    client.force_login(office.editor)
    response = client.post(reverse("desk:story_take_back", args=[out.pk]), {"withdrawal-notice": " "}, follow=True)
    assert said(response) == [
        "Der Hinweis zur Rücknahme fehlt. Schreiben Sie für die Öffentlichkeit, warum der Beitrag zurückgenommen wird."
    ]
    assert fresh(out).state == "published"


def test_withdrawal_can_be_given_up(client, office, out):
    client.force_login(office.editor)
    client.post(reverse("desk:story_take_back", args=[out.pk]), {"withdrawal-notice": "Ein Irrtum."})
    response = client.post(reverse("desk:correction_discard", args=[out.pk]), follow=True)
    assert said(response)[-1] == "Verworfen. Der Beitrag steht wieder so da, wie er freigegeben wurde."
    assert fresh(out).state == "published"


def test_ledger_shows_steps_below_their_posts_and_links_both_ways(client, office, out):
    corrections.write(story=out, notice=NOTICE, ways={}, by=office.editor)
    Story.objects.filter(pk=out.pk).update(state="in_review")
    steps = channels.approve(out, by=office.cvd).correction.steps.all()
    client.force_login(office.cvd)
    rows = texts(client.get(reverse("desk:story_ledger", args=[out.pk])), "//tbody/tr/td[1]")
    assert [row for row in rows if "Korrektur:" in row] == [
        "X: Stadt auf XKorrektur: Löschen und neu senden",
        "Facebook: Stadt auf FacebookKorrektur: Text berichtigen",
    ]
    step = steps.get(account__kind=Kind.X)
    original = client.get(reverse("desk:delivery", args=[step.original_id]))
    assert texts(original, "//section[@aria-labelledby='h-steps']//a") == ["Korrektur: Löschen und neu senden"]
    assert "Berichtigung zu dem Beitrag vom" in text(client.get(reverse("desk:delivery", args=[step.pk])))


def test_step_by_hand_is_noted(client, office, out):
    account = channels.rendition(out, Kind.X).account_id
    corrections.write(story=out, notice=NOTICE, ways={str(account): Act.MANUAL}, by=office.editor)
    Story.objects.filter(pk=out.pk).update(state="in_review")
    step = channels.approve(out, by=office.cvd).correction.steps.get(account__kind=Kind.X)
    client.force_login(office.social)
    assert "Bitte berichtigen Sie diesen Beitrag dort von Hand" in text(
        client.get(reverse("desk:delivery", args=[step.pk]))
    )
    response = client.post(reverse("desk:step_finish", args=[step.pk]), {"url": "javascript:alert(1)"}, follow=True)
    assert "Dieser Link ist nicht lesbar." in said(response)[0]
    client.post(reverse("desk:step_finish", args=[step.pk]), {"url": "https://x.com/stadt/status/2"})
    step.refresh_from_db()
    assert (step.state, step.url) == (State.SENT, "https://x.com/stadt/status/2")
