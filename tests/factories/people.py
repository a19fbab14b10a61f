"""People of the office."""

import itertools
from typing import Any

from people.actions import users
from people.models import User
from people.roles import Role

_numbers = itertools.count(1)


def person(*roles: Role, **facts: Any) -> User:
    """Somebody with these roles and a name nobody else has."""
    number = next(_numbers)
    given = {
        "username": f"person{number}",
        "password": None,
        "first_name": f"Vorname{number}",
        "last_name": f"Nachname{number}",
    }
    return users.create(by=None, roles=roles, **(given | facts))


def editor(**facts: Any) -> User:
    return person(Role.EDITOR, **facts)


def cvd(**facts: Any) -> User:
    return person(Role.CVD, **facts)


def social(**facts: Any) -> User:
    return person(Role.SOCIAL, **facts)


def admin(**facts: Any) -> User:
    return person(Role.ADMIN, **facts)
