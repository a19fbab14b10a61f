"""What goes into a press kit, what must stay out and why, and the zip itself.

The same contents give the same bytes: names, order and times inside are fixed, so a kit is known by its checksum.
"""

import hashlib
import json
import re
import shutil
import zipfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any, Final

from django.template.loader import render_to_string
from django.utils import timezone

from media_library import files
from media_library.actions import assets
from media_library.enums import Kind
from media_library.models import Asset
from media_library.naming import safe_name
from media_library.rights import hindrances
from media_library.variants import SPECS, recipe
from press import csvfile
from press.models import PressKit, PressRelease

SIZES: Final = {"print": "druck", "website": "web"}
# A zip knows no time before this one; a fixed time keeps the checksum.
_TIME: Final = (1980, 1, 1, 0, 0, 0)
_READABLE: Final = 0o644 << 16
_COPY: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Piece:
    """A picture or film with the words that belong to it; ``stem`` names its files in the kit."""

    asset: Asset
    stem: str
    caption: str
    credit: str
    alt: str

    @property
    def is_film(self) -> bool:
        return self.asset.kind == Kind.VIDEO

    @property
    def names(self) -> list[str]:
        """Its files in the kit."""
        if self.is_film:
            return [f"filme/{self.stem}{Path(str(self.asset.file)).suffix}"]
        return [f"bilder/{folder}/{self.stem}.jpg" for folder in SIZES.values()]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What does not go along, and the sentence why."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Contents:
    """A kit as it would be packed now."""

    kit: PressKit
    pieces: tuple[Piece, ...]
    left_out: tuple[LeftOut, ...]
    release: PressRelease | None

    @property
    def file_name(self) -> str:
        """What the zip is called on the journalist's disk."""
        return f"pressemappe-{safe_name(self.kit.title, fallback='stadt')}.zip"

    def fingerprint(self) -> str:
        """Checksum of all that shapes the zip."""
        kit = self.kit
        told: dict[str, Any] = {
            "v": 1, "kit": [kit.title, kit.text, kit.terms], "out": [[row.name, row.reason] for row in self.left_out],
            "release": self.release.sha256 if self.release else "",
            "pieces": [
                [piece.stem, piece.asset.sha256, piece.caption, piece.credit, piece.alt, *_recipes(piece.asset)]
                for piece in self.pieces
            ],
        }  # fmt: skip
        return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def contents(kit: PressKit, now: datetime) -> Contents:
    """What the kit holds today: rights are asked on the day, since a licence may end between two downloads."""
    pieces, left_out = [], []
    for number, (asset, words) in enumerate(_assets(kit), 1):
        if reason := _why_not(asset, words["credit"], now):
            left_out.append(LeftOut(asset.original_name, reason))
        else:
            stem = f"{number:02d}-{Path(safe_name(asset.original_name, fallback='bild')).stem}"
            pieces.append(Piece(asset, stem, words["caption"], words["credit"], words["alt"]))
    release = PressRelease.objects.public_for(kit.story) if kit.story and kit.story.public_from else None
    return Contents(kit, tuple(pieces), tuple(left_out), release)


def write(found: Contents, stream: IO[bytes]) -> None:
    """Write the zip. Pictures are packed as they are, they are compressed already; one file at a time is in memory."""
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        _put_text(archive, "LIESMICH.txt", render_to_string("press/kit.txt", {"found": found}))
        _put_text(archive, "index.html", render_to_string("press/kit.html", {"found": found}))
        archive.writestr(_entry("bildunterschriften.csv"), _table(found), zipfile.ZIP_DEFLATED)
        if found.release:
            _put_file(archive, found.release.file_name, Path(found.release.pdf.path))
        for piece in found.pieces:
            for name, path in zip(piece.names, _paths(piece), strict=True):
                _put_file(archive, name, path)


def _assets(kit: PressKit) -> list[tuple[Asset, dict[str, str]]]:
    """The story's approved pictures with their approved words first, then those added by hand."""
    found: dict[int, tuple[Asset, dict[str, str]]] = {}
    approved = kit.story.live.content["images"] if kit.story and kit.story.live else []
    rows = Asset.objects.in_bulk([image["asset"] for image in approved])
    for image in approved:
        asset = rows.get(image["asset"])
        if asset and asset.sha256 == image["sha256"]:
            found[asset.pk] = asset, {name: image[name] for name in ("caption", "credit", "alt")}
    for item in kit.items.select_related("asset"):
        words = {"caption": item.asset.caption, "credit": item.asset.credit, "alt": item.asset.alt_text}
        found.setdefault(item.asset_id, (item.asset, words))
    return list(found.values())


def _why_not(asset: Asset, credit: str, now: datetime) -> str:
    if not credit.strip():
        return "Der Bildnachweis fehlt."
    if found := hindrances(asset, timezone.localdate(now)):
        # The sentences of the desk name dates and consents; the press is told no more than it must know.
        return {"usable_until": "Das Nutzungsrecht ist abgelaufen."}.get(found[0].field, "Die Einwilligung fehlt.")
    return ""


def _recipes(asset: Asset) -> list[str]:
    return [recipe(SPECS[kind], alt=asset.alt_text, credit=asset.credit) for kind in SIZES]


def _paths(piece: Piece) -> list[Path]:
    """Derived files carry credit and alternative text as XMP (media_library.variants)."""
    if piece.is_film:
        return [files.path_of(str(piece.asset.file))]
    return [files.path_of(str(assets.variant(asset=piece.asset, kind=kind).file)) for kind in SIZES]


def _table(found: Contents) -> bytes:
    return csvfile.write(
        ["Datei", "Bildunterschrift", "Bildnachweis", "Was zu sehen ist"],
        (
            [csvfile.one_line(cell) for cell in (name, piece.caption, piece.credit, piece.alt)]
            for piece in found.pieces
            for name in piece.names
        ),
    )


def _put_text(archive: zipfile.ZipFile, name: str, text: str) -> None:
    text = re.sub(r"\n{3,}", "\n\n", text)
    archive.writestr(_entry(name), text.encode(), zipfile.ZIP_DEFLATED)


def _put_file(archive: zipfile.ZipFile, name: str, path: Path) -> None:
    entry = _entry(name)
    entry.file_size = path.stat().st_size
    with path.open("rb") as source, archive.open(entry, "w") as target:
        shutil.copyfileobj(source, target, _COPY)


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _TIME)
    entry.external_attr = _READABLE
    return entry
