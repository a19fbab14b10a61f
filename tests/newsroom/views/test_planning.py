from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
from django.utils import timezone
from django.utils.formats import date_format

from channels_publish.actions import renditions
from channels_publish.enums import Kind, State
from stories.enums import State as StoryState
from stories.models import Story, Topic
from tests.factories import channels, ledger, stories, topics
from tests.newsroom.pages import page, said, text, texts

WEEK = "/redaktion/planung/"
MONTH = f"{WEEK}monat/"
HTMX = {"HX-Request": "true"}


def soon(days: int = 0) -> datetime:
    """Ten o'clock on a day of the week after next, so that nothing here is over."""
    monday = timezone.localdate() + timedelta(days=14 - timezone.localdate().weekday())
    return timezone.make_aware(datetime.combine(monday + timedelta(days=days), datetime.min.time().replace(hour=10)))


@pytest.fixture
def account(office):
    return channels.account(Kind.X)


@pytest.fixture
def desk(client, office, account):
    client.force_login(office.social)
    return client


def planned(office, moment: datetime, **facts) -> Story:
    story = stories.story(by=office.editor, **facts)
    renditions.refresh(story=story, by=office.editor)
    renditions.plan(rendition=story.renditions.get(account__kind=Kind.X), send_at=moment, by=office.editor)
    return story


def shown(client, moment: datetime, url: str = WEEK, **asked):
    return client.get(url, {"tag": f"{timezone.localdate(moment):%Y-%m-%d}", **asked})


def day_of(response, moment: datetime) -> list[str]:
    return texts(response, f"//li[@data-day='{timezone.localdate(moment):%Y-%m-%d}']//a[@class='row-title']")


def move(client, story: Story, day: date, **data):
    row = story.renditions.get(account__kind=Kind.X)
    return client.post(f"{WEEK}verlegen/?tag={day}", {"tag": str(day), "fassung": row.pk, **data}, headers=HTMX)


def test_empty_week_says_where_slots_come_from(desk):
    response = shown(desk, soon())
    assert texts(response, "//*[contains(@class, 'empty')]//strong") == ["In dieser Zeit ist noch nichts geplant."]


def test_week_shows_wishes_deliveries_deadlines_and_embargoes(desk, office):
    planned(office, soon(), headline="Wunsch")
    approved = channels.approved(by=office.editor)
    ledger.put(channels.delivery(approved), State.SENT, slot=soon(1))
    topics.topic(title="Ferien", deadline=soon(2))
    stories.story(by=office.editor, headline="Gesperrt", embargo=soon(3))
    response = shown(desk, soon())
    assert [day_of(response, soon(day)) for day in range(5)] == [
        ["Wunsch"], [approved.headline], ["Ferien"], ["Gesperrt"], [],
    ]  # fmt: skip
    assert len(page(response).xpath("//li[contains(@class, 'plan-day')]")) == 7


def test_month_is_filled_to_whole_weeks(desk, office):
    planned(office, soon())
    response = shown(desk, soon(), MONTH)
    assert len(page(response).xpath("//li[contains(@class, 'plan-day')]")) % 7 == 0
    assert day_of(response, soon()) == ["Neue Bäume für den Hofgarten"]


def test_plan_of_one_account(desk, office):
    planned(office, soon())
    other = channels.account(Kind.FACEBOOK)
    assert day_of(shown(desk, soon(), konto=other.pk), soon()) == []


@pytest.mark.parametrize("url", [WEEK, MONTH])
def test_plan_costs_the_same_with_one_and_three(desk, office, django_assert_num_queries, url):
    for day in range(3):
        planned(office, soon(day), embargo=soon(day))
        topics.topic(deadline=soon(day))
        with django_assert_num_queries(15):
            shown(desk, soon(), url)


def test_move_keeps_the_time_of_day_and_offers_the_way_back(desk, office):
    story = planned(office, soon())
    response = move(desk, story, timezone.localdate(soon(4)))
    assert day_of(response, soon(4)) == [story.headline]
    assert story.renditions.get().send_at == soon(4)
    back = page(response).xpath("//*[contains(@class, 'flash')]//form")[0]
    desk.post(back.get("action"), {i.get("name"): i.get("value") for i in back.xpath(".//input")}, headers=HTMX)
    assert story.renditions.get().send_at == soon()


def test_move_to_another_time(desk, office):
    story = planned(office, soon())
    move(desk, story, timezone.localdate(soon()), uhrzeit="15:45")
    assert story.renditions.get().send_at == soon() + timedelta(hours=5, minutes=45)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"tag": "gestern"}, "nicht lesbar"),
        ({"tag": "2020-01-01"}, "schon vorbei"),
        ({"tag": "2027-03-28", "uhrzeit": "02:30"}, "wegen der Zeitumstellung"),
    ],
)
def test_move_that_cannot_be_is_refused_with_the_reason(desk, office, data, words):
    story = planned(office, soon())
    response = desk.post(f"{WEEK}verlegen/", data | {"fassung": story.renditions.get().pk}, headers=HTMX)
    assert (response.status_code, words in text(response, "//*[contains(@class, 'tone-bad')]")) == (422, True)
    assert story.renditions.get().send_at == soon()


def test_move_of_what_is_approved_asks_before_the_seal_breaks(desk, office):
    story = planned(office, soon())
    channels.approve(channels.release.submit(story=story, by=office.editor))
    asked = move(desk, story, timezone.localdate(soon(1)))
    assert (asked.status_code, Story.objects.get().state) == (422, StoryState.APPROVED)
    assert "bricht das Freigabesiegel" in text(asked, "//*[@role='alert']")
    move(desk, story, timezone.localdate(soon(1)), seal_ok="1")
    assert (Story.objects.get().state, story.renditions.get().send_at) == (StoryState.IN_REVIEW, soon(1))


def test_what_is_out_cannot_be_dragged(desk, office):
    story = channels.approved(by=office.editor)
    ledger.put(channels.delivery(story), State.SENT, slot=soon())
    assert page(shown(desk, soon())).xpath("//article[@draggable]") == []


def test_move_without_scripts_comes_back_to_the_plan(desk, office):
    story = planned(office, soon())
    day = timezone.localdate(soon(1))
    response = desk.post(f"{WEEK}verlegen/?tag={day}", {"tag": str(day), "fassung": story.renditions.get().pk})
    assert response.url == f"{WEEK}?tag={day}"
    assert said(desk.get(response.url))[0].startswith(f"„{story.headline}“")


def test_deadline_is_moved(client, office, account):
    client.force_login(office.editor)
    topic = topics.topic(deadline=soon())
    day = timezone.localdate(soon(2))
    client.post(f"{WEEK}frist/{topic.pk}/?tag={day}", {"tag": str(day)}, headers=HTMX)
    assert Topic.objects.get().deadline == soon(2)


def test_clash_is_said_on_the_card_and_above(desk, office):
    for _number in range(2):
        planned(office, soon())
    response = shown(desk, soon())
    assert len(page(response).xpath("//article[contains(@class, 'clash')]")) == 2
    assert "2 Termine fallen auf" in text(response, "//details[contains(@class, 'plan-warnings')]/summary")


def test_what_goes_out_together_is_one_card_and_moves_together(desk, office):
    channels.account(Kind.FACEBOOK)
    story = planned(office, soon())
    for row in story.renditions.all():
        renditions.plan(rendition=row, send_at=soon(), by=office.editor)
    assert day_of(shown(desk, soon()), soon()) == [story.headline]
    rows = list(story.renditions.values_list("pk", flat=True))
    day = timezone.localdate(soon(1))
    desk.post(f"{WEEK}verlegen/?tag={day}", {"tag": str(day), "fassung": rows}, headers=HTMX)
    assert set(story.renditions.values_list("send_at", flat=True)) == {soon(1)}


def test_move_of_nothing_says_so(desk, office):
    response = desk.post(f"{WEEK}verlegen/", {"tag": "2099-01-01"}, headers=HTMX)
    assert "Kein Konto ist ausgewählt." in text(response, "//*[contains(@class, 'tone-bad')]")


def crowd(office, count: int) -> None:
    for number in range(count):
        planned(office, soon() + timedelta(minutes=number), headline=f"Beitrag {number}")


@pytest.mark.parametrize(("count", "folded"), [(6, 0), (7, 2), (12, 7)])
def test_full_day_of_a_month_is_folded_and_none_of_a_week(desk, office, count, folded):
    crowd(office, count)
    month = shown(desk, soon(), MONTH)
    assert day_of(month, soon()) == [f"Beitrag {number}" for number in range(count)]
    assert len(page(month).xpath("//details[@class='plan-rest']//article")) == folded
    assert texts(month, "//details[@class='plan-rest']/summary/text()/parent::*") == [
        f"{folded} weitere am {timezone.localdate(soon()).day}. {date_format(soon(), 'F')}"
    ] * bool(folded)
    assert page(shown(desk, soon())).xpath("//details[@class='plan-rest']") == []


def test_days_say_how_much_stands_there_and_the_week_leads_to_each(desk, office):
    crowd(office, 3)
    response = shown(desk, soon())
    assert texts(response, "//*[contains(@class, 'plan-count')]") == ["3 Beiträge"]
    jumps = page(response).xpath("//nav[@class='plan-jump']/a/@href")
    assert jumps == [f"#{anchor}" for anchor in page(response).xpath("//h3[contains(@class, 'plan-date')]/@id")]


def test_several_warnings_of_one_card_are_folded_and_name_their_accounts(desk, office):
    channels.account(Kind.FACEBOOK)
    for _number in range(2):
        story = planned(office, soon())
        renditions.plan(rendition=story.renditions.get(account__kind=Kind.FACEBOOK), send_at=soon(), by=office.editor)
    response = shown(desk, soon())
    folds = page(response).xpath("//details[contains(@class, 'plan-clashes')]")
    assert [len(fold.xpath(".//li")) for fold in folds] == [2, 2]
    assert (
        texts(response, "//details[contains(@class, 'plan-clashes')]//li/strong")
        == ["X: Stadt auf X, Facebook: Stadt auf Facebook"] * 4
    )


def test_one_form_serves_all_cards_and_the_link_brings_it_without_scripts(desk, office):
    stories = [planned(office, soon() + timedelta(hours=number), headline=f"Beitrag {number}") for number in (0, 1)]
    day = timezone.localdate(soon())
    plain = page(desk.get(f"{WEEK}?tag={day}"))
    links = plain.xpath("//details[contains(@class, 'plan-move')]/a/@href")
    form = "//details[contains(@class, 'plan-move')][@open]/form"

    opened = page(desk.get(f"{WEEK}{links[1].split('#')[0]}")).xpath(form)

    keys = [f"fassung-{story.renditions.get().pk}" for story in stories]
    assert links == [f"?tag={day}&verlegen={key}#{key}" for key in keys]
    assert plain.xpath(form) == []
    assert [one.xpath(".//input[@name='fassung']/@value") for one in opened] == [[keys[1].removeprefix("fassung-")]]
    assert opened[0].get("action") == f"{WEEK}verlegen/?ansicht=woche&tag={day}"


def test_card_of_the_plan_weighs_little(desk, office):
    """A week of two hundred cards came to 500 KB and more while each carried its own form."""
    weights = []
    for number in range(3):
        planned(office, soon() + timedelta(minutes=number), headline=f"Beitrag {number}")
        weights.append(len(shown(desk, soon()).content))

    assert max(after - before for before, after in pairwise(weights)) < 1600
