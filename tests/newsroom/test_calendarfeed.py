"""The plan as a calendar, read the way a calendar program reads it."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.utils import timezone
from icalendar import Calendar

from channels_publish.actions import calendars, decisions, renditions
from channels_publish.enums import CalendarScope, Kind, State
from newsroom import calendarfeed, walltime
from stories.actions import stories as stories_actions
from stories.actions import topics as topics_actions
from stories.models import Story
from tests.factories import channels, ledger, stories, topics
from tests.factories.journalists import press_date

DAY = timedelta(days=1)


@pytest.fixture
def accounts(office):
    return [channels.account(kind) for kind in (Kind.WEBSITE, Kind.FACEBOOK, Kind.X)]


def noon(days: int = 3) -> datetime:
    return walltime.at(timezone.localdate() + timedelta(days=days), time(12))


def planned(office, moment: datetime, *kinds: Kind, **facts) -> Story:
    story = stories.story(by=facts.pop("by", office.editor), **facts)
    renditions.refresh(story=story, by=story.author)
    move(story, moment, office, *kinds)
    return story


def move(story: Story, moment: datetime | None, office, *kinds: Kind) -> None:
    for row in story.renditions.filter(account__kind__in=kinds or list(Kind)):
        renditions.plan(rendition=row, send_at=moment, by=office.editor)


def feed(user, scope=CalendarScope.ALL, now: datetime | None = None, **facts) -> Calendar:
    link, _secret = calendars.subscribe(scope=scope, by=user, **facts)
    return Calendar.from_ical(calendarfeed.calendar(link, now or timezone.now()))


def summaries(user, *given, **facts) -> list[str]:
    return [event["SUMMARY"] for event in feed(user, *given, **facts).events]


def only(user):
    (event,) = feed(user).events
    return event


def test_accounts_of_one_story_in_one_minute_are_one_event(office, accounts):
    story = planned(office, noon(), headline="Linden, Wege; Plätze")
    event = only(office.editor)
    first = story.renditions.order_by("pk")[0].pk
    url = f"http://127.0.0.1:8000/redaktion/beitraege/{story.pk}/?kanal={first}#fassung-{first}"
    assert (event["SUMMARY"], event["UID"], event["URL"], event["STATUS"], event["TRANSP"], event["CLASS"]) == (
        "Website, Facebook und 1 mehr: Linden, Wege; Plätze", f"fassung-{first}@127.0.0.1", url, "TENTATIVE",
        "TRANSPARENT", "PRIVATE",
    )  # fmt: skip
    assert (event.start, event.end - event.start) == (noon(), timedelta(minutes=15))
    assert event["DESCRIPTION"].splitlines() == [
        "duesseldorf.de: Stadt auf duesseldorf.de: gewünscht (Entwurf)", "Facebook: Stadt auf Facebook: gewünscht (Entwurf)",
        "X: Stadt auf X: gewünscht (Entwurf)", url,
    ]  # fmt: skip


def test_calendar_is_complete_by_the_standard(office, accounts):
    planned(office, noon())
    found = feed(office.editor)
    names = ("VERSION", "X-WR-CALNAME", "NAME", "PRODID")
    assert tuple(str(found[name]) for name in names) == (
        "2.0", "Newsroom: Alle Konten und Fristen", "Newsroom: Alle Konten und Fristen",
        "-//Amt für Kommunikation//Newsroom//DE",
    )  # fmt: skip
    assert [name for event in found.events for name in event.required if name not in event] == []
    assert [error for event in found.events for error in event.errors] == []


def test_times_are_right_on_both_sides_of_the_clock_changes(office, accounts):
    now = datetime(2027, 1, 1, tzinfo=UTC)
    for day in (date(2027, 3, 27), date(2027, 3, 28), date(2027, 10, 30), date(2027, 10, 31)):
        planned(office, walltime.at(day, time(10)), Kind.X)
    events = feed(office.editor, now=now).events
    assert [f"{event.start.astimezone(UTC):%d.%m. %H:%M}" for event in events] == [
        "27.03. 09:00", "28.03. 08:00", "30.10. 08:00", "31.10. 09:00",
    ]  # fmt: skip
    assert [event["DTSTART"].to_ical()[-1:] for event in events] == [b"Z"] * 4


def test_moved_event_keeps_its_name_and_grows_newer(office, accounts):
    story = planned(office, noon())
    before = only(office.editor)
    Story.objects.update(created_at=timezone.now() - DAY)
    move(story, noon(5), office)
    after = only(office.editor)
    assert (after["UID"], after.start) == (before["UID"], noon(5))
    assert after["SEQUENCE"] > before["SEQUENCE"]
    assert after["LAST-MODIFIED"].dt >= before["LAST-MODIFIED"].dt


def test_event_that_an_account_left_has_changed_too(office, accounts):
    story = planned(office, noon())
    renditions_before = story.renditions.order_by("pk")
    type(renditions_before[0]).objects.update(updated_at=timezone.now() - DAY)
    Story.objects.update(created_at=timezone.now() - 2 * DAY, updated_at=timezone.now() - DAY)
    before = only(office.editor)
    move(story, noon(5), office, Kind.X)
    first, second = feed(office.editor).events
    assert (first["UID"], second["UID"]) == (
        before["UID"],
        f"fassung-{channels.rendition(story, Kind.X).pk}@127.0.0.1",
    )
    assert [event["SEQUENCE"] > before["SEQUENCE"] for event in (first, second)] == [True, True]


def test_unchanged_plan_is_the_same_byte_by_byte(office, accounts):
    planned(office, noon())
    link, _secret = calendars.subscribe(scope=CalendarScope.ALL, by=office.editor)
    now = timezone.now()
    assert calendarfeed.calendar(link, now) == calendarfeed.calendar(link, now + timedelta(hours=1))


def test_approved_and_sent_say_so_and_called_off_vanishes(office, accounts):
    story = channels.approved(by=office.editor)
    for kind, state in ((Kind.WEBSITE, State.SENT), (Kind.FACEBOOK, State.DUE), (Kind.X, State.DUE)):
        ledger.put(channels.delivery(story, kind), state, slot=noon())
    decisions.cancel(delivery=channels.delivery(story, Kind.X), by=office.cvd)
    event = only(office.editor)
    assert (event["STATUS"], event["DESCRIPTION"].splitlines()[:-1]) == (
        "CONFIRMED",
        ["duesseldorf.de: Stadt auf duesseldorf.de: Gesendet", "Facebook: Stadt auf Facebook: Geplant"],
    )


def test_deadlines_of_open_topics_are_events_and_done_ones_vanish(office, accounts):
    topic = topics.topic(title="Ferien", deadline=noon(), by=office.editor)
    event = only(office.editor)
    assert (event["SUMMARY"], event["UID"], event.start) == (
        "Frist: Ferien", f"thema-{topic.pk}@127.0.0.1", noon()
    )  # fmt: skip
    topics_actions.move(topic=topic, state="done", by=office.editor)
    assert feed(office.editor).events == []


def test_mine_is_what_i_write_and_what_i_own(office, accounts):
    planned(office, noon(), Kind.X, headline="Meins")
    other = planned(office, noon(), Kind.X, headline="Fremd", by=office.social)
    Story.objects.filter(pk=other.pk).update(last_editor=office.social)
    topics.topic(title="Frei", deadline=noon())
    topics.topic(title="Meine Frist", deadline=noon(), owner=office.editor)
    assert summaries(office.editor, CalendarScope.MINE) == ["X: Meins", "Frist: Meine Frist"]
    assert summaries(office.editor) == ["X: Meins", "X: Fremd", "Frist: Frei", "Frist: Meine Frist"]


def test_one_account_shows_its_own_slots_only(office, accounts):
    planned(office, noon())
    topics.topic(title="Frei", deadline=noon())
    assert summaries(office.editor, CalendarScope.ACCOUNT, account=accounts[1]) == [
        "Facebook: Neue Bäume für den Hofgarten"
    ]


@pytest.mark.parametrize(("days", "shown"), [(-31, 0), (-29, 1), (399, 1), (401, 0)])
def test_window_is_thirty_days_back_to_four_hundred_ahead(office, accounts, days, shown):
    planned(office, timezone.now() + days * DAY, Kind.X)
    assert len(feed(office.editor).events) == shown


def test_text_never_leaves_the_house_and_an_embargo_is_told(office, accounts):
    embargo = noon(2)
    story = planned(
        office,
        noon(),
        Kind.X,
        embargo=embargo,
        lead="Geheimer Vorspann",
        body="<p>Geheimer Text</p>",
        kicker="Dachzeile",
    )
    stories_actions.save(
        story=story, version=Story.objects.get().version, by=office.editor, contact="Geheimer Kontakt"
    )
    link, _secret = calendars.subscribe(scope=CalendarScope.ALL, by=office.editor)
    words = calendarfeed.calendar(link, timezone.now()).decode().replace("\r\n ", "")
    assert ["Geheim" in words, "Dachzeile" in words] == [False, False]
    assert f"Sperrfrist: {timezone.localtime(embargo):%d.%m.%Y}\\, 12:00 Uhr" in words


@pytest.mark.parametrize("many", [1, 5])
def test_calendar_costs_the_same_however_much_is_planned(office, accounts, django_assert_num_queries, many):
    for number in range(many):
        planned(office, noon() + timedelta(hours=number))
        topics.topic(deadline=noon())
        press_date(begins_at=noon())
    link, _secret = calendars.subscribe(scope=CalendarScope.ALL, by=office.editor)
    with django_assert_num_queries(5):  # deliveries, wishes, when they changed, topics, press dates
        calendarfeed.calendar(link, timezone.now())


def test_press_dates_stand_in_the_whole_plan_only(office):
    press_date(title="Spatenstich", begins_at=noon(), ends_at=noon() + timedelta(hours=2))
    press_date(title="Entwurf", begins_at=noon(4), public=False)
    events = feed(office.editor).events
    assert [(event["SUMMARY"], event["STATUS"], event["DTEND"].dt - event["DTSTART"].dt) for event in events] == [
        ("Pressetermin: Spatenstich", "CONFIRMED", timedelta(hours=2)),
        ("Pressetermin: Entwurf", "TENTATIVE", timedelta(hours=1)),
    ]
    assert summaries(office.editor, CalendarScope.MINE) == []
