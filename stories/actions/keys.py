"""Every write to the keys of other programs, and what comes in by them."""

from dataclasses import replace
from datetime import timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone

from people import audit
from people.models import User
from stories.actions.doors import TooMany, refuse_strangers
from stories.actions.intake import Received, receive
from stories.enums import SourceKind
from stories.errors import DeskError
from stories.intake.incoming import Enclosure, Incoming
from stories.links import new_secret
from stories.models import ApiKey, Department, TopicSource

# A program that sends more has run wild; an office writes less in a month.
AN_HOUR: Final = 120
SHOWN: Final = 8


class Reused(DeskError):
    """An idempotency key that stood for another request before."""


@transaction.atomic
def create(*, name: str, department: Department | None, by: User) -> tuple[ApiKey, str]:
    """A key and its secret, which nobody can read again afterwards. Raises NotAllowed."""
    refuse_strangers(by)
    secret, digest = new_secret()
    key = ApiKey.objects.create(name=name, department=department, prefix=secret[:SHOWN], digest=digest, created_by=by)
    audit.record(by=by, verb="stories.create_key", target=key)
    return key, secret


@transaction.atomic
def revoke(*, key: ApiKey, by: User) -> ApiKey:
    """End the key at once; what came by it stays. Raises NotAllowed."""
    refuse_strangers(by)
    key = ApiKey.objects.select_for_update(of=("self",)).get(pk=key.pk)
    if key.revoked_at is None:
        key.revoked_at = timezone.now()
        key.save(update_fields=["revoked_at"])
        audit.record(by=by, verb="stories.revoke_key", target=key)
    return key


def hand_in(*, key: ApiKey, idempotency: str, body: bytes, incoming: Incoming) -> Received:
    """Take in what a program sent; the same request again changes nothing.

    ``body`` is the request as it came and is kept as the original. Raises Reused where ``idempotency`` stood for
    another body, TooMany.
    """
    ref = f"{key.pk}:{idempotency}"
    known = TopicSource.objects.filter(kind=SourceKind.API, ref=ref).first()
    if known:
        _refuse_other_words(known, body)
    elif _lately(key) >= AN_HOUR:
        raise TooMany(f"In der letzten Stunde kamen mit diesem Schlüssel schon {AN_HOUR} Themen. Warten Sie bitte.")
    original = Enclosure("anfrage.json", "application/json", body)
    received = receive(
        incoming=replace(incoming, kind=SourceKind.API, ref=ref, department=key.department, original=original)
    )
    if received.known:
        _refuse_other_words(received.source, body)
    ApiKey.objects.filter(pk=key.pk).update(last_used_at=timezone.now())
    return received


def _lately(key: ApiKey) -> int:
    return TopicSource.objects.by_key(key).filter(received_at__gte=timezone.now() - timedelta(hours=1)).count()


def _refuse_other_words(source: TopicSource, body: bytes) -> None:
    with source.original.open("rb") as before:
        if before.read() != body:
            raise Reused(
                "Dieser Idempotency-Key stand schon für eine andere Anfrage. Ein neues Thema braucht einen neuen."
            )
