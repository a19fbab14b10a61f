"""Reading rules and names."""

import pytest

from media_library.actions import assets
from media_library.models import Asset
from tests.media_library.pictures import encoded, film, flat

pytestmark = pytest.mark.django_db


def test_reading_rules(editor, tmp_path):
    photo = assets.add_image(file=encoded(flat(), name="rhein.jpg"), by=editor)
    tile = assets.tile(kicker="Verkehr", headline="Neue Linie", department="Amt 66", by=editor)
    with film(tmp_path / "clip.mp4").open("rb") as stream:
        clip = assets.add_video(file=stream, by=editor)
    assert set(Asset.objects.images()) == {photo, tile}
    assert list(Asset.objects.videos()) == [clip]


def test_names(editor):
    photo = assets.add_image(file=encoded(flat(), name="rhein.jpg"), by=editor)
    assert (str(photo), str(assets.variant(asset=photo, kind="x"))) == ("rhein.jpg", "rhein.jpg (x)")


def test_asset_outlives_who_uploaded_it(editor):
    photo = assets.add_image(file=encoded(flat()), by=editor)
    editor.delete()
    photo.refresh_from_db()
    assert photo.created_by is None
