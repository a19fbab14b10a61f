"""One claimed delivery after the other against the sandbox, in the test's own thread."""

import shutil
from datetime import date, timedelta

import pytest
from django.utils import timezone

from channels_publish import sending
from channels_publish.actions import accounts, decisions, deliveries, readbacks, renditions
from channels_publish.actions.fencing import Claim
from channels_publish.channels import adapter_class, credentials
from channels_publish.composing import compose
from channels_publish.enums import Kind, State
from channels_publish.errors import StaleClaim, Stopped
from channels_publish.models import Account, Delivery, Rendition
from media_library.actions import assets
from media_library.enums import Consent
from media_library.models import Asset
from stories.actions import stories as story_actions
from stories.enums import State as StoryState
from stories.models import Story
from tests.channels_publish.adapters.kit import MemoryResume
from tests.factories import channels
from tests.factories import stories as story_rows

KINDS = (Kind.FACEBOOK, Kind.X)


def approved(platforms, office, *kinds: Kind, **facts) -> Story:
    for kind in kinds:
        channels.press_account() if kind == Kind.PRESS else channels.account(kind, sandbox=platforms)
    return channels.approved(by=office.editor, **facts)


def work() -> None:
    """Send all that is due."""
    for claim in deliveries.claim_due(worker="w", limit=50):
        sending.send(claim)


def look() -> None:
    """Read back all that is unclear, without waiting for its time."""
    Delivery.objects.filter(state=State.UNKNOWN).update(due_at=timezone.now())
    for claim in readbacks.claim_unknown(limit=50):
        sending.reconcile(claim)


def hurry() -> None:
    """Let the time of every waiting row come."""
    Delivery.objects.filter(state=State.DUE).update(due_at=timezone.now())


def attempts(row: Delivery) -> list[tuple[str, str]]:
    return list(row.attempts.values_list("outcome", "code"))


def summary(row: Delivery) -> tuple[str, str, str]:
    return row.state, row.code, row.detail


@pytest.mark.parametrize("kind", KINDS)
def test_sent_with_the_platforms_receipt(platforms, office, kind):
    story = approved(platforms, office, kind)
    work()
    row = channels.delivery(story)
    (post,) = platforms.posts(kind)
    assert (row.state, row.remote_id, row.url) == (State.SENT, post["id"], post["url"])
    assert (post["text"], row.post["text"]) == (row.rendition.text, row.rendition.text)
    assert row.started_at <= row.settled_at
    assert attempts(row) == [("sent", "")]


def test_website_gets_article_pictures_and_alternative_texts(platforms, office):
    story = approved(platforms, office, Kind.WEBSITE, pictures=2)
    work()
    (post,) = platforms.posts("website")
    row = channels.delivery(story)
    assert (post["title"], post["html"], post["alt_texts"]) == (story.headline, story.body, ["Linde 1", "Linde 2"])
    assert (row.state, row.url) == (State.SENT, post["url"])


def test_press_release_reaches_everybody_on_the_list(platforms, office):
    story = approved(platforms, office, Kind.PRESS)
    work()
    mails = platforms.wall()["mails"]
    assert channels.delivery(story).state == State.SENT
    assert sorted(address for mail in mails for address in mail["to"]) == [
        "anna@zeitung.example",
        "bert@zeitung.example",
    ]
    assert {mail["subject"] for mail in mails} == {f"Pressemitteilung: {story.headline}"}
    assert [[file["mime"] for file in mail["attachments"]] for mail in mails] == [["application/pdf"]] * 2


def test_first_delivery_publishes_the_story(platforms, office):
    story = approved(platforms, office, Kind.FACEBOOK)
    work()
    story.refresh_from_db()
    assert story.state == StoryState.PUBLISHED


# -- refused, account, later ------------------------------------------------------------------------


def test_refused_says_what_the_platform_said(platforms, office):
    story = approved(platforms, office, Kind.FACEBOOK)
    error = {"error": {"message": "(#100) Missing message or attachment", "type": "OAuthException", "code": 100}}
    platforms.fault(platform="facebook", kind="status", status=400, body=error)
    work()
    row = channels.delivery(story)
    assert row.state == State.REFUSED
    assert "Missing message or attachment" in row.detail
    assert platforms.posts("facebook") == []
    decisions.retry(delivery=row, by=office.social)
    work()
    assert (channels.delivery(story).state, len(platforms.posts("facebook"))) == (State.SENT, 1)


@pytest.mark.parametrize("kind", KINDS)
def test_account_problem_pauses_and_resume_sends(platforms, office, kind):
    story = approved(platforms, office, kind)
    platforms.fault(platform=kind, kind="expired_token")
    work()
    row = channels.delivery(story)
    assert (row.state, row.code, row.account.paused) == (State.ACCOUNT, "token_expired", True)
    work()
    assert platforms.posts(kind) == []
    accounts.resume(account=row.account, by=office.social)
    work()
    assert (channels.delivery(story).state, len(platforms.posts(kind))) == (State.SENT, 1)
    assert attempts(row) == [("account", "token_expired"), ("sent", "")]


def test_other_rows_of_a_paused_account_wait(platforms, office):
    first = approved(platforms, office, Kind.X)
    second = channels.approved(by=office.editor, headline="Ein zweiter Beitrag")
    platforms.fault(platform="x", kind="expired_token")
    (claim, other) = deliveries.claim_due(worker="w", limit=2)
    sending.send(claim)
    # The second one was claimed before the pause; it fails or not on its own.
    sending.send(other)
    assert {channels.delivery(story).state for story in (first, second)} == {State.ACCOUNT, State.SENT}
    third = channels.approved(by=office.editor, headline="Ein dritter Beitrag")
    assert deliveries.claim_due(worker="w", limit=8) == []
    assert channels.delivery(third).state == State.DUE


@pytest.mark.parametrize("kind", KINDS)
def test_rate_limit_keeps_the_slot_and_waits_for_the_reset(platforms, office, kind):
    story = approved(platforms, office, kind)
    slot = channels.delivery(story).slot
    platforms.fault(platform=kind, kind="rate_limit", reset=300)
    work()
    row = channels.delivery(story)
    assert (row.state, row.slot, attempts(row)[0][0]) == (State.DUE, slot, "later")
    assert 290 < (row.due_at - timezone.now()).total_seconds() < 330
    work()
    assert platforms.posts(kind) == []
    hurry()
    work()
    assert (channels.delivery(story).state, len(platforms.posts(kind))) == (State.SENT, 1)


def test_platform_that_is_down_is_tried_later(platforms, office):
    story = approved(platforms, office, Kind.X)
    here = Account.objects.get()
    accounts.move(account=here, base_url=f"{channels.NOWHERE}/x", options={}, by=None)
    work()
    assert summary(channels.delivery(story))[:2] == (State.DUE, "platform_down")
    accounts.move(account=here, base_url=f"{platforms.http}/x", options={}, by=None)
    hurry()
    work()
    assert (channels.delivery(story).state, len(platforms.posts("x"))) == (State.SENT, 1)


def test_mail_refused_for_now_goes_only_to_who_has_not_got_it(platforms, office):
    story = approved(platforms, office, Kind.PRESS)
    platforms.fault(platform="smtp", kind="smtp_reply", code=450, text="4.2.1 busy", recipient="anna", at="rcpt")
    work()
    assert summary(channels.delivery(story))[:2] == (State.DUE, "recipients_later")
    hurry()
    work()
    mails = platforms.wall()["mails"]
    assert channels.delivery(story).state == State.SENT
    assert sorted(address for mail in mails for address in mail["to"]) == [
        "anna@zeitung.example",
        "bert@zeitung.example",
    ]


@pytest.mark.parametrize(("kind", "folder"), [(Kind.X, "variants"), (Kind.PRESS, "press")])
def test_what_has_no_room_on_the_disk_is_tried_later(platforms, office, media_root, kind, folder):
    """Nothing has left the house, so nothing is unclear and nobody has to decide."""
    story = approved(platforms, office, kind, pictures=1)
    shutil.rmtree(media_root / folder, ignore_errors=True)
    (media_root / folder).write_text("Hier ist kein Ordner mehr.")
    work()
    row = channels.delivery(story)
    assert (row.state, row.code, attempts(row)) == (State.DUE, "no_room", [("later", "no_room")])
    (media_root / folder).unlink()
    hurry()
    work()
    assert (channels.delivery(story).state, len(platforms.posts(kind))) == (State.SENT, 2 if kind == "press" else 1)


def test_picture_that_is_gone_is_not_tried_for_ever(platforms, office, media_root):
    story = approved(platforms, office, Kind.X, pictures=1)
    shutil.rmtree(media_root)
    work()
    assert summary(channels.delivery(story))[:2] == (State.UNKNOWN, "internal")


# -- unknown ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("fault", ["commit_drop", "commit_garbage"])
def test_lost_answer_is_found_and_nothing_is_sent_twice(platforms, office, kind, fault):
    story = approved(platforms, office, kind)
    platforms.fault(platform=kind, kind=fault)
    work()
    assert channels.delivery(story).state == State.UNKNOWN
    work()
    look()
    row = channels.delivery(story)
    (post,) = platforms.posts(kind)
    assert (row.state, row.code, row.remote_id, row.url) == (State.SENT, "found", post["id"], post["url"])


@pytest.mark.parametrize("kind", KINDS)
def test_lost_request_is_seen_absent_twice_and_then_sent_once(platforms, office, kind):
    story = approved(platforms, office, kind)
    platforms.fault(platform=kind, kind="drop", match="@publish")
    work()
    look()
    assert channels.delivery(story).state == State.UNKNOWN
    look()
    assert summary(channels.delivery(story)) == (State.DUE, "not_arrived", "")
    work()
    row = channels.delivery(story)
    assert (row.state, len(platforms.posts(kind))) == (State.SENT, 1)
    assert [outcome for outcome, _code in attempts(row)] == ["unknown", "sent"]


def test_words_that_went_out_are_looked_for_and_not_those_of_today(platforms, office):
    story = approved(platforms, office, Kind.X)
    platforms.fault(platform="x", kind="commit_drop")
    work()
    sent = channels.delivery(story).rendition.text
    renditions.edit(rendition=channels.rendition(story, Kind.X), version=1, by=office.social, text="Ganz anders.")
    look()
    assert [post["text"] for post in platforms.posts("x")] == [sent]
    assert summary(channels.delivery(story))[:2] == (State.SENT, "found")


@pytest.mark.parametrize("kind", [Kind.FACEBOOK, Kind.X, Kind.INSTAGRAM])
def test_lost_answer_is_found_although_our_clock_was_an_hour_ahead(platforms, office, public, kind):
    """Else the platform, asked for what is newer than that, shows nothing, and the post goes out twice."""
    story = approved(platforms, office, kind, pictures=1)
    platforms.fault(platform=kind, kind="commit_drop")
    work()
    Delivery.objects.update(started_at=timezone.now() + timedelta(hours=1))
    look()
    (post,) = platforms.posts(kind)
    assert summary(channels.delivery(story))[:2] == (State.SENT, "found")
    assert channels.delivery(story).remote_id == post["id"]


def test_post_of_another_delivery_is_not_taken_for_ours(platforms, office):
    """The same words an hour ago: whether ours arrived too, only a person can see."""
    first = approved(platforms, office, Kind.FACEBOOK)
    work()
    second = channels.approved(by=office.editor)
    same = channels.rendition(first, Kind.FACEBOOK).text
    Rendition.objects.filter(story=second).update(text=same)
    story_actions.save(story=second, version=second.version, by=office.editor, kicker="Neu")
    Rendition.objects.filter(story=second).update(text=same)
    channels.approve(second, by=office.cvd)
    platforms.fault(platform="facebook", kind="drop", match="@publish")
    work()
    look()
    row = channels.delivery(second)
    assert (row.state, row.needs_person, row.code) == (State.UNKNOWN, True, "cannot_tell")
    assert len(platforms.posts("facebook")) == 1


def test_platform_that_cannot_be_asked_is_asked_again(platforms, office):
    story = approved(platforms, office, Kind.X)
    platforms.fault(platform="x", kind="commit_drop")
    work()
    platforms.fault(platform="x", kind="status", status=503, times=2)
    look()
    look()
    row = channels.delivery(story)
    assert (row.state, row.needs_person, row.handles["_looks"]) == (State.UNKNOWN, False, "2")
    look()
    assert channels.delivery(story).state == State.SENT


def test_lost_upload_session_is_forgotten_when_the_video_is_surely_absent(platforms, office):
    story = approved(platforms, office, Kind.YOUTUBE, video=True)
    stale = f"{platforms.http}/youtube/upload/youtube/v3/videos?uploadType=resumable&upload_id=gone"
    Delivery.objects.update(state=State.UNKNOWN, handles={"session": stale, "size": "1"})
    look()
    look()
    assert (channels.delivery(story).state, channels.delivery(story).handles) == (
        State.DUE,
        {"session": "", "size": ""},
    )
    work()
    assert (channels.delivery(story).state, len(platforms.posts("youtube"))) == (State.SENT, 1)


# -- the seal ---------------------------------------------------------------------------------------

MOMENT = timezone.now() + timedelta(days=1)
TAMPERINGS = {
    "headline": lambda story: Story.objects.filter(pk=story.pk).update(headline="Untergeschoben"),
    "embargo": lambda story: Story.objects.filter(pk=story.pk).update(embargo=MOMENT),
    "rendition": lambda story: Rendition.objects.filter(story=story).update(text="Untergeschoben"),
    "included": lambda story: Rendition.objects.filter(story=story).update(included=False),
    "slot": lambda story: Rendition.objects.filter(story=story).update(send_at=MOMENT),
    "alternative text": lambda _story: Asset.objects.update(alt_text="Untergeschoben"),
    "picture": lambda _story: Asset.objects.update(sha256="0" * 64),
    "payload": lambda story: story.reviews.filter(outcome="approved").update(seal="0" * 64),
}


@pytest.mark.parametrize("what", TAMPERINGS)
def test_what_was_changed_behind_the_seal_does_not_leave_the_house(platforms, office, what):
    story = approved(platforms, office, Kind.X, pictures=1)
    TAMPERINGS[what](story)
    work()
    row = channels.delivery(story)
    assert (summary(row), attempts(row)) == ((State.HELD, "seal_mismatch", ""), [("held", "seal_mismatch")])
    assert platforms.calls() == []


@pytest.mark.parametrize("rights", [{"consent": Consent.WITHDRAWN}, {"usable_until": date(2020, 1, 1)}])
def test_picture_whose_rights_ended_after_approval_does_not_leave_the_house(platforms, office, rights):
    story = approved(platforms, office, Kind.X, pictures=1)
    assets.set_rights(asset=story.ordered_images()[0], by=office.editor, **rights)
    work()
    row = channels.delivery(story)
    assert (summary(row), attempts(row)) == ((State.HELD, "rights_ended", ""), [("held", "rights_ended")])
    assert (platforms.calls(), Story.objects.get().state) == ([], StoryState.APPROVED)


def test_rights_of_a_picture_the_channel_leaves_out_hold_nothing(platforms, office):
    story = approved(platforms, office, Kind.X, pictures=5)
    assets.set_rights(asset=story.ordered_images()[4], by=office.editor, consent=Consent.WITHDRAWN)
    work()
    assert channels.delivery(story).state == State.SENT


def test_edit_after_approval_holds_what_is_due_until_the_next(platforms, office):
    story = approved(platforms, office, Kind.X)
    story_actions.save(story=story, version=story.version, by=office.editor, headline="Eine andere Zeile")
    work()
    assert summary(channels.delivery(story))[:2] == (State.HELD, "seal_broken")
    renditions.refresh(story=Story.objects.get(pk=story.pk), by=office.editor)
    channels.approve(story, by=office.cvd)
    work()
    (post,) = platforms.posts("x")
    assert post["text"].startswith("Eine andere Zeile")
    assert channels.delivery(story).state == State.SENT


def test_row_claimed_during_a_newer_approval_goes_over_to_it(platforms, office):
    """The approval could not bind it, a worker had it in hand; held it would wait for a third one."""
    story = approved(platforms, office, Kind.X)
    (claim,) = deliveries.claim_due(worker="w", limit=1)
    story_actions.save(story=story, version=story.version, by=office.editor, headline="Eine andere Zeile")
    renditions.refresh(story=Story.objects.get(pk=story.pk), by=office.editor)
    newer = channels.approve(story, by=office.cvd)
    sending.send(claim)
    row = channels.delivery(story)
    assert (row.state, row.review, attempts(row)) == (State.DUE, newer, [("held", "seal_superseded")])
    assert (row.slot == row.due_at, platforms.calls()) == (True, [])
    work()
    (post,) = platforms.posts("x")
    assert (channels.delivery(story).state, post["text"].split(chr(10))[0]) == (State.SENT, "Eine andere Zeile")


def test_row_that_the_newer_approval_leaves_out_stays_held(platforms, office):
    story = approved(platforms, office, Kind.X, Kind.FACEBOOK)
    old = channels.delivery(story, Kind.X).review
    story_actions.save(story=story, version=story.version, by=office.editor, kicker="Neu")
    renditions.include(rendition=channels.rendition(story, Kind.X), included=False, by=office.social)
    channels.approve(story, by=office.cvd)
    Delivery.objects.filter(account__kind=Kind.X).update(review=old, state=State.DUE)
    work()
    assert summary(channels.delivery(story, Kind.X))[:2] == (State.HELD, "seal_superseded")
    assert platforms.posts("x") == []


def test_embargoed_press_mail_of_an_older_approval_stays_held(platforms, office):
    """Its new time is known to nobody but the approval that could not write it down."""
    story = approved(platforms, office, Kind.PRESS, embargo=timezone.now() + timedelta(hours=2))
    old = channels.delivery(story).review
    story_actions.save(story=story, version=story.version, by=office.editor, kicker="Neu")
    channels.approve(story, by=office.cvd)
    Delivery.objects.update(review=old)
    work()
    assert (summary(channels.delivery(story))[:2], platforms.wall()["mails"]) == ((State.HELD, "seal_superseded"), [])


def test_newer_approval_counts_although_the_clock_went_back(platforms, office):
    story = approved(platforms, office, Kind.X)
    story.reviews.filter(outcome="approved").update(at=timezone.now() + timedelta(hours=1))
    story_actions.save(story=story, version=story.version, by=office.editor, headline="Eine andere Zeile")
    renditions.refresh(story=Story.objects.get(pk=story.pk), by=office.editor)
    channels.approve(story, by=office.cvd)
    work()
    (post,) = platforms.posts("x")
    assert (channels.delivery(story).state, post["text"].split(chr(10))[0]) == (State.SENT, "Eine andere Zeile")


# -- one failed channel -----------------------------------------------------------------------------


def test_failed_channels_do_not_touch_the_others(platforms, office):
    story = approved(platforms, office, Kind.PRESS, Kind.WEBSITE, Kind.FACEBOOK, Kind.X)
    platforms.fault(platform="facebook", kind="expired_token")
    platforms.fault(platform="x", kind="commit_drop")
    platforms.fault(platform="smtp", kind="smtp_reply", code=550, text="5.1.1 unknown", at="rcpt", times=2)
    work()
    states = {row.account.kind: row.state for row in Delivery.objects.select_related("account")}
    assert states == {"press": State.REFUSED, "website": State.SENT, "facebook": State.ACCOUNT, "x": State.UNKNOWN}
    before = {row.pk: row.state for row in Delivery.objects.exclude(account__kind="press")}
    decisions.retry(delivery=channels.delivery(story, Kind.PRESS), by=office.cvd)
    assert {row.pk: row.state for row in Delivery.objects.exclude(account__kind="press")} == before
    work()
    assert channels.delivery(story, Kind.PRESS).state == State.SENT
    assert {row.pk: row.state for row in Delivery.objects.exclude(account__kind="press")} == before


def test_unforeseen_error_is_unknown_and_the_next_row_goes_on(platforms, office, caplog):
    story = approved(platforms, office, Kind.PRESS, Kind.X)
    Account.objects.filter(kind=Kind.PRESS).update(options={"permalink": 7})
    work()
    assert channels.delivery(story, Kind.X).state == State.SENT
    row = channels.delivery(story, Kind.PRESS)
    assert (row.state, row.code) == (State.UNKNOWN, "internal")
    assert [record.levelname for record in caplog.records if record.name == sending.__name__] == ["ERROR"]


def test_claim_of_nobody_sends_nothing(platforms, office):
    story = approved(platforms, office, Kind.X)
    (claim,) = deliveries.claim_due(worker="w", limit=1)
    stale = Claim(claim.delivery_id, channels.delivery(story).pk)
    with pytest.raises(StaleClaim):
        sending.send(stale)
    assert (channels.delivery(story).state, platforms.calls()) == (State.SENDING, [])
    sending.send(claim)
    assert (channels.delivery(story).state, len(platforms.posts("x"))) == (State.SENT, 1)


class NoLeave(MemoryResume):
    """A house that stops every delivery at the last moment."""

    def confirm(self) -> None:
        raise Stopped


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", Kind)
def test_no_adapter_publishes_without_leave(platforms, public, office, kind):
    approved(platforms, office, kind, pictures=1, video=kind == Kind.YOUTUBE)
    row = Delivery.objects.select_related("account", "rendition__story").get()
    adapter = adapter_class(kind)(credentials(row.account))
    with pytest.raises(Stopped):
        adapter.publish(compose(row.rendition), key=str(row.pk), resume=NoLeave())
    assert platforms.wall()["posts"] == []


def test_row_held_while_in_hand_is_given_back(platforms, office):
    story = approved(platforms, office, Kind.FACEBOOK)
    (claim,) = deliveries.claim_due(worker="w", limit=8)
    Delivery.objects.update(held_by=story_rows.crisis())
    sending.send(claim)
    row = channels.delivery(story)
    assert (summary(row), attempts(row), platforms.posts("facebook")) == (
        ("due", "crisis", ""), [("stopped", "crisis")], [],
    )  # fmt: skip
