"""Contacts that are probably one person."""

import re

from press.models import Contact


def key_of(name: str, outlet: str) -> tuple[str, str]:
    """Name and outlet without capitals, signs and the order of first and last name."""
    return _plain(name), _plain(outlet)


def alike(contact: Contact) -> list[Contact]:
    """Others of the same name at the same outlet, with another address."""
    others = Contact.objects.filter(outlet=contact.outlet_id).exclude(pk=contact.pk).select_related("outlet")
    return [other for other in others if _plain(other.name) == _plain(contact.name)]


def _plain(words: str) -> str:
    return " ".join(sorted(re.findall(r"\w+", words.casefold())))
