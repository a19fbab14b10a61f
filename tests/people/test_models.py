"""Permissions of a person across roles."""

import pytest

from people.models import User
from people.roles import Permission, Role
from tests.factories import people

pytestmark = pytest.mark.django_db


def test_two_roles_add_up():
    user = people.person(Role.CVD, Role.PRESS)
    assert user.granted() == people.cvd().granted() | {Permission.MANAGE_PRESS}


def test_person_without_roles_may_nothing():
    user = people.person()
    assert (user.granted(), user.has_module_perms("stories"), user.has_perm("stories.view_story")) == (
        frozenset(), False, False,
    )  # fmt: skip


def test_who_works_here(admin_user):
    gone, boss = people.cvd(), admin_user
    gone.is_active = False
    assert [user.works_here() for user in (people.editor(), people.admin(), boss, people.person(), gone)] == [
        True, True, True, False, False,
    ]  # fmt: skip


def test_inactive_person_may_nothing():
    user = people.cvd()
    user.is_active = False
    rights = [user.has_perm(Permission.APPROVE), user.has_perms([Permission.WRITE]), user.has_module_perms("stories")]
    assert rights == [False, False, False]


def test_inactive_superuser_may_nothing():
    user = User(username="notfall", is_superuser=True, is_active=False)
    assert (user.has_perm(Permission.WRITE), user.has_module_perms("people")) == (False, False)


def test_superuser_may_everything():
    user = User(username="notfall", is_superuser=True)
    assert [permission for permission in Permission if not user.has_perm(permission)] == []
    assert user.has_module_perms("people") is True


def test_has_perms_wants_all_of_them():
    editor = people.editor()
    assert editor.has_perms([Permission.WRITE, Permission.SUBMIT]) is True
    assert editor.has_perms([Permission.WRITE, Permission.APPROVE]) is False


def test_own_permission_of_another_room_is_not_a_table_right():
    assert people.admin().has_perm("stories.approve_story") is False
    assert people.admin().has_perm("stories.import_story") is False


def test_role_labels_are_german():
    assert people.person(Role.CVD, Role.VIDEO).role_labels() == ["Chef vom Dienst", "Video"]
    assert people.cvd().has_role(Role.CVD) is True
    assert people.cvd().has_role(Role.EDITOR) is False


def test_name_falls_back_to_the_user_name():
    assert str(people.editor(first_name="Mira", last_name="Brandt")) == "Mira Brandt"
    assert str(people.editor(username="m.brandt", first_name="", last_name="")) == "m.brandt"
