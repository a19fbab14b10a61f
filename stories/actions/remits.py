"""Every write to the remit register."""

from django.db import transaction

from people import audit
from people.models import User
from stories.models import Remit


@transaction.atomic
def ensure(*, name: str, by: User | None, basis: str = "") -> Remit:
    """The municipal task of this name, entered with its legal basis where it is new."""
    remit, created = Remit.objects.get_or_create(name=name, defaults={"basis": basis})
    if created:
        audit.record(by=by, verb="stories.create_remit", target=remit)
    return remit
