"""The audit trail: every write leaves one row in its own transaction."""

from typing import Any

from django.db import models, transaction

from people.models import AuditEvent, User

SYSTEM = "Newsroom"


def record(*, by: User | None, verb: str, target: models.Model, **detail: Any) -> AuditEvent:
    """Note that ``by`` (None: the software itself) did ``verb`` to ``target``.

    Must run inside the transaction of the write it describes, so that both stand or both fall.
    Raises RuntimeError outside a transaction.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError(f"audit of {verb} outside a transaction")
    return AuditEvent.objects.create(
        actor=str(by) if by else SYSTEM,
        actor_id=by.pk if by else None,
        verb=verb,
        target_type=target._meta.label,
        target_id=str(target.pk),
        target_label=str(target)[:255],
        detail=detail,
    )
