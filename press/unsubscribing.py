"""The address by which one contact leaves one list, without a login and without a row for it."""

from typing import Final

from django.conf import settings
from django.core import signing
from django.urls import reverse

from press.models import Contact, DistributionList

_SALT: Final = "press.unsubscribe"


class BadToken(ValueError):
    """Not a token of ours, or cut short on its way."""


def unsubscribe_address(*, contact: Contact, from_list: DistributionList) -> str:
    """What goes into ``List-Unsubscribe`` (RFC 8058, 2017): POST leaves the list, GET only shows a button.

    The same for every mail of this contact and list, and valid for as long as both exist, since a person may
    press the button in an old mail. Holds two numbers and a signature, no address.
    """
    token = signing.Signer(salt=_SALT).sign(f"{contact.pk}.{from_list.pk}")
    return f"{settings.PUBLIC_URL}{reverse('guest:unsubscribe', args=[token])}"


def read(token: str) -> tuple[int, int]:
    """Contact and list of a token. Raises BadToken."""
    try:
        contact, distribution_list = signing.Signer(salt=_SALT).unsign(token).split(".")
    except signing.BadSignature as error:
        raise BadToken(token[:20]) from error
    return int(contact), int(distribution_list)
