"""Mail addresses in the one form we store and send to."""

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.crypto import salted_hmac

from stories.errors import DeskError

GONE = "geloescht.invalid"


class BadAddress(DeskError):
    """Not an address we can send to; the text is a German sentence for the screen."""


def normalise(address: str) -> str:
    """Lower case, without blanks around it, its domain in ASCII.

    Umlauts left of the @ need SMTPUTF8, which the newsrooms' mail servers seldom speak; they are refused.
    """
    local, _at, domain = address.strip().lower().rpartition("@")
    try:
        cleaned = f"{local}@{domain.encode('idna').decode('ascii')}"
        local.encode("ascii")
        validate_email(cleaned)
    except (UnicodeError, ValidationError) as error:
        raise BadAddress(
            f"„{address.strip()[:120]}“ ist keine gültige E-Mail-Adresse. Bitte prüfen Sie die Schreibweise."
        ) from error
    return cleaned


def checksum(address: str) -> str:
    """An address as 64 hexadecimal digits: HMAC-SHA-256 with a key derived from SECRET_KEY.

    Keyed, because addresses can be guessed one by one and a plain hash would give them away.
    """
    return salted_hmac("press.address", address, algorithm="sha256").hexdigest()


def stand_in(address: str) -> str:
    """What takes the place of a deleted address in records that must stay. RFC 2606 keeps ``.invalid`` free, so
    nothing can ever be delivered there."""
    return f"geloescht-{checksum(address)[:32]}@{GONE}"
