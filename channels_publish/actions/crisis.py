"""Crisis mode where deliveries are concerned: everything stops with one write and goes on row by row."""

from collections.abc import Iterable

from django.db import connection, transaction
from django.utils import timezone

from channels_publish.actions.fencing import hold_story
from channels_publish.actions.release import ring
from channels_publish.channels import CHANNELS
from channels_publish.enums import State
from channels_publish.models import Delivery
from people import audit
from people.models import User
from people.roles import Permission
from stories.actions import crisis as stories_crisis
from stories.errors import NotAllowed, WrongState
from stories.models import Crisis


@transaction.atomic
def begin(*, reason: str, banner: str = "", banner_link: str = "", exempt: Iterable[int] = (), by: User) -> Crisis:
    """Hold everything that has not left the house, but for the accounts ``exempt``.

    From the commit on no worker claims a held row, and one that has claimed it gives it back before the
    call the public would see. Raises NotAllowed, WrongState.
    """
    crisis = stories_crisis.begin(reason=reason, banner=banner, banner_link=banner_link, exempt=exempt, by=by)
    _hold(crisis, by)
    return crisis


@transaction.atomic
def change(*, banner: str, banner_link: str, exempt: Iterable[int], by: User) -> Crisis:
    """Other words on the portal, another allow list.

    An account that leaves the list is held at once; one that joins it goes on with what is approved from
    now on, and what is held for it already waits for a person as everything does.
    """
    crisis = stories_crisis.change(banner=banner, banner_link=banner_link, exempt=exempt, by=by)
    _hold(crisis, by)
    return crisis


@transaction.atomic
def release_delivery(*, delivery: Delivery, by: User) -> Delivery:
    """Let one row go: at its slot, or now if that has passed. Its state is not touched.

    Raises NotAllowed, and WrongState when it is not held, or would point readers at an article that is.
    """
    if not by.has_perm(Permission.CRISIS):
        raise NotAllowed("Was der Krisenmodus angehalten hat, gibt der Chef vom Dienst frei.")
    hold_story(delivery.pk)
    rows = Delivery.objects.select_for_update(of=("self",)).select_related("account", "rendition__story")
    row = rows.get(pk=delivery.pk)
    if not row.held_back:
        raise WrongState(f"{row.account} ist nicht (mehr) angehalten.")
    if row.rendition.story.held_by_id and not CHANNELS[row.account.kind].before_embargo:
        raise WrongState(
            f"{row.account}: Der Artikel im Portal ist noch angehalten, und der Beitrag führt dorthin. "
            "Geben Sie zuerst den Artikel frei, oder beide zusammen."
        )
    row.held_by = None
    if row.state == State.DUE:
        row.due_at, row.code, row.detail = max(row.slot, timezone.now()), "", ""
    row.save(update_fields=["held_by", "due_at", "code", "detail"])
    audit.record(by=by, verb="channels_publish.release", target=row, due_at=row.due_at.isoformat())
    transaction.on_commit(ring)
    return row


def _hold(crisis: Crisis, by: User) -> None:
    """One statement for all rows. The audit trail gets one entry with their number."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            # Writers of rows finish first, so that none can wait for us while we wait for it. Theirs are short.
            cursor.execute(f"LOCK TABLE {Delivery._meta.db_table} IN EXCLUSIVE MODE")
    rows = Delivery.objects.unsettled().filter(held_by__isnull=True).exclude(account__in=crisis.exempt)
    count = rows.exclude(rendition__story__lane=crisis).update(held_by=crisis)
    audit.record(by=by, verb="channels_publish.hold", target=crisis, deliveries=count)
