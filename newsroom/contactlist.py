"""Which contacts somebody asked for."""

from collections.abc import Mapping

from django.db.models import Q
from django.utils import timezone

from press.enums import Standing
from press.models import Contact, OptOut
from press.models.contacts import ContactQuerySet

TO_REVIEW = "pruefen"
STANDINGS = [(TO_REVIEW, "Zu prüfen"), *Standing.choices]


def filtered(query: Mapping[str, str]) -> ContactQuerySet:
    """By words, outlet, topic, list and standing; by name. A filter nobody knows finds nothing rather than all."""
    now = timezone.now()
    found: ContactQuerySet = Contact.objects.order_by("name", "pk")
    if words := query.get("q", "").strip():
        for word in words.split():
            found = found.filter(Q(name__icontains=word) | Q(email__icontains=word) | Q(outlet__name__icontains=word))
    if stand := query.get("stand"):
        found = found.filter(
            pk__in=(
                Contact.objects.to_review(now) if stand == TO_REVIEW else Contact.objects.standing(stand, now)
            ).values("pk")
        )
    if outlet := query.get("redaktion"):
        found = found.filter(outlet=_number(outlet))
    if topic := query.get("thema"):
        found = found.filter(topics=_number(topic))
    if wanted := query.get("verteiler"):
        found = found.filter(Q(lists=_number(wanted)) | Q(topics__lists=_number(wanted))).distinct()
        found = found.exclude(pk__in=OptOut.objects.filter(list=_number(wanted)).values("contact"))
    return found


def loaded(rows: ContactQuerySet) -> ContactQuerySet:
    """With everything a row shows."""
    return rows.select_related("outlet").prefetch_related("topics", "lists")


def _number(typed: str) -> int:
    return int(typed) if typed.isdecimal() else 0
