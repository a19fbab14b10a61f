"""Whether an asset may be published: its licence and the consent of those it shows."""

from dataclasses import dataclass
from datetime import date

from media_library.enums import Consent
from media_library.models import Asset


@dataclass(frozen=True, slots=True)
class Hindrance:
    """Why an asset must not go out: the field that says so, and the sentence."""

    field: str
    message: str


def hindrances(asset: Asset, on: date) -> list[Hindrance]:
    """What forbids publishing ``asset`` on that day in the city; consent follows KUG §§ 22, 23."""
    found = []
    if asset.usable_until and asset.usable_until < on:
        found.append(
            Hindrance(
                "usable_until",
                f"„{asset.original_name}“ darf nur bis {asset.usable_until:%d.%m.%Y} veröffentlicht werden, "
                f"geplant ist der {on:%d.%m.%Y}. Nehmen Sie ein anderes oder verlängern Sie die Lizenz.",
            )
        )
    if asset.consent == Consent.MISSING:
        found.append(
            Hindrance(
                "consent",
                f"Zu „{asset.original_name}“ fehlt die Einwilligung der Abgebildeten. Holen Sie sie ein, oder nehmen "
                "Sie ein anderes.",
            )
        )
    if asset.consent == Consent.WITHDRAWN:
        found.append(
            Hindrance(
                "consent",
                f"Die Einwilligung zu „{asset.original_name}“ ist widerrufen. Es darf nicht mehr erscheinen; "
                "nehmen Sie es heraus.",
            )
        )
    return found
