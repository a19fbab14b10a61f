"""Who speaks here, and under which address the public reaches us."""

from typing import Final

from django.conf import settings

NAME: Final = f"Landeshauptstadt {settings.CITY}"
TITLE: Final = "Nachrichten der Stadt"


def absolute(path: str) -> str:
    """The public address of a path: from the settings, since behind a proxy the request knows another one."""
    return f"{settings.PUBLIC_URL}{path}"
