import io
from pathlib import Path

import pytest
from django.conf import settings

from stories.actions import stories as actions
from stories.enums import State
from stories.models import Story
from tests.factories import channels, media, stories
from tests.newsroom.pages import page, text, texts

HTMX = {"HX-Request": "true"}


@pytest.fixture
def story(client, office) -> Story:
    client.force_login(office.editor)
    return stories.story(by=office.editor, pictures=2)


def of(story: Story, step: str) -> str:
    return f"{story.get_absolute_url()}{step}"


def fresh(story: Story) -> Story:
    return Story.objects.get(pk=story.pk)


def names(story: Story) -> list[str]:
    return [asset.original_name for asset in fresh(story).ordered_images()]


def words(story: Story, **changed: str) -> dict[str, str]:
    """What the page sends about the pictures; ``changed`` is about the first."""
    data = {}
    for asset in story.ordered_images():
        for field in ("alt_text", "credit", "caption"):
            data[f"image-{asset.pk}-{field}"] = getattr(asset, field)
    first = story.ordered_images()[0].pk
    return data | {f"image-{first}-{field}": value for field, value in changed.items()}


def test_new_picture_is_kept_and_asks_for_its_words(client, story):
    response = client.post(of(story, "bilder/"), {"images": media.jpeg(name="neu.jpg")}, headers=HTMX)

    assert names(story) == ["bild1.jpg", "bild2.jpg", "neu.jpg"]
    new = fresh(story).ordered_images()[2]
    assert texts(response, f"//*[@id='fehlt-{new.pk}']//strong") == ["Alternativtext fehlt.", "Bildnachweis fehlt."]


def test_broken_picture_is_told_where_it_was_chosen(client, story):
    file = io.BytesIO(b"kein Bild")
    file.name = "kaputt.jpg"

    response = client.post(of(story, "bilder/"), {"images": [file, media.jpeg(name="gut.jpg")]}, headers=HTMX)

    assert response.status_code == 422
    assert "kaputt.jpg" in text(response, "//*[@id='bilder']//*[@role='status']")
    assert names(story) == ["bild1.jpg", "bild2.jpg", "gut.jpg"]


def test_large_picture_is_taken_with_a_notice(client, story):
    file = media.jpeg(size=(8000, 5000), name="riesig.jpg")

    response = client.post(of(story, "bilder/"), {"images": file}, headers=HTMX)

    assert text(response, "//*[@id='bilder']//*[@role='status']").startswith("Das Bild hat 40 Megapixel.")
    assert names(story)[-1] == "riesig.jpg"


def test_move_keeps_words_that_are_typed_and_not_saved(client, story):
    first = story.ordered_images()[0]
    data = words(story, alt_text="Gerade getippt") | {"richtung": "runter"}

    response = client.post(of(story, f"bilder/{first.pk}/verschieben/"), data, headers=HTMX)

    assert names(story) == ["bild2.jpg", "bild1.jpg"]
    assert page(response).xpath("//input[contains(@name, 'alt_text')]/@value") == ["Linde 2", "Gerade getippt"]
    first.refresh_from_db()
    assert first.alt_text == "Gerade getippt"


def test_words_too_long_are_refused_and_kept(client, story):
    first = story.ordered_images()[0]

    response = client.post(of(story, f"bilder/{first.pk}/beschreiben/"), words(story, credit="x" * 256), headers=HTMX)

    assert page(response).xpath("//input[contains(@name, 'credit')]/@value")[0] == "x" * 256
    assert texts(response, f"//*[@id='image-{first.pk}']//*[@class='field-error']") == [
        "Das sind 256 Zeichen, 255 sind möglich. Bitte kürzen Sie."
    ]


def test_removed_picture_leaves_the_story_only(client, story):
    first = story.ordered_images()[0]

    client.post(of(story, f"bilder/{first.pk}/entfernen/"), words(story), headers=HTMX)

    assert names(story) == ["bild2.jpg"]
    first.refresh_from_db()


def test_picture_of_another_story_is_not_found(client, story):
    foreign = stories.story(pictures=1).ordered_images()[0]

    assert client.post(of(story, f"bilder/{foreign.pk}/entfernen/"), headers=HTMX).status_code == 404


def test_page_that_was_up_to_date_stays_so(client, story):
    data = {"images": media.jpeg(), "version": story.version}

    response = client.post(of(story, "bilder/"), data, headers=HTMX)

    assert page(response).xpath("//input[@id='version']/@value") == [str(fresh(story).version)]


def test_page_that_missed_a_save_will_meet_it(client, story, office):
    actions.save(story=story, version=story.version, by=office.cvd, headline="Inzwischen")
    data = {"images": media.jpeg(), "version": story.version}

    response = client.post(of(story, "bilder/"), data, headers=HTMX)

    assert page(response).xpath("//input[@id='version']/@value") == [str(story.version)]


def test_video_shows_length_and_size(client, story):
    response = client.post(of(story, "video/"), {"video": open_clip()}, headers=HTMX)

    facts = texts(response, "//*[@id='video']//*[@class='meta']/li")
    assert facts[0] == "0:08 Minuten"
    assert facts[2].endswith(" MB")


def test_video_that_is_none_is_told_at_its_field(client, story):
    file = io.BytesIO(b"kein Video")
    file.name = "film.mp4"

    response = client.post(of(story, "video/"), {"video": file}, headers=HTMX)

    assert response.status_code == 422
    assert "film.mp4" in text(response, "//*[@id='video']//*[@role='status']")
    assert fresh(story).video is None


def test_video_can_be_taken_out(client, office):
    story = stories.story(by=office.editor, video=True)
    client.force_login(office.editor)

    client.post(of(story, "video/entfernen/"), headers=HTMX)

    assert fresh(story).video is None


def test_picture_of_an_approved_story_asks_first(client, office):
    story = channels.approved(by=office.editor, pictures=1)
    asset = story.ordered_images()[0]
    client.force_login(office.editor)

    response = client.post(of(story, f"bilder/{asset.pk}/entfernen/"), headers=HTMX)

    assert response.status_code == 422
    assert "bricht das Siegel" in text(response, "//*[@id='meldung']")
    assert (fresh(story).state, len(names(story))) == (State.APPROVED, 1)


def test_person_without_the_right_adds_and_describes_nothing(client, office, story):
    client.force_login(office.admin)

    response = client.post(of(story, "bilder/"), words(story, alt_text="x") | {"images": media.jpeg()}, headers=HTMX)

    assert response.status_code == 403
    assert [asset.alt_text for asset in fresh(story).ordered_images()] == ["Linde 1", "Linde 2"]


def test_step_without_scripts_keeps_the_whole_form(client, story):
    first = story.ordered_images()[0]
    data = words(story) | {"headline": "Auch gespeichert", "version": story.version, "richtung": "runter"}

    response = client.post(of(story, f"bilder/{first.pk}/verschieben/"), data)

    assert response.status_code == 302
    assert (names(story), fresh(story).headline) == (["bild2.jpg", "bild1.jpg"], "Auch gespeichert")


def open_clip() -> io.BytesIO:
    file = io.BytesIO((Path(settings.BASE_DIR) / "newsroom" / "demo" / "media" / "clip.mp4").read_bytes())
    file.name = "clip.mp4"
    return file


# -- rights and captions -------------------------------------------------------------------------

VTT = b"WEBVTT\n\n00:01.000 --> 00:02.000\n[Musik]\n"


def upload(data: bytes, name: str) -> io.BytesIO:
    file = io.BytesIO(data)
    file.name = name
    return file


def test_rights_are_kept_with_the_words_and_break_no_seal(client, office):
    client.force_login(office.editor)
    channels.account("x")
    story = channels.approved(by=office.editor, pictures=1)
    (picture,) = story.ordered_images()
    data = words(story) | {f"image-{picture.pk}-consent": "given", f"image-{picture.pk}-usable_until": "2027-12-31"}
    client.post(of(story, f"bilder/{picture.pk}/beschreiben/"), data | {"seal_ok": "1"}, headers=HTMX)
    picture.refresh_from_db()
    assert (picture.consent, str(picture.usable_until), fresh(story).state) == ("given", "2027-12-31", State.APPROVED)


def test_captions_are_taken_shown_and_handed_out(client, story, office):
    actions.set_video(story=story, asset=media.clip(), by=office.editor)
    response = client.post(of(story, "video/untertitel/"), {"captions": upload(VTT, "u.vtt")}, headers=HTMX)
    film = fresh(story).video
    assert (response.status_code, film.captions_reason, film.captions.read()) == (200, "", VTT)
    answer = client.get(of(story, "video/untertitel.vtt"))
    assert (b"".join(answer.streaming_content), answer["Content-Type"]) == (VTT, "text/vtt")
    film.captions.close()


def test_captions_that_are_none_are_refused_with_the_reason(client, story, office):
    actions.set_video(story=story, asset=media.clip(), by=office.editor)
    response = client.post(of(story, "video/untertitel/"), {"captions": upload(b"1\n", "u.srt")}, headers=HTMX)
    assert response.status_code == 422
    assert "„u.srt“ beginnt nicht mit WEBVTT." in text(response, "//*[@role='alert']")


def test_uses_name_every_story_with_the_picture(client, story, office):
    (first, _second) = story.ordered_images()
    other = actions.add_image(story=stories.story(headline="Noch einer"), asset=first, by=office.editor)
    response = client.get(f"/redaktion/medien/{first.pk}/verwendung/")
    assert sorted(texts(response, "//a[@class='row-title']")) == sorted([story.headline, other.headline])


@pytest.mark.parametrize("field", ["consent", "usable_until"])
def test_gap_of_the_films_rights_leads_to_its_field(client, story, office, field):
    film = media.clip()
    actions.set_video(story=story, asset=film, by=office.editor)
    wrong = {"consent": "missing", "usable_until": "2020-01-01"}[field]
    client.post(
        of(story, "video/untertitel/"),
        {"video-consent": "", f"video-{field}": wrong, "captions_reason": "Musik"},
        headers=HTMX,
    )
    film.refresh_from_db()
    assert str(getattr(film, field)) == wrong
    shown = page(client.get(of(story, "")))
    assert shown.xpath(f"//section[@id='einreichen']//a[@href='#video-{field}']") != []
    assert len(shown.xpath(f"//*[@id='video-{field}']")) == 1
