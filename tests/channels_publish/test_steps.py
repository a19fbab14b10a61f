"""Which ways there are on each channel, and which is taken."""

import pytest

from channels_publish import seal, steps
from channels_publish.actions import corrections, renditions
from channels_publish.enums import Act, Kind, State
from channels_publish.models import Account, Delivery
from stories.actions import stories as story_actions
from stories.models import Correction, Story
from tests.factories import channels, ledger, media

SENT = {
    Kind.PRESS: (Act.FOLLOW_UP, Act.MANUAL, "leave"),
    Kind.WEBSITE: (Act.EDIT, Act.REPLACE, Act.MANUAL, "leave"),
    Kind.FACEBOOK: (Act.EDIT, Act.REPLACE, Act.FOLLOW_UP, Act.MANUAL, "leave"),
    Kind.X: (Act.REPLACE, Act.FOLLOW_UP, Act.MANUAL, "leave"),
    Kind.INSTAGRAM: (Act.REPLACE, Act.FOLLOW_UP, Act.MANUAL, "leave"),
    Kind.YOUTUBE: (Act.EDIT, Act.REPLACE, Act.MANUAL, "leave"),
}
BACK = {
    Kind.PRESS: (Act.FOLLOW_UP, Act.MANUAL),
    Kind.WEBSITE: (Act.WITHDRAW, Act.MANUAL),
    Kind.FACEBOOK: (Act.WITHDRAW, Act.FOLLOW_UP, Act.MANUAL),
    Kind.X: (Act.WITHDRAW, Act.FOLLOW_UP, Act.MANUAL),
    Kind.INSTAGRAM: (Act.WITHDRAW, Act.FOLLOW_UP, Act.MANUAL),
    Kind.YOUTUBE: (Act.WITHDRAW, Act.MANUAL),
}


@pytest.fixture
def out(office) -> Story:
    """A story that is out on every channel, as the ledger tells it."""
    for kind in SENT:
        channels.press_account() if kind == Kind.PRESS else channels.account(kind)
    story = channels.approved(by=office.editor, pictures=1, video=True)
    for row in Delivery.objects.select_related("account", "rendition__story"):
        ledger.put(row, State.SENT)
    return Story.objects.get(pk=story.pk)


def ways(story: Story, office, kind: str = "correction") -> dict[str, tuple[str, ...]]:
    wanted = Correction(story=story, kind=kind, created_by=office.editor)
    return {step.original.account.kind: step.ways for step in steps.plan(story, wanted)}


@pytest.mark.parametrize(("kind", "expected"), [("correction", SENT), ("withdrawal", BACK)])
def test_best_way_of_each_channel_comes_first(out, office, kind, expected):
    assert ways(out, office, kind) == expected


def test_facebook_with_another_picture_is_posted_anew(out, office):
    row = channels.rendition(out, Kind.FACEBOOK)
    renditions.edit(rendition=row, version=row.version, by=office.editor, media="images")
    record = Delivery.objects.get(account__kind=Kind.FACEBOOK)
    record.post = {"images": [{"sha256": "0" * 64}], "video": None}
    record.save()
    assert ways(out, office)[Kind.FACEBOOK][0] == Act.REPLACE


def test_account_that_is_left_out_keeps_its_post(out, office):
    renditions.include(rendition=channels.rendition(out, Kind.FACEBOOK), included=False, by=office.editor)
    assert ways(out, office)[Kind.FACEBOOK] == ("leave", Act.FOLLOW_UP, Act.MANUAL)


def test_account_out_of_service_is_for_a_person(out, office):
    Account.objects.filter(kind=Kind.X).update(active=False)
    assert (ways(out, office)[Kind.X], ways(out, office, "withdrawal")[Kind.X]) == (
        ("leave", Act.MANUAL),
        (Act.MANUAL,),
    )


def test_way_that_is_no_longer_possible_falls_back_to_the_best(out, office):
    account = channels.rendition(out, Kind.X).account_id
    corrections.write(story=out, notice="Neu.", ways={str(account): Act.EDIT}, by=office.editor)
    (planned,) = [
        step for step in steps.plan(out, out.corrections.open().get()) if step.original.account.kind == Kind.X
    ]
    assert planned.way == Act.REPLACE


def test_seal_covers_notice_ways_and_the_text_of_each_follow_up(out, office):
    payloads = []
    for notice, chosen in (("Eins.", {}), ("Zwei.", {}), ("Zwei.", {"facebook": Act.FOLLOW_UP})):
        by_account = {str(channels.rendition(out, Kind(kind)).account_id): way for kind, way in chosen.items()}
        corrections.write(story=out, notice=notice, ways=by_account, by=office.editor)
        payloads.append(seal.sealed_payload(Story.objects.get(pk=out.pk)))
    assert len({seal.digest(payload) for payload in payloads}) == 3
    told = {step["account"]: step["follow_up"] for step in payloads[0]["correction"]["steps"]}
    assert sum("Eins." in text for text in told.values()) == 3


def test_seal_does_not_move_while_rows_settle(out, office):
    corrections.write(story=out, notice="Neu.", ways={}, by=office.editor)
    seals = set()
    for state in (State.SENT, State.UNKNOWN, State.DUE, State.SENDING):
        ledger.put(Delivery.objects.get(account__kind=Kind.X), state)
        seals.add(seal.digest(seal.sealed_payload(Story.objects.get(pk=out.pk))))
    assert len(seals) == 1


def test_change_of_a_picture_is_a_change_for_readers(out, office):
    assert corrections.changes_public_posts(out) is False
    story_actions.add_image(story=out, asset=media.picture(by=office.editor), by=office.editor)
    assert corrections.changes_public_posts(Story.objects.get(pk=out.pk)) is True
