"""Every write to a department."""

from django.db import transaction

from people import audit
from people.models import User
from stories.models import Department, Remit


@transaction.atomic
def ensure(
    *, name: str, by: User | None, contact: str = "", responsible: str = "", remit: Remit | None = None
) -> Department:
    """The department of this name, created with its usual contact where it is new."""
    department, created = Department.objects.get_or_create(
        name=name, defaults={"contact": contact, "responsible": responsible, "remit": remit}
    )
    if created:
        audit.record(by=by, verb="stories.create_department", target=department)
    return department
