"""Each test has a media folder of its own."""

import pytest

from people.actions import users
from people.roles import Role


@pytest.fixture(autouse=True)
def media_root(settings, tmp_path):
    root = tmp_path / "media"
    settings.MEDIA_ROOT = root
    return root


@pytest.fixture(autouse=True)
def _unbuilt_static_files(settings, tmp_path):
    """Pages here are looked at without collectstatic having run."""
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STATIC_ROOT.mkdir()
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }


@pytest.fixture
def editor(db):
    return users.create(
        username="m.brandt", password=None, first_name="Mira", last_name="Brandt", roles=[Role.EDITOR], by=None
    )
