"""The switch over stories, the short way, and the check that stays owed."""

from datetime import timedelta

import pytest
from django.utils import timezone

from people.models import AuditEvent
from stories import rules
from stories.actions import crisis, reviews, stories
from stories.enums import State
from stories.errors import NotAllowed, WrongState
from stories.models import Crisis, Review, Story
from tests.factories import people
from tests.factories.stories import story as make

SEAL = "5" * 64


def fresh(story: Story) -> Story:
    return Story.objects.get(pk=story.pk)


def queued(by, **facts) -> Story:
    return reviews.submit(story=make(by=by, **facts), by=by)


def approve(story: Story, by, *, at=None) -> Review:
    return reviews.record_approval(
        story=story, seal=SEAL, payload={"renditions": []}, public_from=at or timezone.now(), by=by
    )


def later() -> object:
    return timezone.now() + timedelta(hours=1)


def begin(by, **facts) -> Crisis:
    given = {"reason": "Bombenfund in Bilk", "banner": "", "banner_link": "", "exempt": []}
    return crisis.begin(**(given | facts), by=by)


def marked(office) -> Story:
    """A story of the CvD's own on the short way, in the queue."""
    return crisis.mark(story=queued(office.cvd), short=True, by=office.cvd)


def verbs() -> list[str]:
    return list(AuditEvent.objects.order_by("pk").values_list("verb", flat=True))


def test_begin_holds_what_is_approved_and_not_public_yet(office):
    waiting, public, draft = queued(office.editor), queued(office.editor), make(by=office.editor)
    approve(waiting, office.cvd, at=later())
    approve(public, office.cvd)
    made = begin(office.cvd, reason="  Bombenfund in Bilk ", banner=" Bitte bleiben Sie zu Hause. ", exempt=[7, 3])
    assert [fresh(row).held_by for row in (waiting, public, draft)] == [made, None, None]
    assert (made.reason, made.banner, made.exempt) == ("Bombenfund in Bilk", "Bitte bleiben Sie zu Hause.", [3, 7])
    assert (made.started_by, Crisis.objects.current()) == (office.cvd, made)
    event = AuditEvent.objects.get(verb="stories.begin_crisis")
    assert (event.actor_id, event.detail) == (office.cvd.pk, {"reason": "Bombenfund in Bilk", "stories": 1})


@pytest.mark.parametrize("reason", ["", "  "])
def test_begin_wants_a_reason(office, reason):
    with pytest.raises(WrongState, match="nennen Sie den Grund"):
        begin(office.cvd, reason=reason)
    assert Crisis.objects.count() == 0


def test_begin_twice_is_refused_and_the_first_stands(office):
    made = begin(office.cvd)
    with pytest.raises(WrongState, match="schon eingeschaltet"):
        begin(office.cvd)
    assert list(Crisis.objects.all()) == [made]


@pytest.mark.parametrize("step", ["begin", "change", "end", "release"])
def test_only_the_right_switches(office, step):
    story = queued(office.editor)
    approve(story, office.cvd, at=later())
    if step != "begin":
        begin(office.cvd)
    trail = verbs()
    acts = {
        "begin": lambda: begin(office.social),
        "change": lambda: crisis.change(banner="", banner_link="", exempt=[], by=office.social),
        "end": lambda: crisis.end(by=office.social),
        "release": lambda: crisis.release(story=story, by=office.social),
    }
    with pytest.raises(NotAllowed):
        acts[step]()
    assert verbs() == trail


def test_change_rewrites_banner_and_allow_list(office):
    made = begin(office.cvd)
    crisis.change(banner=" Neu ", banner_link="https://stadt.example/", exempt=[2, 1], by=office.cvd)
    made.refresh_from_db()
    assert (made.banner, made.banner_link, made.exempt) == ("Neu", "https://stadt.example/", [1, 2])


def test_end_closes_it_and_lets_nothing_go(office):
    story = queued(office.editor)
    approve(story, office.cvd, at=later())
    made = begin(office.cvd)
    crisis.end(by=office.cvd)
    made.refresh_from_db()
    assert (made.ended_by, Crisis.objects.current(), fresh(story).held_by) == (office.cvd, None, made)


@pytest.mark.parametrize("step", [crisis.end, lambda by: crisis.change(banner="", banner_link="", exempt=[], by=by)])
def test_nothing_to_change_or_end_without_a_crisis(office, step):
    with pytest.raises(WrongState, match="schon ausgeschaltet"):
        step(by=office.cvd)


def test_release_opens_a_story_at_its_time(office):
    story, moment = queued(office.editor), later()
    approve(story, office.cvd, at=moment)
    begin(office.cvd)
    crisis.release(story=story, by=office.cvd)
    assert (fresh(story).held_by, fresh(story).public_from) == (None, moment)
    assert verbs()[-1] == "stories.release"


def test_release_of_a_story_whose_time_has_passed_makes_it_one_of_now(office):
    story = queued(office.editor)
    begin(office.cvd)
    approve(story, office.cvd)
    Story.objects.update(public_from=timezone.now() - timedelta(hours=3))
    before = timezone.now()
    crisis.release(story=story, by=office.cvd)
    assert before <= fresh(story).public_from <= timezone.now()
    assert list(Story.objects.public(timezone.now())) == [story]


def test_release_of_what_is_not_held_is_refused(office):
    story = queued(office.editor)
    approve(story, office.cvd)
    with pytest.raises(WrongState, match=r"nicht \(mehr\) angehalten"):
        crisis.release(story=story, by=office.cvd)


# -- approving while it is on ------------------------------------------------------------------------


def test_approval_in_a_crisis_stays_off_the_portal(office):
    made, story = begin(office.cvd), queued(office.editor)
    review = approve(story, office.cvd)
    assert (fresh(story).held_by, fresh(story).state, review.check_owed) == (made, State.APPROVED, False)
    assert list(Story.objects.public(timezone.now())) == []


def test_held_story_that_is_changed_loses_its_release_though_its_time_has_passed(office):
    story = queued(office.editor)
    begin(office.cvd)
    approve(story, office.cvd)
    Story.objects.update(public_from=timezone.now() - timedelta(hours=1))
    stories.save(story=fresh(story), version=1, by=office.editor, headline="Doch anders")
    assert (fresh(story).live, fresh(story).public_from, fresh(story).state) == (None, None, State.IN_REVIEW)


def test_approval_after_a_crisis_lets_the_story_go(office):
    story = queued(office.editor)
    begin(office.cvd)
    approve(story, office.cvd)
    stories.save(story=fresh(story), version=1, by=office.editor, headline="Doch anders")
    crisis.end(by=office.cvd)
    approve(story, office.cvd)
    assert (fresh(story).held_by, list(Story.objects.public(timezone.now()))) == (None, [story])


def test_change_of_a_public_story_waits_for_the_end_or_takes_the_short_way(office):
    story = queued(office.editor)
    approve(story, office.cvd)
    stories.save(story=fresh(story), version=1, by=office.editor, headline="Berichtigt")
    begin(office.cvd)
    with pytest.raises(WrongState, match="steht schon im Portal"):
        approve(story, office.cvd)
    crisis.mark(story=story, short=True, by=office.editor)
    approve(story, office.cvd)
    assert fresh(story).live.content["headline"] == "Berichtigt"
    assert list(Story.objects.public(timezone.now())) == [story]


# -- the short way -----------------------------------------------------------------------------------


def test_on_the_short_way_one_person_approves_their_own_text_and_owes_a_check(office):
    made = begin(office.cvd)
    story = marked(office)
    review = approve(story, office.cvd)
    assert (fresh(story).lane, fresh(story).held_by, review.check_owed) == (made, None, True)
    assert list(Story.objects.public(timezone.now())) == [story]
    assert list(Review.objects.owing_check()) == [review]


def test_four_eyes_hold_for_every_other_story_and_after_the_end(office):
    other, story = queued(office.cvd), queued(office.cvd)
    begin(office.cvd)
    crisis.mark(story=story, short=True, by=office.cvd)
    assert rules.why_not_approve(office.cvd, fresh(other)).startswith("Sie haben diesen Beitrag zuletzt bearbeitet.")
    assert rules.why_not_approve(office.cvd, fresh(story)) == ""
    crisis.end(by=office.cvd)
    assert rules.why_not_approve(office.cvd, fresh(story)).startswith("Sie haben diesen Beitrag zuletzt bearbeitet.")


def test_short_way_of_a_former_crisis_is_none_in_the_next(office):
    begin(office.cvd)
    story = marked(office)
    crisis.end(by=office.cvd)
    begin(office.cvd)
    assert rules.takes_short_way(fresh(story)) is False


def test_story_is_taken_off_the_short_way(office):
    begin(office.cvd)
    story = marked(office)
    crisis.mark(story=story, short=False, by=office.editor)
    assert (fresh(story).lane, verbs()[-1]) == (None, "stories.mark_short_way")


def test_marking_wants_a_crisis_the_right_and_a_story_not_yet_approved(office):
    story = queued(office.editor)
    with pytest.raises(WrongState, match="Krisenmodus ist aus"):
        crisis.mark(story=story, short=True, by=office.editor)
    begin(office.cvd)
    with pytest.raises(NotAllowed):
        crisis.mark(story=story, short=True, by=office.admin)
    approve(story, office.cvd)
    with pytest.raises(WrongState, match="schon freigegeben"):
        crisis.mark(story=story, short=True, by=office.editor)
    assert fresh(story).lane is None


# -- the second check --------------------------------------------------------------------------------


@pytest.mark.parametrize("shortcomings", ["", "Die Straße heißt anders."])
def test_second_person_records_what_they_found(office, shortcomings):
    begin(office.cvd)
    review = approve(marked(office), office.cvd)
    other = people.cvd()
    crisis.end(by=office.cvd)
    assert list(Review.objects.owing_check()) == [review]
    crisis.check(review=review, shortcomings=f" {shortcomings} ", by=other)
    review.refresh_from_db()
    assert (review.checked_by, review.check_note) == (other, shortcomings)
    assert list(Review.objects.owing_check()) == []
    assert AuditEvent.objects.get(verb="stories.check").detail == {"review": review.pk, "shortcomings": shortcomings}


def test_check_is_refused_to_the_same_person_to_others_and_a_second_time(office):
    begin(office.cvd)
    review, other = approve(marked(office), office.cvd), people.cvd()
    for person in (office.cvd, office.editor):
        with pytest.raises(NotAllowed):
            crisis.check(review=review, shortcomings="", by=person)
    crisis.check(review=review, shortcomings="", by=other)
    with pytest.raises(WrongState, match="schon eingetragen"):
        crisis.check(review=review, shortcomings="Doch nicht.", by=other)
    review.refresh_from_db()
    assert review.check_note == ""
