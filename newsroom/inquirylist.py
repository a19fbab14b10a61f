"""Which inquiries the list shows; it reads and decides nothing."""

from datetime import timedelta
from typing import Any, Final

from django.core.paginator import Paginator
from django.db.models import Q
from django.utils import timezone

from people.models import User
from press.models import Inquiry
from press.models.inquiries import InquiryQuerySet

PAGE: Final = 25
VIEWS: Final = {"offen": "Offen", "meine": "Meine", "freigabe": "Zur Freigabe", "erledigt": "Erledigt"}
STATISTICS_DAYS: Final = 90


def context(asked: Any, user: User) -> dict[str, Any]:
    """What the page shows for the parameters of its address: a fixed number of questions."""
    now = timezone.now()
    view, query = asked.get("ansicht", "offen"), " ".join(asked.get("q", "").split())
    view = view if view in VIEWS else "offen"
    rows = _rows(view, user).for_list()
    for word in query.split():
        fields = ("question", "name", "outlet", "notes", "answer__text")
        rows = rows.filter(Q(*[(f"{field}__icontains", word) for field in fields], _connector=Q.OR))
    answered, punctual = Inquiry.objects.in_time(now - timedelta(days=STATISTICS_DAYS))
    return {
        "page": Paginator(rows, PAGE).get_page(asked.get("seite")), "view": view, "views": VIEWS.items(), "q": query,
        "now": now, "answered": answered, "punctual": punctual, "days": STATISTICS_DAYS,
    }  # fmt: skip


def _rows(view: str, user: User) -> InquiryQuerySet:
    rows = Inquiry.objects
    if view == "erledigt":
        return rows.done()
    if view == "meine":
        return rows.open().filter(owner=user)
    if view == "freigabe":
        return rows.open().filter(answer__isnull=False, released_at__isnull=True)
    return rows.open()
