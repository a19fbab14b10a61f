from datetime import datetime, timedelta

import pytest
from django.template import Context, Template
from django.utils import timezone

from channels_publish.enums import Kind
from channels_publish.enums import State as DeliveryState
from channels_publish.models import Account, Delivery, Rendition
from newsroom.templatetags import desk
from people.models import User
from people.roles import Role
from stories.enums import Outcome
from stories.enums import State as StoryState
from stories.models import Crisis, Review, Story


def local(*parts):
    return timezone.make_aware(datetime(*parts))  # noqa: DTZ001 (made aware here)


@pytest.mark.parametrize(
    ("days", "word"),
    [(-1, "gestern"), (0, "heute"), (1, "morgen")],
)
def test_when_names_the_days_around_today(days, word):
    noon = timezone.localtime().replace(hour=12, minute=5) + timedelta(days=days)

    assert desk.when(noon) == f"{word}, 12:05 Uhr"


def test_when_names_the_year_only_if_it_is_another():
    assert desk.when(local(2020, 5, 1, 10, 0)) == "Fr., 1.5.2020, 10:00 Uhr"
    far = timezone.localtime().replace(day=15, hour=9, minute=0)
    far = far.replace(month=1 if far.month > 6 else 12)
    assert desk.when(far).endswith(f"15.{far.month}., 09:00 Uhr")


def test_when_of_nothing_is_empty():
    assert desk.when(None) == ""


@pytest.mark.parametrize(
    ("age", "words"),
    [
        (timedelta(seconds=5), "gerade eben"),
        (timedelta(seconds=61), "seit einer Minute"),
        (timedelta(minutes=5), "seit 5 Minuten"),
        (timedelta(minutes=61), "seit einer Stunde"),
        (timedelta(hours=23), "seit 23 Stunden"),
        (timedelta(days=1, hours=1), "seit einem Tag"),
        (timedelta(days=9), "seit 9 Tagen"),
    ],
)
def test_since_speaks_in_words(age, words):
    assert desk.since(timezone.now() - age) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, ""), (0, "0,0 s"), (-3, "0,0 s"), (1.84, "1,8 s"), (59.9, "59,9 s"), (125.4, "2 min 5 s"),
        (3599.6, "1 Std. 0 min"), (3 * 3600 + 120, "3 Std. 2 min"), (90000, "25 Std. 0 min"),
    ],
)  # fmt: skip
def test_seconds_is_read_at_a_glance(value, words):
    assert desk.seconds(value) == words


@pytest.mark.parametrize(("count", "words"), [(0, "0 Konten"), (1, "1 Konto"), (3, "3 Konten")])
def test_counted_knows_one_and_many(count, words):
    assert desk.counted(count, "Konto,Konten") == words


def test_short_seal_groups_what_a_person_compares():
    assert desk.short_seal("0123456789abcdef") == "0123 4567 89ab"


def test_local_value_shows_typed_text_and_stored_times():
    assert desk.local_value("2026-13-01") == "2026-13-01"
    assert desk.local_value(local(2026, 5, 1, 10, 0)) == "2026-05-01T10:00"
    assert desk.local_value(None) == ""


@pytest.mark.parametrize("state", StoryState.values)
def test_story_chip_carries_icon_and_word(state):
    chip = desk.story_chip(Story(state=state))

    assert ("<use href=" in chip, StoryState(state).label in chip) == (True, True)


@pytest.mark.parametrize("state", DeliveryState.values)
def test_delivery_chip_carries_icon_and_word(state):
    released = Rendition(story=Story(state=StoryState.APPROVED))
    chip = desk.delivery_chip(Delivery(state=state, rendition=released))

    assert ("<use href=" in chip, DeliveryState(state).label in chip) == (True, True)


def test_delivery_chip_of_a_story_without_approval_says_held():
    chip = desk.delivery_chip(Delivery(state=DeliveryState.DUE, rendition=Rendition(story=Story())))

    assert DeliveryState.HELD.label in chip


@pytest.mark.parametrize("outcome", Outcome.values)
def test_outcome_chip_carries_icon_and_word(outcome):
    chip = desk.outcome_chip(Review(outcome=outcome))

    assert ("<use href=" in chip, Outcome(outcome).label in chip) == (True, True)


def test_every_icon_named_is_drawn(settings):
    sprite = (settings.BASE_DIR / "static/img/icons.svg").read_text()
    looks = [desk.STORY_LOOKS, desk.DELIVERY_LOOKS, desk.OUTCOME_LOOKS, desk.SEVERITY_LOOKS, desk.MESSAGE_LOOKS]
    named = {look[0] for table in looks for look in table.values()} | set(Kind.values)

    assert {name for name in named if f'id="{name}"' not in sprite} == set()


def test_channel_reads_out_the_kind_and_escapes_the_name():
    shown = desk.channel(Account(kind=Kind.X, name="<b>"))

    assert ">X: </span>&lt;b&gt;</span>" in shown


def test_cleaned_drops_what_the_editor_cannot_make():
    assert desk.cleaned("<p>Text<script>x()</script></p>") == "<p>Text</p>"


@pytest.mark.parametrize(
    ("user", "shown"),
    [
        (User(initials="lin", first_name="Maria"), "lin"),
        (User(first_name="Maria", last_name="Lindqvist"), "ML"),
        (User(username="presse"), "pr"),
    ],
)
def test_initials_fall_back_to_names(user, shown):
    assert desk.initials(user) == shown


def test_role_line_names_every_role():
    assert desk.role_line(User(roles=[Role.EDITOR, Role.CVD])) == "Redaktion, Chef vom Dienst"
    assert desk.role_line(User()) == "ohne Rolle"


def test_preview_falls_back_to_plain_words():
    class Post:
        title, text, html, tags = "Titel", "Text", "", ()

    shown = Template("{% include 'carrier pigeon'|preview_templates %}").render(Context({"fitted": {"post": Post}}))

    assert ("Titel" in shown, "Text" in shown) == (True, True)


def test_chip_of_a_row_held_by_a_crisis_is_unlike_that_of_a_broken_seal():
    held = Delivery(state=DeliveryState.DUE, held_by=Crisis(pk=1))
    sealed = Delivery(state=DeliveryState.HELD)
    chips = [desk.delivery_chip(held), desk.delivery_chip(sealed)]

    assert ["Krise: angehalten" in chip for chip in chips] == [True, False]
    assert ["tone-bad" in chips[0], "tone-warn" in chips[1]] == [True, True]


@pytest.mark.parametrize(
    ("amount", "shown"), [(0.015, "0,015 $"), (0.2, "0,20 $"), (1.235, "1,235 $"), (12, "12,00 $")]
)
def test_usd(amount, shown):
    assert desk.usd(amount) == shown
