"""What blocks submission, field by field."""

from datetime import timedelta

import pytest
from django.utils import timezone

from media_library.actions import assets
from media_library.enums import Consent
from stories.actions import remits
from stories.actions import stories as actions
from stories.completeness import missing
from stories.models import Department
from tests.factories import media, stories


def fields(story) -> list[str]:
    return [gap.field for gap in missing(story)]


def test_complete_story_has_no_gap(office):
    assert missing(stories.story(by=office.editor, pictures=1)) == []


@pytest.mark.parametrize("field", ["headline", "contact", "responsible"])
def test_empty_field_is_a_gap(office, field):
    assert fields(stories.story(by=office.editor, **{field: "  "})) == [field]


def test_text_is_missing_only_without_lead_and_body(office):
    assert fields(stories.story(by=office.editor, lead="", body="")) == ["body"]
    assert fields(stories.story(by=office.editor, lead="")) == []
    assert fields(stories.story(by=office.editor, body="")) == []


def test_picture_needs_words_and_a_name_behind_it(office):
    story = stories.story(by=office.editor)
    bare = media.picture(alt="", credit="", name="bank.jpg")
    story = actions.add_image(story=story, asset=bare, by=office.editor)
    gaps = missing(story)
    assert [gap.field for gap in gaps] == [f"image-{bare.pk}-alt_text", f"image-{bare.pk}-credit"]
    assert [gap.message.split(".")[0] for gap in gaps] == ["Dem Bild „bank", "Dem Bild „bank"]
    assert ["Alternativtext" in gap.message for gap in gaps] == [True, False]
    assert ["Bildnachweis" in gap.message for gap in gaps] == [False, True]


def test_gaps_come_in_the_order_of_the_form(office):
    story = stories.story(by=office.editor, headline=" ", lead="", body="", contact="", responsible="")
    assert fields(story) == ["headline", "body", "contact", "responsible"]


@pytest.mark.parametrize("words", ["IMG_4711.jpg", "Bild 1", "foto", "bank.jpg", "DSC0815", "2026"])
def test_alternative_text_must_say_what_is_seen(office, words):
    story = stories.story(by=office.editor)
    picture = media.picture(alt=words, name="bank.jpg")
    story = actions.add_image(story=story, asset=picture, by=office.editor)
    assert [gap.field for gap in missing(story)] == [f"image-{picture.pk}-alt_text"]


@pytest.mark.parametrize("words", ["Bildhauer bei der Arbeit", "Eine Bank", "Foto: Bank am Rhein", "Rathaus"])
def test_alternative_text_that_says_it_is_none(office, words):
    story = stories.story(by=office.editor)
    story = actions.add_image(story=story, asset=media.picture(alt=words, name="bank.jpg"), by=office.editor)
    assert missing(story) == []


def test_licence_must_last_until_the_public_sees_it(office):
    today = timezone.localdate()
    story = stories.story(by=office.editor, pictures=1)
    (picture,) = story.ordered_images()
    assets.set_rights(asset=picture, usable_until=today + timedelta(days=1), by=None)
    assert fields(story) == []
    story = actions.save(
        story=story, version=story.version, embargo=timezone.now() + timedelta(days=3), by=office.editor
    )
    assert fields(story) == [f"image-{picture.pk}-usable_until"]


@pytest.mark.parametrize(("consent", "blocks"), [(c, c in {Consent.MISSING, Consent.WITHDRAWN}) for c in Consent])
def test_consent_that_is_missing_or_withdrawn_blocks(office, consent, blocks):
    story = stories.story(by=office.editor, pictures=1, video=True)
    for asset in (*story.ordered_images(), story.video):
        assets.set_rights(asset=asset, consent=consent, by=None)
    story.refresh_from_db()
    (picture,) = story.ordered_images()
    assert fields(story) == ([f"image-{picture.pk}-consent", "video-consent"] if blocks else [])


def test_film_with_sound_needs_captions_or_a_reason(office):
    story = stories.story(by=office.editor, video=True)
    story = actions.set_captions(story=story, file=None, reason=" ", by=office.editor)
    assert (story.video.sound, fields(story)) == (True, ["captions"])
    story = actions.set_captions(story=story, file=None, reason="Nur Musik.", by=office.editor)
    assert fields(story) == []


def test_task_is_asked_for_once_the_register_is_kept(office):
    story = stories.story(by=office.editor)
    assert fields(story) == []
    park = remits.ensure(name="Grünflächen", basis="§ 8 GO NRW", by=None)
    assert fields(story) == ["remit"]
    assert fields(actions.save(story=story, version=story.version, remit=park, by=office.editor)) == []


def test_task_comes_from_the_department(office):
    park = remits.ensure(name="Grünflächen", by=None)
    department = Department.objects.create(name="Gartenamt", remit=park)
    assert stories.story(by=office.editor, department=department).remit == park


def test_heading_that_leaps_a_level_blocks(office):
    assert fields(stories.story(by=office.editor, body="<h3>Tief</h3><p>Text</p>")) == ["body"]
