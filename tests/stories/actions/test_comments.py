"""Remarks: who may, who is named, and that no seal breaks."""

import pytest

from people.roles import Role
from stories.actions import comments
from stories.anchoring import Quote
from stories.enums import State
from stories.errors import NotAllowed, WrongState
from stories.models import Comment, Mention, Story
from tests.factories import channels, people, stories

pytestmark = pytest.mark.django_db


@pytest.fixture
def story(office) -> Story:
    return stories.story(by=office.editor)


def remark(story: Story, by, text: str = "Stimmt die Zahl?", **more) -> Comment:
    return comments.write(story=story, text=text, by=by, **more)


def test_words_alone_are_anchored_in_the_field_that_has_them(story, office):
    row = remark(story, office.cvd, quote=Quote("40 junge Linden"))

    assert (row.field, row.quote, row.prefix, row.suffix) == (
        "lead", "40 junge Linden", "Das Gartenamt pflanzt ab Montag ", " im Hofgarten.",
    )  # fmt: skip


def test_remark_on_something_approved_breaks_no_seal(office):
    story = channels.approved(by=office.editor)

    remark(story, office.editor, quote=Quote("Linden"))

    assert Story.objects.get(pk=story.pk).state == State.APPROVED


def test_named_colleagues_are_told_once_and_oneself_never(story, office):
    maria = people.person(Role.EDITOR, username="maria", initials="mb")
    people.person(username="ohne", initials="oo")  # no role: works no longer here

    row = remark(story, office.cvd, f"@maria und @MB: bitte prüfen, @ohne @niemand @{office.cvd.username} a@mb.de")

    assert [mention.user for mention in Mention.objects.all()] == [maria]
    comments.edit(comment=row, text="@mb noch einmal", by=office.cvd)
    assert Mention.objects.count() == 1


def test_mentions_are_seen_when_their_story_is_opened(story, office):
    remark(story, office.cvd, f"@{office.editor.username} bitte ansehen")

    assert (Mention.objects.waiting(office.editor).count(), comments.see(story=story, by=office.editor)) == (1, 1)
    assert (Mention.objects.waiting(office.editor).count(), comments.see(story=story, by=office.editor)) == (0, 0)


def test_own_words_change_until_somebody_answers(story, office):
    row = remark(story, office.editor)
    comments.edit(comment=row, text="Stimmt das Datum?", by=office.editor)
    comments.answer(comment=row, text="Ja.", by=office.cvd)

    with pytest.raises(NotAllowed):
        comments.edit(comment=row, text="Doch nicht", by=office.editor)
    row.refresh_from_db()
    assert row.text == "Stimmt das Datum?"


def test_others_words_do_not_change(story, office):
    with pytest.raises(NotAllowed):
        comments.edit(comment=remark(story, office.editor), text="Anders", by=office.cvd)


def test_settled_remark_opens_again_by_hand_and_by_an_answer(story, office):
    row = remark(story, office.editor)
    comments.resolve(comment=row, by=office.cvd)
    assert Comment.objects.open().count() == 0
    comments.reopen(comment=row, by=office.editor)
    assert Comment.objects.open().count() == 1
    comments.resolve(comment=row, by=office.cvd)
    comments.answer(comment=row, text="Es fehlt noch etwas.", by=office.editor)

    assert Comment.objects.open().get() == row


@pytest.mark.parametrize("text", ["", "  \n ", "x" * 4001])
def test_empty_and_endless_remarks_are_refused_in_words(story, office, text):
    with pytest.raises(WrongState):
        remark(story, office.editor, text)


def test_administration_does_not_comment(story, office):
    with pytest.raises(NotAllowed):
        remark(story, office.admin)
