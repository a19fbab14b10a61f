"""Corrections and withdrawals on every channel: real rows, real adapters, the sandbox's wall."""

from datetime import timedelta

import pytest
from django.utils import timezone

from channels_publish import seal
from channels_publish.actions import corrections, crisis, decisions, deliveries, release, renditions
from channels_publish.enums import Act, Kind, State
from channels_publish.models import Delivery
from press.actions import lists
from press.models import Contact, DistributionList, Membership
from stories.actions import stories as story_actions
from stories.enums import State as StoryState
from stories.errors import NotAllowed, NotReady, WrongState
from stories.models import Correction, Story
from tests.channels_publish.test_sending import hurry, look, work
from tests.factories import channels

ALL = (Kind.PRESS, Kind.WEBSITE, Kind.FACEBOOK, Kind.X, Kind.INSTAGRAM, Kind.YOUTUBE)
NOTICE = "Gepflanzt wird ab Dienstag, nicht ab Montag."
CORRECTED = "Das Gartenamt pflanzt ab Dienstag 40 junge Linden im Hofgarten."
BACK = "Die Meldung beruhte auf einem Irrtum."
pytestmark = pytest.mark.django_db(transaction=True)


def published(platforms, office, *kinds: Kind, **facts) -> Story:
    """A story that is out on these channels."""
    for kind in kinds:
        channels.press_account() if kind == Kind.PRESS else channels.account(kind, sandbox=platforms)
    story = channels.approved(by=office.editor, **facts)
    work()
    assert set(Delivery.objects.values_list("state", flat=True)) == {State.SENT}
    return Story.objects.get(pk=story.pk)


def fresh(story: Story) -> Story:
    return Story.objects.get(pk=story.pk)


def edited(story: Story, office, lead: str = CORRECTED) -> Story:
    story_actions.save(story=fresh(story), version=fresh(story).version, by=office.editor, lead=lead)
    renditions.refresh(story=fresh(story), by=office.editor)
    return fresh(story)


def corrected(story: Story, office, *, notice: str = NOTICE, lead: str = CORRECTED, **ways: str) -> Correction:
    """Edited, explained and approved; ``ways`` by kind."""
    story = edited(story, office, lead)
    chosen = {str(channels.rendition(story, Kind(kind)).account_id): way for kind, way in ways.items()}
    corrections.write(story=story, notice=notice, ways=chosen, by=office.editor)
    return channels.approve(story, by=office.cvd).correction


def taken_back(story: Story, office, **ways: str) -> Correction:
    chosen = {str(channels.rendition(story, Kind(kind)).account_id): way for kind, way in ways.items()}
    corrections.hand_in_withdrawal(story=fresh(story), notice=BACK, ways=chosen, by=office.editor)
    return channels.approve(story, by=office.cvd).correction


def steps_of(correction: Correction) -> dict[str, Delivery]:
    return {row.account.kind: row for row in correction.steps.select_related("account", "original").order_by("pk")}


def acts(correction: Correction) -> dict[str, tuple[str, str]]:
    return {kind: (row.act, row.state) for kind, row in steps_of(correction).items()}


def on_the_wall(platforms) -> list[dict]:
    return [post for post in platforms.wall()["posts"] if post["platform"] in ALL[1:]]


def addressees(mails: list[dict]) -> list[str]:
    return sorted(address for mail in mails for address in mail["to"])


# -- all six channels -------------------------------------------------------------------------------


def test_correction_reaches_every_channel_in_its_own_way(platforms, public, office):
    story = published(platforms, office, *ALL, pictures=1, video=True)
    before = {post["platform"]: post for post in on_the_wall(platforms)}
    press = DistributionList.objects.get()
    Membership.objects.filter(contact__email="anna@zeitung.example").delete()
    lists.add_contact(name="Dora", email="dora@zeitung.example", by=None, lists=[press])

    correction = corrected(story, office)
    work()

    assert acts(correction) == {
        Kind.PRESS: (Act.FOLLOW_UP, State.SENT),
        Kind.WEBSITE: (Act.EDIT, State.SENT),
        Kind.FACEBOOK: (Act.EDIT, State.SENT),
        Kind.X: (Act.REPLACE, State.SENT),
        Kind.INSTAGRAM: (Act.REPLACE, State.SENT),
        Kind.YOUTUBE: (Act.EDIT, State.SENT),
    }
    after = {post["platform"]: post for post in on_the_wall(platforms)}
    assert len(on_the_wall(platforms)) == 5
    same = {kind: after[kind]["id"] == before[kind]["id"] for kind in after}
    assert same == {"website": True, "facebook": True, "youtube": True, "x": False, "instagram": False}
    assert all("ab Dienstag" in after[kind]["text"] for kind in after)
    day = timezone.localdate(correction.published_at)
    assert after["website"]["html"].startswith(f"<p><strong>Korrektur vom {day:%d.%m.%Y}:</strong> {NOTICE}</p>")
    mails = platforms.wall()["mails"]
    told = [mail for mail in mails if mail["subject"] == f"Korrektur: {story.headline}"]
    assert addressees(told) == ["anna@zeitung.example", "bert@zeitung.example"]
    assert len(mails) == 4
    originals = {row.account.kind: row.state for row in story_rows(story, Act.PUBLISH)}
    assert {kind for kind, state in originals.items() if state == State.WITHDRAWN} == {Kind.X, Kind.INSTAGRAM}
    assert fresh(story).state == StoryState.PUBLISHED


def story_rows(story: Story, act: str):
    return Delivery.objects.filter(rendition__story=story, act=act).select_related("account")


def test_withdrawal_takes_everything_back(platforms, public, office):
    story = published(platforms, office, *ALL, pictures=1, video=True)
    corrected(story, office)
    work()

    withdrawal = taken_back(story, office)
    work()

    assert acts(withdrawal) == {
        Kind.PRESS: (Act.FOLLOW_UP, State.SENT),
        **{kind: (Act.WITHDRAW, State.SENT) for kind in ALL if kind != Kind.PRESS},
    }
    (left,) = on_the_wall(platforms)
    assert (left["platform"], left["title"], left["text"], left["media"]) == (
        "website",
        "Meldung zurückgenommen",
        BACK,
        [],
    )
    mails = [mail for mail in platforms.wall()["mails"] if mail["subject"] == f"Rücknahme: {story.headline}"]
    assert addressees(mails) == ["anna@zeitung.example", "bert@zeitung.example"]
    assert len(platforms.wall()["mails"]) == 6
    assert fresh(story).state == StoryState.WITHDRAWN
    living = Delivery.objects.filter(rendition__story=story).perhaps_public()
    assert {row.account.kind for row in living} == {Kind.PRESS}


# -- exactly once -----------------------------------------------------------------------------------

LOST = {
    Kind.WEBSITE: "@publish",
    Kind.FACEBOOK: "POST /",
    Kind.YOUTUBE: "PUT /youtube/v3/videos",
}


@pytest.mark.parametrize("kind", LOST)
def test_edit_with_a_lost_reply_is_done_once_for_readers(platforms, office, kind):
    story = published(platforms, office, kind, video=kind == Kind.YOUTUBE)
    correction = corrected(story, office)
    platforms.fault(platform=kind, kind="commit_drop", match=LOST[kind])
    work()
    assert acts(correction) == {kind: (Act.EDIT, State.DUE)}
    hurry()
    work()
    (post,) = platforms.posts(kind)
    assert (acts(correction), "ab Dienstag" in post["text"]) == ({kind: (Act.EDIT, State.SENT)}, True)


@pytest.mark.parametrize("kind", [Kind.X, Kind.INSTAGRAM, Kind.FACEBOOK])
@pytest.mark.parametrize("match", ["DELETE", "@publish"])
def test_repost_with_a_lost_reply_leaves_one_post(platforms, public, office, kind, match):
    story = published(platforms, office, kind, pictures=1)
    correction = corrected(story, office, **{kind: Act.REPLACE})
    platforms.fault(platform=kind, kind="commit_drop", match=match)
    work()
    hurry()
    work()
    look()
    (post,) = platforms.posts(kind)
    step = steps_of(correction)[kind]
    assert (step.state, step.remote_id, "ab Dienstag" in post["text"]) == (State.SENT, post["id"], True)
    assert step.original.state == State.WITHDRAWN


def test_repost_that_surely_did_not_arrive_is_sent_again_and_deletes_nothing_twice(platforms, office):
    story = published(platforms, office, Kind.X)
    correction = corrected(story, office)
    platforms.fault(platform="x", kind="drop", match="@publish")
    work()
    assert steps_of(correction)[Kind.X].original.state == State.WITHDRAWN
    look()
    look()
    work()
    assert (len(platforms.posts("x")), len(platforms.calls("DELETE"))) == (1, 1)
    assert steps_of(correction)[Kind.X].state == State.SENT


def test_withdrawal_with_a_lost_reply_is_done(platforms, public, office):
    kinds = (Kind.WEBSITE, Kind.FACEBOOK, Kind.X, Kind.INSTAGRAM, Kind.YOUTUBE)
    story = published(platforms, office, *kinds, pictures=1, video=True)
    withdrawal = taken_back(story, office)
    for kind in kinds:
        platforms.fault(platform=kind, kind="commit_drop", match="@publish" if kind == Kind.WEBSITE else "DELETE")
    work()
    hurry()
    work()
    assert {state for _act, state in acts(withdrawal).values()} == {State.SENT}
    assert [post["title"] for post in on_the_wall(platforms)] == ["Meldung zurückgenommen"]


def test_worker_that_died_in_an_edit_is_followed_by_another(platforms, office):
    story = published(platforms, office, Kind.FACEBOOK)
    correction = corrected(story, office)
    deliveries.claim_due(worker="w", limit=5)
    deliveries.expire_leases(now=timezone.now() + timedelta(minutes=5))
    look()
    assert acts(correction) == {Kind.FACEBOOK: (Act.EDIT, State.DUE)}
    work()
    assert acts(correction) == {Kind.FACEBOOK: (Act.EDIT, State.SENT)}


def test_follow_up_with_a_lost_reply_is_found_again(platforms, office):
    story = published(platforms, office, Kind.FACEBOOK)
    correction = corrected(story, office, facebook=Act.FOLLOW_UP)
    platforms.fault(platform="facebook", kind="commit_drop")
    work()
    look()
    follow, original = platforms.posts("facebook")
    day = f"{timezone.localdate():%d.%m.%Y}"
    assert follow["text"] == f"Korrektur zu unserem Beitrag vom {day}: {NOTICE}\n\n{story.public_url}"
    assert "ab Montag" in original["text"]
    assert acts(correction) == {Kind.FACEBOOK: (Act.FOLLOW_UP, State.SENT)}


# -- what is on the way -----------------------------------------------------------------------------


def test_unclear_post_gets_its_step_when_it_is_found(platforms, office):
    channels.account(Kind.X, sandbox=platforms)
    story = channels.approved(by=office.editor)
    platforms.fault(platform="x", kind="commit_drop")
    work()
    correction = corrected(story, office)
    assert acts(correction) == {}
    look()
    assert acts(correction) == {Kind.X: (Act.REPLACE, State.DUE)}
    work()
    (post,) = platforms.posts("x")
    assert ("ab Dienstag" in post["text"], acts(correction)) == (True, {Kind.X: (Act.REPLACE, State.SENT)})


def test_post_that_did_not_arrive_goes_out_corrected_and_without_a_step(platforms, office):
    channels.account(Kind.X, sandbox=platforms)
    story = channels.approved(by=office.editor)
    platforms.fault(platform="x", kind="drop", match="@publish")
    work()
    correction = corrected(story, office)
    look()
    look()
    work()
    (post,) = platforms.posts("x")
    assert ("ab Dienstag" in post["text"], acts(correction)) == (True, {})


def test_post_that_did_not_arrive_is_not_sent_after_a_withdrawal(platforms, office):
    channels.account(Kind.X, sandbox=platforms)
    story = channels.approved(by=office.editor)
    platforms.fault(platform="x", kind="drop", match="@publish")
    work()
    taken_back(story, office)
    look()
    look()
    work()
    assert (platforms.posts("x"), channels.delivery(story).state) == ([], State.CANCELLED)


def test_planned_post_is_called_off_by_a_withdrawal_and_rebound_by_a_correction(platforms, office):
    for kind in (Kind.FACEBOOK, Kind.X):
        channels.account(kind, sandbox=platforms)
    story = channels.submitted(by=office.editor)
    later = timezone.now() + timedelta(hours=3)
    renditions.plan(rendition=channels.rendition(story, Kind.X), send_at=later, by=office.editor)
    channels.approve(story, by=office.cvd)
    work()
    correction = corrected(story, office)
    work()
    assert acts(correction) == {Kind.FACEBOOK: (Act.EDIT, State.SENT)}
    assert channels.delivery(story, Kind.X).review == correction.review
    taken_back(story, office)
    assert channels.delivery(story, Kind.X).state == State.CANCELLED


# -- again and again --------------------------------------------------------------------------------


def test_second_correction_works_on_what_is_public_then(platforms, office):
    story = published(platforms, office, Kind.WEBSITE, Kind.FACEBOOK, Kind.X)
    corrected(story, office)
    work()
    second = corrected(story, office, notice="Gepflanzt wird ab Mittwoch.", lead="Gepflanzt wird ab Mittwoch.")
    work()
    posts = {post["platform"]: post for post in on_the_wall(platforms)}
    assert (len(on_the_wall(platforms)), all("ab Mittwoch" in post["text"] for post in posts.values())) == (3, True)
    assert [NOTICE in posts["website"]["html"], posts["website"]["html"].count("Korrektur vom")] == [True, 2]
    assert {state for _act, state in acts(second).values()} == {State.SENT}


def test_open_steps_of_an_older_correction_are_overtaken(platforms, office):
    story = published(platforms, office, Kind.FACEBOOK, Kind.X)
    first = corrected(story, office, x=Act.MANUAL)
    second = corrected(story, office, lead="Gepflanzt wird ab Mittwoch.")
    assert {state for _act, state in acts(first).values()} == {State.CANCELLED}
    work()
    assert acts(second) == {Kind.FACEBOOK: (Act.EDIT, State.SENT), Kind.X: (Act.REPLACE, State.SENT)}


def test_repost_that_has_begun_goes_out_with_the_newest_text(platforms, office):
    story = published(platforms, office, Kind.X)
    first = corrected(story, office)
    platforms.fault(platform="x", kind="rate_limit", match="POST /2/tweets")
    work()
    assert (platforms.posts("x"), acts(first)) == ([], {Kind.X: (Act.REPLACE, State.DUE)})
    second = corrected(story, office, lead="Gepflanzt wird ab Mittwoch.")
    work()
    (post,) = platforms.posts("x")
    assert ("ab Mittwoch" in post["text"], acts(first), acts(second)) == (
        True,
        {},
        {Kind.X: (Act.REPLACE, State.SENT)},
    )


def test_opening_steps_again_opens_nothing(platforms, office):
    story = published(platforms, office, Kind.FACEBOOK, Kind.X)
    correction = corrected(story, office)
    assert corrections.open_steps(story=fresh(story)) == []
    decisions.cancel(delivery=steps_of(correction)[Kind.X], by=office.cvd)
    assert corrections.open_steps(story=fresh(story)) == []


# -- the notice -------------------------------------------------------------------------------------


def test_changed_story_that_is_out_needs_a_notice(platforms, office):
    story = edited(published(platforms, office, Kind.FACEBOOK), office)
    seen = seal.digest(seal.sealed_payload(story))
    with pytest.raises(NotReady) as caught:
        release.approve(story=story, by=office.cvd, seen_seal=seen)
    assert [gap.field for gap in caught.value.gaps] == ["notice"]


def test_change_of_what_is_not_out_yet_needs_none(platforms, office):
    for kind in (Kind.FACEBOOK, Kind.X):
        channels.account(kind, sandbox=platforms)
    story = channels.submitted(by=office.editor)
    later = timezone.now() + timedelta(hours=3)
    renditions.plan(rendition=channels.rendition(story, Kind.X), send_at=later, by=office.editor)
    channels.approve(story, by=office.cvd)
    work()
    row = channels.rendition(story, Kind.X)
    renditions.edit(rendition=row, version=row.version, by=office.social, text="Heute Abend mehr.")
    assert corrections.is_missing(fresh(story)) is False
    seen = seal.digest(seal.sealed_payload(fresh(story)))
    release.approve(story=fresh(story), by=office.cvd, seen_seal=seen)
    assert Correction.objects.count() == 0


def test_typing_error_is_mended_quietly_where_that_is_possible(platforms, office):
    story = edited(published(platforms, office, Kind.PRESS, Kind.WEBSITE, Kind.FACEBOOK, Kind.X), office)
    corrections.write(story=story, notice="", ways={}, quiet=True, by=office.editor)
    correction = channels.approve(story, by=office.cvd).correction
    work()
    assert acts(correction) == {Kind.WEBSITE: (Act.EDIT, State.SENT), Kind.FACEBOOK: (Act.EDIT, State.SENT)}
    assert "Korrektur" not in platforms.posts("website")[0]["html"]
    assert len(platforms.wall()["mails"]) == 2


# -- the seal ---------------------------------------------------------------------------------------

TAMPERINGS = {
    "notice": lambda c: Correction.objects.filter(pk=c.pk).update(notice="Untergeschoben"),
    "kind": lambda c: Correction.objects.filter(pk=c.pk).update(kind="withdrawal"),
    "ways": lambda c: Correction.objects.filter(pk=c.pk).update(ways={"1": "manual"}),
    "account": lambda c: Delivery.objects.filter(correction=c).update(
        original=Delivery.objects.exclude(correction=c).exclude(steps__correction=c).first()
    ),
}


@pytest.mark.parametrize("what", TAMPERINGS)
def test_step_that_was_not_approved_does_not_leave_the_house(platforms, office, what):
    story = published(platforms, office, Kind.FACEBOOK)
    channels.approved(by=office.editor, headline="Ein anderer Beitrag")
    work()
    correction = corrected(story, office)
    calls = len(platforms.calls())
    TAMPERINGS[what](correction)
    work()
    assert State.HELD in {row.state for row in correction.steps.all()}
    assert len(platforms.calls()) == calls


def test_whoever_wrote_the_notice_does_not_approve_it(platforms, office):
    story = edited(published(platforms, office, Kind.FACEBOOK), office)
    corrections.write(story=story, notice=NOTICE, ways={}, by=office.cvd)
    with pytest.raises(NotAllowed):
        channels.approve(story, by=office.cvd)
    corrections.hand_in_withdrawal(story=fresh(story), notice=BACK, ways={}, by=office.cvd)
    with pytest.raises(NotAllowed):
        channels.approve(story, by=office.cvd)


def test_withdrawal_that_is_thrown_away_leaves_everything_as_it_was(platforms, office):
    story = published(platforms, office, Kind.FACEBOOK)
    corrections.hand_in_withdrawal(story=story, notice=BACK, ways={}, by=office.editor)
    assert fresh(story).state == StoryState.IN_REVIEW
    corrections.throw_away(story=story, by=office.editor)
    assert (fresh(story).state, Correction.objects.count()) == (StoryState.PUBLISHED, 0)


def test_withdrawn_story_is_read_only(platforms, office):
    story = published(platforms, office, Kind.FACEBOOK)
    taken_back(story, office)
    with pytest.raises(NotAllowed):
        story_actions.save(story=fresh(story), version=fresh(story).version, by=office.editor, lead="Doch!")
    with pytest.raises(NotAllowed):
        renditions.reset(rendition=channels.rendition(story, Kind.FACEBOOK), by=office.editor)


# -- by hand ----------------------------------------------------------------------------------------


def test_step_by_hand_waits_for_a_person_who_says_it_is_done(platforms, office):
    story = published(platforms, office, Kind.X)
    withdrawal = taken_back(story, office, x=Act.MANUAL)
    work()
    step = steps_of(withdrawal)[Kind.X]
    assert (step.state, step.needs_attention, len(platforms.posts("x"))) == (State.MANUAL, True, 1)
    decisions.finish(delivery=step, by=office.social)
    step.refresh_from_db()
    assert (step.state, Delivery.objects.get(pk=step.original_id).state) == (State.SENT, State.WITHDRAWN)


def test_refused_edit_can_become_the_approved_follow_up(platforms, office):
    story = published(platforms, office, Kind.FACEBOOK)
    correction = corrected(story, office)
    error = {"error": {"message": "(#100) Cannot edit", "type": "OAuthException", "code": 100}}
    platforms.fault(platform="facebook", kind="status", status=400, body=error)
    work()
    step = steps_of(correction)[Kind.FACEBOOK]
    assert (step.state, decisions.other_ways(step)) == (State.REFUSED, [Act.FOLLOW_UP, Act.MANUAL])
    decisions.go_another_way(delivery=step, act=Act.FOLLOW_UP, by=office.social)
    work()
    assert [NOTICE in post["text"] for post in platforms.posts("facebook")] == [True, False]
    assert acts(correction) == {Kind.FACEBOOK: (Act.FOLLOW_UP, State.SENT)}


def test_post_without_a_known_id_is_for_a_person(platforms, office):
    story = published(platforms, office, Kind.X)
    Delivery.objects.update(remote_id=f"person:{office.social.pk}")
    assert acts(corrected(story, office)) == {Kind.X: (Act.FOLLOW_UP, State.DUE)}


def test_step_that_is_not_needed_keeps_the_reason(platforms, office):
    story = published(platforms, office, Kind.X)
    step = steps_of(corrected(story, office, x=Act.MANUAL))[Kind.X]
    decisions.drop(delivery=step, reason="Der Beitrag ist dort schon gelöscht.", by=office.social)
    step.refresh_from_db()
    assert (step.state, step.code, step.detail) == (State.CANCELLED, "dropped", "Der Beitrag ist dort schon gelöscht.")
    assert Contact.objects.count() == 0


# -- in a crisis ------------------------------------------------------------------------------------


def test_crisis_refuses_a_correction_and_lets_a_withdrawal_through(platforms, office):
    story = published(platforms, office, Kind.FACEBOOK)
    crisis.begin(reason="Bombenfund", by=office.cvd)
    with pytest.raises(WrongState):  # its new text would stand in the portal at once
        corrected(story, office)
    withdrawal = taken_back(story, office)
    work()
    assert (acts(withdrawal), platforms.posts("facebook")) == ({Kind.FACEBOOK: (Act.WITHDRAW, State.SENT)}, [])
