"""The return path of one mail (VERP): a bounce comes back to an address that says whose mail it was.

The token names a Recipient row and proves that we made it: five bytes for the row, ten of HMAC-SHA256 (RFC 2104
section 5 allows no fewer than 80 bits), in the alphabet of RFC 4648 section 6, whose letters survive a mail system
that changes case. Only who got the mail knows its token, so nobody can report a stranger's address as dead.
"""

import base64
import hmac
import re
from collections.abc import Iterable, Iterator
from email.utils import parseaddr
from itertools import islice
from typing import Final

from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.utils.crypto import salted_hmac

from press.models import Recipient

ID_BYTES: Final = 5
MAC_BYTES: Final = 10
LENGTH: Final = (ID_BYTES + MAC_BYTES) * 8 // 5
# RFC 5321 section 4.5.3.1.1: octets left of the @.
LOCAL_PART: Final = 64
# Wrappers put a letter or digit right beside it (``=2B``): every window of a run is tried, within reason.
_RUN: Final = re.compile(rf"[a-z2-7]{{{LENGTH},}}")
WINDOWS: Final = 400


def address(recipient: Recipient) -> str:
    """The MAIL FROM of this mail: by the pattern of the settings, else the press office's own address."""
    pattern = settings.RETURN_PATH
    if not pattern:
        return parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    return pattern.replace("{token}", token(recipient.pk))


def token(number: int) -> str:
    """Raises OverflowError beyond 2**40 rows."""
    name = number.to_bytes(ID_BYTES, "big")
    return base64.b32encode(name + _mac(name, settings.SECRET_KEY)).decode().lower()


def read(texts: Iterable[str]) -> int | None:
    """The row's number from the first genuine token in these addresses or header lines, else None.

    Where it stands does not matter: ``+`` addressing, BATV (``prvs=…=local``) and SRS wrap it in their own words.
    """
    for candidate in islice(_windows(texts), WINDOWS):
        raw = base64.b32decode(candidate.upper())
        if _genuine(raw[:ID_BYTES], raw[ID_BYTES:]):
            return int.from_bytes(raw[:ID_BYTES], "big")
    return None


def problems(**_given: object) -> list[CheckMessage]:
    """A pattern that cannot work, found at start and not at the first bounce."""
    pattern = settings.RETURN_PATH
    local = pattern.rpartition("@")[0].replace("{token}", "x" * LENGTH)
    if not pattern or (pattern.count("{token}") == 1 and "x" * LENGTH in local and len(local) <= LOCAL_PART):
        return []
    return [
        Error(
            f"RETURN_PATH ({pattern}) ist als Rückadresse nicht brauchbar.",
            hint=f"Einmal {{token}} vor dem @ angeben, etwa presse-rueck+{{token}}@stadt.example; mit dem Zeichen "
            f"von {LENGTH} Stellen höchstens {LOCAL_PART} Zeichen vor dem @. Oder leer lassen.",
            id="press.E001",
        )
    ]


def _windows(texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        for run in _RUN.finditer(text.lower()):
            for start in range(len(run[0]) - LENGTH + 1):
                yield run[0][start : start + LENGTH]


def _genuine(name: bytes, mac: bytes) -> bool:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return any(hmac.compare_digest(mac, _mac(name, key)) for key in keys)


def _mac(name: bytes, key: str | bytes) -> bytes:
    return salted_hmac("press.returnpath", name, secret=key, algorithm="sha256").digest()[:MAC_BYTES]
