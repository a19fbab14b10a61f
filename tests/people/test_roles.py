"""Who may what, as one table."""

import pytest

from people.roles import ROLES, Permission, Role
from tests.factories import people

P = Permission
DESK = {P.WRITE, P.SUBMIT, P.UPLOAD, P.EDIT_RENDITION, P.SEE_LEDGER}
TABLE = {
    Role.EDITOR: DESK,
    Role.CVD: DESK | {P.APPROVE, P.DECIDE, P.CRISIS, P.MANAGE_INTAKE},
    Role.SOCIAL: DESK | {P.DECIDE},
    Role.VIDEO: DESK,
    Role.PRESS: DESK | {P.MANAGE_PRESS},
    Role.ADMIN: {P.MANAGE_PEOPLE, P.MANAGE_ACCOUNTS, P.MANAGE_PRESS, P.MANAGE_INTAKE, P.SEE_LEDGER},
}
DJANGO_RIGHTS = {"people.view_user", "channels_publish.change_account", "stories.add_department", "press.add_contact"}
ADMINISTERS = {
    Role.EDITOR: set(),
    Role.CVD: set(),
    Role.SOCIAL: set(),
    Role.VIDEO: set(),
    Role.PRESS: {"press.add_contact"},
    Role.ADMIN: DJANGO_RIGHTS,
}
ROOMS = {"people", "media_library", "stories", "channels_publish", "press"}
MODULES = {Role.PRESS: {"press"}, Role.ADMIN: {"people", "stories", "channels_publish", "press"}}


def test_every_role_has_facts():
    assert set(ROLES) == set(TABLE) == set(Role)


@pytest.mark.parametrize("role", Role)
def test_role_holds_exactly_its_permissions(db, role):
    user = people.person(role)
    assert {permission for permission in Permission if user.has_perm(permission)} == TABLE[role]


@pytest.mark.parametrize("role", Role)
def test_role_administers_exactly_its_tables(db, role):
    user = people.person(role)
    assert {right for right in DJANGO_RIGHTS if user.has_perm(right)} == ADMINISTERS[role]


@pytest.mark.parametrize("role", Role)
def test_role_opens_exactly_its_modules(db, role):
    user = people.person(role)
    assert {room for room in ROOMS if user.has_module_perms(room)} == MODULES.get(role, set())
