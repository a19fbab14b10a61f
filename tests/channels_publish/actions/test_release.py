"""From approval to the ledger: what is sealed, which slots, and what a new approval does to the old."""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from celery import Celery
from django.utils import timezone

from channels_publish import seal, sheet
from channels_publish.actions import decisions, release, renditions
from channels_publish.enums import Kind, State
from channels_publish.errors import Blocked, NotMade, SealChanged
from channels_publish.models import Delivery
from media_library.actions import assets
from media_library.models import Variant
from newsroom.celery import app as newsroom_app
from people.models import AuditEvent
from stories.actions import stories as story_actions
from stories.enums import State as StoryState
from stories.errors import NotAllowed, NotReady
from stories.models import Story
from tests.factories import channels, people, stories

LATER = timezone.now() + timedelta(days=3)


def fresh(story: Story) -> Story:
    return Story.objects.get(pk=story.pk)


def changed(story: Story, by, **fields) -> Story:
    story = fresh(story)
    return story_actions.save(story=story, version=story.version, by=by, **fields)


def test_submit_names_gaps_before_anything_else(office):
    channels.account(Kind.X)
    with pytest.raises(NotReady) as caught:
        release.submit(story=stories.story(by=office.editor, contact=""), by=office.editor)
    assert [gap.field for gap in caught.value.gaps] == ["contact"]


def ends(story: Story, *, days: int) -> str:
    """Let the licence of the story's only picture end in so many days; the field that tells so."""
    (picture,) = story.ordered_images()
    assets.set_rights(asset=picture, usable_until=timezone.localdate() + timedelta(days=days), by=None)
    return f"image-{picture.pk}-usable_until"


def test_submit_refuses_a_licence_that_ends_before_the_last_slot(office):
    channels.account(Kind.X)
    story = stories.story(by=office.editor, pictures=1)
    renditions.refresh(story=story, by=office.editor)
    renditions.plan(rendition=channels.rendition(story, Kind.X), send_at=LATER, by=office.social)
    field = ends(story, days=1)
    with pytest.raises(NotReady) as caught:
        release.submit(story=fresh(story), by=office.editor)
    assert [gap.field for gap in caught.value.gaps] == [field]


def test_approval_for_later_refuses_a_licence_that_ends_before(office):
    channels.account(Kind.X)
    story = channels.submitted(by=office.editor, pictures=1)
    field = ends(story, days=1)
    with pytest.raises(NotReady) as caught:
        channels.approve(fresh(story), by=office.cvd, at=LATER)
    assert [gap.field for gap in caught.value.gaps] == [field]
    assert (fresh(story).state, Delivery.objects.count()) == (StoryState.IN_REVIEW, 0)


def test_submit_refuses_what_a_platform_would_refuse(office):
    channels.account(Kind.X)
    story = stories.story(by=office.editor)
    renditions.refresh(story=story, by=office.editor)
    x = channels.rendition(story, Kind.X)
    renditions.edit(rendition=x, version=1, by=office.editor, text="ä" * 281)
    with pytest.raises(Blocked, match="um 1 zu lang: 281 von 280") as caught:
        release.submit(story=story, by=office.editor)
    assert [notice.account for notice in caught.value.notices] == ["X: Stadt auf X"]
    assert fresh(story).state == StoryState.DRAFT


def test_approval_seals_what_was_seen_and_plans_every_account(office):
    for kind in (Kind.WEBSITE, Kind.X, Kind.YOUTUBE):
        channels.account(kind)
    story = channels.submitted(by=office.editor)
    before = timezone.now()
    review = channels.approve(story, by=office.cvd, note="Gut.")
    assert review.seal == seal.digest(review.payload) == seal.digest(seal.sealed_payload(fresh(story)))
    assert (review.by, review.note) == (office.cvd, "Gut.")
    rows = Delivery.objects.order_by("account__position")
    assert [(row.account.kind, row.state, row.review) for row in rows] == [
        ("website", State.DUE, review),
        ("x", State.DUE, review),
    ]
    assert all(before <= row.slot == row.due_at <= timezone.now() for row in rows)
    assert AuditEvent.objects.filter(verb="channels_publish.plan_delivery").count() == 2


def test_stale_seal_is_refused_and_nothing_is_planned(office):
    channels.account(Kind.X)
    story = channels.submitted(by=office.editor)
    seen = seal.digest(seal.sealed_payload(story))
    changed(story, people.editor(), lead="Inzwischen anders.")
    with pytest.raises(SealChanged, match="während Sie ihn geprüft haben"):
        release.approve(story=fresh(story), by=office.cvd, seen_seal=seen)
    assert (fresh(story).state, Delivery.objects.count()) == (StoryState.IN_REVIEW, 0)


def test_approval_refuses_what_a_platform_would_refuse(office):
    channels.account(Kind.X)
    story = channels.submitted(by=office.editor)
    renditions.edit(rendition=channels.rendition(story, Kind.X), version=1, by=office.social, text="ä" * 281)
    with pytest.raises(Blocked):
        channels.approve(story, by=office.cvd)
    assert (fresh(story).state, Delivery.objects.count()) == (StoryState.IN_REVIEW, 0)


def test_approval_needs_the_right(office):
    channels.account(Kind.X)
    story = channels.submitted(by=office.editor)
    with pytest.raises(NotAllowed):
        channels.approve(story, by=office.social)
    assert Delivery.objects.count() == 0


HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("facts", "slots", "public"),
    [
        ({}, {"press": None, "x": None}, None),
        ({"send_at": LATER}, {"press": None, "x": LATER}, None),
        ({"at": LATER}, {"press": LATER, "x": LATER}, LATER),
        ({"embargo": LATER}, {"press": None, "x": LATER}, LATER),
        ({"embargo": LATER, "at": LATER - HOUR}, {"press": LATER - HOUR, "x": LATER}, LATER),
        ({"embargo": LATER, "at": LATER + HOUR}, {"press": LATER + HOUR, "x": LATER + HOUR}, LATER + HOUR),
        ({"embargo": LATER, "send_at": LATER + HOUR}, {"press": None, "x": LATER + HOUR}, LATER),
        ({"embargo": LATER, "send_at": LATER - HOUR}, {"press": None, "x": LATER}, LATER),
    ],
    ids=[
        "at once",
        "slot",
        "released later",
        "embargo",
        "before embargo",
        "after embargo",
        "slot after",
        "slot before",
    ],
)
def test_slots(office, facts, slots, public):
    """None is now. Press goes out before the embargo with the embargo marked on it."""
    channels.press_account()
    channels.account(Kind.X)
    story = channels.submitted(by=office.editor, embargo=facts.get("embargo"))
    if send_at := facts.get("send_at"):
        renditions.plan(rendition=channels.rendition(story, Kind.X), send_at=send_at, by=office.social)
    channels.approve(story, by=office.cvd, at=facts.get("at"))
    now = timezone.now()
    got = {kind: channels.delivery(story, kind).slot for kind in slots}
    assert {kind: None if slot <= now else slot for kind, slot in got.items()} == slots
    assert (None if fresh(story).public_from <= now else fresh(story).public_from) == public


def reapproved(story: Story, office) -> Story:
    changed(story, office.editor, lead="Eine neue Fassung.")
    story = fresh(story)
    renditions.refresh(story=story, by=office.editor)
    channels.approve(story, by=office.cvd)
    return fresh(story)


@pytest.mark.parametrize("state", [State.DUE, State.HELD, State.REFUSED, State.ACCOUNT])
def test_new_approval_takes_the_place_of_what_never_left_the_house(office, state):
    channels.account(Kind.X)
    story = channels.approved(by=office.editor)
    old = channels.delivery(story)
    moment = timezone.now() + HOUR
    Delivery.objects.filter(pk=old.pk).update(
        state=state, code="x", detail="y", tries=3, handles={"media": "1"}, settled_at=moment, due_at=moment
    )
    story = reapproved(story, office)
    row = channels.delivery(story)
    assert (row.pk, row.state, row.tries, row.handles, row.code, row.detail) == (old.pk, State.DUE, 0, {}, "", "")
    assert (row.review.revision.number, row.settled_at, row.due_at) == (2, None, row.slot)
    assert row.due_at <= timezone.now()


@pytest.mark.parametrize("state", [State.SENDING, State.SENT, State.UNKNOWN])
def test_new_approval_leaves_alone_what_may_be_public(office, state):
    channels.account(Kind.X)
    story = channels.approved(by=office.editor)
    old = channels.delivery(story)
    Delivery.objects.filter(pk=old.pk).update(
        state=state, remote_id="1", token=old.pk, lease_until=timezone.now() + HOUR
    )
    story = reapproved(story, office)
    row = channels.delivery(story)
    assert (row.pk, row.state, row.review, row.token) == (old.pk, state, old.review, old.pk)


def test_new_approval_after_cancelling_makes_a_new_row(office):
    channels.account(Kind.X)
    story = channels.approved(by=office.editor)
    old = channels.delivery(story)
    decisions.cancel(delivery=old, by=office.cvd)
    reapproved(story, office)
    rows = Delivery.objects.order_by("created_at")
    assert [(row.state, row.rendition) for row in rows] == [
        (State.CANCELLED, old.rendition),
        (State.DUE, old.rendition),
    ]


def test_new_approval_calls_off_what_it_leaves_out(office):
    channels.account(Kind.X)
    channels.account(Kind.FACEBOOK)
    story = channels.approved(by=office.editor)
    renditions.include(rendition=channels.rendition(story, Kind.X), included=False, by=office.social)
    channels.approve(story, by=office.cvd)
    states = {kind: channels.delivery(story, kind).state for kind in (Kind.X, Kind.FACEBOOK)}
    assert states == {Kind.X: State.CANCELLED, Kind.FACEBOOK: State.DUE}
    assert AuditEvent.objects.filter(verb="channels_publish.left_out").count() == 1


def test_approved_correction_of_what_is_out_is_published_at_once(office):
    channels.account(Kind.X)
    story = channels.approved(by=office.editor)
    Delivery.objects.update(state=State.SENT, remote_id="1")
    story = reapproved(story, office)
    assert (story.state, story.live.number) == (StoryState.PUBLISHED, 2)


@pytest.fixture
def broker() -> Iterator[Callable[..., Celery]]:
    """Another broker than the one of the settings, for the test's length."""
    made: list[Celery] = []

    def use(url: str, **options: str) -> Celery:
        made.append(Celery("test", broker=url, broker_transport_options=options))
        made[-1].set_current()
        return made[-1]

    yield use
    for app in made:
        app.close()
    newsroom_app.set_current()


def test_approval_rings_after_commit(office, broker, tmp_path, django_capture_on_commit_callbacks):
    folders = {f"data_folder_{way}": str(tmp_path) for way in ("in", "out")}
    broker("filesystem://", control_folder=str(tmp_path / "control"), **folders)
    channels.account(Kind.X)
    story = channels.submitted(by=office.editor)
    with django_capture_on_commit_callbacks(execute=True):
        channels.approve(story, by=office.cvd)
        assert list(tmp_path.glob("*.msg")) == []
    (message,) = tmp_path.glob("*.msg")
    assert json.loads(message.read_text())["headers"]["task"] == "channels_publish.drain"


def test_silent_bell_is_noted_and_costs_nothing(office, broker, caplog, django_capture_on_commit_callbacks):
    broker("redis://127.0.0.1:9/0", max_retries=0)
    channels.account(Kind.X)
    story = channels.submitted(by=office.editor)
    with django_capture_on_commit_callbacks(execute=True):
        channels.approve(story, by=office.cvd)
    assert [record.getMessage() for record in caplog.records if record.name == release.__name__] == [
        "the bell is silent (OperationalError); the sweep will find what is due"
    ]
    assert channels.delivery(story).state == State.DUE


def test_release_whose_pdf_cannot_be_made_goes_no_further(office):
    channels.account(Kind.PRESS)
    story = stories.story(by=office.editor, pictures=1)
    renditions.refresh(story=story, by=office.editor)
    sheet.sheet(fresh(story))
    for variant in Variant.objects.all():
        Path(variant.file.path).write_bytes(b"\xff\xd8 kein Bild")
    with pytest.raises(NotMade, match="Das PDF lässt sich nicht barrierefrei herstellen: "):
        release.submit(story=fresh(story), by=office.editor)
    assert fresh(story).state == StoryState.DRAFT
    Story.objects.filter(pk=story.pk).update(state="in_review", submitted_at=timezone.now())
    with pytest.raises(NotMade):
        channels.approve(fresh(story), by=office.cvd)
    assert Delivery.objects.count() == 0
