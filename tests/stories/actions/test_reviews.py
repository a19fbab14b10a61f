"""The way of a story through the review, and what breaks a seal."""

from datetime import timedelta

import pytest
from django.utils import timezone

from people.models import AuditEvent
from people.roles import Role
from stories.actions import comments, reviews, stories
from stories.anchoring import Quote
from stories.enums import Outcome, State
from stories.errors import NotAllowed, NotReady, WrongState
from stories.models import Review, Story
from tests.factories import people
from tests.factories.stories import story as make

SEAL = "5" * 64


def fresh(story: Story) -> Story:
    return Story.objects.get(pk=story.pk)


def queued(by, **facts) -> Story:
    return reviews.submit(story=make(by=by, **facts), by=by)


def approved(by, cvd, *, public_from=None, **facts) -> Story:
    story = queued(by, **facts)
    moment = public_from or timezone.now()
    reviews.record_approval(story=story, seal=SEAL, payload={"x": 1}, public_from=moment, by=cvd)
    return fresh(story)


def outcomes(story: Story) -> list[str]:
    return list(story.reviews.order_by("pk").values_list("outcome", flat=True))


def test_submit_puts_the_story_into_the_queue(office):
    story = fresh(queued(office.editor))
    assert (story.state, outcomes(story)) == (State.IN_REVIEW, [Outcome.SUBMITTED])
    assert story.submitted_at <= timezone.now()
    assert AuditEvent.objects.filter(verb="stories.submitted", target_id=str(story.pk)).count() == 1


def test_submit_twice_is_once(office):
    story = queued(office.editor)
    reviews.submit(story=story, by=office.editor)
    assert outcomes(story) == [Outcome.SUBMITTED]


@pytest.mark.parametrize("field", ["headline", "contact", "responsible"])
def test_submit_with_a_gap_names_it_and_changes_nothing(office, field):
    story = make(by=office.editor, **{field: ""})
    with pytest.raises(NotReady) as caught:
        reviews.submit(story=story, by=office.editor)
    assert [gap.field for gap in caught.value.gaps] == [field]
    assert caught.value.problems == [caught.value.gaps[0].message] == [str(caught.value)]
    assert (fresh(story).state, outcomes(story)) == (State.DRAFT, [])


def test_submit_needs_the_right(office):
    with pytest.raises(NotAllowed):
        reviews.submit(story=make(by=office.editor), by=office.admin)


def test_withdraw_takes_it_back(office):
    story = reviews.withdraw(story=queued(office.editor), by=office.editor)
    assert (fresh(story).state, outcomes(story)) == (State.DRAFT, [Outcome.SUBMITTED, Outcome.WITHDRAWN])


def test_withdraw_of_what_is_not_queued_is_told(office):
    with pytest.raises(WrongState, match="steht nicht mehr zur Abnahme"):
        reviews.withdraw(story=make(by=office.editor), by=office.editor)


def test_withdraw_needs_the_right(office):
    with pytest.raises(NotAllowed):
        reviews.withdraw(story=queued(office.editor), by=office.admin)


def test_give_back_returns_it_with_the_note(office):
    story = reviews.give_back(story=queued(office.editor), note=" Bitte die Uhrzeit ergänzen. ", by=office.cvd)
    assert fresh(story).state == State.DRAFT
    assert (story.reviews.first().outcome, story.reviews.first().note) == (
        Outcome.RETURNED,
        "Bitte die Uhrzeit ergänzen.",
    )


def test_give_back_without_a_note_is_refused(office):
    story = queued(office.editor)
    with pytest.raises(WrongState, match="was geändert werden soll"):
        reviews.give_back(story=story, note="  ", by=office.cvd)
    assert fresh(story).state == State.IN_REVIEW


def test_give_back_needs_the_right_and_the_queue(office):
    with pytest.raises(NotAllowed):
        reviews.give_back(story=queued(office.editor), note="x", by=office.editor)
    with pytest.raises(WrongState):
        reviews.give_back(story=make(by=office.editor), note="x", by=office.cvd)


def test_approval_makes_the_newest_revision_live(office):
    moment = timezone.now() + timedelta(hours=1)
    story = approved(office.editor, office.cvd, public_from=moment)
    review = story.reviews.first()
    assert (story.state, story.live.number, story.public_from) == (State.APPROVED, 1, moment)
    assert (review.outcome, review.seal, review.payload, review.by) == (Outcome.APPROVED, SEAL, {"x": 1}, office.cvd)


@pytest.mark.parametrize(
    ("role", "reason"), [(Role.EDITOR, "nur der Chef vom Dienst"), (Role.ADMIN, "nur der Chef vom Dienst")]
)
def test_approval_needs_the_right(office, role, reason):
    story = queued(office.editor)
    with pytest.raises(NotAllowed, match=reason):
        reviews.record_approval(story=story, seal=SEAL, payload={}, public_from=timezone.now(), by=people.person(role))
    assert (fresh(story).state, fresh(story).live) == (State.IN_REVIEW, None)


def refused(story: Story, by) -> str:
    with pytest.raises(NotAllowed) as caught:
        reviews.record_approval(story=story, seal=SEAL, payload={}, public_from=timezone.now(), by=by)
    return str(caught.value)


def test_four_eyes_author_cannot_approve(office):
    assert "Vier-Augen-Prinzip" in refused(queued(office.cvd), office.cvd)


def test_four_eyes_last_editor_cannot_approve(office):
    story = queued(office.editor)
    stories.save(story=story, version=story.version, by=office.cvd, lead="Vom CvD verbessert.")
    assert "zuletzt bearbeitet" in refused(story, office.cvd)
    reviews.record_approval(story=story, seal=SEAL, payload={}, public_from=timezone.now(), by=people.cvd())
    assert fresh(story).state == State.APPROVED


def test_approval_wants_a_queued_story(office):
    assert "steht nicht zur Abnahme an (Stand: Entwurf)" in refused(make(by=office.editor), office.cvd)


def test_edit_after_approval_breaks_the_seal_and_takes_back_what_is_not_out(office):
    story = approved(office.editor, office.cvd, public_from=timezone.now() + timedelta(hours=1))
    stories.save(story=story, version=story.version, by=office.editor, lead="Neu.")
    story = fresh(story)
    assert (story.state, story.live, story.public_from) == (State.IN_REVIEW, None, None)
    assert outcomes(story) == [Outcome.SUBMITTED, Outcome.APPROVED, Outcome.BROKEN]


def test_edit_after_publication_leaves_readers_the_approved_words(office):
    story = approved(office.editor, office.cvd)
    released = story.public_from
    reviews.mark_published(story=story, at=timezone.now())
    stories.save(story=story, version=story.version, by=office.editor, lead="Neu.")
    story = fresh(story)
    assert (story.state, story.live.number, story.public_from) == (State.IN_REVIEW, 1, released)
    assert story.live.content["lead"] != "Neu."


def test_saving_what_is_there_breaks_no_seal(office):
    story = approved(office.editor, office.cvd)
    stories.save(story=story, version=story.version, by=office.editor, headline=story.headline)
    assert fresh(story).state == State.APPROVED


def test_correction_keeps_the_date_of_publication(office):
    story = approved(office.editor, office.cvd)
    released = story.public_from
    stories.save(story=story, version=story.version, by=office.editor, lead="Berichtigt.")
    now = timezone.now()
    reviews.record_approval(story=story, seal=SEAL, payload={}, public_from=now, by=office.cvd)
    story = fresh(story)
    assert (story.public_from, story.live.number) == (released, 2)


def test_correction_of_what_is_out_cannot_be_postponed(office):
    """Readers would meet the new words at once."""
    story = approved(office.editor, office.cvd)
    stories.save(story=story, version=story.version, by=office.editor, lead="Berichtigt.")
    later = timezone.now() + timedelta(hours=3)
    with pytest.raises(WrongState, match="schon öffentlich"):
        reviews.record_approval(story=story, seal=SEAL, payload={}, public_from=later, by=office.cvd)
    assert (fresh(story).state, fresh(story).live.number) == (State.IN_REVIEW, 1)


def test_break_seal_of_a_draft_does_nothing(office):
    story = make(by=office.editor)
    reviews.break_seal(story=story, by=office.editor)
    assert (fresh(story).state, outcomes(story)) == (State.DRAFT, [])


def test_mark_published_moves_only_what_is_approved(office):
    moment = timezone.now()
    draft, story = make(by=office.editor), approved(office.editor, office.cvd)
    reviews.mark_published(story=draft, at=moment)
    reviews.mark_published(story=story, at=moment)
    reviews.mark_published(story=story, at=moment)
    assert (fresh(draft).state, fresh(story).state) == (State.DRAFT, State.PUBLISHED)
    assert AuditEvent.objects.filter(verb="stories.published").count() == 1


def test_correction_of_a_public_story_is_not_approved_for_later(office):
    story = approved(office.editor, office.cvd)
    stories.save(story=story, version=story.version, by=office.editor, headline="Neu")
    later = timezone.now() + timedelta(hours=1)
    with pytest.raises(WrongState, match="schon öffentlich"):
        reviews.record_approval(story=story, seal=SEAL, payload={"x": 1}, public_from=later, by=office.cvd)
    assert fresh(story).live.content["headline"] == story.headline


def test_return_takes_the_notes_at_passages_along(office):
    story = queued(office.editor)
    mine = comments.write(story=story, text="Welche Zahl?", quote=Quote("40 junge Linden"), by=office.cvd)
    comments.write(story=story, text="Vom Autor", by=office.editor)
    other = comments.write(story=story, text="Erledigt", by=office.cvd)
    comments.resolve(comment=other, by=office.editor)

    reviews.give_back(story=story, note="", by=office.cvd)

    returned = story.reviews.get(outcome=Outcome.RETURNED)
    assert (returned.note, list(returned.comments.all())) == (reviews.AT_THE_PASSAGES, [mine])


def test_notes_of_an_earlier_round_do_not_return_a_story_by_themselves(office):
    story = make(by=office.editor)
    comments.write(story=story, text="Früher", by=office.cvd)
    reviews.submit(story=story, by=office.editor)

    with pytest.raises(WrongState):
        reviews.give_back(story=story, note=" ", by=office.cvd)


def test_expired_approval_goes_back_to_the_queue_and_hides_what_is_not_out(office):
    story = approved(office.editor, office.cvd, public_from=timezone.now() + timedelta(hours=1))

    reviews.expire(story=story)

    found = fresh(story)
    assert (found.state, found.live, found.public_from) == (State.IN_REVIEW, None, None)
    assert (outcomes(story)[-1], AuditEvent.objects.filter(verb="stories.expired").count()) == (Outcome.EXPIRED, 1)
    assert reviews.expire(story=found).state == State.IN_REVIEW
    assert outcomes(story).count(Outcome.EXPIRED) == 1


def all_night(settings) -> None:
    clock = timezone.localtime()
    begin, end = clock - timedelta(hours=1), clock + timedelta(hours=1)
    settings.NIGHT_SHIFT = f"{begin:%H:%M}-{end:%H:%M}"


def test_alone_in_the_night_shift_one_gives_a_reason_and_owes_a_check(office, settings):
    all_night(settings)
    story = queued(office.cvd)
    seal = {"seal": SEAL, "payload": {"x": 1}, "public_from": timezone.now(), "by": office.cvd}

    with pytest.raises(WrongState):
        reviews.record_approval(story=story, note=" ", **seal)
    review = reviews.record_approval(story=story, note="Die Brücke ist gesperrt.", **seal)

    assert (review.check_owed, list(Review.objects.owing_check())) == (True, [review])


def test_four_eyes_stay_the_rule_by_day_and_for_two_in_the_night(office, settings):
    seal = {"seal": SEAL, "payload": {"x": 1}, "public_from": timezone.now(), "by": office.cvd}
    with pytest.raises(NotAllowed):
        reviews.record_approval(story=queued(office.cvd), note="Eilt.", **seal)

    all_night(settings)
    assert reviews.record_approval(story=queued(office.editor), **seal).check_owed is False
