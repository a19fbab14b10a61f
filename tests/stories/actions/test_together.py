"""Two people save one story: nobody's change goes without a word."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from stories.actions import departments, stories, together
from stories.errors import Conflict, NotAllowed
from stories.models import Revision
from tests.factories import media
from tests.factories.stories import story as make

FIRST, SECOND = "<p>Die Fähre fährt.</p>", "<p>Sie ist neu.</p>"


@pytest.fixture
def story(office):
    return make(by=office.editor, headline="Fähre", lead="Alt.", body=FIRST + SECOND)


@pytest.fixture
def theirs(story, office):
    return stories.save(story=story, version=1, by=office.cvd, lead="Neu.", body=f"{FIRST}<p>Sie ist blau.</p>")


def form(story, **changes):
    names = ("headline", "lead", "body", "department", "embargo", "keywords", "remit")
    return {name: getattr(story, name) for name in names} | changes


def test_save_of_an_untouched_version_merges_nothing(story, office):
    saved = together.save(story=story, version=1, by=office.editor, **form(story, lead="Neu."))
    assert (saved.story.lead, saved.story.version, saved.colleague, saved.taken) == ("Neu.", 2, None, [])


def test_save_puts_two_changes_together(story, theirs, office):
    body = f"<p>Die Fähre fährt wieder.</p>{SECOND}"
    saved = together.save(story=story, version=1, by=office.editor, **form(story, headline="Rheinfähre", body=body))
    row = saved.story
    assert (row.headline, row.lead, row.body) == (
        "Rheinfähre",
        "Neu.",
        "<p>Die Fähre fährt wieder.</p><p>Sie ist blau.</p>",
    )
    assert (saved.colleague, saved.taken, row.version, row.last_editor) == (
        office.cvd,
        ["lead", "body"],
        3,
        office.editor,
    )
    assert saved.base["lead"] == "Alt."


def test_save_refuses_what_both_changed_and_stores_nothing(story, theirs, office):
    with pytest.raises(Conflict, match="hat diesen Beitrag inzwischen gespeichert") as caught:
        together.save(story=story, version=1, by=office.editor, **form(story, headline="Rheinfähre", lead="Anders."))
    assert {name: (row.mine, row.theirs) for name, row in caught.value.merge.clashes.items()} == {
        "lead": ("Anders.", "Neu.")
    }
    story.refresh_from_db()
    assert (story.headline, story.lead, story.version) == ("Fähre", "Neu.", 2)


def test_save_over_what_was_seen_wins_only_where_both_changed(story, theirs, office):
    saved = together.save(story=story, version=1, over=2, by=office.editor, **form(story, lead="Anders."))
    assert (saved.story.lead, saved.story.body, saved.taken) == ("Anders.", f"{FIRST}<p>Sie ist blau.</p>", ["body"])


def test_save_over_an_older_sight_is_refused_again(story, theirs, office):
    stories.save(story=theirs, version=2, by=office.cvd, lead="Noch neuer.")
    with pytest.raises(Conflict):
        together.save(story=story, version=1, over=2, by=office.editor, **form(story, lead="Anders."))


def test_other_spellings_of_the_same_are_no_change(story, office):
    department = departments.ensure(name="Gartenamt", contact="", responsible="", by=None)
    moment = datetime(2027, 1, 5, 9, tzinfo=UTC)
    lead = "Zwei\nZeilen"
    story = stories.save(story=story, version=1, by=office.editor, lead=lead, embargo=moment, department=department)
    stories.save(
        story=story, version=2, by=office.cvd, lead="Neu.", embargo=moment + timedelta(days=1), department=None
    )
    typed = form(story, lead=lead.replace("\n", "\r\n"), embargo=moment.astimezone(ZoneInfo("Europe/Berlin")))
    saved = together.save(story=story, version=2, by=office.editor, **typed)
    assert (saved.story.lead, saved.story.department) == ("Neu.", None)
    assert saved.story.embargo == moment + timedelta(days=1)
    assert saved.taken == ["lead", "department", "embargo"]


def test_version_without_a_revision_of_its_own_has_the_one_before(story, office):
    asset = media.picture(by=office.editor)
    story = stories.add_image(story=story, asset=asset, by=office.editor)
    story = stories.remove_image(story=story, asset=asset, by=office.editor)
    assert together.base_of(story, 3)["images"] == []
    assert together.base_of(story, 2)["images"][0]["asset"] == asset.pk


def test_text_of_unknown_beginning_clashes_wherever_it_differs(story, theirs, office):
    Revision.objects.update(version=None)
    with pytest.raises(Conflict) as caught:
        together.save(story=story, version=1, by=office.editor, **form(story))
    assert sorted(caught.value.merge.clashes) == ["body", "lead"]


def test_save_without_the_right_stores_nothing(story, office):
    with pytest.raises(NotAllowed):
        together.save(story=story, version=1, by=office.admin, **form(story))


def test_words_of_a_picture_stay_as_somebody_else_worded_them(story, office):
    asset = media.picture(by=office.editor)
    base = {"images": [{"asset": asset.pk, "alt": "Alt", "credit": "Stadt", "caption": ""}]}
    asset.alt_text, asset.credit = "Neu", "Stadt"
    typed = {"alt_text": "Alt", "credit": "Archiv", "caption": ""}
    assert together.image_words(asset, typed, base) == {"alt_text": "Neu", "credit": "Archiv", "caption": ""}
    assert together.image_words(asset, typed, None) == typed
