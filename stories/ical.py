"""What every calendar we write has alike (RFC 5545): its head, and names that no other house uses."""

from datetime import timedelta
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from icalendar import Calendar

ASK_AGAIN: Final = timedelta(hours=1)


def begun(*, product: str, name: str, uid: str, **facts: Any) -> Calendar:
    """An empty calendar that asks to be fetched anew each hour. ``uid`` is made whole by :func:`uid_of`."""
    found = Calendar.new(prodid=f"-//{settings.OFFICE}//{product}//DE", name=name, uid=uid_of(uid), **facts)
    # RFC 7986, 5.7 wants the type named; what is older than that reads the second.
    found.add("REFRESH-INTERVAL", ASK_AGAIN, parameters={"VALUE": "DURATION"})
    found.add("X-PUBLISHED-TTL", "PT1H")
    return found


def uid_of(name: str) -> str:
    """A name of ours at our public host (RFC 7986, 5.3)."""
    return f"{name}@{urlsplit(settings.PUBLIC_URL).hostname}"
