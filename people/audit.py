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


def redact(*, target: models.Model, label: str) -> None:
    """Take a person out of the trail who asked to be forgotten: that something was done stays, to whom goes.

    The only change the trail ever suffers. Must run inside the transaction of the deletion.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("redaction outside a transaction")
    rows = AuditEvent.objects.filter(target_type=target._meta.label, target_id=str(target.pk))
    rows.update(target_label=label, detail={})
