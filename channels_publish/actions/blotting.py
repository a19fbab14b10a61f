"""Taking words out of what platforms and mail servers answered, where a person asked to be forgotten."""

from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Replace

from channels_publish.models import Attempt, Delivery


@transaction.atomic
def blot_out(*, words: str, put: str) -> None:
    """Replace ``words`` in all answers kept. What a delivery is and where it stands does not change by it."""
    for rows in (Delivery.objects.filter(detail__contains=words), Attempt.objects.filter(detail__contains=words)):
        rows.update(detail=Replace("detail", Value(words), Value(put)))
