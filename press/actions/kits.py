"""Every write to a press kit, and the zip that is kept of it."""

import logging
import os
import tempfile
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from celery import current_app
from django.conf import settings
from django.db import transaction
from django.db.models import Max
from kombu.exceptions import KombuError

from media_library import files
from media_library.models import Asset
from people import audit
from people.models import User
from press import kitting, rules
from press.errors import Outdated
from press.models import PressKit, PressKitItem
from stories.errors import NotAllowed, WrongState
from stories.fields import assign

logger = logging.getLogger(__name__)

FIELDS: Final = frozenset({"title", "text", "terms", "story", "listed", "visible_from"})
FOLDER: Final = "kits"
# A zip nobody needs any more; one that is asked for is made again.
KEPT: Final = timedelta(days=7)


@transaction.atomic
def create(*, by: User, **fields: Any) -> PressKit:
    """A kit nobody outside sees yet. Raises NotAllowed."""
    _refuse_strangers(by)
    kit = PressKit(created_by=by)
    assign(kit, fields, FIELDS)
    kit.save()
    audit.record(by=by, verb="press.create_kit", target=kit)
    return kit


@transaction.atomic
def save(*, kit: PressKit, version: int, by: User, **fields: Any) -> PressKit:
    """Store the form. Raises Outdated, NotAllowed."""
    kit = _lock(kit, by)
    if kit.version != version:
        raise Outdated
    changed = assign(kit, fields, FIELDS)
    return _store(kit, by, "press.save_kit", fields=changed) if changed else kit


@transaction.atomic
def add(*, kit: PressKit, assets: Iterable[Asset], by: User) -> PressKit:
    """Put pictures or films at the end; what is in it already stays where it is. Raises NotAllowed."""
    kit = _lock(kit, by)
    place = (kit.items.aggregate(last=Max("position"))["last"] or 0) + 1
    known = set(kit.items.values_list("asset_id", flat=True))
    new = [asset for asset in assets if asset.pk not in known]
    PressKitItem.objects.bulk_create(
        PressKitItem(kit=kit, asset=asset, position=place + index) for index, asset in enumerate(new)
    )
    return _store(kit, by, "press.add_to_kit", assets=[asset.pk for asset in new]) if new else kit


@transaction.atomic
def remove(*, kit: PressKit, asset: int, by: User) -> PressKit:
    """Take one out. Raises NotAllowed."""
    kit = _lock(kit, by)
    gone, _rows = kit.items.filter(asset_id=asset).delete()
    return _store(kit, by, "press.remove_from_kit", asset=asset) if gone else kit


@transaction.atomic
def publish(*, kit: PressKit, by: User) -> PressKit:
    """Everybody may fetch it, once its time and its story's have come. Raises NotAllowed, WrongState for none."""
    kit = _lock(kit, by)
    _refuse_unentitled(by)
    if kit.published:
        return kit
    if not kit.story and not kit.items.exists():
        raise WrongState("Die Mappe ist leer. Wählen Sie Bilder aus, oder verbinden Sie sie mit einem Beitrag.")
    kit.published = True
    return _store(kit, by, "press.publish_kit")


@transaction.atomic
def hide(*, kit: PressKit, by: User) -> PressKit:
    """Nobody outside may fetch it any more. Raises NotAllowed."""
    kit = _lock(kit, by)
    _refuse_unentitled(by)
    if not kit.published:
        return kit
    kit.published = False
    return _store(kit, by, "press.hide_kit")


def built(kit: PressKit, now: datetime) -> str:
    """The stored name of the zip with today's contents, made where it is missing.

    It is written beside its place and then renamed, so two that ask at once both get a whole one. Raises BadFile
    where a picture cannot be read, OSError where a file is gone.
    """
    found = kitting.contents(kit, now)
    name = f"{FOLDER}/{found.fingerprint()}/{found.file_name}"
    path = files.path_of(name)
    if path.is_file():
        os.utime(path)
        return name
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, suffix=".part", delete=False) as stream:
        part = Path(stream.name)
        try:
            kitting.write(found, stream)
            stream.flush()
            os.fsync(stream.fileno())
            part.chmod(settings.FILE_UPLOAD_PERMISSIONS or 0o640)
            part.replace(path)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
    return name


def sweep() -> int:
    """Remove zips nobody fetched for a week; how many."""
    old = list(files.older_than(FOLDER, KEPT))
    for name in old:
        files.forget(name)
    return len(old)


def _lock(kit: PressKit, by: User) -> PressKit:
    _refuse_strangers(by)
    return PressKit.objects.select_for_update(of=("self",)).select_related("story").get(pk=kit.pk)


def _refuse_strangers(by: User) -> None:
    if not rules.may_handle(by):
        raise NotAllowed("Pressemappen stellt nur zusammen, wer schreiben darf. Bitten Sie die Administration darum.")


def _refuse_unentitled(by: User) -> None:
    if not rules.speaks_for_the_city(by):
        raise NotAllowed("Öffentlich macht eine Pressemappe die Pressestelle oder der Chef vom Dienst.")


def _store(kit: PressKit, by: User, verb: str, **detail: Any) -> PressKit:
    kit.version += 1
    kit.save()
    audit.record(by=by, verb=verb, target=kit, **detail)
    if kit.published:
        # Made ahead in the background, so that nobody waits; whoever comes first makes it otherwise.
        transaction.on_commit(lambda: _ring(kit.pk))
    return kit


def _ring(pk: int) -> None:
    """Ask for the zip. A silent bell only delays: whoever fetches the kit makes it."""
    try:
        current_app.signature("press.build_kit", args=(pk,)).apply_async(retry=False)
    except (OSError, KombuError) as error:
        logger.warning("the bell is silent (%s); the kit is packed when it is asked for", type(error).__name__)
