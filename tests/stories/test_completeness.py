"""What blocks submission, field by field."""

import pytest

from stories.actions import stories as actions
from stories.completeness import missing
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
