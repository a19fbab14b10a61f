"""Press kits: what is in the zip, what stays out and why, and when anybody may have it."""

import csv
import io
import os
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from PIL import Image

from channels_publish.enums import Kind
from media_library import files
from media_library.actions import assets
from media_library.enums import Consent
from press.actions import kits as actions
from press.models import PressKit
from stories.errors import NotAllowed, WrongState
from stories.models import Story
from tests.factories import channels, media, people
from tests.factories.journalists import press_kit, press_officer


def packed(kit: PressKit) -> zipfile.ZipFile:
    return zipfile.ZipFile(files.path_of(actions.built(kit, timezone.now())))


@pytest.fixture
def picture(office):
    return assets.add_image(
        file=media.jpeg(size=(2400, 1600), name="Linde am Übergang.jpg"), by=None, alt_text="Eine Linde",
        credit="Foto: Mira Brandt", caption="=Die erste Linde",
    )  # fmt: skip


def test_kit_holds_both_sizes_words_and_terms(picture):
    archive = packed(press_kit(assets=(picture,)))
    sizes = [
        Image.open(archive.open(f"bilder/{folder}/01-linde-am-uebergang.jpg")).size for folder in ("druck", "web")
    ]
    read_me = archive.read("LIESMICH.txt").decode()
    assert (archive.testzip(), sizes) == (None, [(2400, 1600), (1920, 1280)])
    assert [name for name in archive.namelist() if "/" not in name] == [
        "LIESMICH.txt", "index.html", "bildunterschriften.csv",
    ]  # fmt: skip
    assert ("Foto: Mira Brandt" in read_me, "honorarfrei" in read_me) == (True, True)
    rows = list(csv.reader(io.StringIO(archive.read("bildunterschriften.csv").decode("utf-8-sig")), delimiter=";"))
    assert rows[1][1:] == ["'=Die erste Linde", "Foto: Mira Brandt", "Eine Linde"]


def test_credit_travels_inside_the_pictures(picture):
    archive = packed(press_kit(assets=(picture,)))
    for folder in ("druck", "web"):
        packet = Image.open(archive.open(f"bilder/{folder}/01-linde-am-uebergang.jpg")).info["xmp"].decode()
        assert "<photoshop:Credit>Foto: Mira Brandt</photoshop:Credit>" in packet


def test_pictures_without_right_or_credit_stay_out_and_are_named(office):
    yesterday = timezone.localdate() - timedelta(days=1)
    over, missing, taken_back = (media.picture(name=f"{name}.jpg") for name in ("alt", "nackt", "kind"))
    assets.set_rights(asset=over, usable_until=yesterday, by=None)
    assets.describe(asset=missing, alt_text="x", credit="", caption="", by=None)
    assets.set_rights(asset=taken_back, consent=Consent.WITHDRAWN, by=None)
    archive = packed(press_kit(assets=tuple(type(over).objects.order_by("pk"))))
    read_me = archive.read("LIESMICH.txt").decode()
    assert [name for name in archive.namelist() if name.endswith(".jpg")] == []
    assert read_me.partition("NICHT ENTHALTEN")[2].split("\n")[2:5] == [
        "alt.jpg: Das Nutzungsrecht ist abgelaufen.", "nackt.jpg: Der Bildnachweis fehlt.",
        "kind.jpg: Die Einwilligung fehlt.",
    ]  # fmt: skip


def test_same_contents_are_packed_once_and_alike(picture):
    kit = press_kit(assets=(picture,))
    name = actions.built(kit, timezone.now())
    path = files.path_of(name)
    before, written = path.read_bytes(), path.stat().st_ino
    assert (actions.built(kit, timezone.now()), path.stat().st_ino) == (name, written)
    path.unlink()
    assert files.path_of(actions.built(kit, timezone.now())).read_bytes() == before
    assets.describe(asset=picture, alt_text="Neu", credit="Foto: M. Brandt", caption="", by=None)
    assert actions.built(kit, timezone.now()) != name
    assert [found.name for found in path.parent.iterdir()] == [path.name]


def test_film_comes_as_it_was_handed_in(office):
    film = media.clip()
    archive = packed(press_kit(assets=(film,)))
    assert archive.read("filme/01-clip.mp4") == Path(film.file.path).read_bytes()


def test_kit_of_a_story_waits_for_it(office):
    now = timezone.now()
    story = channels.account(Kind.WEBSITE) and channels.approved(pictures=1, embargo=now + timedelta(days=1))
    kit = actions.publish(kit=press_kit(story=story), by=press_officer())
    assert list(PressKit.objects.public(now)) == []
    Story.objects.filter(pk=story.pk).update(public_from=now - timedelta(hours=1))
    assert list(PressKit.objects.public(now)) == [kit]
    assert [name for name in packed(PressKit.objects.get()).namelist() if name.startswith("bilder/druck")] == [
        "bilder/druck/01-bild1.jpg"
    ]


def test_kit_is_public_from_its_time_on(picture):
    now = timezone.now()
    kit = press_kit(assets=(picture,), visible_from=now + timedelta(hours=1))
    kit = actions.publish(kit=kit, by=press_officer())
    public = PressKit.objects.public
    assert (list(public(now)), list(public(now + timedelta(hours=1)))) == ([], [kit])


def test_editor_and_empty_kit_are_not_published(picture):
    with pytest.raises(NotAllowed):
        actions.publish(kit=press_kit(assets=(picture,)), by=people.editor())
    with pytest.raises(WrongState, match="leer"):
        actions.publish(kit=press_kit(), by=press_officer())


def test_picture_is_in_a_kit_once_and_can_be_taken_out(picture):
    officer = press_officer()
    kit = actions.add(kit=press_kit(assets=(picture,)), assets=[picture], by=officer)
    assert kit.items.count() == 1
    assert actions.remove(kit=kit, asset=picture.pk, by=officer).items.count() == 0


def test_old_zips_go(picture):
    name = actions.built(press_kit(assets=(picture,)), timezone.now())
    assert actions.sweep() == 0
    old = timezone.now().timestamp() - actions.KEPT.total_seconds() - 60
    os.utime(files.path_of(name), (old, old))
    assert (actions.sweep(), files.path_of(name).exists()) == (1, False)
