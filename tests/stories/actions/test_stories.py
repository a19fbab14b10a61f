"""Writing a story: versions, revisions, pictures, addresses."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from people.models import AuditEvent
from stories.actions import departments, stories
from stories.errors import Conflict, NotAllowed, WrongState
from stories.models import Story
from tests.factories import media, people
from tests.factories.stories import story as make


def verbs(story: Story) -> list[str]:
    rows = AuditEvent.objects.filter(target_type="stories.Story", target_id=str(story.pk)).order_by("pk")
    return list(rows.values_list("verb", flat=True))


def numbers(story: Story) -> list[int]:
    return list(story.revisions.order_by("number").values_list("number", flat=True))


def alts(story: Story) -> list[str]:
    return [asset.alt_text for asset in Story.objects.get(pk=story.pk).ordered_images()]


def test_create_begins_a_draft_with_its_first_revision(office):
    story = stories.create(by=office.editor, headline="Bäume", lead="Linden", source_ref="release:1")
    story.refresh_from_db()
    assert (story.state, story.version, story.author, story.last_editor) == ("draft", 1, office.editor, office.editor)
    assert (story.source_ref, story.live, story.public_from) == ("release:1", None, None)
    assert (numbers(story), verbs(story)) == ([1], ["stories.create"])


def test_create_without_the_right_writes_nothing(office):
    with pytest.raises(NotAllowed, match="Sie dürfen keine Beiträge schreiben"):
        stories.create(by=office.admin, headline="Bäume")
    assert Story.objects.count() == 0


def test_create_cleans_the_body(office):
    story = stories.create(by=office.editor, headline="B", body="<p>gut</p><script>böse()</script>")
    assert Story.objects.get(pk=story.pk).body == "<p>gut</p>"


def test_create_takes_contact_and_responsible_from_the_department(office):
    garden = departments.ensure(name="Gartenamt", by=None, contact="Telefon 1", responsible="Leitung")
    story = stories.create(by=office.editor, headline="B", department=garden, contact="Telefon 2")
    assert (story.contact, story.responsible) == ("Telefon 2", "Leitung")


def test_unknown_field_is_a_mistake_of_the_caller(office):
    with pytest.raises(TypeError, match="unknown story fields: \\['state'\\]"):
        stories.create(by=office.editor, headline="B", state="published")


@pytest.mark.parametrize(
    ("headline", "slug"),
    [
        ("Fähre, Öffnung & Übergabe: Straße", "faehre-oeffnung-uebergabe-strasse"),
        ("Café Crème", "cafe-creme"),
        ("??? !!!", "beitrag"),
        ("x" * 200, "x" * 70),
        ("Die neue " + "Uferpromenade " * 9, "die-neue-uferpromenade-uferpromenade-uferpromenade-uferpromenade"),
    ],
)
def test_address_is_readable(office, headline, slug):
    assert make(by=office.editor, headline=headline).slug == slug


def test_address_is_unique(office):
    slugs = [make(by=office.editor, headline="Fähre").slug for _ in range(3)]
    assert slugs == ["faehre", "faehre-2", "faehre-3"]


def test_address_stays_when_the_headline_changes(office):
    story = make(by=office.editor, headline="Fähre")
    story = stories.save(story=story, version=1, by=office.editor, headline="Schiff")
    assert (story.headline, story.slug) == ("Schiff", "faehre")


def test_save_makes_a_version_and_a_revision(office):
    other = people.editor()
    story = stories.save(story=make(by=office.editor), version=1, by=other, lead="Neu.")
    story.refresh_from_db()
    assert (story.version, story.lead, story.author, story.last_editor) == (2, "Neu.", office.editor, other)
    assert (numbers(story), verbs(story)) == ([1, 2], ["stories.create", "stories.save"])


def test_save_of_what_is_there_keeps_version_and_revision(office):
    embargo = datetime(2027, 1, 5, 9, tzinfo=UTC)
    story = make(by=office.editor, embargo=embargo)
    same = {"headline": story.headline, "body": story.body, "embargo": embargo.astimezone(ZoneInfo("Europe/Berlin"))}
    story = stories.save(story=story, version=1, by=people.editor(), **same)
    story.refresh_from_db()
    assert (story.version, story.last_editor, numbers(story)) == (1, office.editor, [1])
    assert verbs(story) == ["stories.create"]


def test_save_on_an_old_version_is_a_conflict_and_names_the_other(office):
    story = make(by=office.editor)
    other = people.editor(first_name="Jonas", last_name="Wieland")
    stories.save(story=story, version=1, by=other, lead="Von Jonas.")
    with pytest.raises(Conflict, match="Jonas Wieland hat diesen Beitrag inzwischen gespeichert") as caught:
        stories.save(story=story, version=1, by=office.editor, lead="Von mir.")
    assert (caught.value.story.lead, caught.value.story.version) == ("Von Jonas.", 2)
    assert Story.objects.get(pk=story.pk).lead == "Von Jonas."


def test_save_without_the_right_changes_nothing(office):
    story = make(by=office.editor)
    with pytest.raises(NotAllowed):
        stories.save(story=story, version=1, by=office.admin, lead="Neu.")
    assert Story.objects.get(pk=story.pk).version == 1


def test_revision_keeps_what_the_story_said(office):
    story = make(by=office.editor, lead="Erst.")
    story = stories.save(story=story, version=1, by=office.editor, lead="Dann.")
    stories.save(story=story, version=2, by=office.editor, lead="Erst.")
    leads = [row.content["lead"] for row in story.revisions.order_by("number")]
    assert leads == ["Erst.", "Dann.", "Erst."]


def test_pictures_are_added_moved_and_removed(office):
    story = make(by=office.editor, pictures=3)
    first, _second, third = story.ordered_images()
    stories.move_image(story=story, asset=third, steps=-2, by=office.editor)
    assert alts(story) == ["Linde 3", "Linde 1", "Linde 2"]
    stories.move_image(story=story, asset=third, steps=1, by=office.editor)
    assert alts(story) == ["Linde 1", "Linde 3", "Linde 2"]
    stories.remove_image(story=story, asset=first, by=office.editor)
    assert alts(story) == ["Linde 3", "Linde 2"]
    stories.add_image(story=story, asset=first, by=office.editor)
    assert alts(story) == ["Linde 3", "Linde 2", "Linde 1"]
    story.refresh_from_db()
    assert (story.version, numbers(story)) == (8, [1, 2, 3, 4, 5, 6, 7, 8])


def test_picture_beyond_the_end_stays_at_the_end(office):
    story = make(by=office.editor, pictures=2)
    stories.move_image(story=story, asset=story.ordered_images()[0], steps=9, by=office.editor)
    assert alts(story) == ["Linde 2", "Linde 1"]


def test_what_changes_no_picture_changes_no_version(office):
    story = make(by=office.editor, pictures=1)
    (there,), elsewhere = story.ordered_images(), media.picture()
    stories.add_image(story=story, asset=there, by=office.editor)
    stories.remove_image(story=story, asset=elsewhere, by=office.editor)
    stories.move_image(story=story, asset=there, steps=1, by=office.editor)
    assert Story.objects.get(pk=story.pk).version == 2


def test_moving_a_picture_that_is_gone_is_told(office):
    story = make(by=office.editor, pictures=1)
    with pytest.raises(WrongState, match="nicht mehr im Beitrag"):
        stories.move_image(story=story, asset=media.picture(), steps=1, by=office.editor)


def test_video_is_set_and_taken_away(office):
    story, film = make(by=office.editor), media.clip()
    stories.set_video(story=story, asset=film, by=office.editor)
    assert Story.objects.get(pk=story.pk).video == film
    stories.set_video(story=story, asset=None, by=office.editor)
    assert Story.objects.get(pk=story.pk).video is None
    assert verbs(story) == ["stories.create", "stories.set_video", "stories.set_video"]


def test_words_of_a_picture_make_a_new_revision(office):
    story = make(by=office.editor, pictures=1)
    (asset,) = story.ordered_images()
    words = {"alt_text": "Die neue Bank", "credit": asset.credit, "caption": asset.caption}
    stories.describe_image(story=story, asset=asset, by=office.editor, **words)
    stories.describe_image(story=story, asset=asset, by=office.editor, **words)
    newest = story.revisions.order_by("-number")[0]
    assert (newest.number, newest.content["images"][0]["alt"]) == (3, "Die neue Bank")


def test_department_is_made_once(office):
    first = departments.ensure(name="Gartenamt", by=None, contact="Telefon 1")
    again = departments.ensure(name="Gartenamt", by=None, contact="Telefon 2")
    assert (again, again.contact) == (first, "Telefon 1")
    assert AuditEvent.objects.filter(verb="stories.create_department").count() == 1


def test_whoever_writes_a_rendition_is_an_author_of_the_story(office):
    story = make(by=office.editor)
    before = story.updated_at
    stories.rendition_written(story=story, by=office.social)
    story = Story.objects.get(pk=story.pk)
    assert (story.last_editor, story.version, story.updated_at) == (office.social, 1, before)
