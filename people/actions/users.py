"""Every write to a person."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from people import audit
from people.models import User
from people.roles import Role


@transaction.atomic
def create(
    *,
    username: str,
    password: str | None,
    first_name: str,
    last_name: str,
    roles: Iterable[Role],
    by: User | None,
    email: str = "",
    initials: str = "",
) -> User:
    """Create a person who may log in; ``password`` None means: cannot yet."""
    user = User.objects.create_user(
        username=username,
        password=password,
        email=email,
        first_name=first_name,
        last_name=last_name,
        roles=sorted(role.value for role in roles),
        initials=initials,
        is_staff=True,
    )
    audit.record(by=by, verb="people.create", target=user, roles=user.roles)
    return user


@transaction.atomic
def set_roles(*, user: User, roles: Iterable[Role], by: User | None) -> User:
    """Replace the roles of a person."""
    before = list(user.roles)
    user.roles = sorted(role.value for role in roles)
    user.save(update_fields=["roles"])
    audit.record(by=by, verb="people.set_roles", target=user, before=before, after=user.roles)
    return user


@transaction.atomic
def set_email(*, user: User, email: str, by: User | None) -> User:
    """Where the newsroom writes to this person."""
    user.email = email
    user.save(update_fields=["email"])
    audit.record(by=by, verb="people.set_email", target=user, email=email)
    return user


@transaction.atomic
def end_tour(*, user: User, by: User | None) -> User:
    """No longer show the first-run tour to this person; one that was ended before stays as it is."""
    if user.tour_ended_at is None:
        user.tour_ended_at = timezone.now()
        user.save(update_fields=["tour_ended_at"])
        audit.record(by=by, verb="people.end_tour", target=user)
    return user


@transaction.atomic
def show_tour(*, user: User, by: User | None) -> User:
    """Show the tour again, from its first step."""
    if user.tour_ended_at is not None:
        user.tour_ended_at = None
        user.save(update_fields=["tour_ended_at"])
        audit.record(by=by, verb="people.show_tour", target=user)
    return user
