"""What the judge counts as owed."""

import pytest

from channels_publish.actions import corrections, renditions
from channels_publish.enums import Kind
from channels_publish.models import Delivery
from stories.models import Story
from tests.factories import channels, people
from tests.faults.evidence import _approved

pytestmark = pytest.mark.django_db


def test_post_that_goes_out_corrected_owes_no_step():
    channels.account(Kind.FACEBOOK)
    story = channels.approved()
    row = story.renditions.get()
    renditions.edit(rendition=row, version=row.version, by=people.social(), text="Berichtigt.")
    story = Story.objects.get(pk=story.pk)
    corrections.write(story=story, notice="Es war der Volksgarten.", ways={}, by=people.editor())
    channels.approve(story)
    assert (_approved(), Delivery.objects.count()) == (1, 1)


def test_post_that_was_out_owes_its_step():
    channels.account(Kind.FACEBOOK)
    story = channels.approved()
    Delivery.objects.update(state="sent", remote_id="1_2")
    row = story.renditions.get()
    renditions.edit(rendition=row, version=row.version, by=people.social(), text="Berichtigt.")
    story = Story.objects.get(pk=story.pk)
    corrections.write(story=story, notice="Es war der Volksgarten.", ways={}, by=people.editor())
    channels.approve(story)
    assert (_approved(), Delivery.objects.count()) == (2, 2)
