"""Nothing answers before a story's time, and nobody ever meets the working draft."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from channels_publish.actions import release
from stories.actions import crisis, reviews
from stories.actions import stories as story_actions
from stories.models import Story
from tests.factories import channels, media, stories
from tests.factories.crises import crisis_on
from tests.portal.conftest import NEWS, address, move_release, press_release

FILES = ("", "bild-1.jpg", "bild-1-klein.jpg", "video.mp4", "video.jpg", "pressemitteilung.pdf")
OVERVIEWS = (NEWS, f"{NEWS}feed.rss", "/sitemap.xml")
SECRET = "Geheimer Plan"


@pytest.fixture
def full(office):
    """What a story can carry."""
    return {"headline": SECRET, "pictures": 1, "video": True}


@pytest.mark.parametrize("method", ["get", "head"])
def test_embargoed_story_is_nowhere(client, embargoed, full, method):
    story = embargoed(**full)
    press_release(story)
    answers = {file: getattr(client, method)(address(story, file)).status_code for file in FILES}
    assert answers == dict.fromkeys(FILES, 404)


@pytest.mark.parametrize("overview", OVERVIEWS)
def test_embargoed_story_is_in_no_overview(client, embargoed, full, overview):
    story = embargoed(**full)
    content = client.get(overview).content.decode()
    assert (SECRET in content, story.slug in content) == (False, False)


def test_embargoed_and_unknown_addresses_answer_alike(client, embargoed, full):
    """Byte for byte, headers included: nobody can tell that something is being prepared."""
    story = embargoed(**full)
    for file in FILES:
        hidden, unknown = client.get(address(story, file)), client.get(f"{NEWS}gibt-es-nicht/{file}")
        assert (hidden.status_code, hidden.content) == (unknown.status_code, unknown.content)
        assert dict(hidden.headers) == dict(unknown.headers)


def test_embargoed_story_lacking_the_slash_answers_like_an_unknown_one(client, embargoed):
    story = embargoed()
    for slug in (story.slug, "gibt-es-nicht"):
        answer = client.get(f"{NEWS}{slug}")
        assert (answer.status_code, answer["Location"]) == (301, f"{NEWS}{slug}/")


def test_unknown_address_shows_the_portals_own_page(client, db):
    answer = client.get(f"{NEWS}gibt/es/nicht.html")
    assert (answer.status_code, answer["Cache-Control"]) == (404, "no-cache")
    assert "Unter dieser Adresse steht nichts" in answer.content.decode()
    assert "nicht.html" not in answer.content.decode()


def test_story_approved_for_later_appears_at_its_minute(client, embargoed, full):
    story = embargoed(**full)
    press_release(story)
    now = timezone.now()
    move_release(story, now + timedelta(minutes=1))
    assert [client.get(address(story, file)).status_code for file in FILES] == [404] * len(FILES)
    move_release(story, now)
    assert [client.get(address(story, file)).status_code for file in FILES] == [200] * len(FILES)
    assert [SECRET in client.get(page).content.decode() for page in OVERVIEWS[:2]] == [True, True]
    assert story.slug in client.get("/sitemap.xml").content.decode()


def test_stories_embargo_counts_without_a_date_at_approval(client, published):
    story = published(embargo=timezone.now() + timedelta(hours=2))
    assert client.get(address(story)).status_code == 404


@pytest.mark.parametrize("step", ["draft", "submitted", "returned", "withdrawn"])
def test_unapproved_story_is_nowhere(client, office, full, step):
    story = stories.story(by=office.editor, **full)
    if step != "draft":
        story = release.submit(story=story, by=office.editor)
    if step == "returned":
        story = reviews.give_back(story=story, note="Bitte kürzen", by=office.cvd)
    if step == "withdrawn":
        story = reviews.withdraw(story=story, by=office.editor)
    assert [client.get(address(story, file)).status_code for file in FILES] == [404] * len(FILES)
    assert [SECRET in client.get(page).content.decode() for page in OVERVIEWS] == [False] * 3


def test_change_after_publication_shows_the_last_approved_revision(client, office, published):
    story = published(pictures=1)
    approved_picture = b"".join(client.get(address(story, "bild-1.jpg")).streaming_content)
    story = Story.objects.get(pk=story.pk)
    story = story_actions.save(
        story=story, version=story.version, by=office.editor, headline=SECRET, lead=SECRET, body=f"<p>{SECRET}</p>"
    )
    story = story_actions.add_image(story=story, asset=media.picture(alt=SECRET), by=office.editor)
    story_actions.move_image(story=story, asset=story.ordered_images()[0], steps=1, by=office.editor)
    pages = [client.get(page) for page in (address(story), *OVERVIEWS)]
    assert [page.status_code for page in pages] == [200] * 4
    assert [SECRET in page.content.decode() for page in pages] == [False] * 4
    assert "Neue Bäume für den Hofgarten" in pages[0].content.decode()
    assert b"".join(client.get(address(story, "bild-1.jpg")).streaming_content) == approved_picture
    assert client.get(address(story, "bild-2.jpg")).status_code == 404


def test_library_text_changed_after_publication_stays_unpublished(client, office, published):
    story = published(pictures=1)
    asset = story.ordered_images()[0]
    media.assets.describe(asset=asset, alt_text=SECRET, credit=SECRET, caption=SECRET, by=office.editor)
    assert SECRET not in client.get(address(story)).content.decode()


def test_returned_correction_leaves_the_published_revision(client, office, published):
    story = published()
    story = story_actions.save(story=story, version=story.version, by=office.editor, headline=SECRET)
    reviews.give_back(story=story, note="Das stimmt nicht", by=office.cvd)
    answer = client.get(address(story))
    assert (answer.status_code, SECRET in answer.content.decode()) == (200, False)


def test_change_before_release_takes_the_story_back(client, office, embargoed):
    story = embargoed()
    story_actions.save(story=story, version=story.version, by=office.editor, headline=SECRET)
    move_back = Story.objects.get(pk=story.pk)
    assert (move_back.live, move_back.public_from) == (None, None)
    assert client.get(address(story)).status_code == 404


def test_release_taken_back_under_embargo_stays_out(client, office, embargoed):
    """Mailed to the press, corrected before its time: the public never gets the first text."""
    story = embargoed(lead="Der Eintritt kostet 5 Euro.")
    press_release(story)
    story = Story.objects.get(pk=story.pk)
    story = story_actions.save(story=story, version=story.version, by=office.editor, lead="Der Eintritt ist frei.")
    channels.approve(story)
    assert client.get(address(story)).status_code == 200
    assert client.get(address(story, "pressemitteilung.pdf")).status_code == 404
    assert "pressemitteilung.pdf" not in client.get(address(story)).content.decode()
    press_release(Story.objects.get(pk=story.pk))
    assert client.get(address(story, "pressemitteilung.pdf")).status_code == 200


def test_release_sent_before_a_correction_stays_with_its_date(client, office, published):
    story = published()
    release_row = press_release(story)
    story = story_actions.save(story=story, version=story.version, by=office.editor, lead="Jetzt 41 Linden.")
    channels.approve(story)
    content = client.get(address(story)).content.decode()
    assert "Jetzt 41 Linden." in content
    assert f"Stand {timezone.localtime(release_row.created_at):%-d}. " in content


def test_stored_files_have_no_public_address_of_their_own(client, embargoed, full):
    story = embargoed(**full)
    asset = story.ordered_images()[0]
    doors = [
        reverse("media_library:asset", args=[asset.pk]),
        reverse("media_library:thumb", args=[asset.pk]),
        reverse("media_library:variant", args=[asset.pk, "website"]),
    ]
    assert [client.get(door).status_code for door in doors] == [302, 302, 302]
    assert client.get(f"/medien/geraten:abc:def/{asset.original_name}").status_code == 403
    assert client.get(f"/media/{asset.file.name}").status_code == 404


# -- held by a crisis --------------------------------------------------------------------------------


def test_story_held_by_a_crisis_is_nowhere_though_its_time_has_passed(client, embargoed, full):
    story = embargoed(**full)
    press_release(story)
    crisis_on()
    move_release(story, timezone.now() - timedelta(hours=1))
    assert [client.get(address(story, file)).status_code for file in FILES] == [404] * len(FILES)
    for overview in OVERVIEWS:
        content = client.get(overview).content.decode()
        assert (SECRET in content, story.slug in content) == (False, False)


def test_story_approved_in_a_crisis_appears_when_a_person_lets_it_go(client, office, published, full):
    crisis_on(by=office.cvd)
    story = published(**full)
    press_release(story)
    assert [client.get(address(story, file)).status_code for file in FILES] == [404] * len(FILES)
    crisis.release(story=story, by=office.cvd)
    assert [client.get(address(story, file)).status_code for file in FILES] == [200] * len(FILES)
    assert [SECRET in client.get(page).content.decode() for page in OVERVIEWS[:2]] == [True, True]


def test_what_was_public_before_the_crisis_stays_so(client, published):
    story = published()
    crisis_on()
    assert client.get(address(story)).status_code == 200
