"""What the settings must keep among themselves for no post to go out twice."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error

from stories import nightshift

# A claim is renewed six times a lease; this leaves a slow database two of them.
LEASE_IN_TIMEOUTS = 2


def delivery_times(**_given: Any) -> list[CheckMessage]:
    """How long a call may take, stay unclear and be owned; see decision 3."""
    return list(_delivery_times())


def night_shift(**_given: Any) -> list[CheckMessage]:
    """A rule that lets one person approve alone must be readable, or it is none."""
    try:
        nightshift.hours()
    except ValueError:
        return [
            Error(
                f"NIGHT_SHIFT ({settings.NIGHT_SHIFT}) ist nicht lesbar.",
                hint="Zwei Uhrzeiten angeben, etwa NIGHT_SHIFT=22:00-06:00, oder leer lassen.",
                id="newsroom.E004",
            )
        ]
    return []


def _delivery_times() -> Iterator[CheckMessage]:
    longest = max(settings.PLATFORM_TIMEOUT_SECONDS, settings.EMAIL_TIMEOUT)
    if longest <= 0 or settings.DELIVERY_BACKOFF_SECONDS <= 0:
        yield Error(
            "Wartezeiten der Auslieferung müssen größer als null sein.",
            hint="PLATFORM_TIMEOUT_SECONDS, EMAIL_TIMEOUT und DELIVERY_BACKOFF_SECONDS auf mehr als 0 setzen.",
            id="newsroom.E003",
        )
    if longest >= settings.DELIVERY_SETTLE_SECONDS:
        yield Error(
            f"DELIVERY_SETTLE_SECONDS ({settings.DELIVERY_SETTLE_SECONDS:g}) muss größer sein als die längste "
            f"Wartezeit auf eine Antwort ({longest:g}): Sonst wird eine Plattform gefragt, bevor ein später Aufruf "
            "ankommen kann, und derselbe Post ginge zweimal hinaus.",
            hint="DELIVERY_SETTLE_SECONDS erhöhen, oder PLATFORM_TIMEOUT_SECONDS und EMAIL_TIMEOUT senken.",
            id="newsroom.E001",
        )
    if longest * LEASE_IN_TIMEOUTS > settings.DELIVERY_LEASE_SECONDS:
        yield Error(
            f"DELIVERY_LEASE_SECONDS ({settings.DELIVERY_LEASE_SECONDS:g}) muss mindestens doppelt so lang sein wie "
            f"die längste Wartezeit auf eine Antwort ({longest:g}): Sonst gilt ein Zusteller als ausgefallen, "
            "der noch wartet.",
            hint="DELIVERY_LEASE_SECONDS erhöhen.",
            id="newsroom.E002",
        )
