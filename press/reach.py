"""How many people a waiting press delivery would reach."""

from collections import Counter
from typing import Any

from django.utils import timezone

from channels_publish.enums import Kind
from channels_publish.models import DeliveryQuerySet
from press.models import DistributionList, Mailing, Recipient


def mails_waiting(deliveries: DeliveryQuerySet) -> int:
    """Mails that have not left yet: of a mailing under way who is left, else everybody on the list."""
    rows = deliveries.filter(account__kind=Kind.PRESS).order_by()
    begun = Mailing.objects.filter(delivery_key__in=rows.values("pk"))
    left = Recipient.objects.unsent().filter(mailing__in=begun.values("pk")).count()
    fresh = Counter(rows.exclude(pk__in=begun.values("delivery_key")).values_list("account_id", flat=True))
    lists: Any = DistributionList.objects.filter(account__in=fresh).with_readers(timezone.now())
    return left + sum(fresh[each.account_id] * each.readers for each in lists)
