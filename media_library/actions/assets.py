"""Every write to an asset and to the files derived from it.

Checking, decoding and copying happen before the transaction opens: a database that is locked while
a picture is scaled would stop the whole desk.
"""

import io
from contextlib import AbstractContextManager, nullcontext
from datetime import timedelta
from pathlib import PurePath
from typing import IO, Any

from django.db import IntegrityError, transaction

from media_library import captions, files, images, video
from media_library.enums import Kind
from media_library.models import Asset, Variant, asset_path, variant_path
from media_library.searchable import words
from media_library.tiles import MARK, draw_tile, printable
from media_library.variants import SPECS, Derived, derive, recipe
from people import audit
from people.models import User
from search.actions import entries

RIGHTS = frozenset({"licence", "usable_until", "consent", "consent_note"})


def add_image(
    *,
    file: IO[bytes],
    by: User | None,
    alt_text: str = "",
    credit: str = "",
    caption: str = "",
    generated: bool = False,
) -> Asset:
    """Take in a picture; its bytes are kept as they came. Raises :class:`images.BadImage`."""
    name = _name(file, "bild")
    facts = images.inspect(file, name=name)
    asset = Asset(
        kind=Kind.IMAGE,
        original_name=name,
        sha256=files.checksum(file),
        mime=facts.mime,
        width=facts.width,
        height=facts.height,
        size=facts.size,
        alt_text=_line(alt_text),
        credit=_line(credit),
        caption=caption.strip(),
        generated=generated,
        created_by=by,
    )
    _add(asset, file, facts.extension, by)
    return asset


def add_video(*, file: IO[bytes], by: User | None, credit: str = "", caption: str = "", alt_text: str = "") -> Asset:
    """Take in a video as it came. Raises :class:`video.BadVideo`."""
    name = _name(file, "video")
    with files.local(file) as path:
        facts = video.inspect(path, name=name)
    asset = Asset(
        kind=Kind.VIDEO,
        original_name=name,
        sha256=files.checksum(file),
        mime=facts.mime,
        width=facts.width,
        height=facts.height,
        seconds=facts.seconds,
        sound=bool(facts.sound),
        size=facts.size,
        alt_text=_line(alt_text),
        credit=_line(credit),
        caption=caption.strip(),
        created_by=by,
    )
    _add(asset, file, facts.extension, by)
    return asset


@transaction.atomic
def describe(*, asset: Asset, alt_text: str, credit: str, caption: str, by: User | None) -> Asset:
    """Set what is said about an asset. Derived files follow when they are next asked for."""
    asset = Asset.objects.select_for_update().get(pk=asset.pk)
    before = {"alt_text": asset.alt_text, "credit": asset.credit, "caption": asset.caption}
    after = {"alt_text": _line(alt_text), "credit": _line(credit), "caption": caption.strip()}
    changed = [name for name in before if before[name] != after[name]]
    if changed:
        for name in changed:
            setattr(asset, name, after[name])
        asset.save(update_fields=changed)
        entries.put(**words(asset))
        changes = {name: [before[name], after[name]] for name in changed}
        audit.record(by=by, verb="media_library.describe", target=asset, **changes)
    return asset


@transaction.atomic
def set_rights(*, asset: Asset, by: User | None, **rights: Any) -> Asset:
    """Set licence, last day of use and consent; only what is given changes. Readers see none of it, so no seal
    breaks; what must not go out any more is held when its turn comes."""
    if unknown := set(rights) - RIGHTS:
        raise TypeError(f"unknown rights: {sorted(unknown)}")
    asset = Asset.objects.select_for_update().get(pk=asset.pk)
    changes = {name: [str(getattr(asset, name) or ""), str(value or "")] for name, value in rights.items()}
    changes = {name: pair for name, pair in changes.items() if pair[0] != pair[1]}
    if changes:
        for name in changes:
            setattr(asset, name, rights[name])
        asset.save(update_fields=list(changes))
        audit.record(by=by, verb="media_library.set_rights", target=asset, **changes)
    return asset


def set_captions(*, asset: Asset, file: IO[bytes] | None, reason: str, by: User | None) -> Asset:
    """Give a film its captions, or the reason why it needs none; without either it has none.

    Raises :class:`captions.BadCaptions`.
    """
    if file is None:
        return _write_captions(asset, "", "", reason, by)
    data = file.read()
    captions.read(data, name=_name(file, "untertitel.vtt"), seconds=asset.seconds)
    with files.stored(io.BytesIO(data), asset_path(asset, f"{PurePath(asset.original_name).stem}.vtt")) as name:
        return _write_captions(asset, name, files.checksum(io.BytesIO(data)), "", by)


def tile(*, kicker: str, headline: str, department: str, by: User | None, date: str = "") -> Asset:
    """A text tile as an asset; the same words give the asset that is already there."""
    data = io.BytesIO(draw_tile(kicker=kicker, headline=headline, department=department, date=date))
    known = Asset.objects.filter(sha256=files.checksum(data), generated=True).order_by("pk").first()
    if known:
        return known
    data.name = f"Texttafel {printable(headline)[:60].replace('/', '-') or MARK}.jpg"
    spoken = ". ".join(part.strip(" .") for part in (kicker, headline) if part.strip(" ."))
    return add_image(file=data, by=by, alt_text=f"Texttafel: {spoken}", credit=MARK, generated=True)


def variant(*, asset: Asset, kind: str) -> Variant:
    """The file of ``asset`` for a kind of channel (a key of ``variants.SPECS``), made where missing.

    Safe when several workers ask at once: the unique key lets one row win and all return it. A video
    gives its still picture. Raises KeyError for an unknown kind, BadImage or BadVideo for a broken source.
    """
    spec = SPECS[kind]
    wanted = recipe(spec, alt=asset.alt_text, credit=asset.credit)
    known = Variant.objects.filter(asset=asset, purpose=kind).first()
    if known and known.recipe == wanted and files.path_of(str(known.file)).is_file():
        return known
    derived = derive(_source(asset), spec, alt=asset.alt_text, credit=asset.credit)
    name = variant_path(Variant(), f"{PurePath(asset.original_name).stem[:50]}-{kind}{_extension(derived)}")
    files.store(io.BytesIO(derived.data), name)
    values = {
        "file": name,
        "mime": derived.mime,
        "width": derived.width,
        "height": derived.height,
        "size": derived.size,
        "sha256": derived.sha256,
        "recipe": wanted,
    }
    row = _settle(asset, kind, known, values)
    if str(row.file) != name:
        files.forget(name)
    return row


def sweep(*, age: timedelta = timedelta(days=7)) -> int:
    """Remove derived files no row points to any more, once no platform can still be fetching them.

    Returns how many went.
    """
    used = set(Variant.objects.values_list("file", flat=True))
    orphans = [name for name in files.older_than("variants", age) if name not in used]
    for name in orphans:
        files.forget(name)
    return len(orphans)


def _add(asset: Asset, file: IO[bytes], extension: str, by: User | None) -> None:
    """Store the bytes, unless an asset with the same content has them already, and write the row."""
    twin = Asset.objects.filter(sha256=asset.sha256).order_by("pk").first()
    storing: AbstractContextManager[str]
    if twin and files.path_of(str(twin.file)).is_file():
        storing = nullcontext(str(twin.file))
    else:
        storing = files.stored(file, asset_path(asset, PurePath(asset.original_name).stem + extension))
    with storing as name, transaction.atomic():
        asset.file.name = name
        asset.save()
        entries.put(**words(asset))
        audit.record(
            by=by,
            verb=f"media_library.add_{asset.kind}",
            target=asset,
            sha256=asset.sha256,
            mime=asset.mime,
            size=asset.size,
            generated=asset.generated,
        )


@transaction.atomic
def _write_captions(asset: Asset, name: str, sha256: str, reason: str, by: User | None) -> Asset:
    asset = Asset.objects.select_for_update().get(pk=asset.pk)
    asset.captions.name, asset.captions_sha256, asset.captions_reason = name, sha256, _line(reason)[:250]
    asset.save(update_fields=["captions", "captions_sha256", "captions_reason"])
    audit.record(by=by, verb="media_library.set_captions", target=asset, sha256=sha256, reason=asset.captions_reason)
    return asset


def _source(asset: Asset) -> io.BytesIO | str:
    path = files.path_of(str(asset.file))
    if asset.kind == Kind.VIDEO:
        return io.BytesIO(video.poster(path, name=asset.original_name))
    return str(path)


def _settle(asset: Asset, kind: str, known: Variant | None, values: dict[str, Any]) -> Variant:
    """Write or renew the row. Whoever comes second takes what the first one wrote."""
    if known:
        # Only if nobody renewed it meanwhile. The old file stays: a platform may be fetching it.
        Variant.objects.filter(pk=known.pk, file=str(known.file)).update(**values)
    else:
        try:
            with transaction.atomic():
                Variant.objects.create(asset=asset, purpose=kind, **values)
        except IntegrityError:
            pass  # made by someone else since we looked
    return Variant.objects.get(asset=asset, purpose=kind)


def _name(file: IO[bytes], fallback: str) -> str:
    name = PurePath(str(getattr(file, "name", "") or "").replace("\\", "/")).name
    return name[-255:] or fallback


def _line(text: str) -> str:
    return " ".join(text.split())


def _extension(derived: Derived) -> str:
    return ".webp" if derived.mime == "image/webp" else ".jpg"
