"""Who may fetch which file, and in which pieces."""

import pytest
from django.urls import reverse

from media_library import files
from media_library.actions import assets
from media_library.signing import public_url
from people.models import User
from tests.media_library.pictures import encoded, film, flat

pytestmark = pytest.mark.django_db


@pytest.fixture
def asset(editor):
    return assets.add_image(file=encoded(flat(), name="rhein.jpg"), by=editor)


@pytest.fixture
def content(asset) -> bytes:
    return files.path_of(asset.file.name).read_bytes()


@pytest.fixture
def address(asset, settings) -> str:
    return public_url(asset.file.name).removeprefix(settings.PUBLIC_URL)


def body(response) -> bytes:
    return b"".join(response.streaming_content)


def test_signed_gives_the_file_to_anyone(client, address, content):
    response = client.get(address)
    assert (response.status_code, response["Content-Type"], body(response)) == (200, "image/jpeg", content)
    assert response["Content-Length"] == str(len(content))
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "public, max-age=3600"
    assert "Set-Cookie" not in response


def test_signed_head(client, address, content):
    response = client.head(address)
    assert (response.status_code, response["Content-Length"], body(response)) == (200, str(len(content)), b"")


def test_signed_not_changed(client, address):
    etag = client.get(address)["ETag"]
    assert client.get(address, headers={"If-None-Match": etag}).status_code == 304


@pytest.mark.parametrize(
    ("asked", "part"),
    [
        ("bytes=0-99", slice(0, 100)),
        ("bytes=100-", slice(100, None)),
        ("bytes=-50", slice(-50, None)),
        ("bytes=0-999999999", slice(0, None)),
    ],
)
def test_signed_range(client, address, content, asked, part):
    response = client.get(address, headers={"Range": asked})
    wanted = content[part]
    first = part.indices(len(content))[0]
    assert (response.status_code, body(response)) == (206, wanted)
    assert response["Content-Range"] == f"bytes {first}-{first + len(wanted) - 1}/{len(content)}"
    assert response["Content-Length"] == str(len(wanted))


@pytest.mark.parametrize("asked", ["bytes=999999999-", "bytes=50-10", "bytes=-0"])
def test_signed_range_that_cannot_be(client, address, content, asked):
    response = client.get(address, headers={"Range": asked})
    assert (response.status_code, response["Content-Range"]) == (416, f"bytes */{len(content)}")


@pytest.mark.parametrize("asked", ["bytes=0-1,5-6", "bytes=-", "zeilen=1-2", "bytes=a-b"])
def test_signed_range_we_do_not_serve(client, address, content, asked):
    response = client.get(address, headers={"Range": asked})
    assert (response.status_code, body(response)) == (200, content)


def test_signed_range_of_another_version(client, address, content):
    response = client.get(address, headers={"Range": "bytes=0-1", "If-Range": '"alt"'})
    assert (response.status_code, body(response)) == (200, content)


def test_signed_tampered(client, address):
    response = client.get(address.replace("/medien/W", "/medien/X"))
    assert (response.status_code, response.content.decode()) == (
        403,
        (
            "Diese Adresse ist abgelaufen oder unvollständig. "
            "Öffnen Sie das Medium bitte im Newsroom; dort entsteht eine neue."
        ),
    )


def test_signed_expired(client, asset, settings):
    assert client.get(public_url(asset.file.name, max_age=-1).removeprefix(settings.PUBLIC_URL)).status_code == 403


def test_signed_other_name(client, address):
    assert client.get(address.replace("rhein.jpg", "rhein.exe")).status_code == 404


def test_signed_missing_file(client, asset, address):
    files.forget(asset.file.name)
    assert client.get(address).status_code == 404


def test_signed_outside_the_media_folder(client, settings):
    assert client.get(public_url("../newsroom.sqlite3").removeprefix(settings.PUBLIC_URL)).status_code in {400, 404}


def test_signed_post(client, address):
    assert client.post(address).status_code == 405


def test_signed_video_with_range(client, editor, settings, tmp_path):
    with film(tmp_path / "clip.mp4").open("rb") as stream:
        clip = assets.add_video(file=stream, by=editor)
    address = public_url(clip.file.name).removeprefix(settings.PUBLIC_URL)
    response = client.get(address, headers={"Range": "bytes=4-7"})
    assert (response.status_code, response["Content-Type"], body(response)) == (206, "video/mp4", b"ftyp")


STAFF = [("asset", []), ("thumb", []), ("variant", ["x"])]


@pytest.mark.parametrize(("view", "more"), STAFF)
def test_staff_views_send_strangers_to_the_login(client, asset, view, more):
    response = client.get(reverse(f"media_library:{view}", args=[asset.pk, *more]))
    assert (response.status_code, response["Location"].split("?")[0]) == (302, reverse("admin:login"))


@pytest.mark.parametrize(("view", "more"), STAFF)
def test_staff_views_turn_others_away(client, asset, view, more):
    client.force_login(User.objects.create_user("gast"))
    assert client.get(reverse(f"media_library:{view}", args=[asset.pk, *more])).status_code == 403


@pytest.mark.parametrize(("view", "more"), STAFF)
def test_staff_views_show_the_picture(client, asset, editor, view, more):
    client.force_login(editor)
    response = client.get(reverse(f"media_library:{view}", args=[asset.pk, *more]))
    assert (response.status_code, response["Content-Type"], body(response)[:3]) == (200, "image/jpeg", b"\xff\xd8\xff")


@pytest.mark.parametrize(("view", "more"), [*STAFF, ("variant", ["myspace"])])
def test_staff_views_missing(client, editor, view, more):
    client.force_login(editor)
    assert client.get(reverse(f"media_library:{view}", args=[4711, *more])).status_code == 404


def test_thumb_of_a_lost_original(client, asset, editor):
    files.forget(asset.file.name)
    client.force_login(editor)
    assert client.get(reverse("media_library:thumb", args=[asset.pk])).status_code == 404
