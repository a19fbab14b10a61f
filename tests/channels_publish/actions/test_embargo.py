"""An embargo that ends before its time: what waited goes out, and the press is told."""

from collections import Counter
from datetime import timedelta

import pytest
from django.utils import timezone

from channels_publish.actions import corrections, embargo, renditions
from channels_publish.enums import Kind, State
from channels_publish.models import Delivery
from press.enums import RecipientState
from press.models import Mailing, PressRelease
from stories.actions import stories as story_actions
from stories.enums import CorrectionKind, Outcome
from stories.enums import State as StoryState
from stories.errors import NotAllowed, WrongState
from stories.models import Story
from tests.channels_publish.test_sending import work
from tests.factories import channels, people
from tests.factories.crises import crisis_on

pytestmark = pytest.mark.django_db(transaction=True)

HOUR = timedelta(hours=1)
REASON = "Die Zahlen stehen schon in der Zeitung."
NOTICE = "Die Mitteilung darf ab sofort veröffentlicht werden."


def later(hours: int = 2):
    return timezone.now().replace(second=0, microsecond=0) + hours * HOUR


def waiting(platforms, office, *kinds: Kind, **facts) -> Story:
    """Approved under an embargo; the press has it already."""
    for kind in kinds:
        channels.press_account() if kind == Kind.PRESS else channels.account(kind, sandbox=platforms)
    story = channels.approved(by=office.editor, **({"embargo": later()} | facts))
    work()
    return Story.objects.get(pk=story.pk)


def lift(story: Story, by, *, reason: str = REASON, notice: str = NOTICE):
    return embargo.lift(story=Story.objects.get(pk=story.pk), reason=reason, notice=notice, by=by)


def rows(story: Story) -> dict[str, tuple[str, str]]:
    found = Delivery.objects.filter(rendition__story=story).select_related("account").order_by("created_at")
    return {f"{row.account.kind} {row.act}": row.state for row in found}


def test_what_waited_goes_out_and_the_press_is_told(platforms, public, office):
    story = waiting(platforms, office, Kind.PRESS, Kind.X)
    assert rows(story) == {"press publish": State.SENT, "x publish": State.DUE}
    assert Story.objects.public(timezone.now()).count() == 0

    review = lift(story, office.cvd)
    assert Story.objects.public(timezone.now()).get() == story
    work()

    assert rows(story) == {"press publish": State.SENT, "x publish": State.SENT, "press follow_up": State.SENT}
    marked, told = PressRelease.objects.order_by("pk")
    assert told.headline == f"Sperrfrist aufgehoben: {story.headline}"
    mails = [mail for mail in platforms.wall()["mails"] if mail["subject"] == told.headline]
    assert sorted(address for mail in mails for address in mail["to"]) == [
        "anna@zeitung.example",
        "bert@zeitung.example",
    ]
    text = " ".join(mails[0]["text"].split())
    assert NOTICE in text
    assert f"Aufhebung der Sperrfrist für die Pressemitteilung Nr. {marked.number} vom" in text
    assert REASON not in text
    assert [line for line in mails[0]["text"].splitlines() if line.startswith("SPERRFRIST")] == []
    story.refresh_from_db()
    assert (story.embargo, story.state, review.note) == (None, StoryState.PUBLISHED, REASON)
    assert (review.correction.kind, review.outcome) == (CorrectionKind.LIFT, Outcome.APPROVED)


def test_slots_after_the_embargo_stay(platforms, office):
    channels.account(Kind.X, sandbox=platforms)
    channels.account(Kind.FACEBOOK, sandbox=platforms)
    story = channels.submitted(by=office.editor, embargo=later(2))
    renditions.plan(rendition=channels.rendition(story, Kind.FACEBOOK), send_at=later(3), by=office.editor)
    channels.approve(story)

    lift(story, office.cvd)

    now = timezone.now()
    assert channels.delivery(story, Kind.X).slot <= now
    assert channels.delivery(story, Kind.FACEBOOK).slot == later(3)
    assert Story.objects.get(pk=story.pk).public_from <= now


def test_approval_for_later_than_the_embargo_stays_for_then(platforms, office):
    channels.account(Kind.X, sandbox=platforms)
    story = channels.approved(by=office.editor, embargo=later(2), at=later(3))
    lift(story, office.cvd)
    assert Story.objects.get(pk=story.pk).public_from == later(3)
    assert channels.delivery(story, Kind.X).slot == later(3)


def test_readers_of_the_portal_are_told_nothing(platforms, public, office):
    story = waiting(platforms, office, Kind.PRESS)
    lift(story, office.cvd)
    assert list(story.corrections.read_by_all()) == []
    assert story.corrections.published().count() == 1


def test_mailing_that_had_begun_goes_on_as_it_began_and_then_all_are_told(platforms, public, office):
    """Half of the list has the marked release when the embargo is lifted: nobody gets two texts, all get the word."""
    story = waiting(platforms, office, Kind.PRESS)
    press = channels.delivery(story, Kind.PRESS)
    bert = Mailing.objects.get(delivery_key=press.pk).recipients.filter(email__startswith="bert")
    bert.update(state=RecipientState.LATER, sent_at=None)
    Delivery.objects.filter(pk=press.pk).update(state=State.DUE, due_at=timezone.now(), settled_at=None)
    before = len(platforms.wall()["mails"])

    lift(story, office.cvd)
    work()
    work()

    assert rows(story) == {"press publish": State.SENT, "press follow_up": State.SENT}
    mails = platforms.wall()["mails"]
    got = Counter((mail["to"][0].split("@")[0], mail["subject"].split(":")[0]) for mail in mails)
    assert (before, got) == (
        2,
        Counter(
            {
                ("anna", "SPERRFRIST"): 1,
                ("bert", "SPERRFRIST"): 2,
                ("anna", "Sperrfrist aufgehoben"): 1,
                ("bert", "Sperrfrist aufgehoben"): 1,
            }
        ),
    )
    assert PressRelease.objects.count() == 2


def test_correction_under_embargo_reaches_the_press_and_nobody_else(platforms, public, office):
    story = waiting(platforms, office, Kind.PRESS, Kind.X)
    fresh = Story.objects.get(pk=story.pk)
    story_actions.save(story=fresh, version=fresh.version, by=office.editor, lead="Gepflanzt wird ab Dienstag.")
    fresh.refresh_from_db()
    renditions.refresh(story=fresh, by=office.editor)
    corrections.write(story=fresh, notice="Ab Dienstag, nicht ab Montag.", ways={}, by=office.editor)
    channels.approve(fresh)
    work()
    assert rows(story) == {"press publish": State.SENT, "x publish": State.DUE, "press follow_up": State.SENT}
    newest_release = PressRelease.objects.order_by("-pk")[0]
    assert newest_release.headline == f"Korrektur: {story.headline}"
    assert Story.objects.public(timezone.now()).count() == 0
    lift(story, office.cvd)
    work()
    assert channels.delivery(story, Kind.X).state == State.SENT


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"reason": " "}, "Bitte schreiben Sie, warum"),
        ({"notice": ""}, "Bitte schreiben Sie den Hinweis"),
    ],
)
def test_without_reason_or_notice_nothing_happens(office, facts, sentence):
    channels.account(Kind.X)
    story = channels.approved(by=office.editor, embargo=later())
    with pytest.raises(WrongState, match=sentence):
        lift(story, office.cvd, **facts)
    assert Story.objects.get(pk=story.pk).embargo == story.embargo


def test_only_a_second_person_with_the_right_may_lift(office):
    channels.account(Kind.X)
    story = channels.approved(by=office.editor, embargo=later())
    with pytest.raises(NotAllowed, match="nur der Chef vom Dienst"):
        lift(story, office.editor)
    Story.objects.filter(pk=story.pk).update(last_editor=office.cvd)
    with pytest.raises(NotAllowed, match="Vier-Augen-Prinzip"):
        lift(story, office.cvd)
    lift(story, people.cvd(username="zweite"))
    assert Story.objects.get(pk=story.pk).embargo is None


def test_a_story_that_is_not_approved_or_has_no_embargo_is_refused(office):
    channels.account(Kind.X)
    waits = channels.submitted(by=office.editor, embargo=later())
    with pytest.raises(NotAllowed, match="nicht freigegeben"):
        lift(waits, office.cvd)
    public = channels.approved(by=office.editor)
    with pytest.raises(NotAllowed, match="läuft keine Sperrfrist"):
        lift(public, office.cvd)


def test_change_that_went_past_the_seal_is_refused(office):
    channels.account(Kind.X)
    story = channels.approved(by=office.editor, embargo=later())
    Story.objects.filter(pk=story.pk).update(lead="Ganz anders.")
    with pytest.raises(WrongState, match="nicht mehr, was freigegeben wurde"):
        lift(story, office.cvd)


def test_in_a_crisis_what_is_lifted_stays_held(platforms, office):
    channels.account(Kind.X, sandbox=platforms)
    story = channels.approved(by=office.editor, embargo=later())
    crisis_on(by=office.cvd)
    lift(story, office.cvd)
    story = Story.objects.get(pk=story.pk)
    assert (story.held_by is None, story.is_public(timezone.now())) == (False, False)
    assert channels.delivery(story, Kind.X).held_by == story.held_by
