"""Where somebody was named and has not looked yet."""

import pytest

from newsroom import mentions
from stories.actions import comments
from tests.factories import stories

pytestmark = pytest.mark.django_db


def test_mentions_lead_to_their_thread(office, django_assert_num_queries):
    story = stories.story(by=office.editor)
    row = comments.write(story=story, text="Stimmt das?", by=office.editor)
    comments.answer(comment=row, text=f"Das weiß @{office.cvd.username}.", by=office.editor)

    with django_assert_num_queries(1):
        found = mentions.waiting(office.cvd)
        urls = [(named.url, str(named.mention.comment.author), named.story.headline) for named in found]

    assert urls == [(f"{story.get_absolute_url()}#kommentar-{row.pk}", str(office.editor), story.headline)]
    assert (mentions.count(office.cvd), mentions.count(office.editor)) == (1, 0)
