"""Opening a story under embargo to a named journalist, and keeping the record of it."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from people import audit
from people.models import User
from press import rules
from press.addresses import normalise
from press.models import AdvanceAccess, AdvanceVisit
from stories.errors import NotAllowed, WrongState
from stories.links import digest_of, new_secret
from stories.models import Story

NOT_YOURS = "Vorabzugänge geben die Pressestelle und der Chef vom Dienst aus."


@transaction.atomic
def give(*, story: Story, name: str, outlet: str, by: User, email: str = "") -> tuple[AdvanceAccess, str]:
    """A personal link to this story for as long as its embargo runs; its secret is told once and kept nowhere.

    Raises NotAllowed, BadAddress, and WrongState where no embargo is running or a name is missing.
    """
    _guard(by)
    if story.embargo is None or story.embargo <= timezone.now():
        raise WrongState("Für diesen Beitrag läuft keine Sperrfrist; ein Vorabzugang hätte nichts zu öffnen.")
    if not name.strip() or not outlet.strip():
        raise WrongState("Bitte schreiben Sie, für wen der Zugang ist und für welche Redaktion.")
    secret, digest = new_secret()
    access = AdvanceAccess.objects.create(
        story=story, name=" ".join(name.split())[:150], outlet=" ".join(outlet.split())[:150],
        email=normalise(email) if email.strip() else "", digest=digest, created_by=by,
    )  # fmt: skip
    audit.record(by=by, verb="press.give_advance_access", target=access, story=story.pk)
    return access, secret


@transaction.atomic
def revoke(*, access: AdvanceAccess, by: User) -> AdvanceAccess:
    """The link opens no more; what was recorded stays."""
    _guard(by)
    access = AdvanceAccess.objects.select_for_update(of=("self",)).get(pk=access.pk)
    if access.revoked_at is None:
        access.revoked_at = timezone.now()
        access.save(update_fields=["revoked_at"])
        audit.record(by=by, verb="press.revoke_advance_access", target=access)
    return access


@transaction.atomic
def mailed(*, access: AdvanceAccess, by: User) -> None:
    """The mail server took the link."""
    AdvanceAccess.objects.filter(pk=access.pk).update(mailed_at=timezone.now())
    audit.record(by=by, verb="press.mail_advance_access", target=access)


def behind(secret: str) -> AdvanceAccess | None:
    """The access this link is for, revoked or not."""
    rows = AdvanceAccess.objects.select_related("story__live", "created_by")
    return rows.filter(digest=digest_of(secret)).first()


def is_open(story: Story, at: datetime) -> bool:
    """Whether a link to this story has something to show at this moment."""
    return Story.objects.under_embargo(at).filter(pk=story.pk).exists()


def opened(*, access: AdvanceAccess, what: str, device: str) -> AdvanceVisit:
    """Write down that something was opened. Of ``device``, network address and browser, only a keyed stump is kept."""
    origin = salted_hmac(f"press.advance.{access.pk}", device, algorithm="sha256").hexdigest()[:8]
    return AdvanceVisit.objects.create(access=access, at=timezone.now(), what=what[:60], origin=origin)


def _guard(by: User) -> None:
    if not rules.may_give_advance_access(by):
        raise NotAllowed(NOT_YOURS)
