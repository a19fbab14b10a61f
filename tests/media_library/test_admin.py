"""The library among the master data."""

import pytest
from django.urls import reverse

from media_library.actions import assets
from people.actions import users
from people.models import AuditEvent
from people.roles import Role
from tests.media_library.pictures import encoded, flat

pytestmark = pytest.mark.django_db


@pytest.fixture
def asset(editor):
    return assets.add_image(file=encoded(flat(), name="rhein.jpg"), by=editor, alt_text="Rot")


def test_list_shows_thumbnails(client, asset, editor):
    client.force_login(editor)
    page = client.get(reverse("admin:media_library_asset_changelist"))
    assert page.status_code == 200
    assert reverse("media_library:thumb", args=[asset.pk]) in page.content.decode()


def test_change_goes_through_the_action(client, asset, editor):
    client.force_login(editor)
    words = {"alt_text": "Der Rhein", "credit": "Stadt", "caption": ""}
    response = client.post(reverse("admin:media_library_asset_change", args=[asset.pk]), words)
    asset.refresh_from_db()
    assert (response.status_code, asset.alt_text, asset.credit) == (302, "Der Rhein", "Stadt")
    assert AuditEvent.objects.get(verb="media_library.describe").actor_id == editor.pk


@pytest.mark.parametrize("page", ["add", "delete"])
def test_no_adding_or_deleting(client, asset, editor, page):
    client.force_login(editor)
    address = reverse(f"admin:media_library_asset_{page}", args=[asset.pk] if page == "delete" else [])
    assert client.get(address).status_code == 403


def test_without_the_right(client, asset):
    client.force_login(
        users.create(username="admin", password=None, first_name="Ada", last_name="Kern", roles=[Role.ADMIN], by=None)
    )
    assert client.get(reverse("admin:media_library_asset_changelist")).status_code == 403
