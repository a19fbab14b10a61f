"""Addresses a platform can fetch a file from, for a while, without a login."""

import time
from datetime import timedelta
from pathlib import PurePosixPath
from typing import Final

from django.conf import settings
from django.core import signing
from django.urls import reverse

SALT: Final = "media_library.public_url"
# Instagram fetches within minutes, but a delivery that waits out a rate limit may hand it over later.
A_DAY: Final = timedelta(days=1)


def public_url(file_name: str, *, max_age: timedelta | float = A_DAY) -> str:
    """An absolute address of a stored file (``asset.file.name``), valid for ``max_age`` (seconds or timedelta).

    It ends in the file's own name, because platforms look at the extension.
    """
    seconds = max_age.total_seconds() if isinstance(max_age, timedelta) else max_age
    token = signing.dumps([file_name, int(time.time() + seconds)], salt=SALT)
    path = reverse("media_library:signed", args=[token, PurePosixPath(file_name).name])
    return f"{settings.PUBLIC_URL}{path}"


def read(token: str) -> str:
    """The file name a token speaks for. Raises ``signing.BadSignature``, also when it has expired."""
    file_name, expires = signing.loads(token, salt=SALT)
    if time.time() >= expires:
        raise signing.SignatureExpired(f"expired at {expires}")
    return str(file_name)
