"""Files of a topic become media of the house."""

import pytest

from media_library.messages import BadFile
from media_library.models import Asset
from stories.actions import attachments, topics
from stories.errors import NotAllowed
from stories.intake.incoming import Enclosure
from stories.models import Attachment
from tests.factories import media, people
from tests.factories import topics as make


def picture(name: str = "linde.jpg", alt: str = "Eine Linde") -> Enclosure:
    return Enclosure(name, "image/jpeg", media.jpeg().getvalue(), alt)


@pytest.fixture
def topic(db):
    return make.received(enclosures=(picture(), Enclosure("notiz.txt", "text/plain", b"Bitte lesen")))


def test_adopt_brings_picture_and_description_into_the_library_once(topic):
    row, by = topic.sources.get().attachments.first(), people.editor()
    asset = attachments.adopt(attachment=row, by=by)
    assert (asset.alt_text, asset.original_name, asset.created_by) == ("Eine Linde", "linde.jpg", by)
    assert attachments.adopt(attachment=Attachment.objects.get(pk=row.pk), by=by) == asset
    assert Asset.objects.count() == 1


def test_adopt_refuses_what_is_no_picture(topic):
    with pytest.raises(BadFile):
        attachments.adopt(attachment=topic.sources.get().attachments.last(), by=people.editor())
    assert Asset.objects.count() == 0


def test_adopt_needs_the_right_to_write(topic):
    with pytest.raises(NotAllowed):
        attachments.adopt(attachment=topic.sources.get().attachments.first(), by=people.admin())


def test_pictures_come_into_the_story(topic):
    assert attachments.adopt_pictures(topic=topic, by=people.editor()) == []
    story, _new = topics.make_story(topic=topic, by=people.editor())
    assert [asset.alt_text for asset in story.ordered_images()] == ["Eine Linde"]


def test_broken_picture_is_named_and_the_others_come(db):
    broken = Enclosure("kaputt.jpg", "image/jpeg", media.jpeg().getvalue()[:300])
    topic = make.received(enclosures=(broken, picture()))
    (sentence,) = attachments.adopt_pictures(topic=topic, by=people.editor())
    assert "kaputt.jpg" in sentence
    assert list(Asset.objects.values_list("original_name", flat=True)) == ["linde.jpg"]
