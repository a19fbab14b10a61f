"""Writes: file and row together, audit inside, derived files made once."""

import threading
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from django.db import connection

from media_library import files
from media_library.actions import assets
from media_library.images import BadImage
from media_library.models import Asset, Variant
from media_library.video import BadVideo
from people.models import AuditEvent
from tests.media_library.pictures import encoded, film, flat, noisy

pytestmark = pytest.mark.django_db


def stored_files(root) -> list[str]:
    return sorted(path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file())


def test_add_image_keeps_the_bytes(editor, media_root):
    source = encoded(flat(), name="Größe am Rhein (2).PNG")
    asset = assets.add_image(
        file=source, by=editor, alt_text=" Rote  Fläche\n", credit="Stadt / M. Brandt", caption=" Bild "
    )
    assert (asset.kind, asset.mime, asset.width, asset.height) == ("image", "image/jpeg", 800, 600)
    assert (asset.alt_text, asset.credit, asset.caption) == ("Rote Fläche", "Stadt / M. Brandt", "Bild")
    assert asset.original_name == "Größe am Rhein (2).PNG"
    assert asset.file.name.endswith("/groesse-am-rhein-2.jpg")
    assert files.path_of(asset.file.name).read_bytes() == source.getvalue()
    assert (asset.size, asset.created_by) == (len(source.getvalue()), editor)


def test_add_image_leaves_an_audit_row(editor):
    asset = assets.add_image(file=encoded(flat()), by=editor)
    event = AuditEvent.objects.get(verb="media_library.add_image")
    assert (event.actor_id, event.target_id, event.detail["sha256"]) == (editor.pk, str(asset.pk), asset.sha256)


def test_add_image_refused_leaves_nothing(editor, media_root):
    with pytest.raises(BadImage):
        assets.add_image(file=SimpleUploadedFile("foto.jpg", b"Kein Bild"), by=editor)
    assert (Asset.objects.count(), media_root.exists()) == (0, False)


def test_add_image_failing_row_takes_the_file_along(editor, media_root):
    with pytest.raises(ValueError, match="unsaved"):
        assets.add_image(file=encoded(flat()), by=type(editor)(username="fremd"))
    assert (Asset.objects.count(), stored_files(media_root)) == (0, [])


def test_add_image_same_content_is_stored_once(editor, media_root):
    first = assets.add_image(file=encoded(flat(), name="a.jpg"), by=editor)
    second = assets.add_image(file=encoded(flat(), name="b.jpg"), by=editor)
    assert (first.pk != second.pk, second.file.name) == (True, first.file.name)
    assert stored_files(media_root) == [first.file.name]


def test_add_image_name_cannot_leave_the_folder(editor, media_root):
    source = encoded(flat())
    source.name = "..\\..\\../../etc/pass wd"
    asset = assets.add_image(file=source, by=editor)
    assert asset.original_name == "pass wd"
    assert [name.split("/")[0::2] for name in stored_files(media_root)] == [["assets", "pass-wd.jpg"]]


def test_add_video(editor, tmp_path):
    path = film(tmp_path / "Wochenrückblick.mp4")
    with path.open("rb") as stream:
        asset = assets.add_video(file=stream, by=editor, credit="Stadt")
    assert (asset.kind, asset.mime, asset.width, asset.height) == ("video", "video/mp4", 320, 180)
    assert asset.file.name.endswith("/wochenrueckblick.mp4")
    assert asset.seconds == pytest.approx(1.0, abs=0.1)
    assert files.path_of(asset.file.name).read_bytes() == path.read_bytes()
    assert AuditEvent.objects.get(verb="media_library.add_video").target_id == str(asset.pk)


def test_add_video_large_upload(editor, tmp_path):
    upload = TemporaryUploadedFile("clip.mp4", "video/mp4", 0, None)
    upload.write(film(tmp_path / "clip.mp4").read_bytes())
    upload.flush()
    with upload:
        assert assets.add_video(file=upload, by=editor).original_name == "clip.mp4"


def test_add_video_refused(editor, media_root):
    with pytest.raises(BadVideo):
        assets.add_video(file=encoded(flat()), by=editor)
    assert (Asset.objects.count(), media_root.exists()) == (0, False)


def test_describe_notes_what_changed(editor):
    asset = assets.add_image(file=encoded(flat()), by=editor, alt_text="alt", credit="Stadt")
    assets.describe(asset=asset, alt_text="neu", credit="Stadt", caption="", by=editor)
    asset.refresh_from_db()
    assert asset.alt_text == "neu"
    assert AuditEvent.objects.get(verb="media_library.describe").detail == {"alt_text": ["alt", "neu"]}


def test_describe_without_change_is_silent(editor):
    asset = assets.add_image(file=encoded(flat()), by=editor, alt_text="alt")
    assets.describe(asset=asset, alt_text="alt ", credit="", caption="", by=editor)
    assert AuditEvent.objects.filter(verb="media_library.describe").count() == 0


def test_tile_same_words_same_asset(editor):
    words = {"kicker": "Verkehr", "headline": "Neue Linie", "department": "Amt 66"}
    first = assets.tile(**words, by=editor)
    assert assets.tile(**words, by=editor) == first
    assert (first.generated, first.alt_text, first.credit) == (
        True,
        "Texttafel: Verkehr. Neue Linie",
        "Landeshauptstadt Düsseldorf",
    )
    assert (first.width, first.height, first.original_name) == (1080, 1350, "Texttafel Neue Linie.jpg")


def test_tile_other_words_other_asset(editor):
    words = {"kicker": "Verkehr", "headline": "Neue Linie", "department": "Amt 66"}
    first = assets.tile(**words, by=editor)
    assert assets.tile(**(words | {"headline": "Alte Linie"}), by=editor) != first


def test_variant_is_made_once(editor, media_root):
    asset = assets.add_image(file=encoded(flat((3000, 2000)), name="Rhein.jpg"), by=editor, alt_text="Rot")
    first = assets.variant(asset=asset, kind="website")
    assert assets.variant(asset=asset, kind="website") == first
    assert (first.purpose, first.mime, first.width, first.height) == ("website", "image/jpeg", 1920, 1280)
    assert first.file.name.endswith("/rhein-website.jpg")
    assert files.path_of(first.file.name).stat().st_size == first.size
    assert stored_files(media_root) == sorted([asset.file.name, first.file.name])


def test_variant_of_a_video_is_its_still(editor, tmp_path):
    with film(tmp_path / "clip.mp4").open("rb") as stream:
        asset = assets.add_video(file=stream, by=editor)
    row = assets.variant(asset=asset, kind="thumb")
    assert (row.mime, row.width, row.height) == ("image/jpeg", 320, 180)


def test_variant_follows_the_credit_and_keeps_its_row(editor):
    asset = assets.add_image(file=encoded(flat()), by=editor, credit="alt")
    before = assets.variant(asset=asset, kind="x")
    asset = assets.describe(asset=asset, alt_text="", credit="Neue Quelle", caption="", by=editor)
    after = assets.variant(asset=asset, kind="x")
    assert (after.pk, after.sha256 != before.sha256) == (before.pk, True)
    assert b"Neue Quelle" in files.path_of(after.file.name).read_bytes()
    assert files.path_of(before.file.name).is_file() is True


def test_variant_lost_file_comes_back(editor):
    asset = assets.add_image(file=encoded(flat()), by=editor)
    before = assets.variant(asset=asset, kind="x")
    files.forget(before.file.name)
    after = assets.variant(asset=asset, kind="x")
    assert (after.pk, after.sha256) == (before.pk, before.sha256)
    assert files.path_of(after.file.name).is_file() is True


def test_variant_unknown_kind(editor):
    asset = assets.add_image(file=encoded(flat()), by=editor)
    with pytest.raises(KeyError):
        assets.variant(asset=asset, kind="myspace")


@pytest.mark.django_db(transaction=True)
def test_variant_asked_for_by_many_at_once(editor, media_root):
    asset = assets.add_image(file=encoded(noisy((900, 600))), by=editor)
    gate, got, errors = threading.Barrier(6), [], []

    def ask():
        try:
            gate.wait(10)
            got.append(assets.variant(asset=asset, kind="x").pk)
        except Exception as error:  # noqa: BLE001 (a thread must hand over whatever went wrong)
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    row = Variant.objects.get()
    assert (errors, got) == ([], [row.pk] * 6)
    assert stored_files(media_root) == sorted([asset.file.name, row.file.name])


def test_sweep_takes_only_old_orphans(editor, media_root):
    asset = assets.add_image(file=encoded(flat()), by=editor, credit="alt")
    assets.variant(asset=asset, kind="x")
    asset = assets.describe(asset=asset, alt_text="", credit="neu", caption="", by=editor)
    row = assets.variant(asset=asset, kind="x")
    assert assets.sweep() == 0
    assert assets.sweep(age=timedelta(0)) == 1
    assert stored_files(media_root) == sorted([asset.file.name, row.file.name])
