"""Mail addresses in the one form we store and send to."""

from django.core.exceptions import ValidationError
from django.core.validators import validate_email


class BadAddress(ValueError):
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
