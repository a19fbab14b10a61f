"""Contacts, and files of them."""

import itertools
from typing import Any

from people.models import User
from press.actions import imports, lists
from press.models import Contact, ContactImport

_numbers = itertools.count(1)
CSV = "Name;E-Mail\r\nÖzlem Groß;oezlem@funk.example\r\n".encode("cp1252")


def contact(**facts: Any) -> Contact:
    """A contact nobody else is."""
    number = next(_numbers)
    given = {"name": f"Kontakt {number}", "email": f"kontakt{number}@zeitung.example"}
    return lists.add_contact(by=None, **(given | facts))


def upload(*, by: User, data: bytes = CSV) -> ContactImport:
    """A file that waits to be taken over."""
    return imports.upload(file_name="liste.csv", data=data, by=by)
