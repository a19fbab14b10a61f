"""Every write to the addresses by which people subscribe to the plan."""

from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils import timezone

from channels_publish.enums import CalendarScope
from channels_publish.models import Account, CalendarLink
from people import audit
from people.models import User
from people.roles import Permission
from stories.errors import NotAllowed, WrongState
from stories.links import digest_of, new_secret

# A person has a telephone, a computer and a wall; more addresses are forgotten ones.
MOST: Final = 10


@transaction.atomic
def subscribe(
    *, scope: CalendarScope, by: User, account: Account | None = None, name: str = ""
) -> tuple[CalendarLink, str]:
    """An address for the person's own calendar and its secret, which nobody can read again afterwards.

    ``account`` is asked for by the scope of one account, and ignored by the others. Raises NotAllowed for whoever may
    not see the plan, WrongState without the account or beyond ten addresses.
    """
    if not may_see_plan(by):
        raise NotAllowed("Die Planung sieht nur, wer schreibt oder Kanalfassungen bearbeitet.")
    if scope == CalendarScope.ACCOUNT and account is None:
        raise WrongState("Bitte wählen Sie das Konto, dessen Termine im Kalender stehen sollen.")
    if CalendarLink.objects.open().filter(user=by).count() >= MOST:
        raise WrongState(f"Sie haben schon {MOST} Kalenderadressen. Sperren Sie eine, die Sie nicht mehr brauchen.")
    secret, digest = new_secret()
    link = CalendarLink.objects.create(
        user=by, scope=scope, account=account if scope == CalendarScope.ACCOUNT else None, name=name, digest=digest
    )
    audit.record(by=by, verb="channels_publish.subscribe_calendar", target=link)
    return link, secret


@transaction.atomic
def revoke(*, link: CalendarLink, by: User) -> CalendarLink:
    """End the address at once. Raises NotAllowed for somebody else's."""
    link = CalendarLink.objects.select_for_update(of=("self",)).get(pk=link.pk)
    if link.user_id != by.pk:
        raise NotAllowed("Diese Kalenderadresse gehört jemand anderem.")
    if link.revoked_at is None:
        link.revoked_at = timezone.now()
        link.save(update_fields=["revoked_at"])
        audit.record(by=by, verb="channels_publish.revoke_calendar", target=link)
    return link


def behind(secret: str) -> CalendarLink | None:
    """The link with this secret, if it still opens: not revoked, and its person works here and may see the plan."""
    link = CalendarLink.objects.open().select_related("user", "account").filter(digest=digest_of(secret)).first()
    return link if link and may_see_plan(link.user) else None


def used(*, link: CalendarLink, now: datetime) -> None:
    """Note that a calendar asked. No audit record: programs ask every hour, and nothing changes."""
    CalendarLink.objects.filter(pk=link.pk).update(last_used_at=now)


def may_see_plan(user: User) -> bool:
    """The right behind the planning page."""
    return user.has_perm(Permission.WRITE) or user.has_perm(Permission.EDIT_RENDITION)
